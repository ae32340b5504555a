"""Linking: items get the rows of their files and the passages of their texts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from archive.catalogue.database import Catalogue
from archive.catalogue.records import candidates, composed
from archive.ingest.find import Found
from archive.ingest.report import FEW
from archive.media import Examined
from archive.records.model import Problem
from archive.store.rows import File, Passage
from archive.store.write import thumbnail, write_files, write_passages

BATCH = 500

_MOVED = """SELECT item, written, min(path), count(*) FROM linked JOIN originals USING (sha256)
    WHERE path LIKE 'collection/%' GROUP BY item, written"""
_EXAMINED = "SELECT path, body FROM originals JOIN examined USING (sha256, suffixes) WHERE composed IN"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a record names, with the record's place."""

    item: str
    position: int
    written: str
    source: str
    line: int | None

    @property
    def places(self) -> tuple[str, ...]:
        """Where it may stand."""
        return candidates(self.source, self.written)


def wanting(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """By path (form C), the items whose records name it."""
    items: dict[str, list[str]] = {}
    for wanted in _wanted(connection):
        for place in wanted.places:
            items.setdefault(place, []).append(wanted.item)
    return items


def link(catalogue: Catalogue) -> None:
    """Write the files and passages of every item that waits for them, batch by batch."""
    connection = catalogue.connection
    while items := [row[0] for row in connection.execute(f"SELECT item FROM unlinked ORDER BY item LIMIT {BATCH}")]:  # noqa: S608  a number of ours
        for item in items:
            _link_one(connection, item)
        connection.executemany("DELETE FROM unlinked WHERE item = ?", ((item,) for item in items))
        connection.commit()


def misfits(connection: sqlite3.Connection, found: Found) -> Iterator[Problem]:
    """The files that records name and collection/ has not, or has more than once."""
    held = Counter(path for (path,) in connection.execute("SELECT composed FROM originals"))
    refused = {composed(path) for path in found.originals}
    elsewhere = {(item, written): now for item, written, now, _ in connection.execute(_MOVED)}
    moved: list[tuple[Wanted, str]] = []
    for wanted in _wanted(connection):
        fitting = sum(held[place] for place in wanted.places)
        if fitting == 0 and any(place in found.folders for place in wanted.places):
            yield Problem(wanted.source, wanted.line, None, f"“{wanted.written}” is a folder", "a file", term="files")
        elif fitting == 0 and (wanted.item, wanted.written) in elsewhere:
            moved.append((wanted, _shown(elsewhere[wanted.item, wanted.written])))
        elif fitting == 0:
            yield _missing(wanted, refused)
        elif fitting > 1:
            places = ", ".join(place for place in wanted.places if held[place])
            said = f"“{wanted.written}” may be any of {fitting} files: {places}"
            yield Problem(wanted.source, wanted.line, None, said, "one; until then none is taken", term="files")
    yield from _of_moves(moved)


def moves(connection: sqlite3.Connection, *, apart_from: str | None = None) -> Iterator[tuple[str, str, str]]:
    """The files that records of all sources but one name, and that are elsewhere now: the item, the path as the record
    has it, and the path below collection/ at which the same bytes are; only where these are at one place alone.
    """
    held = {path for (path,) in connection.execute("SELECT composed FROM originals")}
    elsewhere = {(item, written): now for item, written, now, count in connection.execute(_MOVED) if count == 1}
    for wanted in _wanted(connection):
        now = elsewhere.get((wanted.item, wanted.written))
        if now and wanted.source != apart_from and held.isdisjoint(wanted.places):
            yield wanted.item, wanted.written, _shown(now)


def described(connection: sqlite3.Connection, *, apart_from: str) -> set[str]:
    """The paths (form C) that the records of all sources but one name."""
    return {place for wanted in _wanted(connection) if wanted.source != apart_from for place in wanted.places}


def _of_moves(moved: Sequence[tuple[Wanted, str]]) -> Iterator[Problem]:
    """That files are elsewhere, and not shown: one moved out of sight must not come back by itself."""
    if len(moved) <= FEW:
        for wanted, now in moved:
            what = f"“{wanted.written}” is now “{now}”, and is not shown as long as the record says otherwise"
            yield Problem(wanted.source, wanted.line, None, what, f"“{now}” in the record", "warning", term="files")
        return
    wanted, now = moved[0]
    what = (
        f"{len(moved):,} files that records name are elsewhere now, and are not shown as long as the records say "
        f"otherwise: “{wanted.written}” is now “{now}”, and so on"
    )
    yield Problem("metadata", None, None, what, "the new paths in the records", "warning", term="files")


def _shown(path: str) -> str:
    return path.removeprefix("collection/")


def _missing(wanted: Wanted, refused: set[str]) -> Problem:
    what = "was not taken in" if not refused.isdisjoint(wanted.places) else "is not in collection/"
    what = f"“{wanted.written}” {what}"
    return Problem(wanted.source, wanted.line, None, what, "a file that is there", "warning", term="files")


def _wanted(connection: sqlite3.Connection, item: str | None = None) -> Iterator[Wanted]:
    """The files that one item's record names, or those of all."""
    query = "SELECT wanted.item, position, written, source, line FROM wanted JOIN records USING (item)"
    if item is None:
        rows = connection.execute(f"{query} ORDER BY wanted.item, position")
    else:
        rows = connection.execute(f"{query} WHERE wanted.item = ? ORDER BY position", (item,))
    return (Wanted(*row) for row in rows)


def _link_one(connection: sqlite3.Connection, item: str) -> None:
    files: list[File] = []
    passages: list[Passage] = []
    number = count(1)
    all_wanted = list(_wanted(connection, item))
    for wanted in all_wanted:
        marks = ",".join("?" * len(wanted.places))
        rows = connection.execute(f"{_EXAMINED} ({marks})", wanted.places).fetchall()
        if len(rows) == 1:  # one file too many is as bad as none: a stranger could take the place of what was meant
            path, body = rows[0]
            examined = Examined.from_plain(json.loads(body))
            files.extend(_files(wanted, path, examined))
            passages.extend(_passages(wanted, examined, number))
            linked = (item, wanted.written, examined.sha256, examined.media_type)
            connection.execute("INSERT OR REPLACE INTO linked VALUES (?,?,?,?)", linked)
    connection.execute("DELETE FROM files WHERE item = ?", (item,))
    connection.execute("DELETE FROM passages WHERE item = ?", (item,))
    write_files(connection, files)
    write_passages(connection, passages)
    shown = [file for file in files if file.role != "veiled"]  # here everything may be seen
    connection.execute("UPDATE items SET thumbnail = ? WHERE id = ?", (thumbnail(shown), item))
    written = {wanted.written for wanted in all_wanted}
    for (old,) in connection.execute("SELECT written FROM linked WHERE item = ?", (item,)).fetchall():
        if old not in written:
            connection.execute("DELETE FROM linked WHERE item = ? AND written = ?", (item, old))


def _files(wanted: Wanted, path: str, examined: Examined) -> Iterator[File]:
    yield File(
        wanted.item,
        wanted.position,
        "original",
        path.removeprefix("collection/"),
        examined.media_type,
        examined.bytes,
        examined.sha256,
        puid=examined.puid,
        width=examined.width,
        height=examined.height,
        duration=examined.duration,
    )
    for made in examined.derivatives:
        yield File(
            wanted.item,
            wanted.position,
            made.recipe,
            made.path,
            made.media_type,
            made.bytes,
            made.sha256,
            width=made.width,
            height=made.height,
            duration=made.duration,
        )


def _passages(wanted: Wanted, examined: Examined, number: count[int]) -> Iterator[Passage]:
    for extract in examined.extracts:
        yield Passage(
            wanted.item,
            wanted.position,
            next(number),
            extract.text,
            extract.language,
            extract.speaker,
            extract.start,
            extract.end,
            extract.page,
            extract.form,
        )
