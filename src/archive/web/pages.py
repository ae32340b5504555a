"""What the pages show, read from the database of an edition: each function is one page's reading, run in one thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import attrgetter
from sqlite3 import Connection, Row
from typing import Any

from archive.records.model import Statement
from archive.records.terms import ORDER, RELATIONS
from archive.store.rows import File, Passage, Tombstone
from archive.web import labels

_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")  # what browsers show
_APART = ("title", "description", "abstract")  # shown above the other terms
_CARD = """
SELECT items.id, kind, access, title, description, creator, date, warning, updated, path, width, height,
    (SELECT language FROM statements WHERE item = items.id AND term = 'title' AND value = title) AS title_language,
    (SELECT language FROM statements
        WHERE item = items.id AND term IN ('description', 'abstract') AND value = description)
        AS description_language
FROM items LEFT JOIN files ON item = items.id AND role = 'small' AND position = (
    SELECT min(position) FROM files WHERE item = items.id AND role = 'small')
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language (BCP 47), None where nobody said."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in one or two sizes: `small` for lists and narrow screens, `large` where there is one."""

    small: File
    large: File


@dataclass(frozen=True, slots=True)
class Card:
    """An item in a list. An item with a warning is shown there without its picture."""

    id: str
    kind: str
    access: str
    title: Text
    description: Text | None
    creator: str | None
    date: str | None
    warning: tuple[str, ...]
    updated: str | None
    path: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a term: `item` is the id it links to, `address` the web address, `note` says it in plain words."""

    text: str
    language: str | None = None
    item: str | None = None
    address: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file: paragraphs, or the cues of a transcript (`timed`)."""

    file: int
    timed: bool
    language: str | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """All that the page of an item shows."""

    card: Card
    titles: tuple[Text, ...]
    descriptions: tuple[Text, ...]
    terms: tuple[tuple[str, tuple[Value, ...]], ...]
    pictures: tuple[Picture, ...]
    players: tuple[File, ...]
    originals: tuple[File, ...]
    readings: tuple[Reading, ...]
    previous: Card | None
    following: Card | None


def cards(connection: Connection, kind: str | None, limit: int, offset: int) -> list[Card]:
    """Some items of a kind (of all kinds where it is None), in the order of their ids."""
    where, values = ("WHERE kind = ?", (kind,)) if kind else ("", ())
    # The ids first: an offset would else read the pictures and languages of all that it passes over.
    ids = f"SELECT id FROM items {where} ORDER BY id LIMIT ? OFFSET ?"  # noqa: S608  # the words stand above
    rows = connection.execute(f"{_CARD} WHERE items.id IN ({ids}) ORDER BY items.id", (*values, limit, offset))
    return [_card(row) for row in rows]


def cards_of(connection: Connection, ids: Iterable[str]) -> dict[str, Card]:
    """The items with these ids, by id."""
    wanted = tuple(dict.fromkeys(ids))
    marks = ",".join("?" * len(wanted))
    return {row["id"]: _card(row) for row in connection.execute(f"{_CARD} WHERE items.id IN ({marks})", wanted)}


def pictured(connection: Connection, limit: int) -> list[Card]:
    """Some items that have a picture and no warning."""
    where = "WHERE path IS NOT NULL AND coalesce(warning, '') = '' ORDER BY items.id LIMIT ?"
    return [_card(row) for row in connection.execute(f"{_CARD} {where}", (limit,))]


def item(connection: Connection, identifier: str) -> ItemPage | Tombstone | None:
    """The page of an item, the tombstone of a withdrawn one, None where the id is unknown."""
    row = connection.execute(f"{_CARD} WHERE items.id = ?", (identifier,)).fetchone()
    if row is None:
        return tombstone(connection, identifier)
    card = _card(row)
    statements, files, passages = _parts(connection, identifier)
    return ItemPage(
        card=card,
        titles=tuple(Text(one.value, one.language) for one in statements if one.term == "title"),
        descriptions=tuple(Text(one.value, one.language) for one in statements if one.term in _APART[1:]),
        terms=tuple(_terms(connection, statements)),
        pictures=tuple(_pictures(files)),
        players=tuple(file for file in _originals(files) if file.media_type.startswith(("audio/", "video/"))),
        originals=tuple(_originals(files)),
        readings=tuple(_readings(passages)),
        previous=_neighbour(connection, "kind = ? AND items.id < ? ORDER BY items.id DESC", card),
        following=_neighbour(connection, "kind = ? AND items.id > ? ORDER BY items.id", card),
    )


