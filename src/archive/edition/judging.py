"""Judging: the verdict on every item, from its record and from what is written in it, and what a projection has to know
of the other items.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from archive.catalogue.layout import Archive
from archive.catalogue.meant import wholly
from archive.catalogue.records import deciding, proposed
from archive.catalogue.rules import Rules, withdrawn_ids
from archive.catalogue.vocabularies import read_thesaurus, vocabularies_now
from archive.edition.barring import barred, kept_back
from archive.edition.project import Surroundings, is_distinct
from archive.edition.remaking import Task, remade
from archive.edition.unnamed import Doubt, Unnamed
from archive.edition.withholding import Cut
from archive.records.access import Verdict, decide, hidden
from archive.records.model import Record
from archive.store.read import entries
from archive.store.rows import Entry


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on every item by id; what every projection has to know; what is doubtful; and of which files
    something has to be made anew, without what is withheld; the items of which anything is; the digest of the
    vocabularies before they were read.
    """

    verdicts: Mapping[str, Verdict]
    around: Surroundings
    withdrawn: frozenset[str]
    doubts: tuple[Doubt, ...] = ()
    tasks: tuple[Task, ...] = ()
    touched: frozenset[str] = frozenset()
    vocabularies: str = ""


def judge(
    archive: Archive, connection: sqlite3.Connection, rules: Rules, today: date, *, without_refused: bool = False
) -> Judged:
    """The verdicts as things stand today."""
    withdrawn = frozenset(withdrawn_ids(connection, rules))
    others = wholly(connection)
    verdicts, decided = {}, {}
    for record, refused in deciding(connection):
        verdict = _decide(record, rules, withdrawn, today, left_out=refused and without_refused)
        verdicts[record.id] = replace(verdict, withheld=(*verdict.withheld, *others.get(record.id, ())))
        if record.names:
            decided[record.id] = record.names
    vocabularies = vocabularies_now(archive)
    thesaurus = read_thesaurus(archive)[0]
    unnamed = Unnamed(rules.policy.people)
    around = Surroundings(
        frozenset(),
        frozenset(),
        thesaurus,
        unnamed,
        decided,
        remade=lambda file, instructions: remade(archive, file, instructions),
    )
    reading = _Reading(around)
    for entry in _touched(connection, verdicts, unnamed):
        name = entry.item.record.id
        verdicts[name] = reading.take(entry, verdicts[name])
    merely = proposed(connection)
    unseen, ungiven = kept_back(connection, verdicts, merely)
    around = replace(
        around,
        hidden=frozenset(item.casefold() for item, verdict in verdicts.items() if _is_hidden(item, verdict, merely))
        | {item.casefold() for item in withdrawn},
        barred=barred(connection, rules, verdicts, merely, withdrawn),
        unseen=unseen,
        ungiven=ungiven,
        partly={file: frozenset(states) for file, states in reading.states.items()},
    )
    return Judged(
        verdicts,
        around,
        withdrawn,
        tuple(reading.doubts),
        tuple(reading.tasks),
        frozenset(reading.touched),
        vocabularies,
    )


class _Reading:
    """What the items say in which something is withheld."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.doubts: list[Doubt] = []
        self.tasks: list[Task] = []
        self.touched: set[str] = set()
        self.states: dict[str, set[str]] = defaultdict(set)

    def take(self, entry: Entry, verdict: Verdict) -> Verdict:
        """The verdict, once the item has been read."""
        kept = self._around.cut(entry, verdict)
        self.doubts += kept.doubts
        if kept.entry != entry:
            self.touched.add(entry.item.record.id)
        if kept.stop:
            return hidden(kept.stop)
        if verdict.level == "public":
            self._note(kept)
        return verdict

    def _note(self, kept: Cut) -> None:
        for file in kept.entry.item.files:
            if file.role != "original":
                continue
            if state := kept.state_of(file.position):
                self.states[file.sha256].add(state)
            if file.position in kept.instructions:
                self.tasks.append(Task(file, kept.instructions[file.position]))


def _touched(connection: sqlite3.Connection, verdicts: Mapping[str, Verdict], unnamed: Unnamed) -> Iterator[Entry]:
    """The items that are shown and of which something may have to be withheld."""
    if unnamed.everywhere() is not None:
        yield from (entry for entry in entries(connection) if verdicts[entry.item.record.id].shown)
        return
    for item, verdict in list(verdicts.items()):
        if verdict.shown and (verdict.withheld or verdict.unnamed):
            yield from entries(connection, only=item)


def _decide(record: Record, rules: Rules, withdrawn: Collection[str], today: date, *, left_out: bool) -> Verdict:
    if left_out:
        return hidden(f"{record.origin.source} cannot be read")
    return decide(record, rules.policy, record.id in withdrawn, today)


def _is_hidden(item: str, verdict: Verdict, proposed: Collection[str]) -> bool:
    """Whether no relation may name the item. A file's name that is an ordinary word is no reason to drop a citation."""
    return not verdict.shown and (item not in proposed or is_distinct(item))
