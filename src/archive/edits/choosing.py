"""Which items an edit is about, and in which sources their records stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from archive.catalogue.layout import Refused
from archive.catalogue.records import stored
from archive.edits.where import Condition
from archive.records.findings import nearest


def chosen(connection: sqlite3.Connection, condition: Condition) -> dict[str, list[str]]:
    """The ids of the items that meet a condition, by the source of their records."""
    found: dict[str, list[str]] = {}
    for item in stored(connection, passages=False):
        if condition(item.record):
            found.setdefault(item.record.origin.source, []).append(item.record.id)
    return found


def named(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    """The same of items that are named. Raises Refused where an id is none, all of them said."""
    sources = dict(connection.execute("SELECT item, source FROM records"))
    ids = list(ids)
    if unknown := [item for item in ids if item not in sources]:
        raise Refused("\n".join(f"{item}: no item has this id; expected {likely(item, sources)}" for item in unknown))
    found: dict[str, list[str]] = {}
    for item in ids:
        found.setdefault(sources[item], []).append(item)
    return found


def disputed(connection: sqlite3.Connection, ids: Collection[str]) -> list[str]:
    """Of each of these ids that several records claim, a line that says where they stand: which of them is meant,
    nobody can tell.
    """
    rows = connection.execute("SELECT item, clash FROM records WHERE clash IS NOT NULL ORDER BY item")
    expected = "an id of its own for each, or only one of them"
    return [f"{item}: the id of several records, {clash}; expected {expected}" for item, clash in rows if item in ids]


def likely(item: str, known: Collection[str]) -> str:
    """What to write where no item has this id: the id that is near it, or else where the ids are listed."""
    near = nearest(item, sorted(known)[:1000])
    return near if near.endswith("?)") else "the id of an item (archive list)"
