"""The search tables: analysed words in FTS5, made so that any SQLite with FTS5 can open the file.

`_search` has a row for the description of each item and one for each of its passages; `_search_items` tells which. The
rowid of a row is `number << SHIFT | position`: the number of the item, and the position of the passage or 0 for the
description, so that the rows of an item stand together. Items are numbered by id. The words are not kept,
only their index, and Datasette hides tables whose names begin with an underscore.
"""

from __future__ import annotations

import re
import sqlite3
import string
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, groupby, islice
from operator import itemgetter

from archive.search import facets
from archive.search.meanings import read_concepts
from archive.search.words import Rules, lemmas_of, parts, rules, tokens

SHIFT = 20
TITLES = ("title", "alternative")
# What describes an item in words. Left out are rights, types, formats, languages and relations: they would find
# everything, or they are codes.
DESCRIBING = (
    *("creator", "contributor", "publisher", "description", "abstract", "tableOfContents", "subject"),
    *("spatial", "temporal", "coverage", "source", "bibliographicCitation", "identifier", "provenance"),
    *("date", "created", "issued", "medium", "audience", "mediator"),
)
_READ = frozenset(TITLES + DESCRIBING)
_TABLES = ("_search", "_search_items", *facets.TABLES)
# The ascii tokenizer takes all letters beyond ASCII as they are; folding them is done by then. The columns hold the
# forms in their order, and beside them the lemmas that are not forms themselves.
_SCHEMA = (
    """CREATE VIRTUAL TABLE _search USING fts5(
        title, title_lemmas, text, text_lemmas, content = '', tokenize = "ascii tokenchars '-'''"
    )""",
    "CREATE TABLE _search_items (number INTEGER PRIMARY KEY, item TEXT NOT NULL)",
    *facets.SCHEMA,
)
_NUMBER = "INSERT INTO _search_items (item) SELECT id FROM items ORDER BY id"
# CROSS JOIN keeps the order of the tables, so that there is nothing to sort.
_STATEMENTS = """SELECT number, term, value, language
    FROM _search_items AS items CROSS JOIN statements ON statements.item = items.item
    ORDER BY number, term, position"""
_PASSAGES = """SELECT number, position, text, language
    FROM _search_items AS items CROSS JOIN passages ON passages.item = items.item
    ORDER BY number, position"""
_MEANINGS = """SELECT number, term, concept
    FROM _search_items AS items CROSS JOIN statement_concepts AS meant ON meant.item = items.item
    ORDER BY number, term, position"""
_COLUMNS = "title, title_lemmas, text, text_lemmas"
_INSERT = f"INSERT INTO _search (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608  names of ours
WORDS = "remembered"  # as what the database of the words is attached
_BETWEEN = " ¶ "  # no word has this letter: a phrase does not run on from one statement into the next
_AROUND = string.punctuation + "“”„«»…—–"
_SIMPLE = re.compile("(?![Nn][0-9])[A-Za-z0-9]+|[А-Яа-яЁё]+")
ADDRESS = re.compile(r"https?://\S+")  # its words are not searched
_KNOWN = 200_000  # words
_HASH = 32 << 20  # bytes that FTS5 gathers in memory before it writes; with its own 1 MiB it merges half the time

BATCH = 1000  # texts that are analysed at once

_Said = tuple[str, str | None]  # a text and its language
Text = tuple[int, list[_Said], list[_Said]]  # the number of a row, titles, other texts
Row = tuple[int, str, str, str, str]


def build(connection: sqlite3.Connection) -> None:
    """Make the search tables of a database that has `items`, `statements` and `passages`, anew where it has them.

    The same rows give the same tables, to the byte in a fresh file. All is done or nothing; where a transaction is
    open, it stays open. Raises ValueError for a passage whose position is not from 1 to 1,048,575.
    """
    connection.execute("SAVEPOINT search_build")
    try:
        begin(connection)
        connection.execute(_NUMBER)
        texts = chain(_descriptions(connection), _passages(connection))
        while batch := list(islice(texts, BATCH)):
            connection.executemany(_INSERT, analysed(batch))
        _finish(connection)
    except BaseException:
        connection.execute("ROLLBACK TO search_build")
        raise
    finally:
        connection.execute("RELEASE search_build")


def begin(connection: sqlite3.Connection, words: str | None = None) -> None:
    """Make the search tables, with nothing in them; and beside them a new database, the file `words`, that remembers
    what is to be put into them ("": one that is gone afterwards).
    """
    if words is not None:
        connection.execute(f"ATTACH ? AS {WORDS}", (words,))
        connection.executescript(f"PRAGMA {WORDS}.journal_mode=OFF; PRAGMA {WORDS}.synchronous=OFF")
        connection.execute(f"CREATE TABLE {WORDS}.words (row INTEGER PRIMARY KEY, {_COLUMNS})")
    for table in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS main.{table}")  # and of no other that is attached
    for sql in _SCHEMA:
        connection.execute(sql)
    connection.execute("INSERT INTO _search (_search, rank) VALUES ('hashsize', ?)", (_HASH,))


