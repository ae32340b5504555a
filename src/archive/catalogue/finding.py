"""Searching the catalogue: an index beside it, made when somebody searches after something has changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive import search
from archive.catalogue.database import alone, reading, state
from archive.catalogue.layout import Archive

_PATIENCE = 60  # seconds that a search waits for another command to end


@contextlib.contextmanager
def searchable(archive: Archive) -> Iterator[sqlite3.Connection]:
    """A connection that `search.ask` can be asked on: the index, and the catalogue attached to it for reading.

    Everything is found, whether or not it may be public. Raises Refused where there is no catalogue.
    """
    with reading(archive):
        pass  # says what is wrong with it, if anything is
    made_from = state(archive)
    path = archive.made / "search.db"
    if _made_from(path) != made_from:
        # Who writes waits meanwhile, instead of finding the catalogue locked; and of two who search, one makes it.
        with alone(archive, wait=_PATIENCE):
            made_from = state(archive)
            if _made_from(path) != made_from:
                _make(path, archive.catalogue, made_from)
    with contextlib.closing(_connect(path, archive.catalogue)) as connection:
        yield connection


def _make(path: Path, catalogue: Path, made_from: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with contextlib.closing(_connect(fresh, catalogue)) as connection:
        search.build(connection)  # the tables that it reads are those of the attached catalogue
        connection.execute("CREATE TABLE made_from (state TEXT NOT NULL)")
        connection.execute("INSERT INTO made_from VALUES (?)", (made_from,))
        connection.commit()
    fresh.replace(path)


def _made_from(path: Path) -> str | None:
    """The state of the catalogue that the index was made from, None where there is none that can be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            found: str = connection.execute("SELECT state FROM made_from").fetchone()[0]
            return found
    except (sqlite3.DatabaseError, TypeError):
        return None


def _connect(path: Path, catalogue: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path.as_uri(), uri=True)
    connection.execute("ATTACH ? AS catalogue", (f"{catalogue.as_uri()}?mode=ro",))
    return connection
