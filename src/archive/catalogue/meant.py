"""Of which bytes it was said that a part of them is withheld: in another file the same numbers are another place.

The journal knows it: `policy assignment` of the file, with a digest of what was said. What is said for the first time
is said of the file that is there.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.records.findings import Findings
from archive.records.model import Origin
from archive.records.withholding import Part, parts, read_withhold

_RECORDS = """SELECT item, source, line, json_extract(body, '$.withhold') FROM records
    WHERE instr(body, '"withhold"') ORDER BY item"""
_FILES = "SELECT path, sha256 FROM files WHERE item = ? AND role = 'original' ORDER BY position"
_NOTED = "SELECT digest, object FROM events WHERE type = ? AND digest IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a file of an item that is withheld by a region, by pages or by times, and where that is said."""

    item: str
    origin: Origin
    part: Part
    path: str
    sha256: str

    @property
    def event(self) -> journal.Event:
        """What the journal has where it was said of these bytes."""
        part = self.part
        region = part.region and [part.region.x, part.region.y, part.region.width, part.region.height]
        percent = part.region is not None and part.region.percent
        said = json.dumps([self.item, part.file, part.span, part.pages, region, percent, part.page])
        return journal.Event(journal.POLICY, f"sha256:{self.sha256}", hashlib.sha256(said.encode()).hexdigest())


def note_meant(catalogue: Catalogue) -> None:
    """Note of what is said for the first time which bytes are meant."""
    events = [one.event for one in _said(catalogue.connection)]
    known = _known(catalogue.connection) if events else {}
    catalogue.commit([one for one in dict.fromkeys(events) if one.digest not in known], journal.now())


def mistaken(connection: sqlite3.Connection) -> Iterator[Said]:
    """What was said of other bytes than those that are there now: all of the file has to be withheld."""
    said = list(_said(connection))
    known = _known(connection) if said else {}
    for one in said:
        if known.get(one.event.digest, {one.event.object}).isdisjoint({one.event.object}):
            yield one


def wholly(connection: sqlite3.Connection) -> dict[str, tuple[Part, ...]]:
    """By item, the files that are withheld because something else was meant."""
    found: dict[str, tuple[Part, ...]] = {}
    for one in mistaken(connection):
        found[one.item] = (*found.get(one.item, ()), Part(one.path))
    return found


def _said(connection: sqlite3.Connection) -> Iterator[Said]:
    for item, source, line, said in connection.execute(_RECORDS).fetchall():
        origin = Origin(source, line)
        placed = [
            part
            for part in parts(read_withhold(json.loads(said or "[]"), Findings(origin)))
            if part.file and (part.span or part.pages or part.region)
        ]
        for path, digest in connection.execute(_FILES, (item,)).fetchall() if placed else ():
            yield from (Said(item, origin, part, path, digest) for part in placed if part.names(path))


def _known(connection: sqlite3.Connection) -> dict[str | None, set[str]]:
    known: dict[str | None, set[str]] = defaultdict(set)
    for digest, name in connection.execute(_NOTED, (journal.POLICY,)):
        known[digest].add(name)
    return known
