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
        raise Refused("\n".join(f"{item}: no item has this id; expected {_likely(item, sources)}" for item in unknown))
    found: dict[str, list[str]] = {}
    for item in ids:
        found.setdefault(sources[item], []).append(item)
    return found


def _likely(item: str, known: Collection[str]) -> str:
    near = nearest(item, sorted(known)[:1000])
    return near if near.endswith("?)") else "the id of an item (archive list)"
