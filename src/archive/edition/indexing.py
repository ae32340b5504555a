"""Indexing while the rows are written: another process analyses the words of items that this one has just read."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from operator import attrgetter

from archive.records.vocabulary import Concept
from archive.search import build, index
from archive.store.rows import Entry

WINDOW = 12  # batches under way; the same always, so that equal rows are written in equal order


class Indexing:
    """The search tables of a database that is being filled, out of the entries that go by."""

    def __init__(
        self, connection: sqlite3.Connection, executor: Executor, concepts: Mapping[str, Concept] | None = None
    ) -> None:
        self._connection = connection
        self._concepts = concepts or {}
        self._executor = executor
        self._number = 0
        self._last = ""
        self._batch: list[index.Text] = []
        self._running: deque[Future[list[index.Row]]] = deque()
        self._broken = False
        index.begin(connection)

    def following(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries as they come, by id, while their texts are noted. Raises ValueError where one is out of order."""
        for entry in entries:
            record = entry.item.record
            if record.id <= self._last:
                raise ValueError(f"{record.id} after {self._last}; expected items by id")
            self._number, self._last = self._number + 1, record.id
            said = sorted(record.statements, key=attrgetter("term"))  # as they are read back from the tables
            meant = ((term, self._concepts[name].spellings()) for term, _, name in sorted(entry.meanings))
            self._batch.append(index.described(self._number, (statement[:3] for statement in said), meant))
            self._batch += [
                index.told(self._number, passage.position, passage.text, passage.language) for passage in entry.passages
            ]
            if len(self._batch) >= index.BATCH:
                self._send()
            yield entry

    def end(self) -> None:
        """Make the tables whole. Should a worker have died, this process does it all."""
        self._send()
        while self._running:
            self._insert()
        if self._broken:
            build(self._connection)
        else:
            index.end(self._connection)

    def _send(self) -> None:
        try:
            self._running.append(self._executor.submit(index.analysed, self._batch))
        except BrokenExecutor:
            self._broken = True
        self._batch = []
        if len(self._running) >= WINDOW:
            self._insert()

    def _insert(self) -> None:
        try:
            rows = self._running.popleft().result()
        except BrokenExecutor:
            self._broken = True
        else:
            index.insert(self._connection, rows)
