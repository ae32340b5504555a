"""Asking: which items have all that a query names, in the order that a reader wants."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from archive.search.facets import ALONE, FACETS, Count, Index, Selection, load
from archive.search.finding import Found, Reader, best, best_row
from archive.search.index import ADDRESS, DESCRIBING, SHIFT, TITLES
from archive.search.needs import Need, read
from archive.search.pieces import places

ORDERS = ("best", "title", "oldest", "newest")
_ITEM = "SELECT id, kind, title, warning FROM _search_items JOIN items ON id = item WHERE number = ?"
_PASSAGE = 'SELECT text, language, file, page, start, "end" FROM passages WHERE item = ? AND position = ?'
_STATEMENTS = "SELECT term, value, language FROM statements WHERE item = ? ORDER BY term, position"


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks for: words and "phrases", values of facets, and which of the items that have it all.

    `filters` are facets and keys (see `facets.Count`); all must hold. Without words everything is asked for; its best
    order is that of the titles. Values in one of the languages `without` are not counted.
    """

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    order: str = "best"
    limit: int = 20
    offset: int = 0
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found, and the text that shows why, empty where the query has no words.

    Where a passage shows it best, `position`, `file`, `page`, `start` and `end` are the passage's own (see
    `store.rows.Passage`); else `position` is None and `term` names the statement, None where the item has no words.
    """

    item: str
    kind: str
    title: str | None
    warning: str | None
    text: str = ""
    language: str | None = None
    term: str | None = None
    position: int | None = None
    file: int | None = None
    page: int | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """How many items were found, the hits asked for, and of each facet the values that the items have.

    A filter by `facets.ALONE` is left aside when the values of that facet are counted: another can take its place.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)


def ask(connection: sqlite3.Connection, query: Query, index: Index | None = None) -> Results:
    """The items that have all that `query` names, each in whichever of its texts.

    Of two items the better one has more of it in its title, then in the very form asked for; then all of it in one
    text; then in more passages. Nothing that a person can type is an error. The index must have been built from the
    rows as they are; who asks often hands in what `facets.load` gave. Raises sqlite3.OperationalError where there is
    no index.
    """
    index = index or load(connection)
    needs = read(query.text)
    reader = Reader(connection, index.recent)
    found = [Found(reader, need) for need in needs]
    if query.text.strip() and not needs:
        return Results()
    asked = _Asked(index, query, frozenset.intersection(*(one.items for one in found)) if found else None)
    total = index.items if asked.selection is None else len(asked.selection.numbers)
    rows = [best_row(found, number) for number in _page(index, query, found, asked.selection)]
    counts = {name: asked.counts(name) for name in FACETS}
    return Results(total, tuple(_hit(connection, needs, row) for row in rows), counts)


class _Asked:
    """The items that a query's words and filters leave."""

    def __init__(self, index: Index, query: Query, matching: frozenset[int] | None) -> None:
        self._index = index
        self._query = query
        self._matching = matching
        self._having = {
            (name, key): index.facets[name].having(key) if name in index.facets else frozenset()
            for name, key in query.filters
        }
        self.selection = self._select(without=None)

    def counts(self, name: str) -> tuple[Count, ...]:
        facet = self._index.facets[name]
        chosen = [key for filtered, key in self._query.filters if filtered == name]
        if name not in ALONE:
            return facet.commonest(self.selection, chosen, self._query.without)
        return facet.all(self._select(without=name) if chosen else self.selection)

    def _select(self, without: str | None) -> Selection | None:
        sets = [numbers for (name, _), numbers in self._having.items() if name != without]
        if self._matching is not None:
            sets.append(self._matching)
        return Selection(frozenset.intersection(*sets), self._index.items) if sets else None


def _page(index: Index, query: Query, found: Sequence[Found], selection: Selection | None) -> list[int]:
    first, last = max(query.offset, 0), max(query.offset, 0) + max(query.limit, 0)
    if selection is not None and found and query.order not in index.orders:
        return best(found, selection.numbers, last)[first:]
    order = index.orders.get(query.order, index.orders["title"])
    return list(islice(order if selection is None else filter(selection.numbers.__contains__, order), first, last))


def _hit(connection: sqlite3.Connection, needs: Sequence[Need], row: int) -> Hit:
    number, position = row >> SHIFT, row & ((1 << SHIFT) - 1)
    item, kind, title, warning = connection.execute(_ITEM, (number,)).fetchone()
    if not needs:
        return Hit(item, kind, title, warning)
    if position:
        text, language, file, page, start, end = connection.execute(_PASSAGE, (item, position)).fetchone()
        return Hit(item, kind, title, warning, text, language, None, position, file, page, start, end)
    term, text, language = _statement(connection, needs, item) or (None, "", None)
    return Hit(item, kind, title, warning, text, language, term)


def _statement(connection: sqlite3.Connection, needs: Sequence[Need], item: str) -> tuple[str, str, str | None] | None:
    """The statement that meets most needs; of equal ones the first in the order of a description, titles last."""
    order = {term: place for place, term in enumerate((*DESCRIBING, *TITLES))}
    statements = [
        (term, value, language)
        for term, value, language in connection.execute(_STATEMENTS, (item,))
        if term in order and not ADDRESS.fullmatch(value)
    ]

    def worth(statement: tuple[str, str, str | None]) -> tuple[int, int]:
        term, value, language = statement
        return -sum(bool(places(value, [need], language)) for need in needs), order[term]

    return min(statements, key=worth, default=None)
