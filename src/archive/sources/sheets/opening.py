"""Sheets in whichever file they come: CSV and TSV, or the first sheet of a workbook (XLSX, ODS).

Of a workbook the text of the cells is taken out once, and goes on as if it had been saved as CSV. Its XML is read as a
stream, and all of it is bounded: a file of a few kilobytes may unpack to more than a machine has. The cells are read
here and not by a library, as those at hand give an error as an empty cell, and 12 where a person sees 0012.
"""

from __future__ import annotations

import csv
import errno
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from archive.records.model import Problem, Severity
from archive.sources.sheets.dialect import Dialect
from archive.sources.sheets.table import Table, open_rows

if TYPE_CHECKING:  # lxml takes 30 ms that most commands need not pay
    from archive.sources.workbooks.parts import Book, Row

SUFFIXES = frozenset({".xlsx", ".ods"})
_AS_CSV = Dialect("utf-8", b"", ",", "\r\n")
_MOST_TEXT = 256 << 20  # characters of one sheet
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_LESS = "a cell of text, if that is not what was meant"
_SAVED = "a cell of text, or the workbook saved by a spreadsheet program that shows the value"
_PLAIN = "a whole workbook, or the sheet saved as CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet, None where nothing can be made out, and what is to be said of it.

    `sheet` is the name of the one that is read where a workbook has several. `dated` are the columns, by their places
    from 0, in which the spreadsheet holds a cell for a date, with the first such row. `hidden` are the rows that
    somebody has hidden by hand.
    """

    table: Table | None
    problems: list[Problem]
    sheet: str | None = None
    dated: Mapping[int, int] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()


def open_sheet(path: Path, name: str) -> Opened:
    """The sheet in a file, by its suffix: CSV, TSV, or the first one of a workbook. Raises OSError."""
    if path.suffix.lower() in SUFFIXES:
        return _open_book(path, name)
    return Opened(*open_rows(lambda: path.open("rb"), name))


def _open_book(path: Path, name: str) -> Opened:
    from lxml import etree  # noqa: PLC0415  as above

    from archive.sources.workbooks import ods, xlsx  # noqa: PLC0415  as above
    from archive.sources.workbooks.parts import BookError  # noqa: PLC0415  as above

    with path.open("rb") as file:
        if file.read(8) == _COMPOUND:
            found = "encrypted with a password, or a workbook of an older form (.xls)"
            return Opened(None, [Problem(name, found=found, expected="it saved as .xlsx without a password")])
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as book:
                made = (ods if path.suffix.lower() == ".ods" else xlsx).read(book)
                return _taken_out(made, name)
        except BookError as error:
            return Opened(None, [Problem(name, found=error.found, expected=error.expected)])
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            etree.XMLSyntaxError,
            EOFError,
            ValueError,
            RuntimeError,
        ):
            # RuntimeError is zipfile's for a part with a password, and for a compression that it does not know.
            return Opened(None, [Problem(name, found="not a whole workbook", expected=_PLAIN)])
        except (OSError, struct.error) as error:
            if getattr(error, "errno", errno.EINVAL) != errno.EINVAL:  # of a place that a torn ZIP points to
                raise
            return Opened(None, [Problem(name, found="not a whole workbook", expected=_PLAIN)])


def _taken_out(book: Book, name: str) -> Opened:
    """The sheet as text, and what was met on the way."""
    taken = _Taken(name)
    with io.BytesIO() as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as out:
        taken.rows(book.rows, out)
        out.flush()
        content = file.getvalue()
    table, problems = open_rows(lambda: io.BytesIO(content), name, _AS_CSV)
    header = table.header if table else ()
    sheet = book.sheet if book.others else None
    said = [Problem(name, found=found, expected=expected, severity=level) for found, expected, level in book.remarks]
    said += taken.problems(header, filtered=book.filtered)
    if book.others:
        found = f"the sheets {', '.join(f'“{other}”' for other in book.others[:5])} are not read"
        said.append(Problem(name, found=found, expected=f"records in the first, “{book.sheet}”", severity="warning"))
    return Opened(table, [*said, *problems], sheet, taken.dated, frozenset(() if book.filtered else taken.hidden))


@dataclass(slots=True)
class _Taken:
    """What is met while the rows of a workbook are taken out."""

    name: str
    last: int = 0
    size: int = 0
    hidden: list[int] = field(default_factory=list)
    dated: dict[int, int] = field(default_factory=dict)
    remarks: list[tuple[int, int, str, Severity]] = field(default_factory=list)

    def rows(self, rows: Iterable[Row], out: TextIO) -> None:
        """Write the rows as CSV, blank ones where none are, so that each keeps its number. Raises BookError."""
        from archive.sources.workbooks.parts import BookError  # noqa: PLC0415  as above

        writer = csv.writer(out, lineterminator="\r\n")
        for row in rows:
            out.write("\r\n" * (row.number - self.last - 1))
            writer.writerow(row.cells)
            self.last = row.number
            self.size += sum(map(len, row.cells))
            if self.size > _MOST_TEXT:
                raise BookError(f"more than {_MOST_TEXT:,} characters", "the sheet saved as CSV in UTF-8")
            if row.hidden:
                self.hidden.append(row.number)
            for column in row.dated:
                self.dated.setdefault(column, row.number)
            self.remarks.extend((row.number, *remark) for remark in row.remarks)

    def problems(self, header: Sequence[str], *, filtered: bool) -> Iterator[Problem]:
        """What is to be said of cells, and of rows that a person does not see."""
        for row, position, found, severity in self.remarks:
            column = header[position].strip() if position < len(header) else None
            expected = _LESS if severity == "warning" else _SAVED
            yield Problem(self.name, row, column, found, expected, severity)
        if self.hidden:
            rows = ", ".join(map(str, self.hidden[:5])) + (" …" if len(self.hidden) > 5 else "")
            if filtered:
                found = f"rows that a filter hides ({rows}), read like the others"
                yield Problem(self.name, None, None, found, "no filter", "warning")
            else:
                yield Problem(self.name, self.hidden[0], None, f"hidden rows ({rows})", "every row shown, or deleted")
