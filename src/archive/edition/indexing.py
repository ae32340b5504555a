"""Indexing while the rows are written: another process analyses the words of items that this one has just read."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from operator import attrgetter

from archive.edition.kept import Kept, Run
from archive.records.vocabulary import Concept
from archive.search import build, index
from archive.store.rows import Entry

WINDOW = 12  # batches under way; the same always, so that equal rows are written in equal order


class Indexing:
    """The search tables of a database that is being filled, out of the entries that go by."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        executor: Executor | None,
        concepts: Mapping[str, Concept] | None = None,
        kept: Kept | None = None,
    ) -> None:
        """Without an `executor` this process analyses the words itself; what is `kept` has the words of runs."""
        self._connection = connection
        self._concepts = concepts or {}
        self._executor = executor
        self._kept = kept
        self._number = 0
        self._last = ""
        self._batch: list[index.Text] = []
        self._running: deque[Future[list[index.Row]] | tuple[Run, int]] = deque()
        self._broken = False
        index.begin(connection, kept.words() if kept else "")

    def following(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries as they come, by id, while their texts are noted. Raises ValueError where one is out of order."""
        for entry in entries:
            record = entry.item.record
            self._come_to(record.id)
            self._number += 1
            said = sorted(record.statements, key=attrgetter("term"))  # as they are read back from the tables
            meant = ((term, self._concepts[name].spellings()) for term, _, name in sorted(entry.meanings))
            self._batch.append(index.described(self._number, (statement[:3] for statement in said), meant))
            self._batch += [
                index.told(self._number, passage.position, passage.text, passage.language) for passage in entry.passages
            ]
            if len(self._batch) >= index.BATCH:
                self._send()
            yield entry

    def pass_over(self, run: Run) -> None:
        """Items whose words are known. Raises ValueError where they are out of order."""
        self._come_to(run.first)
        self._last = run.last
        self._send()
        self._running.append((run, self._number + 1))
        self._number += run.count

    def end(self) -> bool:
        """Make the tables whole; whether all words are remembered. Should a worker have died, this process does it
        all, and they are not.
        """
        self._send()
        while self._running:
            self._insert()
        if self._broken:
            build(self._connection)
        else:
            index.end(self._connection)
        return not self._broken

    def _come_to(self, item: str) -> None:
        if item <= self._last:
            raise ValueError(f"{item} after {self._last}; expected items by id")
        self._last = item

    def _send(self) -> None:
        if self._batch:
            try:
                self._running.append(self._analysed(self._batch))
            except BrokenExecutor:
                self._broken = True
        self._batch = []
        if len(self._running) >= WINDOW:
            self._insert()

    def _analysed(self, batch: list[index.Text]) -> Future[list[index.Row]]:
        if self._executor:
            return self._executor.submit(index.analysed, batch)
        done: Future[list[index.Row]] = Future()
        done.set_result(index.analysed(batch))
        return done

    def _insert(self) -> None:
        due = self._running.popleft()
        if isinstance(due, tuple):
            if self._kept:
                self._kept.remember(self._connection, *due)
            return
        try:
            rows = due.result()
        except BrokenExecutor:
            self._broken = True
            return
        index.remember(self._connection, rows)
