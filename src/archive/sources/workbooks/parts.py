"""The parts of a workbook, which is a ZIP of XML: read as a stream, within bounds, without entities."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from lxml import etree

from archive.records.model import Severity

_MOST = 1 << 30  # bytes of one part, unpacked
_CHUNK = 1 << 16
LONGEST_CELL = 1 << 24  # characters
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of Excel and LibreOffice


class BookError(Exception):
    """That a workbook is not read: `found` and `expected` say why."""

    def __init__(self, found: str, expected: str = "a whole workbook, or the sheet saved as CSV in UTF-8") -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected


class Row(NamedTuple):
    """A row of a sheet: its number from 1, the texts of its cells, and what is to be said of them by column."""

    number: int
    cells: list[str]
    hidden: bool
    dated: list[int]
    remarks: list[tuple[int, str, Severity]]


@dataclass(slots=True)
class Book:
    """The sheet of a workbook that is read: its name, and the names of the others in which something stands.

    `remarks` on the sheet as a whole (found, expected, severity) are complete when its rows have been gone through;
    `filtered` then says whether the rows that are hidden are so by a filter.
    """

    sheet: str
    others: list[str]
    rows: Iterator[Row]
    remarks: list[tuple[str, str, Severity]] = field(default_factory=list)
    filtered: bool = False


class Target:
    """What is told of a part while it is parsed: each element as it begins and ends, and the text within."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""

    def end(self, tag: str) -> None:
        """End an element."""

    def data(self, text: str) -> None:
        """Take text; it may come in pieces."""

    def doctype(self, *_: Any) -> None:
        """Refuse a document type: workbooks have none, and entities are made in it."""
        raise BookError("a document type in its XML")

    def close(self) -> None:
        """End the part."""


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace, of which some have two."""
    return tag.rpartition("}")[2]


def attributes_of(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes by their names without a namespace."""
    return {local(name): value for name, value in attributes.items()}


def whole(text: str | None, default: int, most: int = LAST_ROW) -> int:
    """The whole number in an attribute. Raises BookError where it is none, or more than there can be."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= most):
        raise BookError(f"“{text[:20]}” where a number up to {most:,} stands in a workbook")
    return int(text)


def parse(book: zipfile.ZipFile, name: str, target: Target, most: int = _MOST) -> Iterator[None]:
    """Parse a part piece by piece, with a pause behind each.

    Raises BookError where it is not there or unpacks to more than `most` bytes, and what zipfile and lxml raise.
    """
    try:
        size = book.getinfo(name).file_size
    except KeyError:
        raise BookError(f"a workbook without {name}") from None
    if size > most:
        raise BookError(f"{name} unpacks to {size:,} bytes", f"{most:,} at most, or the sheet saved as CSV in UTF-8")
    told: Any = target  # the stubs of lxml let tags be bytes
    parser = etree.XMLParser(target=told, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with book.open(name) as part:
        for chunk in iter(partial(part.read, _CHUNK), b""):
            parser.feed(chunk)
            yield
    parser.close()
    yield
