"""What can be made out of a source that is refused, as far as it decides who may see what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.records.model import Origin, Record


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The records of a refused source without what they describe: what may have been meant to decide about one, and is
    not understood, is its fault. Where the source is `whole` and has no record of an item, it says nothing of it now.
    """

    records: tuple[Record, ...] = ()
    whole: bool = False


def deciding(record: Record, faults: Iterable[str]) -> Record:
    """What of a record decides who may see it, with these faults."""
    return Record(
        record.id,
        record.kind,
        people=record.people,
        consents=record.consents,
        access=record.access,
        withhold=record.withhold,
        permissions=record.permissions,
        names=record.names,
        faults=tuple(faults),
        origin=Origin(record.origin.source, record.origin.line),
    )