def record(connection: Connection, identifier: str) -> dict[str, Any] | None:
    """An item as plain data for JSON: its row, statements, files and passages."""
    row = connection.execute("SELECT * FROM items WHERE id = ?", (identifier,)).fetchone()
    if row is None:
        return None
    statements, files, passages = _parts(connection, identifier)
    return {
        **dict(row),
        "statements": [asdict(statement) for statement in statements],
        "files": [asdict(file) for file in files],
        "passages": [asdict(passage) for passage in passages],
    }


def tombstone(connection: Connection, identifier: str) -> Tombstone | None:
    """What is left of a withdrawn item."""
    row = connection.execute("SELECT id, date, reason FROM tombstones WHERE id = ?", (identifier,)).fetchone()
    return Tombstone(*row) if row else None


def file_at(connection: Connection, path: str) -> File | None:
    """The file that the edition lists under a path."""
    row = connection.execute("SELECT * FROM files WHERE path = ? LIMIT 1", (path,)).fetchone()
    return File(**dict(row)) if row else None


def _card(row: Row) -> Card:
    description = Text(row["description"], row["description_language"]) if row["description"] else None
    return Card(
        id=row["id"],
        kind=row["kind"],
        access=row["access"],
        title=Text(row["title"] or row["id"], row["title_language"]),
        description=description,
        creator=row["creator"],
        date=row["date"],
        warning=tuple((row["warning"] or "").splitlines()),
        updated=row["updated"],
        path=row["path"],
        width=row["width"],
        height=row["height"],
    )


def _parts(connection: Connection, identifier: str) -> tuple[list[Statement], list[File], list[Passage]]:
    def rows(table: str, order: str) -> Iterator[dict[str, Any]]:
        sql = f"SELECT * FROM {table} WHERE item = ? ORDER BY {order}"  # noqa: S608  # the names stand below
        return (dict(row) for row in connection.execute(sql, (identifier,)))

    fields = ("term", "value", "language", "datatype", "uri")
    statements = [Statement(**{name: row[name] for name in fields}) for row in rows("statements", "term, position")]
    statements.sort(key=lambda one: (ORDER.get(one.term, len(ORDER)), one.term))
    files = [File(**row) for row in rows("files", "position, role")]
    return statements, files, [Passage(**row) for row in rows("passages", "position")]


def _neighbour(connection: Connection, where: str, card: Card) -> Card | None:
    row = connection.execute(f"{_CARD} WHERE {where} LIMIT 1", (card.kind, card.id)).fetchone()
    return _card(row) if row else None


def _terms(connection: Connection, statements: list[Statement]) -> Iterator[tuple[str, tuple[Value, ...]]]:
    others = [one for one in statements if one.term not in _APART]
    related = cards_of(connection, (one.value for one in others if one.term in RELATIONS))
    for term, group in groupby(others, attrgetter("term")):
        yield term, tuple(_value(one, related) for one in group)


def _value(statement: Statement, related: dict[str, Card]) -> Value:
    text, language, uri = statement.value, statement.language, statement.uri
    if statement.term in RELATIONS and text in related:
        title = related[text].title
        return Value(title.text, title.language, item=text)
    if statement.term == "language":
        return Value(labels.language(text))
    address = next((one for one in (uri, text) if one and labels.web_address(one)), None)
    rights = labels.rights(address) if address else None
    if rights:
        return Value(rights.label if text == address else text, language, address=address, note=rights.meaning)
    return Value(text, language, address=address, note=labels.coordinates(uri) if uri else None)


def _originals(files: list[File]) -> Iterator[File]:
    return (file for file in files if file.role == "original")


def _pictures(files: list[File]) -> Iterator[Picture]:
    for _, group in groupby(files, attrgetter("position")):
        sizes = {file.role: file for file in group}
        small, large = sizes.get("small"), sizes.get("large")
        original = sizes.get("original")
        if original and original.media_type not in _PICTURES:
            original = None
        shown = large or small or original
        if shown:
            yield Picture(small or shown, shown)


def _readings(passages: list[Passage]) -> Iterator[Reading]:
    for file, group in groupby(passages, attrgetter("file")):
        together = tuple(group)
        languages = {passage.language for passage in together}
        language = languages.pop() if len(languages) == 1 else None
        yield Reading(file, any(passage.start is not None for passage in together), language, together)
