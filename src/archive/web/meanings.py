"""What the archive's vocabularies call things, in the language of the page or the next best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sqlite3 import Connection

from archive.records.vocabulary import Concept
from archive.search import Index
from archive.web.cards import Text, preferred

Meanings = Mapping[tuple[str, int], Concept]  # by term and position

_MEANINGS = "SELECT term, position, concept FROM statement_concepts WHERE item = ?"


def meanings(connection: Connection, identifier: str, index: Index) -> Meanings:
    """What the statements of an item mean, as far as the vocabularies know."""
    if not index.concepts:
        return {}
    rows = connection.execute(_MEANINGS, (identifier,))
    return {(term, position): index.concepts[concept] for term, position, concept in rows}


def called(concept: Concept, languages: Sequence[str]) -> Text:
    """What a concept is called for a reader of these languages, the best first."""
    labels = (Text(label, None if tag == "und" else tag) for tag, label in concept.labels.items())
    return preferred(labels, languages)[0]
