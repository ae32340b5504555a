"""What a search finds, as the page of results shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from sqlite3 import Connection

from archive.search import Hit, Query, ask, excerpt, highlight
from archive.web import pages
from archive.web.pages import Card

WIDTH = 240  # characters of an excerpt

Marked = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in the results: its title and an excerpt in pieces, each with whether it was asked for.

    `passage` is the hit where the excerpt stands in the item's text.
    """

    card: Card
    title: Marked
    excerpt: Marked
    language: str | None = None
    passage: Hit | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How many items were found, some of them, and how many there are of each kind."""

    total: int
    entries: tuple[Entry, ...]
    kinds: Mapping[str, int]


def search(connection: Connection, words: str, kind: str | None, limit: int, offset: int) -> Found:
    """What was found, the best first."""
    results = ask(connection, Query(words, kind, limit, offset))
    known = pages.cards_of(connection, (hit.item for hit in results.hits))
    entries = tuple(_entry(known[hit.item], hit, words) for hit in results.hits)
    return Found(results.total, entries, results.kinds)


def browse(connection: Connection, kind: str | None, limit: int, offset: int, kinds: Mapping[str, int]) -> Found:
    """All there is, in the order of the ids."""
    found = pages.cards(connection, kind, limit, offset)
    total = kinds.get(kind, 0) if kind else sum(kinds.values())
    return Found(total, tuple(_plain(card) for card in found), kinds)


def _entry(card: Card, hit: Hit, words: str) -> Entry:
    title = highlight(card.title.text, words, card.title.language)
    if hit.position is None and hit.term in {"title", None}:
        return replace(_plain(card), title=title)
    shown = excerpt(hit.text, words, hit.language, WIDTH)
    return Entry(card, title, shown, hit.language, hit if hit.position is not None else None)


def _plain(card: Card) -> Entry:
    title = [(card.title.text, False)]
    if card.description is None:
        return Entry(card, title, [])
    text = card.description.text
    beginning = text if len(text) <= WIDTH else text[:WIDTH].rsplit(" ", 1)[0] + " …"
    return Entry(card, title, [(beginning, False)], card.description.language)
