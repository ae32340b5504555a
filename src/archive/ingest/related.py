"""Relations between items, held against one another: ids that are none, parts of two wholes, wholes in their parts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from archive.records.findings import shorten
from archive.records.ids import is_id
from archive.records.model import Origin, Problem
from archive.records.relations import loops, nearest_id
from archive.records.terms import RELATIONS

FEW = 20  # values of one source that are said
_MOST = 2000  # values that are compared with the ids
_SAID = f"""SELECT item, term, value FROM statements WHERE term IN ({",".join("?" * len(RELATIONS))})
    ORDER BY item, term, position"""  # noqa: S608  marks only

_Said = list[tuple[str, str, str]]  # item, term, value


def relation_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Warnings of what the relations between items say, a line for each."""
    said: _Said = connection.execute(_SAID, tuple(RELATIONS)).fetchall()
    if not said:
        return
    records = connection.execute("SELECT item, source, line FROM records")
    places = {item: Origin(source, line) for item, source, line in records}
    yield from _strange(said, places)
    yield from _parts(said, places)


def _strange(said: _Said, places: Mapping[str, Origin]) -> Iterator[Problem]:
    """Values that resemble an id of this archive and are none."""
    known = {item.casefold(): item for item in places}
    ids = sorted(known)
    near = cache(lambda value: nearest_id(value, ids))
    counts: Counter[str] = Counter()
    compared: set[str] = set()
    for item, term, value in said:
        if value in places or item not in places or not is_id(value) or len(compared) >= _MOST:
            continue
        compared.add(value)
        found = near(value)
        if found is None:
            continue
        origin = places[item]
        counts[origin.source] += 1
        if counts[origin.source] <= FEW:
            yield _warning(origin, term, f"no item has the id “{shorten(value)}”", known[found])
    for source, count in counts.items():
        if count > FEW:
            found = f"{count - FEW:,} more values that resemble ids and are none"
            yield Problem(source, None, None, found, "ids of items", "warning", "relations")


def _parts(said: _Said, places: Mapping[str, Origin]) -> Iterator[Problem]:
    """Parts that their whole does not agree with, and ways through wholes that lead back."""
    wholes: dict[str, dict[str, None]] = {}
    claimed: list[tuple[str, str]] = []
    for item, term, value in said:
        if value in places and value != item:
            if term == "isPartOf":
                wholes.setdefault(item, {})[value] = None
            elif term == "hasPart":
                claimed.append((item, value))
    for whole, part in claimed:
        own = wholes.get(part)
        if own and whole not in own and part in places:
            found = f"“{next(iter(own))}”, but {whole} says that it has {part} as a part"
            yield _warning(places[part], "isPartOf", found, "the same on both sides, or both wholes here")
    for whole, part in claimed:
        wholes.setdefault(part, {})[whole] = None
    for way in loops(wholes):
        found = " is part of ".join((*way, way[0]))
        yield _warning(places[way[0]], "isPartOf", found, "wholes that are not within their own parts")


def _warning(origin: Origin, term: str, found: str, expected: str) -> Problem:
    return Problem(origin.source, origin.line, None, found, expected, "warning", term)
