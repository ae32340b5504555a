"""Making the current edition show less where no new one can be brought out: what is hidden since goes in any case."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.catalogue.records import deciding
from archive.catalogue.rules import Rules
from archive.edition.audit.before import audit_draft
from archive.edition.audit.finding import Finder
from archive.edition.audit.gathering import gather
from archive.edition.audit.hits import Hit
from archive.edition.audit.making import together
from archive.edition.audit.needles import Needles
from archive.edition.audit.readers import entry_texts
from archive.edition.compile import compile_database
from archive.edition.kept import drop
from archive.edition.plan import Plan, shrinking
from archive.edition.pointing import current, make_current, tell_journal
from archive.edition.project import Exposure, Medium, Projection, names_any, restrict, with_media
from archive.edition.unnamed import unname
from archive.records.access import hidden
from archive.records.model import Problem
from archive.records.terms import RELATIONS
from archive.records.vocabulary import Concept
from archive.search.meanings import read_concepts
from archive.store import pointer
from archive.store.read import entries, tombstones
from archive.store.rows import Entry, Tombstone

_NOBODY = hidden("gone")


def tighten(catalogue: Catalogue, plan: Plan, rules: Rules) -> list[str]:
    """Where the plan is blocked, let the current edition at least show no more than the plan does; the items of which
    it shows less now. Where the rules cannot be read, those go that their own records hide, and nothing else is done.
    """
    edition = current(catalogue.archive.public)
    if edition is None:
        return []
    if errors(rules):
        gone = (item for item in _hiding_themselves(catalogue.connection, plan) if item in plan.before)
        return _bring_out(catalogue, plan, edition, dict.fromkeys(gone), None)
    return tighten_by(catalogue, plan, None) if plan.obstacles else []


def tighten_by(catalogue: Catalogue, plan: Plan, needles: Needles | None) -> list[str]:
    """Let the current edition show no more than the plan does, and nothing in which the audit finds one of the
    `needles` (None: those of the plan); the items of which it shows less now.
    """
    edition = current(catalogue.archive.public)
    if edition is None:
        return []
    ends = (edition.valid_until, plan.until.isoformat() if plan.until else None)
    draft = replace(
        edition,
        valid_until=min((day for day in ends if day), default=None),
        sql=edition.sql and plan.sql and plan.everything_may_be_taken,
        download=edition.download and plan.download and plan.everything_may_be_taken,
        robots=edition.robots and plan.robots,
    )
    limits = shrinking(catalogue, plan)
    if needles is None and (limits or _says_more(catalogue, plan, edition)):
        needles = gather(catalogue, plan)
    return _bring_out(catalogue, plan, draft, limits, needles)


def errors(rules: Rules) -> list[Problem]:
    """What makes the rules such that nothing can be decided by them."""
    return [problem for problem in rules.problems if problem.severity == "error"]


def unrelated(entry: Entry, ids: Collection[str]) -> Entry:
    """The entry without the relations that name one of the ids (in small letters)."""
    record = entry.item.record
    statements = tuple(
        statement for statement in record.statements if statement.term not in RELATIONS or not names_any(statement, ids)
    )
    return replace(entry, item=replace(entry.item, record=replace(record, statements=statements)))


def _bring_out(
    catalogue: Catalogue,
    plan: Plan,
    draft: pointer.Pointer,
    limits: Mapping[str, Exposure | None],
    needles: Needles | None,
) -> list[str]:
    """Make the edition of a draft (its digest is that of the current one) the current one, within limits and without
    what the audit finds in it by these needles; the items that lose something.
    """
    archive = catalogue.archive
    lost = set(limits)
    if limits or needles:
        drop(archive)
        finder = Finder(needles) if needles else None
        with _reading(archive, draft) as connection:
            stones, concepts = tombstones(connection), read_concepts(connection)
            told = stones if finder is None else list(_told(stones, plan))
            telling = _telling(connection, plan, concepts) if finder else set()
            found: Sequence[Hit] = ()

            def kept() -> Iterator[Entry]:
                for entry in _limited(entries(connection), limits):
                    clean = _cleaned(entry, plan, telling, finder, found) if finder else entry
                    if clean != entry:
                        lost.add(entry.item.record.id)
                    if clean:
                        yield clean

            for _ in range(2):  # what is found in the first is not in the second
                digest = compile_database(kept(), told, archive.public, concepts=concepts, circa=draft.circa)
                draft = replace(draft, digest=digest)
                found = audit_draft(catalogue, plan, needles, draft).hits if needles else ()
                if not found:
                    break
    if draft != current(archive.public):
        make_current(archive, replace(draft, made=journal.now()))
        tell_journal(catalogue, draft, plan.withdrawn)
    return sorted(lost)


def _says_more(catalogue: Catalogue, plan: Plan, edition: pointer.Pointer) -> bool:
    """Whether the current edition gives a name that it may not give."""
    with _reading(catalogue.archive, edition) as connection:
        stones = tombstones(connection)
        if list(_told(stones, plan)) != stones or _telling(connection, plan, read_concepts(connection)):
            return True
        return any(_unnamed(entry, plan) != entry for entry in entries(connection))


def _reading(archive: Archive, edition: pointer.Pointer) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(f"{edition.database(archive.public).as_uri()}?mode=ro", uri=True))


def _told(stones: Iterable[Tombstone], plan: Plan) -> Iterator[Tombstone]:
    return filter(None, map(plan.around.unnamed.of_tombstone, stones))


def _limited(found: Iterable[Entry], limits: Mapping[str, Exposure | None]) -> Iterator[Entry]:
    """The entries of an edition, each showing no more than its limit allows."""
    gone = frozenset(item.casefold() for item, limit in limits.items() if limit is None)
    for entry in found:
        limit = limits.get(entry.item.record.id)
        if limit is not None:
            media = tuple(Medium(file, file) for file in entry.item.files)
            bare = replace(entry, item=replace(entry.item, files=()))
            projection = restrict(Projection(bare, media), limit)
            yield unrelated(with_media(projection, {medium.file.path for medium in projection.media}), gone)
        elif entry.item.record.id not in limits:
            yield unrelated(entry, gone)


def _telling(connection: sqlite3.Connection, plan: Plan, concepts: Mapping[str, Concept]) -> set[tuple[str, str]]:
    """Items of an edition, each with a concept that it means there, and that tells a name that it may not give."""
    meant = connection.execute("SELECT DISTINCT item, concept FROM statement_concepts") if concepts else ()
    return {
        (item, name)
        for item, name in meant
        if plan.around.unnamed.tells(concepts[name], plan.verdicts.get(item, _NOBODY).unnamed)
    }


def _silent(entry: Entry, telling: Collection[tuple[str, str]]) -> Entry:
    meanings = tuple(said for said in entry.meanings if (entry.item.record.id, said[2]) not in telling)
    return replace(entry, meanings=meanings)


def _cleaned(
    entry: Entry, plan: Plan, telling: Collection[tuple[str, str]], finder: Finder, found: Sequence[Hit]
) -> Entry | None:
    """The entry without the names that it may not give, and the media in which something was `found`; nothing of it
    where a name is doubtful, or its words say then what they may not.
    """
    read = _unnamed(_silent(entry, telling), plan)
    if read is None or not found:
        return read
    names = {hit.place.removeprefix("media/").split(",")[0] for hit in found}
    files = tuple(file for file in read.item.files if file.path.rpartition("/")[2] not in names)
    clean = replace(read, item=replace(read.item, files=files))
    said = "\n".join(together(entry_texts(clean)))
    return None if any(True for _ in finder.in_text(said)) else clean


def _unnamed(entry: Entry, plan: Plan) -> Entry | None:
    """The entry without the names that it may not give; nothing of it where one is doubtful."""
    item = entry.item.record.id
    naming = plan.around.unnamed.in_item(plan.verdicts.get(item, _NOBODY))
    read = unname(entry, naming, plan.around.decided.get(item, ()))
    return None if read.doubts else read.entry


def _hiding_themselves(connection: sqlite3.Connection, plan: Plan) -> Iterator[str]:
    """The items that no rule could show: withdrawn, or hidden by their record for good."""
    yield from plan.withdrawn
    for record, _ in deciding(connection):
        if record.faults or (record.access.level == "hidden" and not record.access.until):
            yield record.id
