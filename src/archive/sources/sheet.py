"""Records from a sheet saved as text: a row is a record, its columns are what `records.columns` makes of the header."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from archive.records.build import build
from archive.records.columns import Column, HeaderError, aside, is_telling_cell, parse
from archive.records.findings import shorten
from archive.records.ids import is_id, make_id
from archive.records.model import Origin, Problem, Record, Written
from archive.records.statements import STATEMENT_KEYS
from archive.sources.mappings import Columns
from archive.sources.profiles import OWN, PROFILES, Profile, Sort, profile_of
from archive.sources.table import Table, read_rows
from archive.sources.yaml import read_cell

_URL = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_PATH = re.compile(r"/?[^\s/]+(?:/[^\s/]+)*\.\w{1,5}")
_LISTS = {"people", "consents", "withhold"}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column at its place in the sheet; `language` is the tag of its statements, as written there.

    `is_unknown` is that nobody said what it is: neither our words, nor a profile, nor `private.`. A `simple` one holds
    texts, each a statement: most cells by far.
    """

    position: int
    header: str
    meant: Column
    path: tuple[str, ...]
    sort: Sort
    is_term: bool
    is_unknown: bool
    language: Written | None
    simple: bool


def read(path: Path, name: str, mapped: Columns | None = None) -> Iterator[Record | Problem]:
    """The records of a sheet and what is to be said of them; only Problems where it cannot be read whole.

    A row without a usable id refuses the sheet. A column that might have been meant to decide about access leaves every
    record with a fault, a cell that might have been, its own.
    """
    table, problems = read_rows(path, name)
    yield from problems
    if table is None:
        return
    if mapped and (lacking := list(_lacking(table.header, mapped, name))):
        yield from lacking
        return
    profile = OWN if mapped else profile_of(table.header)
    columns, problems = _columns(table.header, mapped or profile, name)
    yield from problems
    faults = tuple(f"{problem.column}: {problem.found}" for problem in problems)
    if refusals := list(_without_id(table, columns, name)):
        yield from refusals
        return
    ids = _Ids(table, columns, name)
    for number, cells in table:
        row = _Row(name, number)
        filled = len(cells)
        for column in columns:
            if column.position < filled and (cell := cells[column.position]) and not cell.isspace():
                if column.simple:
                    row.data.setdefault(column.path[0], []).append(Written(cell, number, column.header))
                else:
                    row.take(column, cell)
        row.join_coordinates()
        row.put_kind(profile)
        ids.give(row, cells)
        record, found = build(row.data, Origin(name, number))
        yield from row.problems
        yield from found
        if record:
            mine = faults + tuple(f"{problem.column}: {problem.found}" for problem in row.problems)
            yield replace(record, faults=record.faults + mine) if mine else record


def _lacking(headers: Sequence[str], mapped: Columns, name: str) -> Iterator[Problem]:
    """A Problem for each column that a mapping names and the sheet has not: it may have decided about access."""
    there = {header.strip().lower() for header in headers}
    for header in mapped.headers:
        if header not in there:
            yield Problem(name, 1, header, "no such column", f"one, as {mapped.name} says")


def _columns(headers: Sequence[str], reading: Profile | Columns, name: str) -> tuple[list[_Column], list[Problem]]:
    columns, problems = [], []
    for position, header in enumerate(headers):
        written, key = header.strip(), header.strip().lower()
        if not written:
            continue
        try:
            if isinstance(reading, Columns):
                meant = [parse(ours) for ours in reading.headers.get(key, ())] or [aside(written)]
            else:
                meant = [parse(reading.headers.get(key, written))]
        except HeaderError as error:
            problems.append(Problem(name, 1, written, error.found, error.expected))
            continue
        sort = reading.sorts.get(key, "text") if isinstance(reading, Profile) else "text"
        for column in meant:
            language = Written(column.language, 1, written) if column.language else None
            unknown = reading not in PROFILES and column == Column(("private", f"x:{written}"))
            simple = column == Column(column.path) and column.is_term and sort == "text"
            columns.append(
                _Column(position, written, column, column.path, sort, column.is_term, unknown, language, simple)
            )
    return columns, problems


