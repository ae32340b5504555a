"""The rows of a sheet saved as text (CSV, RFC 4180, in the dialects that spreadsheets write).

Python's csv module takes a torn quote for text and the rows behind it for one cell; here it refuses the sheet.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from archive.records.columns import row as row_text
from archive.records.model import Problem
from archive.sources.text import guess_encoding, marked_encoding

_DELIMITERS = ",;\t"
_CHUNK = 1 << 20  # bytes
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)  # Excel's own, hidden when it shows the sheet
_QUOTED_OR_BRACKETED = re.compile(r'"[^"]*"|\[[^\]]*\]')
csv.field_size_limit(2**31 - 1)  # a transcript may stand in a cell; Python's own limit is 128 KiB


class TornQuoteError(ValueError):
    """A quotation mark opens in `row` and is not closed as it should be."""

    def __init__(self, row: int) -> None:
        super().__init__(f"a torn quote in row {row}")
        self.row = row


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that has been read through once and found whole; iterating it reads it again.

    Iterating gives each row that is not blank, with its number as a spreadsheet shows it (the first row is 1).
    """

    header: Sequence[str]
    data: bytes
    encoding: str
    delimiter: str

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header."""
        rows = _rows(_lines(self.data, self.encoding), self.delimiter)
        next(rows)
        return rows


def read_rows(path: Path, name: str) -> tuple[Table | None, list[Problem]]:
    """The sheet at `path`, None where it cannot be read whole, and the Problems (`line` is the row).

    Encoding and delimiter are found out; an encoding that was guessed is a warning.
    """
    data = path.read_bytes()
    encoding, problems = _encoding(data, name)
    if encoding is None:
        return None, problems
    try:
        delimiter = _delimiter(data, encoding)
        rows = _rows(_whole(_lines(data, encoding), delimiter), delimiter)
        _, header = next(rows, (0, []))
        if not header:
            return None, [*problems, Problem(name, None, None, "an empty file", "a header row")]
        problems.extend(_stray_cells(rows, header, name))
    except TornQuoteError as torn:
        expected = 'a quote before and after the whole cell, each " within it doubled'
        problems.append(Problem(name, torn.row, None, "a quotation mark without its other half", expected))
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return Table(tuple(header), data, encoding, delimiter), problems


def write_rows(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A sheet that Excel and LibreOffice open without asking: UTF-8 with a byte order mark, commas, CRLF."""
    return codecs.BOM_UTF8 + "".join(map(row_text, (header, *rows))).encode()


def _encoding(data: bytes, name: str) -> tuple[str | None, list[Problem]]:
    marked = marked_encoding(data)
    if marked != "utf-16" and b"\0" in data:
        return None, [Problem(name, None, None, "not a text file", "a sheet saved as CSV in UTF-8")]
    encoding = marked or "utf-8"
    if _decodes(data, encoding):
        return encoding, []
    guess = None if marked else guess_encoding(data)
    if guess is None or not _decodes(data, guess):
        return None, [Problem(name, None, None, f"bytes that are not {encoding}", "a sheet saved as CSV in UTF-8")]
    return guess, [Problem(name, None, None, f"read as {guess}, which is a guess", "UTF-8", "warning")]


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(data: bytes, encoding: str) -> str:
    first = next(io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline=""), "")
    if said := _SEP_LINE.fullmatch(first):
        return said[1]
    header = next((record for _, record in _records(_lines(data, encoding)) if record.strip(_DELIMITERS + " ")), "")
    outside = _QUOTED_OR_BRACKETED.sub("", header)
    return max(_DELIMITERS, key=outside.count)  # the first of them where none occurs


def _stray_cells(rows: Iterable[tuple[int, list[str]]], header: Sequence[str], name: str) -> Iterator[Problem]:
    headed = [bool(cell.strip()) for cell in header]
    complete = all(headed)
    for number, cells in rows:
        if complete and len(cells) <= len(header):
            continue
        for position, cell in enumerate(cells):
            if cell.strip() and not (position < len(headed) and headed[position]):
                found = f"“{cell.strip()[:40]}” in a column without a header ({position + 1})"
                yield Problem(name, number, None, found, "as many cells as headers; is there a comma outside quotes?")
                break


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    """The lines below Excel's own; CR, LF and CRLF end a line and stay as they are."""
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    first = next(lines, "")
    return chain(() if _SEP_LINE.fullmatch(first) else (first,), lines)


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, out of lines in which every quote is known to be closed."""
    for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _whole(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    """The text of each row, once its quotes are found to be as they should."""
    mark = re.escape(delimiter)
    quoted = r'"[^"]*+(?:""[^"]*+)*+"'
    bare = rf'(?!")[^"{mark}\r\n]*+(?:"[^"{mark}\r\n]*+"[^"{mark}\r\n]*+)*+'  # 12" x 15" may stand as it is
    cell = rf"(?:{quoted}|{bare})"
    row = re.compile(rf"{cell}(?:{mark}{cell})*+")
    for number, record in _records(lines):
        if '"' in record and not row.fullmatch(record):
            raise TornQuoteError(number)
        yield record


def _records(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The text of each row without its end, numbered from 1; a row goes on while a quote is open."""
    number, parts, quotes = 0, [], 0
    for line in lines:
        quotes += line.count('"')
        parts.append(line)
        if quotes % 2 == 0:
            number += 1
            yield number, "".join(parts).removesuffix("\n").removesuffix("\r")
            parts, quotes = [], 0
    if parts:
        raise TornQuoteError(number + 1)
