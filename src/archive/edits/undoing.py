"""Taking back what a command did to the sources, and what it changed in an item."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.catalogue import journal
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.records import digest as record_digest
from archive.catalogue.versions import Content, Replaced, Step, content, now, replace_sources, steps
from archive.edits.differences import Difference, differences
from archive.edits.drafting import copied, scratch
from archive.records.model import Record
from archive.sources import Columns, read, read_mappings


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking back a step would restore, and the sources that it would leave, with the reason for each."""

    step: Step
    contents: dict[str, Content]
    left: dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What a step changed in the record of an item; None where that is not kept any more. `digest` is that of the
    record afterwards, as the journal has it.
    """

    step: Step
    source: str
    differences: list[Difference] | None
    digest: str | None


def undoing(archive: Archive, number: int | None = None) -> Undoing:
    """How a step (the last one, where no number is given) would be taken back.

    A source is restored where it is still as the step left it. Raises Refused where there is no such step.
    """
    known = steps(archive)
    wanted = [step for step in known if number in {None, step.number}]
    if not wanted:
        said = "nothing to undo" if number is None else f"{number}: no such step"
        raise Refused(f"{said}; expected a step of `archive history`")
    step = wanted[-1]
    contents, left = {}, {}
    for source in step.sources:
        before = content(archive, source.before)
        if now(archive, source.path) != source.after:
            left[source.path] = "changed since" if now(archive, source.path) else "gone"
        elif before is None:
            left[source.path] = "what it was before is not kept any more"
        else:
            after = (archive.root / source.path).read_bytes()
            contents[source.path] = Content(after, before, source.items)
    return Undoing(step, contents, left)


def undo(archive: Archive, planned: Undoing) -> Step:
    """Restore what can be restored, as a step of its own; the archive's lock is held by whoever calls."""
    undone = planned.step.number
    return replace_sources(archive, planned.contents, command="undo", time=journal.now(), undone=undone)


def changes_of(archive: Archive, item: str) -> Iterator[Change]:
    """Every step that changed the record of an item, the first first."""
    mappings, _ = read_mappings(archive.metadata / "mappings", archive.root)
    with scratch(archive) as folder:
        for step in steps(archive):
            for source in step.sources:
                if item in source.items:
                    columns = mappings.get(unicodedata.normalize("NFC", source.path))
                    versions = [_bytes(archive, source, digest) for digest in (source.before, source.after)]
                    if None in versions:
                        yield Change(step, source.path, None, None)
                        continue
                    before, after = (_record(content, source, item, columns, Path(folder)) for content in versions)
                    yield Change(
                        step, source.path, _compared(before, after, item), record_digest(after) if after else None
                    )


def _compared(before: Record | None, after: Record | None, item: str) -> list[Difference]:
    empty = Record(item, (before or after or Record(item, "other")).kind)
    return differences(before or empty, after or empty)


def _bytes(archive: Archive, source: Replaced, digest: str) -> bytes | None:
    """What a source held: kept, or still so."""
    kept = content(archive, digest)
    if kept is None and now(archive, source.path) == digest:
        return (archive.root / source.path).read_bytes()
    return kept


def _record(version: bytes | None, source: Replaced, item: str, columns: Columns | None, folder: Path) -> Record | None:
    found = read(copied(folder, source.path, version or b""), source.path, columns)
    return next((record for record in found if isinstance(record, Record) and record.id == item), None)
