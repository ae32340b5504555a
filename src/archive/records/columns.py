"""The header row of a sheet: what a column is, read from its header and spelt as one.

A header is a name, then `@LANGUAGE`, then `[SEPARATOR]` where a cell holds several values, or `{}` where it holds YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archive.records.telling import meant_by
from archive.records.terms import TERMS, term_name

# Cells of these columns are YAML with or without `{}` behind the name.
_ALWAYS_YAML = {("people",), ("consents",), ("withhold",), ("permissions",), ("private",), ("access", "reviewed")}
_REPEATING = {("files",)}
_PARTS = {
    "id": ("id",),
    "kind": ("kind",),
    "file": ("files",),
    "files": ("files",),
    "access": ("access", "level"),
    **{
        f"access.{key}": ("access", key)
        for key in ("level", "until", "then", "reviewed", "originals", "opaque", "warning")
    },
    "consents": ("consents",),
    "people": ("people",),
    "withhold": ("withhold",),
    "permissions": ("permissions",),
    "names": ("names",),
    "private": ("private",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
}
# The columns that decide, by their own names.
_DECIDING = ("kind", "people", *(name for name in _PARTS if "." in name))
_SPELT = {path: name for name, path in reversed(_PARTS.items())}

# Of undescribed.csv: what files say of themselves, for people to read; it is never taken in.
SUGGESTED = "suggested"

_HEADER = re.compile(
    r"(?P<name>.+?)\s*+(?:@(?P<language>[\w-]+))?\s*+(?:\[(?P<separator>[^\[\]]+)\])?\s*+(?P<yaml>\{\})?", re.DOTALL
)
_SPLIT_NOTE = re.compile(r"(?P<key>.*?)\s*\[(?P<separator>[^\w\[\]]+)\]", re.DOTALL)
# And what a spreadsheet would take for a number, a date or a truth value: of quoted cells it can be told to leave them.
_QUOTED = re.compile(r'[",;\t\r\n\[]|^\s*[-+.]?\d|^\s*[^\W\d_]{3,}\.? \d|^\s*(?:true|false)\s*$', re.IGNORECASE)


class HeaderError(ValueError):
    """A header that must not be guessed at: `found` and `expected` say what is wrong with it."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"{found}; expected {expected}")
        self.found = found
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of a column are.

    `path` is where in a record's written form they go: `("title",)`, `("access", "until")`, `("private", "donor")`.
    `separator` splits a cell into values; `yaml` cells hold what a record file would hold at that place.
    """

    path: tuple[str, ...]
    language: str | None = None
    separator: str | None = None
    yaml: bool = False

    @property
    def is_term(self) -> bool:
        """Whether its cells are statements."""
        return len(self.path) == 1 and self.path[0] in TERMS


def parse(header: str) -> Column:
    """The column that a header names; one that means nothing here is kept privately under `x:` and its name.

    Raises HeaderError where it resembles a column that decides about access, or bears a suffix that cannot be.
    """
    header = header.strip()
    if header.lower().startswith("private."):
        return _private(header[len("private.") :])
    match = _HEADER.fullmatch(header)
    name = match["name"].strip() if match else ""
    path = _path(name)
    if match is None or path is None:
        return _unknown(header)
    language, separator, is_yaml = match["language"], match["separator"], bool(match["yaml"])
    if path == ("names",) and not is_yaml:
        return aside(header)  # in most sheets a column of this name holds names, and decides nothing
    if is_yaml and path == ("access", "level"):
        path = ("access",)
    column = Column(path, language, separator, is_yaml or path in _ALWAYS_YAML)
    if language and not (column.is_term or path == ("access", "warning")):
        raise HeaderError(f"the language {language} for {name}", name)
    if separator and (column.yaml or not (column.is_term or path in _REPEATING)):
        raise HeaderError(f"[{separator}] for {name}", "one value in a cell")
    if is_yaml and not (column.is_term or path in _ALWAYS_YAML | _REPEATING | {("access",), ("names",)}):
        raise HeaderError(f"{{}} for {name}", name)
    return column


def aside(header: str) -> Column:
    """The column of a header that is not to be read: kept privately under `x:` and its name.

    Raises HeaderError where it resembles a column that decides about access.
    """
    header = header.strip()
    if meant := meant_by(re.split(r"[@\[{]", header)[0].strip(), _DECIDING):
        raise HeaderError(
            f"a header that resembles {meant}", f"{meant}, or `private.{header}` for a note that decides nothing"
        )
    return Column(("private", f"x:{header}"))


def spell(column: Column) -> str | None:
    """The header that `parse` reads as this column, None where no header can say it."""
    name = _SPELT.get(column.path, column.path[-1])
    if column.path == ("access",):
        name = "access"
    suffixes = f"@{column.language}" if column.language else ""
    suffixes += f"[{column.separator}]" if column.separator else ""
    suffixes += "{}" if column.yaml and column.path not in _ALWAYS_YAML else ""
    candidates = [f"{name}{suffixes}"]
    if column.path[0] == "private" and len(column.path) > 1:
        candidates = [name.removeprefix("x:"), f"private.{name}{suffixes}"]
    return next((candidate for candidate in candidates if candidate and _reads_as(candidate, column)), None)


def row(cells: Iterable[str]) -> str:
    """One row of a sheet as text: commas between cells, CRLF behind them (RFC 4180).

    Whatever a program could take for a delimiter stands in quotes, so that none can mistake which one is meant.
    """
    return ",".join('"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells) + "\r\n"


def _reads_as(header: str, column: Column) -> bool:
    try:
        return header == header.strip() and parse(header) == column
    except HeaderError:
        return False


def _path(name: str) -> tuple[str, ...] | None:
    if path := _PARTS.get(name.lower()):
        return path
    term = term_name(name)
    return (term,) if term else None


def _private(name: str) -> Column:
    """A column of private notes; `[;]` behind its name is a separator, `[cm]` a part of it."""
    if name.endswith("{}"):
        key, separator = name.removesuffix("{}"), None
    elif match := _SPLIT_NOTE.fullmatch(name):
        key, separator = match["key"], match["separator"]
    else:
        key, separator = name, None
    if not key.strip():
        raise HeaderError("private. without a name", "private.NAME")
    return Column(("private", key.strip()), separator=separator, yaml=name.endswith("{}"))


def _unknown(header: str) -> Column:
    name = re.split(r"[@\[{]", header)[0].strip()
    if _path(name):
        raise HeaderError(f"“{header[len(name) :]}” behind {name}", f"{name}, {name}@ru, {name}[;] or {name}{{}}")
    return aside(header)
