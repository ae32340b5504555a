"""A draft: the sources as they would be, with everything that would change; nothing is written until it is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from archive.catalogue import journal
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.versions import Content, Step, replace_sources
from archive.edits.assignments import Alter
from archive.records.model import Problem, Record
from archive.sources import Columns, read_mappings
from archive.sources.rewriting import Rewritten, rewrite

_DRAFT = "draft-"
_IN_USE = ".in-use"


@dataclass(frozen=True, slots=True)
class Draft:
    """Sources as they would be, by their paths from the root. With Problems, all said at once, nothing may be kept."""

    sources: Mapping[str, Rewritten]
    problems: tuple[Problem, ...]

    @property
    def contents(self) -> dict[str, bytes]:
        """What the sources are to hold."""
        return {name: rewritten.after for name, rewritten in self.sources.items()}

    @property
    def changes(self) -> Iterator[tuple[Record, Record]]:
        """Every record that changes, as it is and as it would be."""
        return (pair for rewritten in self.sources.values() for pair in rewritten.changes)

    @property
    def items(self) -> frozenset[str]:
        """The ids of the items that change."""
        return frozenset(after.id for _, after in self.changes)


def draft(archive: Archive, chosen: Mapping[str, Collection[str]], alter: Alter) -> Draft:
    """The sources in which the chosen items (ids by source) are as `alter` makes them."""
    mappings, found = read_mappings(archive.metadata / "mappings", archive.root)
    problems = list(found)
    sources: dict[str, Rewritten] = {}
    with scratch(archive) as folder:
        for name, items in sorted(chosen.items()):
            columns: Columns | None = mappings.get(unicodedata.normalize("NFC", name))
            copy = partial(copied, Path(folder), name)
            try:
                rewritten = rewrite(archive.root / name, name, columns, items, alter=alter, copy=copy)
            except OSError as error:
                rewritten = [Problem(name, found=f"cannot be read ({error.strerror})")]
            if isinstance(rewritten, list):
                problems += rewritten
            elif rewritten.changes:
                sources[name] = rewritten
    return Draft(sources, tuple(problems))


def keep(archive: Archive, made: Draft, command: str) -> Step:
    """Put a draft in the place of the sources, all of them or none; the archive's lock is held by whoever calls.

    Raises Refused where it has Problems, or a source has changed meanwhile.
    """
    if made.problems:
        raise Refused("\n".join(map(str, made.problems)))
    contents = {
        name: Content(rewritten.before, rewritten.after, [after.id for _, after in rewritten.changes])
        for name, rewritten in made.sources.items()
    }
    return replace_sources(archive, contents, command=command, time=journal.now())


@contextmanager
def scratch(archive: Archive) -> Iterator[str]:
    """A folder for copies, within the archive: what people wrote is not put where others may read it. For as long as
    it is needed it is locked, so that `sweep_drafts` tells it from what somebody left who was killed.

    Raises Refused where none can be made.
    """
    with ExitStack() as stack:
        try:
            archive.made.mkdir(exist_ok=True)
            made = TemporaryDirectory(dir=archive.made, prefix=_DRAFT, ignore_cleanup_errors=True)
            folder = stack.enter_context(made)
            stack.enter_context(FileLock(Path(folder, _IN_USE)))
        except OSError as error:
            name = archive.name(archive.made)
            raise Refused(f"{name}: cannot be written ({error.strerror}); nothing was changed") from error
        yield folder


def sweep_drafts(archive: Archive) -> None:
    """Remove the folders for copies that no living process uses."""
    for folder in archive.made.glob(f"{_DRAFT}*"):
        with suppress(Timeout, OSError), FileLock(folder / _IN_USE, timeout=0):
            rmtree(folder, ignore_errors=True)


def copied(folder: Path, name: str, content: bytes) -> Path:
    """A copy in a scratch folder, or one in it, of what a source is to hold, or held. Raises Refused where none can be
    written.
    """
    copy = folder / Path(name).name
    try:
        folder.mkdir(exist_ok=True)
        copy.write_bytes(content)
    except OSError as error:
        said = f"{name}: its copy in .archive cannot be written ({error.strerror}); nothing was changed"
        raise Refused(said) from error
    return copy
