"""Dates as people write them, in English and Russian, as EDTF: doubts, limits, spans and lists of single dates.

A text is read from the loosest of its words inwards: lists, alternatives, limits, doubts, spans, and what a single date
may be. What does not fit throughout is not understood; nothing is passed over, and where a text may mean two things it
means none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from archive.records.datepairs import pair
from archive.records.datepoints import point
from archive.records.datewords import (
    AFTER,
    BEFORE,
    CIRCA,
    DONE,
    LATER,
    NOW,
    OR_AFTER,
    OR_BEFORE,
    PARTS,
    PERHAPS,
    PERIODS,
    UNKNOWN,
    any_of,
)
from archive.records.edtf import bounds

UNDATED = "XXXX"
OPEN = ".."
_LONGEST = 100  # characters: no date has more, and a story of some length takes long to look through
_DASHES = {ord(dash): "–" for dash in "‐‑‒—―−"}
_CLEAN = (
    (re.compile(r"\(\?\)"), "?"),
    (re.compile(r"[\[\]]"), ""),  # what a cataloguer has supplied
    (re.compile(rf"\(({any_of(DONE)})\)"), r" \1"),
    (re.compile(r"-{2,}(?=\d)|–{2,}"), "–"),
)
_BETWEEN = re.compile(r"(?:between|между) (.+?) (?:and|и) (.+)")
_FROM = re.compile(r"(?:from|с|со|от) (.+?) (?:to|until|till|through|по|до) (.+)")
_LIMITS = re.compile(rf"(?:{any_of(AFTER)}) (.+?),? ?(?:and|but|и|но|–)? ?(?:{any_of(BEFORE)}) (.+)")
_BEFORE = re.compile(rf"(?:{any_of(BEFORE)}) (.+)|(.+?),? (?:{any_of(OR_BEFORE)})")
_AFTER = re.compile(rf"(?:{any_of(AFTER)}) (.+)|(.+?),? (?:{any_of(OR_AFTER)})")
_CIRCA = re.compile(rf"(?:{any_of(CIRCA)}) ?(.+)|(.+?) (?:circa|ca\.|approx\.)")
_PERHAPS = re.compile(rf"\? ?(.+)|(?:{any_of(PERHAPS)}),? (.+)|(.+?) ?\?")
_IN = re.compile(r"(?:in|on|during|the|в|во|на|за) (?:the )?(.+)")
_DONE = re.compile(rf"(?:(?:{any_of(DONE)})(?!\w)[ ,:]*)+")
_LATER = re.compile(rf"(?:\? ?|(?:{any_of(PERHAPS)}) )?(?:(?:{any_of((*DONE, *LATER))})(?!\w) *)+")
_BEFORE_DONE = re.compile(rf"(?<=[\d?]) +(?=(?:{any_of(DONE)})(?!\w))")
_TURN = re.compile(r"(?:рубеже?|turn of the) (\S+) ?(?:[-–]|and|и) ?(.+)")
_NAMED = rf"(?:\d\d?(?:st|nd|rd|th)|[a-z'-]+(?: [a-z'-]+)*) (?:{any_of(PERIODS)})"
_PERIOD = re.compile(
    rf"(?!(?:{any_of((*CIRCA, *PERHAPS, *BEFORE, *AFTER, *PARTS))})[ -]){_NAMED}(?:, {_NAMED})*,? ?"
    r"(?:\((?P<years>[^()]+)\)(?:,? (?P<within>.+))?|(?P<bare>\D{0,4}\d.*))"
)
_LIST = re.compile(r" ?[;,] ?(?:and |и )?| (?:and|и|&) | ?/ ")
_OR = re.compile(r",? (?:or|или|либо) ")
_SPAN = re.compile(r"[-–]| (?:to|по) |(?<=\d{4})/(?=\d)")
_MAY_BE_MONTH = re.compile(r"(?:0\d|1[0-2])(?!\d)")
_EDTF_DATE = re.compile(r"[^\[\]{},/.]+")


def normalise(written: str) -> str | None:
    """The EDTF of what somebody wrote, None where it is not understood; `XXXX` where it says that no date is known."""
    if len(written) > _LONGEST:
        return None
    text = " ".join(written.lower().replace("ё", "е").translate(_DASHES).split())
    for pattern, better in _CLEAN:
        text = pattern.sub(better, text)
    text = text.strip(" ,;")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1]
    if text in UNKNOWN or text.removesuffix(".") in UNKNOWN:
        return UNDATED
    found = _read(text) or (_read(text[:-1]) if text.endswith(".") else None)
    return found if found and bounds(found) is not None else None


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


def _limited(text: str) -> str | None:
    """Before, after, or both: one unknown day within these limits."""
    if match := _FROM.fullmatch(text):
        return _spanned(match[1], match[2])
    if match := _BETWEEN.fullmatch(text) or _LIMITS.fullmatch(text):
        ends = _both(match[1], match[2])
        return f"[{ends[0]}..{ends[1]}]" if ends else None
    if (match := _BEFORE.fullmatch(text)) and (ends := _ends(_read(_inner(match)))):
        return f"../{ends[1]}"
    if (match := _AFTER.fullmatch(text)) and (ends := _ends(_read(_inner(match)))):
        return f"{ends[0]}/.."
    return None


def _listed(text: str) -> str | None:
    """Several dates, of which all count: of the making and the printing, of the first part and the second."""
    for left, _, right in _splits(_LIST, text):
        first, rest = _part(left), _part(right)
        if first is not None and rest is not None:
            return _together([one for part in (first, rest) for one in part.strip("{}").split(",") if one])
    return None


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
    for left, _, right in _splits(_OR, text):
        low, high = pair(left, right, _one) or (_one(left) or _span(left), _one(right) or _span(right))
        high = high or (_alternatives(right) if low else None)
        if low and high:
            return f"[{_in_set(low)},{_in_set(high.strip('[]'))}]"
    return None


def _span(text: str) -> str | None:
    for left, apart, right in _splits(_SPAN, text):
        # Two figures behind a year and a hyphen may be a month as well.
        if apart in {"-", "/"} and left[-4:].isdecimal() and _MAY_BE_MONTH.match(right):
            continue
        if found := _spanned(left, right):
            return found
    return None


def _spanned(left: str, right: str) -> str | None:
    if right in NOW:
        ends = _ends(_one(left))
        return f"{ends[0]}/.." if ends else None
    if ends := _both(left, right):
        low, high = ends
        if re.fullmatch(r"\d{3}0", low) and re.fullmatch(r"\d{3}X", high):
            low = f"{low[:3]}X"  # 1920–1930-е
        return f"{low}/{high}"
    return None


def _turn(text: str) -> str | None:
    return _span(f"late {match[1]} – early {match[2]}") if (match := _TURN.fullmatch(text)) else None


def _in_period(text: str) -> str | None:
    """A dynasty or reign is only a name: its years count, or the date within it."""
    if match := _PERIOD.fullmatch(text):
        return _read(match["within"] or match["years"] or match["bare"])
    return None


def _done(text: str) -> str | None:
    """`published 1851`, and `1883–1886 cast 1899`, `1953 (designed)`, `1828 (or 1836)` as lists."""
    if match := _DONE.match(text):
        return _read(text[match.end() :])
    apart = _BEFORE_DONE.sub(", ", re.sub(r" ?\(([^()]*)\)", r", \1", text)).strip(" ,")
    return _read(apart) if apart != text else None


def _splits(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str, str]]:
    for match in pattern.finditer(text):
        if match.start() and match.end() < len(text):
            yield text[: match.start()].strip(), match[0], text[match.end() :].strip()


def _inner(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _ends(edtf: str | None) -> tuple[str, str] | None:
    """Where a date or a span begins and where it ends; None for a set, or where an end is open."""
    if edtf is None or edtf[0] in "[{" or OPEN in edtf:
        return None
    low, _, high = edtf.partition("/")
    return low, high or low


def _both(left: str, right: str) -> tuple[str, str] | None:
    """Where a span begins and where it ends."""
    found = pair(left, right, _one)
    lows, highs = (_ends(one) for one in found) if found else (None, None)
    return (lows[0], highs[1]) if lows and highs else None


# From the loosest to the closest.
_RULES: tuple[Callable[[str], str | None], ...] = (
    point,
    _limited,
    _turn,
    _in_period,
    _listed,
    _doubted,
    _alternatives,
    _span,
    _done,
)
