"""Finding: what stands in collection/ and metadata/, and what from outside is to be copied in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from archive.catalogue.layout import Archive
from archive.ingest.report import FEW
from archive.records.model import Problem
from archive.sources import holds_records, is_source

# What operating systems and editors leave behind: not files that anybody entrusted to us.
LITTER = frozenset({"Thumbs.db", "desktop.ini", "ehthumbs.db"})
_TOOLS = frozenset({".git", ".svn", ".hg", ".Trashes", ".Spotlight-V100", ".fseventsd", ".stfolder"})
_OWN = frozenset({"policy.yaml", "people.yaml", "withdrawn.csv", "undescribed.csv", "journal.jsonl", "accessions.yaml"})
_APART = frozenset({"mappings", "private", "versions", "vocabularies"})
_NOTES = frozenset({".md", ".txt"})


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
    unreadable: set[str] = field(default_factory=set)  # files and folders
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
    """The files that PATHs outside collection/ and metadata/ name, with the place each will have: sheets and records
    below metadata/, everything else below collection/, a folder under its own name. A warning names what could have
    been records by its name, and holds none.
    """
    found = Found()
    listed: list[Listed] = []
    for path in paths:
        whole = path.resolve()
        if whole.is_relative_to(archive.collection) or whole.is_relative_to(archive.metadata):
            continue
        within = _walk if whole.is_dir() else _listed
        listed.extend(_placed(within(whole, whole.parent, found), found))
        if whole.name.startswith("."):
            found.problems.append(Problem(str(path), found="a hidden name", expected="a name without a dot before it"))
    others = [file for file in listed if file.path.startswith("collection/") and is_source(file.actual)]
    return listed, [*found.problems, *_without_records(others)]


def _placed(files: Iterable[Listed], found: Found) -> Iterator[Listed]:
    for file in files:
        parts = PurePosixPath(file.path).parts
        if not is_source(file.actual):
            yield _below("collection", file)
        elif parts[0] in _APART or (len(parts) == 1 and parts[0] in _OWN):
            said = f"metadata/{parts[0]} is the archive's own"
            found.problems.append(Problem(str(file.actual), found=said, expected="another name, or your own hands"))
        else:
            yield _below("metadata" if _holds_records(file.actual) else "collection", file)


def _below(folder: str, file: Listed) -> Listed:
    return Listed(f"{folder}/{file.path}", file.actual, file.size, file.mtime, file.ctime)


def _holds_records(path: Path) -> bool:
    try:
        return holds_records(path)
    except OSError:  # said when it is copied
        return False


def _without_records(files: Sequence[Listed]) -> Iterator[Problem]:
    for file in files[:FEW]:
        found = f"holds no records, and goes to {file.path} as an original"
        yield Problem(str(file.actual), found=found, severity="warning")
    if len(files) > FEW:
        found = f"{len(files) - FEW:,} more files that end in .json or .xml and hold no records go to collection/"
        yield Problem(str(files[-1].actual.parent), found=found, severity="warning")


def _walk(folder: Path, root: Path, found: Found) -> Iterator[Listed]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        found.problems.append(_unreadable(folder, root, error))
        found.unreadable.add(folder.relative_to(root).as_posix())
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name in LITTER:
            _pass_over(Path(entry.path), root, found)
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            found.folders.add(path.relative_to(root).as_posix())
            yield from _walk(path, root, found)
        else:
            yield from _listed(path, root, found)


def _pass_over(path: Path, root: Path, found: Found) -> None:
    """Leave out what is hidden or litter; a whole hidden folder not without a word."""
    if path.is_dir() and path.name not in _TOOLS:
        name = path.relative_to(root).as_posix()
        expected = "a name without a dot before it, if it is to be taken in"
        found.problems.append(
            Problem(name, found="a hidden folder, passed over", expected=expected, severity="warning")
        )


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
        found.unreadable.add(name)
        return
    if not stat.S_ISREG(status.st_mode):
        what = "a link" if stat.S_ISLNK(status.st_mode) else "no regular file"
        found.problems.append(Problem(name, found=what, expected="the file itself"))
        found.unreadable.add(name)
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
        expected = "records as .yaml, .csv or another form that is read (originals belong in collection/)"
        found.problems.append(Problem(listed.path, found="not read", expected=expected, severity="warning"))
