"""Texts with marks in them, read without these: what is written there letter by letter, and where.

Marks are entities and tags of HTML, escapes of JSON, and what stands within a word: emphasis of Markdown, the brackets
of editors («Пет[ров]»), ends of lines that are no spaces, fillers that show nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_WITHIN = "\\[\\](){}*_~`|\u2028\u2029\u115f\u1160\u2800\u3164\uffa0"
# Told much faster than marks are read; most texts have none.
_SIGN = re.compile(rf"[&<\\{_WITHIN}](?:(?<=[&<\\])|(?<=\w.)(?=[\w{_WITHIN}]))")
_MARK = re.compile(
    r"(?P<written>&(?:amp;)*(?:\#\d{1,7};?|\#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};))"
    r"|\\u(?P<escape>[0-9A-Fa-f]{4})"
    r"|<(?P<tag>!--|[/!?]?[A-Za-z][A-Za-z0-9]*)(?:(?<=--)(?:(?!-->).){0,500}--|[^<>]{0,500})>"
    rf"|(?<=\w)[{_WITHIN}]{{1,8}}(?=\w)",
    re.DOTALL,
)
_PARTS_LINES = re.compile("br|p|div|[uo]l|li|t[dhr]|table|h[1-6r]|d[dtl]|section|blockquote", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without its marks, in pieces: where each begins, and where it was written, from `starts` to `ends`, which
    is longer or shorter for what a mark stands for; and where `marks` are, those that were `left_out` among them.
    """

    text: str
    at: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    marks: tuple[int, ...]
    left_out: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where it was written what stands from `start` to `end` here."""
        first, last = bisect_right(self.at, start) - 1, bisect_right(self.at, end - 1) - 1
        begins = self.starts[first] + (start - self.at[first] if self._is_plain(first) else 0)
        return begins, (self.starts[last] + end - self.at[last] if self._is_plain(last) else self.ends[last])

    def _is_plain(self, piece: int) -> bool:
        after = self.at[piece + 1] if piece + 1 < len(self.at) else len(self.text)
        return after - self.at[piece] == self.ends[piece] - self.starts[piece]


def bare(text: str) -> Bare | None:
    """The text without its marks, None where it has none."""
    if _SIGN.search(text) is None:
        return None
    written: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    marks: list[int] = []
    left_out: list[int] = []
    length = 0
    for start, end, said, mark in _read(text):
        if said:
            pieces.append((length, start, end))
            written.append(said)
            length += len(said)
        else:
            left_out.append(start)
        if mark:
            marks.append(start)
    if not (marks and pieces):
        return None
    at, starts, ends = zip(*pieces, strict=True)
    return Bare("".join(written), at, starts, ends, tuple(marks), tuple(left_out))


def is_within(places: tuple[int, ...], start: int, end: int) -> bool:
    """Whether one of the places, which are in order, lies from `start` to `end`."""
    return bisect_left(places, start) < bisect_left(places, end)


def _read(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Everything that stands in a text from where to where, what is to be read there, and whether it is a mark."""
    end = 0
    for mark in _MARK.finditer(text):
        if end < mark.start():
            yield end, mark.start(), text[end : mark.start()], False
        end = mark.end()
        yield mark.start(), end, _meaning(mark), True
    if end < len(text):
        yield end, len(text), text[end:], False


def _meaning(mark: re.Match[str]) -> str:
    if mark["written"]:
        return unescape(mark["written"].replace("amp;", ""))
    if mark["escape"]:
        return chr(int(mark["escape"], 16))
    return " " if _PARTS_LINES.fullmatch((mark["tag"] or "").strip("/")) else ""
