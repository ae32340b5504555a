"""Which edition the site shows: finding it, opening it, taking up the next one while requests are under way."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from typing import Any
from urllib.parse import quote

from datasette.database import Database
from datasette.utils.internal_db import populate_schema_tables
from datasette.utils.sqlite import sqlite3

from archive.search import Index, load
from archive.store import pointer as pointers
from archive.store.pointer import Pointer
from archive.web.settings import Settings

DATABASE = "collection"
_WHOLE_TABLE = 60 * 60 * 1000  # milliseconds: what Datasette itself allows for counting an immutable table
# Bytes of a value, and letters and bytes of an answer: an article of 16 MiB may need twice as many in UTF-8.
_LONGEST = 40 << 20
# All that reading needs, and the pragmas of Datasette, sqlite-utils and FTS5. Datasette judges visitors' SQL by its
# text, where comments can hide an ATTACH, a VACUUM INTO or a view over ours; SQLite asks about what it is going to do.
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_PRAGMAS = frozenset(
    {
        *("cache_size", "data_version", "foreign_key_list", "index_info", "index_list", "index_xinfo"),
        *("recursive_triggers", "schema_version", "table_info", "table_list", "table_xinfo"),
    }
)
_log = logging.getLogger(__name__)

Mark = tuple[int, int, int] | None


class _Cursor(sqlite3.Cursor):  # type: ignore[misc]  # Datasette, which chooses the module, has no types
    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """So many rows, as Datasette takes them for an answer. Raises OperationalError where they are too long."""
        rows, length = [], 0
        for row in islice(self, size):
            length += sum(len(value) for value in row if isinstance(value, (str, bytes)))
            if length > _LONGEST:
                raise sqlite3.OperationalError("an answer that is too long")
            rows.append(row)
        return rows


class _Connection(sqlite3.Connection):  # type: ignore[misc]  # likewise
    def cursor(self, factory: Any = _Cursor) -> Any:
        """A cursor that minds how much it takes."""
        return super().cursor(factory)


class EditionDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """The database of an edition, opened once for every thread at the start.

    Datasette opens a file when a thread first asks for it; by then a newer edition may have replaced this one and its
    file may be gone, while requests that began on it are still under way.
    """

    def __init__(self, datasette: Any, path: Path, digest: str) -> None:
        super().__init__(datasette, path=str(path), is_mutable=False)
        self.name = self.route = DATABASE
        self.cached_hash = digest  # spares reading the whole file again
        self._ready = [self._open() for _ in range(datasette.setting("num_sql_threads") + 1)]

    def _open(self) -> Connection:
        # Quoted, unlike in Datasette: "#" and "%" may stand in the name of a folder. Without mode=ro, a missing file
        # would be created.
        uri = f"file:{quote(self.path)}?mode=ro&immutable=1"
        connection: Connection = sqlite3.connect(uri, uri=True, check_same_thread=False, factory=_Connection)
        connection.set_authorizer(_authorize)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        self._all_connections.append(connection)
        return connection

    async def attached_databases(self) -> list[Any]:
        """None: an edition is one file. SQLite's own list would tell where it lies, and is refused."""
        return []

    def connect(self, write: bool = False) -> Connection:  # noqa: FBT001, FBT002  # as Datasette calls it
        """One of the connections opened at the start, or a further one. An edition is never written to."""
        if write:
            raise sqlite3.OperationalError("an edition is never written to")
        try:
            return self._ready.pop()
        except IndexError:
            return self._open()


@dataclass(slots=True, eq=False)
class Generation:
    """An edition as this process serves it, with what its search holds in memory; `kept` is what pages read out of the
    whole of it, once; `requests` counts those under way.
    """

    pointer: Pointer
    database: EditionDatabase
    media: Path
    index: Index
    kept: dict[str, Any] = field(default_factory=dict)
    requests: int = 0


