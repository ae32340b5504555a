"""Reading: sources that are new or changed become records in the catalogue, each id one record's own."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from archive import sources
from archive.catalogue import journal
from archive.catalogue.database import Last
from archive.catalogue.records import UNDESCRIBED, body, composed, digest
from archive.ingest.claims import claim, settle
from archive.ingest.doubts import settle_doubts
from archive.ingest.find import Listed
from archive.ingest.reading import Held, Reading
from archive.records.model import Problem, Record
from archive.store.rows import Entry, Item
from archive.store.write import BATCH, write_items


def read_sources(run: Reading, listed: Iterable[Listed]) -> None:
    """Read the sources that changed, and those whose ids are in dispute."""
    present = {source.path: source for source in listed}
    queue: list[tuple[Listed, str]] = []
    for source in present.values():
        mark = _mark(run, source)
        if mark and source.path not in run.read and (source.path in run.rivals or _has_changed(run, source, mark)):
            queue.append((source, mark))
    # What cannot be read has to be known first: as long as it cannot, nobody else gets the ids that it held.
    queue = [(source, mark) for source, mark in queue if source.path not in run.states or _is_read(run, source, mark)]
    waiting = deque(queue)
    while waiting:
        source, mark = waiting.popleft()
        run.read.add(source.path)
        for rival in _read(run, source, mark):
            # An id that another, unchanged source held: who has it first is told by reading both.
            run.rivals.add(rival)
            if rival in present and rival not in run.read and all(rival != other.path for other, _ in waiting):
                waiting.append((present[rival], run.states[rival][0]))
    _flush(run)


def foresee(run: Reading, present: Collection[str], unreadable: Collection[str], undescribed: Listed | None) -> None:
    """Before anything is read: which sources cannot be read, and which are gone and hold no id any more.

    A source among the `unreadable` places, or below one, is not gone: nobody can tell. undescribed.csv is read last,
    but what it held is its own as well.
    """
    for path in sorted(set(run.states) - set(present)):
        if any(path == place or path.startswith(f"{place}/") for place in unreadable):
            _refuse(run, path)
        else:
            run.gone.add(path)
    for path in sorted(unreadable):
        if path.startswith("metadata/") and sources.is_source(Path(path)):
            _refuse(run, path)
    for sheet in sorted(set(run.mappings) - set(map(composed, present))):
        found, expected = (
            f"“{sheet}” is not there",
            "the path of a sheet; until then no sheet without a mapping is read",
        )
        run.named.append(Problem(run.mappings[sheet].name, None, None, found, expected, term="sheets"))
        run.mapped_whole = False  # another sheet may be the one that was meant
    if undescribed is not None:
        mark = _mark(run, undescribed)
        if mark and undescribed.path in run.states and _has_changed(run, undescribed, mark):
            _is_read(run, undescribed, mark)
        del run.marks[undescribed.path]  # it may be written before it is read


def ids_apart_from(run: Reading, source: str, present: Collection[str]) -> set[str]:
    """The ids that the records of the other sources have, once those have been read."""
    return {
        item
        for item, held in run.held.items()
        if held.origin.source != source
        and held.origin.source in present
        and (item in run.seen or held.origin.source not in run.read)
    }


def finish(run: Reading, present: Iterable[str]) -> None:
    """Forget the sources that are gone and the records that no source holds any more; settle who has which id."""
    gone = run.gone - set(present)  # undescribed.csv may have come back
    settled = {path for path in run.read if run.states[path][1] != "refused"}
    stale = [item for item, held in run.held.items() if held.origin.source in gone | settled and item not in run.seen]
    last = run.catalogue.last_events(journal.DEACCESSION, journal.RESTORATION)
    withdrawn = {item: event.type for item, event in last.items()}
    for item in sorted(stale):
        _forget(run.catalogue.connection, item)
        if withdrawn.get(item) != journal.DEACCESSION:  # what a withdrawn item had, no other shows
            run.catalogue.connection.execute("DELETE FROM linked WHERE item = ?", (item,))
        del run.held[item]
        run.events.append(journal.Event(journal.DELETION, item))
        run.report.counts["records gone"] += 1
    connection = run.catalogue.connection
    for path in sorted(gone):
        del run.states[path]
        connection.execute("DELETE FROM sources WHERE path = ?", (path,))
        connection.execute("DELETE FROM problems WHERE source = ?", (path,))
    settle(run)


def _mark(run: Reading, source: Listed) -> str | None:
    """The digest of a source and of what is said of its columns; one that cannot be read is refused: what it held still
    stands. So is a sheet that may lack its mapping.
    """
    if source.path not in run.marks:
        columns = run.columns(source.path)
        if columns is None and _lacks_its_mapping(run, source.path):
            run.marks[source.path] = None
            _refuse(run, source.path)
            return None
        try:
            with source.actual.open("rb") as file:  # a sheet may be larger than memory
                mark = hashlib.file_digest(file, "sha256")
            mark.update(columns.said if columns else b"")
            run.marks[source.path] = mark.hexdigest()
        except OSError as error:
            run.marks[source.path] = None
            run.named.append(Problem(source.path, found=f"cannot be read ({error.strerror})"))
            _refuse(run, source.path)
    return run.marks[source.path]


def _lacks_its_mapping(run: Reading, path: str) -> bool:
    """Whether a sheet that no mapping names may be meant to be read by one: what that hides must not come out."""
    if path in run.mapped:
        found = f"was read by {run.mapped[path]}, which does not name it any more"
        expected = f"the mapping, or `archive ingest --accept {path}` to read it without"
        run.named.append(Problem(path, found=found, expected=expected))
        return True
    return not run.mapped_whole and sources.is_sheet(path) and path != UNDESCRIBED


def _has_changed(run: Reading, source: Listed, mark: str) -> bool:
    """Whether a source is not as it was, or one of its ids was in dispute."""
    return run.states.get(source.path) not in {(mark, "ok"), (mark, "refused")}


def _refuse(run: Reading, path: str) -> None:
    """Note that nobody can tell what a source says now; it is read again as soon as it can be."""
    if run.states.get(path) != ("", "refused"):
        run.states[path] = ("", "refused")
        run.catalogue.connection.execute("INSERT OR REPLACE INTO sources VALUES (?, '', 'refused')", (path,))


def _is_read(run: Reading, source: Listed, mark: str) -> bool:
    """Whether a source that held records can be read; where it cannot, it is refused with its problems."""
    problems = []
    for found in sources.read(source.actual, source.path, run.columns(source.path)):
        if not isinstance(found, Problem):
            return True
        problems.append(found)
    if not any(problem.severity == "error" for problem in problems):
        return True
    run.read.add(source.path)
    _note(run, source.path, mark, [*settle_doubts(run, source), *problems], refused=True)
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
    if columns := run.columns(path):
        connection.execute("INSERT OR REPLACE INTO mapped VALUES (?,?)", (path, columns.name))
    run.report.counts["sources refused" if refused else "sources read"] += 1


def _read(run: Reading, source: Listed, mark: str) -> set[str]:
    """Read one source; the unchanged sources that hold one of its ids."""
    rivals: set[str] = set()
    problems: list[Problem] = []
    taken = 0
    for found in sources.read(source.actual, source.path, run.columns(source.path)):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            taken += 1
            has_id, rival = claim(run, found)
            if rival:
                rivals.add(rival)
            if has_id:
                _take(run, found)
    refused = taken == 0 and any(problem.severity == "error" for problem in problems)
    if not refused:
        run.catalogue.connection.execute("UPDATE records SET doubt = NULL WHERE source = ?", (source.path,))
    _note(run, source.path, mark, problems, refused=refused)
    return rivals


def _take(run: Reading, record: Record) -> None:
    run.waiting.append((record, digest(record)))
    if len(run.waiting) >= BATCH:
        _flush(run)


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
                    "UPDATE records SET source = ?, line = ?, doubt = NULL WHERE item = ?",
                    (record.origin.source, record.origin.line, record.id),
                )
        else:
            if held:
                _forget(connection, record.id)
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
    write_items(connection, (Entry(Item(record, (), time), access=record.access.level) for record, _, time in changed))
    connection.executemany(
        "INSERT INTO records VALUES (?,?,?,?,?,NULL,NULL)",
        ((record.id, record.origin.source, record.origin.line, mark, body(record)) for record, mark, _ in changed),
    )
    connection.executemany("INSERT INTO wanted VALUES (?,?,?)", _wanted(record for record, _, _ in changed))
    connection.executemany(
        "INSERT OR IGNORE INTO unlinked VALUES (?)", ((record.id,) for record, _, _ in changed if record.files)
    )
    without = ((record.id,) for record, _, _ in changed if not record.files)
    connection.executemany("DELETE FROM linked WHERE item = ?", without)


def _wanted(records: Iterable[Record]) -> Iterator[tuple[str, int, str]]:
    for record in records:
        for position, written in enumerate(record.files, start=1):
            yield record.id, position, written


def _forget(connection: sqlite3.Connection, item: str) -> None:
    connection.execute("DELETE FROM items WHERE id = ?", (item,))
    for table in ("statements", "files", "passages", "records", "wanted", "unlinked"):
        connection.execute(f"DELETE FROM {table} WHERE item = ?", (item,))  # noqa: S608  names of our own