def described(
    number: int,
    statements: Iterable[tuple[str, str, str | None]],
    meanings: Iterable[tuple[str, Iterable[tuple[str, str | None]]]] = (),
) -> Text:
    """What is to be analysed of the description of an item: of its statements term, value and language; of what they
    mean the term, and all by which it is called.

    Items are numbered from 1 in the order of their ids.
    """
    titles: list[_Said] = []
    texts: list[_Said] = []
    for term, value, language in statements:
        if term not in _READ:
            continue
        if value.startswith("http") and ADDRESS.fullmatch(value):
            continue  # its words are those of a site: “www” and “collection” would find everything
        (titles if term in TITLES else texts).append((value, language))
    called = dict.fromkeys(said for term, spellings in meanings if term in _READ for said in spellings)
    texts += [said for said in called if said not in texts]
    return number << SHIFT, titles, texts


def told(number: int, position: int, text: str, language: str | None) -> Text:
    """What is to be analysed of a passage. Raises ValueError where its position is not from 1 to 1,048,575."""
    if not 0 < position < 1 << SHIFT:
        raise ValueError(f"passage at position {position}; expected 1 to {(1 << SHIFT) - 1}")
    return number << SHIFT | position, [], [(text, language)]


def analysed(batch: list[Text]) -> list[Row]:
    """The rows of the search table for some texts: the long part of the work, which other processes can do."""
    return [(row, *_columns(titles), *_columns(texts)) for row, titles, texts in batch]


def remember(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Put rows into the words of an attached database, from which the search table will be filled."""
    connection.executemany(f"INSERT INTO {WORDS}.words VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608  a name of ours


def remember_known(connection: sqlite3.Connection, known: str, *, first: int, count: int, number: int) -> None:
    """Put the rows of `count` items there that another attached database, `known`, remembers, from the item that has
    the number `first` in it; here it has `number`.
    """
    rows = f"SELECT row + ?, {_COLUMNS} FROM {known}.words WHERE row BETWEEN ? AND ? ORDER BY row"  # noqa: S608  names of ours
    ends = (first << SHIFT, ((first + count) << SHIFT) - 1)
    connection.execute(f"INSERT INTO {WORDS}.words {rows}", ((number - first) << SHIFT, *ends))


def end(connection: sqlite3.Connection) -> None:
    """Fill the search table with what is remembered, number the items and settle it all."""
    # One statement with nothing between its rows: what else is written meanwhile would part the index in other places.
    rows = f"SELECT row, {_COLUMNS} FROM {WORDS}.words ORDER BY row"  # noqa: S608  names of ours
    connection.execute(f"INSERT INTO main._search (rowid, {_COLUMNS}) {rows}")
    connection.execute(_NUMBER)
    _finish(connection)


def _finish(connection: sqlite3.Connection) -> None:
    facets.build(connection)
    connection.execute("INSERT INTO _search (_search) VALUES ('optimize')")


def _descriptions(connection: sqlite3.Connection) -> Iterator[Text]:
    concepts = read_concepts(connection)
    meant: dict[int, list[tuple[str, str]]] = {}
    for number, term, concept in connection.execute(_MEANINGS) if concepts else ():
        meant.setdefault(number, []).append((term, concept))
    statements = connection.execute(_STATEMENTS)
    for number, rows in groupby(statements, key=itemgetter(0)):
        meanings = ((term, concepts[name].spellings()) for term, name in meant.get(number, ()))
        yield described(number, (row[1:] for row in rows), meanings)


def _passages(connection: sqlite3.Connection) -> Iterator[Text]:
    for number, position, text, language in connection.execute(_PASSAGES):
        yield told(number, position, text, language)


def _columns(texts: Iterable[_Said]) -> tuple[str, str]:
    """The forms of some texts, each with its language, and the lemmas that are not among the forms of their word."""
    all_forms: list[str] = []
    all_lemmas: list[str] = []
    for text, language in texts:
        terms = list(map(_terms(rules(language)).__getitem__, text.split()))
        if terms:
            all_forms.append(" ".join([forms for forms, _ in terms]))
            all_lemmas += [lemmas for _, lemmas in terms if lemmas]
    return _BETWEEN.join(all_forms), " ".join(all_lemmas)


class _Terms(dict[str, tuple[str, str]]):
    """The forms and the other lemmas of words as they are written, by one set of rules: what was asked once is known.

    A dictionary is asked in a third of the time that a cached function takes, and it is asked for every word there is.
    """

    def __init__(self, reading: Rules) -> None:
        super().__init__()
        self.reading = reading

    def __missing__(self, written: str) -> tuple[str, str]:
        if len(self) >= _KNOWN:
            self.clear()
        found = self[written] = self._read(written)
        return found

    def _read(self, written: str) -> tuple[str, str]:
        bare = written.strip(_AROUND)
        if _SIMPLE.fullmatch(bare):  # most words: one, with nothing in it that could be a word too
            form, own = lemmas_of(bare, self.reading)
            return form, " ".join(lemma for lemma in own if lemma != form)
        words = tokens(written, self.reading)
        forms = [token.form for token in parts(words)]
        lemmas = sorted({lemma for token in words for lemma in token.lemmas}.difference(forms))
        return " ".join(forms), " ".join(lemmas)


_terms = cache(_Terms)  # one for each set of rules
