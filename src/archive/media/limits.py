"""Limits to looking into one file, of seconds and of memory. They hold for a whole process: for workers only."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Bytes that a file may take beside what the process holds anyway: 250 million pixels of four bytes.
MEMORY = 1024**3
_STATEMENT = Path("/proc/self/statm")


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """End this process by SIGALRM unless what stands within is done in so many seconds, whatever it is doing; what
    would take more than `MEMORY` raises MemoryError, or dies of it. Where the system knows no such limits there are
    none: of memory only Linux does.
    """
    with _in_memory(), _in_time(seconds):
        yield


@contextmanager
def unlimited(_seconds: float) -> Iterator[None]:
    """No limits: for a process that would be missed."""
    yield


def ending(code: int | None, seconds: float | None) -> str:
    """In words that follow a file's name, what the exit code of a worker says of the file; `seconds` are those that it
    had, None where it had more for one part of the work than for another.
    """
    if code == -_signal("SIGALRM"):
        what = f"takes {f'longer than {seconds:,.0f} seconds' if seconds else 'too long'} to look into"
    elif code == -_signal("SIGKILL"):
        what = "was too much for the system, which ended the program that looks into it"
    else:
        what = "stops the program that looks into it"
    return f"{what}; it is kept, and not looked into"


def _signal(name: str) -> int:
    return int(getattr(signal, name, 0))


@contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def _in_memory() -> Iterator[None]:
    if sys.platform != "linux":
        yield
        return
    import resource  # noqa: PLC0415  not everywhere

    # What is written to, not addresses: PRONOM's library reserves a gigabyte of these, and uses a tenth.
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with contextlib.suppress(OSError, ValueError):
        held = int(_STATEMENT.read_text("ascii").split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (held + MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)
