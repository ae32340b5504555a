"""The first sheet of an XLSX workbook (ECMA-376 part 1, SpreadsheetML; the transitional and the strict form)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from archive.sources.workbooks.cells import Calendar, Format, OddCellError, day_text, moment, number
from archive.sources.workbooks.parts import (
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_CELL,
    Book,
    BookError,
    Row,
    Target,
    local,
    parse,
    whole,
)
from archive.sources.workbooks.xlsx_parts import AnyValue, Application, Contents, Relations, Strings, Styles, unescaped

_WORKBOOK, _PROPERTIES = "xl/workbook.xml", "docProps/app.xml"
_MOST_STRINGS = 256 << 20  # bytes; they have to be in memory
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_GENERAL = Format()


def read(book: zipfile.ZipFile) -> Book:
    """The first sheet that is not hidden. Raises BookError, and what zipfile and lxml raise."""
    contents = Contents()
    _all(book, _WORKBOOK, contents)
    relations = Relations()
    _all(book, "xl/_rels/workbook.xml.rels", relations)
    paths = {name: relations.path(key) for name, key, _ in contents.sheets}
    shown = [name for name, _, hidden in contents.sheets if not hidden and paths[name]]
    if not shown:
        raise BookError("a workbook without a sheet that can be seen")
    first = shown[0]
    others = [name for name, path in paths.items() if name != first and path and not _is_empty(book, path)]
    strings, styles = Strings(), Styles()
    names = set(book.namelist())
    if (path := relations.of_type("sharedStrings")) in names:
        _all(book, path, strings, _MOST_STRINGS)
    if (path := relations.of_type("styles")) in names:
        _all(book, path, styles)
    calendar = Calendar(date(1904, 1, 1)) if contents.since_1904 else Calendar(shifted=_is_shifted(book, names))
    made = Book(first, others, iter(()))
    made.rows = _rows(book, paths[first], _Sheet(strings.texts, styles.formats, calendar, made), made)
    return made


def _rows(book: zipfile.ZipFile, path: str, sheet: _Sheet, made: Book) -> Iterator[Row]:
    for _ in parse(book, path, sheet):
        yield from sheet.done
        sheet.done.clear()
    if sheet.merged:
        found = f"cells merged into one ({', '.join(sheet.merged[:5])}{' …' if len(sheet.merged) > 5 else ''})"
        made.remarks.append((found, "every cell by itself, with its own value", "error"))
    if sheet.hidden_columns:
        found = f"hidden columns ({', '.join(sheet.hidden_columns[:5])}), read like the others"
        made.remarks.append((found, "every column shown", "warning"))


def _all(book: zipfile.ZipFile, path: str, target: Target, *most: int) -> None:
    for _ in parse(book, path, target, *most):
        pass


def _is_empty(book: zipfile.ZipFile, path: str) -> bool:
    """Whether nothing stands in a sheet: no cell of it has a value."""
    seen = AnyValue()
    return not any(seen.found for _ in parse(book, path, seen))


def _is_shifted(book: zipfile.ZipFile, names: set[str]) -> bool | None:
    """Whether a workbook counts the first sixty days of 1900 as Excel does, None where nobody says who wrote it."""
    if _PROPERTIES not in names:
        return None
    said = Application()
    _all(book, _PROPERTIES, said)
    return False if "LibreOffice" in said.name else ("Excel" in said.name or None)


@dataclass(slots=True)
class _Cell:
    """The cell that is being read."""

    column: int
    type: str
    style: int
    parts: list[str] = field(default_factory=list)
    length: int = 0
    has_value: bool = False
    has_formula: bool = False


class _Sheet(Target):
    """The rows of a sheet; `done` are those that have ended."""

    def __init__(self, strings: list[str], formats: list[Format], calendar: Calendar, book: Book) -> None:
        self.strings, self.formats, self.calendar, self.book = strings, formats, calendar, book
        self.done: list[Row] = []
        self.merged: list[str] = []
        self.hidden_columns: list[str] = []
        self.row = Row(0, [], False, [], [])  # noqa: FBT003  a row before the first
        self.cell: _Cell | None = None
        self.within = False
        self.aside = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self.cell = self.cell_of(attributes)
        elif name in {"v", "t"} and self.cell:
            self.within = not self.aside
            self.cell.has_value = True
        elif name == "f" and self.cell:
            self.cell.has_formula = True
        elif name == "row":
            number = whole(attributes.get("r"), self.row.number + 1)
            if number <= self.row.number:
                raise BookError(f"row {number} behind row {self.row.number}")
            self.row = Row(number, [], attributes.get("hidden") in {"1", "true"}, [], [])
        elif name == "rPh":
            self.aside += 1
        else:
            self.about_sheet(name, attributes)

    def about_sheet(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif name == "filterColumn":
            self.book.filtered = True
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = (whole(attributes.get(key), 1, LAST_COLUMN) for key in ("min", "max"))
            if last < LAST_COLUMN:  # up to the last are those that nobody uses
                self.hidden_columns += [_letters(column) for column in range(first, min(last, first + 9) + 1)]

    def data(self, text: str) -> None:
        if self.within and self.cell:
            self.cell.parts.append(text)
            self.cell.length += len(text)
            if self.cell.length > LONGEST_CELL:
                raise BookError(f"a cell of more than {LONGEST_CELL:,} characters in row {self.row.number}")

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "c" and self.cell:
            self.put(self.cell)
            self.cell = None
        elif name in {"v", "t"}:
            self.within = False
        elif name == "rPh":
            self.aside -= 1
        elif name == "row":
            self.done.append(self.row)

    def cell_of(self, attributes: Mapping[str, str]) -> _Cell:
        column = len(self.row.cells)
        if reference := attributes.get("r"):
            found = _REFERENCE.fullmatch(reference)
            place = _position(found[1]) if found else -1
            if not found or int(found[2]) != self.row.number or place < column:
                raise BookError(f"the cell {reference[:12]} in row {self.row.number}")
            column = place
        if column >= LAST_COLUMN or self.row.number > LAST_ROW:
            raise BookError(f"more than {LAST_COLUMN:,} columns")
        return _Cell(column, attributes.get("t", "n"), whole(attributes.get("s"), 0))

    def put(self, cell: _Cell) -> None:
        """Put the text of a cell into its row."""
        text = "".join(cell.parts)
        note, severity = None, "warning"
        if cell.has_formula and not cell.has_value:
            note, severity = "a formula whose value was not saved", "error"
        elif cell.has_value and (text or cell.type in {"inlineStr", "str"}):
            try:
                text, note = self.text(cell, text)
            except OddCellError as odd:
                note, severity = str(odd), "error"
        if not text and not note:
            return
        cells = self.row.cells
        cells.extend([""] * (cell.column - len(cells)))
        cells.append(text)
        if note:
            self.row.remarks.append((cell.column, note, "error" if severity == "error" else "warning"))

    def text(self, cell: _Cell, raw: str) -> tuple[str, str | None]:
        """The text of a cell by its type, and what is to be said of it. Raises OddCellError."""
        shown = self.formats[cell.style] if cell.style < len(self.formats) else _GENERAL
        if cell.type == "s":
            place = whole(raw, 0, len(self.strings) - 1)
            return self.strings[place], None
        if cell.type in {"inlineStr", "str"}:
            return unescaped(raw), None
        if cell.type == "b":
            return ("TRUE" if raw in {"1", "true"} else "FALSE"), None
        if cell.type == "e":
            return raw, None
        if cell.type == "d":
            return self.day(cell, raw, shown)
        if shown.parts:
            self.row.dated.append(cell.column)
            return moment(raw, shown, self.calendar)
        return number(raw, shown)

    def day(self, cell: _Cell, raw: str, shown: Format) -> tuple[str, str | None]:
        self.row.dated.append(cell.column)
        try:
            when = datetime.fromisoformat(raw)
        except ValueError as error:
            raise OddCellError(f"“{raw[:40]}” as a date") from error
        return day_text(when.date(), when.hour * 3600 + when.minute * 60 + when.second, shown.parts or "ymdh")


@lru_cache(maxsize=LAST_COLUMN)
def _position(letters: str) -> int:
    """The place of a column from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _letters(number: int) -> str:
    """The letters of a column by its number from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
