"""Earlier bytes of edited sources, and replacing several sources at once: all of them, or after a kill none.

metadata/versions/DD/DIGEST holds the bytes that a command replaced; NUMBER.json, a step, says what it did: its time,
the items, and of each source the digest before and after. A step is written before the first source is touched, as
pending.json, and its last act is to get its number. Where a command was killed in between, the next one that writes
puts the earlier bytes back. All of it may be deleted: then nothing can be undone, and nothing else is lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from archive.catalogue.layout import Archive, Refused, replace_file, sync_folder

_PENDING = "pending.json"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A source that a step replaced: its path from the archive's root, the SHA-256 of its bytes, and the items (ids)
    whose records changed in it.
    """

    path: str
    before: str
    after: str
    items: tuple[str, ...] = ()


class Content(NamedTuple):
    """The bytes that a source has and those that it is to have, and the items whose records change."""

    before: bytes
    after: bytes
    items: Collection[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What one command did to the sources; `undone` is the number of the step that it took back."""

    number: int
    time: str
    command: str
    sources: tuple[Replaced, ...]
    undone: int | None = None

    @property
    def items(self) -> frozenset[str]:
        """The items whose records changed."""
        return frozenset(item for source in self.sources for item in source.items)


def digest_of(content: bytes) -> str:
    """The name of these bytes (SHA-256)."""
    return hashlib.sha256(content).hexdigest()


def replace_sources(
    archive: Archive, contents: Mapping[str, Content], *, command: str, time: str, undone: int | None = None
) -> Step:
    """Put new bytes in the place of sources, by their paths from the root: all of it or nothing.

    Whoever calls it holds the archive's lock. Raises Refused, and does nothing, where a source is not as it was before.
    """
    if changed := [name for name, held in contents.items() if now(archive, name) != digest_of(held.before)]:
        raise Refused("\n".join(f"{name}: changed meanwhile; expected it as it was looked at" for name in changed))
    sources = tuple(
        Replaced(name, digest_of(held.before), digest_of(held.after), tuple(sorted(held.items)))
        for name, held in contents.items()
    )
    step = Step(max((step.number for step in steps(archive)), default=0) + 1, time, command, sources, undone)
    _keep(archive, contents)
    pending = archive.versions / _PENDING
    replace_file(pending, json.dumps(asdict(step), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    try:
        for name, held in contents.items():
            replace_file(archive.root / name, held.after)
    except BaseException:  # a full disk, or Ctrl-C
        recover(archive)
        raise
    pending.rename(archive.versions / f"{step.number:06}.json")
    sync_folder(archive.versions)
    return step


def recover(archive: Archive) -> None:
    """Take back what a killed command left half done; a source that somebody has changed since stays as it is.

    Whoever calls it holds the archive's lock. Raises Refused where earlier bytes are gone.
    """
    pending = archive.versions / _PENDING
    if not pending.exists():
        return
    step = _read(pending)
    earlier = {}
    for source in step.sources:
        if now(archive, source.path) == source.after != source.before:
            earlier[source.path] = content(archive, source.before)
            if earlier[source.path] is None:
                name = archive.name(_place(archive, source.before))
                raise Refused(f"{name}: gone; expected what {source.path} was before a command was killed")
    for name, before in earlier.items():
        replace_file(archive.root / name, before or b"")
    for source in step.sources:
        path = archive.root / source.path
        with contextlib.suppress(OSError):
            path.with_name(f".{path.name}.new").unlink()
    pending.unlink()
    sync_folder(archive.versions)


def steps(archive: Archive) -> list[Step]:
    """What the commands did, the first first; what was purged is not among it. Raises Refused where one is damaged."""
    return [_read(path) for path in sorted(archive.versions.glob("[0-9]*.json"))]


def content(archive: Archive, digest: str) -> bytes | None:
    """The bytes of this digest, None where they are not kept (any more)."""
    try:
        found = _place(archive, digest).read_bytes()
    except FileNotFoundError:
        return None
    return found if digest_of(found) == digest else None


def _place(archive: Archive, digest: str) -> Path:
    return archive.versions / digest[:2] / digest


def _keep(archive: Archive, contents: Mapping[str, Content]) -> None:
    """Keep what the sources hold now, for the eyes of those alone who may read them."""
    for name, held in contents.items():
        digest = digest_of(held.before)
        if content(archive, digest) is None:
            place = _place(archive, digest)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch(stat.S_IMODE((archive.root / name).stat().st_mode))
            replace_file(place, held.before)
    sync_folder(archive.versions)


def now(archive: Archive, name: str) -> str | None:
    """The digest of a source as it stands, None where it is not there."""
    try:
        return digest_of((archive.root / name).read_bytes())
    except FileNotFoundError:
        return None


def _read(path: Path) -> Step:
    try:
        said = json.loads(path.read_bytes())
        sources = tuple(Replaced(**{**source, "items": tuple(source["items"])}) for source in said["sources"])
        return Step(**{**said, "sources": sources})
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"metadata/versions/{path.name}: damaged; expected a step of `archive history`") from error
