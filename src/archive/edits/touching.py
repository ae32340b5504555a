"""What a withdrawal touches: the files of an item, who shares and who mentions them, and how long it was public."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from archive.catalogue import journal
from archive.records.terms import RELATIONS
from archive.search.naming import Naming

_FEW = 20  # ids
_DISTINCT = re.compile(r"[\d_.-]")  # an id that is an ordinary word is looked for in relations alone


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that names another, or a person, and where: a term, or `text` for what its files say."""

    item: str
    place: str


@dataclass(frozen=True, slots=True)
class Touched:
    """An item as its withdrawal finds it.

    `files` are paths from the archive's root and `digests` theirs (SHA-256); `since` is the time (RFC 3339) from which
    the journal knows it as public, None where it never was or was withdrawn since; `editions` and `exports` are the
    times of those that the journal names and that may hold it. `shown` is whether readers see it now.
    """

    id: str
    title: str = ""
    shown: bool = False
    files: tuple[str, ...] = ()
    digests: frozenset[str] = frozenset()
    derivatives: int = 0
    passages: int = 0
    since: str | None = None
    editions: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    sharing: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


def known_items(connection: sqlite3.Connection) -> set[str]:
    """The ids of all items."""
    return {item for (item,) in connection.execute("SELECT item FROM records")}


def items_of(connection: sqlite3.Connection, person: str) -> list[str]:
    """The ids of the items in whose people or consents a person stands, by whatever key."""
    rows = connection.execute("SELECT item, body FROM records WHERE instr(body, ?) ORDER BY item", (person,))
    return [item for item, body in rows if any(one == person for one in _named(json.loads(body)))]


def named_in(connection: sqlite3.Connection, naming: Naming, apart: Collection[str]) -> dict[str, bool]:
    """The items, some left `apart`, whose statements or passages name a person, with whether one of them does so for
    certain.
    """
    found: dict[str, bool] = {}
    for query in ("SELECT item, value, language FROM statements", "SELECT item, text, language FROM passages"):
        for item, text, language in connection.execute(query):
            if item not in apart and not found.get(item) and (mentions := naming.find(text, language)):
                found[item] = any(mention.certain for mention in mentions)
    return found


def touched(
    connection: sqlite3.Connection, items: Collection[str], shown: Collection[str], edition: str
) -> list[Touched]:
    """What is known of the items, by id; `shown` are the ids that readers see now, `edition` is what the journal calls
    the edition.
    """
    sharing = _sharing(connection)
    mentions = _mentions(connection, items)
    return [
        replace(
            one,
            shown=one.id in shown,
            sharing=tuple(sorted({other for digest in one.digests for other in sharing[digest]} - {one.id})),
            mentions=tuple(mentions.get(one.id, ())),
        )
        for one in (_one(connection, item, edition) for item in sorted(items))
    ]


def _named(body: Mapping[str, Any]) -> Iterator[str]:
    """Every text in what a record says of its people and of their consents."""
    waiting = [body.get("people"), body.get("consents")]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def _one(connection: sqlite3.Connection, item: str, edition: str) -> Touched:
    (title,) = connection.execute("SELECT title FROM items WHERE id = ?", (item,)).fetchone() or ("",)
    files = connection.execute(
        "SELECT role, path FROM files WHERE item = ? ORDER BY position, role", (item,)
    ).fetchall()
    (passages,) = connection.execute("SELECT count(*) FROM passages WHERE item = ?", (item,)).fetchone()
    digests = {digest for (digest,) in connection.execute("SELECT sha256 FROM linked WHERE item = ?", (item,))}
    line, since = _since(connection, item)
    (first,) = connection.execute("SELECT min(line) FROM events WHERE object = ?", (item,)).fetchone()
    return Touched(
        item,
        title or "",
        files=tuple(f"collection/{path}" for role, path in files if role == "original"),
        digests=frozenset(digests),
        derivatives=sum(role != "original" for role, _ in files),
        passages=passages,
        since=since,
        editions=_times(connection, line, journal.DISSEMINATION, edition),
        exports=tuple(
            sorted(
                _times(connection, line, journal.EXPORTING, f"{journal.EXPORT}public/*")
                + _times(connection, first, journal.EXPORTING, f"{journal.EXPORT}all/*")
            )
        ),
    )


def _since(connection: sqlite3.Connection, item: str) -> tuple[int | None, str | None]:
    """The journal's line and time at which the item last became public, as far as it knows, withdrawn since or not."""
    types = (journal.DISSEMINATION, journal.DEACCESSION)
    query = "SELECT line, time, type FROM events WHERE object = ? AND type IN (?,?) ORDER BY line, position"
    line = since = None
    over = True
    for at, time, event in connection.execute(query, (item, *types)):
        if over and event == journal.DISSEMINATION:
            line, since = at, time
        over = event == journal.DEACCESSION
    return line, since


def _times(connection: sqlite3.Connection, line: int | None, event: str, pattern: str) -> tuple[str, ...]:
    """When events of a type happened from a line of the journal on, to objects that a pattern names."""
    query = "SELECT time FROM events WHERE type = ? AND line >= ? AND object GLOB ? ORDER BY line"
    return tuple(time for (time,) in connection.execute(query, (event, line, pattern))) if line is not None else ()


def _sharing(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The items that have, or had, each digest."""
    found: dict[str, set[str]] = {}
    for item, digest in connection.execute("SELECT item, sha256 FROM linked"):
        found.setdefault(digest, set()).add(item)
    return found


def _mentions(connection: sqlite3.Connection, items: Collection[str]) -> dict[str, list[Mention]]:
    """Where other items name these: their relations, and their texts where an id is more than an ordinary word."""
    found: dict[str, dict[Mention, None]] = {}
    relating, saying = _finder(items), _finder(filter(_DISTINCT.search, items))
    statements = _narrowed("SELECT item, term, value, uri FROM statements", ("value", "uri"), items)
    for item, term, value, uri in connection.execute(*statements):
        finder = relating if term in RELATIONS else saying
        for name in finder.findall(f"{value} {uri or ''}") if finder else ():
            found.setdefault(name, {})[Mention(item, term)] = None
    passages = _narrowed("SELECT item, text FROM passages", ("text",), items)
    for item, text in connection.execute(*passages) if saying else ():
        for name in saying.findall(text) if saying else ():
            found.setdefault(name, {})[Mention(item, "text")] = None
    return {name: [mention for mention in mentions if mention.item != name] for name, mentions in found.items()}


def _narrowed(query: str, columns: Collection[str], items: Collection[str]) -> tuple[str, list[str]]:
    """The query, and what its marks stand for: of few ids, SQLite passes over rows in which none stands sooner."""
    if not 0 < len(items) <= _FEW:
        return query, []
    looked = [(column, item) for item in sorted(items) for column in columns]
    return f"{query} WHERE {' OR '.join(f'instr({column}, ?)' for column, _ in looked)}", [item for _, item in looked]


def _finder(items: Iterable[str]) -> re.Pattern[str] | None:
    names = "|".join(sorted(map(re.escape, items), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])") if names else None
