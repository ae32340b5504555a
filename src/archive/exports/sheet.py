"""CSV: a row for each item under the headers of `records.columns`; read as a source, it gives the same sheet again.

UTF-8 with a byte order mark, without which Excel takes Cyrillic for something else; commas, CRLF. A value that a
spreadsheet would alter or run (`=…`, spaces at its ends, control characters) stands in the YAML column of its name.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, BinaryIO

from archive.exports.flow import flow
from archive.exports.model import Items, safe
from archive.records.columns import Column, row, spell
from archive.records.model import Access, Record, Statement
from archive.records.plain import plain_access, plain_permissions, plain_values
from archive.records.terms import ORDER

_SEPARATORS = ";|¦‖"
_FORMULA = tuple("=+-@")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ACCESS = ("level", "until", "then", "reviewed", "originals", "warning")


@dataclass(frozen=True, slots=True)
class _Part:
    """What an item says in one column: texts, or where `column.yaml` one value of any form.

    `instead` is the same as YAML, for a column of several texts that no separator parts.
    """

    column: Column
    texts: list[str]
    value: Any = None
    instead: Any = None


@dataclass(slots=True)
class _Use:
    """How a column is used by all items: whether any has several texts, and which separators occur in none."""

    repeats: bool = False
    free: set[str] = field(default_factory=lambda: set(_SEPARATORS))

    @property
    def separator(self) -> str | None:
        return next((mark for mark in _SEPARATORS if mark in self.free), None) if self.repeats else None


def export(items: Items, out: BinaryIO) -> None:
    """Write every item as a row; the items are gone through twice, and none is kept."""
    uses = _uses(items)
    columns = sorted(uses, key=_order)
    header = [_header(column, uses[column]) for column in columns]
    out.write(codecs.BOM_UTF8 + row(header).encode())
    for item in items():
        cells = {}
        for part in _parts(safe(item.record)):
            column, cell = _cell(part, uses[part.column].separator)
            cells[column] = cell
        out.write(row(cells.get(column, "") for column in columns).encode())


def _uses(items: Items) -> dict[Column, _Use]:
    uses = {Column(("id",)): _Use(), Column(("kind",)): _Use()}
    for item in items():
        for part in _parts(safe(item.record)):
            use = uses.setdefault(part.column, _Use())
            use.repeats = use.repeats or len(part.texts) > 1
            use.free -= {mark for mark in use.free if any(mark in text for text in part.texts)}
    for column, use in list(uses.items()):
        if use.repeats and not use.separator:
            uses.setdefault(Column(column.path, yaml=True), _Use())
    return uses


def _header(column: Column, use: _Use) -> str:
    return _spelt(Column(column.path, column.language, use.separator, column.yaml)) or ""


def _cell(part: _Part, separator: str | None) -> tuple[Column, str]:
    if part.column.yaml:
        return part.column, flow(part.value)
    if len(part.texts) > 1 and not separator:
        return Column(part.column.path, yaml=True), flow(part.instead)
    return part.column, (separator or "").join(part.texts)


def _order(column: Column) -> tuple[Any, ...]:
    part, *rest = column.path
    parts = ["id", "kind", "files", "access", "consents", "people", "withhold", "private"]
    rank = parts.index(part) + (0 if parts.index(part) < 3 else len(ORDER)) if part in parts else 3 + ORDER[part]
    within = _ACCESS.index(rest[0]) if part == "access" and rest else len(_ACCESS)
    name = rest[0] if part == "private" and rest else ""
    return rank, within, name.startswith("x:"), name, column.yaml, column.language or ""


def _parts(record: Record) -> Iterator[_Part]:
    yield _Part(Column(("id",)), [record.id])
    yield _Part(Column(("kind",)), [record.kind])
    if record.files:
        yield _texts(("files",), list(record.files), all(_fits(path) and "://" not in path for path in record.files))
    for term, statements in groupby(record.statements, lambda statement: statement.term):
        yield from _statements(term, list(statements))
    yield from _access(record.access)
    for part, value in plain_permissions(record).items():
        if part != "access":
            yield _Part(Column((part,), yaml=True), [], value)
    yield from _private(record.private)


def _texts(path: tuple[str, ...], texts: list[str], fit: bool) -> _Part:  # noqa: FBT001  named by its caller
    return _Part(Column(path), texts, instead=texts) if fit else _Part(Column(path, yaml=True), [], texts)


def _statements(term: str, statements: list[Statement]) -> Iterator[_Part]:
    """A column for each language, or all of the term as YAML where one of them is more than its text."""
    if not all(_is_text(statement) for statement in statements):
        yield _Part(Column((term,), yaml=True), [], plain_values(statements))
        return
    by_language: dict[str | None, list[Statement]] = {}
    for statement in statements:
        by_language.setdefault(statement.language, []).append(statement)
    for language, group in by_language.items():
        texts = [statement.value for statement in group]
        yield _Part(Column((term,), language), texts, instead=plain_values(group))


def _is_text(statement: Statement) -> bool:
    if statement.uri or statement.datatype or not _fits(statement.value):
        return False
    return statement.language is None or _spelt(Column((statement.term,), statement.language)) is not None


def _access(access: Access) -> Iterator[_Part]:
    said = {"level": access.level, "until": access.until, "then": access.then}
    said["originals"] = "true" if access.originals else None
    parts = [_Part(Column(("access", key)), [text]) for key, text in said.items() if text]
    parts.extend(_Part(Column(("access", "warning"), warning.language), [warning.value]) for warning in access.warning)
    if not all(_fits(part.texts[0]) and _spelt(part.column) for part in parts):
        yield _Part(Column(("access",), yaml=True), [], plain_access(access))
        return
    yield from parts
    if access.reviewed:
        review = {"by": access.reviewed.by, "on": access.reviewed.on}
        yield _Part(Column(("access", "reviewed"), yaml=True), [], review)


def _private(private: Mapping[str, Any]) -> Iterator[_Part]:
    rest = {}
    for key, value in private.items():
        text, other = Column(("private", key)), Column(("private", key), yaml=True)
        if isinstance(value, str) and _fits(value) and _spelt(text):
            yield _Part(text, [value])
        elif _spelt(other):
            yield _Part(other, [], value)
        else:
            rest[key] = value
    if rest:
        yield _Part(Column(("private",), yaml=True), [], dict(sorted(rest.items())))


def _fits(text: str) -> bool:
    """Whether a spreadsheet keeps the text as it is, and a cell gives it back."""
    return bool(text) and text == text.strip() and not text.startswith(_FORMULA) and not _CONTROL.search(text)


@lru_cache(maxsize=4096)
def _spelt(column: Column) -> str | None:
    """The column's header, None where no header that a spreadsheet keeps as it is can say it."""
    header = spell(column)
    return header if header and _fits(header) else None
