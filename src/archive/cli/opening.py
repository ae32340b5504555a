"""The catalogue as commands open it: what a command that was killed left half done is said, never passed over."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator

import click

from archive.catalogue import database
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.versions import Interrupted, Step, pending
from archive.cli.showing import count
from archive.edits.purging import begun

_NAMED = 5  # files


@contextlib.contextmanager
def writing(archive: Archive, wait: float = 0) -> Iterator[Catalogue]:
    """The catalogue for the one writer; it is said where an edit had to be taken back that was left half done.

    Raises Refused where another is still at work after `wait` seconds.
    """
    _say_purge(archive)
    with database.writing(archive, wait, _tell) as catalogue:
        yield catalogue


@contextlib.contextmanager
def trying(archive: Archive) -> Iterator[Catalogue]:
    """A copy of the catalogue for a run that keeps nothing; it is said where an edit is half done."""
    say_unfinished(archive)
    with database.trying(archive) as catalogue:
        yield catalogue


def say_unfinished(archive: Archive) -> bool:
    """Say where an edit has begun and not ended; whether there is one. A purge is said, too."""
    _say_purge(archive)
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


def _say_purge(archive: Archive) -> None:
    if (left := begun(archive)) is not None:
        said = f"The purge of {left.item} has begun and not ended: `archive purge {left.item}` carries on with it."
        click.echo(said, err=True)


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
