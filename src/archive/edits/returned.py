"""A sheet that was exported, worked on and comes back: what it says otherwise is changed in the records' own sources.

What a sheet lacks, an item keeps: only the places for which there is a column are compared. An emptied cell removes
what stood there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from archive.catalogue.layout import Archive, Refused
from archive.edits.assignments import Alter, with_term
from archive.records.model import Access, Problem, Record, Statement
from archive.records.statements import LISTS
from archive.sources import is_sheet, read
from archive.sources.sheets.opening import open_sheet
from archive.sources.sheets.placing import Meaning, meanings

_TUPLES = ("files", *LISTS)


@dataclass(frozen=True, slots=True)
class Returned:
    """The rows of a sheet as records, by id, what its columns are, and which of them each row fills."""

    rows: Mapping[str, Record]
    columns: Sequence[Meaning]
    filled: Mapping[str, frozenset[int]]

    @property
    def alter(self) -> Alter:
        """What the sheet makes of a record that it has a row for."""
        return lambda record: _altered(record, self.rows[record.id], self.columns, self.filled[record.id])


def read_returned(path: Path) -> Returned:
    """The sheet at `path`. Raises Refused, with all that is wrong, where it cannot be read or has no column of ids."""
    name = str(path)
    if not is_sheet(name):
        raise Refused(f"{name}: no sheet; expected .csv, .tsv, .xlsx or .ods")
    table = open_sheet(path, name).table
    problems: list[Problem] = []
    columns = meanings(table.header, None) if table else []
    if table and not any(column.meant.path == ("id",) for column in columns):
        problems.append(Problem(name, 1, None, "no column of ids", "the column `id`, as it was exported"))
    rows = {}
    for found in read(path, name):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            rows[found.id] = found
    errors = dict.fromkeys(str(problem) for problem in problems if problem.severity == "error")
    if errors or table is None:
        raise Refused("\n".join(errors))
    lines = {number: frozenset(at for at, cell in enumerate(cells) if cell.strip()) for number, cells in table}
    return Returned(rows, columns, {item: lines[row.origin.line or 0] for item, row in rows.items()})


def refuse_described(archive: Archive, connection: sqlite3.Connection, paths: Iterable[Path]) -> None:
    """Raise Refused where a sheet outside describes nothing but items that other sources describe already: it was
    exported, and taken in as it is it would clash with every one of them.
    """
    for path in paths:
        if path.resolve().is_relative_to(archive.root) or not (path.is_file() and is_sheet(path.name)):
            continue
        sources = dict(connection.execute("SELECT item, source FROM records"))
        found = (one.id for one in (read(path, path.name) if sources else ()) if isinstance(one, Record))
        mine = archive.name(archive.metadata / path.name)
        others = (sources.get(item, mine) for item in found)
        first = next(others, None)
        if first not in {None, mine} and all(source != mine for source in others):
            raise Refused(
                f"{path.name}: all its items are described in other files, as {first}; expected new items, or "
                f"`archive set --from {quote(str(path))}` to change those"
            )


def _altered(record: Record, row: Record, columns: Sequence[Meaning], filled: Collection[int]) -> Record:
    paths = {column.meant.path for column in columns}
    for term in dict.fromkeys(column.meant.path[0] for column in columns if column.meant.is_term):
        record = with_term(record, term, _statements(term, record, row, columns, filled))
    for part in _TUPLES:
        if (part,) in paths and getattr(row, part) != getattr(record, part):
            changed = {part: getattr(row, part)}
            record = replace(record, **changed)
    if any(column.meant.path == ("kind",) and column.position in filled for column in columns):
        record = replace(record, kind=row.kind)
    whole = any(column.meant.path == ("access",) and column.position in filled for column in columns)
    record = replace(record, access=row.access if whole else _access(record, row, columns))
    return replace(record, private=_private(record, row, paths))


def _by_language(statements: list[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda one: one.language or "")


def _statements(
    term: str, record: Record, row: Record, columns: Sequence[Meaning], filled: Collection[int]
) -> list[Statement]:
    mine = [column for column in columns if column.meant.path == (term,)]
    there, said = record.values(term), row.values(term)
    speaks = _speaks_for(mine, there, filled, placed=any(column.meant.path == ("latitude",) for column in columns))
    if _by_language(said) == _by_language(there):
        return there  # columns may stand in another order than the record has
    kept = [one for one in there if not speaks(one)]
    if not kept:
        return said
    order = {one.language: position for position, one in reversed([*enumerate(there)])}
    return sorted([*kept, *said], key=lambda one: order.get(one.language, len(there)))


def _speaks_for(
    columns: Sequence[Meaning], there: Sequence[Statement], filled: Collection[int], *, placed: bool
) -> Callable[[Statement], bool]:
    """Which of a term's statements the sheet has a column for.

    A column of YAML holds all of a term, where it is filled or one of the statements needs it: an empty one says
    nothing of what stands, or stood, in the others.
    """
    languages = {column.meant.language for column in columns if not column.meant.yaml}
    yaml = [column for column in columns if column.meant.yaml]
    whole = any(column.position in filled for column in yaml) or (bool(yaml) and not all(map(_is_simple, there)))
    return lambda one: whole or (one.language in languages and (_is_simple(one) or placed))


def _is_simple(statement: Statement) -> bool:
    return not (statement.uri or statement.datatype or statement.language == "uri")


def _access(record: Record, row: Record, columns: Sequence[Meaning]) -> Access:
    mine = [column.meant for column in columns if column.meant.path[0] == "access"]
    keys = {column.path[1] for column in mine if len(column.path) > 1}
    if record.faults and row.access.level == "hidden":
        keys = {"warning"} & keys  # an item that was not understood is exported as hidden, and is that already
    access = record.access
    for key in sorted(keys - {"warning"}):
        changed = {key: getattr(row.access, key)}
        access = replace(access, **changed)
    languages = {column.language for column in mine if column.path == ("access", "warning")}
    if languages and sorted(row.access.warning) != sorted(access.warning):
        kept = (text for text in access.warning if text.language not in languages)
        access = replace(access, warning=(*kept, *row.access.warning))
    return access


def _private(record: Record, row: Record, paths: Collection[tuple[str, ...]]) -> dict[str, object]:
    mine = {path[1] for path in paths if path[0] == "private" and len(path) > 1}
    kept = {key: value for key, value in record.private.items() if key not in mine or key in row.private}
    return kept | dict(row.private)
