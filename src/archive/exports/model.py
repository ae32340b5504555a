"""What an export is, and the form in which a record leaves the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from archive.records.model import Access, Record
from archive.records.plain import plain
from archive.store.rows import Item

# Called anew for each pass: a sheet has to know its columns before it can write a row.
Items = Callable[[], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its name on the command line, how a file of it is called, and what writes one.

    `whole` is whether all that a record says is in it, who may see the item as well.
    """

    name: str
    suffix: str
    media_type: str
    export: Callable[[Items, BinaryIO], None]
    whole: bool = False


def safe(record: Record) -> Record:
    """The record as it may be read elsewhere: one with faults is hidden, for what was not understood is lost."""
    return replace(hidden(record), faults=()) if record.faults else record


def hidden(record: Record) -> Record:
    """The record with nothing said of who may see it, but that nobody may, and what it warns of."""
    return replace(record, access=Access("hidden", warning=record.access.warning))


def written(record: Record) -> dict[str, Any]:
    """The record in its written form, as it may be read elsewhere."""
    return plain(safe(record))
