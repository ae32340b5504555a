"""Making media anew without what is withheld of them, before they are published; what has been made is used again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from archive.catalogue.layout import Archive
from archive.catalogue.workers import Stopped, processes
from archive.media.limits import limited
from archive.media.model import RECIPES
from archive.media.withheld import making
from archive.media.withheld.instructions import Instructions
from archive.media.withheld.making import Redacted
from archive.records.model import Problem
from archive.store.rows import File


@dataclass(frozen=True, slots=True)
class Task:
    """An original (a row of the catalogue) of which something is withheld, and what."""

    file: File
    instructions: Instructions


def remade(archive: Archive, sha256: str, instructions: Instructions) -> Iterator[File]:
    """What has been made of an original without what is withheld, as rows of the catalogue of no item yet."""
    found = making.known(sha256, instructions, RECIPES, archive.derivatives)
    for made in found.derivatives if found else ():
        sizes = (made.width, made.height, made.duration)
        yield File("", 0, made.recipe, made.path, made.media_type, made.bytes, made.sha256, None, *sizes)


def unmade(archive: Archive, tasks: Iterable[Task]) -> list[Task]:
    """The tasks that have yet to be done, each once."""
    due = {(task.file.sha256, task.instructions.digest): task for task in tasks if not _is_made(archive, task)}
    return list(due.values())


def remake(archive: Archive, tasks: Sequence[Task]) -> list[Problem]:
    """Do the tasks; of what cannot be made nothing is published, and that is said."""
    problems: list[Problem] = []
    with processes(min(os.cpu_count() or 1, len(tasks)), [making.__name__]) as pool:
        running = [(task, _submit(pool, archive, task)) for task in tasks]
        for task, future in running:
            problems += _problems(task, _result(future))
    return problems


def _is_made(archive: Archive, task: Task) -> bool:
    return making.known(task.file.sha256, task.instructions, RECIPES, archive.derivatives) is not None


def _submit(pool: Executor, archive: Archive, task: Task) -> Future[Redacted]:
    file, out = task.file, archive.derivatives
    path = archive.collection / file.path
    return pool.submit(making.make, path, file.sha256, file.media_type, task.instructions, RECIPES, out, limited)


def _result(future: Future[Redacted]) -> Redacted:
    try:
        return future.result()
    except Stopped as stopped:
        return making.given_up(stopped.code)
    except OSError as error:
        return Redacted(problems=(f"is withheld whole, as it cannot be read ({error.strerror or error})",))


def _problems(task: Task, found: Redacted) -> Iterator[Problem]:
    path = f"collection/{task.file.path}"
    for said in found.problems:
        yield Problem(path, found=said, severity="warning")
    for name in found.lacks:
        said = f"is withheld whole: {name} is not installed, without which nothing can be taken out of it"
        yield Problem(path, found=said, severity="warning")
