"""What a search finds, as the page of results shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from sqlite3 import Connection

from markupsafe import Markup

from archive.search import ALONE, FACETS, ORDERS, Count, Hit, Index, Query, Results, ask, excerpt, highlight
from archive.web.asked import Asked
from archive.web.cards import Card, Text, cards
from archive.web.interface import LANGUAGES, Interface
from archive.web.meanings import called

WIDTH = 260  # characters of an excerpt
PER_PAGE = 24
MOST = 50_000  # letters of an item: looking for words in them takes a twentieth of a second
_MARKED = Markup("<mark>{}</mark>")

Marked = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how it is called, in which language, how many items have it, and the search it leads to."""

    name: str
    language: str | None
    items: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in the results: its title and an excerpt in pieces, each with whether it was asked for.

    `passage` is the hit where the excerpt stands in the item's text, `term` the term in whose value it stands.
    """

    card: Card
    address: str
    title: Marked
    excerpt: Marked
    language: str | None = None
    passage: Hit | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, and the ways to find less or more."""

    asked: Asked
    total: int
    first: int
    pages: int
    entries: tuple[Entry, ...]
    facets: Mapping[str, tuple[Choice, ...]]
    chips: tuple[tuple[str, Choice], ...]
    orders: tuple[str, ...]

    @property
    def order(self) -> str:
        """The order that holds: without words the best is the first of the others."""
        return self.asked.order if self.asked.order in self.orders else self.orders[0]

    def numbers(self) -> tuple[int | None, ...]:
        """The pages worth a link: the first, the last and those about this one; None for a gap between them."""
        near = range(self.asked.page - 1, self.asked.page + 2)
        numbers = sorted({1, self.pages, *(number for number in near if 0 < number <= self.pages)})
        gaps = [[None] if number - before > 1 else [] for before, number in pairwise([0, *numbers])]
        return tuple(one for gap, number in zip(gaps, numbers, strict=True) for one in (*gap, number))


def find(connection: Connection, asked: Asked, index: Index, interface: Interface) -> Found:
    """What was found; where the address names a page behind the last, the last."""
    query = Query(asked.words, asked.filters, asked.order, PER_PAGE, (asked.page - 1) * PER_PAGE)
    results = _counted(connection, query, index, interface)
    pages = -(-results.total // PER_PAGE)
    if asked.page > max(pages, 1):
        return find(connection, asked.turned(max(pages, 1)), index, interface)
    known = cards(connection, (hit.item for hit in results.hits), interface.languages)
    first = (asked.page - 1) * PER_PAGE + 1
    entries = tuple(_entry(known[hit.item], hit, asked, at) for at, hit in enumerate(results.hits, first))
    naming = _Naming(index, interface)
    chips = tuple((facet, _chip(facet, key, asked, naming, results)) for facet, key in asked.filters)
    choices = facets(results, asked, naming)
    return Found(asked, results.total, first, pages, entries, choices, chips, ORDERS if asked.words else ORDERS[1:])


def facets(results: Results, asked: Asked, naming: _Naming) -> dict[str, tuple[Choice, ...]]:
    """The ways on from a search, facet by facet; a facet of which there is nothing to choose is left out."""
    counts = {name: results.facets.get(name, ()) for name in FACETS}
    choices = {name: tuple(_choice(name, one, asked, naming) for one in some) for name, some in counts.items()}
    return {name: some for name, some in choices.items() if len(some) > 1 or any(one.chosen for one in some)}


def whole(connection: Connection, index: Index, interface: Interface) -> dict[str, tuple[Choice, ...]]:
    """The ways into all there is."""
    return facets(_counted(connection, Query(limit=0), index, interface), Asked(), _Naming(index, interface))


def around(
    connection: Connection, asked: Asked, at: int, identifier: str, index: Index
) -> tuple[str | None, str | None] | None:
    """The items before and after number `at` of what is found; None where that is not (or no longer) this item."""
    first = max(at - 2, 0)
    query = Query(asked.words, asked.filters, asked.order, at + 1 - first, first)
    ids = [hit.item for hit in ask(connection, query, index).hits]
    place = at - 1 - first
    if place >= len(ids) or ids[place] != identifier:
        return None
    return (ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None)


def marker(words: str, length: int) -> Callable[[str, str | None], Markup]:
    """What marks the words in a text of a language; of more letters than `MOST`, all told, it marks nothing."""

    def mark(text: str, language: str | None) -> Markup:
        pieces = highlight(text, words, language) if words and length <= MOST else [(text, False)]
        return Markup("").join(_MARKED.format(piece) if asked else piece for piece, asked in pieces)

    return mark


def _counted(connection: Connection, query: Query, index: Index, interface: Interface) -> Results:
    """What is found, with facets in the reader's language; where none is in it, in the best of the others there is."""
    others = frozenset(LANGUAGES) - {interface.language}
    results = ask(connection, replace(query, without=others), index)
    for language in (*interface.languages[1:], *sorted(others)):
        bare = [name for name, counts in results.facets.items() if not counts]
        if not results.total or not any(index.facets[name].commonest(None, (), frozenset()) for name in bare):
            break
        if language in others:
            others -= {language}
            more = ask(connection, replace(query, limit=0, without=others), index).facets
            results = replace(results, facets={name: some or more[name] for name, some in results.facets.items()})
    return results


@dataclass(frozen=True, slots=True)
class _Naming:
    """What the values of facets are called in an interface."""

    index: Index
    interface: Interface

    def name(self, facet: str, key: str, language: str | None) -> Text:
        if key in self.index.named.get(facet, ()):
            return called(self.index.concepts[key], self.interface.languages)
        labels = self.interface.labels
        words = {"kind": labels.kinds, "time": labels.time, "language": labels.language}
        return Text(words[facet](key)) if facet in words else Text(key, language)


def _choice(facet: str, count: Count, asked: Asked, naming: _Naming) -> Choice:
    chosen = (facet, count.key) in asked.filters
    further = asked.lacking(facet, count.key) if chosen else asked.having(facet, count.key, instead=facet in ALONE)
    name = naming.name(facet, count.key, count.language)
    return Choice(name.text, name.language, count.items, further.address(), chosen)


def _chip(facet: str, key: str, asked: Asked, naming: _Naming, results: Results) -> Choice:
    language = next((one.language for one in results.facets.get(facet, ()) if one.key == key), None)
    name = naming.name(facet, key, language)
    return Choice(name.text, name.language, 0, asked.lacking(facet, key).address(), chosen=True)


def _entry(card: Card, hit: Hit, asked: Asked, at: int) -> Entry:
    address = asked.item(card.id, at)
    title = highlight(card.title.text, asked.words, card.title.language) if asked.words else [(card.title.text, False)]
    if card.warning:
        return Entry(card, address, title, [], passage=hit if hit.position is not None else None)
    if not asked.words or (hit.position is None and hit.term in {"title", None}):
        described = card.description or Text("")
        return Entry(card, address, title, _beginning(described.text), described.language)
    shown = excerpt(hit.text, asked.words, hit.language, WIDTH)
    if hit.position is not None:
        return Entry(card, address, title, shown, hit.language, hit)
    return Entry(card, address, title, shown, hit.language, term=hit.term)


def _beginning(text: str) -> Marked:
    if not text:
        return []
    return [(text if len(text) <= WIDTH else text[:WIDTH].rsplit(" ", 1)[0] + " …", False)]
