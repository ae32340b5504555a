"""The whole of an ingest, to be read on one page: find, read, examine, keep, link, check."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.catalogue.meant import note_meant
from archive.catalogue.records import UNDESCRIBED
from archive.catalogue.rules import read_rules
from archive.catalogue.workers import get_ready
from archive.ingest import keep, link, read, undescribed
from archive.ingest.accessions import note_accessions
from archive.ingest.check import standing_problems
from archive.ingest.copy_in import copy_in, in_the_way, same_bytes
from archive.ingest.doubles import without_doubles
from archive.ingest.due import any_changed, due
from archive.ingest.elsewhere import elsewhere
from archive.ingest.examine import PRELOADED, Outcome, examine_all
from archive.ingest.find import Found, Listed, find, outside
from archive.ingest.reading import Reading
from archive.ingest.reading import begin as reading_of
from archive.ingest.report import Report
from archive.ingest.telling import saying, tell
from archive.media import RECIPES
from archive.media.examine import sweep

Progress = Callable[[str, int, Iterator[Outcome]], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Options:
    """How an ingest is to go: PATHs outside to copy in, originals whose change is accepted (paths from the archive's
    root), the number of worker processes (None: one for each processor), whether pictures are made (only a trial
    may go without: it is quicker, and does not see where a picture breaks off), and sources, by their paths from the
    root, that are to be read as if they held what stands in these files (on a trial).
    """

    paths: Sequence[Path] = ()
    accepted: Collection[str] = ()
    workers: int | None = None
    pictures: bool = True
    drafted: Mapping[str, Path] = field(default_factory=dict)


def ingest(catalogue: Catalogue, options: Options, progress: Progress | None = None) -> Report:
    """Take in what is new or changed; what was done, and every problem. Safe to run again, and after a kill.

    On a trial catalogue nothing is written anywhere.
    """
    report = Report()
    found = _find(catalogue, options, report)
    if any_changed(catalogue, found):
        get_ready(PRELOADED)
    reading = _read(catalogue, found, options, report)
    catalogue.commit(reading.events, reading.time)
    note_accessions(catalogue)
    fresh = _examine(catalogue, found, options, report, progress)
    link.link(catalogue)
    note_meant(catalogue)
    rules = read_rules(catalogue.archive)
    report.problems.extend(reading.named)
    report.problems.extend(standing_problems(catalogue.archive, catalogue.connection, rules, found, fresh))
    return report


def _find(catalogue: Catalogue, options: Options, report: Report) -> Found:
    """What there is, with what comes from outside: copied in, or on a trial seen as if it were."""
    archive = catalogue.archive
    coming, problems = outside(archive, options.paths)
    report.problems.extend(problems)
    coming, problems = without_doubles(catalogue, coming)
    report.problems.extend(problems)
    if catalogue.keeps:
        copied, problems = copy_in(archive, coming)
        report.problems.extend(problems)
        report.counts.update(map(_copied, copied))
        return find(archive)
    found = find(archive)
    for file in coming:
        _foresee(archive, file, found, report)
    found.sources.update({path: _as(path, file) for path, file in options.drafted.items() if path != UNDESCRIBED})
    return found


def _foresee(archive: Archive, file: Listed, found: Found, report: Report) -> None:
    target = archive.root / file.path
    if file.path in found.sources or file.path in found.originals or target.exists():
        if not target.exists() or not same_bytes(file.actual, target):
            report.problems.append(in_the_way(file))
        return
    report.counts[_copied(file.path)] += 1
    (found.sources if file.path.startswith("metadata/") else found.originals)[file.path] = file


def _copied(path: str) -> str:
    return f"copied to {path.partition('/')[0]}/"


def _read(catalogue: Catalogue, found: Found, options: Options, report: Report) -> Reading:
    """Sources, then undescribed.csv, which says what they leave over."""
    reading = reading_of(catalogue, report, journal.now(), options.accepted)
    undescribed_csv = _undescribed(catalogue.archive, options)
    present = {*found.sources, *([UNDESCRIBED] if undescribed_csv else [])}
    read.foresee(reading, present, found.unreadable, undescribed_csv)
    read.read_sources(reading, found.sources.values())
    read.finish(reading, [*found.sources, *_describe_rest(catalogue, reading, found, options)])
    return reading


def _describe_rest(catalogue: Catalogue, reading: Reading, found: Found, options: Options) -> list[str]:
    archive = catalogue.archive
    described = link.described(catalogue.connection, apart_from=UNDESCRIBED) | elsewhere(catalogue, found)
    taken = read.ids_apart_from(reading, UNDESCRIBED, found.sources)
    originals = [path for path, file in found.originals.items() if path.startswith("collection/") and file.size]
    says = saying(catalogue.connection)
    content, problems = undescribed.update(archive.undescribed, originals, described, taken, says)
    if content is not None and catalogue.keeps:
        undescribed.write(archive.undescribed, content)
    reading.named.extend(problems)
    listed = _undescribed(archive, options)
    # With the others, since an id in it may be one of theirs.
    read.read_sources(reading, [*found.sources.values(), *([listed] if listed else [])])
    return [UNDESCRIBED] if listed else []


def _undescribed(archive: Archive, options: Options) -> Listed | None:
    file = options.drafted.get(UNDESCRIBED, archive.undescribed)
    return _as(UNDESCRIBED, file) if file.is_file() else None


def _as(path: str, file: Path) -> Listed:
    """A file as the source of this path."""
    status = file.stat()
    return Listed(path, file, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _examine(
    catalogue: Catalogue, found: Found, options: Options, report: Report, progress: Progress | None
) -> set[str]:
    keeping = keep.begin(catalogue, report, found, options.accepted)
    files = due(catalogue, keeping.manifest, found)
    recipes = RECIPES if options.pictures else ()
    with _derivatives(catalogue) as out:
        outcomes = examine_all(files, recipes, out, options.workers)
        keep.keep(keeping, progress("examining", len(files), outcomes) if progress else outcomes)
    keep.settle_gone(keeping, found)
    tell(catalogue)
    return keeping.fresh


@contextlib.contextmanager
def _derivatives(catalogue: Catalogue) -> Iterator[Path]:
    """Where pictures go; those of a trial go nowhere. What a worker left half done that was ended goes too."""
    if catalogue.keeps:
        try:
            sweep(catalogue.archive.derivatives)
            yield catalogue.archive.derivatives
        finally:
            sweep(catalogue.archive.derivatives)
    else:
        with TemporaryDirectory() as out:
            yield Path(out)
