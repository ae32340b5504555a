"""Facets: of which kind, time, place, language, subject and creator the items are that were found.

`_search_values` names the values of each facet, the commonest first. `_search_facets` has three columns of numbers for
each facet: `items` and `choices`, side by side and by item, say which values an item has; `members` has the items of
the first value, then of the second, and so on. They are arrays of 32 bits, low byte first: those of 100,000 items are
in memory at once, and values are counted there in milliseconds, where SQLite would join and group for a second.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import heappush, heappushpop
from itertools import accumulate, chain
from operator import attrgetter

from archive.records.vocabulary import Concept
from archive.search.letters import fold
from archive.search.meanings import read_concepts
from archive.search.times import times

FACETS = ("kind", "time", "place", "language", "subject", "creator")
MOST = 12  # values of a facet that are named; of times all
# An item has one of these, as a rule: choosing another takes the place of the first.
ALONE = frozenset({"kind", "time"})
OFTEN = 400  # so many of the commonest values are kept as bits; those of all would fill the memory
RECENT = 4  # sets of items that are kept for the next page of the same list

TABLES = ("_search_values", "_search_facets", "_search_orders")
SCHEMA = (
    """CREATE TABLE _search_values (
        facet TEXT NOT NULL, value INTEGER NOT NULL, key TEXT NOT NULL, language TEXT, items INTEGER NOT NULL,
        PRIMARY KEY (facet, value)
    ) WITHOUT ROWID""",
    """CREATE TABLE _search_facets (
        facet TEXT PRIMARY KEY, items BLOB NOT NULL, choices BLOB NOT NULL, members BLOB NOT NULL
    )""",
    "CREATE TABLE _search_orders (name TEXT PRIMARY KEY, items BLOB NOT NULL)",
)
_DIGITS = bytes.maketrans(b"\0\1", b"01")
_TERMS = {"place": "spatial", "language": "language", "subject": "subject", "creator": "creator"}
_STATEMENTS = """SELECT number, value, language
    FROM _search_items AS items CROSS JOIN statements ON statements.item = items.item
    WHERE term = ? ORDER BY number, position"""
# What statements mean counts as one, in whichever words they say it; it is in no language.
_MEANINGS = """SELECT number, coalesce(concept, value), iif(concept IS NULL, language, NULL)
    FROM _search_items AS items CROSS JOIN statements ON statements.item = items.item
    LEFT JOIN statement_concepts AS meant
        ON meant.item = items.item AND meant.term = statements.term AND meant.position = statements.position
    WHERE statements.term = ? ORDER BY number, statements.position"""
_ITEMS = """SELECT number, kind, title, date_earliest, date_latest
    FROM _search_items JOIN items ON id = item ORDER BY number"""

_Item = tuple[int, str, str | None, str | None, str | None]
_Pair = tuple[int, str, str | None]  # the number of an item, a key, its language


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet and how many of the items have it.

    `key` stands for it in a query: the words themselves, or the id of a concept, a kind, a language (BCP 47), a year, a
    decade as EDTF writes it (`186X`). `language` is that of the words.
    """

    key: str
    language: str | None
    items: int


class Selection:
    """Some of the items, by number."""

    def __init__(self, numbers: Collection[int], every: int) -> None:
        self.numbers = numbers
        self.few = len(numbers) * 16 < every
        self._every = every

    @cached_property
    def flags(self) -> bytearray:
        """At the number of each item 1 where it is one of them, 0 where it is not."""
        return _flags(self.numbers, self._every)

    @cached_property
    def bits(self) -> int:
        """The flags as the digits of one number: two of these are compared faster than anything else."""
        return _bits(self.flags)


