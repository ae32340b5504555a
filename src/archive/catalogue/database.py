"""The catalogue: one writer's connection to the private database, in step with the journal."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from archive.catalogue import journal
from archive.catalogue.layout import Archive, Refused, replace_file
from archive.catalogue.schema import ALL, VERSION
from archive.catalogue.versions import Interrupted, recover


class Busy(Refused):
    """Another `archive` writes here at the moment."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last event of an object."""

    type: str
    digest: str | None
    time: str


class Catalogue:
    """The private database of an archive. What it holds is an index over the text, and can be made again."""

    def __init__(self, archive: Archive, connection: sqlite3.Connection, *, keeps: bool) -> None:
        """Over an open database; `keeps` is whether events are written to the journal (else the run is a trial)."""
        self.archive = archive
        self.connection = connection
        self.keeps = keeps
        self._follow_journal()

    @classmethod
    def open(cls, archive: Archive) -> Self:
        """For writing; a database that is missing, damaged or of another schema is begun anew."""
        if not _recovered(archive.catalogue):
            _begin(archive.catalogue)
        return cls(archive, sqlite3.connect(archive.catalogue), keeps=True)

    @classmethod
    def trial(cls, archive: Archive) -> Self:
        """A copy in memory, to see what a command would do; nothing of it is kept."""
        connection = sqlite3.connect(":memory:")
        if _usable(archive.catalogue):
            with contextlib.closing(_read_only(archive.catalogue)) as kept:
                kept.backup(connection)
        else:
            connection.executescript(ALL)
        return cls(archive, connection, keeps=False)

    def copied(self) -> Self:
        """A copy in memory as it stands now, to see what more would come of it; nothing of it is kept."""
        connection = sqlite3.connect(":memory:")
        self.connection.backup(connection)
        return type(self)(self.archive, connection, keeps=False)

    def close(self) -> None:
        """Give the database back; what was not committed is dropped."""
        self.connection.close()

    def commit(self, events: Sequence[journal.Event], time: str) -> None:
        """Make a batch last: its events in the journal first, which is what commits it, then the rows."""
        if events:
            lines, end, previous = self._place()
            if self.keeps:
                line = journal.append(self.archive.journal, events, time, previous, end)
            else:
                line = journal.Line(time, "trial", tuple(events), previous, end)
            self._take(lines + 1, line)
        self.connection.commit()

    def note(self, events: Sequence[journal.Event], time: str) -> None:
        """Make events last on which neither an edition nor an index hangs: `state` stays what it is."""
        before = None if self.connection.in_transaction else state(self.archive)
        self.commit(events, time)
        if before and self.keeps:
            replace_file(_noted(self.archive), f"{_written(self.archive)}\n{before}".encode("ascii"))

    def last_events(self, *types: str) -> dict[str, Last]:
        """The last event of these types of every object that has one."""
        marks = ",".join("?" * len(types))
        query = f"SELECT object, type, digest, time FROM events WHERE type IN ({marks}) ORDER BY line, position"  # noqa: S608  marks only
        return {name: Last(kind, digest, time) for name, kind, digest, time in self.connection.execute(query, types)}

    def happened(self, event_type: str, name: str) -> bool:
        """Whether an object ever had an event of this type."""
        query = "SELECT 1 FROM events WHERE object = ? AND type = ? LIMIT 1"
        return self.connection.execute(query, (name, event_type)).fetchone() is not None

    def _place(self) -> tuple[int, int, str]:
        row = self.connection.execute('SELECT lines, "end", hash FROM journal').fetchone()
        return row or (0, 0, journal.START)

    def _take(self, number: int, line: journal.Line) -> None:
        rows = (
            (number, position, line.time, line.agent, event.type, event.object, event.digest)
            for position, event in enumerate(line.events, start=1)
        )
        self.connection.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?)", rows)
        self.connection.execute("DELETE FROM journal")
        self.connection.execute("INSERT INTO journal VALUES (?,?,?)", (number, line.end, line.hash))

    def _follow_journal(self) -> None:
        """Take in the lines that the database lacks, as after a kill or where it was begun anew."""
        number, end, previous = self._place()
        path = self.archive.journal
        size = path.stat().st_size if path.exists() else 0
        if size < end:
            raise Refused(
                f"metadata/journal.jsonl: {size} bytes, but {end} were written; expected the whole journal, or, if "
                "metadata/ is meant to be older, no .archive/ (delete it, then archive ingest)"
            )
        taken = False
        for line in journal.read_journal(path, end, previous):
            number += 1
            self._take(number, line)
            taken = True
        if taken:
            self.connection.commit()


