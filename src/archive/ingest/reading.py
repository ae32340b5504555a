"""One run over the sources: what the catalogue held, what has been seen, what is to be written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from archive.catalogue import journal
from archive.catalogue.database import Catalogue, Last
from archive.catalogue.records import composed
from archive.ingest.report import Report
from archive.records.model import Origin, Problem, Record
from archive.sources import Columns, read_mappings


@dataclass(frozen=True, slots=True)
class Held:
    """A record as the catalogue holds it."""

    origin: Origin
    digest: str
    clash: str | None


@dataclass(slots=True)
class Reading:
    """One run over the sources: what the catalogue held, what has been seen, what is to be written."""

    catalogue: Catalogue
    report: Report
    time: str
    held: dict[str, Held]
    states: dict[str, tuple[str, str]]
    mappings: dict[str, Columns]  # by sheet (form C)
    mapped: dict[str, str]  # the mapping by which a sheet was read, by sheet
    mapped_whole: bool  # whether all mappings can be read
    disputed: dict[str, set[Origin]]  # by id, who claimed it when last that was in dispute
    events: list[journal.Event] = field(default_factory=list)
    seen: dict[str, Origin] = field(default_factory=dict)
    clashes: dict[str, set[Origin]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    marks: dict[str, str | None] = field(default_factory=dict)  # digests of the sources, by path
    gone: set[str] = field(default_factory=set)  # sources that hold no id any more
    rivals: set[str] = field(default_factory=set)  # sources that have to be read to tell who has an id
    waiting: list[tuple[Record, str]] = field(default_factory=list)
    named: list[Problem] = field(default_factory=list)
    _last: dict[str, Last] | None = None

    @property
    def last(self) -> dict[str, Last]:
        """The last event of each record, read when one has changed: those of a museum take half a second."""
        if self._last is None:
            self._last = self.catalogue.last_events(journal.INGESTION, journal.CHANGE, journal.DELETION)
        return self._last

    def columns(self, path: str) -> Columns | None:
        """What a mapping says of a source."""
        return self.mappings.get(composed(path))


def begin(catalogue: Catalogue, report: Report, time: str, accepted: Collection[str]) -> Reading:
    """A run over the sources of a catalogue; those that are `accepted` are read without the mapping that they had."""
    connection = catalogue.connection
    connection.executemany("DELETE FROM mapped WHERE source = ?", ((path,) for path in accepted))
    mapped = dict(connection.execute("SELECT source, mapping FROM mapped"))
    held = {
        item: Held(Origin(source, line), mark, clash)
        for item, source, line, mark, clash in connection.execute(
            "SELECT item, source, line, digest, clash FROM records"
        )
    }
    states = {
        path: (mark, state) for path, mark, state in connection.execute("SELECT path, sha256, state FROM sources")
    }
    disputed: dict[str, set[Origin]] = {}
    for item, source, line in connection.execute("SELECT item, source, line FROM claims"):
        disputed.setdefault(item, set()).add(Origin(source, line))
    archive = catalogue.archive
    mappings, problems = read_mappings(archive.metadata / "mappings", archive.root)
    reading = Reading(catalogue, report, time, held, states, mappings, mapped, not problems, disputed)
    reading.named += problems
    return reading