class Facet:
    """One facet of all items, in memory. Values are numbered from 0, the commonest of all first."""

    def __init__(self, every: int, rows: Sequence[tuple[str, str | None, int]], arrays: Iterable[bytes]) -> None:
        self._every = every
        self._values = [Count(*row) for row in rows]
        self._numbers = {one.key: value for value, one in enumerate(self._values)}
        self._ends = [0, *accumulate(one.items for one in self._values)]
        self._items, self._choices, self._members = map(_array, arrays)
        self._known_bits: dict[int, int] = {}
        self._recent: dict[int, frozenset[int]] = {}

    def having(self, key: str) -> frozenset[int]:
        """The numbers of the items that have this value, none where it is unknown."""
        value = self._numbers.get(key)
        if value is None:
            return frozenset()
        if value not in self._recent:
            for old in list(self._recent)[: 1 - RECENT]:
                self._recent.pop(old, None)
            self._recent[value] = frozenset(self._having(value))
        return self._recent[value]

    def all(self, selection: Selection | None) -> tuple[Count, ...]:
        """How many of the items (of all where None) have each value, in the order of the keys."""
        counts = ((known, self._count(value, selection)) for value, known in enumerate(self._values))
        return tuple(sorted((replace(known, items=items) for known, items in counts if items), key=attrgetter("key")))

    def commonest(
        self, selection: Selection | None, chosen: Collection[str], without: Collection[str]
    ) -> tuple[Count, ...]:
        """The same of the `MOST` commonest and of those that are chosen; values in a language of `without` left out."""
        few = Counter(self._choices_of(selection.numbers)) if selection and selection.few else None
        best: list[tuple[int, int]] = []
        for value in range(len(self._values)) if few is None else sorted(few):
            known = self._values[value]
            if len(best) == MOST and best[0][0] >= known.items:
                break  # of those that follow, none can be in more items
            if known.language not in without:
                count = self._count(value, selection) if few is None else few[value]
                (heappush if len(best) < MOST else heappushpop)(best, (count, -value))
        named = {-value: count for count, value in best if count}
        for value in (self._numbers[key] for key in chosen if key in self._numbers):
            named[value] = self._count(value, selection)
        counts = (replace(self._values[value], items=named[value]) for value in sorted(named))
        return tuple(sorted(counts, key=lambda count: -count.items))

    def _having(self, value: int) -> array[int]:
        return self._members[self._ends[value] : self._ends[value + 1]]

    def _choices_of(self, numbers: Iterable[int]) -> Iterator[int]:
        spans = ((bisect_left(self._items, one), bisect_right(self._items, one)) for one in numbers)
        return chain.from_iterable(self._choices[first:last] for first, last in spans)

    def _count(self, value: int, selection: Selection | None) -> int:
        if selection is None:
            return self._values[value].items
        if value >= OFTEN:  # then few have it
            return sum(map(selection.flags.__getitem__, self._having(value)))
        if value not in self._known_bits:
            self._known_bits[value] = _bits(_flags(self._having(value), self._every))
        return (self._known_bits[value] & selection.bits).bit_count()


@dataclass(frozen=True, slots=True)
class Index:
    """What of the search tables is held in memory: facets by name, orders by name (the numbers of all items), concepts
    by id, by facet which of its keys are concepts, and `recent`, which `finding.Reader` keeps.
    """

    items: int
    facets: Mapping[str, Facet]
    orders: Mapping[str, array[int]]
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recent: dict[str, list[int]] = field(default_factory=dict)


def build(connection: sqlite3.Connection) -> None:
    """Fill the tables of the facets and the orders; `_search_items` numbers the items."""
    rows = connection.execute(_ITEMS).fetchall()
    _keep(connection, "kind", ((number, kind, None) for number, kind, *_ in rows))
    about = connection.execute(_STATEMENTS, ("temporal",))
    dates = ((number, first, last) for number, _, _, first, last in rows)
    _keep(connection, "time", ((number, time, None) for number, time in times(dates, (row[:2] for row in about))))
    statements = _MEANINGS if read_concepts(connection) else _STATEMENTS
    for facet, term in _TERMS.items():
        _keep(connection, facet, connection.execute(statements, (term,)))
    for name, numbers in _orders(rows):
        connection.execute("INSERT INTO _search_orders VALUES (?, ?)", (name, _bytes(numbers)))


