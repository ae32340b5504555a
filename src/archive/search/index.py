"""The search tables: analysed words in FTS5, made so that any SQLite with FTS5 can open the file.

`_search` has a row for the description of each item and one for each of its passages; `_search_items` tells which. The
rowid of a row is `number << SHIFT | position`: the number of the item, and the position of the passage or 0 for the
description, so that the rows of an item stand together. Items are numbered by kind and id. The words are not kept,
only their index, and Datasette hides tables whose names begin with an underscore.
"""

from __future__ import annotations

import re
import sqlite3
import string
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from archive.search import facets
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
_NUMBER = "INSERT INTO _search_items (item) SELECT id FROM items ORDER BY kind, id"
# CROSS JOIN keeps the order of the tables, so that there is nothing to sort; +term keeps SQLite from a look-up by term.
_STATEMENTS = f"""SELECT number, term, value, language
    FROM _search_items AS items CROSS JOIN statements ON statements.item = items.item
    WHERE +term IN ({", ".join(f"'{term}'" for term in TITLES + DESCRIBING)})
    ORDER BY number, term, position"""  # noqa: S608  # the terms are constants above
_PASSAGES = """SELECT number, items.item, position, text, language
    FROM _search_items AS items CROSS JOIN passages ON passages.item = items.item
    ORDER BY number, position"""
_INSERT = "INSERT INTO _search (rowid, title, title_lemmas, text, text_lemmas) VALUES (?, ?, ?, ?, ?)"
_BETWEEN = " ¶ "  # no word has this letter: a phrase does not run on from one statement into the next
_AROUND = string.punctuation + "“”„«»…—–"
_SIMPLE = re.compile("[A-Za-z]+|[А-Яа-яЁё]+|[0-9]+")
ADDRESS = re.compile(r"https?://\S+")  # its words are not searched
_HASH = 32 << 20  # bytes that FTS5 gathers in memory before it writes; with its own 1 MiB it merges half the time

_Row = tuple[int, str, str, str, str]


def build(connection: sqlite3.Connection) -> None:
    """Make the search tables of a database that has `items`, `statements` and `passages`, anew where it has them.

    The same rows give the same tables, to the byte in a fresh file. All is done or nothing; where a transaction is
    open, it stays open. Raises ValueError for a passage whose position is not from 1 to 1,048,575.
    """
    connection.execute("SAVEPOINT search_build")
    try:
        for table in _TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for sql in (*_SCHEMA, _NUMBER):
            connection.execute(sql)
        facets.build(connection)
        connection.execute("INSERT INTO _search (_search, rank) VALUES ('hashsize', ?)", (_HASH,))
        connection.executemany(_INSERT, _descriptions(connection))
        connection.executemany(_INSERT, _passages(connection))
        connection.execute("INSERT INTO _search (_search) VALUES ('optimize')")
    except BaseException:
        connection.execute("ROLLBACK TO search_build")
        raise
    finally:
        connection.execute("RELEASE search_build")


def _descriptions(connection: sqlite3.Connection) -> Iterator[_Row]:
    statements = connection.execute(_STATEMENTS)
    for number, rows in groupby(statements, key=itemgetter(0)):
        titles: list[tuple[str, str | None]] = []
        texts: list[tuple[str, str | None]] = []
        for _, term, value, language in rows:
            if ADDRESS.fullmatch(value):
                continue  # its words are those of a site: “www” and “collection” would find everything
            (titles if term in TITLES else texts).append((value, language))
        yield (number << SHIFT, *_columns(titles), *_columns(texts))


def _passages(connection: sqlite3.Connection) -> Iterator[_Row]:
    for number, item, position, text, language in connection.execute(_PASSAGES):
        if not 0 < position < 1 << SHIFT:
            raise ValueError(f"{item}: passage at position {position}; expected 1 to {(1 << SHIFT) - 1}")
        yield (number << SHIFT | position, "", "", *_columns([(text, language)]))


def _columns(texts: Iterable[tuple[str, str | None]]) -> tuple[str, str]:
    """The forms of some texts, each with its language, and the lemmas that are not among the forms of their word."""
    all_forms: list[str] = []
    all_lemmas: list[str] = []
    for text, language in texts:
        reading = rules(language)
        terms = [_terms(written, reading) for written in text.split()]
        if terms:
            forms, lemmas = zip(*terms, strict=True)
            all_forms.append(" ".join(forms))
            all_lemmas += filter(None, lemmas)
    return _BETWEEN.join(all_forms), " ".join(all_lemmas)


@lru_cache(maxsize=200_000)
def _terms(written: str, reading: Rules) -> tuple[str, str]:
    bare = written.strip(_AROUND)
    if _SIMPLE.fullmatch(bare):  # most words: one, with nothing in it that could be a word too
        form, own = lemmas_of(bare, reading)
        return form, " ".join(lemma for lemma in own if lemma != form)
    words = tokens(written, reading)
    forms = [token.form for token in parts(words)]
    lemmas = sorted({lemma for token in words for lemma in token.lemmas}.difference(forms))
    return " ".join(forms), " ".join(lemmas)
