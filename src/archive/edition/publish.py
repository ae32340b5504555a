"""Publishing: compile, move the pointer, then remove what is no longer public. Safe to kill and to run again."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.rules import Rules
from archive.edition.audit.before import Audited, audit_draft, audit_site
from archive.edition.audit.gathering import Gathering
from archive.edition.audit.hits import Hit, thinned
from archive.edition.compile import compile_database, place_media, remove_rest
from archive.edition.kept import Kept, drop
from archive.edition.plan import Plan, projections
from archive.edition.pointing import current as current_edition
from archive.edition.pointing import make_current, tell_journal
from archive.edition.remembered import remember
from archive.edition.stamps import common, stamps
from archive.edition.tightening import errors, tighten_by, unrelated
from archive.records.model import Problem
from archive.records.withholding import Part
from archive.search.meanings import read_concepts
from archive.store import pointer
from archive.store.read import entries, tombstones
from archive.store.rows import Entry, Tombstone

_FEW = 20  # ids in a message
_MANY = 5_000  # items: for fewer, starting another process takes longer than it saves


def refuse_if_blocked(plan: Plan, rules: Rules, gone: Collection[str] = (), *, trial: bool = False) -> None:
    """Raise Refused where the old edition has to stay because something that decides cannot be read; `gone` are the
    items that show less in it than they did, or on a trial would.
    """
    said = "the edition is as it was"
    if gone:
        said = f"{'to be ' if trial else ''}taken out of the edition: {_named(gone)}; the rest of it is as it was"
    if wrong := errors(rules):
        files = ", ".join(dict.fromkeys(problem.path for problem in wrong))
        raise Refused(f"not published: {files} cannot be read as it stands; {said}")
    if plan.obstacles:
        raise Refused(
            f"not published: {', '.join(plan.obstacles)} cannot be read as meant, and could say that something is to "
            f"be hidden; {said}. Mend it; `archive publish --without-refused` leaves out all items of it, and "
            "`archive withdraw ID` takes out one"
        )


def _named(items: Collection[str]) -> str:
    return ", ".join(sorted(items)[:_FEW]) + (f" and {len(items) - _FEW} more" if len(items) > _FEW else "")


@dataclass(frozen=True, slots=True)
class Published:
    """What could not be published, though it may be; what the audit looked for, and how many seconds all of it took."""

    problems: list[Problem]
    audited: Audited
    seconds: float


def publish(catalogue: Catalogue, plan: Plan) -> Published:
    """Make the plan the current edition. Raises Refused where the audit finds something in it that is not public: then
    the edition is the one before, without what the plan hides and what the audit finds in it.
    """
    began = time.monotonic()
    problems: list[Problem] = []
    gathering = Gathering(catalogue, plan)
    kept = Kept(catalogue.archive, stamps(catalogue.connection, plan), common(plan))
    due = sorted(item for item, verdict in plan.verdicts.items() if verdict.shown)
    fresh = {item for item in due if item not in kept}
    made = place_media(projections(catalogue, plan, fresh), catalogue.archive, problems, kept)
    found = gathering.following(kept.among(due, made), kept.read)
    concepts, many = plan.around.thesaurus.concepts if plan.around.thesaurus else {}, len(fresh) > _MANY
    draft = pointer.Pointer(
        compile_database(
            found, plan.tombstones, catalogue.archive.public, concepts=concepts, many=many, circa=plan.circa, kept=kept
        ),
        journal.now(),
        plan.until.isoformat() if plan.until else None,
        plan.sql and plan.everything_may_be_taken,
        plan.download and plan.everything_may_be_taken,
        plan.circa,
        plan.robots,
    )
    current = current_edition(catalogue.archive.public)
    if plan.held and current is not None:
        # Nobody said yes: visitors may do no more than before, and it holds no longer than it did.
        limits = (draft.valid_until, None if current.expired(plan.today) else current.valid_until)
        until = min((day for day in limits if day), default=None)
        sql, download = draft.sql and current.sql, draft.download and current.download
        robots = draft.robots and current.robots
        draft = replace(draft, valid_until=until, sql=sql, download=download, robots=robots)
    needles = gathering.end()
    audited = audit_draft(catalogue, plan, needles, draft)
    audited = replace(audited, seconds=audited.seconds + gathering.seconds)
    if leaks := (*audited.hits, *audit_site(catalogue.archive, needles)):
        kept.discard()
        gone = tighten_by(catalogue, plan, needles)
        _discard(catalogue.archive, current_edition(catalogue.archive.public))
        raise Refused(_leaking(leaks, gone))
    remember(catalogue.archive, _withheld(plan))  # before the pointer: rather a question too many after a kill
    make_current(catalogue.archive, draft, site=True)
    kept.settle(draft.digest)
    tell_journal(catalogue, draft, plan.withdrawn)
    return Published(problems, audited, time.monotonic() - began)


def _withheld(plan: Plan) -> dict[str, tuple[Part, ...]]:
    """The parts that are withheld by item; of what nobody has said yes to, those that were before as well."""
    withheld = {item: verdict.withheld for item, verdict in plan.verdicts.items() if verdict.shown}
    for item in plan.held & withheld.keys():
        withheld[item] += plan.before[item].without if item in plan.before else ()
    return withheld


def _leaking(hits: Sequence[Hit], gone: Collection[str]) -> str:
    told, others = thinned(hits)
    places = [f"  {hit}" for hit in told] + ([f"  and {others:,} more places of the same"] if others else [])
    so = f"taken out of the edition: {_named(gone)}; the rest of it" if gone else "the edition"
    said = f"not published: the audit found in the new edition what is not public; {so} is as it was"
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
    current = current_edition(archive.public)
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
    drop(archive)
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
        yield unrelated(replace(entry, item=replace(entry.item, files=files), passages=passages), ids)
