"""Records in the catalogue: written to its tables, and read back whole."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from archive.records.findings import Findings
from archive.records.kinds import named_language
from archive.records.model import Access, Origin, Record
from archive.records.permissions import read_access, read_consents, read_people, read_permissions
from archive.records.plain import plain, plain_access, plain_permissions
from archive.records.withholding import read_names, read_withhold
from archive.store.read import Following, entries
from archive.store.rows import Entry, Item

UNDESCRIBED = "metadata/undescribed.csv"
_STATE = "LEFT JOIN sources ON sources.path = records.source"
_json = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would make one of these for every record


_HIDDEN = _json({"access": plain_access(Access("hidden"))})


@dataclass(frozen=True, slots=True)
class Stored:
    """An item as the catalogue has it: its whole record, with its files and passages, and whether its source has
    been refused since the record was read.
    """

    entry: Entry
    refused: bool

    @property
    def record(self) -> Record:
        """The record."""
        return self.entry.item.record


def digest(record: Record) -> str:
    """The digest by which a changed record is told from an unchanged one (SHA-256 of its written form)."""
    written = [plain(record), list(record.faults)]
    return hashlib.sha256(_json(written).encode("utf-8", "surrogatepass")).hexdigest()


def body(record: Record) -> str:
    """What of the record is no statement and no file, as JSON."""
    parts = plain_permissions(record)
    if record.private:
        parts["private"] = dict(record.private)
    if record.faults:
        parts["faults"] = list(record.faults)
    return _json(parts)


def composed(path: str) -> str:
    """A path in Unicode's form C (UAX #15)."""
    return unicodedata.normalize("NFC", path)


def suffixes(path: str) -> str:
    """What a file's name tells of what is in it, in small letters: its suffix, and a language before it: `.ru.vtt`."""
    name = PurePosixPath(path)
    language = named_language(name.name)
    return (f".{language}{name.suffix}" if language else name.suffix).lower()


def candidates(source: str, written: str) -> tuple[str, ...]:
    """Where a file that a record names may stand: in collection/, or there beside where the source is in metadata/.

    In Unicode's form C, as `composed` gives it: «й» is one letter on one system and two on another.
    """
    written = composed(written)
    folder = PurePosixPath(composed(source)).parent.relative_to("metadata")
    beside = str(PurePosixPath("collection") / folder / written)
    direct = str(PurePosixPath("collection") / written)
    return (direct,) if beside == direct else (direct, beside)


def deciding(connection: sqlite3.Connection) -> Iterator[tuple[Record, bool]]:
    """Of every item, by id, what decides who may see it: its record without statements and files, and whether its
    source has been refused since it was read.
    """
    query = f"""SELECT id, kind, source, line, json_remove(body, '$.private'), clash, doubt, state = 'refused'
        FROM items JOIN records ON item = id {_STATE} ORDER BY id"""  # noqa: S608  ours
    for item, kind, source, line, parts, clash, doubt, refused in connection.execute(query):
        yield _whole(Record(item, kind, (), origin=Origin(source, line)), parts, clash, doubt), bool(refused)


def proposed(connection: sqlite3.Connection) -> frozenset[str]:
    """The ids of rows that the program made for files without a record, and in which nobody has written anything."""
    query = """SELECT item FROM records WHERE source = ? AND body = ?
        AND NOT EXISTS (SELECT 1 FROM statements WHERE statements.item = records.item)"""
    return frozenset(item for (item,) in connection.execute(query, (UNDESCRIBED, _HIDDEN)))


def stored(connection: sqlite3.Connection, *, passages: bool = True, only: str | None = None) -> Iterator[Stored]:
    """Every item of the catalogue, by id; or one. Without its passages where nobody needs them."""
    which = "WHERE ?1 IS NULL OR item = ?1 ORDER BY item"
    held = f"SELECT item, source, line, body, clash, doubt, state = 'refused' FROM records {_STATE} {which}"  # noqa: S608  ours
    records = Following(connection.execute(held, (only,)))
    wanted = Following(connection.execute(f"SELECT item, written FROM wanted {which}, position", (only,)))  # noqa: S608  ours
    for entry in entries(connection, passages=passages, only=only):
        item = entry.item
        files = tuple(row[1] for row in wanted.of(item.record.id))
        for _, source, line, parts, clash, doubt, refused in records.of(item.record.id):
            said = item.record
            record = Record(said.id, said.kind, said.statements, files, origin=Origin(source, line))
            whole = Item(_whole(record, parts, clash, doubt), item.files, item.updated)
            yield Stored(Entry(whole, entry.passages, entry.access, entry.harvest), bool(refused))


def _whole(record: Record, body: str, clash: str | None, doubt: str | None) -> Record:
    if body == "{}" and not (clash or doubt):  # most records of a museum
        return record
    parts: dict[str, Any] = json.loads(body)
    private = parts.pop("private", {})
    if not (parts or clash or doubt):
        return Record(record.id, record.kind, record.statements, record.files, private=private, origin=record.origin)
    findings = Findings(record.origin)
    return replace(
        record,
        people=read_people(parts.get("people"), findings),
        consents=read_consents(parts.get("consents"), findings),
        access=read_access(parts.get("access"), findings),
        withhold=read_withhold(parts.get("withhold"), findings),
        permissions=read_permissions(parts.get("permissions"), findings),
        names=read_names(parts.get("names"), findings),
        private=private,
        faults=(
            *([doubt] if doubt else ()),
            *parts.get("faults", ()),
            *([f"id: also in {clash}"] if clash else ()),
        ),
    )
