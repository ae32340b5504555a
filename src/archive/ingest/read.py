"""Reading: sources that are new or changed become records in the catalogue, each id one record's own."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive import sources
from archive.catalogue import journal
from archive.catalogue.database import Catalogue, Last
from archive.catalogue.records import body, digest
from archive.ingest.find import Listed
from archive.ingest.report import Report
from archive.records.model import Origin, Problem, Record
from archive.store.rows import Entry, Item
from archive.store.write import BATCH, write_items


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
    last: dict[str, Last]
    disputed: dict[str, set[Origin]]  # by id, who claimed it when last that was in dispute
    events: list[journal.Event] = field(default_factory=list)
    seen: dict[str, Origin] = field(default_factory=dict)
    clashes: dict[str, set[Origin]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    waiting: list[tuple[Record, str]] = field(default_factory=list)
    named: list[Problem] = field(default_factory=list)


def begin(catalogue: Catalogue, report: Report, time: str) -> Reading:
    """A run over the sources of a catalogue."""
    connection = catalogue.connection
    held = {
        item: Held(Origin(source, line), mark, clash)
        for item, source, line, mark, clash in connection.execute(
            "SELECT item, source, line, digest, clash FROM records"
        )
    }
    states = {
        path: (mark, state) for path, mark, state in connection.execute("SELECT path, sha256, state FROM sources")
    }
    last = catalogue.last_events(journal.INGESTION, journal.CHANGE, journal.DELETION)
    disputed: dict[str, set[Origin]] = {}
    for item, source, line in connection.execute("SELECT item, source, line FROM claims"):
        disputed.setdefault(item, set()).add(Origin(source, line))
    return Reading(catalogue, report, time, held, states, last, disputed)


def read_sources(run: Reading, listed: Iterable[Listed]) -> None:
    """Read the sources that changed, and those whose ids are in dispute."""
    present = {source.path: source for source in listed}
    queue: list[tuple[Listed, str]] = []
    for source in present.values():
        mark = _mark(run, source)
        if mark and run.states.get(source.path) != (mark, "ok") and run.states.get(source.path) != (mark, "refused"):
            queue.append((source, mark))
    # What cannot be read has to be known first: as long as it cannot, nobody else gets the ids that it held.
    queue = [(source, mark) for source, mark in queue if source.path not in run.states or _is_read(run, source, mark)]
    while queue:
        source, mark = queue.pop(0)
        run.read.add(source.path)
        for rival in _read(run, source, mark):
            # An id that another, unchanged source held: who has it first is told by reading both.
            if rival in present and rival not in run.read and all(rival != other.path for other, _ in queue):
                queue.append((present[rival], run.states[rival][0]))
    _flush(run)


def ids_apart_from(run: Reading, source: str, present: Collection[str]) -> set[str]:
    """The ids that the records of the other sources have, once those have been read."""
    return {
        item
        for item, held in run.held.items()
        if held.origin.source != source
        and held.origin.source in present
        and (item in run.seen or held.origin.source not in run.read)
    }


def finish(run: Reading, present: Iterable[str], unreadable: Collection[str]) -> None:
    """Forget the sources that are gone and the records that no source holds any more; settle who has which id.

    A source among the `unreadable` places, or below one, is not gone: nobody can tell.
    """
    gone = set(run.states) - set(present)
    for path in sorted(gone):
        if any(path == place or path.startswith(f"{place}/") for place in unreadable):
            gone.remove(path)
            _refuse(run, path)
    for path in sorted(unreadable):
        if path.startswith("metadata/") and sources.is_source(Path(path)):
            _refuse(run, path)
    settled = {path for path in run.read if run.states[path][1] != "refused"}
    stale = [item for item, held in run.held.items() if held.origin.source in gone | settled and item not in run.seen]
    for item in sorted(stale):
        _forget(run.catalogue.connection, item)
        del run.held[item]
        run.events.append(journal.Event(journal.DELETION, item))
        run.report.counts["records gone"] += 1
    connection = run.catalogue.connection
    for path in sorted(gone):
        del run.states[path]
        connection.execute("DELETE FROM sources WHERE path = ?", (path,))
        connection.execute("DELETE FROM problems WHERE source = ?", (path,))
    _settle_clashes(run)


def _mark(run: Reading, source: Listed) -> str | None:
    """The digest of a source; one that cannot be read is refused: what it held still stands."""
    try:
        return hashlib.sha256(source.actual.read_bytes()).hexdigest()
    except OSError as error:
        run.named.append(Problem(source.path, found=f"cannot be read ({error.strerror})"))
        _refuse(run, source.path)
        return None


def _refuse(run: Reading, path: str) -> None:
    """Note that nobody can tell what a source says now; it is read again as soon as it can be."""
    if run.states.get(path) != ("", "refused"):
        run.states[path] = ("", "refused")
        run.catalogue.connection.execute("INSERT OR REPLACE INTO sources VALUES (?, '', 'refused')", (path,))


def _is_read(run: Reading, source: Listed, mark: str) -> bool:
    """Whether a source that held records can be read; where it cannot, it is refused with its problems."""
    problems = []
    for found in sources.read(source.actual, source.path):
        if not isinstance(found, Problem):
            return True
        problems.append(found)
    if not any(problem.severity == "error" for problem in problems):
        return True
    run.read.add(source.path)
    _note(run, source.path, mark, problems, refused=True)
    return False


def _note(run: Reading, path: str, mark: str, problems: list[Problem], *, refused: bool) -> None:
    """Write down what became of a source."""
    run.states[path] = (mark, "refused" if refused else "ok")
    connection = run.catalogue.connection
    connection.execute("INSERT OR REPLACE INTO sources VALUES (?,?,?)", (path, *run.states[path]))
    connection.execute("DELETE FROM problems WHERE source = ?", (path,))
    connection.executemany(
        "INSERT INTO problems VALUES (?,?,?,?,?,?,?)",
        ((path, p.line, p.column, p.term, p.found, p.expected, p.severity) for p in problems),
    )
    run.report.counts["sources refused" if refused else "sources read"] += 1


def _read(run: Reading, source: Listed, mark: str) -> set[str]:
    """Read one source; the unchanged sources that hold one of its ids."""
    rivals: set[str] = set()
    problems: list[Problem] = []
    taken = 0
    for found in sources.read(source.actual, source.path):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            taken += 1
            rivals |= _claim(run, found)
    refused = taken == 0 and any(problem.severity == "error" for problem in problems)
    _note(run, source.path, mark, problems, refused=refused)
    return rivals


def _claim(run: Reading, record: Record) -> set[str]:
    """Let a record have its id, unless another has it; the unchanged source that has to be read to tell."""
    held = run.held.get(record.id)
    first = run.seen.get(record.id)
    rivals: set[str] = set()
    if held and first is None and held.origin.source != record.origin.source:
        if run.states.get(held.origin.source, ("", ""))[1] == "refused":
            # What that source says now cannot be known; as long as it cannot, the id stays its own.
            run.clashes.setdefault(record.id, {held.origin}).add(record.origin)
            return rivals
        if held.origin.source not in run.read:
            rivals.add(held.origin.source)
    if first is not None:
        run.clashes.setdefault(record.id, {first}).add(record.origin)
        if _order(first) < _order(record.origin):
            return rivals
    run.seen[record.id] = record.origin
    run.waiting.append((record, digest(record)))
    if len(run.waiting) >= BATCH:
        _flush(run)
    return rivals


def _order(origin: Origin) -> tuple[str, int]:
    return origin.source, origin.line or 0


def _flush(run: Reading) -> None:
    """Write the records that wait; of one id the last is the one that counts."""
    latest = {record.id: (record, mark) for record, mark in run.waiting}
    run.waiting.clear()
    connection = run.catalogue.connection
    changed: list[tuple[Record, str, str]] = []
    for record, mark in latest.values():
        held = run.held.get(record.id)
        if held and held.digest == mark:
            if held.origin != record.origin:
                connection.execute(
                    "UPDATE records SET source = ?, line = ? WHERE item = ?",
                    (record.origin.source, record.origin.line, record.id),
                )
        else:
            changed.append((record, mark, _happening(run, record.id, mark)))
        run.held[record.id] = Held(record.origin, mark, held.clash if held else None)
    _write(connection, changed)


def _happening(run: Reading, item: str, mark: str) -> str:
    """Note what happened to a record, unless the journal has it already; the time at which it did."""
    last = run.last.get(item)
    new = last is None or last.type == journal.DELETION
    if last and not new and last.digest == mark:
        return last.time
    run.events.append(journal.Event(journal.INGESTION if new else journal.CHANGE, item, mark))
    run.last[item] = Last(journal.CHANGE, mark, run.time)
    run.report.counts["new records" if new else "changed records"] += 1
    return run.time


def _write(connection: sqlite3.Connection, changed: list[tuple[Record, str, str]]) -> None:
    for record, _, _ in changed:
        _forget(connection, record.id)
    write_items(connection, (Entry(Item(record, (), time), access=record.access.level) for record, _, time in changed))
    connection.executemany(
        "INSERT INTO records VALUES (?,?,?,?,?,NULL)",
        ((record.id, record.origin.source, record.origin.line, mark, body(record)) for record, mark, _ in changed),
    )
    connection.executemany("INSERT INTO wanted VALUES (?,?,?)", _wanted(record for record, _, _ in changed))
    connection.executemany(
        "INSERT OR IGNORE INTO unlinked VALUES (?)", ((record.id,) for record, _, _ in changed if record.files)
    )


def _wanted(records: Iterable[Record]) -> Iterator[tuple[str, int, str]]:
    for record in records:
        for position, written in enumerate(record.files, start=1):
            yield record.id, position, written


def _forget(connection: sqlite3.Connection, item: str) -> None:
    connection.execute("DELETE FROM items WHERE id = ?", (item,))
    for table in ("statements", "files", "passages", "records", "wanted", "unlinked"):
        connection.execute(f"DELETE FROM {table} WHERE item = ?", (item,))  # noqa: S608  names of our own


def _settle_clashes(run: Reading) -> None:
    """Say of every disputed id where else it stands; take back what is no longer so."""
    _remember_claims(run)
    connection = run.catalogue.connection
    disputed: set[str] = set()
    for item, origins in sorted(run.clashes.items()):
        places = sorted(origins, key=_order)
        disputed |= {origin.source for origin in places}
        for origin in places:
            others = ", ".join(_say(other) for other in places if other != origin)
            found = f"“{item}” is also in {others}"
            run.named.append(Problem(origin.source, origin.line, None, found, "an id of its own", term="id"))
        clash = ", ".join(_say(other) for other in places)
        if run.held[item].clash != clash:
            connection.execute("UPDATE records SET clash = ? WHERE item = ?", (clash, item))
    for item, held in run.held.items():
        if held.clash and item not in run.clashes:
            connection.execute("UPDATE records SET clash = NULL WHERE item = ?", (item,))
    for path in sorted(disputed | run.read):
        state = run.states[path][1]
        wanted = "clash" if path in disputed and state != "refused" else state
        if wanted != state:
            connection.execute("UPDATE sources SET state = ? WHERE path = ?", (wanted, path))


def _remember_claims(run: Reading) -> None:
    """Who claimed an id and cannot be read now may claim it still; write down who claims what."""
    for item, origins in run.disputed.items():
        refused = {origin for origin in origins if run.states.get(origin.source, ("", ""))[1] == "refused"}
        holder = run.seen.get(item) or (run.held[item].origin if item in run.held else None)
        if refused and holder and refused != {holder}:
            run.clashes.setdefault(item, {holder}).update(refused)
    run.clashes = {item: origins for item, origins in run.clashes.items() if len(origins) > 1}
    if run.clashes != run.disputed:
        connection = run.catalogue.connection
        connection.execute("DELETE FROM claims")
        rows = ((item, origin.source, origin.line) for item, origins in run.clashes.items() for origin in origins)
        connection.executemany("INSERT INTO claims VALUES (?,?,?)", sorted(rows, key=str))


def _say(origin: Origin) -> str:
    return f"{origin.source}:{origin.line}" if origin.line else origin.source
