"""The first sheet of an OpenDocument spreadsheet (ODF 1.3 part 3, 9: tables, 19.385 and following: values)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime

from archive.records.model import Severity
from archive.sources.workbooks.cells import Format, OddCellError, clock, day_text, number
from archive.sources.workbooks.parts import (
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_CELL,
    Book,
    BookError,
    Row,
    Target,
    attributes_of,
    local,
    parse,
    whole,
)

_CONTENT = "content.xml"
_MOST_REPEATED = 1_000  # rows that say the same: more of them nobody typed
_SHOWN_NUMBER = re.compile(r"[\d\s.,'’+−-]*(?:E[+-]?\d+)?", re.IGNORECASE)
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_CELLS = frozenset({"table-cell", "covered-table-cell"})
# What may stand in a cell and is not its text: comments, pictures, drawings.
_ASIDE = frozenset({"annotation", "frame", "shapes", "custom-shape", "g", "control", "line", "rect"})


def read(book: zipfile.ZipFile) -> Book:
    """The first sheet that is not hidden. Raises BookError, and what zipfile and lxml raise."""
    if "META-INF/manifest.xml" in book.namelist():
        manifest = _Manifest()
        for _ in parse(book, "META-INF/manifest.xml", manifest):
            pass
    contents = _Contents()
    for _ in parse(book, _CONTENT, contents):
        pass
    shown = [name for name, hidden, _ in contents.sheets if not hidden]
    if not shown:
        raise BookError("a workbook without a sheet that can be seen")
    others = [name for name, _, filled in contents.sheets if filled and name != shown[0]]
    made = Book(shown[0], others, iter(()))
    made.rows = _rows(book, _Sheet(shown[0], made), made)
    return made


def _rows(book: zipfile.ZipFile, sheet: _Sheet, made: Book) -> Iterator[Row]:
    for _ in parse(book, _CONTENT, sheet):
        yield from sheet.done
        sheet.done.clear()
    if sheet.merged:
        rows = ", ".join(f"in row {row}" for row in sheet.merged[:5]) + (" …" if len(sheet.merged) > 5 else "")
        made.remarks.append((f"cells merged into one ({rows})", "every cell by itself, with its own value", "error"))
    if sheet.hides_columns:
        made.remarks.append(("hidden columns, read like the others", "every column shown", "warning"))


class _Manifest(Target):
    """What the parts are; those of a workbook with a password are encrypted."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  lxml gives both
        if local(tag) == "encryption-data":
            raise BookError("encrypted with a password", "the workbook saved without one")


