"""What a command costs: run by a process of its own, so that the memory counted is the command's alone.

    python benchmarks/measure.py COMMAND…

Passes on what the command prints, then prints a line of JSON: seconds from its start to its end, and the peak of its
memory in megabytes. As a module: `cost(COMMAND)`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds by the clock, megabytes at the peak (of the largest process, where there are several), what was said."""

    seconds: float
    megabytes: float
    said: str


def cost(command: Sequence[str | os.PathLike[str]]) -> Cost:
    """Run a command to its end. Raises RuntimeError with its last words where it fails."""
    # A child starts with the peak of its parent (getrusage(2) through vfork and exec), hence the small one between.
    between = [sys.executable, "-I", "-S", __file__]
    # Nor do users compile every module again at each start, as images for containers often have it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([*between, *command], capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
    *said, last = done.stdout.splitlines()
    return Cost(**json.loads(last), said="\n".join(said))


def main(command: Sequence[str]) -> int:
    started = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "megabytes": usage.ru_maxrss / 1024}), flush=True)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
