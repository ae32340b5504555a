"""What is not public: every text of an archive that could be a needle, of whatever sort, wherever it is kept."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from archive.catalogue.layout import Archive
from archive.catalogue.rules import read_document, read_withdrawn
from archive.edition.audit.needles import (
    DIGEST,
    ID,
    NAME,
    PASSAGE,
    PATH,
    PRIVATE,
    STATEMENT,
    SUGGESTION,
    TRACE,
    Secret,
)
from archive.edition.project import is_distinct

_PEOPLE = ("creator", "contributor", "publisher", "rightsHolder")  # terms whose values name somebody
_PARTLY = "item NOT IN (SELECT item FROM wholly)"
_TEXTS = {
    STATEMENT: f"SELECT min(item), value FROM statements WHERE {_PARTLY} AND term NOT IN {_PEOPLE} GROUP BY value",  # noqa: S608  ours
    "person": f"SELECT min(item), value FROM statements WHERE {_PARTLY} AND term IN {_PEOPLE} GROUP BY value",  # noqa: S608  ours
    "address": f"SELECT min(item), uri FROM statements WHERE {_PARTLY} AND uri IS NOT NULL GROUP BY uri",  # noqa: S608  ours
    PASSAGE: f"SELECT item, text FROM passages WHERE {_PARTLY}",  # noqa: S608  ours
    "speaker": f"SELECT DISTINCT item, speaker FROM passages WHERE {_PARTLY} AND speaker IS NOT NULL",  # noqa: S608  ours
    PATH: "SELECT item, written FROM wanted WHERE written LIKE '%/%'",
}
_DIGESTS = (
    "SELECT path, sha256 FROM originals",
    "SELECT item, sha256 FROM linked",
    "SELECT item, sha256 FROM files",
)
_TOLD = """SELECT path, sha256, json_extract(body, '$.traces'), json_extract(body, '$.suggestions')
    FROM originals JOIN examined USING (sha256, suffixes)"""
# Traces that name programs and their formats, not people: what we make ourselves has them too.
_PROGRAM = re.compile("encod|software|tool|library|application|generator|handler|producer|version|profile|brand|vendor")
_PUBLIC = frozenset({"public", "withhold"})  # of a person: what readers may have, and what is no text
_SPELT = frozenset({"name", "also"})


def withheld(
    archive: Archive,
    connection: sqlite3.Connection,
    shown: Collection[str],
    names: Iterable[str] = (),
    wholly: Iterable[str] = (),
) -> Iterator[Secret]:
    """Every text of the catalogue, of people.yaml, accessions.yaml and withdrawn.csv, the names and digests of all
    originals, and the ids of items that are not `shown`; `names` are further forms of names that are not given. Of
    the items of which everything may be read (`wholly`), statements and passages are left out.

    What is public as well is among them: `make_needles` takes it out.
    """
    yield from (Secret(name, NAME, "people.yaml") for name in names)
    yield from _people(archive)
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS wholly (item TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("DELETE FROM wholly")
    connection.executemany("INSERT INTO wholly VALUES (?)", ((item,) for item in wholly))
    for sort, query in _TEXTS.items():
        for item, text in connection.execute(query):
            yield Secret(text, sort, item)
    for (item,) in connection.execute("SELECT id FROM items"):
        if item not in shown and is_distinct(item):
            yield Secret(item, ID, item)
    for item, body in connection.execute("SELECT item, body FROM records WHERE body <> '{}'"):
        yield from _leaves(json.loads(body), item)
    for item, warning in connection.execute("SELECT id, warning FROM items WHERE warning IS NOT NULL"):
        yield from _leaves(json.loads(warning), item)
    yield from _files(connection)
    for row in read_withdrawn(archive)[0].values():
        yield Secret(row.reason, "reason of a withdrawal", row.id)
        yield from (Secret(digest, DIGEST, row.id) for digest in row.digests)
    yield from _leaves(_document(archive, "accessions"), "accessions.yaml")


def _people(archive: Archive) -> Iterator[Secret]:
    people = _document(archive, "people")
    for identity, entry in people.items() if isinstance(people, dict) else ():
        if is_distinct(identity):
            yield Secret(identity, ID, identity)
        for key, value in entry.items() if isinstance(entry, dict) else ():
            if key in _SPELT and str(entry.get("withhold", "no")).strip().casefold() not in {"true", "yes"}:
                continue
            if key not in _PUBLIC:
                said = _leaves(value, identity)
                yield from (Secret(one.text, NAME if key in _SPELT else "person", identity) for one in said)


def _files(connection: sqlite3.Connection) -> Iterator[Secret]:
    for query in _DIGESTS:
        for item, digest in connection.execute(query):
            yield Secret(digest, DIGEST, item)
    for path, digest, traces, suggestions in connection.execute(_TOLD):
        for trace in json.loads(traces or "[]"):
            if not _PROGRAM.search(trace["name"].casefold()):
                yield Secret(trace["value"], TRACE, path, digest)
        for one in json.loads(suggestions or "[]"):
            yield Secret(one["value"], SUGGESTION, path, digest)
    for (path,) in connection.execute("SELECT path FROM originals"):
        inner = PurePosixPath(path.removeprefix("collection/"))
        if len(inner.parts) > 1:
            yield Secret(str(inner), PATH, path)
        yield from (Secret(part, PATH, path) for part in inner.parts if is_distinct(PurePosixPath(part).stem))


def _leaves(data: Any, item: str) -> Iterator[Secret]:
    """Every text in maps and lists."""
    if isinstance(data, str):
        yield Secret(str(data), PRIVATE, item)
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _leaves(value, item)


def _document(archive: Archive, name: str) -> Any:
    nothing: dict[str, Any] = {}
    return read_document(archive, getattr(archive, name), lambda data, _: (data, []), nothing)[0]
