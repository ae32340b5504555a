"""`archive export`."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from archive.catalogue import journal
from archive.catalogue.database import reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.records import proposed, stored
from archive.catalogue.rules import read_rules, withdrawn_ids
from archive.cli.opening import writing
from archive.cli.setting import Setting, current_pointer, pass_setting, say_problems
from archive.exports import EXPORTS, Export, hidden
from archive.records.model import Problem
from archive.store.read import entries
from archive.store.rows import Item

_PATIENCE = 60  # seconds that noting an export waits for another command to end


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(list(EXPORTS)))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; otherwise the screen.")
@click.option(
    "--scope",
    type=click.Choice(["public", "all"]),
    default="public",
    show_default=True,
    help="What of the current edition may be taken along, or the whole archive with all that is private.",
)
@pass_setting
def export(setting: Setting, form: str, output: Path | None, scope: str) -> None:
    """Write the records in another form: json, csv, dc (simple Dublin Core, oai_dc), or dcterms (Dublin Core in full).

    A json or csv file of the whole archive holds all that the records say; dc and dcterms hold the descriptions, and
    whether they are hidden. `archive ingest` takes each of them into another archive.

    \b
        archive export dc -o records.xml
        archive export csv --scope all -o everything.csv
    """
    archive, chosen = setting.archive, EXPORTS[form]
    if scope == "all":
        with reading(archive) as connection:
            withdrawn = _withdrawn(archive, connection, chosen)
            with _writing(output) as out:
                chosen.export(lambda: _everything(connection, frozenset() if chosen.whole else withdrawn), out)
        _note(archive, scope, form, output)
        if withdrawn and chosen.whole:
            said = f"{len(withdrawn)} withdrawn, and in the file as they were written"
            expected = "withdrawn.csv to go along with it"
            say_problems([Problem(archive.name(archive.withdrawn), found=said, expected=expected, severity="warning")])
        return
    with _edition(archive, setting.today) as connection, _writing(output) as out:
        chosen.export(
            lambda: (entry.item for entry in entries(connection, passages=False) if entry.harvest),
            out,
        )
    _note(archive, scope, form, output)


def _note(archive: Archive, scope: str, form: str, output: Path | None) -> None:
    """Write into the journal that a file was handed out, and as which bytes: whoever withdraws an item is told."""
    if output is None or not archive.catalogue.exists():
        return
    with output.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    event = journal.Event(journal.EXPORTING, f"{journal.EXPORT}{scope}/{form}", f"sha256:{digest}")
    with writing(archive, _PATIENCE) as catalogue:
        catalogue.commit([event], journal.now())


def _withdrawn(archive: Archive, connection: sqlite3.Connection, chosen: Export) -> frozenset[str]:
    """The ids of what was taken down. Raises Refused where nobody can tell, and the format has to know."""
    rules = read_rules(archive)
    wrong = [str(problem) for problem in rules.problems if problem.severity == "error"]
    if wrong and not chosen.whole:
        raise Refused("\n".join(wrong))
    return frozenset(withdrawn_ids(connection, rules))


def _everything(connection: sqlite3.Connection, hiding: Collection[str]) -> Iterator[Item]:
    """Every item that somebody has described, some of them hidden."""
    merely = proposed(connection)
    for found in stored(connection, passages=False):
        item = found.entry.item
        if item.record.id in hiding:
            yield replace(item, record=hidden(item.record))
        elif item.record.id not in merely:
            yield item


@contextlib.contextmanager
def _edition(archive: Archive, today: date) -> Iterator[sqlite3.Connection]:
    """The current edition. Raises Refused where there is none, or none that holds today."""
    current = current_pointer(archive)
    if current is not None and current.expired(today):
        raise Refused(f"{archive.root}: a consent has ended; expected a new edition (archive publish)")
    if current is None:
        raise Refused(
            f"{archive.root}: nothing is published yet; expected an edition (archive publish), or --scope all"
        )
    path = current.database(archive.public)
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


@contextlib.contextmanager
def _writing(output: Path | None) -> Iterator[BinaryIO]:
    """The file, which is there whole or not at all; or the screen."""
    if output is None:
        yield sys.stdout.buffer
        return
    temporary = output.with_name(f".{output.name}.new")
    try:
        with temporary.open("wb") as out:
            yield out
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)
