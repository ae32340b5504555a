"""Doubts: what a source that is refused now says against its items counts at once, and hides them until it is mended.

Whether it says more or less is told part by part, without the policy: where that cannot be told, it is less.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive import sources
from archive.catalogue.records import deciding
from archive.ingest.find import Listed
from archive.ingest.reading import Reading
from archive.ingest.report import FEW
from archive.records.findings import shorten
from archive.records.model import Access, Problem, Record
from archive.sources import Glimpse


def settle_doubts(run: Reading, source: Listed) -> list[Problem]:
    """Note which items of a refused source it no longer says the same of, and the Problem that says so."""
    connection = run.catalogue.connection
    connection.execute("UPDATE records SET doubt = NULL WHERE source = ?", (source.path,))
    held = {record.id: record for record, _ in deciding(connection) if record.origin.source == source.path}
    if not held:
        return []
    seen = sources.glimpse(source.actual, source.path, run.columns(source.path))
    doubts = dict(_doubts(held, seen))
    rows = ((f"{place} is refused, and now says {said}", item) for item, (place, said) in doubts.items())
    connection.executemany("UPDATE records SET doubt = ? WHERE item = ?", rows)
    if not doubts:
        return []
    count = "1 item of it is" if len(doubts) == 1 else f"{len(doubts):,} items of it are"
    named = ", ".join(f"{item} ({said})" for item, (_, said) in list(doubts.items())[:FEW])
    more = f" and {len(doubts) - FEW:,} more" if len(doubts) > FEW else ""
    return [Problem(source.path, found=f"{count} hidden until it is mended, for what it now says: {named}{more}")]


def _doubts(held: dict[str, Record], seen: Glimpse) -> Iterator[tuple[str, tuple[str, str]]]:
    """The items that are in doubt, each with the place that makes it so, and what stands there now."""
    left = dict(held)
    for now in seen.records:
        before = held.get(now.id)
        left.pop(now.id, None)
        if before and (said := narrowed(before, now)):
            place = f"{now.origin.source}:{now.origin.line}" if now.origin.line else now.origin.source
            yield now.id, (place, said)
    if seen.whole:
        for item, record in left.items():
            yield item, (record.origin.source, "nothing of it")


def narrowed(before: Record, now: Record) -> str | None:
    """What of a record may show less than it did, in words; None where it shows as much."""
    if fault := next((fault for fault in now.faults if fault not in before.faults), None):
        return fault
    if now.kind != before.kind:
        return f"kind: {now.kind}"
    if set(now.people) != set(before.people):
        return "other people"
    if set(now.consents) != set(before.consents):
        return "other consents"
    if not set(now.withhold) <= set(before.withhold):
        return "withhold"
    if set(now.permissions) != set(before.permissions):
        return "other permissions"
    if set(now.names) != set(before.names):
        return "other names"
    return _closed(before.access, now.access)


def _closed(before: Access, now: Access) -> str | None:
    if now.level not in {before.level, "public"}:
        return f"access: {now.level or 'nothing'}"
    if (now.until, now.then, now.reviewed) != (before.until, before.then, before.reviewed):
        return f"until {shorten(now.until)}" if now.until else "no until"
    if now.opaque > before.opaque:
        return "opaque"
    return "not originals" if before.originals and not now.originals else None
