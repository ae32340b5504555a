"""The database of an edition, read in every way: its pages as they lie on disk, its cells, its schema, its index."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.edition.audit.finding import Finder
from archive.edition.audit.hits import Hit, hits
from archive.edition.audit.index import leaks, tables
from archive.edition.audit.making import together

_BLOCK = 1 << 22  # bytes of the file that are read at once
_OVERLAP = 1 << 12  # with those before them: no needle is longer
_WITHIN = 480  # bytes of a blob that lie on one page for certain, and are read with it (pages of 4,096 bytes)
_BATCH = 1000  # rows that are read together


def read_database(path: Path, finder: Finder, place: str) -> Iterator[Hit]:
    """What is found in an edition's database; `place` is what it is called.

    Raises sqlite3.DatabaseError where it is none.
    """
    with contextlib.closing(connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        yield from read_bytes(path, finder, place, page=size)
        indexes = dict(tables(connection))
        for (table,) in connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'").fetchall():
            if table in indexes:
                continue
            blobs = table not in indexes.values()
            try:
                yield from _cells(connection, table, finder, place, blobs=blobs)
            except sqlite3.OperationalError:  # what should be text is none in UTF-8
                connection.text_factory = _text
                yield from _cells(connection, table, finder, place, blobs=blobs)
        for table, data in indexes.items():
            yield from leaks(connection, table, data, finder.needles, place)


def read_bytes(path: Path, finder: Finder, place: str, *, page: int = 0) -> Iterator[Hit]:
    """What is found in the bytes of a file as they are; where it has pages of so many bytes, by page."""
    with path.open("rb") as content:
        start, before = 0, b""
        while block := content.read(_BLOCK):
            for match in finder.in_bytes(before + block):
                at = max(0, start - len(before) + match.at)
                where = f"page {at // page + 1}" if page else f"byte {at:,}"
                yield from hits(f"{place}, {where}", [match])
            start, before = start + len(block), block[-_OVERLAP:]


def connect(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, and looks for no other file beside this one."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def _cells(connection: sqlite3.Connection, table: str, finder: Finder, place: str, *, blobs: bool) -> Iterator[Hit]:
    name = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608  a name out of the schema, quoted
    columns = [column for column, *_ in cursor.description]
    number = 0
    while rows := cursor.fetchmany(_BATCH):
        texts = [value for row in rows for value in row if type(value) is str]
        found = any(True for text in together(texts) for _ in finder.in_text(text))
        packed = blobs and any(type(value) is bytes and len(value) > _WITHIN for row in rows for value in row)
        for row in rows if found or packed else ():
            number += 1
            for column, value in zip(columns, row, strict=True):
                where = f"{place}, {table}.{column}, row {number}"
                if isinstance(value, str) and found:
                    yield from hits(where, finder.in_text(value))
                elif isinstance(value, bytes) and blobs and len(value) > _WITHIN:
                    yield from hits(where, finder.in_bytes(value))
        number += 0 if found or packed else len(rows)


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")
