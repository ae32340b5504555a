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
from archive.catalogue.layout import Archive, Refused, lies_in
from archive.catalogue.records import proposed, stored
from archive.catalogue.rules import read_rules, withdrawn_ids
from archive.cli.opening import trying, writing
from archive.cli.setting import Setting, current_pointer, pass_setting, say_problems
from archive.edition.plan import plan, shrinking
from archive.edition.standing import standing
from archive.exports import EXPORTS, Export, hidden
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest
from archive.records.model import Problem
from archive.store.read import entries
from archive.store.rows import Item

_FEW = 20  # ids in a message
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
    whether they are hidden. `archive ingest` takes each of them into another archive. Nothing that is in the archive
    is written over, and nothing is written where its readers, its originals or its records are.

    \b
        archive export dc -o records.xml
        archive export csv --scope all -o everything.csv
    """
    archive, chosen = setting.archive, EXPORTS[form]
    if output is not None:
        _refuse_place(archive, output)
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
    with _edition(archive, setting.today) as connection:
        _refuse_overtaken(archive, setting.today)
        with _writing(output) as out:
            chosen.export(
                lambda: (entry.item for entry in entries(connection, passages=False) if entry.harvest),
                out,
            )
    _note(archive, scope, form, output)


def _refuse_place(archive: Archive, output: Path) -> None:
    """Raise Refused where the file would take the place of one of the archive's, or stand among them."""
    if lies_in(output, (archive.public, archive.collection, archive.metadata, archive.made)):
        said = "no place for an export; expected a path outside collection/, metadata/, public/ and .archive/"
        raise Refused(f"{output}: {said}")
    if lies_in(output, [archive.root]) and (output.exists() or output.resolve() == archive.site):
        raise Refused(f"{output}: a file of the archive; expected a name that no file in it has")


def _refuse_overtaken(archive: Archive, today: date) -> None:
    """Raise Refused where the edition shows more than may be shown by now: the files and the rules are looked at anew,
    and nothing of that is kept.
    """
    with trying(archive) as catalogue:
        rules = read_rules(archive)
        run_ingest(catalogue, Options())
        if standing(archive, today) is not None and not catalogue.connection.total_changes:
            return
        if wrong := [str(problem) for problem in rules.problems if problem.severity == "error"]:
            raise Refused("\n".join([*wrong, "Nothing was exported: nobody can tell what may be public."]))
        planned = plan(catalogue, rules, today)
        more = sorted({*planned.closing, *shrinking(catalogue, planned)})
    if more:
        named = ", ".join(more[:_FEW]) + (f" and {len(more) - _FEW:,} more" if len(more) > _FEW else "")
        raise Refused(f"{named}: more in the edition than may be public now; expected a new one (archive publish)")


def _note(archive: Archive, scope: str, form: str, output: Path | None) -> None:
    """Write into the journal that a file was handed out, and as which bytes: whoever withdraws an item is told."""
    if output is None or not archive.catalogue.exists():
        return
    with output.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    event = journal.Event(journal.EXPORTING, f"{journal.EXPORT}{scope}/{form}", f"sha256:{digest}")
    with writing(archive, _PATIENCE) as catalogue:
        catalogue.note([event], journal.now())


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
