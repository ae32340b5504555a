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
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from archive.catalogue.layout import Archive, Refused, replace_file, stage_file, sync_folder

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

    @property
    def digests(self) -> tuple[str, str]:
        """Those before and after."""
        return self.before, self.after


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


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A step that has begun and not ended: of its sources those that it replaced already (`touched`), and those that
    somebody has changed since (`left`).
    """

    step: Step
    touched: tuple[str, ...]
    left: tuple[str, ...]


def digest_of(content: bytes) -> str:
    """The name of these bytes (SHA-256)."""
    return hashlib.sha256(content).hexdigest()


def replace_sources(
    archive: Archive, contents: Mapping[str, Content], *, command: str, time: str, undone: int | None = None
) -> Step:
    """Put new bytes in the place of sources, by their paths from the root: all of it or nothing.

    Whoever calls it holds the archive's lock. Raises Refused, and changes nothing, where a source is not as it was
    before, or something cannot be written.
    """
    if changed := [name for name, held in contents.items() if now(archive, name) != digest_of(held.before)]:
        raise Refused("\n".join(map(_meanwhile, changed)))
    sources = tuple(
        Replaced(name, digest_of(held.before), digest_of(held.after), tuple(sorted(held.items)))
        for name, held in contents.items()
    )
    step = Step(max((step.number for step in steps(archive)), default=0) + 1, time, command, sources, undone)
    kept: list[Path] = []
    try:
        _keep(archive, contents, kept)
        _put(archive, contents, step)
        with _writing(archive.name(archive.versions)):
            (archive.versions / _PENDING).rename(_numbered(archive, step))
    except BaseException:  # a full disk, or Ctrl-C
        recover(archive)
        if not _numbered(archive, step).exists():
            for place in kept:
                place.unlink(missing_ok=True)
        raise
    sync_folder(archive.versions)
    return step


def is_pending(archive: Archive) -> bool:
    """Whether a step has begun and not ended; it may be at work now."""
    return (archive.versions / _PENDING).exists()


def pending(archive: Archive) -> Interrupted | None:
    """The step that has begun and not ended, None where there is none. Raises Refused where what is written of it is
    damaged, or earlier bytes are gone.
    """
    if not is_pending(archive):
        return None
    step = _read(archive.versions / _PENDING)
    touched: list[str] = []
    left: list[str] = []
    for source in step.sources:
        there = now(archive, source.path)
        if there == source.before:
            continue
        (touched if there == source.after else left).append(source.path)
        if there == source.after and content(archive, source.before) is None:
            name = archive.name(_place(archive, source.before))
            raise Refused(f"{name}: gone; expected what {source.path} was before a command was killed")
    return Interrupted(step, tuple(touched), tuple(left))


def recover(archive: Archive) -> Interrupted | None:
    """Take back what a killed command left half done, and tell it; a source that somebody has changed since stays.

    Whoever calls it holds the archive's lock. Raises Refused where earlier bytes are gone, or cannot be written.
    """
    found = pending(archive)
    if found is None:
        return None
    for source in found.step.sources:
        path = archive.root / source.path
        if source.path in found.touched:
            said = "cannot be put back as it was before a command was killed"
            with _writing(source.path, said, "the next command that writes tries again"):
                replace_file(path, content(archive, source.before) or b"")
        with contextlib.suppress(OSError):
            path.with_name(f".{path.name}.new").unlink()
    (archive.versions / _PENDING).unlink()
    sync_folder(archive.versions)
    return found


def steps(archive: Archive) -> list[Step]:
    """What the commands did, the first first; what was purged is not among it. Raises Refused where one is damaged."""
    return [_read(path) for path in sorted(archive.versions.glob("[0-9]*.json"))]


def content(archive: Archive, digest: str) -> bytes | None:
    """The bytes of this digest, None where they are not kept (any more)."""
    try:
        found = _place(archive, digest).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found if digest_of(found) == digest else None


def _numbered(archive: Archive, step: Step) -> Path:
    return archive.versions / f"{step.number:06}.json"


def _place(archive: Archive, digest: str) -> Path:
    return archive.versions / digest[:2] / digest


def _keep(archive: Archive, contents: Mapping[str, Content], kept: list[Path]) -> None:
    """Keep what the sources hold now, for the eyes of those alone who may read them; `kept` gets what is new."""
    for name, held in contents.items():
        digest = digest_of(held.before)
        if content(archive, digest) is None:
            place = _place(archive, digest)
            with _writing(archive.name(archive.versions)):
                place.parent.mkdir(parents=True, exist_ok=True)
                kept.append(place)
                place.touch(stat.S_IMODE((archive.root / name).stat().st_mode))
                replace_file(place, held.before)


def _put(archive: Archive, contents: Mapping[str, Content], step: Step) -> None:
    """Write the step down, then every source beside the old one, and only then rename them: what takes room on the disk
    comes first.
    """
    with _writing(archive.name(archive.versions)):
        replace_file(archive.versions / _PENDING, _plain(step))
        sync_folder(archive.metadata)
    for name, held in contents.items():
        with _writing(name):
            stage_file(archive.root / name, held.after)
    for name, held in contents.items():
        path = archive.root / name
        if now(archive, name) != digest_of(held.before):
            raise Refused(_meanwhile(name))
        with _writing(name):
            path.with_name(f".{path.name}.new").replace(path)
    for folder in {(archive.root / name).parent for name in contents}:
        with _writing(archive.name(folder)):
            sync_folder(folder)


def _plain(step: Step) -> bytes:
    return json.dumps(asdict(step), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _meanwhile(name: str) -> str:
    return f"{name}: changed meanwhile; expected it as it was looked at; nothing was changed"


@contextlib.contextmanager
def _writing(name: str, said: str = "cannot be written", so: str = "nothing was changed") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(f"{name}: {said} ({error.strerror}); {so}") from error


def now(archive: Archive, name: str) -> str | None:
    """The digest of a source as it stands, None where it is not there."""
    try:
        return digest_of((archive.root / name).read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _read(path: Path) -> Step:
    try:
        said = json.loads(path.read_bytes())
        sources = tuple(Replaced(**{**source, "items": tuple(source["items"])}) for source in said["sources"])
        return Step(**{**said, "sources": sources})
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"metadata/versions/{path.name}: damaged; expected a step of `archive history`") from error


def forget(archive: Archive, item: str, gone: Collection[str], holds: Callable[[bytes], bool]) -> list[str]:
    """Remove the earlier bytes of every source that an item was changed in, and all that `holds` says something of it,
    and the names of sources that are `gone`; the paths, from the root, of what was removed or written anew.

    What else those sources held cannot be undone any more. Whoever calls it holds the archive's lock.
    """
    known = steps(archive)
    told = {digest for step in known for source in step.sources if item in source.items for digest in source.digests}
    done = []
    for path in sorted(archive.versions.glob("??/*")):
        if path.name in told or holds(path.read_bytes()):
            path.unlink()
            done.append(archive.name(path))
            with contextlib.suppress(OSError):
                path.parent.rmdir()
    for step in known:
        kept = tuple(source for source in step.sources if source.path not in gone)
        if len(kept) < len(step.sources):
            place = _numbered(archive, step)
            if kept:
                replace_file(place, _plain(replace(step, sources=kept)))
            else:
                place.unlink()
            done.append(archive.name(place))
    return done
