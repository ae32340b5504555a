"""Records from a sheet: a row is a record, its columns are what `records.columns` makes of the header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.records.build import build
from archive.records.columns import SUGGESTED, HeaderError, aside, parse
from archive.records.columns import Column as Meant
from archive.records.model import Origin, Problem, Record, Written
from archive.records.terms import TERMS
from archive.sources.glimpses import Glimpse, deciding
from archive.sources.sheets.habits import is_serial, serial
from archive.sources.sheets.mappings import Columns
from archive.sources.sheets.naming import Ids
from archive.sources.sheets.opening import Opened, open_sheet
from archive.sources.sheets.profiles import OWN, PROFILES, Profile, profile_of
from archive.sources.sheets.row import DECIDING, Column, Row
from archive.sources.sheets.survey import survey
from archive.sources.sheets.table import Table

_OURS = "metadata/undescribed.csv"
_DATES = frozenset(name for name, term in TERMS.items() if term.element == "date")
_NOT_ODD = _DATES | {"temporal", "coverage"}  # where a date is what one expects


def read(path: Path, name: str, mapped: Columns | None = None) -> Iterator[Record | Problem]:
    """The records of a sheet and what is to be said of them; only Problems where it is refused, and then all of them.

    A sheet is refused as a whole for what is wrong with its form or with what it describes. What might have been meant
    to decide about access is a fault: in a header of every record, in a cell of its own.
    """
    opened = open_sheet(path, name)
    for found in _read(opened, name, mapped):
        if isinstance(found, Problem) and opened.sheet and found.column:
            term = None if found.term == found.column else found.term
            yield replace(found, column=f"{opened.sheet}!{found.column}", term=term)
        else:
            yield found


def glimpse(path: Path, name: str, mapped: Columns | None = None) -> Glimpse:
    """What can be made out of a refused sheet: the rows that can be read, with the faults of what decides about access;
    of a row whose cells may not be under their headers nothing can be told, and that is its fault.
    """
    opened = open_sheet(path, name)
    if opened.table is None:
        return Glimpse()
    reading = replace(_begin(opened, opened.table, name, mapped), refused=False)
    unclear = opened.hidden | {problem.line for problem in opened.problems if problem.column is None}
    deciders = {column.header for column in reading.columns if column.path[0] in DECIDING or column.is_unknown}
    deciders |= {problem.column or "" for problem in reading.doubts}
    records = []
    for number, cells in reading.table:
        record, problems = _built(reading, number, cells)
        if record:
            faults = [
                f"{problem.term or problem.column}: {problem.found}"
                for problem in (*reading.doubts, *problems)
                if problem.severity == "error" and (problem.term in DECIDING or problem.column in deciders)
            ]
            faults += [f"row {number}: cells that may not be under their headers"] if number in unclear else []
            records.append(deciding(record, faults))
    return Glimpse(tuple(records), opened.table.whole)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sheet that is to be read row by row, and what has been found out about it before.

    `doubts` are the headers that may have been meant to decide about access. `problems` are all others; where one is an
    error the sheet is `refused`.
    """

    name: str
    table: Table
    profile: Profile
    columns: Sequence[Column]
    ids: Ids
    doubts: Sequence[Problem]
    problems: Sequence[Problem]
    refused: bool


def _read(opened: Opened, name: str, mapped: Columns | None) -> Iterator[Record | Problem]:
    if opened.table is None:
        yield from opened.problems
        return
    reading = _begin(opened, opened.table, name, mapped)
    yield from reading.doubts
    yield from reading.problems
    if reading.refused:
        # Where cells are not under their headers, nothing sensible can be said of them.
        shifted = {problem.line for problem in opened.problems if problem.column is None}
        said = set(reading.problems)
        for number, cells in reading.table:
            if number not in shifted:
                yield from (problem for problem in _built(reading, number, cells)[1] if problem not in said)
    else:
        for number, cells in reading.table:
            record, problems = _built(reading, number, cells)
            yield from problems
            if record:
                yield record


def _begin(opened: Opened, table: Table, name: str, mapped: Columns | None) -> _Reading:
    """Look at the header, and through all rows for what refuses the sheet."""
    profile = OWN if mapped else profile_of(table.header)
    columns, doubts, wrong = _columns(table.header, mapped or profile, name)
    problems = [*opened.problems, *wrong, *(_lacking(table.header, mapped, name) if mapped else ())]
    ids = Ids(table.header, columns, name)
    problems += survey(table, columns, ids, name)
    problems += _dated(opened.dated, columns, name)
    refused = any(problem.severity == "error" for problem in problems)
    return _Reading(name, table, profile, columns, ids, doubts, problems, refused)


