"""Reading the shared tables back, item by item, without holding more than one item in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from archive.records.model import Access, Record, Statement
from archive.records.terms import ORDER
from archive.search.meanings import has_concepts
from archive.store.rows import Entry, File, Item, Passage, Tombstone, read_warning

_ITEMS = "SELECT id, kind, access, harvest, warning, updated FROM items{where} ORDER BY id"
_STATEMENTS = "SELECT item, term, value, language, datatype, uri FROM statements{where} ORDER BY item, term, position"
_FILES = (
    "SELECT item, position, role, path, media_type, bytes, sha256, puid, width, height, duration "
    "FROM files{where} ORDER BY item, position, role"
)
_PASSAGES = (
    'SELECT item, file, position, text, language, speaker, start, "end", page, form '
    "FROM passages{where} ORDER BY item, position"
)
_MEANINGS = "SELECT item, term, position, concept FROM statement_concepts{where} ORDER BY item, term, position"


def entries(
    connection: sqlite3.Connection,
    *,
    passages: bool = True,
    only: str | None = None,
    between: tuple[str, str] | None = None,
    among: Collection[str] | None = None,
) -> Iterator[Entry]:
    """The rows of every item, by id (or of one, from one to another, or of those `among` them); without passages where
    nobody needs them.

    The record of an entry has what stands in the shared tables: id, kind, statements, warning.
    """
    ends = between if only is None else (only, only)

    def ask(query: str, key: str = "item") -> Iterator[tuple[Any, ...]]:
        if ends is None:
            return connection.execute(query.format(where=""))
        return connection.execute(query.format(where=f" WHERE {key} BETWEEN ? AND ?"), ends)

    statements = Following(ask(_STATEMENTS))
    files = Following(ask(_FILES))
    texts = Following(ask(_PASSAGES)) if passages else None
    meanings = Following(ask(_MEANINGS) if has_concepts(connection) else iter(()))
    for identity, kind, access, harvest, warning, updated in ask(_ITEMS, "id"):
        if among is not None and identity not in among:
            continue
        # A term's statements lie together; the terms come in the order in which a description is read.
        described = sorted([Statement._make(row[1:]) for row in statements.of(identity)], key=_order)
        access_part = Access(level=access, warning=read_warning(warning))
        record = Record(identity, kind, tuple(described), access=access_part)
        item = Item(record, tuple(File(*row) for row in files.of(identity)), updated or "")
        found = tuple(Passage(*row) for row in texts.of(identity)) if texts else ()
        meant = tuple(row[1:] for row in meanings.of(identity))
        yield Entry(item, found, access, bool(harvest), meant)


def tombstones(connection: sqlite3.Connection) -> list[Tombstone]:
    """What has been withdrawn after it was public."""
    return [Tombstone(*row) for row in connection.execute("SELECT id, date, reason FROM tombstones ORDER BY id")]


def _order(statement: Statement) -> int:
    return ORDER[statement.term]


class Following:
    """Rows sorted by their first column, handed out group by group to somebody who walks the same order."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._key: str | None = None
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self._next()

    def of(self, key: str) -> list[tuple[Any, ...]]:
        """The rows whose first column is `key`; rows that belong to smaller keys are passed over."""
        while self._key is not None and self._key < key:
            self._next()
        if self._key != key:
            return []
        found = list(self._rows)
        self._next()
        return found

    def _next(self) -> None:
        self._key, self._rows = next(self._groups, (None, iter(())))
