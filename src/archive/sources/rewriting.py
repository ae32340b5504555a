"""Writing changed records back into their source: nothing else in it changes, and what was written is read back."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from archive.records.findings import shorten
from archive.records.model import Problem, Record, Statement
from archive.records.plain import plain
from archive.records.statements import DECIDING
from archive.sources import read
from archive.sources.merging import merged
from archive.sources.sheets.dialect import find_dialect
from archive.sources.sheets.mappings import Columns
from archive.sources.sheets.opening import SUFFIXES, open_sheet
from archive.sources.sheets.rewriting import cells_to_change
from archive.sources.sheets.rewriting import rewrite as rewrite_sheet
from archive.sources.yaml.rewriting import UnwritableError, records_in
from archive.sources.yaml.rewriting import rewrite as rewrite_yaml

_BY_HAND = "the change made by hand in the file itself"
_PARTS = ("id", "kind", "files", *DECIDING)
_LINE = re.compile(r":\d+\b")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A source before and after: its bytes, and the records that differ, each as it was and as it is read back."""

    before: bytes
    after: bytes
    changes: tuple[tuple[Record, Record], ...]


def rewrite(
    path: Path,
    name: str,
    columns: Columns | None,
    items: Collection[str],
    *,
    alter: Callable[[Record], Record],
    copy: Callable[[bytes], Path],
) -> Rewritten | list[Problem]:
    """The source at `path`, called `name`, in which each of these items' records is as `alter` makes it.

    Nothing is written but by `copy`, which puts the new bytes where they can be read back: unless just the wanted
    records differ, in just what was wanted, there are Problems instead. Raises OSError where the source cannot be read.
    """
    write = _WRITERS.get(path.suffix.lower())
    data = path.read_bytes()
    before, problems = _read(path, name, columns)
    wanted = {record.id: alter(record) for record in before if record.id in items}
    changing = [record for record in before if record.id in items and wanted[record.id] != record]
    if found := list(_misfits(name, before, items, {record.id for record in changing}, problems)):
        return found
    if not changing:
        return Rewritten(data, data, ())
    if path.suffix.lower() in SUFFIXES:
        return list(_refused_cells(path, name, columns, [(record, wanted[record.id]) for record in changing]))
    if write is None:
        return [_refused(name, record, wanted[record.id]) for record in changing]
    try:
        after = write(data, name, columns, before, wanted)
    except UnwritableError as error:
        return [Problem(name, changing[0].origin.line, None, str(error), _BY_HAND)]
    there, more = _read(copy(after), name, columns)
    errors = [problem for problem in new_problems(problems, more) if problem.severity == "error"]
    if wrong := list(_differences(before, there, wanted, name, errors)):
        return wrong
    changes = ((old, new) for old, new in zip(before, there, strict=True) if old.id in wanted)
    return Rewritten(data, after, tuple(pair for pair in changes if not _same(*pair)))


def _read(path: Path, name: str, columns: Columns | None) -> tuple[list[Record], list[Problem]]:
    records: list[Record] = []
    problems: list[Problem] = []
    for found in read(path, name, columns):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            records.append(found)
    return records, problems


def _misfits(
    name: str, records: Iterable[Record], items: Iterable[str], changing: Collection[str], problems: Iterable[Problem]
) -> Iterable[Problem]:
    """Items of which there is no record, or more than one of which one is to change."""
    lines: dict[str, list[int | None]] = {}
    for record in records:
        lines.setdefault(record.id, []).append(record.origin.line)
    if not lines:
        yield from (problem for problem in problems if problem.severity == "error")
    for item in sorted(items):
        there = lines.get(item, [])
        if not there:
            yield Problem(name, None, None, f"no record with the id “{item}”", "one, as it was taken in")
        elif len(there) > 1 and item in changing:
            others = ", ".join(f"{name}:{line}" for line in there[1:])
            expected = "an id of its own, or only one of the records"
            yield Problem(name, there[0], None, f"“{item}” is also in {others}", expected, term="id")


def _write_yaml(
    data: bytes, _name: str, _columns: Columns | None, before: list[Record], wanted: Mapping[str, Record]
) -> bytes:
    bom, encoding = next(((mark, known) for mark, known in _MARKS.items() if data.startswith(mark)), (b"", "utf-8"))
    text = data[len(bom) :].decode(encoding)
    said = records_in(text)
    changed = {
        number: merged(said[number], record, wanted[record.id])
        for number, record in enumerate(before)
        if record.id in wanted and wanted[record.id] != record
    }
    return bom + rewrite_yaml(text, changed).encode(encoding)


