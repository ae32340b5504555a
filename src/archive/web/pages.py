"""What the page of an item shows, read from the database of an edition: one function, run in one thread."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from itertools import chain, groupby
from operator import attrgetter
from sqlite3 import Connection
from typing import Any

from archive.records.model import Statement
from archive.records.terms import ORDER
from archive.search import Index
from archive.search.meanings import has_concepts
from archive.store.rows import File, Passage, Tombstone
from archive.web.blocks import Block, blocks
from archive.web.cards import Card, Text, cards, preferred, speaks
from archive.web.interface import Interface
from archive.web.meanings import meanings
from archive.web.relations import every_relation, relations
from archive.web.terms import Teller, Value

_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")  # what browsers show
_MOVING = ("audio/", "video/")
_CONCEPTS = """SELECT term, position, concept, vocabulary, labels, uri, broader
    FROM statement_concepts JOIN concepts ON id = concept WHERE item = ? ORDER BY term, position"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in its sizes: `small` for lists and narrow screens, `large`, and the `largest` that browsers show."""

    small: File
    large: File
    largest: File


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file: `blocks`, or the cues of a transcript (`timed`) of the recording `sound` (a position)."""

    file: int
    timed: bool
    language: str | None
    passages: tuple[Passage, ...]
    blocks: tuple[Block, ...]
    sound: int | None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """All that the page of an item shows. Of what it warns of nothing is here while it is `covered`, but for `veiled`.

    There are texts in the languages `tongues`; `readings` are those in `tongue`, and those of no one language. Of what
    has many parts the first are here, and how many there are `further`.
    """

    card: Card
    titles: tuple[Text, ...]
    descriptions: tuple[Text, ...]
    parts: tuple[Card, ...]
    further: int
    terms: tuple[tuple[str, tuple[Value, ...]], ...]
    pictures: tuple[Picture, ...]
    veiled: File | None
    players: tuple[File, ...]
    tracks: tuple[File, ...]
    originals: tuple[File, ...]
    readings: tuple[Reading, ...]
    tongue: str | None
    tongues: tuple[str, ...]
    covered: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reader wants to see an item: in which interface, whether what it warns of is `shown`, the text in which
    language (None: theirs, if there is one).
    """

    interface: Interface
    shown: bool = False
    tongue: str | None = None


# What tells as much as the text or the picture itself.
_COVERED = frozenset({"alternative", "tableOfContents", "hasFormat"})


def item(connection: Connection, identifier: str, wish: Wish, index: Index) -> ItemPage | Tombstone | None:
    """The page of an item, the tombstone of a withdrawn one, None where the id is unknown."""
    languages = wish.interface.languages
    card = cards(connection, [identifier], languages).get(identifier)
    if card is None:
        return tombstone(connection, identifier)
    covered = bool(card.warning) and not wish.shown
    statements = _statements(connection, identifier)
    files = [] if covered else _files(connection, identifier)
    names = {one.value for one in statements if one.term == "title"}
    readings = [] if covered else list(_readings(_passages(connection, identifier), files, names))
    tongues = tuple(dict.fromkeys(reading.language for reading in readings if reading.language))
    tongue = _tongue(tongues, wish)
    found = relations(connection, identifier)
    related = cards(connection, found.ids(), languages)
    parts = [related[other] for other in found.others.get("hasPart", ())]
    told = [one for one in found.told(statements) if one.term != "hasPart" or one.value not in related]
    titles = preferred((Text(one.value, one.language) for one in statements if one.term == "title"), languages)
    described = [Text(one.value, one.language) for one in statements if one.term in {"description", "abstract"}]
    return ItemPage(
        card=card,
        titles=tuple(title for title in titles if title != card.title),
        descriptions=() if covered else tuple(preferred(described, languages)),
        parts=tuple(parts),
        further=found.further("hasPart"),
        terms=tuple(
            Teller(wish.interface, index, related, meanings(connection, identifier, index)).terms(
                (one for one in told if not (covered and one.term in _COVERED)), found
            )
        ),
        pictures=tuple(_pictures(files)),
        veiled=card.picture if covered else None,
        players=tuple(file for file in _originals(files) if file.media_type.startswith(_MOVING)),
        tracks=tuple(file for file in _originals(files) if file.media_type == "text/vtt"),
        originals=tuple(_originals(files)),
        readings=tuple(reading for reading in readings if reading.language in {tongue, None}),
        tongue=tongue,
        tongues=tongues,
        covered=covered,
    )


