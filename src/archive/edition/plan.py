"""Planning: a verdict for every item, and what publishing would change. Nothing is written."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.records import Stored, stored
from archive.catalogue.rules import Rules
from archive.edition.project import Surroundings
from archive.records.access import Verdict, barred, decide, hidden, opens
from archive.store import pointer
from archive.store.rows import Tombstone


@dataclass(frozen=True, slots=True)
class Plan:
    """The verdict on every item by id, the levels of the current edition, the sources that stand in the way, and what
    every projection has to know.
    """

    verdicts: Mapping[str, Verdict]
    before: Mapping[str, str]
    refused: tuple[str, ...]
    barred: frozenset[str]
    tombstones: tuple[Tombstone, ...]
    sql: bool
    download: bool

    @property
    def opening(self) -> list[str]:
        """The ids of items that would show more than the current edition does."""
        return opens(self.before, self.verdicts)

    @property
    def closing(self) -> list[str]:
        """The ids of items that would no longer be in the edition."""
        return sorted(item for item in self.before if not self.verdicts.get(item, hidden("gone")).shown)

    @property
    def surroundings(self) -> Surroundings:
        """What the projection of one item has to know of the others."""
        public = {item for item, verdict in self.verdicts.items() if verdict.shown}
        return Surroundings(self.verdicts.keys() | {stone.id for stone in self.tombstones}, public, self.barred)

    @property
    def until(self) -> date | None:
        """The last day on which every verdict holds."""
        return min(
            (verdict.until for verdict in self.verdicts.values() if verdict.shown and verdict.until), default=None
        )

    @property
    def everything_may_be_taken(self) -> bool:
        """Whether no consent keeps anything from being taken away."""
        return all("download" in verdict.scope for verdict in self.verdicts.values() if verdict.shown)

    def without(self, waiting: Collection[str]) -> Plan:
        """The plan in which these items show no more than they do now."""
        verdicts = dict(self.verdicts)
        for item in waiting:
            level = self.before.get(item, "hidden")
            reason = "nobody has said yes to its becoming public"
            verdicts[item] = (
                hidden(reason) if level == "hidden" else replace(verdicts[item], level=level, reason=reason)
            )
        return replace(self, verdicts=verdicts)


def plan(catalogue: Catalogue, rules: Rules, today: date, *, without_refused: bool = False) -> Plan:
    """The verdicts as things stand today."""
    verdicts: dict[str, Verdict] = {}
    held: list[tuple[Verdict, tuple[str, ...]]] = []
    for item in stored(catalogue.connection, passages=False):
        verdict = _decide(item, rules, today, without_refused=without_refused)
        verdicts[item.record.id] = verdict
        if not item.proposed:
            held.append((verdict, _digests(item)))
    refused = catalogue.connection.execute("SELECT path FROM sources WHERE state = 'refused' ORDER BY path")
    return Plan(
        verdicts,
        current_levels(catalogue.archive.public),
        () if without_refused else tuple(path for (path,) in refused),
        barred(held),
        tuple(_tombstones(catalogue, rules)),
        rules.policy.sql,
        rules.policy.download,
    )


def current_levels(public: Path) -> dict[str, str]:
    """The level of every item in the current edition; nothing where none can be read."""
    try:
        current = pointer.read(public)
        if current is None:
            return {}
        database = current.database(public)
        with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT id, access FROM items"))
    except (ValueError, sqlite3.DatabaseError):
        return {}  # then everything has to be asked for again


def _decide(item: Stored, rules: Rules, today: date, *, without_refused: bool) -> Verdict:
    if item.refused and without_refused:
        return hidden(f"{item.record.origin.source} cannot be read")
    return decide(item.record, rules.policy, item.record.id in rules.withdrawn, today)


def _digests(item: Stored) -> tuple[str, ...]:
    return tuple(file.sha256 for file in item.entry.item.files if file.role == "original")


def _tombstones(catalogue: Catalogue, rules: Rules) -> list[Tombstone]:
    """One for every withdrawn item that was public; of the others not even the id is told."""
    return [
        Tombstone(row.id, row.date, row.public_reason)
        for _, row in sorted(rules.withdrawn.items())
        if catalogue.happened(journal.DISSEMINATION, row.id)
    ]
