"""What of a text may be a word of a name: spaced out, split at the end of a line, run together, or plain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.search.letters import APOSTROPHES

# Accents, and what has no width.
_INSIDE = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u00ad\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef"
)
_LETTER = r"[^\W\d_]"
_RUN = rf"{_LETTER}(?:{_LETTER}|[{_INSIDE}{APOSTROPHES}034](?={_LETTER}|[{_INSIDE}]))*[{_INSIDE}]*"
# Four letters or more, each alone; a word that a hyphen parts from the rest of it on the next line; a word.
_SPACED = rf"(?<!{_LETTER}){_LETTER}(?:[ \u00a0.·•_*|+~-]{{1,4}}{_LETTER}(?![^\W\d_]|[{APOSTROPHES}]{_LETTER})){{3,80}}"
_AT_END = r"(?:[-‐‑–¬]|(?<=\u00ad))\s{1,20}"
UNIT = re.compile(rf"{_SPACED}|{_RUN}(?:{_AT_END}{_RUN}){{0,3}}")
# Signs that a unit reaches over a space: told much faster than units are found.
_BROKEN = re.compile(r"[-‐‑–¬\u00ad]\s")
_APART = re.compile(rf"\s{_LETTER}(?:\s{{1,4}}{_LETTER}){{2}}(?!{_LETTER})")
_PIECE = re.compile(_RUN)
_BREAK = re.compile(_AT_END)
_SINGLE = re.compile(_LETTER)
# AnnaPetrova, АннаПетрова; not PETROVA.
_HUMPS = re.compile(
    r"[^\d_]*?[^\W\d_A-ZА-ЯЁӔ](?=[A-ZА-ЯЁӔ])|[A-ZА-ЯЁӔ](?=[A-ZА-ЯЁӔ]?$|[A-ZА-ЯЁӔ][^A-ZА-ЯЁӔ])|[^\W\d_].*"
)

Place = tuple[int, int, str]  # start and end in the unit, and the word


def reaches(text: str) -> bool:
    """Whether a unit of a text may be longer than what stands between two spaces."""
    if any(match.start() and text[match.start() - 1].isalpha() for match in _BROKEN.finditer(text)):
        return True
    return _APART.search(f" {text}") is not None


def is_spaced(unit: str) -> bool:
    """Whether a unit is letters that stand apart."""
    return len(unit) > 1 and not unit[1].isalpha() and re.fullmatch(_SPACED, unit) is not None


def letters_of(unit: str) -> list[Place]:
    """The letters of a unit that stand apart."""
    return [(match.start(), match.end(), match.group()) for match in _SINGLE.finditer(unit)]


def pieces(unit: str) -> Iterator[Place]:
    """The words of a unit as they stand."""
    yield from ((match.start(), match.end(), match.group()) for match in _PIECE.finditer(unit))


def unbroken(unit: str) -> str | None:
    """The word that is split at the ends of lines, None where none is."""
    joined = _BREAK.sub("", unit)
    return joined if joined != unit else None


def humps(word: str) -> list[Place]:
    """The words that are run together, each beginning with a capital letter; one alone where it is one word."""
    if word.islower() or word.isupper() or word[1:].islower():
        return [(0, len(word), word)]
    return [(match.start(), match.end(), match.group()) for match in _HUMPS.finditer(word)]
