"""WARC and ARC files record by record, with bounds on everything that a record may claim.

Sources: ISO 28500:2017 (WARC 1.1), the Internet Archive's ARC file format (1996).
"""

from __future__ import annotations

import gzip
import io
import logging
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from itertools import count
from typing import Any, BinaryIO

from archive.media.matter import Unreadable
from archive.media.texts.tidy import tidy_line

MEBIBYTE = 1024 * 1024
# What a capture may expand to: text becomes a tenth of its size, so that more is made to fill a disk.
EXPANDED, TIMES_ITS_SIZE = 256 * MEBIBYTE, 20
# The longest line of headers, and the most of headers in one record: servers take a hundredth of it.
LINE, HEADERS = 65_536, MEBIBYTE
# Crawls of a million addresses are not single files of a small archive.
RECORDS = 200_000

_GZIP = b"\x1f\x8b"
_BEGINNINGS = {"warc": b"WARC/", "arc": b"filedesc:"}

logging.getLogger("warcio").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its kind (`response`, `request`, `warcinfo` …), its own headers and those of HTTP within it.

    `status` is that of an HTTP response. Names of headers are in small letters. `stream` is read before the next
    record is asked for.
    """

    kind: str
    headers: tuple[tuple[str, str], ...]
    http: tuple[tuple[str, str], ...]
    status: str
    stream: BinaryIO

    def header(self, name: str) -> str:
        """The first value of a header of the record, nothing where it is not there."""
        return next((value for known, value in self.headers if known == name), "")

    def http_header(self, name: str) -> str:
        """The same of a header of HTTP."""
        return next((value for known, value in self.http if known == name), "")


@dataclass(slots=True)
class Budget:
    """How many bytes captures may still expand to, and how many records they may still have."""

    bytes: int
    records: int = RECORDS

    @classmethod
    def of(cls, size: int) -> Budget:
        """What is right for a file of so many bytes."""
        return cls(EXPANDED + TIMES_ITS_SIZE * size)


def records(file: BinaryIO, budget: Budget) -> Iterator[Record]:
    """The records of a WARC or ARC file, compressed by gzip or not, as long as the budget lasts.

    Raises Unreadable, after those that can be read, where the file is broken or torn off, or goes beyond the budget.
    """
    # Heavy to load, and most archives have no captures.
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415

    lines = _Lines(file, budget)
    begins = next((kind for kind, mark in _BEGINNINGS.items() if lines.begins_with(mark)), None)
    if begins is None:
        raise Unreadable(f"is no WARC or ARC file: {lines.broken or 'it begins otherwise'}")
    archive = ArchiveIterator(lines, arc2warc=True)
    # Else whatever has five words in a line is taken for a record of ARC.
    archive.known_format = begins
    # Its own reader holds any line whole, however long, and will not read files that were compressed in one piece.
    archive.reader = lines
    # It warns on the terminal of what it goes over.
    silence = io.StringIO()
    lengthless = 0
    for number in count(1):
        try:
            with redirect_stderr(silence):
                record = next(archive, None)
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(f"cannot be read from its record {number} on: {_said(error)}") from error
        if record is None:
            break
        budget.records -= 1
        if budget.records < 0:
            raise Unreadable(f"has more than {RECORDS:,} records: only those were looked into")
        found = _record(record)
        lengthless += not found.header("content-length").isdecimal()
        yield found
    if lines.broken:
        raise Unreadable(f"is broken off or damaged: {lines.broken}; what comes before was read")
    if lengthless:
        raise Unreadable(f"has records that do not say how long they are: {lengthless} were left out")
    if archive.err_count:
        raise Unreadable("has records that are longer or shorter than they say: some may have been left out")


def _said(error: Exception) -> str:
    """The words of an error without what the file put into them."""
    return tidy_line(str(error).partition(": ")[0])[:100] or type(error).__name__


def _record(record: object) -> Record:
    own, http = getattr(record, "rec_headers", None), getattr(record, "http_headers", None)
    return Record(
        kind=str(getattr(record, "rec_type", "") or ""),
        headers=_headers(own),
        http=_headers(http),
        status=str(http.get_statuscode() or "") if http else "",
        stream=getattr(record, "raw_stream"),  # noqa: B009 -- warcio has no types
    )


def _headers(found: object) -> tuple[tuple[str, str], ...]:
    headers = getattr(found, "headers", None) or ()
    return tuple((str(name).lower(), str(value or "")) for name, value in headers)


class _Lines:
    """What warcio reads from: the bytes of the file, expanded, counted, in lines that are not too long."""

    decompressor = None

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        packed = file.read(2)
        file.seek(0)
        self._counted = _Counted(gzip.GzipFile(fileobj=file) if packed == _GZIP else file, budget)
        self._bytes = io.BufferedReader(self._counted)
        self._headers = 0

    @property
    def broken(self) -> str:
        """Why reading ended before the file did, in words."""
        return self._counted.broken

    def begins_with(self, mark: bytes) -> bool:
        return self._bytes.peek(len(mark)).startswith(mark)

    def read(self, length: int = -1) -> bytes:
        self._headers = 0
        return self._bytes.read(length)

    def readline(self, length: int | None = None) -> bytes:
        line = self._bytes.readline(LINE if length is None else min(length, LINE))
        self._headers += len(line)
        if self._headers > HEADERS:
            raise Unreadable(f"has a record with more than {HEADERS // MEBIBYTE} MiB of headers")
        return line

    def tell(self) -> int:
        return self._counted.count

    def rem_length(self) -> int:
        return 0

    def read_next_member(self) -> bool:
        return False

    def close_decompressor(self) -> None:
        """There is none."""


class _Counted(io.RawIOBase):
    """Bytes that may expand to so many and no more; what is broken off ends there."""

    def __init__(self, file: BinaryIO | gzip.GzipFile, budget: Budget) -> None:
        super().__init__()
        self._file, self._budget = file, budget
        self.count, self.broken = 0, ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        try:
            data = b"" if self.broken else self._file.read(len(view))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.broken, data = tidy_line(str(error))[:100], b""
        self.count += len(data)
        self._budget.bytes -= len(data)
        if self._budget.bytes < 0:
            raise Unreadable(f"expands to more than {self.count // MEBIBYTE:,} MiB: only what comes before was read")
        view[: len(data)] = data
        return len(data)
