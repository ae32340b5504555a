"""The catalogue as commands open it: what a command that was killed left half done is said, never passed over, and so
is for whom a command waits.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TypeVar

import click

from archive.catalogue import database
from archive.catalogue.database import Busy, Catalogue
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.versions import Interrupted, Step, pending
from archive.cli.showing import count
from archive.edits import withdrawals
from archive.edits.purging import begun

T = TypeVar("T")

_NAMED = 5  # files


@contextlib.contextmanager
def writing(archive: Archive, wait: float = 0) -> Iterator[Catalogue]:
    """The catalogue for the one writer; it is said where an edit had to be taken back that was left half done, and at
    once for whom it waits.

    Raises Busy where another is still at work after `wait` seconds.
    """
    _say_begun(archive)
    with _patiently(archive, wait, lambda time: database.writing(archive, time, _tell)) as catalogue:
        yield catalogue


@contextlib.contextmanager
def alone(archive: Archive, wait: float = 0) -> Iterator[None]:
    """Be the one writer that an archive has at a time; it is said at once for whom it waits.

    Raises Busy where another is still at work after `wait` seconds.
    """
    with _patiently(archive, wait, lambda time: database.alone(archive, time)):
        yield


@contextlib.contextmanager
def _patiently(archive: Archive, wait: float, begin: Callable[[float], AbstractContextManager[T]]) -> Iterator[T]:
    """What `begin` gives to the one writer, whose name stands beside the lock meanwhile."""
    with ExitStack() as stack:
        try:
            begun = stack.enter_context(begin(0))
        except Busy:
            if not wait:
                raise
            click.echo(f"Waits for {_at_work(archive)}, {wait:.0f} seconds at most.", err=True)
            begun = stack.enter_context(begin(wait))
        _sign(archive, stack)
        yield begun


def _sign(archive: Archive, stack: ExitStack) -> None:
    """Say beside the lock who holds it. Nothing hangs on that: a full disk is no reason to do nothing."""
    context = click.get_current_context(silent=True)
    command = context.info_name if context else None
    with contextlib.suppress(OSError):
        _holder(archive).write_text(f"`archive {command}` (process {os.getpid()})", encoding="utf-8")
        stack.callback(_holder(archive).unlink, missing_ok=True)


def _at_work(archive: Archive) -> str:
    """Who holds the lock, as far as it says so."""
    with contextlib.suppress(OSError, ValueError):
        return _holder(archive).read_text(encoding="utf-8")[:100]
    return "another `archive` that is at work here"


def _holder(archive: Archive) -> Path:
    return archive.made / "holder"


@contextlib.contextmanager
def trying(archive: Archive) -> Iterator[Catalogue]:
    """A copy of the catalogue for a run that keeps nothing; it is said where an edit is half done."""
    say_unfinished(archive)
    with database.trying(archive) as catalogue:
        yield catalogue


def say_unfinished(archive: Archive) -> bool:
    """Say where an edit has begun and not ended; whether there is one. A purge is said, too."""
    _say_begun(archive)
    try:
        found = pending(archive)
    except Refused as refused:
        click.echo(str(refused), err=True)
        return True
    if found:
        back = count(len(found.touched), "file")
        said = f"{_called(found.step)} has begun and not ended. If it is not at work now, it was killed, and the next "
        said += f"command that writes puts {back} back as {_were(found.touched)} before it{_left(found.left)}."
        click.echo(said, err=True)
    return found is not None


def _say_begun(archive: Archive) -> None:
    if (left := begun(archive)) is not None:
        said = f"The purge of {left.item} has begun and not ended: `archive purge {left.item}` carries on with it."
        click.echo(said, err=True)
    for item in withdrawals.begun(archive):
        said = f"The withdrawal of {item} has begun and not ended: it counts as withdrawn, and"
        click.echo(f"{said} `archive withdraw {item}` with its reason ends it.", err=True)


def _tell(done: Interrupted) -> None:
    back = f"{count(len(done.touched), 'file')} {'is' if len(done.touched) == 1 else 'are'} again as "
    said = f"{back}{_were(done.touched)} before it" if done.touched else "no file is other than before it"
    click.echo(f"{_called(done.step)} was killed before it had ended: {said}{_left(done.left)}.", err=True)


def _called(step: Step) -> str:
    return f"archive {step.command} (step {step.number}, {step.time})"


def _were(files: Collection[str]) -> str:
    return "it was" if len(files) == 1 else "they were"


def _left(left: Collection[str]) -> str:
    if not left:
        return ""
    named = ", ".join(list(left)[:_NAMED]) + (f" and {len(left) - _NAMED:,} more" if len(left) > _NAMED else "")
    return f"; somebody has changed meanwhile, and it stays as it is: {named}"
