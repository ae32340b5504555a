"""What tells that a file holds something of an item: its words and the names of its files, in the usual encodings."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

_SHORTEST = 8  # characters: shorter words stand in other texts too
_LONGEST = 48  # of a text its first words will do, where a line break would not come between
_MOST = 60  # texts: each is looked for in all that other items say
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251")
_MEMBERS = 64 * 1024 * 1024  # bytes of a compressed file that are looked into


@dataclass(frozen=True)
class Traces:
    """Texts that only one item has, and its id."""

    item: str
    texts: tuple[str, ...]

    @cached_property
    def _needles(self) -> Mapping[bytes, str]:
        return {spelt: text for text in self.texts for spelt in _spelt(text)}

    @cached_property
    def _ids(self) -> tuple[bytes, ...]:
        return tuple(self.item.encode(encoding) for encoding in _ENCODINGS[:3])

    def words_in(self, content: bytes) -> str | None:
        """Words of the item that stand in these bytes, packed ones among them; None where there are none."""
        found = (text for data in _unpacked(content) for needle, text in self._needles.items() if needle in data)
        return next(found, None)

    def anything_in(self, content: bytes) -> bool:
        """Whether there are any, or the id stands there."""
        return any(needle in content for needle in self._ids) or self.words_in(content) is not None


def traces(
    connection: sqlite3.Connection, item: str, body: Mapping[str, Any], paths: Iterable[str], common: str
) -> Traces:
    """What tells of an item, as the catalogue has it: what no other item says as well, and no word of the archive's
    vocabularies (`common`); `paths` are those of its files, and `body` what of its record is no statement.
    """
    statements = connection.execute("SELECT value, uri FROM statements WHERE item = ?", (item,)).fetchall()
    passages = connection.execute("SELECT text FROM passages WHERE item = ?", (item,)).fetchall()
    said = [
        *(text for row in (*statements, *passages) for text in row if text),
        *_texts([body.get("private"), body.get("withhold"), body.get("names")]),
        *_texts(body.get("access")),
        *(PurePosixPath(path).name for path in paths),
        *(PurePosixPath(path).stem for path in paths),
    ]
    needles = dict.fromkeys(_cut(text) for text in said)
    long = [text for text in needles if len(text) >= _SHORTEST and text not in item and text not in common][:_MOST]
    return Traces(item, tuple(text for text in long if _only(connection, item, text)))


def _spelt(text: str) -> Iterator[bytes]:
    yield text.encode("unicode_escape")  # as JSON escapes letters
    yield quote(text).encode()  # as they stand in an address
    for encoding in _ENCODINGS:
        with contextlib.suppress(UnicodeEncodeError):
            yield text.encode(encoding)


def _cut(text: str) -> str:
    lines = [line.strip() for line in text.splitlines()] or [""]
    longest = max(lines, key=len)
    return longest[:_LONGEST].strip()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _only(connection: sqlite3.Connection, item: str, text: str) -> bool:
    """Whether no other item says this."""
    queries = (
        "SELECT 1 FROM items WHERE id != ?1 AND instr(id, ?2) LIMIT 1",
        "SELECT 1 FROM statements WHERE item != ?1 AND instr(value || ' ' || coalesce(uri, ''), ?2) LIMIT 1",
        "SELECT 1 FROM passages WHERE item != ?1 AND instr(text, ?2) LIMIT 1",
        "SELECT 1 FROM files WHERE item != ?1 AND instr(path, ?2) LIMIT 1",
    )
    return all(connection.execute(query, (item, text)).fetchone() is None for query in queries)


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                left = _MEMBERS
                for member in packed.infolist():
                    yield member.filename.encode("utf-8", "surrogateescape")
                    left -= member.file_size
                    if left >= 0:
                        yield packed.read(member)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
            return