def _built(reading: _Reading, number: int, cells: Sequence[str]) -> tuple[Record | None, list[Problem]]:
    """The record in a row, and what is to be said of it."""
    row = Row(reading.name, number)
    filled = len(cells)
    for column in reading.columns:
        if column.position < filled and (cell := cells[column.position]) and not cell.isspace():
            if column.simple:
                row.data.setdefault(column.path[0], []).append(Written(cell, number, column.header))
            else:
                row.take(column, cell)
    row.join_coordinates()
    row.put_kind(reading.profile)
    if reading.refused:
        row.data["id"] = "any"  # what is wrong with its own has been said
    else:
        reading.ids.give(row, cells)
    record, found = build(row.data, Origin(reading.name, number))
    problems = [*row.problems, *(_recognised(problem, row) for problem in found)]
    if record and (doubts := (*reading.doubts, *row.problems)):
        mine = tuple(f"{problem.column}: {problem.found}" for problem in doubts)
        record = replace(record, faults=record.faults + mine)
    return record, problems


def _recognised(problem: Problem, row: Row) -> Problem:
    """What is to be said of a date that is not understood, where a spreadsheet seems to have made a number of it."""
    if problem.term in _DATES and problem.severity == "warning":
        for value in row.data.get(problem.term, ()):
            if isinstance(value, Written) and value.column == problem.column and is_serial(value):
                return serial(value, row.name, row.number, problem.column or problem.term)
    return problem


def _dated(dated: Mapping[int, int], columns: Sequence[Column], name: str) -> Iterator[Problem]:
    """A warning for each column that is of no dates, and in which a spreadsheet has one: it may have been `1-2`."""
    for column in columns:
        if column.position in dated and (column.path == ("id",) or (column.is_term and column.path[0] not in _NOT_ODD)):
            found, expected = "a cell that the spreadsheet holds for a date", "a cell of text, and what was typed"
            yield Problem(name, dated[column.position], column.header, found, expected, "warning")


def _lacking(headers: Sequence[str], mapped: Columns, name: str) -> Iterator[Problem]:
    """A Problem for each column that a mapping names and the sheet has not: it may have decided about access."""
    there = {header.strip().lower() for header in headers}
    for header in mapped.headers:
        if header not in there:
            yield Problem(name, 1, header, "no such column", f"one, as {mapped.name} says")


def _columns(
    headers: Sequence[str], reading: Profile | Columns, name: str
) -> tuple[list[Column], list[Problem], list[Problem]]:
    """The columns; the headers that may have been meant to decide about access; those that refuse the sheet."""
    columns: list[Column] = []
    doubts: list[Problem] = []
    wrong: list[Problem] = []
    for position, header in enumerate(headers):
        written = header.strip()
        if not written or (written == SUGGESTED and name == _OURS):
            continue
        try:
            columns += _column(position, written, reading)
        except HeaderError as error:
            problem = Problem(name, 1, written, error.found, error.expected)
            (doubts if _is_telling(written) else wrong).append(problem)
    for tag in dict.fromkeys(column.language for column in columns if column.language and column.is_term):
        _, found = build({"id": "any", "title": {"value": "any", "language": tag}}, Origin(name, 1))
        wrong += [replace(problem, term=None) for problem in found if problem.severity == "error"]
    return columns, doubts, wrong


def _column(position: int, written: str, reading: Profile | Columns) -> Iterator[Column]:
    """What a header means; a mapping may give it several meanings. Raises HeaderError."""
    key = written.lower()
    if isinstance(reading, Columns):
        meant = [parse(ours) for ours in reading.headers.get(key, ())] or [aside(written)]
    else:
        meant = [parse(reading.headers.get(key, written))]
    sort = reading.sorts.get(key, "text") if isinstance(reading, Profile) else "text"
    for column in meant:
        language = Written(column.language, 1, written) if column.language else None
        unknown = reading not in PROFILES and column == Meant(("private", f"x:{written}"))
        simple = column == Meant(column.path) and column.is_term and sort == "text"
        yield Column(position, written, column, column.path, sort, column.is_term, unknown, language, simple)


def _is_telling(header: str) -> bool:
    """Whether a header that cannot be understood resembles one about access."""
    try:
        aside(header)
    except HeaderError:
        return True
    return False
