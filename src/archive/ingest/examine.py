"""Examining: originals that are new or changed are read once, by workers, each of which may be lost."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from archive.catalogue.workers import Stopped, processes
from archive.ingest import looking
from archive.ingest.find import Listed
from archive.media import Examined, Recipe
from archive.media.examine import set_aside

PRIVATE = "metadata/private/"
PRELOADED = (looking.__name__,)  # by every worker


@dataclass(frozen=True, slots=True)
class Due:
    """A file to be read. `known` are the digests with which it need not be looked into, as one knows what is in it."""

    file: Listed
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: its digest and what is in it, None where that is known or nobody is to look; or in words
    why it could not be read.
    """

    file: Listed
    sha256: str = ""
    examined: Examined | None = None
    failure: str | None = None


def examine_all(
    due: Sequence[Due], recipes: Sequence[Recipe], out: Path, workers: int | None = None
) -> Iterator[Outcome]:
    """Examine the files in order, by `workers` processes (one for each processor where None)."""
    if not due:
        return
    count = min(workers or os.cpu_count() or 1, len(due))
    with processes(count, PRELOADED) as pool:
        yield from examine_with(pool, due, recipes, out, window=count * 8)


def examine_with(
    executor: Executor, due: Iterable[Due], recipes: Sequence[Recipe], out: Path, window: int
) -> Iterator[Outcome]:
    """Examine the files on an executor handed in, `window` of them under way at a time.

    A file that ends the process that looks into it is kept: nothing but its digest is asked for.
    """
    stream = iter(due)

    def submit(count: int) -> list[tuple[Due, Future[Examined | str]]]:
        return [(each, _submit(executor, each, recipes, out)) for each in islice(stream, count)]

    running = submit(window)
    while running:
        each, future = running.pop(0)
        yield _outcome(executor, each.file, future)
        running.extend(submit(1))


def _submit(executor: Executor, due: Due, recipes: Sequence[Recipe], out: Path) -> Future[Examined | str]:
    if due.file.path.startswith(PRIVATE):  # kept and checked, never looked into
        return executor.submit(looking.digest, due.file.actual)
    return executor.submit(looking.look, due.file.actual, due.known, recipes, out)


def _result(executor: Executor, file: Listed, future: Future[Examined | str]) -> Examined | str:
    try:
        return future.result()
    except Stopped as stopped:
        return executor.submit(set_aside, file.actual, stopped.code).result()


def _outcome(executor: Executor, file: Listed, future: Future[Examined | str]) -> Outcome:
    try:
        found = _result(executor, file, future)
    except OSError as error:
        return Outcome(file, failure=f"cannot be read ({error.strerror or error})")
    except Stopped:
        return Outcome(file, failure="stops the program that reads it, and is left alone")
    return Outcome(file, found) if isinstance(found, str) else Outcome(file, found.sha256, found)
