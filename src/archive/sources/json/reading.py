"""Records from JSON (RFC 8259): one record, a list of them, or one after another as in JSON Lines.

A file is read piece by piece, and twice: first to see that it is whole. The standard library's decoder, which knows no
places, does the work; what something is to be said of is read again by `jsonplaces`.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from archive.records.build import build
from archive.records.ids import is_id
from archive.records.model import Origin, Problem, Record
from archive.records.statements import PARTS
from archive.records.terms import term_name
from archive.sources.glimpses import Glimpse, deciding
from archive.sources.json.places import DEPTH, TornError, placed
from archive.sources.text import decode

_CHUNK = 1 << 20  # characters
_LONGEST = 1 << 26  # characters of one record: a book still goes in
_BLANK = re.compile(r"[ \t\n]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_WORDS = {True: "true", False: "false", None: ""}


class _Piece(NamedTuple):
    """A record on its way: its data without places, the line of its first brace, and its text."""

    data: Any
    line: int
    text: str


def read(path: Path, name: str, _columns: object = None) -> Iterator[Record | Problem]:
    """The records of a JSON file; only Problems where it cannot be read whole.

    A key given twice, or one record without a usable id, refuses the file.
    """
    refusals = list(_refusals(path, name))
    yield from refusals
    if refusals:
        return
    for piece in _pieces(path, name):
        if isinstance(piece, _Piece):
            record, problems = _built(piece, name)
            yield from problems
            if record:
                yield record


def glimpse(path: Path, name: str, _columns: object = None) -> Glimpse:
    """What can be made out of a refused file: its records before the place at which it cannot be read on. Of a key that
    was given twice both values count, so that neither is taken for what was meant.
    """
    records: list[Record] = []
    whole = False
    with contextlib.suppress(UnicodeDecodeError):
        for piece in _pieces(path, name):
            whole = isinstance(piece, _Piece)  # behind what is wrong within a record comes the record itself
            if isinstance(piece, _Piece) and (record := build(piece.data, Origin(name, piece.line))[0]):
                records.append(deciding(record, record.faults))
    return Glimpse(tuple(records), whole)


def holds_records(path: Path) -> bool:
    """Whether a file begins with a record: something with an id of which no more keys are odd than not, or with files
    of which none is. Other programs write other things in JSON.
    """
    with contextlib.suppress(UnicodeDecodeError):
        first = next((piece for piece in _pieces(path, path.name) if isinstance(piece, _Piece)), None)
        known = [key for key in first.data if key in PARTS or term_name(key)] if first else []
        if first and "id" in first.data:
            return len(known) > 1 and 2 * len(known) >= len(first.data)
        return "files" in known and first is not None and len(known) == len(first.data)
    return False


def _refusals(path: Path, name: str) -> Iterator[Problem]:
    """All that keeps the file from being read whole."""
    is_said = False
    try:
        for piece in _pieces(path, name):
            if isinstance(piece, Problem):
                yield piece
            elif not is_said and not _has_id(piece.data):
                record, problems = _built(piece, name)
                if record is None:
                    yield from problems
            is_said = isinstance(piece, Problem)  # of the record behind it
    except UnicodeDecodeError:
        found = decode(path.read_bytes(), name)
        yield found if isinstance(found, Problem) else Problem(name, None, None, "bytes that are no text", "UTF-8")


def _has_id(data: dict[str, Any]) -> bool:
    identity = data.get("id")
    return isinstance(identity, str) and is_id(identity)


def _built(piece: _Piece, name: str) -> tuple[Record | None, list[Problem]]:
    record, problems = build(piece.data, Origin(name, piece.line))
    if problems and "\n" in piece.text:
        return build(placed(piece.text, piece.line, name)[0], Origin(name, piece.line))
    return record, problems


def _pieces(path: Path, name: str) -> Iterator[_Piece | Problem]:
    """Every record, and what is wrong with any; where nobody can tell what follows, nothing follows."""
    with path.open("rb") as file:
        encoding = "utf-16" if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"
    with path.open(encoding=encoding) as file:  # every end of a line becomes LF: within quotes none can stand
        text = _Text(file)
        if not text.mark():
            yield Problem(name, None, None, "an empty file", "a record")
        try:
            while mark := text.mark():
                yield from _list(text, name) if mark == "[" else _record(text, name)
        except TornError as torn:
            yield Problem(name, torn.line, None, torn.found, torn.expected)


def _list(text: _Text, name: str) -> Iterator[_Piece | Problem]:
    opened = text.line
    text.move(1)
    if text.mark() == "]":
        text.move(1)
        return
    while True:
        yield from _record(text, name)
        mark = text.mark()
        if mark not in {",", "]"}:
            found = f"“{mark}” behind a record" if mark else "a list that is not closed"
            raise TornError(text.line if mark else opened, found, "`,` or `]`")
        text.move(1)
        if mark == "]":
            return


def _record(text: _Text, name: str) -> Iterator[_Piece | Problem]:
    """The record that comes next. Raises TornError where something else does, or nobody can tell where it ends."""
    line, mark = text.line, text.mark()
    if mark != "{":
        raise TornError(
            text.line, f"“{mark}”" if mark else "the end of the file", "a record: `{`, keys and values, `}`"
        )
    line = text.line
    data, length, is_odd = text.decoded(name)
    piece = _Piece(data, line, text.ahead(length))
    text.move(length)
    # A record that opens no more than so many maps and lists is not nested deeper.
    if is_odd or _SURROGATE.search(piece.text) or piece.text.count("{") + piece.text.count("[") > DEPTH:
        data, problems = placed(piece.text, line, name)
        if problems:
            yield from problems
            piece = piece._replace(data=data)
    yield piece


class _Text:
    """The characters of a file from a place on, read as they are needed."""

    def __init__(self, file: TextIO) -> None:
        self.line = 1
        self._file = file
        self._text = ""
        self._at = 0
        self._is_odd = False
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._map, parse_int=str, parse_float=str, parse_constant=self._constant
        )

    def mark(self) -> str:
        """The character that comes next, behind what is blank; nothing at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            self.move(found.end() - self._at if found else 0)
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def ahead(self, length: int) -> str:
        """That many of the characters that come next."""
        return self._text[self._at : self._at + length]

    def move(self, length: int) -> None:
        """Go on behind as many characters."""
        self.line += self._text.count("\n", self._at, self._at + length)
        self._at += length

    def decoded(self, name: str) -> tuple[Any, int, bool]:
        """The map that comes next, the length of its text, and whether a key or a value in it cannot be.

        Raises TornError where it does not end as it should.
        """
        while True:
            self._is_odd = False
            try:
                data, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                break
            except ValueError:
                if len(self._text) - self._at > _LONGEST:
                    raise TornError(self.line, f"a record of more than {_LONGEST} characters", "less") from None
                if not self._more():
                    break
            else:
                return data, end - self._at, self._is_odd
        placed(self._text[self._at :], self.line, name)
        raise TornError(self.line, "a record that cannot be read", "JSON")

    def _more(self) -> bool:
        """Read on, as much again as there is; whether there was anything."""
        more = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)

    def _map(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        self._is_odd = self._is_odd or len(data) != len(pairs)
        for key, value in pairs:
            if not isinstance(value, (str, dict)):
                data[key] = _plain(value)
        return data

    def _constant(self, _: str) -> str:
        self._is_odd = True  # NaN and the infinities are no JSON
        return ""


def _plain(value: Any) -> Any:
    """The value as texts: `true` as it is written, `null` as an empty one."""
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, (str, dict)) else _WORDS[value]
