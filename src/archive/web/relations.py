"""How an item is related to others, from both sides: what it says of them, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from sqlite3 import Connection

from archive.records.model import Statement
from archive.records.terms import ORDER

MOST = 60  # items of one relation that a page names
_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'related'"  # an edition that an older version made has none
_NEAR = f"SELECT term, other FROM related WHERE item = ? AND position <= {MOST} ORDER BY term, position"  # noqa: S608  ours
_EVERY = "SELECT term, other FROM related WHERE item = ? ORDER BY term, position"
_COUNTS = "SELECT term, count(*) FROM related WHERE item = ? GROUP BY term"


@dataclass(frozen=True, slots=True)
class Relations:
    """The items that one is related to, by term and in their order, up to `MOST` of each; and how many there are."""

    others: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, int]

    def ids(self) -> Iterator[str]:
        """The ids of all that are named."""
        return chain.from_iterable(self.others.values())

    def further(self, term: str) -> int:
        """How many more there are than are named."""
        return max(self.counts.get(term, 0) - MOST, 0)

    def told(self, statements: Iterable[Statement]) -> list[Statement]:
        """The statements of the item, and behind those of each term what others say of it."""
        own = list(statements)
        said = {(one.term, one.value) for one in own}
        more = [
            Statement(term, other)
            for term, others in self.others.items()
            for other in others
            if (term, other) not in said
        ]
        return sorted((*own, *more), key=lambda one: (ORDER.get(one.term, len(ORDER)), one.term)) if more else own


def relations(connection: Connection, identifier: str) -> Relations:
    """How an item is related to others that are here."""
    if connection.execute(_THERE).fetchone() is None:
        return Relations({}, {})
    others: dict[str, tuple[str, ...]] = {}
    for term, other in connection.execute(_NEAR, (identifier,)):
        others[term] = (*others.get(term, ()), other)
    return Relations(others, dict(map(tuple, connection.execute(_COUNTS, (identifier,)))))


def every_relation(connection: Connection, identifier: str) -> list[tuple[str, str]]:
    """All relations of an item: the term, and the id of the other."""
    if connection.execute(_THERE).fetchone() is None:
        return []
    return [(term, other) for term, other in connection.execute(_EVERY, (identifier,))]