def _write_sheet(
    data: bytes, name: str, columns: Columns | None, before: list[Record], wanted: Mapping[str, Record]
) -> bytes:
    dialect, problems = find_dialect(lambda: BytesIO(data), name)
    if dialect is None or problems:
        raise UnwritableError(problems[0].found)  # a guess at the encoding may be wrong, and the new letters with it
    changes = {
        record.origin.line: (record, wanted[record.id])
        for record in before
        if record.origin.line and record.id in wanted and wanted[record.id] != record
    }
    return rewrite_sheet(data, dialect, columns, changes)


_Writer = Callable[[bytes, str, Columns | None, list[Record], Mapping[str, Record]], bytes]
# What can be changed in place; any other form is changed by hand.
_WRITERS: dict[str, _Writer] = {
    ".yaml": _write_yaml,
    ".yml": _write_yaml,
    ".csv": _write_sheet,
    ".tsv": _write_sheet,
}


def _refused_cells(
    path: Path, name: str, columns: Columns | None, changes: Iterable[tuple[Record, Record]]
) -> Iterable[Problem]:
    """Each cell of a workbook that would have to change: a workbook is never written."""
    opened = open_sheet(path, name)
    rows = dict(opened.table or ())
    header = [cell.strip() for cell in opened.table.header] if opened.table else []
    for record, wanted in changes:
        row = record.origin.line or 0
        for column, text in cells_to_change(header, rows.get(row, []), columns, (record, wanted)).items():
            place = f"{opened.sheet}!{column}" if opened.sheet else column
            found = f"{record.id}: is to say “{shorten(text)}”, and workbooks are never written"
            yield Problem(name, row, place, found, "the cell changed by hand, or the sheet saved as CSV")


def _refused(name: str, record: Record, wanted: Record) -> Problem:
    old, new = plain(record), plain(wanted)
    parts = [key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]
    suffix = Path(name).suffix.lower()
    found = f"{record.id}: {', '.join(parts)} is to change, and {suffix} files are never written"
    return Problem(name, record.origin.line, None, found, _BY_HAND)


def new_problems(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """The problems that were not there before, wherever they, and what they speak of, stood in their files."""
    known = Counter(before)
    others = []
    for problem in after:
        if known[problem]:
            known[problem] -= 1
        else:
            others.append(problem)
    moved: Counter[Problem] = Counter()
    for problem, times in known.items():
        moved[_anywhere(problem)] += times
    found = []
    for problem in others:
        place = _anywhere(problem)
        if moved[place]:
            moved[place] -= 1
        else:
            found.append(problem)
    return found


def _anywhere(problem: Problem) -> Problem:
    return replace(problem, line=None, found=_LINE.sub("", problem.found))


def _differences(
    before: list[Record], there: list[Record], wanted: Mapping[str, Record], name: str, errors: list[Problem]
) -> Iterable[Problem]:
    """What is not as it was wanted."""
    yield from errors
    if len(before) != len(there):
        if not errors:
            yield Problem(name, None, None, "another number of records when read back", _BY_HAND)
        return
    for old, new in zip(before, there, strict=True):
        expected = wanted.get(old.id, old)
        if expected.kind == old.kind and {"type", "files"} & set(_unlike(old, expected)):
            expected = replace(expected, kind=new.kind)  # it is told from them where nobody wrote it, and shown
        if errors and old.id in wanted:
            continue  # said already
        if not (_same(expected, new) if old.id in wanted else replace(new, origin=old.origin) == old):
            parts = ", ".join(_unlike(expected, new)) or "order"
            yield Problem(name, new.origin.line, None, f"{old.id}: {parts} would not say what was wanted", _BY_HAND)


def _same(one: Record, other: Record) -> bool:
    """Whether two records say the same; the order of statements counts within a language, as sheets know no other."""
    return not _unlike(one, other)


def _unlike(one: Record, other: Record) -> list[str]:
    """The parts in which records differ; of faults only new ones count."""
    parts = [part for part in _PARTS if getattr(one, part) != getattr(other, part)]
    if dict(one.private) != dict(other.private):
        parts.append("private")
    mine, theirs = _grouped(one), _grouped(other)
    return parts + sorted({key[0] for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)})


def _grouped(record: Record) -> dict[tuple[str, str | None], list[Statement]]:
    grouped: dict[tuple[str, str | None], list[Statement]] = {}
    for statement in record.statements:
        grouped.setdefault((statement.term, statement.language), []).append(statement)
    return grouped
