"""Changing cells of a CSV or TSV file in place: every other cell keeps its bytes, quotes and delimiter included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive.records.columns import spell
from archive.records.model import Record
from archive.sources.sheets.dialect import Dialect
from archive.sources.sheets.mappings import Columns
from archive.sources.sheets.placing import Added, Meaning, Row, meanings
from archive.sources.yaml.rewriting import UnwritableError

_NEEDS_QUOTES = re.compile(r'["\r\n]|^\s|\s$')


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in the text: the places of its cells, quotes included, and where its line ends."""

    number: int
    cells: tuple[tuple[int, int], ...]
    end: int


def rewrite(
    data: bytes, dialect: Dialect, mapped: Columns | None, changes: Mapping[int, tuple[Record, Record]]
) -> bytes:
    """The sheet in which the rows with these numbers say the second record where they said the first.

    A value for which there is no column gets a new one at the end of the header. Raises UnwritableError where a value
    has no place in a sheet, or cannot be written in its encoding.
    """
    text = data[len(dialect.bom) :].decode(dialect.encoding)
    edits = _Edits(text, dialect)
    lines = lines_of(text, dialect)
    header = next(line for line in lines if any(edits.cell(line, at).strip() for at in range(len(line.cells))))
    headers = [edits.cell(header, at).strip() for at in range(len(header.cells))]
    columns = meanings(headers, mapped)
    added = Added(len(headers))
    for line in lines:
        if line.number in changes:
            before, after = changes[line.number]
            row = Row(columns, added, {at: edits.cell(line, at) for at in range(len(line.cells))})
            row.change(before, after)
            edits.put(line, row.wanted)
    if added.columns and mapped:
        lacking = ", ".join(dict.fromkeys(_header(column) for column in added.columns))
        raise UnwritableError(f"{mapped.name} names no column that could hold it ({lacking})")
    if added.columns:
        new = {len(headers) + at: _header(column) for at, column in enumerate(added.columns)}
        edits.put(header, new)
    try:
        return dialect.bom + edits.applied().encode(dialect.encoding)
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise UnwritableError(f"“{letter}” cannot be written in {dialect.encoding}") from error


def cells_to_change(
    header: Sequence[str], cells: Sequence[str], mapped: Columns | None, change: tuple[Record, Record]
) -> dict[str, str]:
    """What the cells of a row would have to say, by their headers, so that it says the second record."""
    row = Row(meanings(header, mapped), Added(len(header)), dict(enumerate(cells)))
    row.change(*change)
    headers = [*header, *(_header(column) for column in row.added.columns)]
    return {headers[at]: text for at, text in row.wanted.items() if text != row.cells.get(at, "")}


def _header(column: Meaning) -> str:
    header = spell(column.meant)
    if header is None:
        raise UnwritableError(f"no column can hold {'.'.join(column.meant.path)}")
    return header


def lines_of(text: str, dialect: Dialect) -> Iterator[Line]:
    """The rows of a sheet's text, numbered as a spreadsheet shows them. Raises UnwritableError where one has no end."""
    mark = re.escape(dialect.delimiter)
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^{mark}\r\n]*+)'
    row = re.compile(rf"{cell}(?:{mark}{cell})*+")
    one = re.compile(rf"({cell})(?:{mark}|\Z)")
    at, number = len(dialect.excel_line), 0
    while at < len(text):
        found = row.match(text, at)
        end = found.end() if found else at
        number += 1
        cells, start = [], at
        while start <= end:
            inner = one.match(text, start, end)
            if inner is None:
                raise UnwritableError(f"row {number} cannot be taken apart")
            cells.append(inner.span(1))
            start = inner.end() + (inner.end() == inner.end(1))
        yield Line(number, tuple(cells), end)
        if end < len(text) and text[end] not in "\r\n":
            raise UnwritableError(f"row {number} cannot be taken apart")
        at = end + (2 if text[end : end + 2] == "\r\n" else 1)


@dataclass(slots=True)
class _Edits:
    """Pieces of the text and what takes their place."""

    text: str
    dialect: Dialect
    found: list[tuple[int, int, str]] = field(default_factory=list)

    def cell(self, line: Line, at: int) -> str:
        """What a cell says."""
        start, end = line.cells[at]
        written = self.text[start:end]
        return written[1:-1].replace('""', '"') if written.startswith('"') else written

    def put(self, line: Line, wanted: Mapping[int, str]) -> None:
        """Write cells of a row by their positions; a row that is too short gets the delimiters that it lacks."""
        behind = ""
        for position in range(max(wanted, default=-1) + 1):
            inside = position < len(line.cells)
            if not inside:
                behind += self.dialect.delimiter + self.written(wanted.get(position, ""), quoted=False)
            elif position in wanted and wanted[position] != self.cell(line, position):
                start, end = line.cells[position]
                quoted = self.text[start:end].startswith('"')
                self.found.append((start, end, self.written(wanted[position], quoted=quoted)))
        if behind:
            self.found.append((line.end, line.end, behind))

    def written(self, text: str, *, quoted: bool) -> str:
        if quoted or self.dialect.delimiter in text or _NEEDS_QUOTES.search(text):
            return '"' + text.replace('"', '""') + '"'
        return text

    def applied(self) -> str:
        pieces, at = [], 0
        for start, end, new in sorted(self.found, key=lambda edit: edit[:2]):
            pieces += [self.text[at:start], new]
            at = end
        return "".join((*pieces, self.text[at:]))
