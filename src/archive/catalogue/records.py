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
from archive.records.model import Access, Origin, Record
from archive.records.permissions import read_access, read_consents, read_people, read_withhold
from archive.records.plain import plain, plain_permissions
from archive.store.read import Following, entries
from archive.store.rows import Entry

UNDESCRIBED = "metadata/undescribed.csv"


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

    @property
    def proposed(self) -> bool:
        """Whether it is only a row that the program made for a file without a record."""
        record = self.record
        written = record.statements or record.private or record.people or record.consents or record.withhold
        return record.origin.source == UNDESCRIBED and record.access == Access("hidden") and not written


def digest(record: Record) -> str:
    """The digest by which a changed record is told from an unchanged one (SHA-256 of its written form)."""
    written = [plain(record), list(record.faults)]
    return hashlib.sha256(json.dumps(written, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def body(record: Record) -> str:
    """What of the record is no statement and no file, as JSON."""
    parts = plain_permissions(record)
    if record.private:
        parts["private"] = dict(record.private)
    if record.faults:
        parts["faults"] = list(record.faults)
    return json.dumps(parts, ensure_ascii=False)


def composed(path: str) -> str:
    """A path in Unicode's form C (UAX #15)."""
    return unicodedata.normalize("NFC", path)


def suffixes(path: str) -> str:
    """Everything behind the first dot of a file's name, in small letters: `.ru.vtt`."""
    _, dot, rest = PurePosixPath(path).name.partition(".")
    return f"{dot}{rest}".lower()


def candidates(source: str, written: str) -> tuple[str, ...]:
    """Where a file that a record names may stand: in collection/, or there beside where the source is in metadata/.

    In Unicode's form C, as `composed` gives it: «й» is one letter on one system and two on another.
    """
    written = composed(written)
    folder = PurePosixPath(composed(source)).parent.relative_to("metadata")
    beside = str(PurePosixPath("collection") / folder / written)
    direct = str(PurePosixPath("collection") / written)
    return (direct,) if beside == direct else (direct, beside)


def stored(connection: sqlite3.Connection, *, passages: bool = True, only: str | None = None) -> Iterator[Stored]:
    """Every item of the catalogue, by id; or one."""
    records = Following(
        connection.execute(
            "SELECT records.item, source, line, body, clash, state = 'refused' FROM records "
            "LEFT JOIN sources ON sources.path = records.source "
            "WHERE ?1 IS NULL OR records.item = ?1 ORDER BY records.item",
            (only,),
        )
    )
    wanted = Following(
        connection.execute(
            "SELECT item, written FROM wanted WHERE ?1 IS NULL OR item = ?1 ORDER BY item, position", (only,)
        )
    )
    for entry in entries(connection, passages=passages, only=only):
        record = entry.item.record
        files = tuple(row[1] for row in wanted.of(record.id))
        for _, source, line, parts, clash, refused in records.of(record.id):
            whole = replace(_whole(record, json.loads(parts), clash), files=files, origin=Origin(source, line))
            yield Stored(replace(entry, item=replace(entry.item, record=whole)), bool(refused))


def _whole(record: Record, parts: dict[str, Any], clash: str | None) -> Record:
    if not parts and not clash:
        return replace(record, access=Access())
    findings = Findings(record.origin)
    return replace(
        record,
        people=read_people(parts.get("people"), findings),
        consents=read_consents(parts.get("consents"), findings),
        access=read_access(parts.get("access"), findings),
        withhold=read_withhold(parts.get("withhold"), findings),
        private=parts.get("private", {}),
        faults=(*parts.get("faults", ()), *((f"id: also in {clash}",) if clash else ())),
    )
