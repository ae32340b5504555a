"""Asking: which items have all that a query names, the best first."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from archive.search.index import DESCRIBING, SHIFT, TITLES
from archive.search.needs import Need, read
from archive.search.pieces import places

_ITEM = "SELECT id, kind, title, warning FROM _search_items JOIN items ON id = item WHERE number = ?"
_PASSAGE = 'SELECT text, language, file, page, start, "end" FROM passages WHERE item = ? AND position = ?'
_STATEMENTS = "SELECT term, value, language FROM statements WHERE item = ? ORDER BY term, position"


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks for: words and "phrases", a kind of item (None: any), and which of the hits."""

    text: str
    kind: str | None = None
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found, and the text that shows why.

    Where a passage shows it best, `position`, `file`, `page`, `start` and `end` are the passage's own (see
    `store.rows.Passage`); else `position` is None and `term` names the statement, None where the item has no words.
    """

    item: str
    kind: str
    title: str | None
    warning: str | None
    text: str
    language: str | None
    term: str | None = None
    position: int | None = None
    file: int | None = None
    page: int | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """How many items were found, the hits asked for, and how many items of each kind there are without `Query.kind`."""

    total: int = 0
    hits: tuple[Hit, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)


def ask(connection: sqlite3.Connection, query: Query) -> Results:
    """The items that have all that `query` names, each in whichever of its texts, the best first.

    Of two items the better one has more of it in its title, then in the very form asked for; then all of it in one
    text; then in more passages. Nothing that a person can type is an error. The index must have been
    built from the rows as they are. Raises sqlite3.OperationalError where there is none.
    """
    found: list[_Found] = []
    needs = read(query.text)
    for need in needs:
        found.append(_find(connection, need))
        if not found[-1].rows:
            return Results()
    if not found:
        return Results()
    numbers = set(found[0].items).intersection(*(one.items for one in found[1:]))
    kinds = {kind: range(first, last + 1) for kind, first, last in connection.execute("SELECT * FROM _search_kinds")}
    counts = {kind: sum(number in span for number in numbers) for kind, span in kinds.items()}
    if query.kind is not None:
        span = kinds.get(query.kind, range(0))
        numbers = {number for number in numbers if number in span}
    end = max(query.offset, 0) + max(query.limit, 0)
    best = nsmallest(end, numbers, key=_order(found))[max(query.offset, 0) :]
    hits = tuple(_hit(connection, needs, _best_row(found, number)) for number in best)
    return Results(len(numbers), hits, {kind: count for kind, count in counts.items() if count})


@dataclass(frozen=True, slots=True)
class _Found:
    """Where one need is met: its rows in order, those that meet it exactly, and the same of titles.

    `items` counts the rows of each item.
    """

    rows: list[int]
    exact: set[int]
    titles: set[int]
    exact_titles: set[int]
    items: Counter[int]
    exact_items: set[int]


def _find(connection: sqlite3.Connection, need: Need) -> _Found:
    def rows(match: str) -> list[int]:
        sql = "SELECT rowid FROM _search WHERE _search MATCH ? ORDER BY rowid"
        return [row for (row,) in connection.execute(sql, (match,))]

    exact = f"{{title text}}: {_phrase(need.forms)}"
    anyhow = " OR ".join([f"({exact})", *map(_phrase, zip(need.terms)), *_all(need.parts)])
    every = rows(anyhow)
    exactly = rows(exact)
    return _Found(
        rows=every,
        exact=set(exactly),
        titles=set(rows(f"{{title title_lemmas}}: ({anyhow})")),
        exact_titles=set(rows(f"title: {_phrase(need.forms)}")),
        items=Counter(row >> SHIFT for row in every),
        exact_items={row >> SHIFT for row in exactly},
    )


def _phrase(forms: Iterable[str]) -> str:
    words = " ".join(forms).replace('"', '""')
    return f'"{words}"'


def _all(parts: Sequence[Iterable[str]]) -> list[str]:
    """An expression for all of the parts, none where there are no parts."""
    each = [" OR ".join(_phrase([term]) for term in terms) for terms in parts]
    return [" AND ".join(f"({one})" for one in each)] if each else []


def _order(found: Sequence[_Found]) -> Callable[[int], tuple[int, bool, int, int]]:
    together = {row >> SHIFT for row in set(found[0].rows).intersection(*(one.rows for one in found[1:]))}

    def order(number: int) -> tuple[int, bool, int, int]:
        title = number << SHIFT
        points = 0
        for one in found:
            if title in one.titles:
                points += 3 if title in one.exact_titles else 2
            elif number in one.exact_items:
                points += 1
        passages = sum(one.items[number] for one in found)
        return -points, number not in together, -passages, number

    return order


def _best_row(found: Sequence[_Found], number: int) -> int:
    """The row of an item that meets most needs, then most of them exactly, then comes first."""
    met: Counter[int] = Counter()
    for one in found:
        first = bisect_left(one.rows, number << SHIFT)
        met.update(one.rows[first : first + one.items[number]])
    return min(met, key=lambda row: (-met[row], -sum(row in one.exact for one in found), row))


def _hit(connection: sqlite3.Connection, needs: Sequence[Need], row: int) -> Hit:
    number, position = row >> SHIFT, row & ((1 << SHIFT) - 1)
    item, kind, title, warning = connection.execute(_ITEM, (number,)).fetchone()
    if position:
        text, language, file, page, start, end = connection.execute(_PASSAGE, (item, position)).fetchone()
        return Hit(item, kind, title, warning, text, language, None, position, file, page, start, end)
    term, text, language = _statement(connection, needs, item) or (None, "", None)
    return Hit(item, kind, title, warning, text, language, term)


def _statement(connection: sqlite3.Connection, needs: Sequence[Need], item: str) -> tuple[str, str, str | None] | None:
    """The statement that meets most needs; of equal ones the first in the order of a description, titles last."""
    order = {term: place for place, term in enumerate((*DESCRIBING, *TITLES))}
    statements = [
        (term, value, language) for term, value, language in connection.execute(_STATEMENTS, (item,)) if term in order
    ]

    def worth(statement: tuple[str, str, str | None]) -> tuple[int, int]:
        term, value, language = statement
        return -sum(bool(places(value, [need], language)) for need in needs), order[term]

    return min(statements, key=worth, default=None)