@dataclass(slots=True, eq=False)
class Site:
    """The published site of one Datasette: the folder it watches and the edition it shows.

    `current` is None while there is nothing to show: `damaged` tells whether that is because what is there cannot be
    read, or because nothing is published.
    """

    datasette: Any
    public: Path
    settings: Settings = field(default_factory=Settings)
    current: Generation | None = None
    damaged: bool = False
    _seen: tuple[Mark, Mark] | None = None
    _open: list[Generation] = field(default_factory=list)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def expired(self) -> bool:
        """Whether the day has passed to which the current edition may be shown."""
        return self.current is not None and self.current.pointer.expired(self.settings.today or date.today())  # noqa: DTZ011  # the day here

    async def take_up(self) -> Generation | None:
        """The edition that the pointer names at this moment, opened if need be."""
        if self._seen is None or self._marks() != self._seen:
            async with self._lock:
                if self._seen is None or self._marks() != self._seen:
                    await self._renew()
        return self.current

    def leave(self, generation: Generation) -> None:
        """A request on the edition has ended; closes what nobody reads any more."""
        generation.requests -= 1
        self._close_unused()

    def _marks(self) -> tuple[Mark, Mark]:
        database = _mark(Path(self.current.database.path)) if self.current else None
        return _mark(self.public / pointers.NAME), database

    async def _renew(self) -> None:
        before = _mark(self.public / pointers.NAME)
        generation, damaged = None, False
        try:
            generation = await self._generation()
        except (ValueError, OSError, sqlite3.DatabaseError) as error:
            if _mark(self.public / pointers.NAME) != before:
                # The next edition came, and this one went, while it was being opened.
                await self._renew()
                return
            _log.error("The edition in %s cannot be shown: %s", self.public, error)  # a message, no traceback
            damaged = True
        databases = self.datasette.databases.copy()
        databases.pop(DATABASE, None)
        if generation is not None:
            databases[DATABASE] = generation.database
            self._open.append(generation)
        # A copy, as requests under way hold the other one.
        self.datasette.databases = databases
        if generation is not None:
            await self._renew_schema(generation.database)
        self.current, self.damaged = generation, damaged
        # What is damaged is tried again with every request: it may be mended without the pointer changing.
        self._seen = None if damaged else (before, self._marks()[1])
        self._close_unused()

    async def _generation(self) -> Generation | None:
        pointer = pointers.read(self.public)
        if pointer is None:
            return None
        database = EditionDatabase(self.datasette, pointer.database(self.public), pointer.digest)
        try:
            index = await database.execute_fn(_index)
            await database.table_counts(limit=_WHOLE_TABLE)
        except BaseException:
            database.close()
            raise
        return Generation(pointer, database, self.public / "media", index)

    async def _renew_schema(self, database: EditionDatabase) -> None:
        # Datasette compares SQLite's schema_version, which is equal in two editions even where their tables differ.
        version = (await database.execute("PRAGMA schema_version")).first()[0]
        async with self.datasette._refresh_schemas_lock:  # noqa: SLF001  # there is no public way to renew one database
            await populate_schema_tables(self.datasette.get_internal_database(), database, version)

    def _close_unused(self) -> None:
        # In order: a request that began on an older edition may have picked up the database of a newer one.
        while self._open and self._open[0] is not self.current and not self._open[0].requests:
            self._open.pop(0).database.close()


def _authorize(action: int, name: str | None, *_: str | None) -> int:
    """Whether SQLite may do something on a connection to an edition (`sqlite3_set_authorizer`)."""
    # sqlite_stmt would show what other visitors have asked.
    reads = (action in _READING and name != "sqlite_stmt") or (action == sqlite3.SQLITE_PRAGMA and name in _PRAGMAS)
    # So SQLite asks when it opens a virtual table and learns its columns; nothing is written then.
    declares = (action, name) == (sqlite3.SQLITE_UPDATE, "sqlite_master")
    answer: int = sqlite3.SQLITE_OK if reads or declares else sqlite3.SQLITE_DENY
    return answer


def _mark(path: Path) -> Mark:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _index(connection: Connection) -> Index:
    """What search holds in memory; raises DatabaseError where a table that the pages read is missing."""
    for table in ("items", "statements", "files", "passages", "tombstones"):
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()  # noqa: S608  # the names stand above
    return load(connection)
