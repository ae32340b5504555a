"""Finding: the rows of the index where a need is met, and which of the items that have it all are the best."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import chain

from archive.search.index import SHIFT
from archive.search.needs import Need

COMMON = 2000  # rows: to read fewer takes no time worth saving
KEPT = 24  # expressions, of two megabytes where a word is in 100,000 items


class Reader:
    """Reads the search table; what commonest words have is kept from one query to the next, in `recent`.

    A reader of results turns pages and chooses facets: the same words are asked for again and again.
    """

    def __init__(self, connection: sqlite3.Connection, recent: dict[str, list[int]]) -> None:
        self.connection = connection
        self._recent = recent

    def items(self, match: str) -> list[int]:
        """The items of the rows that an FTS5 expression finds, each as often as it has such rows."""
        if match in self._recent:
            return self._recent[match]
        # One row of JSON is three times as fast as fetching a row of SQLite for each.
        sql = f"SELECT json_group_array(rowid >> {SHIFT}) FROM _search WHERE _search MATCH ?"  # noqa: S608  # a constant
        numbers: list[int] = json.loads(self.connection.execute(sql, (match,)).fetchone()[0])
        if len(numbers) >= COMMON:
            # Threads share it: whichever comes last is kept, and all have the same to keep.
            for old in list(self._recent)[: 1 - KEPT]:
                self._recent.pop(old, None)
            self._recent[match] = numbers
        return numbers

    def rows(self, match: str, number: int) -> list[int]:
        """The rows of one item that an FTS5 expression finds."""
        sql = "SELECT rowid FROM _search WHERE _search MATCH ? AND rowid >= ? AND rowid < ?"
        found = self.connection.execute(sql, (match, number << SHIFT, (number + 1) << SHIFT))
        return [row for (row,) in found]


class Found:
    """Where one need is met. What only an order asks for is read when it does: a common word is in half of all rows."""

    def __init__(self, reader: Reader, need: Need) -> None:
        self.reader = reader
        self.form = f"{{title text}}: {_phrase(need.forms)}"
        self.match = " OR ".join([f"({self.form})", *map(_phrase, zip(need.terms)), *_all(need.parts)])
        self._titled = f"title: {_phrase(need.forms)}"

    @cached_property
    def rows(self) -> list[int]:
        """The items of all rows that meet the need, each item as often as it has such rows."""
        return self.reader.items(self.match)

    @cached_property
    def items(self) -> frozenset[int]:
        """The items that meet it."""
        return frozenset(self.rows)

    @cached_property
    def exact(self) -> frozenset[int]:
        """The items that have the very form."""
        return frozenset(self.reader.items(self.form))

    @cached_property
    def titles(self) -> frozenset[int]:
        """The items whose title meets it."""
        return frozenset(self.reader.items(f"{{title title_lemmas}}: ({self.match})"))

    @cached_property
    def exact_titles(self) -> frozenset[int]:
        """The items whose title has the very form."""
        return frozenset(self.reader.items(self._titled))


def best(found: Sequence[Found], numbers: Collection[int], count: int) -> list[int]:
    """The first `count` of the items, in the order that `ask` describes.

    They fall into classes by what their titles have; classes that the count does not reach are not ordered, or not
    even read.
    """
    passages = Counter(chain.from_iterable(one.rows for one in found if len(one.rows) > len(one.items)))
    chosen: list[int] = []
    for group in _classes(found, frozenset(numbers)):
        # By number alone where no item has more than one row: most of a catalogue without texts.
        key = (lambda number: (-passages[number], number)) if passages else None
        chosen += nsmallest(count - len(chosen), group, key=key)
        if len(chosen) == count:
            break
    return chosen


def best_row(found: Sequence[Found], number: int) -> int:
    """The row of an item that meets most needs, then most of them exactly, then comes first."""
    met: Counter[int] = Counter()
    exactly: Counter[int] = Counter()
    for one in found:
        met.update(one.reader.rows(one.match, number))
        exactly.update(one.reader.rows(one.form, number))
    return min(met, key=lambda row: (-met[row], -exactly[row], row), default=number << SHIFT)


def _classes(found: Sequence[Found], numbers: frozenset[int]) -> Iterator[Collection[int]]:
    if len(found) == 1:
        for group in ("exact_titles", "titles", "exact"):
            having = numbers & getattr(found[0], group)
            yield having
            numbers -= having
        yield numbers
        return
    together = frozenset(found[0].reader.items(" AND ".join(f"({one.match})" for one in found)))
    classes: dict[int, frozenset[int]] = {0: numbers}
    for one in found:
        classes = _split(classes, one)
    for points in sorted(classes, reverse=True):
        yield classes[points] & together
        yield classes[points] - together


def _split(classes: Mapping[int, frozenset[int]], one: Found) -> dict[int, frozenset[int]]:
    """3 points more for the form in the title, 2 for another there, 1 for the form elsewhere."""
    split: dict[int, frozenset[int]] = {}
    for points, numbers in classes.items():
        left = numbers
        for more, having in ((3, one.exact_titles), (2, one.titles), (1, one.exact), (0, left)):
            part = left & having
            if part:
                split[points + more] = split.get(points + more, frozenset()) | part
                left -= part
    return split


def _phrase(forms: Iterable[str]) -> str:
    words = " ".join(forms).replace('"', '""')
    return f'"{words}"'


def _all(parts: Sequence[Iterable[str]]) -> list[str]:
    """An expression for all of the parts, none where there are no parts."""
    each = [" OR ".join(_phrase([term]) for term in terms) for terms in parts]
    return [" AND ".join(f"({one})" for one in each)] if each else []
