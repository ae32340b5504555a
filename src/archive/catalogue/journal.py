"""The journal: every event, appended only, one line a batch, each line carrying the hash of the one before.

It holds ids, digests and times, no record text and no names. Event types are those of the PREMIS eventType vocabulary
(Library of Congress). A line is the commit of its batch: what is not in the journal has not happened.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from archive.catalogue.layout import Refused, sync_folder

ACCESSION = "accession"
INGESTION = "ingestion"
CHANGE = "metadata modification"
REPLACEMENT = "modification"
RENAMING = "filename change"
DELETION = "deletion"
DISSEMINATION = "dissemination"
DEACCESSION = "deaccession"
RESTORATION = "recovery"
POLICY = "policy assignment"
EXPORTING = "exporting"
EXPORT = "export/"  # what the name of an export begins with: no item has such an id

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an object: an item's id, or `sha256:` and the digest of a file.

    `digest` is what the object became: of a record, of a replaced file, of an edition.
    """

    type: str
    object: str
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A batch of events with its time (RFC 3339, UTC), its agent, and where in the journal it ends."""

    time: str
    agent: str
    events: tuple[Event, ...]
    hash: str
    end: int


def read_journal(path: Path, offset: int = 0, previous: str = START) -> Iterator[Line]:
    """The lines from `offset` (bytes) on, where the line before had the hash `previous`; a torn last line is not one.

    Raises Refused where a line is damaged or does not follow from the one before.
    """
    try:
        journal = path.open("rb")
    except FileNotFoundError:
        return
    with journal:
        journal.seek(offset)
        for raw in journal:
            if not raw.endswith(b"\n"):
                return
            try:
                plain = json.loads(raw)
                events = tuple(Event(**event) for event in plain["events"])
                follows, time, agent = plain["previous"] == previous, plain["time"], plain["agent"]
            except (ValueError, KeyError, TypeError) as error:
                raise Refused(
                    f"metadata/journal.jsonl: damaged after byte {offset}; expected a line of JSON"
                ) from error
            if not follows:
                raise Refused(
                    f"metadata/journal.jsonl: the line after byte {offset} does not follow from the one before"
                )
            offset += len(raw)
            previous = hashlib.sha256(raw).hexdigest()
            yield Line(time, agent, events, previous, offset)


def now() -> str:
    """The time for a batch (RFC 3339, UTC, to the second)."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def append(path: Path, events: Sequence[Event], time: str, previous: str, end: int) -> Line:
    """Add a batch behind byte `end`, where the whole lines stop, so that it lasts; the line as it was written."""
    plain = {
        "previous": previous,
        "time": time,
        "agent": f"archive {version('memory-archive')}",
        "events": [_plain(event) for event in events],
    }
    raw = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.ftruncate(descriptor, end)  # a line torn by a kill was never committed
        os.pwrite(descriptor, raw, end)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
    return Line(time, str(plain["agent"]), tuple(events), hashlib.sha256(raw).hexdigest(), end + len(raw))


def _plain(event: Event) -> dict[str, str]:
    plain = {"type": event.type, "object": event.object}
    return plain | ({"digest": event.digest} if event.digest else {})
