"""The catalogue written afresh without what is to be forgotten.

A file that once held a row keeps traces of it: in free pages, in what is left over in used ones, in the rollback
journal. What stays is copied into a new file, row by row, and the other file is removed.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection

from archive.catalogue.layout import Archive
from archive.catalogue.schema import ALL

# By which column a table knows what is gone, and as what.
_BY = {
    "items": ("id", "item"),
    "originals": ("path", "path"),
    "stats": ("path", "path"),
    "examined": ("sha256", "sha256"),
    "sources": ("path", "path"),
    "mapped": ("source", "path"),
    "problems": ("source", "source"),
}


def write_afresh(
    archive: Archive, item: str, paths: Collection[str], digests: Collection[str], changed: Collection[str]
) -> None:
    """Write the catalogue afresh without an item, without files and sources (paths from the root), without what was
    found in files (digests), and without what was said of `changed` sources, which the next ingest reads again.

    It is there and of our schema, nobody has it open, and whoever calls this holds the archive's lock.
    """
    path = archive.catalogue
    fresh = path.with_suffix(".new")
    for leftover in (fresh, fresh.with_name(f"{fresh.name}-journal")):
        leftover.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(fresh)) as connection:
        connection.executescript(ALL)
        connection.execute("ATTACH ? AS old", (str(path),))
        connection.execute("CREATE TEMP TABLE gone (kind TEXT, name TEXT, PRIMARY KEY (kind, name))")
        named = {"item": [item], "path": paths, "sha256": digests, "source": [*changed, *paths]}
        rows = [(kind, name) for kind, names in named.items() for name in set(names)]
        connection.executemany("INSERT INTO gone VALUES (?,?)", rows)
        tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            _copy(connection, table)
        connection.executemany("UPDATE main.sources SET sha256 = '' WHERE path = ?", ((name,) for name in changed))
        connection.commit()
    fresh.replace(path)
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)


def _copy(connection: sqlite3.Connection, table: str) -> None:
    """Copy the rows of a table that stay."""
    columns = {row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")}
    column, kind = _BY.get(table, ("item", "item") if "item" in columns else ("", ""))
    gone = f"(SELECT name FROM gone WHERE kind = '{kind}')"  # noqa: S608  ours
    stays = f"{column} NOT IN {gone}" if column else "1"
    connection.execute(f"INSERT INTO main.{table} SELECT * FROM old.{table} WHERE {stays}")  # noqa: S608  ours
