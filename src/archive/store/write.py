"""Filling the tables, in batches; and what a table says of an item in one line."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from archive.records.dates import understand
from archive.records.model import Record
from archive.records.terms import TERMS
from archive.records.vocabulary import Concept
from archive.store.concepts import relate, write_concepts, write_meanings
from archive.store.rows import Entry, File, Passage, Tombstone, warning_cell
from archive.store.schema import EDITION

if TYPE_CHECKING:
    from sqlite_utils import Database

BATCH = 2000

_DATES = tuple(name for name, term in TERMS.items() if term.element == "date")
_SUMMED = frozenset({"title", "description", "abstract", "creator", "language", "rights", "license", *_DATES})
_ITEM = "INSERT OR REPLACE INTO items VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
# An empty text is bound in half the time that None takes, and a museum has a million statements with three of them.
_STATEMENT = "(?,?,?,?,nullif(?,''),nullif(?,''),nullif(?,''))"
_STATEMENTS = "INSERT INTO statements VALUES "
_TOGETHER = 40  # rows in one INSERT: it takes two thirds of the time of one each
_FILE = "INSERT INTO files VALUES (?,?,?,?,?,?,?,?,?,?,?)"
_ORDERS = {
    "items": "id",
    "statements": "item, term, position",
    "files": "item, position, role",
    "passages": "item, position",
    "statement_concepts": "item, term, position",
}
_PASSAGE = "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?)"


def create(path: Path) -> Database:
    """A new database at `path` with the tables of an edition and nothing in them, for one writer who starts afresh if
    killed.

    Raises FileExistsError: a database that once held rows keeps traces of them, so none is used again.
    """
    from sqlite_utils import Database  # noqa: PLC0415  0.2 s that only making an edition needs to pay

    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
    # As an address, so that others can be attached to it by addresses that let nobody write to them.
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
    database = Database(connection, execute_plugins=False)
    database.conn.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + EDITION)
    return database


def write_entries(
    connection: sqlite3.Connection,
    entries: Iterable[Entry],
    concepts: Mapping[str, Concept] | None = None,
    *,
    circa: int = 0,
) -> int:
    """Write the rows of items that have none yet, with those of the `concepts` that they mean and of how they are
    related; the number of items written. `circa` is as in `write_items`.
    """
    count = write_rows(connection, entries, circa)
    write_concepts(connection, concepts or {})
    relate(connection)
    return count


def write_rows(connection: sqlite3.Connection, entries: Iterable[Entry], circa: int = 0) -> int:
    """Write the rows of items that have none yet; the number of items written."""
    count = 0
    stream = iter(entries)
    while batch := list(islice(stream, BATCH)):
        write_items(connection, batch, circa)
        write_files(connection, (file for entry in batch for file in entry.item.files))
        write_passages(connection, (passage for entry in batch for passage in entry.passages))
        write_meanings(connection, ((entry.item.record.id, *said) for entry in batch for said in entry.meanings))
        count += len(batch)
    return count


def copy_rows(connection: sqlite3.Connection, schema: str, first: str, last: str) -> None:
    """Copy what `write_rows` wrote of the items from `first` to `last` in another database, which is attached as
    `schema`, in the order in which it is written.
    """
    for table, order in _ORDERS.items():
        key = order.partition(",")[0]
        rows = f"SELECT * FROM {schema}.{table} WHERE {key} BETWEEN ? AND ? ORDER BY {order}"  # noqa: S608  names of ours
        connection.execute(f"INSERT INTO main.{table} {rows}", (first, last))


def write_items(connection: sqlite3.Connection, entries: Iterable[Entry], circa: int = 0) -> None:
    """Write the rows in `items` and `statements`; the bounds of an approximate date reach `circa` years further."""
    entries = list(entries)
    connection.executemany(_ITEM, (_item_row(entry, circa) for entry in entries))
    rows = [row for entry in entries for row in _statement_rows(entry.item.record)]
    together = len(rows) - len(rows) % _TOGETHER
    groups = (chain.from_iterable(rows[first : first + _TOGETHER]) for first in range(0, together, _TOGETHER))
    connection.executemany(_STATEMENTS + ",".join([_STATEMENT] * _TOGETHER), map(tuple, groups))
    connection.executemany(_STATEMENTS + _STATEMENT, rows[together:])


def write_files(connection: sqlite3.Connection, files: Iterable[File]) -> None:
    """Write rows in `files`."""
    connection.executemany(
        _FILE,
        (
            (f.item, f.position, f.role, f.path, f.media_type, f.puid, f.bytes, f.sha256, f.width, f.height, f.duration)
            for f in files
        ),
    )


def write_passages(connection: sqlite3.Connection, passages: Iterable[Passage]) -> None:
    """Write rows in `passages`."""
    connection.executemany(
        _PASSAGE,
        ((p.item, p.position, p.file, p.text, p.language, p.speaker, p.start, p.end, p.page, p.form) for p in passages),
    )


def write_tombstones(database: Database, tombstones: Iterable[Tombstone]) -> None:
    """Write rows in `tombstones`."""
    database.table("tombstones").insert_all(asdict(tombstone) for tombstone in tombstones)


def thumbnail(files: Iterable[File]) -> str | None:
    """The path of the picture that stands for the item: a small one, veiled where the item has any that is."""
    by_role = {file.role: file.path for file in reversed(list(files))}
    return by_role.get("veiled") or by_role.get("small")


def _item_row(entry: Entry, circa: int) -> tuple[object, ...]:
    record = entry.item.record
    said: dict[str, list[str]] = {}
    for statement in record.statements:
        if statement.term in _SUMMED:
            said.setdefault(statement.term, []).append(statement.value)
    date = next((said[term][0] for term in _DATES if term in said), None)
    dated = understand(date, circa) if date else None
    return (
        record.id,
        record.kind,
        entry.access,
        int(entry.harvest),
        _first(said, "title"),
        _first(said, "description", "abstract"),
        _joined(said, "creator"),
        date,
        dated.edtf if dated else None,
        dated.earliest if dated else None,
        dated.latest if dated else None,
        _joined(said, "language"),
        _first(said, "rights", "license"),
        warning_cell(record.access.warning),
        thumbnail(entry.item.files),
        entry.item.updated,
    )


def _first(said: Mapping[str, list[str]], *terms: str) -> str | None:
    return next((said[term][0] for term in terms if term in said), None)


def _joined(said: Mapping[str, list[str]], term: str) -> str | None:
    return "; ".join(said.get(term, ())) or None


def _statement_rows(record: Record) -> Iterable[tuple[object, ...]]:
    positions: dict[str, int] = {}
    for statement in record.statements:
        position = positions[statement.term] = positions.get(statement.term, 0) + 1
        yield (
            record.id,
            statement.term,
            position,
            statement.value,
            statement.language or "",
            statement.datatype or "",
            statement.uri or "",
        )
