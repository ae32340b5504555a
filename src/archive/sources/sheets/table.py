"""The rows of a sheet saved as text (CSV, RFC 4180, in the dialects that spreadsheets write).

Python's csv module takes a torn quote for text and the rows behind it for one cell; here it refuses the sheet. The text
is read from the file each time that the rows are gone through, and never held as a whole.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from archive.records.columns import row as row_text
from archive.records.model import Problem
from archive.sources.sheets.dialect import LONGEST, Dialect, Opener, find_dialect, text_lines
from archive.sources.sheets.habits import altered, may_be_altered
from archive.sources.sheets.rows import Row, rows_of

_WIDEST = 16_384  # columns, as many as Excel has
_LONGEST_HEADER = 1_000  # characters
csv.field_size_limit(2 * LONGEST)  # Python's own limit is 128 KiB


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that has been read through once; iterating it reads it again.

    Iterating gives each row that is not blank, with its number as a spreadsheet shows it (the first row is 1). Of a
    sheet that is not `whole` the rows that cannot be read are left out: it serves for saying what else is wrong.
    """

    header: Sequence[str]
    opener: Opener
    dialect: Dialect
    whole: bool = True

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header."""
        with _lines(self.opener, self.dialect) as lines:
            if self.whole:
                rows = _filled(enumerate(csv.reader(lines, delimiter=self.dialect.delimiter), 1))
            else:
                rows = _filled(_salvaged(lines, self.dialect.delimiter))
            yield from islice(rows, 1, None)


def read_rows(path: Path, name: str) -> tuple[Table | None, list[Problem]]:
    """The sheet at `path`, None where it cannot be read whole, and the Problems (`line` is the row).

    Encoding and delimiter are found out; an encoding that was guessed is a warning.
    """
    table, problems = open_rows(lambda: path.open("rb"), name)
    return (table if table and table.whole else None), problems


def open_rows(opener: Opener, name: str, dialect: Dialect | None = None) -> tuple[Table | None, list[Problem]]:
    """The sheet that `opener` opens, None where there is no header, and all Problems of its form."""
    problems: list[Problem] = []
    if dialect is None:
        dialect, problems = find_dialect(opener, name)
    if dialect is None:
        return None, problems
    with _lines(opener, dialect) as lines:
        look = _Look(name, rows_of(lines, dialect.delimiter))
        look.through(dialect.delimiter)
    problems.extend(look.problems)
    if not look.header:
        return None, problems if look.problems else [*problems, _empty(name)]
    whole = not any(problem.severity == "error" for problem in problems)
    return Table(tuple(look.header), opener, dialect, whole), problems


def write_rows(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A sheet that Excel and LibreOffice open without asking: UTF-8 with a byte order mark, commas, CRLF."""
    return codecs.BOM_UTF8 + "".join(map(row_text, (header, *rows))).encode()


def _empty(name: str) -> Problem:
    return Problem(name, None, None, "an empty file", "a header row")


def _lines(opener: Opener, dialect: Dialect) -> AbstractContextManager[TextIO]:
    """The text of the sheet, behind Excel's own line."""
    skip = len(dialect.bom) + len(dialect.excel_line.encode(dialect.encoding))
    return text_lines(opener, dialect.encoding, skip)


def _filled(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank."""
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            yield number, cells


def _salvaged(lines: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that can be read."""
    for row in rows_of(lines, delimiter):
        if not row.trouble:
            yield row.number, next(csv.reader([row.text], delimiter=delimiter), [])


@dataclass(slots=True)
class _Look:
    """One look through all rows: the header, and the problems of the sheet's form."""

    name: str
    rows: Iterator[Row]
    header: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    at: Row = field(default_factory=lambda: Row(0, ""))

    def through(self, delimiter: str) -> None:
        """Look at every row."""
        is_headed: list[bool] = []
        is_complete = False
        for cells in csv.reader(self.whole_rows(), delimiter=delimiter):
            if not self.header:
                if any(cell.strip() for cell in cells):
                    self.header, is_headed = cells, [bool(cell.strip()) for cell in cells]
                    is_complete = all(is_headed)
                    self.look_at_header()
                continue
            if not is_complete or len(cells) > len(self.header):
                self.look_for_stray(cells, is_headed)
            if may_be_altered(self.at.text):
                self.problems.extend(altered(cells, self.header, self.name, self.at.number))

    def whole_rows(self) -> Iterator[str]:
        """The texts that can be read as rows; each becomes one before the next is asked for."""
        for row in self.rows:
            self.at = row
            if not row.trouble:
                yield row.text
            elif row.trouble == "torn":
                expected = 'a quote before and after the whole cell, each " within it doubled'
                self.problem("a quotation mark without its other half", expected)
            else:
                self.problem(f"a row of more than {LONGEST:,} characters", "a long text in a file of its own")

    def look_at_header(self) -> None:
        if len(self.header) > _WIDEST:
            self.problem(f"{len(self.header):,} columns", f"{_WIDEST:,} at most")
            self.header = []
            self.rows = iter(())
        for cell in self.header:
            if len(cell) > _LONGEST_HEADER:
                self.problem(f"a header of {len(cell):,} characters", f"{_LONGEST_HEADER:,} at most")
                self.header = []
                self.rows = iter(())
                break

    def look_for_stray(self, cells: Sequence[str], is_headed: Sequence[bool]) -> None:
        for position, cell in enumerate(cells):
            if cell.strip() and not (position < len(is_headed) and is_headed[position]):
                found = f"“{cell.strip()[:40]}” in a column without a header ({position + 1})"
                self.problem(found, "as many cells as headers; is there a comma outside quotes?")
                return

    def problem(self, found: str, expected: str) -> None:
        self.problems.append(Problem(self.name, self.at.number, None, found, expected))
