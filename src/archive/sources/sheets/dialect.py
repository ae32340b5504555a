"""How the text of a sheet is written down: its encoding, and what stands between its cells and its rows."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

from archive.records.model import Problem
from archive.sources.text import guess_encoding

Opener = Callable[[], BinaryIO]

DELIMITERS = ",;\t"
LONGEST = 1 << 24  # characters of a row: a transcript may stand in a cell, a library may not
_CHUNK = 1 << 20  # bytes
# The encoding of what stands behind each byte order mark.
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SEP_LINE = re.compile(r'("?)sep=(.)\1\s*', re.IGNORECASE)  # Excel's own, hidden when it shows the sheet
_QUOTED_OR_BRACKETED = re.compile(r'"[^"]*"|\[[^\]]*\]')
_EXPECTED = "a sheet saved as CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV or TSV file is written down.

    `bom` is the byte order mark before the text, empty where there is none, and `encoding` that of what follows it.
    `newline` ends the header. `excel_line` is Excel's own first line (`sep=;`) with its end, empty where there is none.
    """

    encoding: str
    bom: bytes
    delimiter: str
    newline: str
    excel_line: str = ""


def dialect_of(path: Path) -> Dialect:
    """How the sheet at `path` is written down.

    Raises ValueError where that cannot be told or is a mere guess, OSError where the file cannot be read.
    """
    dialect, problems = find_dialect(lambda: path.open("rb"), path.name)
    if dialect is None or problems:
        raise ValueError(str(problems[0]))
    return dialect


def find_dialect(opener: Opener, name: str) -> tuple[Dialect | None, list[Problem]]:
    """How the text of a sheet is written down, None where it is none; an encoding that was guessed is a warning."""
    encoding, bom, problems = _encoding(opener, name)
    if encoding is None:
        return None, problems
    with text_lines(opener, encoding, len(bom)) as lines:
        first = lines.readline(LONGEST)
        said = _SEP_LINE.fullmatch(first)
        header = _first_row(lines, "" if said else first)
    delimiter = said[2] if said else _delimiter(header)
    newline = header[len(header.rstrip("\r\n")) :]
    newline = next((end for end in ("\r\n", "\n", "\r") if newline.endswith(end)), "\r\n")
    return Dialect(encoding, bom, delimiter, newline, first if said else ""), problems


@contextmanager
def text_lines(opener: Opener, encoding: str, skip: int) -> Iterator[TextIO]:
    """The text behind the first `skip` bytes; CR, LF and CRLF end a line and stay as they are."""
    with opener() as file:
        file.seek(skip)
        with io.TextIOWrapper(file, encoding=encoding, newline="") as lines:
            yield lines


def _encoding(opener: Opener, name: str) -> tuple[str | None, bytes, list[Problem]]:
    with opener() as file:
        start = file.read(4)
        bom = next((mark for mark in _MARKS if start.startswith(mark)), b"")
        marked = _MARKS.get(bom)
        if marked in {None, "utf-8"} and any(b"\0" in chunk for chunk in _chunks(file, 0)):
            return None, bom, [Problem(name, None, None, "not a text file", _EXPECTED)]
        encoding = marked or "utf-8"
        if _decodes(file, len(bom), encoding):
            return encoding, bom, []
        guess = None if marked else guess_encoding(_chunks(file, 0))
        if guess is None or not _decodes(file, 0, guess):
            return None, bom, [Problem(name, None, None, f"bytes that are not {encoding}", _EXPECTED)]
    return guess, bom, [Problem(name, None, None, f"read as {guess}, which is a guess", "UTF-8", "warning")]


def _chunks(file: BinaryIO, start: int) -> Iterator[bytes]:
    file.seek(start)
    return iter(partial(file.read, _CHUNK), b"")


def _decodes(file: BinaryIO, start: int, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(file, start):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _first_row(lines: TextIO, first: str) -> str:
    """The first row that says something, with its end; it goes on while a quote is open."""
    row = first
    while True:
        closed = row.count('"') % 2 == 0
        if closed and row.strip(DELIMITERS + " \r\n"):
            return row
        line = lines.readline(LONGEST)
        if not line or len(row) > LONGEST:
            return row
        row = line if closed else row + line


def _delimiter(header: str) -> str:
    outside = _QUOTED_OR_BRACKETED.sub("", header)
    return max(DELIMITERS, key=outside.count)  # the first of them where none occurs
