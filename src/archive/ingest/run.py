"""The whole of an ingest, to be read on one page: find, read, examine, keep, link, check."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.catalogue.records import UNDESCRIBED
from archive.catalogue.rules import read_rules
from archive.ingest import keep, link, read, undescribed
from archive.ingest.accessions import note_accessions
from archive.ingest.check import standing_problems
from archive.ingest.copy_in import copy_in, in_the_way, same_bytes
from archive.ingest.examine import Outcome, examine_all
from archive.ingest.find import Found, Listed, find, outside
from archive.ingest.reading import Reading
from archive.ingest.reading import begin as reading_of
from archive.ingest.report import Report
from archive.media import RECIPES

Progress = Callable[[str, int, Iterator[Outcome]], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Options:
    """How an ingest is to go: PATHs outside to copy in, originals whose change is accepted (paths from the archive's
    root), the number of worker processes (None: one for each processor), and whether pictures are made (only a trial
    may go without: it is quicker, and does not see where a picture breaks off).
    """

    paths: Sequence[Path] = ()
    accepted: Collection[str] = ()
    workers: int | None = None
    pictures: bool = True


def ingest(catalogue: Catalogue, options: Options, progress: Progress | None = None) -> Report:
    """Take in what is new or changed; what was done, and every problem. Safe to run again, and after a kill.

    On a trial catalogue nothing is written anywhere.
    """
    report = Report()
    found = _find(catalogue, options, report)
    reading = _read(catalogue, found, options, report)
    catalogue.commit(reading.events, reading.time)
    note_accessions(catalogue)
    fresh = _examine(catalogue, found, options, report, progress)
    link.link(catalogue)
    rules = read_rules(catalogue.archive)
    report.problems.extend(reading.named)
    report.problems.extend(standing_problems(catalogue.archive, catalogue.connection, rules, found, fresh))
    return report


def _find(catalogue: Catalogue, options: Options, report: Report) -> Found:
    """What there is, with what comes from outside: copied in, or on a trial seen as if it were."""
    archive = catalogue.archive
    coming, problems = outside(archive, options.paths)
    report.problems.extend(problems)
    if catalogue.keeps:
        copied, problems = copy_in(archive, coming)
        report.problems.extend(problems)
        report.counts["copied in"] += len(copied)
        return find(archive)
    found = find(archive)
    for file in coming:
        _foresee(archive, file, found, report)
    return found


def _foresee(archive: Archive, file: Listed, found: Found, report: Report) -> None:
    target = archive.root / file.path
    if file.path in found.sources or file.path in found.originals or target.exists():
        if not target.exists() or not same_bytes(file.actual, target):
            report.problems.append(in_the_way(file))
        return
    report.counts["copied in"] += 1
    (found.sources if file.path.startswith("metadata/") else found.originals)[file.path] = file


def _read(catalogue: Catalogue, found: Found, options: Options, report: Report) -> Reading:
    """Sources, then undescribed.csv, which says what they leave over."""
    reading = reading_of(catalogue, report, journal.now(), options.accepted)
    undescribed_csv = _undescribed(catalogue.archive)
    present = {*found.sources, *([UNDESCRIBED] if undescribed_csv else [])}
    read.foresee(reading, present, found.unreadable, undescribed_csv)
    read.read_sources(reading, found.sources.values())
    read.finish(reading, [*found.sources, *_describe_rest(catalogue, reading, found)])
    return reading


def _describe_rest(catalogue: Catalogue, reading: Reading, found: Found) -> list[str]:
    archive = catalogue.archive
    described = link.described(catalogue.connection, apart_from=UNDESCRIBED)
    taken = read.ids_apart_from(reading, UNDESCRIBED, found.sources)
    originals = [path for path, file in found.originals.items() if path.startswith("collection/") and file.size]
    content, problems = undescribed.update(archive.undescribed, originals, described, taken)
    if content is not None and catalogue.keeps:
        undescribed.write(archive.undescribed, content)
    reading.named.extend(problems)
    listed = _undescribed(archive)
    # With the others, since an id in it may be one of theirs.
    read.read_sources(reading, [*found.sources.values(), *([listed] if listed else [])])
    return [UNDESCRIBED] if listed else []


def _undescribed(archive: Archive) -> Listed | None:
    if not archive.undescribed.is_file():
        return None
    status = archive.undescribed.stat()
    return Listed(UNDESCRIBED, archive.undescribed, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _examine(
    catalogue: Catalogue, found: Found, options: Options, report: Report, progress: Progress | None
) -> set[str]:
    keeping = keep.begin(catalogue, report, found, options.accepted)
    files = keep.to_examine(keeping, found)
    recipes = RECIPES if options.pictures else ()
    with _derivatives(catalogue) as out:
        outcomes = examine_all(files, recipes, out, options.workers)
        keep.keep(keeping, progress("examining", len(files), outcomes) if progress else outcomes)
    keep.settle_gone(keeping, found)
    return keeping.fresh


@contextlib.contextmanager
def _derivatives(catalogue: Catalogue) -> Iterator[Path]:
    """Where pictures go; those of a trial go nowhere."""
    if catalogue.keeps:
        yield catalogue.archive.derivatives
    else:
        with TemporaryDirectory() as out:
            yield Path(out)