class _Contents(Target):
    """The sheets in their order: name, whether hidden, whether something stands in it."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, bool]] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "table":
            self.depth += 1
            if self.depth == 1:
                said = attributes_of(attributes)
                self.sheets.append((said.get("name", ""), said.get("style-name") in self.hidden_styles, False))
        elif name == "table-cell" and self.sheets and self.depth == 1:
            if any(local(key) in {"value-type", "formula"} for key in attributes):
                self.sheets[-1] = (*self.sheets[-1][:2], True)
        elif name == "style":
            self.style = attributes_of(attributes).get("name", "")
        elif name == "table-properties" and attributes_of(attributes).get("display") == "false":
            self.hidden_styles.add(self.style)

    def end(self, tag: str) -> None:
        self.depth -= local(tag) == "table"


class _Sheet(Target):
    """The rows of one sheet; `done` are those that have ended."""

    def __init__(self, name: str, book: Book) -> None:
        self.name, self.book = name, book
        self.done: list[Row] = []
        self.merged: list[int] = []
        self.hides_columns = False
        self.depth = 0
        self.is_wanted = False
        self.last = 0
        self.row: Row | None = None
        self.repeated = 1
        self.cell: dict[str, str] | None = None
        self.paragraphs: list[str] = []
        self.within = False
        self.aside = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "table":
            self.depth += 1
            self.is_wanted = self.is_wanted if self.depth > 1 else attributes_of(attributes).get("name") == self.name
        if not self.is_wanted or self.depth != 1:
            return
        if name in _ASIDE:
            self.aside += 1
        elif self.aside:
            return
        elif name in _CELLS and self.row:
            self.cell, self.paragraphs = attributes_of(attributes), []
        elif self.cell is not None:
            self.in_cell(name, attributes)
        elif name == "table-row":
            self.begin_row(attributes_of(attributes))
        elif name == "table-column" and attributes_of(attributes).get("visibility", "visible") != "visible":
            many = whole(attributes_of(attributes).get("number-columns-repeated"), 1)
            self.hides_columns = self.hides_columns or many < LAST_COLUMN // 2  # the many behind the last nobody uses

    def begin_row(self, said: Mapping[str, str]) -> None:
        self.repeated = whole(said.get("number-rows-repeated"), 1)
        visibility = said.get("visibility", "visible")
        self.book.filtered = self.book.filtered or visibility == "filter"
        self.row = Row(self.last + 1, [], visibility != "visible", [], [])

    def in_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            self.paragraphs.append("")
            self.within = True
        elif self.within and name == "s":
            self.paragraphs[-1] += " " * whole(attributes_of(attributes).get("c"), 1)
        elif self.within and name in {"tab", "line-break"}:
            self.paragraphs[-1] += "\t" if name == "tab" else "\n"

    def data(self, text: str) -> None:
        if self.within and not self.aside:
            self.paragraphs[-1] += text
            if len(self.paragraphs[-1]) > LONGEST_CELL:
                raise BookError(f"a cell of more than {LONGEST_CELL:,} characters in row {self.last + 1}")

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "table":
            self.depth -= 1
        elif not self.is_wanted or self.depth != 1:
            return
        elif name in _ASIDE:
            self.aside -= 1
        elif self.aside:
            return
        elif name == "p":
            self.within = False
        elif name in _CELLS and self.cell is not None and self.row:
            self.put(self.row, self.cell)
            self.cell = None
        elif name == "table-row" and self.row:
            self.end_row(self.row)
            self.row = None

    def end_row(self, row: Row) -> None:
        while row.cells and not row.cells[-1]:
            row.cells.pop()
        if row.cells or row.remarks:
            if self.repeated > _MOST_REPEATED or self.last + self.repeated > LAST_ROW:
                raise BookError(f"row {row.number} {self.repeated:,} times", f"{_MOST_REPEATED:,} at most")
            self.done.extend(row._replace(number=row.number + more) for more in range(self.repeated))
        self.last += self.repeated

    def put(self, row: Row, cell: Mapping[str, str]) -> None:
        """Put the text of a cell into its row, as often as it is repeated."""
        times = whole(cell.get("number-columns-repeated"), 1, LAST_COLUMN)
        if max(whole(cell.get(f"number-{way}-spanned"), 1) for way in ("rows", "columns")) > 1:
            self.merged.append(row.number)
        column = len(row.cells)
        if column + times > LAST_COLUMN:
            raise BookError(f"more than {LAST_COLUMN:,} columns")
        severity: Severity = "warning"
        try:
            text, note = self.text(cell, "\n".join(self.paragraphs))
        except OddCellError as odd:
            text, note, severity = "", str(odd), "error"
        row.cells.extend([text] * times)
        if note:
            row.remarks.append((column, note, severity))
        if text and cell.get("value-type") == "date":
            row.dated.append(column)

    def text(self, cell: Mapping[str, str], shown: str) -> tuple[str, str | None]:
        """The text of a cell by its type, and what is to be said of it. Raises OddCellError."""
        kind = cell.get("value-type")
        if kind is None and "formula" in cell:
            raise OddCellError("a formula whose value was not saved")
        if kind in {"float", "currency"}:
            return _number(cell.get("value", ""), shown)
        if kind == "percentage":
            return number(cell.get("value", ""), Format(percent=True))
        if kind == "date":
            return _date(cell.get("date-value", ""), shown)
        if kind == "time":
            return _time(cell.get("time-value", "")), None
        if kind == "boolean":
            return ("TRUE" if cell.get("boolean-value") == "true" else "FALSE"), None
        return (shown or ("" if self.paragraphs else cell.get("string-value", ""))), None


def _number(value: str, shown: str) -> tuple[str, str | None]:
    """A number in full; with the zeros before it where they are shown."""
    if shown.isascii() and shown.isdigit() and shown[0] == "0":
        return number(value, Format(digits=len(shown)))
    text, note = number(value)
    if not _SHOWN_NUMBER.fullmatch(shown):
        note = f"“{text}”, which is shown as “{shown[:40]}”"
    return text, note


def _date(value: str, shown: str) -> tuple[str, str | None]:
    try:
        when = datetime.fromisoformat(value)
    except ValueError as error:
        raise OddCellError(f"“{value[:40]}” as a date") from error
    seconds = when.hour * 3600 + when.minute * 60 + when.second
    return day_text(when.date(), seconds, _parts_shown(when, shown))


def _parts_shown(when: datetime, shown: str) -> str:
    """Which parts of a date are shown, told from the words: `1931`, `05.1931`, `May 1931`, or all of it."""
    numbers = [int(found) for found in re.findall(r"\d+", shown) if len(found) < 5]
    named = re.search(r"[^\W\d_]{3,}", shown) is not None  # a month by its name
    if numbers == [when.year]:
        return "ym" if named else "y"
    if sorted(numbers) == sorted([when.month, when.year]) and not named:
        return "ym"
    return "ymdh"


def _time(value: str) -> str:
    found = _DURATION.fullmatch(value)
    if not found:
        raise OddCellError(f"“{value[:40]}” as a time")
    hours, minutes, seconds = map(int, found.groups())
    return clock(hours * 3600 + minutes * 60 + seconds)