def state(archive: Archive) -> str:
    """What tells whether the database has been written to since, but for what was only noted: its inode, size and
    times.
    """
    written = _written(archive)
    with contextlib.suppress(OSError, ValueError):
        noted, before = _noted(archive).read_text("ascii").split("\n")
        return before if noted == written else written
    return written


def _written(archive: Archive) -> str:
    status = archive.catalogue.stat()
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _noted(archive: Archive) -> Path:
    return archive.made / "noted"


@contextlib.contextmanager
def alone(archive: Archive, wait: float = 0) -> Iterator[None]:
    """Be the one writer that an archive has at a time. Raises Busy where another is still at work after `wait` s."""
    archive.made.mkdir(exist_ok=True)
    try:
        with FileLock(archive.lock, timeout=wait):
            yield
    except Timeout:
        raise Busy(f"{archive.root}: another `archive` is at work here; try again when it has ended") from None


@contextlib.contextmanager
def writing(
    archive: Archive, wait: float = 0, tell: Callable[[Interrupted], None] | None = None
) -> Iterator[Catalogue]:
    """The catalogue for the one writer. What an edit that was killed left half done is taken back first; `tell` hears
    of it. Raises Busy where another is still at work after `wait` seconds.
    """
    with alone(archive, wait):
        interrupted = recover(archive)
        if interrupted and tell:
            tell(interrupted)
        with contextlib.closing(Catalogue.open(archive)) as catalogue:
            yield catalogue


@contextlib.contextmanager
def trying(archive: Archive) -> Iterator[Catalogue]:
    """A copy of the catalogue for a run that keeps nothing."""
    with contextlib.closing(Catalogue.trial(archive)) as catalogue:
        yield catalogue


@contextlib.contextmanager
def reading(archive: Archive) -> Iterator[sqlite3.Connection]:
    """The database as it stands, for reading. Raises Refused where there is none."""
    if not _usable(archive.catalogue):
        raise Refused(f"{archive.root}: nothing has been taken in yet; expected a catalogue (archive ingest)")
    with contextlib.closing(_read_only(archive.catalogue)) as connection:
        yield connection


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


def _usable(path: Path) -> bool:
    """Whether there is a catalogue of our schema. Raises Refused where a run was killed and none has followed it."""
    try:
        with contextlib.closing(_read_only(path)) as connection:
            return _version(connection) == VERSION
    except sqlite3.OperationalError as error:
        if path.exists():
            raise Refused(f"{path}: {error}; expected a whole catalogue (archive ingest makes it so)") from error
        return False
    except sqlite3.DatabaseError:
        return False


def _recovered(path: Path) -> bool:
    """Whether there is a catalogue of our schema, after SQLite has taken back what a killed run left half done."""
    if not path.exists():
        return False
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return _version(connection) == VERSION
    except sqlite3.DatabaseError:
        return False


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _begin(path: Path) -> None:
    # A rollback journal that outlived its database would be played back into the next one.
    for leftover in (path.with_name(f"{path.name}-journal"), path):
        leftover.unlink(missing_ok=True)
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(temporary)) as connection:
        connection.executescript(ALL)
    temporary.replace(path)
