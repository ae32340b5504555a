"""Showing why a text was found: its own letters, cut where a query meets it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.search.needs import Need, read
from archive.search.words import Token, analyse, parts

ELLIPSIS = "…"


def highlight(text: str, query_text: str, language: str | None) -> list[tuple[str, bool]]:
    """`text`, whose language is `language`, in pieces: True for one that the query meets. Joined they are `text`."""
    return _cut(text, 0, len(text), places(text, read(query_text), language))


def excerpt(text: str, query_text: str, language: str | None, width: int) -> list[tuple[str, bool]]:
    """As `highlight`, but only the part around the first matches: about `width` characters, and never more.

    It begins and ends between words where it can. An ellipsis, over and above `width`, stands where text is left out.
    """
    found = places(text, read(query_text), language)
    start, end = _window(text, found[0] if found else (0, 0), width)
    pieces = _cut(text, start, end, found)
    return [(ELLIPSIS, False)] * (start > 0) + pieces + [(ELLIPSIS, False)] * (end < len(text))


def places(text: str, needs: Sequence[Need], language: str | None) -> list[tuple[int, int]]:
    """Where in `text` any of `needs` is met: starts and ends, in order, none touching another."""
    tokens = analyse(text, language)
    wanted = {term for need in needs for terms in (need.terms, *need.parts) for term in terms}
    found = [(token.start, token.end) for token in tokens if not wanted.isdisjoint((token.form, *token.lemmas))]
    alone = parts(tokens)
    for need in needs:
        found += _phrases(alone, need.forms)
    return list(_merged(sorted(found)))


def _phrases(tokens: Sequence[Token], forms: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for first, token in enumerate(tokens):
        row = tokens[first : first + len(forms)]
        if token.form == forms[0] and tuple(one.form for one in row) == forms:
            yield token.start, row[-1].end


def _merged(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = 0, 0
    for first, last in spans:
        if first > end:
            if end:
                yield start, end
            start = first
        end = max(end, last)
    if end:
        yield start, end


def _window(text: str, match: tuple[int, int], width: int) -> tuple[int, int]:
    """A start and an end, `width` apart at most, between words, with the match a quarter of the way in."""
    if len(text) <= width:
        return 0, len(text)
    end = min(len(text), max(0, match[0] - width // 4) + width)
    start = end - width
    if start and not text[start - 1].isspace():
        start = next((at + 1 for at in range(start, match[0]) if text[at].isspace()), start)
    if end < len(text) and not text[end].isspace():
        end = next((at for at in range(end, match[1], -1) if text[at - 1].isspace()), end)
    return start, start + len(text[start:end].rstrip()) if end < len(text) else end


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces = []
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        pieces += [(text[at : max(first, at)], False), (text[max(first, at) : min(last, end)], True)]
        at = min(last, end)
    return [piece for piece in [*pieces, (text[at:end], False)] if piece[0]]
