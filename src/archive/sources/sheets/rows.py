"""The rows in the text of a sheet: where each begins and ends, and whether its quotes are as they should be."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Literal, NamedTuple, TextIO

from archive.sources.sheets.dialect import LONGEST

Trouble = Literal["", "torn", "long"]
_REACH = 1 << 16  # characters that are looked at for the end of a row behind a torn one


class Row(NamedTuple):
    """The text of a row without its end, numbered from 1; `trouble` says what is wrong with it."""

    number: int
    text: str
    trouble: Trouble = ""


def rows_of(lines: TextIO, delimiter: str) -> Iterator[Row]:
    """Each row of a sheet, blank ones too; a row goes on while a quote is open.

    Behind a torn quote it goes on with the next line where a row begins that is whole and as wide as the first; where
    the first row is torn, nothing can be told of the others.
    """
    is_whole = _whole(delimiter)
    source = _Lines(partial(lines.readline, LONGEST + 1))
    number, width, length, quotes = 0, 0, 0, 0
    parts: list[str] = []
    while (line := source.next()) or parts:
        parts.append(line)
        quotes += line.count('"')
        length += len(line)
        if line and quotes % 2 and length <= LONGEST:
            continue
        number += 1
        text = _without_end("".join(parts))
        trouble: Trouble = "torn"
        if length > LONGEST and len(parts) == 1:
            trouble = "long"
            source.skip_rest_of(line)
        elif quotes % 2 == 0 and is_whole(text):
            trouble = ""
            width = width or (_width(text, delimiter) if text else 0)
        yield Row(number, text, trouble)
        if trouble == "torn":
            if not width:
                return
            source.ahead.extendleft(reversed(parts[1:]))
            source.resume(partial(_is_row, delimiter, width, is_whole))
        parts, length, quotes = [], 0, 0


@dataclass(slots=True)
class _Lines:
    """Lines of a text, some of which have been read ahead."""

    readline: Callable[[], str]
    ahead: deque[str] = field(default_factory=deque)

    def next(self) -> str:
        """The next line, empty at the end."""
        return self.ahead.popleft() if self.ahead else self.readline()

    def skip_rest_of(self, line: str) -> None:
        """Read to the end of a line that is too long."""
        while line and not line.endswith(("\n", "\r")):
            line = self.readline()

    def resume(self, is_row: Callable[[str], bool]) -> None:
        """Drop lines up to the first with which a row begins."""
        while not is_row(self.row_ahead()):
            if not self.next():
                return

    def row_ahead(self) -> str:
        """The row that would begin with the next line, as far as one looks ahead."""
        parts: list[str] = []
        quotes = length = 0
        for position in count():
            if position == len(self.ahead):
                self.ahead.append(self.readline())
            line = self.ahead[position]
            parts.append(line)
            quotes += line.count('"')
            length += len(line)
            if not line or quotes % 2 == 0 or length > _REACH:
                break
        return _without_end("".join(parts))


def _whole(delimiter: str) -> Callable[[str], bool]:
    """Whether the quotes of a row stand around whole cells, or in pairs within one: 12" x 15" may stand as it is."""
    mark = re.escape(delimiter)
    quoted = r'"[^"]*+(?:""[^"]*+)*+"'
    bare = rf'(?!")[^"{mark}\r\n]*+(?:"[^"{mark}\r\n]*+"[^"{mark}\r\n]*+)*+'
    cell = rf"(?:{quoted}|{bare})"
    row = re.compile(rf"{cell}(?:{mark}{cell})*+")
    return lambda text: '"' not in text or row.fullmatch(text) is not None


def _is_row(delimiter: str, width: int, is_whole: Callable[[str], bool], text: str) -> bool:
    return is_whole(text) and _width(text, delimiter) == width


def _width(text: str, delimiter: str) -> int:
    return len(next(csv.reader([text], delimiter=delimiter)))


def _without_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")
