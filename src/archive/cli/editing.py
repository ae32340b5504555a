"""`archive edit`."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from archive.catalogue import journal
from archive.catalogue.database import reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.records import stored
from archive.catalogue.versions import is_pending
from archive.cli.opening import writing
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.cli.showing import show_changes
from archive.cli.stepping import foresee, keep_step, say_shift, take_in
from archive.edits.by_hand import as_written, edited, text_to_edit
from archive.edits.choosing import disputed, named
from archive.edits.drafting import copied, scratch
from archive.records.model import Problem, Record

_PATIENCE = 60  # seconds that what was written in the editor waits for another command to end
# Editors that open a file at the line that is said before it as +N.
_TAKE_LINES = (
    "vi",
    "vim",
    "nvim",
    "gvim",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "joe",
    "mg",
    "micro",
    "kak",
    "gedit",
)


@click.command()
@click.argument("identity", metavar="ID")
@pass_setting
def edit(setting: Setting, identity: str) -> None:
    """Open the record of an item in $VISUAL or $EDITOR, and keep it when it is in order.

    A YAML file is opened whole, at the record; the row of a sheet as a small YAML record, and only the cells that
    changed are written back.

    \b
        archive edit reading-room
    """
    archive = setting.archive
    if is_pending(archive):
        with writing(archive, _PATIENCE):
            pass  # what was left half done is taken back, and not opened
    with reading(archive) as connection:
        named(connection, [identity])
        for said in disputed(connection, [identity]):
            click.echo(f"{said}; this opens the first", err=True)
        record = as_written(archive, next(stored(connection, passages=False, only=identity)).record)
    name, text, line = text_to_edit(archive, record)
    with scratch(archive) as folder:
        copy = copied(Path(folder), name, text)
        with _not_lost(archive, identity, copy, text):
            while problems := _kept(setting, record, text, _written(copy, line)):
                say_problems(problems)
                if not sys.stdin.isatty():
                    raise Refused("Nothing was changed.")
                if not click.confirm("Edit again?", default=True, err=True):
                    click.echo("Nothing was changed.", err=True)
                    sys.exit(1)


def _kept(setting: Setting, record: Record, before: bytes, after: bytes) -> Sequence[Problem]:
    """Keep what somebody made of a record; where it is not in order nothing is kept, and what is wrong is told."""
    archive = setting.archive
    made = edited(archive, record, before, after)
    if made.problems:
        return made.problems
    if not made.sources:
        click.echo("Nothing was changed.")
        return ()
    with writing(archive, _PATIENCE) as catalogue:
        known = take_in(catalogue)
        foreseen = foresee(setting, catalogue, made.contents, known)
        if foreseen.refused:
            return foreseen.problems
        say_problems(foreseen.problems)
        show_changes(made)
        say_shift(foreseen.shift)
        keep_step(catalogue, made, "edit", foreseen.standing, aside=False)
    return ()


@contextlib.contextmanager
def _not_lost(archive: Archive, identity: str, copy: Path, text: bytes) -> Iterator[None]:
    """Whatever stands in the way of keeping it, a terminal that is closed among it, what somebody wrote is not thrown
    away: only they may do that.
    """
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGHUP, signal.SIGTERM)}
    try:
        yield
    except SystemExit:
        raise
    except BaseException:
        if copy.is_file() and copy.read_bytes() != text:
            kept = archive.made / f"unsaved-{identity}-{journal.now().replace(':', '')}{copy.suffix}"
            copy.replace(kept)
            click.echo(f"What you wrote is kept in {archive.name(kept)}.", err=True)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _written(path: Path, line: int) -> bytes:
    """What a file holds when the person's editor has been closed. Raises Refused where there is none, or it says that
    it failed, or it leaves no file.
    """
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(wanted)
    except ValueError:
        words = []
    if not words:
        raise Refused(f"“{wanted}”; expected an editor in $VISUAL or $EDITOR")
    at = [f"+{line}"] if line > 1 and Path(words[0]).stem in _TAKE_LINES else []
    try:
        done = subprocess.run([*words, *at, str(path)], check=False)
    except OSError as error:
        raise Refused(f"{words[0]}: {error.strerror}; expected an editor in $VISUAL or $EDITOR") from error
    if done.returncode:
        raise Refused(f"{words[0]} ended with status {done.returncode}; nothing was changed")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{words[0]} left no file that can be read ({error.strerror}); nothing was changed") from error
