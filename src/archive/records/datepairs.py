"""Two dates in a row, of which either leaves to the other what they have in common: `1961–5`, `18th–19th century`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.records.datewords import CIRCA, any_of

_TWO_FIGURES = re.compile(r"(|.*\D)(\d\d?)((?:['’]?s|-?[ехex](?: .*)?)?\??)")
_FOUR_FIGURES = re.compile(rf"(?:\W|{any_of(CIRCA)})*(\d{{4}})(?:['’]?s|-?[ехex])?\??")
_BEFORE_CHRIST = re.compile(r"\d ?(?:b\.?c\.?(?:e\.?)?|до н\. ?э\.?)$")


def pair(left: str, right: str, read: Callable[[str], str | None]) -> tuple[str, str] | None:
    """What `read` makes of both, each completed by the other where it needs it; None where it makes nothing of one."""
    for whole in _rights(left, right):
        if high := read(whole):
            low = next((found for text in _lefts(left, whole) if (found := read(text))), None)
            return (low, high) if low else None
    return None


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
    yield left
    for match in re.finditer(r"[ .–-]", right):
        tail = right[match.start() :]
        yield from (left + tail, f"{left} {tail.lstrip(' .–-')}")
    if re.fullmatch(r"\d{3}", left):
        yield f"{left} ce"
