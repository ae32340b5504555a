"""What files say of themselves, as examining them brought it to light: for people who describe them, never published.

All of it is private: a suggestion may be wrong, and a trace (a position, a serial number) must not come out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from archive.media import Examined
from archive.media.model import Suggestion
from archive.records.terms import TERMS

_FILES = "FROM files JOIN originals ON originals.path = 'collection/' || files.path JOIN examined"
_FILES += " ON examined.sha256 = originals.sha256 AND examined.suffixes = originals.suffixes WHERE role = 'original'"
_ALL = f"""SELECT item, files.path, json_extract(body, '$.suggestions') AS said {_FILES}
    AND said != '[]' ORDER BY item, position"""
_OF_ITEM = f"""SELECT files.path, json_remove(body, '$.extracts', '$.derivatives') {_FILES}
    AND item = ? ORDER BY position"""
_OF_PATH = """SELECT json_extract(body, '$.suggestions') FROM originals JOIN examined USING (sha256, suffixes)
    WHERE path = ?"""


def told(connection: sqlite3.Connection, item: str) -> list[tuple[str, Examined]]:
    """The originals of an item, by their paths below collection/, and all that is known of each but its passages and
    what was made from it.
    """
    rows = connection.execute(_OF_ITEM, (item,))
    return [(path, Examined.from_plain(json.loads(body))) for path, body in rows]


def suggested(connection: sqlite3.Connection) -> Iterator[tuple[str, str, Suggestion]]:
    """What the files of items suggest and their records leave open: the item, the file's path below collection/, and
    the suggestion; by item, in the order of its files. What two files suggest is told once.
    """
    item = None
    seen: set[tuple[str, str]] = set()
    filled: set[str] = set()
    said: set[tuple[str | None, str]] = set()
    for of, path, suggestions in connection.execute(_ALL):
        if of != item:
            item, seen = of, set()
            filled, said = _record(connection, of)
        for one in _read(suggestions):
            known = one.term in filled or (_element(one.term), one.value) in said
            if not known and (one.term, one.value) not in seen:
                seen.add((one.term, one.value))
                yield of, path, one


def of_file(connection: sqlite3.Connection, path: str) -> list[Suggestion]:
    """What the original at a path from the root suggests; nothing where it has not been examined."""
    return [one for (suggestions,) in connection.execute(_OF_PATH, (path,)) for one in _read(suggestions or "[]")]


def in_one_line(text: str) -> str:
    """What a file says, without line breaks and what a terminal would obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _record(connection: sqlite3.Connection, item: str) -> tuple[set[str], set[tuple[str | None, str]]]:
    """The terms that an item's record has, and its values with the one of the fifteen elements that they are of: a day
    that stands there as `date` need not be said again as `created`.
    """
    rows: Sequence[tuple[str, str]] = connection.execute(
        "SELECT term, value FROM statements WHERE item = ?", (item,)
    ).fetchall()
    return {term for term, _ in rows}, {(_element(term), value) for term, value in rows}


def _element(term: str) -> str | None:
    return TERMS[term].element if term in TERMS else None


def _read(suggestions: str) -> list[Suggestion]:
    return [Suggestion(**one) for one in json.loads(suggestions)]
