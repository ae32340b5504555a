"""What a visitor asks for, as the address of a search says it, and as links to further searches say it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from archive.search import FACETS, ORDERS

LONGEST = 400  # characters of a search
MOST = 12  # filters
VIEWS = ("list", "grid")


@dataclass(frozen=True, slots=True)
class Asked:
    """Words, filters (a facet and its key; all must hold), the order, the view and the page, from 1.

    `view` is None where the visitor leaves it to us.
    """

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    order: str = ORDERS[0]
    view: str | None = None
    page: int = 1

    @property
    def shown(self) -> str:
        """The view: who looks for words wants to see why something was found, who browses wants to see it."""
        return self.view or ("list" if self.words else "grid")

    def parameters(self) -> Iterator[tuple[str, str]]:
        """What an address has to say, and nothing that goes without saying."""
        yield from [("q", self.words)] if self.words else []
        yield from self.filters
        yield from [("order", self.order)] if self.order != ORDERS[0] else []
        yield from [("view", self.view)] if self.view else []
        yield from [("page", str(self.page))] if self.page > 1 else []

    def address(self, path: str = "/search", *more: tuple[str, str]) -> str:
        """A path with this search in its query."""
        query = urlencode([*self.parameters(), *more])
        return f"{path}?{query}" if query else path

    def item(self, identifier: str, at: int) -> str:
        """The address of an item that is number `at` of what is found, from 1."""
        return replace(self, page=1).address(f"/items/{quote(identifier)}", ("at", str(at)))

    def kept(self) -> Iterator[tuple[str, str]]:
        """What other words would be looked for with."""
        return replace(self, words="", page=1).parameters()

    def turned(self, page: int) -> Asked:
        """The same on another page."""
        return replace(self, page=page)

    def ordered(self, order: str) -> Asked:
        """The same in another order, from the beginning."""
        return replace(self, order=order, page=1)

    def viewed(self, view: str) -> Asked:
        """The same page in another view."""
        return replace(self, view=view)

    def having(self, facet: str, key: str, *, instead: bool = False) -> Asked:
        """The same with one filter more; `instead` of those that are there for this facet."""
        kept = (one for one in self.filters if not (instead and one[0] == facet))
        return replace(self, filters=_sorted({**dict.fromkeys(kept), (facet, key): None}), page=1)

    def lacking(self, facet: str, key: str) -> Asked:
        """The same without a filter."""
        return replace(self, filters=tuple(one for one in self.filters if one != (facet, key)), page=1)

    def unfiltered(self) -> Asked:
        """The words alone."""
        return Asked(self.words)


def read(parameters: Iterable[tuple[str, str]]) -> Asked:
    """What the query of an address asks for: what is not understood in it is passed over."""
    said = [(name, value.strip()) for name, value in parameters]
    last = dict(said)
    filters = dict.fromkeys(one for one in said if one[0] in FACETS and one[1])
    return Asked(
        words=last.get("q", "")[:LONGEST],
        filters=_sorted(filters)[:MOST],
        order=last["order"] if last.get("order") in ORDERS else ORDERS[0],
        view=last["view"] if last.get("view") in VIEWS else None,
        page=number(last.get("page", "")),
    )


def number(written: str) -> int:
    """A number from 1 as an address says it; 1 where it says none."""
    return max(int(written), 1) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def _sorted(filters: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """In the order of the facets, so that a search has one address."""
    return tuple(sorted(filters, key=lambda one: FACETS.index(one[0])))
