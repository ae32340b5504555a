"""What has to be known of all rows of a sheet before the first becomes a record: whether the sheet is refused, and what
its rows can be called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from archive.records.build import build
from archive.records.findings import shorten
from archive.records.ids import is_id
from archive.records.languages import same_language
from archive.records.model import Origin, Problem
from archive.sources.sheets.habits import Zeros
from archive.sources.sheets.naming import Ids
from archive.sources.sheets.row import DECIDING, Column, Row, values
from archive.sources.sheets.table import Table

_Look = Callable[[int, Sequence[str]], None]


def survey(table: Table, columns: Sequence[Column], ids: Ids, name: str) -> list[Problem]:
    """Every Problem that refuses the sheet, and the numbers that seem to have lost their zeros.

    A row is refused for an id that cannot be one, or is another row's, and for whatever is not understood in it, apart
    from what decides about access: that becomes a fault of its record and hides the item at once, whatever else is
    wrong with the sheet.
    """
    problems: list[Problem] = []
    looks: list[_Look] = []
    if places := [column for column in columns if column.path == ("id",)]:
        looks.append(_Identities(places, name, problems).look)
    elif ids.sources:
        looks.append(ids.foresee)
    zeros = _Numbers([column for column in columns if column.path in {("id",), ("identifier",)}], columns, name)
    if zeros.columns:
        looks.append(zeros.look)
    twins = _twins(columns)
    if fallible := [column for column in columns if _is_fallible(column) or column in twins]:
        looks.append(_Contents(fallible, name, problems).look)
    if looks:
        for number, cells in table:
            for look in looks:
                look(number, cells)
    problems.extend(zeros.problems())
    return problems


def filled(columns: Sequence[Column], cells: Sequence[str]) -> Iterator[tuple[Column, str]]:
    """The columns in which a row says something, with what it says."""
    for column in columns:
        if column.position < len(cells) and (cell := cells[column.position]) and not cell.isspace():
            yield column, cell


def _is_fallible(column: Column) -> bool:
    """Whether a cell of a column may say what is not understood: a text under a term is always taken as it is."""
    if column.path[0] in DECIDING or column.path == ("id",):
        return False
    return column.meant.yaml or column.path[0] in {"files", "latitude", "longitude"}


def _twins(columns: Sequence[Column]) -> list[Column]:
    """The columns of terms in languages that others of the same term spell otherwise: a row may say both."""
    tagged = [column for column in columns if column.is_term and column.language]
    return [column for column in tagged if same_language((column.language, *_tags(tagged, column.path)))]


def _tags(columns: Sequence[Column], path: tuple[str, ...]) -> Iterator[str | None]:
    return (column.language for column in columns if column.path == path)


class _Identities:
    """The ids in their column: a row without one, or with another's, refuses the sheet."""

    def __init__(self, columns: Sequence[Column], name: str, problems: list[Problem]) -> None:
        self.columns, self.name, self.problems = columns, name, problems
        self.rows: dict[str, int] = {}

    def look(self, number: int, cells: Sequence[str]) -> None:
        written = [(column, cell.strip()) for column, cell in filled(self.columns, cells)]
        if not written:
            self.problem(number, self.columns[0], "nothing", "an id in every row")
        for column, cell in written:
            if not is_id(cell):
                expected = "letters, digits, dots, hyphens and underscores (ASCII)"
                self.problem(number, column, f"“{shorten(cell)}”", expected)
            elif self.rows.setdefault(cell, number) != number:
                self.problem(number, column, f"“{cell}” is also in row {self.rows[cell]}", "an id of its own")

    def problem(self, number: int, column: Column, found: str, expected: str) -> None:
        self.problems.append(Problem(self.name, number, column.header, found, expected))


class _Contents:
    """The cells that may hold what is not understood, read once without the others."""

    def __init__(self, columns: Sequence[Column], name: str, problems: list[Problem]) -> None:
        self.columns, self.name, self.problems = columns, name, problems

    def look(self, number: int, cells: Sequence[str]) -> None:
        row = Row(self.name, number)
        for column, cell in filled(self.columns, cells):
            row.take(column, cell)
        if row.data or row.problems:
            row.join_coordinates()
            _, found = build({**row.data, "id": "any"}, Origin(self.name, number))
            self.problems += [problem for problem in (*row.problems, *found) if problem.severity == "error"]


class _Numbers:
    """The numbers in columns of ids and identifiers, beside the files of their rows."""

    def __init__(self, columns: Sequence[Column], others: Sequence[Column], name: str) -> None:
        self.columns = [(column, Zeros(column.header)) for column in columns if not column.meant.yaml]
        self.files = [column for column in others if column.path == ("files",) and not column.meant.yaml]
        self.name = name

    def look(self, number: int, cells: Sequence[str]) -> None:
        for column, zeros in self.columns:
            cell = cells[column.position].strip() if column.position < len(cells) else ""
            if cell.isdigit():
                files = (value.strip() for file, other in filled(self.files, cells) for value in values(file, other, 0))
                zeros.take(self.name, number, cell, files)

    def problems(self) -> Iterator[Problem]:
        for _, zeros in self.columns:
            yield from zeros.problems(self.name)
