"""Finding: what stands in collection/ and metadata/, and what from outside is to be copied in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from archive.catalogue.layout import Archive
from archive.records.model import Problem
from archive.sources import is_source

# What operating systems and editors leave behind: not files that anybody entrusted to us.
LITTER = frozenset({"Thumbs.db", "desktop.ini", "ehthumbs.db"})
_OWN = frozenset({"policy.yaml", "people.yaml", "withdrawn.csv", "undescribed.csv"})
_APART = frozenset({"private", "versions", "vocabularies"})
_NOTES = frozenset({".md", ".txt", ".jsonl"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A file: its path from the archive's root as it is (or will be), where its bytes are now, and its stat."""

    path: str
    actual: Path
    size: int
    mtime: int
    ctime: int


@dataclass(slots=True)
class Found:
    """What there is: originals, sources, and what could not be taken as either."""

    originals: dict[str, Listed] = field(default_factory=dict)
    sources: dict[str, Listed] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)  # folders
    problems: list[Problem] = field(default_factory=list)


def find(archive: Archive) -> Found:
    """Everything in the archive's folders, in the order of the paths."""
    found = Found()
    for listed in _walk(archive.collection, archive.root, found):
        found.originals[listed.path] = listed
    for listed in _walk(archive.metadata, archive.root, found):
        parts = PurePosixPath(listed.path).parts
        if parts[1] == "private" and len(parts) > 2:
            found.originals[listed.path] = listed
        elif parts[1] in _APART or (len(parts) == 2 and parts[1] in _OWN):
            continue
        elif is_source(listed.actual):
            found.sources[listed.path] = listed
        elif len(parts) > 2 or listed.actual != archive.manifest:
            _not_a_source(listed, found)
    for folder in found.folders:
        if folder.startswith("metadata/") and is_source(Path(folder)):
            found.problems.append(Problem(folder, found="a folder", expected="a file of records"))
    return found


def outside(archive: Archive, paths: Iterable[Path]) -> tuple[list[Listed], list[Problem]]:
    """The files that PATHs outside the archive name, with the place each will have: sheets and records below
    metadata/, everything else below collection/, a folder under its own name.
    """
    found = Found()
    listed: list[Listed] = []
    for path in paths:
        whole = path.resolve()
        if whole.is_relative_to(archive.root):
            continue
        within = _walk if whole.is_dir() else _listed
        listed.extend(_placed(file) for file in within(whole, whole.parent, found))
    return listed, found.problems


def _placed(file: Listed) -> Listed:
    room = "metadata" if is_source(file.actual) else "collection"
    return Listed(f"{room}/{file.path}", file.actual, file.size, file.mtime, file.ctime)


def _walk(folder: Path, root: Path, found: Found) -> Iterator[Listed]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        found.problems.append(_unreadable(folder, root, error))
        found.unreadable.add(folder.relative_to(root).as_posix())
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name in LITTER:
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            found.folders.add(path.relative_to(root).as_posix())
            yield from _walk(path, root, found)
        else:
            yield from _listed(path, root, found)


def _listed(path: Path, root: Path, found: Found) -> Iterator[Listed]:
    name = path.relative_to(root).as_posix()
    if not _is_text(name):
        shown = name.encode("utf-8", "backslashreplace").decode()
        found.problems.append(Problem(shown, found="a name that is not UTF-8", expected="the file renamed"))
        return
    try:
        status = path.lstat()
    except OSError as error:
        found.problems.append(_unreadable(path, root, error))
        return
    if not stat.S_ISREG(status.st_mode):
        what = "a link" if stat.S_ISLNK(status.st_mode) else "no regular file"
        found.problems.append(Problem(name, found=what, expected="the file itself"))
        return
    yield Listed(name, path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(path: Path, root: Path, error: OSError) -> Problem:
    return Problem(path.relative_to(root).as_posix(), found=f"cannot be read ({error.strerror})")


def _not_a_source(listed: Listed, found: Found) -> None:
    suffix = PurePosixPath(listed.path).suffix.lower()
    if suffix not in _NOTES:
        expected = "records as .yaml or .csv (originals belong in collection/)"
        found.problems.append(Problem(listed.path, found="not read", expected=expected, severity="warning"))
