"""What a record is: frozen plain data, known to every room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Self

Severity = Literal["error", "warning"]


class Written(str):
    """A text together with where somebody wrote it: a line of a file, or a row and a column of a sheet."""

    __slots__ = ("column", "line")
    line: int | None
    column: str | None

    def __new__(cls, text: str, line: int | None = None, column: str | None = None) -> Self:
        """Text as written; `line` counts from 1 (in a sheet the row, its header being row 1)."""
        written = super().__new__(cls, text)
        written.line = line
        written.column = column
        return written


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that a person has to look at, said as `FILE:LINE: found, expected`."""

    path: str
    line: int | None = None
    column: str | None = None
    found: str = ""
    expected: str = ""
    severity: Severity = "error"
    term: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        what = f"{self.term}: {self.found}" if self.term and self.term != self.column else self.found
        expected = f"; expected {self.expected}" if self.expected else ""
        return f"{place}: {'warning: ' if self.severity == 'warning' else ''}{what}{expected}"


@dataclass(frozen=True, slots=True)
class Origin:
    """The source a record stands in: its path from the archive's root and the line (or row) where the record begins."""

    source: str
    line: int | None = None


class Statement(NamedTuple):
    """One value of one property, as written (DCMI Metadata Terms, `/terms/` namespace; languages after BCP 47).

    A tuple, as a museum has more than a million: one is made in a quarter of the time that a frozen dataclass takes.
    """

    term: str
    value: str
    language: str | None = None
    datatype: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a person of people.yaml has to do with an item."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Review:
    """That somebody looked again: at an item when its embargo ended, at a consent when a minor came of age."""

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person allowed, from when until when. Dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    `role` is as what the person gave it (None: as `people` says); a guardian or an heir gives it for somebody (`of`).
    """

    person: str
    given: str
    scope: tuple[str, ...]
    until: str | None = None
    revoked: str | None = None
    evidence: str | None = None
    role: str | None = None
    of: str | None = None
    reviewed: Review | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """A right that the archive was granted (PREMIS 3, rightsGranted): the act (Library of Congress, actionsGranted), on
    which basis, by whom, from when until when. Dates as in a consent; without `given` it holds from the beginning.
    """

    act: str
    basis: str
    by: str | None = None
    given: str | None = None
    until: str | None = None
    revoked: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """What a record says about who may see it. `level` is None where it says nothing."""

    level: str | None = None
    until: str | None = None
    then: str | None = None
    reviewed: Review | None = None
    warning: tuple[Statement, ...] = ()
    originals: bool = False
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class Withhold:
    """A part that is never published, as written: a file, or of it an interval (`start`, `end`), pages, a region of the
    picture or the passages with some words (`text`); or the statements of a term, of which `language` means one.
    """

    file: str | None = None
    start: str | None = None
    end: str | None = None
    pages: str | None = None
    region: str | None = None
    text: str | None = None
    term: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """What somebody decided on words that may be a name: whose they are (None: nobody's), everywhere in the item, or
    in one term or file of it (`within`).
    """

    text: str
    person: str | None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The description of one item, as a person wrote it.

    `files` are paths as written, relative to `collection/`. `private` is plain data that never leaves the archive.
    `faults` names what in the record was not understood; while there is one the item stays hidden.
    """

    id: str
    kind: str
    statements: tuple[Statement, ...] = ()
    files: tuple[str, ...] = ()
    people: tuple[Role, ...] = ()
    consents: tuple[Consent, ...] = ()
    access: Access = Access()
    withhold: tuple[Withhold, ...] = ()
    permissions: tuple[Permission, ...] = ()
    names: tuple[Naming, ...] = ()
    private: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    origin: Origin = Origin("")

    def values(self, term: str) -> list[Statement]:
        """The statements of one term, in the order they were written."""
        return [statement for statement in self.statements if statement.term == term]
