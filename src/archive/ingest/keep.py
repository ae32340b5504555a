"""Keeping: what was examined goes into manifest, journal and catalogue, in batches, each whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from shlex import quote

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Refused
from archive.catalogue.manifest import read_manifest, write_manifest
from archive.catalogue.records import composed, suffixes
from archive.ingest.examine import PRIVATE, Outcome
from archive.ingest.find import Found, Listed
from archive.ingest.link import wanting
from archive.ingest.report import FEW, Report
from archive.records.model import Problem

BATCH = 500


@dataclass(slots=True)
class Keeping:
    """One run over the originals: what the manifest says, and which of its paths are gone."""

    catalogue: Catalogue
    report: Report
    accepted: frozenset[str]
    manifest: dict[str, str]
    held: dict[str, str]  # digest by path in the catalogue: what journal and catalogue agree on
    gone: dict[str, list[str]]  # by digest, the paths that manifest or catalogue have and the folders have not
    journalled: set[str]  # the digests that the journal knows
    wanting: dict[str, list[str]]  # by path (form C), the items whose records name it
    places: dict[str, str]  # by digest, an original that is there
    fresh: set[str] = field(default_factory=set)  # paths that this run was the first to find unreadable
    doubles: list[tuple[str, str]] = field(default_factory=list)  # new paths, and where the same bytes were already


def begin(catalogue: Catalogue, report: Report, found: Found, accepted: Collection[str]) -> Keeping:
    """A run over the originals that were found."""
    connection = catalogue.connection
    manifest = read_manifest(catalogue.archive.manifest)
    held = dict(connection.execute("SELECT path, sha256 FROM originals"))
    gone: dict[str, list[str]] = {}
    for path, digest in sorted((held | manifest).items()):
        if path not in found.originals:
            gone.setdefault(digest, []).append(path)
    rows = connection.execute("SELECT object, digest FROM events WHERE object LIKE 'sha256:%'")
    journalled = {name for row in rows for name in row if name}
    accepted = frozenset(accepted)
    _refuse_lost_manifest(catalogue, accepted, journalled)
    for path in sorted(
        accepted
        - found.originals.keys()
        - manifest.keys()
        - held.keys()
        - found.sources.keys()
        - {_manifest(catalogue)}
    ):
        report.problems.append(Problem(path, found="no original of this name", expected="a path such as collection/…"))
    places = {digest: path for path, digest in manifest.items() if path in found.originals and path not in accepted}
    return Keeping(catalogue, report, accepted, manifest, held, gone, journalled, wanting(connection), places)


def _manifest(catalogue: Catalogue) -> str:
    return catalogue.archive.name(catalogue.archive.manifest)


def _refuse_lost_manifest(catalogue: Catalogue, accepted: Collection[str], journalled: set[str]) -> None:
    """Raise Refused where the journal knows of originals and nothing says any more what they were."""
    name = _manifest(catalogue)
    if journalled and not catalogue.archive.manifest.exists() and name not in accepted:
        raise Refused(f"{name}: gone; expected the manifest (from a backup), or `archive ingest --accept {name}`")


def keep(keeping: Keeping, outcomes: Iterable[Outcome]) -> None:
    """Keep what was examined, batch by batch: manifest, journal, catalogue."""
    stream = iter(outcomes)
    while batch := list(islice(stream, BATCH)):
        events = [event for outcome in batch for event in _keep_one(keeping, outcome)]
        commit(keeping, events, journal.now())
    keeping.report.problems.extend(_of_doubles(keeping.doubles))


def settle_gone(keeping: Keeping, found: Found) -> None:
    """Say which originals are missing; where that was accepted, take them off the manifest."""
    events = []
    connection = keeping.catalogue.connection
    for digest, path in sorted((digest, path) for digest, paths in keeping.gone.items() for path in paths):
        if path not in keeping.accepted:
            found_as = "a folder is in its place" if path in found.folders else "gone"
            expected = f"the file, or `archive ingest --accept {quote(path)}`"
            keeping.report.problems.append(Problem(path, found=found_as, expected=expected))
        else:
            keeping.manifest.pop(path, None)
            events.append(journal.Event(journal.DELETION, _name(digest)))
            keeping.report.counts["files gone"] += 1
    lost = sorted(set(keeping.held) - set(found.originals))
    for path in lost:
        connection.execute("DELETE FROM originals WHERE path = ?", (path,))
        connection.execute("DELETE FROM stats WHERE path = ?", (path,))
        _unlink(keeping, path)
    if events or lost:
        commit(keeping, events, journal.now())


def commit(keeping: Keeping, events: list[journal.Event], time: str) -> None:
    """Make a batch last: the manifest, then the journal, then the catalogue."""
    if keeping.catalogue.keeps:
        write_manifest(keeping.catalogue.archive.manifest, keeping.manifest)
    keeping.catalogue.commit(events, time)


def _keep_one(keeping: Keeping, outcome: Outcome) -> Iterator[journal.Event]:
    file, digest = outcome.file, outcome.sha256
    if outcome.failure:
        keeping.report.problems.append(Problem(file.path, found=outcome.failure, expected="a readable file"))
        return
    expected = keeping.manifest.get(file.path) or keeping.held.get(file.path)
    if file.size == 0 and expected is None:
        keeping.report.problems.append(Problem(file.path, found="empty (0 bytes)", expected="a file with content"))
        return
    if expected is not None and expected != digest and file.path not in keeping.accepted:
        _refuse(keeping, file, digest, expected)
        return
    place = keeping.places.setdefault(digest, file.path)
    if expected is None and place != file.path and not file.path.startswith(PRIVATE):
        keeping.doubles.append((file.path, place))
    if outcome.examined and keeping.held.get(file.path) == digest:
        keeping.report.counts["files looked into again"] += 1
    yield from _account(keeping, file.path, digest)
    keeping.manifest[file.path] = digest
    keeping.held[file.path] = digest
    _write(keeping, outcome)


def _of_doubles(doubles: list[tuple[str, str]]) -> Iterator[Problem]:
    """That files hold the same bytes: said when they come, and not again. Both are kept."""
    if len(doubles) <= FEW:
        for path, place in doubles:
            yield Problem(path, found=f"holds the same bytes as {place}", severity="warning")
    else:
        path, place = doubles[0]
        said = f"{len(doubles):,} new files hold the same bytes as others: {path} as {place}, and so on"
        yield Problem("collection", found=said, severity="warning")


def _refuse(keeping: Keeping, file: Listed, digest: str, expected: str) -> None:
    """Leave all as it was: the bytes may be damaged, and only a person can tell."""
    place = next(iter(keeping.gone.get(digest, ())), keeping.places.get(digest))
    why = f": it holds the bytes of {place}" if place else f" ({digest[:12]}… instead of {expected[:12]}…)"
    found = f"differs from the manifest{why}"
    wanted = f"the original, or `archive ingest --accept {quote(file.path)}`"
    keeping.report.problems.append(Problem(file.path, found=found, expected=wanted))
    keeping.report.counts["files refused"] += 1
    if digest not in keeping.manifest.values():
        folder = keeping.catalogue.archive.derivatives / digest[:2] / digest
        shutil.rmtree(folder, ignore_errors=True)


def _account(keeping: Keeping, path: str, digest: str) -> Iterator[journal.Event]:
    """The event that a digest at a path speaks of, if the journal lacks it.

    The catalogue tells what the journal has: a run that was killed may have left the manifest ahead of both.
    """
    before = keeping.held.get(path) or keeping.manifest.get(path)
    name = _name(digest)
    if before is not None and before != digest:
        keeping.report.counts["replaced files"] += 1
        yield journal.Event(journal.REPLACEMENT, _name(before), name)
        if keeping.gone.get(digest):  # from where it was renamed
            keeping.manifest.pop(keeping.gone[digest].pop(0), None)
    elif keeping.gone.get(digest) and (path not in keeping.held or path not in keeping.manifest):
        keeping.manifest.pop(keeping.gone[digest].pop(0), None)
        keeping.report.counts["moved files"] += 1
        if path not in keeping.held:
            yield journal.Event(journal.RENAMING, name)
    elif name not in keeping.journalled:
        keeping.report.counts["new files"] += 1
        yield journal.Event(journal.INGESTION, name)
    elif before is None:  # the same bytes once more: the journal knows them
        keeping.report.counts["new files"] += 1
    keeping.journalled.add(name)


def _write(keeping: Keeping, outcome: Outcome) -> None:
    connection = keeping.catalogue.connection
    file, examined = outcome.file, outcome.examined
    original = (file.path, outcome.sha256, composed(file.path), suffixes(file.path))
    connection.execute("INSERT OR REPLACE INTO originals VALUES (?,?,?,?)", original)
    connection.execute("INSERT OR REPLACE INTO stats VALUES (?,?,?,?)", (file.path, file.size, file.mtime, file.ctime))
    if examined:
        row = (
            examined.sha256,
            suffixes(file.path),
            examined.bytes,
            json.dumps(examined.plain(), ensure_ascii=False),
            json.dumps(examined.problems, ensure_ascii=False) if examined.problems else None,
            examined.unreadable,
            json.dumps(examined.lacks, ensure_ascii=False) if examined.lacks else None,
            len(examined.derivatives),
        )
        connection.execute("INSERT OR REPLACE INTO examined VALUES (?,?,?,?,?,?,?,?)", row)
        if examined.unreadable:
            keeping.fresh.add(file.path)
    _unlink(keeping, file.path)


def _unlink(keeping: Keeping, path: str) -> None:
    """Note the items that want the path: it came, went or changed."""
    items = ((item,) for item in keeping.wanting.get(composed(path), ()))
    keeping.catalogue.connection.executemany("INSERT OR IGNORE INTO unlinked VALUES (?)", items)


def _name(digest: str) -> str:
    return f"sha256:{digest}"
