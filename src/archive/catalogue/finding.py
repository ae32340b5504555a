"""Searching the catalogue: an index beside it, made when somebody searches after something has changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive import search
from archive.catalogue.database import alone, reading, state
from archive.catalogue.layout import Archive
from archive.catalogue.vocabularies import read_thesaurus, vocabularies_now
from archive.records.model import Statement
from archive.records.thesaurus import Thesaurus
from archive.store.concepts import write_concepts, write_meanings
from archive.store.schema import CONCEPTS

_PATIENCE = 60  # seconds that a search waits for another command to end


@contextlib.contextmanager
def searchable(archive: Archive) -> Iterator[sqlite3.Connection]:
    """A connection that `search.ask` can be asked on: the index, and the catalogue attached to it for reading.

    Everything is found, whether or not it may be public. Raises Refused where there is no catalogue.
    """
    with reading(archive):
        pass  # says what is wrong with it, if anything is
    made_from = _state(archive)
    path = archive.made / "search.db"
    if _made_from(path) != made_from:
        # Who writes waits meanwhile, instead of finding the catalogue locked; and of two who search, one makes it.
        with alone(archive, wait=_PATIENCE):
            made_from = _state(archive)
            if _made_from(path) != made_from:
                _make(path, archive, made_from)
    with contextlib.closing(_connect(path, archive.catalogue)) as connection:
        yield connection


def _state(archive: Archive) -> str:
    return f"{state(archive)} {vocabularies_now(archive)}"


def _make(path: Path, archive: Archive, made_from: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with contextlib.closing(_connect(fresh, archive.catalogue)) as connection:
        connection.executescript(CONCEPTS)
        thesaurus, _ = read_thesaurus(archive)
        write_meanings(connection, _meanings(connection, thesaurus))
        write_concepts(connection, thesaurus.concepts)
        search.build(connection)  # the other tables that it reads are those of the attached catalogue
        connection.execute("CREATE TABLE made_from (state TEXT NOT NULL)")
        connection.execute("INSERT INTO made_from VALUES (?)", (made_from,))
        connection.commit()
    fresh.replace(path)


def _meanings(connection: sqlite3.Connection, thesaurus: Thesaurus) -> list[tuple[str, str, int, str]]:
    terms = tuple(thesaurus.terms)
    query = f"""SELECT item, term, position, value, language, datatype, uri FROM statements
        WHERE term IN ({",".join("?" * len(terms))})"""  # noqa: S608  marks only
    found = connection.execute(query, terms) if terms else ()
    meant = ((item, term, at, thesaurus.meaning(Statement(term, *said))) for item, term, at, *said in found)
    return [(item, term, at, concept.id) for item, term, at, concept in meant if concept]


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
