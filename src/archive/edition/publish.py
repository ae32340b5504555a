"""Publishing: compile, move the pointer, then remove what is no longer public. Safe to kill and to run again."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused, replace_file
from archive.catalogue.rules import Rules
from archive.edition.audit.before import Audited, audit_draft
from archive.edition.audit.gathering import Gathering
from archive.edition.audit.hits import Hit, thinned
from archive.edition.compile import compile_database, place_media, remove_rest
from archive.edition.plan import Plan, projections, shrinking
from archive.edition.project import Exposure, Medium, Projection, names_any, restrict, with_media
from archive.edition.remembered import remember
from archive.records.access import hidden
from archive.records.model import Problem
from archive.records.terms import RELATIONS
from archive.records.vocabulary import Concept
from archive.records.withholding import Part
from archive.search.meanings import read_concepts
from archive.store import pointer
from archive.store.read import entries, tombstones
from archive.store.rows import Entry, Tombstone

_FEW = 20  # ids in a message
_MANY = 5_000  # items: for fewer, starting another process takes longer than it saves
EDITION = f"public/{pointer.NAME}"  # what the journal calls the edition; no item can have this id


def refuse_if_blocked(plan: Plan, rules: Rules, gone: Collection[str] = (), *, trial: bool = False) -> None:
    """Raise Refused where the old edition has to stay because something that decides cannot be read; `gone` are the
    items that show less in it than they did, or on a trial would.
    """
    if errors := _errors(rules):
        files = ", ".join(dict.fromkeys(problem.path for problem in errors))
        raise Refused(f"not published: {files} cannot be read as it stands; the edition is as it was")
    if plan.obstacles:
        said = "the edition is as it was"
        if gone:
            named = ", ".join(sorted(gone)[:_FEW]) + (f" and {len(gone) - _FEW} more" if len(gone) > _FEW else "")
            said = f"{'to be ' if trial else ''}taken out of the edition: {named}; the rest of it is as it was"
        raise Refused(
            f"not published: {', '.join(plan.obstacles)} cannot be read as meant, and could say that something is to "
            f"be hidden; {said}. Mend it; `archive publish --without-refused` leaves out all items of it, and "
            "`archive withdraw ID` takes out one"
        )


def tighten(catalogue: Catalogue, plan: Plan, rules: Rules) -> list[str]:
    """Where the plan is blocked by a source, let the current edition at least show no more than the plan does; the
    items of which it shows less now. Where the rules cannot be read, nothing can be told, and nothing is done.
    """
    current = _current(catalogue.archive.public)
    if current is None or not plan.obstacles or _errors(rules):
        return []
    limits = shrinking(catalogue, plan)
    path = current.database(catalogue.archive.public)
    ends = (current.valid_until, plan.until.isoformat() if plan.until else None)
    draft = replace(
        current,
        valid_until=min((day for day in ends if day), default=None),
        sql=current.sql and plan.sql and plan.everything_may_be_taken,
        download=current.download and plan.download and plan.everything_may_be_taken,
        robots=current.robots and plan.robots,
    )
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        stones, concepts = tombstones(connection), read_concepts(connection)
        tombs = [stone for stone in map(plan.around.unnamed.of_tombstone, stones) if stone]
        telling = _telling(connection, plan, concepts)
        if limits or telling or tombs != stones:
            kept = (_silent(entry, telling) for entry in _limited(entries(connection), limits))
            digest = compile_database(kept, tombs, catalogue.archive.public, concepts=concepts, circa=current.circa)
            draft = replace(draft, digest=digest)
    if draft != current:
        make_current(catalogue.archive, replace(draft, made=journal.now()))
        _journal(catalogue, draft, plan.withdrawn)
    return sorted(limits)


def _errors(rules: Rules) -> list[Problem]:
    return [problem for problem in rules.problems if problem.severity == "error"]


@dataclass(frozen=True, slots=True)
class Published:
    """What could not be published, though it may be; what the audit looked for, and how many seconds all of it took."""

    problems: list[Problem]
    audited: Audited
    seconds: float


def publish(catalogue: Catalogue, plan: Plan) -> Published:
    """Make the plan the current edition. Raises Refused where the audit finds something in it that is not public: then
    the edition is as it was.
    """
    began = time.monotonic()
    problems: list[Problem] = []
    gathering = Gathering(catalogue, plan)
    found = gathering.following(place_media(projections(catalogue, plan), catalogue.archive, problems))
    concepts, many = plan.around.thesaurus.concepts if plan.around.thesaurus else {}, len(plan.verdicts) > _MANY
    draft = pointer.Pointer(
        compile_database(
            found, plan.tombstones, catalogue.archive.public, concepts=concepts, many=many, circa=plan.circa
        ),
        journal.now(),
        plan.until.isoformat() if plan.until else None,
        plan.sql and plan.everything_may_be_taken,
        plan.download and plan.everything_may_be_taken,
        plan.circa,
        plan.robots,
    )
    current = _current(catalogue.archive.public)
    if plan.held and current is not None:
        # Nobody said yes: visitors may do no more than before, and it holds no longer than it did.
        limits = (draft.valid_until, None if current.expired(plan.today) else current.valid_until)
        until = min((day for day in limits if day), default=None)
        sql, download = draft.sql and current.sql, draft.download and current.download
        robots = draft.robots and current.robots
        draft = replace(draft, valid_until=until, sql=sql, download=download, robots=robots)
    audited = audit_draft(catalogue, plan, gathering.end(), draft)
    if audited.hits:
        _discard(catalogue.archive, current)
        raise Refused(_leaking(audited.hits))
    remember(catalogue.archive, _withheld(plan))  # before the pointer: rather a question too many after a kill
    make_current(catalogue.archive, draft)
    _journal(catalogue, draft, plan.withdrawn)
    return Published(problems, audited, time.monotonic() - began)


def _withheld(plan: Plan) -> dict[str, tuple[Part, ...]]:
    """The parts that are withheld by item; of what nobody has said yes to, those that were before as well."""
    withheld = {item: verdict.withheld for item, verdict in plan.verdicts.items() if verdict.shown}
    for item in plan.held & withheld.keys():
        withheld[item] += plan.before[item].without if item in plan.before else ()
    return withheld


def _leaking(hits: Sequence[Hit]) -> str:
    told, others = thinned(hits)
    places = [f"  {hit}" for hit in told] + ([f"  and {others:,} more places of the same"] if others else [])
    said = "not published: the audit found in the new edition what is not public; the edition is as it was"
    return "\n".join([said, *places])


def _discard(archive: Archive, current: pointer.Pointer | None) -> None:
    """Remove what was compiled and is not to be the current edition."""
    if current is not None:
        remove_rest(archive.public, current.digest)
        return
    for name in ("editions", "media"):
        shutil.rmtree(archive.public / name, ignore_errors=True)


def widens(archive: Archive, plan: Plan) -> list[str]:
    """What visitors could do with the whole edition that they cannot do now, in words."""
    current = _current(archive.public)
    if current is None:
        return []
    taken = plan.everything_may_be_taken
    wider = {
        "SQL": taken and plan.sql and not current.sql,
        "download of the database": taken and plan.download and not current.download,
        "search engines": plan.robots and not current.robots,
    }
    return [name for name, opens in wider.items() if opens]


def take_out(archive: Archive, gone: Collection[str], bare: Collection[str], stones: Iterable[Tombstone]) -> None:
    """Compile the current edition afresh without the items `gone`, without media and passages that they had too, and
    with nothing of either for the items `bare`.

    It needs nothing but the edition itself: a withdrawal must not wait until somebody has mended another file.
    Raises ValueError where edition.json is damaged.
    """
    current = pointer.read(archive.public)
    if current is None:
        return
    path = current.database(archive.public)
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        marks = ",".join("?" * len(gone))
        media = connection.execute(f"SELECT sha256 FROM files WHERE item IN ({marks})", tuple(gone))  # noqa: S608  marks only
        words = connection.execute(f"SELECT text FROM passages WHERE item IN ({marks})", tuple(gone))  # noqa: S608  marks only
        barred = frozenset(value for rows in (media, words) for (value,) in rows)
        kept = _kept(entries(connection), frozenset(gone), frozenset(bare), barred)
        all_stones = {stone.id: stone for stone in (*tombstones(connection), *stones)}
        tombs = (all_stones[key] for key in sorted(all_stones))
        concepts = read_concepts(connection)
        digest = compile_database(kept, tombs, archive.public, concepts=concepts, circa=current.circa)
    make_current(archive, replace(current, digest=digest, made=journal.now()))


def expired(archive: Archive, today: date) -> bool:
    """Whether the current edition shows something that may no longer be shown today."""
    current = pointer.read(archive.public)
    return current is not None and current.expired(today)


def _kept(
    found: Iterable[Entry], gone: frozenset[str], bare: frozenset[str], barred: frozenset[str]
) -> Iterator[Entry]:
    ids = frozenset(item.casefold() for item in gone)
    for entry in found:
        name = entry.item.record.id
        if name in gone:
            continue
        files = tuple(file for file in entry.item.files if file.sha256 not in barred and name not in bare)
        passages = tuple(said for said in entry.passages if said.text not in barred and name not in bare)
        yield _unrelated(replace(entry, item=replace(entry.item, files=files), passages=passages), ids)


def _unrelated(entry: Entry, ids: Collection[str]) -> Entry:
    """The entry without the relations that name one of the ids (in small letters)."""
    record = entry.item.record
    statements = tuple(
        statement for statement in record.statements if statement.term not in RELATIONS or not names_any(statement, ids)
    )
    return replace(entry, item=replace(entry.item, record=replace(record, statements=statements)))


def _limited(found: Iterable[Entry], limits: Mapping[str, Exposure | None]) -> Iterator[Entry]:
    """The entries of an edition, each showing no more than its limit allows."""
    gone = frozenset(item.casefold() for item, limit in limits.items() if limit is None)
    for entry in found:
        limit = limits.get(entry.item.record.id)
        if limit is not None:
            media = tuple(Medium(file, file) for file in entry.item.files)
            bare = replace(entry, item=replace(entry.item, files=()))
            projection = restrict(Projection(bare, media), limit)
            yield _unrelated(with_media(projection, {medium.file.path for medium in projection.media}), gone)
        elif entry.item.record.id not in limits:
            yield _unrelated(entry, gone)


def _telling(connection: sqlite3.Connection, plan: Plan, concepts: Mapping[str, Concept]) -> set[tuple[str, str]]:
    """Items of an edition, each with a concept that it means there, and that tells a name that it may not give."""
    meant = connection.execute("SELECT DISTINCT item, concept FROM statement_concepts") if concepts else ()
    nobody = hidden("gone")
    return {
        (item, name)
        for item, name in meant
        if plan.around.unnamed.tells(concepts[name], plan.verdicts.get(item, nobody).unnamed)
    }


def _silent(entry: Entry, telling: Collection[tuple[str, str]]) -> Entry:
    meanings = tuple(said for said in entry.meanings if (entry.item.record.id, said[2]) not in telling)
    return replace(entry, meanings=meanings)


def make_current(archive: Archive, draft: pointer.Pointer) -> None:
    """Move the pointer, then remove the rest. Raises OSError where something of an earlier edition stays behind."""
    public = archive.public
    _copy_site(archive)
    current = _current(public)
    if current is None or replace(current, made="") != replace(draft, made=""):
        pointer.write(public, draft)
    remove_rest(public, draft.digest)


def _current(public: Path) -> pointer.Pointer | None:
    try:
        return pointer.read(public)
    except ValueError:
        return None


def _copy_site(archive: Archive) -> None:
    target = archive.public / "datasette.yaml"
    content = archive.site.read_bytes() if archive.site.exists() else b"plugins:\n  archive: {}\n"
    if not target.exists() or target.read_bytes() != content:
        replace_file(target, content)


def _journal(catalogue: Catalogue, current: pointer.Pointer, withdrawn: Collection[str]) -> None:
    """Note the edition, each item that is public for the first time or again, and each that somebody withdrew."""
    path = current.database(catalogue.archive.public)
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        items = [item for (item,) in connection.execute("SELECT id FROM items ORDER BY id")]
    last = catalogue.last_events(journal.DISSEMINATION, journal.DEACCESSION)
    events = [
        journal.Event(journal.DISSEMINATION, item)
        for item in items
        if item not in last or last[item].type == journal.DEACCESSION
    ]
    events.extend(
        journal.Event(journal.DEACCESSION, item)
        for item in sorted(withdrawn)
        if item in last and last[item].type == journal.DISSEMINATION
    )
    if EDITION not in last or last[EDITION].digest != f"sha256:{current.digest}":
        events.append(journal.Event(journal.DISSEMINATION, EDITION, f"sha256:{current.digest}"))
    if events:
        catalogue.commit(events, journal.now())
