"""Taking a record out of its source for good: everything else in it keeps its bytes, and what is left is read back."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import yaml

from archive.records.model import Problem, Record
from archive.sources import read
from archive.sources.rewriting import new_problems
from archive.sources.sheets.dialect import find_dialect
from archive.sources.sheets.mappings import Columns
from archive.sources.sheets.opening import SUFFIXES, open_sheet
from archive.sources.sheets.rewriting import lines_of
from archive.sources.yaml.nodes import Node, compose
from archive.sources.yaml.rewriting import UnwritableError

_BY_HAND = "the record taken out by hand"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Some ends of lines of YAML 1.1 are none of 1.2; what stands in their place is as long.
_STAND_INS = str.maketrans("\x85\u2028\u2029", "\ufdd0\ufdd1\ufdd2")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def remove(
    path: Path, name: str, columns: Columns | None, item: str, copy: Callable[[bytes], Path]
) -> bytes | list[Problem] | None:
    """The bytes of the source at `path`, called `name`, without the record of an item; None where it has no other.

    Nothing is written but by `copy`, which puts the new bytes where they can be read back: unless all other records say
    just what they said, there are Problems instead. Raises OSError where the source cannot be read.
    """
    data = path.read_bytes()
    records, problems = _read(path, name, columns)
    mine = [number for number, record in enumerate(records) if record.id == item]
    if not records or len(mine) != 1:
        found = f"{len(mine)} records with the id “{item}”" if records else "not read as a whole"
        errors = [problem for problem in problems if problem.severity == "error"]
        return errors or [Problem(name, found=found, expected="one")]
    suffix, origin = path.suffix.lower(), records[mine[0]].origin
    if suffix in SUFFIXES:
        sheet = open_sheet(path, name).sheet
        found = f"{item}: a row of a workbook, and workbooks are never written"
        return [Problem(name, origin.line, sheet, found, "the row taken out by hand, or the sheet saved as CSV")]
    if len(records) == 1:
        return None
    try:
        after = _cut(data, suffix, name, mine[0], origin.line or 0)
    except UnwritableError as error:
        return [Problem(name, origin.line, None, f"{item}: {error}", _BY_HAND)]
    left, more = _read(copy(after), name, columns)
    errors = [problem for problem in new_problems(problems, more) if problem.severity == "error"]
    rest = [record for record in records if record.id != item]
    if errors or not _same(rest, left):
        found = f"{item}: without it the other records would not say what they said"
        return [*errors, Problem(name, origin.line, None, found, _BY_HAND)]
    return after


def _read(path: Path, name: str, columns: Columns | None) -> tuple[list[Record], list[Problem]]:
    found = list(read(path, name, columns))
    return [one for one in found if isinstance(one, Record)], [one for one in found if isinstance(one, Problem)]


def _same(before: list[Record], after: list[Record]) -> bool:
    if len(before) != len(after):
        return False
    return all(replace(new, origin=old.origin) == old for old, new in zip(before, after, strict=True))


def _cut(data: bytes, suffix: str, name: str, number: int, line: int) -> bytes:
    if suffix in {".yaml", ".yml"}:
        bom, encoding = next(((mark, known) for mark, known in _MARKS.items() if data.startswith(mark)), (b"", "utf-8"))
        text = data[len(bom) :].decode(encoding)
        start, end = _place_in_yaml(text, number)
    elif suffix in {".csv", ".tsv"}:
        dialect, problems = find_dialect(lambda: BytesIO(data), name)
        if dialect is None or problems:
            raise UnwritableError(problems[0].found)
        bom, encoding = dialect.bom, dialect.encoding
        text = data[len(bom) :].decode(encoding)
        rows = {row.number: row.cells[0][0] for row in lines_of(text, dialect)}
        start, end = rows[line], rows.get(line + 1, len(text))
    else:
        raise UnwritableError(f"one record of several, and {suffix} files are never written")
    return bom + (text[:start] + text[end:]).encode(encoding)


def _place_in_yaml(text: str, number: int) -> tuple[int, int]:
    """Where the record with this number (from 0) begins and ends, with the comment right above it."""
    documents, places = compose(text), list(_documents(text))
    if len(documents) != len(places):
        raise UnwritableError("stands among documents that say nothing")
    for document, (start, end) in zip(documents, places, strict=True):
        held = [inner for _, inner in document.entries] if isinstance(document.value, list) else [document]
        if number >= len(held):
            number -= len(held)
        elif len(held) == 1:
            return start, end
        elif document.flow:
            raise UnwritableError("stands in brackets with others")
        else:
            starts = [_above(text, _dash(text, document, inner)) for inner in held]
            last = held[number].end
            return starts[number], (starts[number + 1] if number + 1 < len(held) else _line_end(text, last))
    raise UnwritableError("not found again")


def _documents(text: str) -> Iterator[tuple[int, int]]:
    """Where each document that says something begins and ends: at the mark `---`, or the comment right above it."""
    found: list[tuple[int, bool]] = []
    for event in yaml.parse(text.translate(_STAND_INS), Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent) and event.start_mark:
            found.append((_first(text, event.start_mark.index, explicit=bool(event.explicit)), False))
        elif not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent)) and found:
            says = not (isinstance(event, yaml.ScalarEvent) and event.value in {"", "~", "null"})
            found[-1] = (found[-1][0], found[-1][1] or says)
    ends = [start for start, _ in found[1:]] + [len(text)]
    return ((start, end) for (start, says), end in zip(found, ends, strict=True) if says)


def _first(text: str, at: int, *, explicit: bool) -> int:
    if explicit:
        return _line_start(text, at)
    while text[at : at + 1] in {"\n", "\r", " ", "\ufeff"} or text[at : at + 1] == "#":
        at = _line_end(text, at) if text[at] == "#" else at + 1
    return _above(text, _line_start(text, at))


def _dash(text: str, document: Node, entry: Node) -> int:
    """Where the line begins on which an entry has its dash."""
    line = _line_start(text, entry.start)
    while text[line : line + document.column + 1] != " " * document.column + "-":
        if line == 0:
            raise UnwritableError("stands where it cannot be taken out")
        line = _line_start(text, line - 1)
    if text[line : line + document.column].strip():
        raise UnwritableError("shares its line with others")
    return line


def _above(text: str, line: int) -> int:
    """Where the comment begins that stands right above a line, or the line itself."""
    while line > 0:
        before = _line_start(text, line - 1)
        if not text[before:line].lstrip(" \t").startswith("#"):
            break
        line = before
    return line


def _line_start(text: str, at: int) -> int:
    if at > 0 and text[at - 1 : at + 1] == "\r\n":
        at -= 1
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_end(text: str, at: int) -> int:
    """Behind the line break of the line that a place lies on."""
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    if not ends:
        return len(text)
    return min(ends) + (2 if text[min(ends) : min(ends) + 2] == "\r\n" else 1)
