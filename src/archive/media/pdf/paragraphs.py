"""Paragraphs out of the lines of a page: a PDF says where each letter stands, and nothing of what belongs together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from archive.media.model import Extract
from archive.media.pdf.lines import Line
from archive.media.texts.tidy import tidy

# Letters differ so much in size between a heading and a text, and lines lie so much further apart between paragraphs.
_OTHER_SIZE = 1.12
_FURTHER_APART = 1.3
# Of the width of a column: where a line ends so far before its edge, nothing came after it in its paragraph; where a
# sentence ends with it, less will do.
_SHORT, _SHORT_SENTENCE = 0.3, 0.08
# In sizes of letters: so far a first line is indented.
_INDENT = (0.7, 6.0)

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SOFT_HYPHEN = 0xAD
_LETTERS = str.maketrans({**_LIGATURES, _SOFT_HYPHEN: None})
_SENTENCE_ENDS = re.compile(r"[.!?…:;][»”\"')\]]*$")
_BULLET = re.compile(r"[•‣▪▫◦●○■□\uf0b7\uf0a7]\s*")
_MARK = re.compile(r"(?:[•‣▪▫◦●○■□\uf0b7\uf0a7]|[—–]\s|\(?\d{1,3}[.)]\s|[a-zа-я]\)\s)")
_HYPHENATED = re.compile(r"\w+-\w+")
_LAST_WORD, _FIRST_WORD = re.compile(r"[\w-]*$"), re.compile(r"\w*")
# Russian words that keep their hyphen wherever the line breaks: what stands before it, and what after.
_BEFORE = frozenset({"по", "кое", "из", "во", "в"})
_AFTER = frozenset({"то", "либо", "нибудь", "таки", "ка", "де", "за", "под"})


def hyphenated(text: str) -> set[str]:
    """The words of a text that are written with a hyphen, in small letters."""
    return {word.lower() for word in _HYPHENATED.findall(text)}


def paragraphs(lines: Sequence[Line], page: int, kept: Collection[str]) -> Iterator[Extract]:
    """The paragraphs of a page; a word that a line breaks is put together, unless it is one of those in `kept`."""
    for column in _columns(lines):
        for block in _blocks(column):
            text = _joined(block, kept)
            bullet = _BULLET.match(text)
            text = tidy(text[bullet.end() :] if bullet else text)
            if text:
                yield Extract(text, page=page, form="item" if bullet else None)


def _columns(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines that follow one another downwards, one below the other or beside it."""
    column: list[Line] = []
    for line in lines:
        if column and not _below(column[-1], line):
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _below(last: Line, line: Line) -> bool:
    down = last.base - line.base
    return -0.5 * line.size <= down <= 8 * max(last.size, line.size) and line.left < last.right + 4 * line.size


def _blocks(column: Sequence[Line]) -> Iterator[list[Line]]:
    gaps = [one.base - other.base for one, other in pairwise(column)]
    pitch = median([gap for gap in gaps if gap > 0] or [0.0])
    left, right = min(line.left for line in column), max(line.right for line in column)
    block = [column[0]]
    for line in column[1:]:
        if _begins(block, line, pitch, right, max(1.0, right - left)):
            yield block
            block = []
        block.append(line)
    yield block


def _begins(block: Sequence[Line], line: Line, pitch: float, right: float, width: float) -> bool:
    """Whether a line begins a paragraph after those of `block`."""
    last = block[-1]
    if last.broken:
        return False
    if max(last.size, line.size) > _OTHER_SIZE * min(last.size, line.size):
        return True
    down = last.base - line.base
    if down > _FURTHER_APART * max(pitch, line.size):
        return True
    if down < 0.5 * line.size:
        return False
    sentence_ends = bool(_SENTENCE_ENDS.search(last.text))
    missing = (right - last.right) / width
    if missing > (_SHORT_SENTENCE if sentence_ends else _SHORT):
        return True
    if _MARK.match(line.text) and (sentence_ends or _MARK.match(block[0].text)):
        return True
    least, most = (size * line.size for size in _INDENT)
    hangs = len(block) == 1 and _MARK.match(last.text)
    return least < line.left - last.left < most and not hangs and (len(block) > 1 or sentence_ends)


def _joined(block: Sequence[Line], kept: Collection[str]) -> str:
    text, broken = "", False
    for line in block:
        words = line.text.translate(_LETTERS)
        text = _together(text, words, kept) if broken else f"{text} {words}"
        broken = line.broken
    return text.strip()


def _together(text: str, words: str, kept: Collection[str]) -> str:
    """The halves of a word as one: its hyphen stays where it seems to be a part of the word."""
    before, after = _LAST_WORD.search(text), _FIRST_WORD.match(words)
    first, second = before[0].lower() if before else "", after[0].lower() if after else ""
    belongs = (
        not (first and second)
        or not words[0].islower()
        or first in _BEFORE
        or second in _AFTER
        or f"{first.rpartition('-')[2]}-{second}" in kept
    )
    return f"{text}{'-' if belongs else ''}{words}"
