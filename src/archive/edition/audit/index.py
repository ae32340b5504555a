"""The full-text index of an edition: words in it that no row of the edition has.

The terms are read out of the pages of the index themselves, also out of those that it does not use any more: each page
keeps of a term only what differs from the one before, so that most words stand nowhere in the file as they are written.
The format is FTS5's (SQLite, ext/fts5/fts5_index.c, "Leaf Page Format").
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from itertools import islice

from archive.edition.audit.hits import Hit, hits
from archive.edition.audit.needles import Match, Needles, Secret
from archive.search import analyse
from archive.search.index import SHIFT
from archive.search.letters import fold
from archive.search.meanings import read_concepts

_FTS5 = re.compile(r"\s*CREATE\s+VIRTUAL\s+TABLE\b.*\bUSING\s+fts5\b", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_LEAVES = 1 << 37  # ids from here on are pages of segments; below stand the structure and the averages
_MANY = 200  # rows of one word that are looked at


def tables(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The FTS5 tables of a database, each with the table in which its pages are."""
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall():
        if sql and _FTS5.match(sql):
            yield name, f"{name}_data"


def leaks(connection: sqlite3.Connection, table: str, data: str, needles: Needles, place: str) -> Iterator[Hit]:
    """The words of an index that only texts have that are not public.

    A word that a public text has as another form of its own is none: the index holds dictionary forms too.
    """
    secret = {fold(word): whose for word, whose in needles.words.items()}
    secret |= {fold(phrase): whose for phrase, (whose, _) in needles.phrases.items() if _WORD.fullmatch(phrase)}
    rows = _Rows(connection)
    for term in sorted(secret.keys() & set(_terms(connection, data))):
        if not rows.explain(table, term):
            yield from hits(f"{place}, {table}, “{term[:1]}…”", [_match(secret[term])])


def _match(secret: Secret) -> Match:
    return Match(secret, "as a word of the index", 0)


def _terms(connection: sqlite3.Connection, data: str) -> Iterator[str]:
    query = f'SELECT block FROM "{data}" WHERE id >= ?'  # noqa: S608  a name out of the schema
    for (page,) in connection.execute(query, (_LEAVES,)):
        for term in _of_page(page):
            yield term[1:].decode("utf-8", "replace")  # the first byte is that of the index: terms or prefixes


def _of_page(page: bytes) -> Iterator[bytes]:
    """The terms that stand on a page: its last part says where each begins, counted from the one before."""
    place = int.from_bytes(page[2:4], "big")
    at, term = 0, b""
    while place < len(page):
        step, place = _varint(page, place)
        kept, start = _varint(page, at + step) if at else (0, step)  # the first term of a page stands there whole
        at += step
        length, start = _varint(page, start)
        term = term[:kept] + page[start : start + length]
        yield term


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number as SQLite writes it in one to nine bytes, and the place behind it; 0 behind the end."""
    value = 0
    for length, byte in enumerate(data[at : at + 9], start=1):
        if length == 9:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 127)
        if byte < 128:
            return value, at + length
    return value, len(data)


class _Rows:
    """The words of the rows that an index is of, as it would have them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[int, frozenset[str]] = {}

    def explain(self, table: str, term: str) -> bool:
        """Whether every row in which the index has a term has it itself, and there is one."""
        query = f'SELECT rowid FROM "{table}" WHERE "{table}" MATCH ?'  # noqa: S608  a name out of the schema
        quoted = '"' + term.replace('"', '""') + '"'
        found = [row for (row,) in islice(self._connection.execute(query, (quoted,)), _MANY)]
        return bool(found) and all(term in self._words(row) for row in found)

    def _words(self, row: int) -> frozenset[str]:
        if row not in self._known:
            said = (token for text, language in self._texts(row) for token in analyse(text, language))
            self._known[row] = frozenset(word for token in said for word in (token.form, *token.lemmas))
        return self._known[row]

    def _texts(self, row: int) -> Iterator[tuple[str, str | None]]:
        number, position = row >> SHIFT, row & ((1 << SHIFT) - 1)
        named = "SELECT item FROM _search_items WHERE number = ?"
        for (item,) in self._connection.execute(named, (number,)).fetchall():
            if position:
                query = "SELECT text, language FROM passages WHERE item = ? AND position = ?"
                yield from self._connection.execute(query, (item, position))
                continue
            yield from self._connection.execute("SELECT value, language FROM statements WHERE item = ?", (item,))
            concepts = read_concepts(self._connection)
            for (name,) in self._connection.execute("SELECT concept FROM statement_concepts WHERE item = ?", (item,)):
                yield from concepts[name].spellings() if name in concepts else ()
