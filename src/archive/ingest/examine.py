"""Examining: originals that are new or changed are read once, by workers, and held against the manifest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from archive.catalogue.workers import processes
from archive.ingest.find import Listed
from archive.media import Examined, Recipe, examine

PRIVATE = "metadata/private/"
_POOL_FROM = 8  # starting workers takes longer than examining a handful of files


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: what is in it, or in words why it could not be read."""

    file: Listed
    examined: Examined | None
    failure: str | None = None


def examine_all(
    files: Sequence[Listed], recipes: Sequence[Recipe], out: Path, workers: int | None = None
) -> Iterator[Outcome]:
    """Examine the files in order, by `workers` processes (one for each processor where None)."""
    count = workers or os.cpu_count() or 1
    if count == 1 or len(files) < _POOL_FROM:
        for file in files:
            yield _outcome(file, lambda file=file: _examine(file, recipes, out))  # type: ignore[misc]
        return
    left = list(files)
    while left:
        with processes(count, [__name__]) as pool:
            done = 0
            for outcome in examine_with(pool, left, recipes, out, window=count * 8):
                if outcome is None:
                    break  # a worker died; which file it was is told below
                done += 1
                yield outcome
        left = left[done:]
        if left:
            yield _alone(left.pop(0), recipes, out)


def examine_with(
    executor: Executor, files: Iterable[Listed], recipes: Sequence[Recipe], out: Path, window: int
) -> Iterator[Outcome | None]:
    """Examine the files on an executor handed in, `window` of them under way at a time; None: a worker died."""
    stream = iter(files)

    def submit(count: int) -> list[tuple[Listed, Future[Examined]]]:
        return [(file, executor.submit(_examine, file, recipes, out)) for file in islice(stream, count)]

    try:
        running = submit(window)
        while running:
            file, future = running.pop(0)
            yield _outcome(file, future.result)
            running.extend(submit(1))
    except BrokenProcessPool:
        yield None


def _examine(file: Listed, recipes: Sequence[Recipe], out: Path) -> Examined:
    if file.path.startswith(PRIVATE):  # kept and checked, never looked into
        with file.actual.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        return Examined(digest, file.size, "application/octet-stream")
    return examine(file.actual, recipes, out)


def _outcome(file: Listed, result: Callable[[], Examined]) -> Outcome:
    try:
        return Outcome(file, result())
    except OSError as error:
        return Outcome(file, None, f"cannot be read ({error.strerror or error})")


def _alone(file: Listed, recipes: Sequence[Recipe], out: Path) -> Outcome:
    """A file in a worker of its own: if that dies, it was this file that killed it."""
    with processes(1, [__name__]) as pool:
        for outcome in examine_with(pool, [file], recipes, out, window=1):
            if outcome is not None:
                return outcome
    return Outcome(file, None, "stops the program that looks into it, and is left alone")
