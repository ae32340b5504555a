"""The cells of a row in which the parts of a record stand, and what they say when the record becomes another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from archive.records.columns import Column, HeaderError, aside, parse
from archive.records.model import Record, Statement
from archive.records.plain import plain, plain_values
from archive.records.statements import LISTS, PARTS
from archive.sources.sheets.mappings import Columns
from archive.sources.sheets.profiles import Sort, profile_of
from archive.sources.yaml.rewriting import UnwritableError
from archive.sources.yaml.text import inline

_GEO = "geo:"


class Meaning(NamedTuple):
    """A column at its place in the sheet (from 0), what its cells are, and in which way."""

    position: int
    meant: Column
    sort: Sort = "text"


def meanings(headers: Sequence[str], mapped: Columns | None) -> list[Meaning]:
    """What the columns of a sheet are; one with a header that must not be guessed at is none."""
    profile = profile_of(headers)
    found = []
    for position, header in enumerate(headers):
        key = header.strip().lower()
        try:
            if mapped:
                meant = [parse(ours) for ours in mapped.headers.get(key, ())] or [aside(header)]
            else:
                meant = [parse(profile.headers.get(key, header.strip()))] if key else []
        except HeaderError:
            continue
        sort = "text" if mapped else profile.sorts.get(key, "text")
        found += [Meaning(position, column, sort) for column in meant]
    return found


@dataclass(slots=True)
class Added:
    """Columns that a sheet gets behind those it has, which are `there` in number."""

    there: int
    columns: list[Meaning] = field(default_factory=list)

    def new(self, column: Column) -> Meaning:
        """One more column."""
        self.columns.append(Meaning(self.there + len(self.columns), column))
        return self.columns[-1]


@dataclass(slots=True)
class Row:
    """The cells of a row by position as they are, and those that change."""

    columns: Sequence[Meaning]
    added: Added
    cells: dict[int, str]
    wanted: dict[int, str] = field(default_factory=dict)

    def change(self, before: Record, after: Record) -> None:
        """Make the row say another record. Raises UnwritableError where it has no place for it."""
        old, new = plain(before), plain(after)
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) == new.get(key):
                continue
            if key == "id":
                raise UnwritableError("the id is the item's address")
            if key in {"access", "private"}:
                self.change_map(key, old.get(key, {}), new.get(key, {}))
            elif key in LISTS:
                self.change_yaml((key,), new.get(key))
            elif key == "files":
                self.change_values(("files",), None, list(after.files))
            elif key in PARTS:
                self.put_one((key,), new.get(key))
            else:
                self.change_term(key, before.values(key), after.values(key))

    def change_term(self, term: str, old: list[Statement], new: list[Statement]) -> None:
        """The statements of a term; all of them as YAML where one has no other place."""
        if term == "spatial":
            new = self.place(new)
        filled = any(self.cells.get(column.position) for column in self.of((term,)) if column.meant.yaml)
        if filled or not all(map(self.is_simple, new)):
            for column in self.of((term,)):
                self.wanted[column.position] = ""
            self.change_yaml((term,), plain_values(new) if new else None)
            return
        for language in dict.fromkeys(statement.language for statement in (*old, *new)):
            said, wanted = (
                [statement.value for statement in statements if statement.language == language]
                for statements in (old, new)
            )
            if said != wanted:
                self.change_values((term,), language, wanted)

    def place(self, new: list[Statement]) -> list[Statement]:
        """Write the coordinates of the first place where the sheet has columns for them; the places without them."""
        columns = [self.of((part,)) for part in ("latitude", "longitude")]
        if not all(columns):
            return new
        first = new[0] if new and (new[0].uri or "").startswith(_GEO) else None
        latitude, _, longitude = (first.uri or "").removeprefix(_GEO).partition(",") if first else ("", "", "")
        for (column, *_), text in zip(columns, (latitude, longitude), strict=True):
            self.wanted[column.position] = text
        if first is None:
            return new
        named = [first._replace(uri=None)] if first.value != f"{latitude}, {longitude}" else []
        return [*named, *new[1:]]

    def change_values(self, path: tuple[str, ...], language: str | None, new: list[str]) -> None:
        """Several texts in their cells: one in each, or all in one that is split."""
        columns = [column for column in self.of(path) if not column.meant.yaml and column.meant.language == language]
        split = next((column for column in columns if column.meant.separator), None)
        if split and split.meant.separator and len(new) > len(columns):
            mark = split.meant.separator
            there = self.cells.get(split.position, "")
            forms = (f" {mark} ", f"{mark} ", mark)
            new = [next((form for form in forms if form in there), f"{mark} ").join(new)]
            columns = [split, *(column for column in columns if column != split)]
        columns += [self.added.new(Column(path, language)) for _ in new[len(columns) :]]
        for nth, column in enumerate(columns):
            self.wanted[column.position] = new[nth] if nth < len(new) else ""

    def change_map(self, part: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        """The parts of `access` and of `private`, each in its column; `access` as YAML where it stands so."""
        whole = next((column for column in self.of((part,)) if self.cells.get(column.position)), None)
        if whole and part == "access":
            self.wanted[whole.position] = inline(new) if new else ""
            return
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key):
                self.change_key((part, key), old.get(key), new.get(key))

    def change_key(self, path: tuple[str, ...], old: Any, new: Any) -> None:
        if path == ("access", "warning"):
            was, now = (value if isinstance(value, dict) else {None: value} for value in (old, new))
            for language in dict.fromkeys((*was, *now)):
                if was.get(language) != now.get(language):
                    self.change_values(path, language, [now[language]] if now.get(language) else [])
        elif isinstance(new or "", str):
            for column in self.of(path):  # of private notes there may have been several
                self.wanted[column.position] = ""
            self.put_one(path, new)
        elif isinstance(new, list) and len(new) > 1 and self.splits(path, new):
            self.change_values(path, None, new)
        else:
            self.change_yaml(path, new)

    def splits(self, path: tuple[str, ...], texts: list[Any]) -> bool:
        """Whether a cell of this place can say the values, one behind the other."""
        marks = [column.meant.separator for column in self.of(path) if column.meant.separator]
        return bool(marks) and all(isinstance(text, str) and not any(mark in text for mark in marks) for text in texts)

    def put_one(self, path: tuple[str, ...], text: str | None) -> None:
        """The one text of a place."""
        column = next(iter(self.of(path)), None)
        if column or text:
            column = column or self.added.new(Column(path))
            self.wanted[column.position] = inline(text) if column.meant.yaml and text else text or ""

    def change_yaml(self, path: tuple[str, ...], value: Any) -> None:
        """A value of any form, in a column of YAML."""
        columns = [column for column in self.of(path) if column.meant.yaml]
        for column in self.of(path):
            self.wanted[column.position] = ""
        if value:
            column = columns[0] if columns else self.added.new(Column(path, yaml=True))
            self.wanted[column.position] = inline(value)

    def is_simple(self, statement: Statement) -> bool:
        """Whether a cell can say the statement as a text."""
        if statement.datatype or statement.language == "uri" or not statement.value:
            return False
        mine = self.of((statement.term,))
        splitting = (column.meant.separator for column in mine if column.meant.language == statement.language)
        if any(separator and separator in statement.value for separator in splitting):
            return False
        return statement.uri is None or (
            statement.uri == statement.value and any(column.sort == "uri" for column in mine)
        )

    def of(self, path: tuple[str, ...]) -> list[Meaning]:
        """The columns of a place, those that other rows have got included."""
        return [column for column in (*self.columns, *self.added.columns) if column.meant.path == path]