def load(connection: sqlite3.Connection) -> Index:
    """What `build` kept. Raises sqlite3.OperationalError where there is nothing."""
    every = connection.execute("SELECT count(*) FROM _search_items").fetchone()[0]
    facets = {}
    for name, *arrays in connection.execute("SELECT facet, items, choices, members FROM _search_facets").fetchall():
        sql = "SELECT key, language, items FROM _search_values WHERE facet = ? ORDER BY value"
        facets[name] = Facet(every, connection.execute(sql, (name,)).fetchall(), arrays)
    orders = {name: _array(items) for name, items in connection.execute("SELECT name, items FROM _search_orders")}
    concepts = read_concepts(connection)
    return Index(every, facets, orders, concepts, dict(_named(connection)) if concepts else {})


def _named(connection: sqlite3.Connection) -> Iterator[tuple[str, frozenset[str]]]:
    sql = "SELECT DISTINCT concept FROM statement_concepts WHERE term = ?"
    for facet, term in _TERMS.items():
        yield facet, frozenset(concept for (concept,) in connection.execute(sql, (term,)))


def _keep(connection: sqlite3.Connection, facet: str, pairs: Iterable[_Pair]) -> None:
    """Keep a facet. The pairs come by number; a key that an item has twice counts once."""
    languages: dict[str, str | None] = {}
    members: dict[str, list[int]] = {}
    for number, key, language in pairs:
        having = members.get(key)
        if having is None:
            languages[key], members[key] = language, [number]
        elif having[-1] != number:
            having.append(number)
    keys = sorted(members, key=lambda key: (-len(members[key]), fold(key), key))
    rows = ((facet, value, key, languages[key], len(members[key])) for value, key in enumerate(keys))
    connection.executemany("INSERT INTO _search_values VALUES (?, ?, ?, ?, ?)", rows)
    # One number for the two sorts in a third of the time.
    choices = sorted([number << 32 | value for value, key in enumerate(keys) for number in members[key]])
    columns = (*_halves(choices), chain.from_iterable(members[key] for key in keys))
    connection.execute("INSERT INTO _search_facets VALUES (?, ?, ?, ?)", (facet, *map(_bytes, columns)))


def _orders(rows: Sequence[_Item]) -> Iterator[tuple[str, Sequence[int]]]:
    # Whatever the order, what has no title comes last, and so does what has no date; one with an open end has another.
    titles = {number: (not title, fold(title or "")) for number, _, title, *_ in rows}
    by_title = sorted(titles, key=titles.__getitem__)
    yield "title", by_title
    earliest = {number: day for number, _, _, first, last in rows if (day := first or last)}
    latest = {number: day for number, _, _, first, last in rows if (day := last or first)}
    for name, days in (("oldest", earliest), ("newest", latest)):
        dated = [number for number in by_title if number in days]
        dated.sort(key=days.__getitem__, reverse=name == "newest")
        yield name, [*dated, *(number for number in by_title if number not in days)]


def _flags(numbers: Iterable[int], every: int) -> bytearray:
    flags = bytearray(every + 1)
    for number in numbers:
        flags[number] = 1
    return flags


def _bits(flags: bytearray) -> int:
    return int(flags.translate(_DIGITS), 2)


def _halves(numbers: Iterable[int]) -> tuple[array[int], array[int]]:
    """The upper and the lower 32 bits of numbers of 64, without a look at each."""
    words = array("I", array("Q", numbers).tobytes())
    return (words[1::2], words[::2]) if sys.byteorder == "little" else (words[::2], words[1::2])


def _bytes(numbers: Iterable[int]) -> bytes:
    stored = array("I", numbers)
    if sys.byteorder == "big":
        stored.byteswap()
    return stored.tobytes()


def _array(stored: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(stored)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
