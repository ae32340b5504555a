"""What spreadsheets do to cells behind a person's back: recognised and said, never put right in silence.

What was lost cannot be made out again: 1.23457E+11 may have been any of a million numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePosixPath

from archive.records.findings import shorten
from archive.records.model import Problem

# Excel's own words for a value that could not be worked out, in English and in Russian, and those of LibreOffice.
_ERROR = re.compile(
    r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|FIELD!|BUSY!|GETTING_DATA"
    r"|ССЫЛКА!|ИМЯ\?|ЗНАЧ!|ДЕЛ/0!|Н/Д|ЧИСЛО!|ПУСТО!)|(?:Err|Ошибка|Ошиб):\d{3}"
)
_SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?E\+\d+")
_SERIAL = re.compile(r"\d{5}(?:[.,]0+)?")
_LATEST = 73_050  # the end of 2099, as a spreadsheet counts days
_ZERO_DAY = date(1899, 12, 30)  # of Excel and LibreOffice; right from March 1900 on


def may_be_altered(row: str) -> bool:
    """Whether it is worth while to look at each cell of a row: quick, as every row is asked."""
    return "#" in row or "E+" in row or "Err:" in row or "Ошиб" in row


def altered(cells: Iterable[str], header: list[str], name: str, row: int) -> Iterator[Problem]:
    """A Problem for each cell in which a spreadsheet left an error, or of a long number the beginning."""
    for position, cell in enumerate(cells):
        written = cell.strip()
        column = header[position].strip() if position < len(header) else None
        if _ERROR.fullmatch(written):
            found = f"“{written}”, a spreadsheet's word for a value that it could not work out"
            yield Problem(name, row, column, found, "the value itself, or an empty cell")
        elif _SHORTENED.fullmatch(written):
            found = f"“{written}” is what a spreadsheet leaves of a long number"
            yield Problem(name, row, column, found, "all digits of it", "warning")


def is_serial(written: str) -> bool:
    """Whether a text may be the number that a spreadsheet made of a date (days since 1899-12-30)."""
    return _SERIAL.fullmatch(written.strip()) is not None and int(written.strip()[:5]) <= _LATEST


def serial(written: str, name: str, row: int, column: str) -> Problem:
    """What is to be said of the number that a spreadsheet made of a date."""
    day = _ZERO_DAY + timedelta(int(written.strip()[:5]))
    found = f"“{written.strip()}” may be what a spreadsheet made of {day.isoformat()}"
    return Problem(name, row, column, found, "the date itself; until then the number is kept as it stands", "warning")


@dataclass(slots=True)
class Zeros:
    """The numbers of one column of ids or identifiers, some of which may have lost the zeros before them."""

    column: str
    width: int = 0  # of the shortest number that begins with a zero
    bare: list[tuple[int, str]] = field(default_factory=list)
    of_files: list[Problem] = field(default_factory=list)

    def take(self, name: str, row: int, written: str, files: Iterable[str]) -> None:
        """Note a number, and the names of the files in its row."""
        if not (written.isascii() and written.isdigit()):
            return
        if written[0] == "0" and len(written) > 1:
            self.width = min(self.width or len(written), len(written))
            return
        self.bare.append((row, written))
        for file in files:
            stem = PurePosixPath(file).name.split(".")[0]
            if stem != written and stem.isdigit() and stem.lstrip("0") == written:
                found = f"“{written}” beside the file {shorten(file)}"
                self.of_files.append(Problem(name, row, self.column, found, _ZEROS, "warning"))

    def problems(self, name: str) -> Iterator[Problem]:
        """A warning for each number that is shorter than those with zeros, or than the name of its file."""
        yield from self.of_files
        said = {problem.line for problem in self.of_files}
        for row, written in self.bare:
            if len(written) < self.width and row not in said:
                found = f"“{written}” among numbers of {self.width} digits"
                yield Problem(name, row, self.column, found, _ZEROS, "warning")


_ZEROS = "the zeros before it, if a spreadsheet dropped them"
