"""Carrying out a purge: every step may be done again, and a plan that is half done ends like one that was never cut."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from archive.catalogue import journal
from archive.catalogue.afresh import write_afresh
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, replace_file, sync_folder
from archive.catalogue.manifest import read_manifest, write_manifest
from archive.catalogue.rules import Withdrawal
from archive.catalogue.versions import forget, recover
from archive.edits.purging import NAME, Purge, holds_record, rest_of
from archive.edits.purging_traces import Traces
from archive.edits.receipts import scrubbed_receipts
from archive.edits.withdrawals import forget_reason, withdraw
from archive.media.examine import sweep

Tell = Callable[[str, str], None]

_DATABASE = b"SQLite format 3\0"
_POLICY = (
    "policy.yaml"  # the policy of the current edition: no item's words, and not to be lost for a word that is an id
)
_TEMPORARY = (".new", ".incoming")
_LARGEST = 256 * 1024 * 1024  # bytes of a file that is looked into for words
_APART = ("collection", ".archive/derivatives", "public/media", ".git")


def erase(archive: Archive, purge: Purge, tell: Tell) -> None:
    """Do what a purge says, and tell of every path what has become of it. Files go first and the record after them:
    without the plan, too, it could be told what is left to do. Whoever calls it holds the archive's lock.
    """
    recover(archive)  # what an edit left half done needs the earlier words that go
    for path in (*purge.files, *purge.evidence):
        _remove_file(archive, path, tell)
    receipts = _change_manifest(archive, purge, tell)
    for name in purge.sources:
        _take_out_of(archive, name, purge.item, tell)
    if purge.barred:
        withdraw(archive, [Withdrawal(purge.item, purge.time[:10], "other", "", frozenset(purge.barred))])
    if forget_reason(archive, purge.item):
        tell(archive.name(archive.withdrawn), "its reason, which was for us alone, taken out")
    gone = [*purge.files, *purge.evidence, *(name for name in purge.sources if not (archive.root / name).exists())]
    for name in forget(archive, purge.item, gone, purge.traces.anything_in):
        tell(name, "earlier words: removed")
    _note(archive, purge, tell)
    changed = [name for name in purge.sources if name not in gone]
    write_afresh(archive, purge.item, [*gone, *receipts], purge.digests, changed)
    tell(archive.name(archive.catalogue), "written afresh without it")
    _remove_made(archive, purge, tell)


def left_of(archive: Archive, purge: Purge) -> Iterator[tuple[str, str]]:
    """Where words of the item, or the names of its files, still are; originals of other items and pictures are not
    looked into.
    """
    if (archive.root / ".git").exists():
        yield ".git", "a history of the folder, which keeps what was in it: not looked into"
    traces = purge.traces
    for path in _files_below(archive.root, {archive.root / folder for folder in _APART}):
        name = archive.name(path)
        try:
            content = path.read_bytes() if path.stat().st_size <= _LARGEST else None
        except OSError as error:
            yield name, f"cannot be looked into ({error.strerror})"
            continue
        if content is None:
            yield name, "too large to be looked into"
        elif words := traces.words_in(content) or traces.words_in(name.encode()):
            yield name, f"still holds “{words}”"


def _remove_file(archive: Archive, name: str, tell: Tell) -> None:
    """Remove a file with what a copy that was cut short has left beside it, and the folders that are empty then."""
    path = archive.root / name
    there = path.exists()
    for suffix in _TEMPORARY:
        path.with_name(f".{path.name}{suffix}").unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    folder = path.parent
    with contextlib.suppress(OSError):
        sync_folder(folder)
    while folder not in {archive.collection, archive.private, archive.metadata, archive.root}:
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            break
        else:
            tell(f"{archive.name(folder)}/", "empty now: removed")
        folder = folder.parent
    tell(name, "removed" if there else "was gone already")


def _change_manifest(archive: Archive, purge: Purge, tell: Tell) -> Sequence[str]:
    """Take removed files off the manifest, and with them the receipts that name the item, which are taken in anew as
    they are without it; their paths.
    """
    digests = read_manifest(archive.manifest)
    receipts = []
    for path, content in scrubbed_receipts(archive, purge.item):
        receipts.append(archive.name(path))
        if path.read_bytes() != content:
            replace_file(path, content)
            tell(archive.name(path), "a receipt: only the id is left in it")
    gone = {*purge.files, *purge.evidence, *receipts}
    kept = {path: digest for path, digest in digests.items() if path not in gone}
    if kept != digests:
        write_manifest(archive.manifest, kept)
        tell(archive.name(archive.manifest), "its lines taken out")
    return receipts


def _take_out_of(archive: Archive, name: str, item: str, tell: Tell) -> None:
    path = archive.root / name
    if not holds_record(archive, name, item):
        tell(name, "its record was gone already")
    elif (rest := rest_of(archive, name, item)) is None:
        _remove_file(archive, name, lambda *_: None)
        tell(name, "removed: nothing else was in it")
    else:
        replace_file(path, rest)
        tell(name, "its record taken out; the others as they were, byte for byte")
    path.with_name(f".{path.name}.new").unlink(missing_ok=True)


def _note(archive: Archive, purge: Purge, tell: Tell) -> None:
    """Write into the journal what is gone, once."""
    with contextlib.closing(Catalogue.open(archive)) as catalogue:
        last = catalogue.last_events(journal.DELETION)
        objects = [purge.item, *(f"sha256:{digest}" for digest in purge.digests)]
        new = [name for name in objects if name not in last or last[name].time < purge.time]
        if new:
            catalogue.commit([journal.Event(journal.DELETION, name) for name in new], journal.now())
    tell(archive.name(archive.journal), "its id, digests and times stay; that it was removed is noted")


def _remove_made(archive: Archive, purge: Purge, tell: Tell) -> None:
    """Remove what was made from the files, and all in .archive that holds other rows or words of the item."""
    for digest in purge.digests:
        for folder in sorted(archive.made.glob(f"*/{digest[:2]}/{digest}")):
            shutil.rmtree(folder)
            tell(f"{archive.name(folder)}/", "what was made from a file: removed")
            with contextlib.suppress(OSError):
                folder.parent.rmdir()
    for folder in archive.made.iterdir():
        if folder.is_dir():
            sweep(folder)  # what looking into a file left, whose worker was ended
    traces = purge.traces
    staying = {archive.catalogue, archive.lock, archive.made / NAME, archive.made / _POLICY}
    for path in _files_below(archive.made, {archive.derivatives}):
        if path not in staying and _goes(path, purge, traces):
            path.unlink()
            tell(archive.name(path), "made by the program: removed")
    for path in [*archive.metadata.rglob(".*.new")]:
        path.unlink()


def _goes(path: Path, purge: Purge, traces: Traces) -> bool:
    """Whether a file that can be made again may hold something of the item."""
    with path.open("rb") as file:
        if file.read(len(_DATABASE)) == _DATABASE:
            return True  # it keeps traces of what was in it
    named = path.as_posix()
    if purge.item in path.name or any(digest in named for digest in purge.digests):
        return True
    return path.stat().st_size > _LARGEST or traces.anything_in(path.read_bytes())


def _files_below(folder: Path, apart: Collection[Path]) -> Iterator[Path]:
    """The files below a folder, those of some folders left out."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if Path(where, name) not in apart)
        for name in sorted(names):
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():
                yield path
