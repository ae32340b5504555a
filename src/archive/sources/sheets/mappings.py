"""Mappings: what the columns of other people's sheets are, in the words of our own headers.

A mapping is a YAML file in metadata/mappings/: `sheets`, the sheets it is for (paths below metadata/), and `columns`, a
header of ours for each column of theirs that is to be read, or several. All other columns are kept privately.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.records.columns import HeaderError, parse
from archive.records.findings import describe, listed, place, shorten
from archive.records.model import Problem, Written
from archive.sources.yaml.reading import load

_KEYS = ("sheets", "columns")
_SHEETS = frozenset({".csv", ".tsv", ".xlsx", ".ods"})
_SUFFIXES = frozenset({".yaml", ".yml"})
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Columns:
    """What `name` (the path of the mapping) makes of a sheet: our headers for theirs, which are in lower case."""

    name: str
    headers: Mapping[str, tuple[str, ...]]

    @property
    def said(self) -> bytes:
        """All that it says, for telling whether that has changed."""
        return json.dumps(self.headers, sort_keys=True).encode()


def read_mappings(folder: Path, root: Path) -> tuple[dict[str, Columns], list[Problem]]:
    """The columns for each sheet that a mapping in the folder names, by its path from the root (in Unicode's form C),
    and all Problems.

    As long as there is a problem, nobody can tell which sheets were meant: those without a mapping must not be read as
    if they had none.
    """
    mappings: dict[str, Columns] = {}
    problems: list[Problem] = []
    paths, wrong = _files(folder, root)
    problems += wrong
    for path in paths:
        name = path.relative_to(root).as_posix()
        try:
            documents, found = load(path, name)
        except OSError as error:
            documents, found = [], [Problem(name, found=f"cannot be read ({error.strerror})")]
        if not found and len(documents) != 1:
            found = [Problem(name, found=f"{len(documents)} documents", expected="one")]
        problems += found
        if not found:
            sheets, columns, found = _read(documents[0], name)
            problems += found
            for at, sheet in sheets.items():
                if sheet in mappings:
                    problems.append(_wrong(name, at, f"“{at}” is also in {mappings[sheet].name}", "one mapping"))
                mappings[sheet] = Columns(name, columns)
    return mappings, problems


def for_sheet(path: Path, name: str, sheet: str) -> tuple[bytes, Columns | None, list[Problem]]:
    """The mapping at `path` as one for `sheet` alone (its path below metadata/), what it says of the columns, and the
    Problems; no columns where there is one. All but `sheets` stays as it was written. Raises OSError.
    """
    documents, problems = load(path, name)
    if not problems and (len(documents) != 1 or not isinstance(documents[0], Mapping)):
        problems = [Problem(name, found="no mapping", expected="a map of `sheets` and `columns`")]
    if problems:
        return b"", None, problems
    said = documents[0]
    wanted = [Written(sheet)]
    _, columns, problems = _read({**said, "sheets": wanted}, name)
    if listed(said.get("sheets")) == wanted:
        return path.read_bytes(), Columns(name, columns), problems
    lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines(keepends=True)
    begins = sorted(key.line for key in said)
    for key in said:
        if key == "sheets":
            after = next((line for line in begins if line > key.line), len(lines) + 1)
            if begins.count(key.line) > 1 or not lines[key.line - 1].startswith(("sheets", '"sheets', "'sheets")):
                problems.append(_wrong(name, key, "`sheets` beside something else", "it on lines of its own"))
            lines[key.line - 1 : after - 1] = [line for line in lines[key.line : after - 1] if line.startswith("#")]
    text = f"sheets: [{json.dumps(sheet, ensure_ascii=False)}]\n{''.join(lines)}"
    return text.encode(), Columns(name, columns), problems


def _files(folder: Path, root: Path) -> tuple[list[Path], list[Problem]]:
    """The mappings in the folder; a Problem for everything else there, which may have been meant for one."""
    name = folder.relative_to(root).as_posix()
    if not folder.exists() and not folder.is_symlink():
        return [], []
    if folder.is_symlink() or not folder.is_dir():
        return [], [Problem(name, found="no folder", expected="a folder of mappings")]
    try:
        there = sorted(folder.iterdir())
    except OSError as error:
        return [], [Problem(name, found=f"cannot be read ({error.strerror})")]
    paths, problems = [], []
    for path in there:
        if path.suffix.lower() in _SUFFIXES and path.is_file() and not path.name.startswith("."):
            paths.append(path)
        elif path.suffix.lower() != ".md" and path.name not in _LITTER:
            problems.append(Problem(path.relative_to(root).as_posix(), found="no mapping", expected="a file NAME.yaml"))
    return paths, problems


def _read(data: Any, name: str) -> tuple[dict[str, str], dict[str, tuple[str, ...]], list[Problem]]:
    """The sheets (paths from the root, by what was written), the headers, and what is wrong with them."""
    if not isinstance(data, Mapping):
        return {}, {}, [Problem(name, None, None, describe(data), "a map of `sheets` and `columns`")]
    problems = [_wrong(name, key, f"“{key}”", " or ".join(_KEYS)) for key in data if key not in _KEYS]
    written, columns = listed(data.get("sheets")), data.get("columns")
    sheets = {}
    for sheet in written:
        if isinstance(sheet, str) and _is_below(Path(sheet)):
            sheets[sheet] = unicodedata.normalize("NFC", f"metadata/{Path(sheet).as_posix()}")
        else:
            expected = "the path of a sheet (.csv, .tsv, .xlsx, .ods) below metadata/"
            problems.append(_wrong(name, sheet, describe(sheet), expected))
    if not written:
        problems.append(Problem(name, found="no sheets", expected="`sheets: [folder/name.csv]`"))
    if not isinstance(columns, Mapping) or not columns:
        found, expected = "no columns", "`columns:` and below it lines of `their header: our header`"
        return sheets, {}, [*problems, Problem(name, found=found, expected=expected)]
    headers: dict[str, tuple[str, ...]] = {}
    for theirs, ours in columns.items():
        if theirs.strip().lower() in headers:
            problems.append(_wrong(name, theirs, f"“{shorten(theirs)}” a second time", "each column once"))
        headers[theirs.strip().lower()] = tuple(str(one).strip() for one in listed(ours))
        problems += _wrong_headers(theirs, ours, name)
    return sheets, headers, problems


def _wrong_headers(theirs: str, ours: Any, name: str) -> Iterator[Problem]:
    for one in listed(ours) or [""]:
        if not isinstance(one, str) or not one.strip():
            yield _wrong(name, place(one) or theirs, describe(one), f"a header of ours for “{shorten(theirs)}”")
            continue
        try:
            column = parse(one)
        except HeaderError as error:
            yield _wrong(name, one, error.found, error.expected)
            continue
        if column.path[0] == "private" and column.path[-1].startswith("x:"):
            yield _wrong(name, one, f"“{shorten(one)}” is no header of ours", "a term, or private.NAME")


def _is_below(path: Path) -> bool:
    return path.suffix.lower() in _SHEETS and not path.is_absolute() and ".." not in path.parts


def _wrong(name: str, at: Any, found: str, expected: str) -> Problem:
    return Problem(name, getattr(at, "line", None), None, found, expected)
