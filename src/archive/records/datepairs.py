"""Two dates in a row, of which either leaves to the other what they have in common: `1961–5`, `18th–19th century`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.records.datewords import CIRCA, MONTHS, PARTS, SEASONS, any_of

Read = Callable[[str], str | None]

_OF_YEARS = r"(?: ?(?:г\. ?г\.?|гг?\.?|год(?:ы|ов|ах|ам|а|у)?))?"
_TWO_FIGURES = re.compile(rf"(|.*\D)(\d\d?)((?:['’]?s|-?(?:[тд]?ы)?[ехex](?: .*)?|{_OF_YEARS})\??)")
_FOUR_FIGURES = re.compile(rf"(?:\W|{any_of(CIRCA)})*(\d{{4}})(?:['’]?s|-?(?:[тд]?ы)?[ехex])?\??")
_BEFORE_CHRIST = re.compile(r"\d ?(?:b\.?c\.?(?:e\.?)?|до н\. ?э\.?)$")
_PART_OF_DECADE = re.compile(rf"(?:{any_of(PARTS)})[ –-].*\d{{3}}0")
_DECADE = re.compile(r".*\d{3}0((?:['’]?s|-?(?:[тд]?ы)?[ехex]).*)")
_MONTH_ALONE = re.compile(rf"(?:{any_of((*MONTHS, *SEASONS))})\.?")
_DAY = r"\d\d?(?:st|nd|rd|th|-?го|-?е)?"
_DAY_ALONE = re.compile(rf"{_DAY}(?: {_MONTH_ALONE.pattern})?|{_MONTH_ALONE.pattern} {_DAY}")
_AND = re.compile(r" ?[,&] ?| (?:and|и) ")
_DAY_FIRST = re.compile(r"\d\d?(?!\d)")
_MONTHS_OF_EDTF = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?")
OPEN = ".."


def pair(left: str, right: str, read: Read) -> tuple[str, str] | None:
    """What `read` makes of both, each completed by the other where it needs it; None where it makes nothing of one."""
    if _MONTHS_OF_EDTF.fullmatch(left) and _MONTHS_OF_EDTF.fullmatch(right):
        return left, right  # one of them alone could be years as well
    for whole in _rights(left, right):
        if high := read(whole):
            low = next((found for text in _lefts(left, whole) if (found := read(text))), None)
            return (low, high) if low else None
    return None


def both(left: str, right: str, read: Read) -> tuple[str, str] | None:
    """Where a span begins and where it ends."""
    found = pair(left, right, read)
    lows, highs = (ends(one) for one in found) if found else (None, None)
    return (lows[0], highs[1]) if lows and highs else None


def ends(edtf: str | None) -> tuple[str, str] | None:
    """Where a date or a span begins and where it ends; None for a set, or where an end is open."""
    if edtf is None or edtf[0] in "[{" or OPEN in edtf:
        return None
    low, _, high = edtf.partition("/")
    return low, high or low


def completed(left: str, right: str, one: Read, read: Read) -> tuple[str, str] | None:
    """Both, where the left is a day or a month alone whose rest stands at the right: `1 and 3 September 2004`.

    `one` reads a single date, `read` whatever it is.
    """
    days = _DAY_ALONE.fullmatch(left) and _DAY_FIRST.match(right)
    if not days and not (_MONTH_ALONE.fullmatch(left) and _MONTH_ALONE.match(right)):
        return None
    last = _AND.split(right)[-1]
    low = next((found for text in _lefts(left, last) if (found := one(text))), None)
    high = read(right) if low else None
    return (low, high) if low and high else pair(left, right, one)


def is_incomplete(text: str) -> bool:
    """Whether it is a day or a month alone."""
    return bool(_DAY_ALONE.fullmatch(text) or _MONTH_ALONE.fullmatch(text))


def _rights(left: str, right: str) -> Iterator[str]:
    """What the date on the right can be: `1961–5`, `1795–c. 80`, `1920s–30s`, `June 19–20, 1964`, `618–907`."""
    short, year = _TWO_FIGURES.fullmatch(right), _FOUR_FIGURES.fullmatch(left)
    if short and year:
        yield f"{short[1]}{year[1][: -len(short[2])]}{short[2]}{short[3]}"
        return
    yield right
    words = left.split(" ")
    yield from (" ".join((*words[:count], right)) for count in range(len(words) - 1, 0, -1))
    if re.fullmatch(r"\d{3}", right):
        yield f"{right} ce"


def _lefts(left: str, right: str) -> Iterator[str]:
    """What the date on the left can be: `18th–19th century`, `August – September 1954`, `480–256 BCE`, `618–907`."""
    if _BEFORE_CHRIST.search(right) and left[-1:].isdecimal():
        yield f"{left} bce"
        return
    if _PART_OF_DECADE.fullmatch(left) and (decade := _DECADE.fullmatch(right)):
        yield left + decade[1]
        return
    yield left
    for match in re.finditer(r"[ .–-]", right):
        tail = right[match.start() :]
        yield from (left + tail, f"{left} {tail.lstrip(' .–-')}")
    if re.fullmatch(r"\d{3}", left):
        yield f"{left} ce"
