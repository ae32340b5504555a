"""Running ffmpeg over files of strangers: it reads nothing else, its time and what it writes have bounds.

It ends with the process that started it, also where that is killed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from archive.media.recordings.containers import Container

PROGRAM = "ffmpeg"
MEBIBYTE = 1024 * 1024
# Decoding film of 8192×8192 takes less; what is larger is not film that an archive has, or is made to fill memory.
MOST_MEMORY = 4096 * MEBIBYTE
MOST_PIXELS = 8192 * 8192
# Not one for each processor: what is made depends on their number, and so does the memory that is taken.
THREADS = "4"

_QUIET = ("-nostdin", "-hide_banner", "-loglevel", "quiet")
_TOO_LARGE = getattr(signal, "SIGXFSZ", 0)  # what ends a process that writes more than it may
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


class Failed(Exception):  # noqa: N818 -- a finding about a file, in words that continue a sentence
    """Nothing was made; its message says why: “it took longer than 60 seconds”."""


def present() -> bool:
    """Whether ffmpeg is installed."""
    return shutil.which(PROGRAM) is not None


def convert(
    source: Path, container: Container, arguments: Sequence[str], target: Path, *, seconds: float, most: int
) -> None:
    """Make `target` of `source` by ffmpeg's arguments for an output, within so many seconds and bytes.

    Raises Failed where that does not come about, with nothing left at `target`.
    """
    reading = ("-protocol_whitelist", "file", "-max_pixels", str(MOST_PIXELS), "-threads", THREADS)
    given = ("-f", container.demuxer, "-i", f"file:{source.resolve()}")
    command = [PROGRAM, *_QUIET, *reading, *given, *arguments, "-y", f"file:{target}"]
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_bounds(most),  # noqa: PLW1509 -- it only calls into the system; nothing else binds a child so
        ) as running:
            try:
                status = running.wait(seconds)
            except BaseException:
                running.kill()
                raise
    except subprocess.TimeoutExpired as error:
        target.unlink(missing_ok=True)
        raise Failed(f"it took longer than {seconds:.0f} seconds") from error
    if status != 0 or not target.exists() or not target.stat().st_size:
        target.unlink(missing_ok=True)
        raise Failed("it came to more bytes than there may be" if status == -_TOO_LARGE else "ffmpeg cannot read it")


def _bounds(most: int) -> Callable[[], None] | None:
    """What a child does before it becomes ffmpeg."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 -- not on Windows

    limits = (
        (resource.RLIMIT_FSIZE, most),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_DATA, MOST_MEMORY),  # a worker that starts it has less, for files that it looks into itself
        (resource.RLIMIT_CORE, 0),
    )
    parent = os.getpid()
    control = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def bind() -> None:
        if control is not None:
            control(_DIE_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != parent:  # it was killed in between
                os._exit(1)
        for what, limit in limits:
            hard = resource.getrlimit(what)[1]
            least = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            with suppress(OSError, ValueError):  # not every system bounds memory
                resource.setrlimit(what, (least, least))

    return bind
