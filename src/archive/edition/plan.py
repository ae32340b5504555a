"""Planning: a verdict for every item, and what publishing would change. Nothing is written."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.catalogue.rules import Rules, unknown_withdrawals
from archive.edition.judging import judge
from archive.edition.project import Exposure, Projection, Surroundings, exposure, project, restrict
from archive.edition.remaking import Task
from archive.edition.remembered import remembered, remembered_names, with_names
from archive.edition.unnamed import Doubt
from archive.records.access import Verdict, hidden
from archive.store import pointer
from archive.store.read import entries
from archive.store.rows import Entry, Tombstone

_UNKNOWN = Verdict("public", "nobody knows of it any more")


@dataclass(frozen=True, slots=True)
class Plan:
    """The verdict on every item by id; what readers see of each now; which items would show more (`opening`); which
    may not, because nobody has said yes (`held`); what stands in the way; what every projection has to
    know; words that may be names (`doubts`), what is to be made anew of files of
    which a part is withheld, and the items of which anything is (`touched`); the digest of the `vocabularies`.
    """

    verdicts: Mapping[str, Verdict]
    before: Mapping[str, Exposure]
    opening: tuple[str, ...]
    held: frozenset[str]
    obstacles: tuple[str, ...]
    around: Surroundings
    tombstones: tuple[Tombstone, ...]
    withdrawn: frozenset[str]
    doubts: tuple[Doubt, ...]
    tasks: tuple[Task, ...]
    touched: frozenset[str]
    today: date
    sql: bool
    download: bool
    robots: bool
    circa: int
    vocabularies: str

    @property
    def closing(self) -> list[str]:
        """The ids of items that would no longer be in the edition."""
        return sorted(item for item in self.before if not self.verdicts.get(item, hidden("gone")).shown)

    @property
    def until(self) -> date | None:
        """The last day on which every verdict holds."""
        shown = (verdict.until for verdict in self.verdicts.values() if verdict.shown and verdict.until)
        return min(shown, default=None)

    @property
    def everything_may_be_taken(self) -> bool:
        """Whether no consent keeps anything from being taken away."""
        return all("download" in verdict.scope for verdict in self.verdicts.values() if verdict.shown)

    def without(self, waiting: Collection[str]) -> Plan:
        """The plan in which these items show no more than they do now, and visitors may do no more either."""
        verdicts = dict(self.verdicts)
        for item in waiting:
            if item in verdicts and item not in self.before:
                verdicts[item] = hidden("nobody has said yes to its becoming public")
        public = {item for item, verdict in verdicts.items() if verdict.shown}
        hid = frozenset(self.around.hidden) | {item.casefold() for item in waiting if item not in public}
        around = replace(self.around, hidden=hid)
        return replace(self, verdicts=verdicts, held=self.held | frozenset(waiting), around=around)


def plan(
    catalogue: Catalogue,
    rules: Rules,
    today: date,
    *,
    without_refused: bool = False,
    before: Mapping[str, Exposure] | None = None,
) -> Plan:
    """The verdicts as things stand today, and what they would change; `before` is what readers see now, where that is
    not simply the current edition.
    """
    connection = catalogue.connection
    judged = judge(catalogue.archive, connection, rules, today, without_refused=without_refused)
    verdicts, around = judged.verdicts, judged.around
    before = dict(current(catalogue.archive)) if before is None else before
    shown = [item for item, verdict in verdicts.items() if verdict.shown]
    more = _showing_more(connection, verdicts, around, before)
    opening = tuple(item for item in shown if item not in before or item in more)
    obstacles = () if without_refused else tuple(_refused(connection))
    obstacles += tuple(f"withdrawn.csv ({item})" for item in unknown_withdrawals(connection, rules))
    policy = rules.policy
    return Plan(
        verdicts,
        before,
        opening,
        frozenset(),
        obstacles,
        around,
        tuple(_tombstones(catalogue, rules, judged.withdrawn, around)),
        judged.withdrawn,
        judged.doubts,
        judged.tasks,
        judged.touched,
        today,
        policy.sql,
        policy.download,
        policy.robots and all("harvest" in verdict.scope for verdict in verdicts.values() if verdict.shown),
        policy.circa,
        judged.vocabularies,
    )


def projections(catalogue: Catalogue, plan: Plan, among: Collection[str] | None = None) -> Iterator[Projection]:
    """What the edition would hold of every item, or of those `among` them, by id."""
    for entry in entries(catalogue.connection, among=among):
        name = entry.item.record.id
        verdict = plan.verdicts.get(name)
        if verdict and verdict.shown:
            projection = project(entry, verdict, plan.around)
            yield (
                restrict(projection, plan.around.today(plan.before[name], verdict)) if name in plan.held else projection
            )


def shrinking(catalogue: Catalogue, plan: Plan) -> dict[str, Exposure | None]:
    """The items of the current edition that show more there than the plan lets them, with what it does: None where
    nothing. What the catalogue does not know any more is left out: it may have moved to where nobody can read it.
    """
    seen, names = dict(current(catalogue.archive)), remembered_names(catalogue.archive)
    limits: dict[str, Exposure | None] = {}
    for item in seen:
        if item in plan.withdrawn or not plan.verdicts.get(item, _UNKNOWN).shown:
            limits[item] = None
    for entry in entries(catalogue.connection):
        name = entry.item.record.id
        if name in seen and name not in limits and name in plan.verdicts:
            now = with_names(_projected(entry, plan.verdicts[name], plan.around), names)
            if not seen[name].within(now):
                limits[name] = now
    return limits


def current(archive: Archive) -> Iterator[tuple[str, Exposure]]:
    """What readers see of every item of the current edition; nothing where none can be read."""
    with contextlib.suppress(ValueError, sqlite3.DatabaseError):  # then everything has to be asked for again
        found = pointer.read(archive.public)
        if found is not None:
            withheld, names = remembered(archive), remembered_names(archive)
            database = found.database(archive.public)
            with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
                for entry in entries(connection):
                    name = entry.item.record.id
                    seen = with_names(exposure(entry, entry.item.files), names)
                    yield name, replace(seen, without=withheld[name]) if name in withheld else seen


def _showing_more(
    connection: sqlite3.Connection,
    verdicts: Mapping[str, Verdict],
    around: Surroundings,
    before: Mapping[str, Exposure],
) -> set[str]:
    """The items that are seen now and would show more than they do."""
    if not any(item in before and verdict.shown for item, verdict in verdicts.items()):
        return set()
    more = set()
    for entry in entries(connection):
        name = entry.item.record.id
        seen, verdict = before.get(name), verdicts.get(name)
        if not (seen and verdict and verdict.shown):
            continue
        if not _projected(entry, verdict, around).within(around.today(seen, verdict)):
            more.add(name)
    return more


def _projected(entry: Entry, verdict: Verdict, around: Surroundings) -> Exposure:
    """What a reader would see of an entry."""
    projection = project(entry, verdict, around)
    seen = exposure(projection.entry, (medium.file for medium in projection.media))
    return replace(seen, without=tuple(part for part in verdict.withheld if part.term))


def _refused(connection: sqlite3.Connection) -> Iterator[str]:
    for (path,) in connection.execute("SELECT path FROM sources WHERE state = 'refused' ORDER BY path"):
        yield path


def _tombstones(
    catalogue: Catalogue, rules: Rules, withdrawn: Collection[str], around: Surroundings
) -> Iterator[Tombstone]:
    """One for every withdrawn item that was public and whose id holds no name; of the others not even that is told."""
    noted = catalogue.last_events(journal.DEACCESSION)
    for item in sorted(withdrawn):
        if catalogue.happened(journal.DISSEMINATION, item):
            row = rules.withdrawn.get(item)
            day = row.date if row else noted[item].time[:10]
            stone = around.unnamed.of_tombstone(Tombstone(item, day, row.public_reason if row else ""))
            if stone:
                yield stone