def neighbours(connection: Connection, card: Card) -> tuple[str | None, str | None]:
    """The ids of the items before and after one, of the same kind and by id."""
    before = "SELECT id FROM items WHERE kind = ? AND id < ? ORDER BY id DESC LIMIT 1"
    after = "SELECT id FROM items WHERE kind = ? AND id > ? ORDER BY id LIMIT 1"
    found = [connection.execute(sql, (card.kind, card.id)).fetchone() for sql in (before, after)]
    return (found[0] and found[0][0], found[1] and found[1][0])


def record(connection: Connection, identifier: str) -> dict[str, Any] | None:
    """An item as plain data for JSON: its row, statements, files and passages."""
    row = connection.execute("SELECT * FROM items WHERE id = ?", (identifier,)).fetchone()
    if row is None:
        return None
    return {
        **dict(row),
        "statements": [statement._asdict() for statement in _statements(connection, identifier)],
        "concepts": list(_concepts(connection, identifier)),
        "related": [{"term": term, "other": other} for term, other in every_relation(connection, identifier)],
        "files": [asdict(file) for file in _files(connection, identifier)],
        "passages": [asdict(passage) for passage in _passages(connection, identifier)],
    }


def tombstone(connection: Connection, identifier: str) -> Tombstone | None:
    """What is left of a withdrawn item."""
    row = connection.execute("SELECT id, date, reason FROM tombstones WHERE id = ?", (identifier,)).fetchone()
    return Tombstone(*row) if row else None


def file_at(connection: Connection, path: str) -> File | None:
    """The file that the edition lists under a path."""
    row = connection.execute("SELECT * FROM files WHERE path = ? LIMIT 1", (path,)).fetchone()
    return File(**dict(row)) if row else None


def _statements(connection: Connection, identifier: str) -> list[Statement]:
    sql = "SELECT term, value, language, datatype, uri FROM statements WHERE item = ? ORDER BY term, position"
    statements = [Statement(*row) for row in connection.execute(sql, (identifier,))]
    return sorted(statements, key=lambda one: (ORDER.get(one.term, len(ORDER)), one.term))


def _concepts(connection: Connection, identifier: str) -> Iterator[dict[str, Any]]:
    """What the statements mean: term, position, and the concept with its labels."""
    for row in connection.execute(_CONCEPTS, (identifier,)) if has_concepts(connection) else ():
        yield {**dict(row), "labels": json.loads(row["labels"])}


def _files(connection: Connection, identifier: str) -> list[File]:
    rows = connection.execute("SELECT * FROM files WHERE item = ? ORDER BY position, role", (identifier,))
    return [File(**dict(row)) for row in rows]


def _passages(connection: Connection, identifier: str) -> list[Passage]:
    rows = connection.execute("SELECT * FROM passages WHERE item = ? ORDER BY position", (identifier,))
    return [Passage(**dict(row)) for row in rows]


def _tongue(tongues: tuple[str, ...], wish: Wish) -> str | None:
    """The language of the text to be shown: the one that is asked for, else the best for the reader, else the first."""
    named = (one for one in tongues if one == wish.tongue)
    best = (one for language in wish.interface.languages for one in tongues if speaks(one, language))
    return next(chain(named, best, tongues), None)


def _originals(files: list[File]) -> Iterator[File]:
    return (file for file in files if file.role == "original")


def _pictures(files: list[File]) -> Iterator[Picture]:
    for _, group in groupby(files, attrgetter("position")):
        sizes = {file.role: file for file in group}
        original = sizes.get("original")
        if original and original.media_type not in _PICTURES:
            original = None
        shown = sizes.get("large") or sizes.get("small") or original
        if shown:
            yield Picture(sizes.get("small") or shown, shown, original or shown)


def _readings(passages: list[Passage], files: list[File], names: Collection[str]) -> Iterator[Reading]:
    recordings = [file.position for file in _originals(files) if file.media_type.startswith(_MOVING)]
    for file, group in groupby(passages, attrgetter("file")):
        together = tuple(group)
        languages = {passage.language for passage in together}
        language = languages.pop() if len(languages) == 1 else None
        timed = any(passage.start is not None for passage in together)
        # A transcript belongs to the recording that stands before it.
        before = [position for position in recordings if position < file]
        sound = next(iter([*before[-1:], *recordings]), None) if timed else None
        yield Reading(file, timed, language, together, () if timed else tuple(blocks(together, names)), sound)
