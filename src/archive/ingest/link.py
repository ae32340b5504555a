"""Linking: items get the rows of their files and the passages of their texts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from archive.catalogue.database import Catalogue
from archive.catalogue.records import candidates, composed
from archive.ingest.find import Found
from archive.ingest.report import FEW
from archive.media import Examined
from archive.records.model import Problem
from archive.store.rows import File, Passage
from archive.store.write import thumbnail, write_files, write_passages

BATCH = 500

# No path has two slashes together.
_BETWEEN = "//"
_MOVED = f"""SELECT item, written, group_concat(path, '{_BETWEEN}') FROM linked JOIN originals USING (sha256)
    WHERE path LIKE 'collection/%' GROUP BY item, written"""  # noqa: S608  ours
_FORGET = """DELETE FROM linked WHERE item = ?1 AND sha256 NOT IN
    (SELECT sha256 FROM linked JOIN wanted USING (item, written) WHERE item = ?1)"""
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
    elsewhere = _elsewhere(connection)
    moved: list[tuple[Wanted, list[str]]] = []
    for wanted in _wanted(connection):
        fitting = sum(held[place] for place in wanted.places)
        if fitting == 0 and any(place in found.folders for place in wanted.places):
            yield Problem(wanted.source, wanted.line, None, f"“{wanted.written}” is a folder", "a file", term="files")
        elif fitting == 0 and (wanted.item, wanted.written) in elsewhere:
            moved.append((wanted, elsewhere[wanted.item, wanted.written]))
        elif fitting == 0:
            yield _missing(wanted, refused)
        elif fitting > 1:
            places = ", ".join(place for place in wanted.places if held[place])
            said = f"“{wanted.written}” may be any of {fitting} files: {places}"
            yield Problem(wanted.source, wanted.line, None, said, "one; until then none is taken", term="files")
    yield from _of_moves(moved)


def moves(connection: sqlite3.Connection, *, apart_from: str | None = None) -> Iterator[tuple[str, str, str]]:
    """The files that records of all sources but one name, and that are elsewhere now: the item, the path as the record
    has it, and the path below collection/ at which the same bytes are: only where these are at one place alone, or at
    one alone under the name that the file had.
    """
    held = {path for (path,) in connection.execute("SELECT composed FROM originals")}
    elsewhere = _elsewhere(connection)
    for wanted in _wanted(connection):
        now = _one_of(wanted.written, elsewhere.get((wanted.item, wanted.written), []))
        if now and wanted.source != apart_from and held.isdisjoint(wanted.places):
            yield wanted.item, wanted.written, now


def _elsewhere(connection: sqlite3.Connection) -> dict[tuple[str, str], list[str]]:
    """By item and path as its record has it, the paths below collection/ at which the same bytes are."""
    return {
        (item, written): sorted(path.removeprefix("collection/") for path in paths.split(_BETWEEN))
        for item, written, paths in connection.execute(_MOVED)
    }


def _one_of(written: str, places: Sequence[str]) -> str | None:
    """The one place of several that has the same file name, or that there is."""
    name = PurePosixPath(composed(written)).name
    named = [place for place in places if PurePosixPath(composed(place)).name == name]
    return next((found[0] for found in (places, named) if len(found) == 1), None)


def described(connection: sqlite3.Connection, *, apart_from: str) -> set[str]:
    """The paths (form C) that the records of all sources but one name."""
    return {place for wanted in _wanted(connection) if wanted.source != apart_from for place in wanted.places}


def _of_moves(moved: Sequence[tuple[Wanted, list[str]]]) -> Iterator[Problem]:
    """That files are elsewhere, and not shown: one moved out of sight must not come back by itself."""
    if len(moved) <= FEW:
        for wanted, places in moved:
            what = f"“{wanted.written}” is now {_said(places)}, and is not shown as long as the record says otherwise"
            one = _one_of(wanted.written, places)
            way = f"“{one}” in the record (archive set --moved)" if one else "one of these in the record"
            yield Problem(wanted.source, wanted.line, None, what, way, "warning", term="files")
        return
    wanted, places = moved[0]
    what = (
        f"{len(moved):,} files that records name are elsewhere now, and are not shown as long as the records say "
        f"otherwise: “{wanted.written}” is now {_said(places)}, and so on"
    )
    way = "the new paths in the records (archive set --moved)"
    yield Problem("metadata", None, None, what, way, "warning", term="files")


def _said(places: Sequence[str]) -> str:
    return " and ".join(f"“{place}”" for place in places)


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
    for wanted in list(_wanted(connection, item)):
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
    # A path that the record had before is remembered as long as it has the same bytes under another: `undo` may come.
    connection.execute(_FORGET, (item,))


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
