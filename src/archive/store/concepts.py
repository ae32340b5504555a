"""The tables of the edition that say what its statements mean, and how its items are related, from both sides."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from archive.records.relations import INVERSE
from archive.records.vocabulary import Concept

_USED = "SELECT DISTINCT concept FROM statement_concepts ORDER BY concept"
# CROSS JOIN keeps the order of the tables: each statement is looked at once.
_RELATIONS = f"""SELECT item, term, position, value FROM statements CROSS JOIN items ON id = value
    WHERE term IN ({",".join("?" * len(INVERSE))}) AND value <> item"""  # noqa: S608  marks only


def write_meanings(connection: sqlite3.Connection, rows: Iterable[tuple[str, str, int, str]]) -> None:
    """Write rows in `statement_concepts`: item, term, position, concept."""
    connection.executemany("INSERT INTO statement_concepts VALUES (?,?,?,?)", rows)


def write_concepts(connection: sqlite3.Connection, concepts: Mapping[str, Concept]) -> None:
    """Write into `concepts` those that `statement_concepts` names, and no other: an entry that only hidden items use
    says that there are such. What is broader is the nearest that is there.

    Raises KeyError where one of them is not among the `concepts`.
    """
    used = [concept for (concept,) in connection.execute(_USED)]
    written = set(used)
    rows = (_row(concepts[name], _broader(concepts[name], concepts, written)) for name in used)
    connection.executemany("INSERT INTO concepts VALUES (?,?,?,?,?,?)", rows)


def relate(connection: sqlite3.Connection) -> None:
    """Fill `related` from the statements that name other items by their ids: each relation from both sides, what an
    item says itself first and in its own order, then what others say of it, by their ids.
    """
    said: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for item, term, position, other in connection.execute(_RELATIONS, tuple(INVERSE)):
        said.setdefault((item, term), []).append((position, other))
        said.setdefault((other, INVERSE[term]), []).append((1 << 62, item))
    rows = (
        (item, term, position, other)
        for (item, term), others in said.items()
        for position, other in enumerate(dict.fromkeys(other for _, other in sorted(others)), start=1)
    )
    connection.executemany("INSERT OR REPLACE INTO related VALUES (?,?,?,?)", rows)


def _broader(concept: Concept, concepts: Mapping[str, Concept], written: set[str]) -> str | None:
    above = concept.broader
    while above and above not in written:
        above = concepts[above].broader if above in concepts else None
    return above


def _row(concept: Concept, broader: str | None) -> tuple[str, str, str, str, str | None, str | None]:
    labels = json.dumps(dict(concept.labels), ensure_ascii=False)
    also = json.dumps(concept.also, ensure_ascii=False)
    return concept.id, concept.vocabulary, labels, also, concept.uri, broader
