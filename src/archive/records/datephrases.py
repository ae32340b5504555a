"""Dates as people write them, in English and Russian, as EDTF: doubts, alternatives and lists of single dates.

A text is read from the loosest of its words inwards: lists, alternatives, limits, doubts, spans, and what a single date
may be. What does not fit throughout is not understood; nothing is passed over, and where a text may mean two things it
means none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from archive.records.datepairs import OPEN, completed, is_incomplete, pair
from archive.records.datepoints import point
from archive.records.datespans import in_styles, limited, nightly, school_year, span, splits, turn
from archive.records.datewords import (
    AFTER,
    BEFORE,
    CIRCA,
    CIRCA_BEHIND,
    DONE,
    LATER,
    PARTS,
    PERHAPS,
    PERIODS,
    SINCE,
    UNKNOWN,
    UNTIL,
    any_of,
)
from archive.records.edtf import bounds

UNDATED = "XXXX"
_LONGEST = 100  # characters: no date has more, and a story of some length takes long to look through
_DASHES = {ord(dash): "–" for dash in "‐‑‒—―−"}
_CLEAN = (
    (re.compile(r"\(\?\)"), "?"),
    (re.compile(r"[\[\]]"), ""),  # what a cataloguer has supplied
    (re.compile(rf"\(({any_of(DONE)})\)"), r" \1"),
    (re.compile(r"-{2,}(?=\d)|–{2,}"), "–"),
    (re.compile(r"(?<=\d)\.(?= ?[–-])"), ""),  # 1.–3.09.2004
)
# The Latin `c` before a Russian word is «с», which says another thing.
_CIRCA = re.compile(rf"(?!c .*[а-я])(?:{any_of(CIRCA)}) ?(.+)|(.+?),? (?:{any_of(CIRCA_BEHIND)})")
_PERHAPS = re.compile(rf"\? ?(.+)|(?:{any_of(PERHAPS)}),? (.+)|(.+?) ?\?|(.+?),? (?:{any_of(PERHAPS)})")
_SUPPLIED = re.compile(rf"(?:{any_of(UNKNOWN)})[.,;:]?(?: ?\[(?P<by>.+)\]| ?\((?P<aside>.+)\)| (?P<bare>.+))")
_IN = re.compile(r"(?:in|on|during|the|в|во|на|за) (?:the )?(.+)")
_DONE = re.compile(rf"(?:(?:{any_of(DONE)})(?!\w)[ ,:]*)+")
_DATING = re.compile(r"from (?!.* (?:to|until|till|through) )")  # a print from 1943 was made then, or since
_LATER = re.compile(rf"(?:\? ?|(?:{any_of(PERHAPS)}) )?(?:(?:{any_of((*DONE, *LATER))})(?!\w) *)+")
_BEFORE_DONE = re.compile(rf"(?<=[\d?]) +(?=(?:{any_of(DONE)})(?!\w))")
_NAMED = rf"(?:\d\d?(?:st|nd|rd|th)|[a-z'-]+(?: [a-z'-]+)*) (?:{any_of(PERIODS)})"
_PERIOD = re.compile(
    rf"(?!(?:{any_of((*CIRCA, *PERHAPS, *BEFORE, *UNTIL, *AFTER, *SINCE, *PARTS))})[ -]){_NAMED}(?:, {_NAMED})*,? ?"
    r"(?:\((?P<years>[^()]+)\)(?:,? (?P<within>.+))?|(?P<bare>\D{0,4}\d.*))"
)
_LIST = re.compile(r" ?[;,] ?(?:and |и )?| (?:and|и|&) | ?/ ")
_OR = re.compile(r",? (?:or|или|либо) ")
_EDTF_DATE = re.compile(r"[^\[\]{},/.]+")


def normalise(written: str) -> str | None:
    """The EDTF of what somebody wrote, None where it is not understood; `XXXX` where it says that no date is known."""
    if len(written) > _LONGEST:
        return None
    whole = " ".join(written.lower().replace("ё", "е").translate(_DASHES).split())
    text = whole
    for pattern, better in _CLEAN:
        text = pattern.sub(better, text)
    text = text.strip(" ,;")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1]
    if text in UNKNOWN or text.removesuffix(".") in UNKNOWN:
        return UNDATED
    found = _read(text) or (_read(text[:-1]) if text.endswith(".") else None) or _supplied(whole)
    return found if found and bounds(found) is not None else None


def _supplied(text: str) -> str | None:
    """Where the thing says no date, that which somebody has given it: `n.d. [1940s]`, `undated, c. 1943`."""
    match = _SUPPLIED.fullmatch(text)
    found = match and _read(re.sub(r"[\[\]]", "", match["by"] or match["aside"] or match["bare"]))
    doubted = found and any(mark in found for mark in "?~%")
    return found if match and (doubted or not match["bare"]) else None


@lru_cache(maxsize=4096)  # of the ways to part a text, many have the same pieces
def _read(text: str) -> str | None:
    return next((found for rule in _RULES if (found := rule(text))), None)


@lru_cache(maxsize=4096)
def _one(text: str) -> str | None:
    """A single date, with its doubts."""
    return point(text) or _perhaps(text, _one) or _circa(text, _one) or _within(text, _one)


def _perhaps(text: str, read: Callable[[str], str | None]) -> str | None:
    return _marked(read(_inner(match)), "?") if (match := _PERHAPS.fullmatch(text)) else None


def _circa(text: str, read: Callable[[str], str | None]) -> str | None:
    return _marked(read(_inner(match)), "~") if (match := _CIRCA.fullmatch(text)) else None


def _within(text: str, read: Callable[[str], str | None]) -> str | None:
    return read(_inner(match)) if (match := _IN.fullmatch(text)) else None


def _doubted(text: str) -> str | None:
    return _perhaps(text, _read) or _circa(text, _read) or _within(text, _read)


def _marked(edtf: str | None, mark: str) -> str | None:
    """The same with a doubt about each of its dates; one that is uncertain and approximate is `%`."""

    def add(match: re.Match[str]) -> str:
        date = match[0].rstrip("?~%")
        return date + (mark if match[0][len(date) :] in {"", mark} else "%")

    return edtf and _EDTF_DATE.sub(add, edtf)


def _listed(text: str) -> str | None:
    """Several dates, of which all count: of the making and the printing, of the first part and the second."""
    parts = list(splits(_LIST, text))
    for left, _, right in parts:
        first, rest = _part(left), _part(right)
        if first is not None and rest is not None:
            return _together(_ones(first, rest))
    for left, apart, right in parts:
        if apart.strip() not in {"/", ";"} and (found := completed(left, right, _one, _read)):
            return _together(_ones(*found))
    return None


def _ones(*parts: str) -> list[str]:
    return [one for part in parts for one in part.strip("{}").split(",") if one]


def _together(found: Sequence[str]) -> str | None:
    """The dates as a set of EDTF, None where it knows none such."""
    parts = list(dict.fromkeys(_in_set(one) for one in found if one != OPEN))
    if not parts or any(one[0] == "[" or one == UNDATED for one in parts):
        return None
    below = [one for one in parts if one.startswith(OPEN)]
    above = [one for one in parts if one.endswith(OPEN)]
    closed = sorted((one for one in parts if one not in (*below, *above)), key=_earliest)
    if len(below) + len(above) > 1:
        return None
    if OPEN in found:
        return f"{closed[0].partition(OPEN)[0]}/.." if closed and not below else None
    ordered = [*below, *closed, *above]
    return f"{{{','.join(ordered)}}}" if len(ordered) > 1 else found[0]


def _in_set(edtf: str) -> str:
    """A part of a set: there a span has dots, and nothing more at an open end."""
    low, stroke, high = edtf.partition("/")
    return f"{low.strip('.')}{OPEN}{high.strip('.')}" if stroke else edtf


def _part(text: str) -> str | None:
    """The EDTF of one of several dates, `..` where only a later one is told of, and nothing where no date is."""
    if _DONE.fullmatch(text):
        return ""
    return OPEN if _LATER.fullmatch(text) else _read(text)


def _earliest(part: str) -> tuple[str, str]:
    found = bounds(f"{{{part}}}")
    return (found and found[0]) or "", part


def _alternatives(text: str) -> str | None:
    """One of several dates."""
    for left, _, right in splits(_OR, text):
        low, high = pair(left, right, _one) or (_one(left) or span(left, _one), _one(right) or span(right, _one))
        high = high or (_alternatives(right) if low else None)
        if low and high:
            return f"[{_in_set(low)},{_in_set(high.strip('[]'))}]"
    return None


def _in_period(text: str) -> str | None:
    """A dynasty or reign is only a name: its years count, or the date within it."""
    if match := _PERIOD.fullmatch(text):
        return _read(match["within"] or match["years"] or match["bare"])
    return None


def _done(text: str) -> str | None:
    """`published 1851`, and `1883–1886 cast 1899`, `1953 (designed)`, `1828 (or 1836)` as lists."""
    if match := _DONE.match(text):
        return None if _DATING.match(text[match.end() :]) else _read(text[match.end() :])
    if is_incomplete(text.partition("(")[0].strip()):
        return None
    apart = _BEFORE_DONE.sub(", ", re.sub(r" ?\(([^()]*)\)", r", \1", text)).strip(" ,")
    return _read(apart) if apart != text else None


def _inner(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


# From the loosest to the closest.
_RULES: tuple[Callable[[str], str | None], ...] = (
    point,
    lambda text: limited(text, _read, _one),
    *(partial(rule, one=_one) for rule in (nightly, in_styles, turn)),
    school_year,
    _in_period,
    _listed,
    _doubted,
    _alternatives,
    partial(span, one=_one),
    _done,
)