def _without_id(table: Table, columns: Iterable[_Column], name: str) -> Iterator[Problem]:
    """A Problem for each row whose id cannot be one, where the sheet has a column of them."""
    places = [column for column in columns if column.path == ("id",)]
    if not places:
        return
    for number, cells in table:
        written = [(column, cells[column.position].strip()) for column in places if column.position < len(cells)]
        filled = [(column, cell) for column, cell in written if cell]
        if not filled:
            yield Problem(name, number, places[0].header, "nothing", "an id in every row")
        for column, cell in filled:
            if not is_id(cell):
                expected = "letters, digits, dots, hyphens and underscores (ASCII)"
                yield Problem(name, number, column.header, f"“{shorten(cell)}”", expected)


def _values(column: _Column, cell: str, row: int) -> list[Written]:
    separator = column.meant.separator
    if not separator:
        return [Written(cell, row, column.header)]
    pieces = (piece.strip() for piece in cell.split(separator))
    return [Written(piece, row, column.header) for piece in pieces if piece]


@dataclass(slots=True)
class _Row:
    """A row on its way to what a record file would hold."""

    name: str
    number: int
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, column: _Column, cell: str) -> None:
        """Put what a cell says where its column says."""
        path = column.path
        if column.is_unknown and is_telling_cell(cell):
            found = f"“{cell.strip()}” in a column that decides nothing"
            self.problem(column, found, f"access as the header, or private.{column.header} for a mere note")
        if column.meant.yaml:
            value, problems = read_cell(cell, self.name, self.number, column.header)
            self.problems.extend(problems)
            if not problems and (value != "" or len(path) > 1):
                self.put_yaml(column, value)
        elif path[0] == "private":
            self.put_private(path[1], cell)
        elif path == ("files",):
            for value in _values(column, cell, self.number):
                self.put_file(column, value)
        elif column.is_term:
            for value in _values(column, cell, self.number):
                self.put_statement(column, value)
        else:
            where = (*path, column.meant.language) if column.meant.language else path
            self.put(column, where, Written(cell, self.number, column.header))

    def put_statement(self, column: _Column, value: Written) -> None:
        if column.sort == "uri" and _URL.fullmatch(value.strip()):
            self.add(column.path[0], {"uri": value})
        elif column.language:
            self.add(column.path[0], {"value": value, "language": column.language})
        else:
            self.add(column.path[0], value)

    def put_yaml(self, column: _Column, value: Any) -> None:
        path = column.path
        if column.is_term or path[0] in {"files", *_LISTS}:
            self.add(path[0], value)
        elif path in {("access",), ("private",)} and isinstance(value, dict):
            for key, inner in value.items():
                self.put(column, (*path, key), inner)
        elif path == ("private",):
            self.problem(column, "not a map", "a map of names and values")
        else:
            self.put(column, path if path != ("access",) else ("access", "level"), value)

    def put_file(self, column: _Column, value: Written) -> None:
        text = value.strip()
        if column.sort == "path or text" and not _PATH.fullmatch(text):
            self.put_private(f"x:{column.header}", value)
        elif _URL.fullmatch(text):
            self.add("hasFormat", {"uri": value})
        else:
            path = value if column.sort == "text" else Written(text.lstrip("/"), self.number, column.header)
            self.add("files", path)

    def put_private(self, key: str, value: Any) -> None:
        """Keep a value privately; a header that stands several times gives a list."""
        private = self.data.setdefault("private", {})
        if key in private:
            before = private[key]
            value = [*before, value] if isinstance(before, list) else [before, value]
        private[key] = value

    def add(self, key: str, value: Any) -> None:
        """One more value, or a list of them, of a part that holds many."""
        self.data.setdefault(key, []).extend(value if isinstance(value, list) else [value])

    def put(self, column: _Column, path: tuple[str, ...], value: Any) -> None:
        """The value of a place that holds but one."""
        place = self.data
        for key in path[:-1]:
            inner = place.setdefault(key, {})
            if not isinstance(inner, dict):
                self.problem(column, "a value with and one without a language", "either")
                return
            place = inner
        if path[-1] in place:
            self.problem(column, f"a second value of {'.'.join(path)}", "one")
        place[path[-1]] = value

    def join_coordinates(self) -> None:
        """Give `latitude` and `longitude` to the first place that is named, or let them stand alone."""
        degrees = {key: self.data.pop(key) for key in ("latitude", "longitude") if key in self.data}
        if not degrees:
            return
        places = self.data.setdefault("spatial", [])
        first = places[0] if places else {}
        if isinstance(first, str):
            first = {"value": first}
        if set(first) <= STATEMENT_KEYS - {"uri", *degrees}:
            places[:1] = [{**first, **degrees}]
        else:
            places.append(degrees)

    def put_kind(self, profile: Profile) -> None:
        """Give the row the kind that its type has in the profile, where it names none."""
        types = (value for value in self.data.get("type", ()) if isinstance(value, str)) if profile.kinds else ()
        kinds = (profile.kinds.get(value.replace(" ", "").lower()) for value in types)
        if kind := next(filter(None, kinds), None):
            self.data.setdefault("kind", kind)

    def problem(self, column: _Column, found: str, expected: str) -> None:
        self.problems.append(Problem(self.name, self.number, column.header, found, expected))


