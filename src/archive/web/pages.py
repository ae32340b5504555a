"""What the page of an item shows, read from the database of an edition: one function, run in one thread."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from operator import attrgetter
from sqlite3 import Connection
from typing import Any

from archive.records.model import Statement
from archive.records.terms import ORDER
from archive.search import Index
from archive.search.meanings import has_concepts
from archive.store.aligned import aligned
from archive.store.rows import File, Passage, Tombstone
from archive.web import matter
from archive.web.cards import Card, Text, cards, preferred
from archive.web.interface import Interface
from archive.web.matter import Contents, Picture, Player, Reading
from archive.web.meanings import meanings
from archive.web.relations import every_relation, relations
from archive.web.terms import Teller, Value

_CONCEPTS = """SELECT term, position, concept, vocabulary, labels, uri, broader
    FROM statement_concepts JOIN concepts ON id = concept WHERE item = ? ORDER BY term, position"""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """All that the page of an item shows. Of what it warns of nothing is here while it is `covered`, but for `veiled`.

    There are texts in the languages `tongues`; `readings` and `contents` are those in `tongue`, and those of no one
    language. Of what has many parts the first are here, and how many there are `further`.
    """

    card: Card
    titles: tuple[Text, ...]
    descriptions: tuple[Text, ...]
    parts: tuple[Card, ...]
    further: int
    terms: tuple[tuple[str, tuple[Value, ...]], ...]
    pictures: tuple[Picture, ...]
    veiled: File | None
    players: tuple[Player, ...]
    downloads: tuple[File, ...]
    readings: tuple[Reading, ...]
    contents: tuple[Contents, ...]
    tongue: str | None
    tongues: tuple[str, ...]
    transcripts: tuple[Reading, ...]
    covered: bool

    @property
    def leafed(self) -> dict[int, File]:
        """The bundles of the documents whose pages can be seen, by position."""
        return {picture.position: picture.pages for picture in self.pictures if picture.pages}

    def timed(self, sound: int) -> tuple[Reading, ...]:
        """The transcripts of a recording (a position), in all languages."""
        return tuple(reading for reading in self.transcripts if reading.sound == sound)

    def besides(self, reading: Reading) -> tuple[str, ...]:
        """The languages of the transcripts that can stand beside one."""
        return matter.tongues(_besides(reading, self.transcripts))

    def transcript(self, file: int, language: str | None) -> Reading | None:
        """The transcript that a file (a position) holds: in this language, where it is there in several."""
        there = [reading for reading in self.transcripts if reading.file == file]
        return next((reading for reading in there if reading.language == language), next(iter(there), None))

    def shares(self, reading: Reading) -> bool:
        """Whether there are more transcripts in the same file."""
        return sum(other.file == reading.file for other in self.transcripts) > 1


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reader wants to see an item: in which interface, whether what it warns of is `shown`, the text in which
    language (None: theirs, if there is one), and a transcript with which other one beside it (None: whichever there
    is).
    """

    interface: Interface
    shown: bool = False
    tongue: str | None = None
    beside: str | None = None


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
    players = tuple(matter.players(files))
    sounds = [player.file.position for player in players]
    passages = [] if covered else _passages(connection, identifier)
    readings = list(matter.readings(passages, sounds, names))
    contents = list(matter.contents(passages, sounds))
    tongues = matter.tongues([*readings, *contents])
    tongue = matter.best(tongues, languages, wish.tongue)
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
        pictures=tuple(matter.pictures(files)),
        veiled=card.picture if covered else None,
        players=players,
        downloads=tuple(matter.downloads(files)),
        readings=tuple(_beside(one, readings, wish) for one in readings if one.language in {tongue, None}),
        contents=tuple(_told(contents, languages, tongue)),
        tongue=tongue,
        tongues=tongues,
        transcripts=tuple(reading for reading in readings if reading.timed),
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


def derivative(connection: Connection, identifier: str, position: int, role: str) -> File | None:
    """What was made by a recipe of one file of an item, if the edition has it."""
    sql = "SELECT * FROM files WHERE item = ? AND position = ? AND role = ?"
    row = connection.execute(sql, (identifier, position, role)).fetchone()
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


def _besides(reading: Reading, others: Sequence[Reading]) -> list[Reading]:
    """The transcripts of the same recording in other languages."""
    if not reading.timed or not reading.language:
        return []
    return [
        other
        for other in others
        if other.timed and other.sound == reading.sound and other.language not in {reading.language, None}
    ]


def _beside(reading: Reading, others: Sequence[Reading], wish: Wish) -> Reading:
    """A transcript, with one of the same recording in another language beside it, if there is one that is wanted."""
    there = _besides(reading, others)
    language = matter.best(matter.tongues(there), wish.interface.languages, wish.beside)
    if not language or wish.beside == "none":
        return reading
    other = next(one for one in there if one.language == language)
    return replace(reading, beside=language, rows=tuple(aligned(reading.passages, other.passages)))


def _told(found: Sequence[Contents], languages: Sequence[str], tongue: str | None) -> Iterator[Contents]:
    """Of the indexes of each recording those in the language of the text, else in the best there is."""
    for _, group in groupby(found, attrgetter("sound")):
        together = tuple(group)
        language = matter.best(matter.tongues(together), languages, tongue)
        yield from (one for one in together if one.language in {language, None})
