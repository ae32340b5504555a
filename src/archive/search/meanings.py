"""What statements mean, by the archive's own vocabularies: the tables of concepts, as an edition has them."""

from __future__ import annotations

import json
import sqlite3

from archive.records.vocabulary import Concept

_THERE = "SELECT count(*) FROM pragma_table_list WHERE name IN ('concepts', 'statement_concepts')"


def has_concepts(connection: sqlite3.Connection) -> bool:
    """Whether there are tables of concepts: the catalogue has none, nor has an edition that an older version made."""
    return bool(connection.execute(_THERE).fetchone()[0] >= 2)


def read_concepts(connection: sqlite3.Connection) -> dict[str, Concept]:
    """The concepts of an edition, by id; none where it has no table of them."""
    if not has_concepts(connection):
        return {}
    rows = connection.execute("SELECT id, vocabulary, labels, also, uri, broader FROM concepts ORDER BY id")
    return {
        name: Concept(name, vocabulary, json.loads(labels), tuple(json.loads(also)), uri, broader)
        for name, vocabulary, labels, also, uri, broader in rows
    }
