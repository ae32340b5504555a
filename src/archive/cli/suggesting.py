"""`archive suggestions`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import click

from archive.catalogue.database import reading
from archive.catalogue.suggested import in_one_line, suggested
from archive.cli.assigning import change
from archive.cli.opening import trying, writing
from archive.cli.setting import Setting, pass_setting
from archive.cli.stepping import take_in
from archive.edits.assignments import Alter, AssignmentError, all_of, read_assignment
from archive.edits.choosing import named
from archive.media.model import Suggestion
from archive.records.findings import nearest
from archive.records.model import Record
from archive.records.terms import TERMS, term_name

_FORMULA = tuple("=+-@")


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a file of an item suggests."""

    item: str
    path: str
    said: Suggestion


@click.command("suggestions")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--term", "terms", multiple=True, metavar="TERM", help="Only values of this term; may be repeated.")
@click.option("--take", is_flag=True, help="Write the first value of each TERM into the records that have none.")
@click.option("--preview", is_flag=True, help="With --take: say what would change, and write nothing.")
@click.option("--yes", is_flag=True, help="With --take: change it without asking.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_setting
def suggestions(
    setting: Setting,
    ids: tuple[str, ...],
    terms: tuple[str, ...],
    *,
    take: bool,
    preview: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """What files say of themselves and the records do not: titles, dates, creators, with where it was found.

    A file may be wrong, as a camera whose clock was never set. With --take the values go into the records like those
    of `archive set`: every change is shown first, all are made or none, and `archive undo` takes them back. What a
    record says already is never changed.

    \b
        archive suggestions
        archive suggestions reading-room --term created
        archive suggestions --term created --take
    """
    wanted = frozenset(map(_term, terms))
    if not take:
        if preview or yes:
            raise click.UsageError("--preview and --yes go with --take.")
        with reading(setting.archive) as connection:
            for offer in _offers(connection, ids, wanted):
                click.echo(json.dumps(_row(offer), ensure_ascii=False) if as_json else _line(offer))
        return
    if not wanted:
        raise click.UsageError("--take writes into records; expected --term TERM, the terms that are to be taken.")
    with trying(setting.archive) if preview else writing(setting.archive) as catalogue:
        known = take_in(catalogue)
        alters = _alters(_offers(catalogue.connection, ids, wanted))
        asked = named(catalogue.connection, alters), _each(alters)
        change(setting, catalogue, asked, known, "suggestions", preview=preview, yes=yes, as_json=as_json)


def _term(written: str) -> str:
    term = term_name(written)
    if term is None:
        raise click.UsageError(f"--term {written}: no such term; expected {nearest(written, TERMS)}")
    return term


def _offers(connection: sqlite3.Connection, ids: Collection[str], terms: Collection[str]) -> Iterator[_Offer]:
    """What is suggested for these items (for all, where none is named) and these terms. Raises Refused."""
    named(connection, ids)
    for item, path, said in suggested(connection):
        if (not ids or item in ids) and (not terms or said.term in terms):
            yield _Offer(item, path, said)


def _alters(offers: Iterable[_Offer]) -> dict[str, Alter]:
    """What the first suggestions for each term make of the records of items; those that no record can hold are said."""
    found: dict[str, dict[str, Alter]] = {}
    for offer in offers:
        said = offer.said
        of_item = found.setdefault(offer.item, {})
        if said.term not in of_item:
            try:
                of_item[said.term] = _taking(said)
            except AssignmentError as error:
                click.echo(f"{_line(offer)}: not taken: {error}", err=True)
    return {item: all_of(list(by_term.values())) for item, by_term in found.items() if by_term}


def _taking(said: Suggestion) -> Alter:
    """What makes a suggestion a statement. Raises AssignmentError where none can be made of it."""
    if said.value.startswith(_FORMULA):  # whoever made the file would have a say in somebody's spreadsheet
        raise AssignmentError("a spreadsheet would take it for a formula; `archive set` writes what a person has read")
    place = f"{said.term}@{said.language}" if said.language else said.term
    return read_assignment(f"{place}={said.value}")


def _each(alters: Mapping[str, Alter]) -> Alter:
    def alter(record: Record) -> Record:
        return alters[record.id](record)

    return alter


def _line(offer: _Offer) -> str:
    said = offer.said
    label = TERMS[said.term].label if said.term in TERMS else said.term
    language = f"[{said.language}] " if said.language else ""
    return f"{offer.item}: {label}: {language}{in_one_line(said.value)}  ({said.said_by}, {offer.path})"


def _row(offer: _Offer) -> dict[str, str | None]:
    said = offer.said
    return {
        "id": offer.item,
        "term": said.term,
        "value": said.value,
        "language": said.language,
        "said_by": said.said_by,
        "file": offer.path,
    }
