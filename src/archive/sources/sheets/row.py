"""One row of a sheet on its way to what a record file would hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from archive.records.columns import Column as Meant
from archive.records.model import Problem, Written
from archive.records.statements import DECIDING as PARTS
from archive.records.statements import LISTS, STATEMENT_KEYS
from archive.records.telling import is_telling_cell
from archive.sources.sheets.profiles import Profile, Sort
from archive.sources.yaml.reading import read_cell

URL = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_PATH = re.compile(r"/?[^\s/]+(?:/[^\s/]+)*\.\w{1,5}")
_YES = {"TRUE": "true", "FALSE": "false", "ИСТИНА": "true", "ЛОЖЬ": "false"}  # what a spreadsheet makes of true
# What is wrong here hides the item at once; what is wrong elsewhere refuses the sheet.
DECIDING = frozenset({"kind", *PARTS})


@dataclass(frozen=True, slots=True)
class Column:
    """A column at its place in the sheet; `language` is the tag of its statements, as written there.

    `is_unknown` is that nobody said what it is: neither our words, nor a profile, nor `private.`. A `simple` one holds
    texts, each a statement: most cells by far.
    """

    position: int
    header: str
    meant: Meant
    path: tuple[str, ...]
    sort: Sort
    is_term: bool
    is_unknown: bool
    language: Written | None
    simple: bool


def values(column: Column, cell: str, row: int) -> list[Written]:
    """The values in a cell."""
    separator = column.meant.separator
    if not separator:
        return [Written(cell, row, column.header)]
    pieces = (piece.strip() for piece in cell.split(separator))
    return [Written(piece, row, column.header) for piece in pieces if piece]


@dataclass(slots=True)
class Row:
    """A row on its way to what a record file would hold."""

    name: str
    number: int
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, column: Column, cell: str) -> None:
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
            self.put_notes(column, cell)
        elif path == ("files",):
            for value in values(column, cell, self.number):
                self.put_file(column, value)
        elif column.is_term:
            for value in values(column, cell, self.number):
                self.put_statement(column, value)
        else:
            where = (*path, column.meant.language) if column.meant.language else path
            if path in {("access", "originals"), ("access", "opaque")}:
                cell = _YES.get(cell.strip().upper(), cell)
            self.put(column, where, Written(cell, self.number, column.header))

    def put_statement(self, column: Column, value: Written) -> None:
        if column.sort == "uri" and URL.fullmatch(value.strip()):
            self.add(column.path[0], {"uri": value})
        elif column.language:
            self.add(column.path[0], {"value": value, "language": column.language})
        else:
            self.add(column.path[0], value)

    def put_yaml(self, column: Column, value: Any) -> None:
        path = column.path
        if column.is_term or path[0] in {"files", *LISTS}:
            self.add(path[0], value)
        elif path in {("access",), ("private",)} and isinstance(value, dict):
            for key, inner in value.items():
                self.put(column, (*path, key), inner)
        elif path == ("private",):
            self.problem(column, "not a map", "a map of names and values")
        else:
            self.put(column, path if path != ("access",) else ("access", "level"), value)

    def put_file(self, column: Column, value: Written) -> None:
        text = value.strip()
        if column.sort == "path or text" and not _PATH.fullmatch(text):
            self.put_private(f"x:{column.header}", value)
        elif URL.fullmatch(text):
            self.add("hasFormat", {"uri": value})
        else:
            path = value if column.sort == "text" else Written(text.lstrip("/"), self.number, column.header)
            self.add("files", path)

    def put_notes(self, column: Column, cell: str) -> None:
        """Keep what a cell says privately: as it stands, or the values that a separator parts."""
        for value in values(column, cell, self.number) if column.meant.separator else (cell,):
            self.put_private(column.path[1], value)

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

    def put(self, column: Column, path: tuple[str, ...], value: Any) -> None:
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
        degrees = {
            Written(key, self.number, self.data[key].column): self.data.pop(key)
            for key in ("latitude", "longitude")
            if key in self.data
        }
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

    def problem(self, column: Column, found: str, expected: str) -> None:
        self.problems.append(Problem(self.name, self.number, column.header, found, expected))