class _Ids:
    """Ids for the rows of a sheet without a column of ids.

    The identifier, else the name of the first file, where no other row has the same; else the sheet's name and a digest
    of what the row says: wherever it stands it keeps its id, and with it what was decided about its item.
    """

    def __init__(self, table: Table, columns: Iterable[_Column], name: str) -> None:
        paths = {column.path for column in columns}
        self.derived = ("id",) not in paths
        self.headers = [header.strip() for header in table.header]
        self.stem = (make_id(PurePosixPath(name).name.split(".")[0]) or "row")[:80]
        self.sources = [
            column
            for path in (("identifier",), ("files",))
            for column in columns
            if column.path == path and column.sort != "path or text" and not column.meant.yaml
        ]
        self.counts: Counter[str] = Counter()
        self.digests: Counter[str] = Counter()
        if self.derived and self.sources:
            for number, cells in table:
                self.counts.update(set(self.candidates(number, cells)))

    def give(self, row: _Row, cells: Sequence[str]) -> None:
        """Put an id into the row's data where the sheet has no column of them."""
        if self.derived:
            own = (candidate for candidate in self.candidates(row.number, cells) if self.counts[candidate] == 1)
            row.data["id"] = next(own, None) or self.by_content(cells)

    def by_content(self, cells: Sequence[str]) -> str:
        """The same for the same words under the same headers; equal rows are numbered in their order."""
        words = ((header, " ".join(cell.split())) for header, cell in zip(self.headers, cells, strict=False))
        said = json.dumps(sorted(pair for pair in words if pair[1]))
        digest = hashlib.sha256(said.encode()).hexdigest()[:8]
        self.digests[digest] += 1
        number = self.digests[digest]
        return f"{self.stem}-{digest}" if number == 1 else f"{self.stem}-{digest}-{number}"

    def candidates(self, number: int, cells: Sequence[str]) -> Iterator[str]:
        for column in self.sources:
            cell = cells[column.position] if column.position < len(cells) else ""
            value = next(iter(_values(column, cell, number)), Written("")).strip()
            if column.path == ("files",):
                name = "" if _URL.fullmatch(value) else PurePosixPath(value).name
                if stem := make_id(name.split(".")[0]):
                    yield stem
            elif is_id(value):
                yield value
