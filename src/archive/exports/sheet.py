"""CSV: a row for each item under the headers of `records.columns`; read as a source, it gives the same sheet again.

UTF-8 with a byte order mark, without which Excel takes Cyrillic for something else; commas, CRLF. A value that a
spreadsheet would alter or run (`=…`, spaces at its ends, control characters) stands in the YAML column of its name.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, BinaryIO, NamedTuple

from archive.exports.flow import flow
from archive.exports.model import Items, safe
from archive.records.columns import Column, row, spell
from archive.records.model import Access, Record, Statement
from archive.records.plain import plain_access, plain_permissions, plain_values
from archive.records.telling import is_telling_cell
from archive.records.terms import ORDER

_SEPARATORS = ";|¦‖"
_FORMULA = tuple("=+-@")
_LONGEST_HEADER = 1_000  # characters: as many as the reader of sheets takes
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_DECIDING = ("access", "consents", "people", "withhold", "permissions", "names")
_RANKS = {part: rank for rank, part in enumerate(("id", "kind", "files", *ORDER, *_DECIDING, "private"))}
_ACCESS = ("level", "until", "then", "reviewed", "originals", "opaque", "warning")


class _Place(NamedTuple):
    """A column but for its separator, which is known only when all items have been seen."""

    path: tuple[str, ...]
    language: str | None = None
    yaml: bool = False


class _Part(NamedTuple):
    """What an item says at a place: its texts, or where the place is YAML one value of any form."""

    place: _Place
    texts: list[str]
    value: Any = None


@dataclass(slots=True)
class _Use:
    """How all items use a place: whether one of them has several texts there, and which separators no text holds."""

    repeats: bool = False
    free: str = _SEPARATORS

    def count(self, texts: list[str]) -> None:
        self.repeats = self.repeats or len(texts) > 1
        for mark in self.free:
            if any(mark in text for text in texts):
                self.free = self.free.replace(mark, "")

    @property
    def separator(self) -> str | None:
        return self.free[0] if self.repeats and self.free else None


def export(items: Items, out: BinaryIO) -> None:
    """Write every item as a row; the items are gone through twice, and none is kept."""
    uses = _uses(items)
    places = sorted(uses, key=_order)
    header = (_spelt(place, uses[place].separator) or "" for place in places)
    out.write(codecs.BOM_UTF8 + row(header).encode())
    for item in items():
        cells = dict(_cell(part, uses[part.place]) for part in _parts(safe(item.record)))
        out.write(row(cells.get(place, "") for place in places).encode())


def _uses(items: Items) -> dict[_Place, _Use]:
    uses = {_Place(("id",)): _Use(), _Place(("kind",)): _Use()}
    for item in items():
        for part in _parts(safe(item.record)):
            if part.place not in uses:
                uses[part.place] = _Use()
            uses[part.place].count(part.texts)
    for place, use in list(uses.items()):
        if use.repeats and not use.free:
            uses.setdefault(_Place(place.path, yaml=True), _Use())
    return uses


def _cell(part: _Part, use: _Use) -> tuple[_Place, str]:
    place, texts, value = part
    if place.yaml:
        return place, flow(value)
    if len(texts) > 1 and not use.free:  # several texts that no separator parts
        return _Place(place.path, yaml=True), flow({place.language: texts} if place.language else texts)
    return place, texts[0] if len(texts) == 1 else use.free[0].join(texts)


def _order(place: _Place) -> tuple[Any, ...]:
    part, *rest = place.path
    within = _ACCESS.index(rest[0]) if part == "access" and rest else len(_ACCESS)
    name = rest[0] if part == "private" and rest else ""
    return _RANKS[part], within, name.startswith("x:"), name, place.yaml, place.language or ""


def _parts(record: Record) -> Iterator[_Part]:
    yield _Part(_Place(("id",)), [record.id])
    yield _Part(_Place(("kind",)), [record.kind])
    if record.files:
        yield _part(_Place(("files",), yaml=not all(map(_fits, record.files))), list(record.files))
    for term, statements in groupby(record.statements, lambda statement: statement.term):
        yield from _statements(term, list(statements))
    yield from _access(record.access)
    for part, value in plain_permissions(record).items():
        if part != "access":
            yield _part(_Place((part,), yaml=True), value)
    yield from _private(record.private)


def _part(place: _Place, value: Any) -> _Part:
    return _Part(place, [], value) if place.yaml else _Part(place, value)


def _statements(term: str, statements: list[Statement]) -> Iterator[_Part]:
    """A column for each language, or all of the term as YAML where one of them is more than its text."""
    if not all(_is_text(statement) for statement in statements):
        yield _part(_Place((term,), yaml=True), plain_values(statements))
        return
    by_language: dict[str | None, list[str]] = {}
    for statement in statements:
        by_language.setdefault(statement.language, []).append(statement.value)
    for language, texts in by_language.items():
        yield _part(_Place((term,), language), texts)


def _is_text(statement: Statement) -> bool:
    if statement.uri or statement.datatype or not _fits(statement.value):
        return False
    # `uri` is a language too (Urim), but in a map of languages it would be taken for a URI.
    return statement.language != "uri" and _spelt(_Place((statement.term,), statement.language)) is not None


def _access(access: Access) -> Iterator[_Part]:
    said = {"level": access.level, "until": access.until, "then": access.then}
    said["originals"] = "true" if access.originals else None
    said["opaque"] = "true" if access.opaque else None
    parts = [_part(_Place(("access", key)), [text]) for key, text in said.items() if text]
    parts += [_part(_Place(("access", "warning"), warning.language), [warning.value]) for warning in access.warning]
    if not all(_fits(part.texts[0]) and _spelt(part.place) for part in parts):
        yield _part(_Place(("access",), yaml=True), plain_access(access))
        return
    yield from parts
    if access.reviewed:
        review = {"by": access.reviewed.by, "on": access.reviewed.on}
        yield _part(_Place(("access", "reviewed"), yaml=True), review)


def _private(private: Mapping[str, Any]) -> Iterator[_Part]:
    rest = {}
    for key, value in private.items():
        text, other = _private_places(key)
        # Under a bare header a word of access would be taken for one that was meant.
        if text and isinstance(value, str) and _fits(value) and not is_telling_cell(value):
            yield _part(text, [value])
        elif other:
            yield _part(other, value)
        else:
            rest[key] = value
    if rest:
        yield _part(_Place(("private",), yaml=True), dict(sorted(rest.items())))


@lru_cache(maxsize=4096)
def _private_places(key: str) -> tuple[_Place | None, _Place | None]:
    """The places for a text and for another value kept privately under a key, None where no header can say it."""
    text, other = _Place(("private", key)), _Place(("private", key), yaml=True)
    return text if _spelt(text) else None, other if _spelt(other) else None


def _fits(text: str) -> bool:
    """Whether a spreadsheet keeps the text as it is, and a cell gives it back."""
    return bool(text) and text == text.strip() and not text.startswith(_FORMULA) and not _CONTROL.search(text)


@lru_cache(maxsize=4096)
def _spelt(place: _Place, separator: str | None = None) -> str | None:
    """The header of a place, None where none that a spreadsheet keeps as it is can say it."""
    header = spell(Column(place.path, place.language, separator, place.yaml))
    return header if header and len(header) <= _LONGEST_HEADER and _fits(header) else None
