"""What can be said against an edition without knowing what is private: tables, rows, files that should not be there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from archive import search
from archive.edition.audit.database import connect
from archive.edition.audit.hits import Hit
from archive.records.terms import RELATIONS
from archive.search.index import SHIFT
from archive.store import pointer
from archive.store.schema import EDITION

_HEADER = {"user_version": 60, "application_id": 68}  # where in the file each stands, in four bytes
_LIST = re.compile("[,;|/#?=&]")  # an id in a list, or at the end of an address; in a sentence it is a needle
_RESERVED = slice(72, 92)
_OF_ITEMS = ("statements", "files", "passages", "statement_concepts", "related", "_search_items")
_CLOSED = {
    "files": "SELECT item FROM files",
    "passages": "SELECT item FROM passages",
    "_search": "SELECT item FROM _search_docsize JOIN _search_items ON number = id >> {shift} WHERE id & {mask}",
}
_STRAY = """SELECT id FROM _search_docsize LEFT JOIN _search_items ON number = id >> {shift}
    LEFT JOIN passages ON passages.item = _search_items.item AND position = id & {mask}
    WHERE number IS NULL OR (id & {mask} AND position IS NULL)"""
_BITS = {"shift": SHIFT, "mask": (1 << SHIFT) - 1}


def of_database(path: Path, hidden: frozenset[str], place: str) -> Iterator[Hit]:
    """What is wrong with a database; `hidden` are ids that no relation may name, in small letters."""
    with path.open("rb") as content:
        header = content.read(100)
        content.seek(0)
        if hashlib.file_digest(content, "sha256").hexdigest() != path.parent.name:
            yield Hit(place, "other bytes than the name of its folder says")
    for name, at in _HEADER.items():
        if header[at : at + 4] != bytes(4):
            yield Hit(place, f"{name} is set")
    if header[_RESERVED] != bytes(20) or header[20] != 0:
        yield Hit(place, "something in the reserved part of the header")
    with contextlib.closing(connect(path)) as connection:
        pages, size, free = (_one(connection, name) for name in ("page_count", "page_size", "freelist_count"))
        if pages * size != path.stat().st_size:
            yield Hit(place, "something behind the last page")
        if free:
            yield Hit(place, f"{free} free pages, which keep what stood on them")
        beyond = _objects(connection) - expected()
        yield from (Hit(place, f"a {kind} that an edition has not: {name}") for kind, name, _ in sorted(beyond))
        yield from _rows(connection, hidden, place)


def of_folder(public: Path) -> Iterator[Hit]:
    """What lies in the edition's folder and should not: files that no row names, links, files that everybody may
    write to, second databases, whatever stands beside the one database; and rows whose file is missing.
    """
    current = pointer.read(public)
    if current is None:
        return
    database = current.database(public)
    with contextlib.closing(connect(database)) as connection:
        named = {f"media/{path}": size for path, size in connection.execute("SELECT path, bytes FROM files")}
    named |= dict.fromkeys((pointer.NAME, "datasette.yaml", database.relative_to(public).as_posix()))
    folders = {"media", *(parent.as_posix() for name in named for parent in Path(name).parents)}
    there = set()
    for path in sorted(public.rglob("*")):
        name = path.relative_to(public).as_posix()
        status = path.lstat()
        there.add(name)
        if stat.S_ISDIR(status.st_mode):
            if name not in folders:
                yield Hit(name, "a folder that no file of the edition is in")
        elif name not in named:
            yield Hit(name, "a file that the edition does not name")
        elif not stat.S_ISREG(status.st_mode):
            yield Hit(name, "no regular file")
        elif named[name] not in (None, status.st_size):
            yield Hit(name, "not as long as the edition says")
        if not stat.S_ISLNK(status.st_mode) and status.st_mode & stat.S_IWOTH:
            yield Hit(name, "everybody may write to it")
        yield from _attributes(path, name)
    yield from (
        Hit(name, "a file that is missing") for name in sorted(named.keys() - there) if name != "datasette.yaml"
    )


@cache
def expected() -> frozenset[tuple[str, str, str]]:
    """The tables and indexes of an edition: type, name and SQL."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(EDITION)
        search.build(connection)
        return frozenset(_objects(connection))


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return {
        (kind, name, sql or "") for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema")
    }


def _one(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _rows(connection: sqlite3.Connection, hidden: frozenset[str], place: str) -> Iterator[Hit]:
    for table in _OF_ITEMS:
        query = f"SELECT DISTINCT item FROM {table} WHERE item NOT IN (SELECT id FROM items)"  # noqa: S608  ours
        yield from (
            Hit(f"{place}, {table}", "rows of an item that is not there", item) for (item,) in connection.execute(query)
        )
    closed = {item for (item,) in connection.execute("SELECT id FROM items WHERE access = 'closed'")}
    for table, query in _CLOSED.items():
        owners = {item for (item,) in connection.execute(query.format(**_BITS))}
        yield from (
            Hit(f"{place}, {table}", "rows of an item that is closed", item) for item in sorted(owners & closed)
        )
    for (row,) in connection.execute(_STRAY.format(**_BITS)):
        yield Hit(f"{place}, _search, row {row}", "words of a text that is not there")
    marks = ",".join("?" * len(RELATIONS))
    relations = f"SELECT item, term, value, uri FROM statements WHERE term IN ({marks})"  # noqa: S608  marks only
    for item, term, value, uri in connection.execute(relations, tuple(RELATIONS)) if hidden else ():
        said = (piece.strip().casefold() for text in (value, uri or "") for piece in _LIST.split(text))
        if not hidden.isdisjoint(said):
            yield Hit(f"{place}, statements of {item}", f"{term} names an item that is not public")


def _attributes(path: Path, name: str) -> Iterator[Hit]:
    """The extended attributes of a file, which copies take along."""
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # a file system without them
            for attribute in os.listxattr(path, follow_symlinks=False):
                if attribute.startswith("user."):
                    yield Hit(name, "an extended attribute")
