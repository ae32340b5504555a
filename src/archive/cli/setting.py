"""What every command is given, and how trouble is said: in one line each, on standard error, never a traceback."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from archive.catalogue.layout import Archive, Refused, find_archive
from archive.records.model import Problem
from archive.store import pointer


@dataclass(frozen=True, slots=True)
class Setting:
    """What was said before the command: the folder, and the day to go by (None: today's)."""

    folder: Path | None
    day: date | None

    @property
    def archive(self) -> Archive:
        """The archive that is meant. Raises Refused where there is none."""
        return find_archive(self.folder or Path.cwd())

    @property
    def today(self) -> date:
        """The day to go by."""
        return self.day or date.today()  # noqa: DTZ011  the day where the archive is


class Said(click.ClickException):
    """A refusal, said as it is."""

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(self.message, file=file, err=True)


class SpeakingGroup(click.Group):
    """A group whose commands end in a line where something cannot be done."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise Said(str(refused)) from refused
        except BrokenPipeError:
            raise  # somebody reads no further, as `head` does; click knows what to do
        except OSError as error:
            raise Said(f"{file_of(ctx.obj, error)}: {error.strerror or error}") from error
        except sqlite3.Error as error:
            raise Said(f"the database: {error}") from error


def file_of(setting: Setting | None, error: OSError) -> str:
    """The file that an error is about, by its path from the archive's root where it lies there."""
    if setting and isinstance(error.filename, str):
        with contextlib.suppress(Refused, ValueError):
            return setting.archive.name(Path(error.filename))
    return str(error.filename or "file")


def current_pointer(archive: Archive) -> pointer.Pointer | None:
    """The pointer to the current edition. Raises Refused where it is damaged."""
    try:
        return pointer.read(archive.public)
    except ValueError as error:
        said = f"public/{pointer.NAME}: damaged ({error}); expected an edition (archive publish makes one)"
        raise Refused(said) from error


def say_problems(problems: Iterable[Problem]) -> None:
    """Print each problem in a line on standard error."""
    for problem in problems:
        click.echo(str(problem), err=True)


pass_setting = click.make_pass_decorator(Setting)
