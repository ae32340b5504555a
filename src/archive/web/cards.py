"""Items as lists show them, in the reader's language; read for a handful of them at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection, Row

from archive.store.rows import File

_ITEMS = "SELECT id, kind, access, title, description, creator, date, warning, updated FROM items WHERE id IN ({})"
_TEXTS = """SELECT item, term, value, language FROM statements
    WHERE item IN ({}) AND term IN ('title', 'description', 'abstract', 'creator') ORDER BY item, term, position"""
_PICTURES = "SELECT * FROM files WHERE item IN ({}) AND role IN ('small', 'veiled') ORDER BY item, position"
_UNKNOWN = "und"  # the language of a warning of which nobody said it (ISO 639-2)
# A picture that can stand on a wall: nothing narrow, nothing that needs a warning. Rows lie in the order of the ids.
_WALL = """SELECT files.rowid, item FROM files JOIN items ON id = item
    WHERE files.rowid >= ? AND role = 'small' AND position = 1 AND coalesce(warning, '') = ''
    AND width * 10 BETWEEN height * 6 AND height * 22 ORDER BY files.rowid LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language (BCP 47), None where nobody said."""

    text: str
    language: str | None = None

    def speaks(self, language: str) -> bool:
        """Whether it is in a language, whatever the region or the script."""
        return speaks(self.language, language)


@dataclass(frozen=True, slots=True)
class Card:
    """An item in a list. Where there is a warning, `picture` is the veiled one and `description` is not shown."""

    id: str
    kind: str
    access: str
    title: Text
    description: Text | None
    creators: tuple[Text, ...]
    date: str | None
    warning: tuple[Text, ...]
    picture: File | None
    updated: str | None


def speaks(tag: str | None, language: str) -> bool:
    """Whether a tag (BCP 47) is one of a language, whatever the region or the script."""
    return (tag or "").partition("-")[0].lower() == language


def preferred(texts: Iterable[Text], languages: Sequence[str]) -> list[Text]:
    """Texts in the reader's language (the first of these) first, then those without one, then those in the other
    languages as they follow, then the rest; else in their order.
    """

    def rank(text: Text) -> int:
        if text.language is None:
            return 1
        found = next((at for at, language in enumerate(languages) if text.speaks(language)), len(languages))
        return found + 1 if found else 0

    return sorted(texts, key=rank)


def readable(texts: Sequence[Text], languages: Sequence[str]) -> tuple[Text, ...]:
    """Of values in several languages those for the reader: in their language or in none, else in the best there is."""
    own = tuple(text for text in texts if text.language is None or text.speaks(languages[0]))
    if own or not texts:
        return own
    best = preferred(texts, languages)[0].language
    return tuple(text for text in texts if text.language == best)


def cards(connection: Connection, ids: Iterable[str], languages: Sequence[str]) -> dict[str, Card]:
    """The items with these ids, by id, for a reader of these languages, the best first; unknown ids are passed over."""
    wanted = tuple(dict.fromkeys(ids))
    marks = ",".join("?" * len(wanted))

    def rows(sql: str) -> Iterator[Row]:
        return iter(connection.execute(sql.format(marks), wanted))

    texts = _grouped(rows(_TEXTS))
    pictures = _grouped(rows(_PICTURES))
    return {
        row["id"]: _card(row, texts.get(row["id"], []), pictures.get(row["id"], []), languages) for row in rows(_ITEMS)
    }


def pictured(connection: Connection, chosen: Sequence[str], number: int, languages: Sequence[str]) -> list[Card]:
    """Items for the wall of pictures: those `chosen`, else some from all over the collection; none with a warning."""
    ids = chosen or _spread(connection, number)
    known = cards(connection, ids, languages)
    found = (known[one] for one in ids if one in known)
    return [card for card in found if card.picture and not card.warning]


def warning(written: str | None, language: str) -> tuple[Text, ...]:
    """What a reader is told before, from the JSON of `items.warning`: in their language, or else in all there are."""
    if not written:
        return ()
    told = tuple(Text(text, None if tag == _UNKNOWN else tag) for tag, text in json.loads(written).items())
    return tuple(text for text in told if text.speaks(language)) or told


def _spread(connection: Connection, number: int) -> list[str]:
    (last,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM files").fetchone()
    found: dict[str, None] = {}
    start = 0
    for step in range(number):
        row = connection.execute(_WALL, (max(start, last * step // number),)).fetchone()
        if row is None:
            break
        start = row[0] + 1
        found[row[1]] = None
    return list(found)


def _grouped(rows: Iterator[Row]) -> dict[str, list[Row]]:
    return {item: list(group) for item, group in groupby(rows, itemgetter("item"))}


def _card(row: Row, texts: list[Row], pictures: list[Row], languages: Sequence[str]) -> Card:
    def said(*terms: str) -> list[Text]:
        return [Text(text["value"], text["language"]) for text in texts if text["term"] in terms]

    warned = warning(row["warning"], languages[0])
    role = "veiled" if warned else "small"
    return Card(
        id=row["id"],
        kind=row["kind"],
        access=row["access"],
        title=_chosen(row["title"], said("title"), languages) or Text(row["id"]),
        description=_chosen(row["description"], said("description", "abstract"), languages),
        creators=readable(said("creator"), languages),
        date=row["date"],
        warning=warned,
        picture=next((File(**dict(one)) for one in pictures if one["role"] == role), None),
        updated=row["updated"],
    )


def _chosen(first: str | None, texts: list[Text], languages: Sequence[str]) -> Text | None:
    """The text in the best of the languages, else the one that `items` names."""
    best = next((text for language in languages for text in texts if text.speaks(language)), None)
    named = next((text for text in texts if text.text == first), None)
    return best or named or (Text(first) if first else None)
