"""The private edition: everything, for those who keep the archive; it is made for a site of theirs and goes with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.vocabularies import read_thesaurus
from archive.edition.compile import compile_database, place_media
from archive.edition.project import Surroundings, project
from archive.records.access import Verdict
from archive.records.consenting import ALL
from archive.records.model import Problem
from archive.store import pointer
from archive.store.read import entries

_MANY = 5_000  # items: for fewer, starting another process takes longer than it saves
_ANYTHING = Verdict("public", "for those who keep the archive", scope=ALL)


@dataclass(frozen=True, slots=True)
class _Apart(Archive):
    """An archive whose edition lies where nothing is ever published from."""

    @property
    def public(self) -> Path:
        return self.made / "private-edition"


@contextmanager
def keeping_private(archive: Archive) -> Iterator[Path]:
    """The folder of the private edition, new and empty, for as long as it is needed; nothing of it stays.

    Raises Refused while another needs it.
    """
    archive.made.mkdir(exist_ok=True)
    try:
        with _alone(archive) as folder:
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                _remove(folder)
    except Timeout as taken:
        raise Refused("a private site is served already; expected one at a time") from taken


def sweep_private(archive: Archive) -> bool:
    """Remove the private edition that one left who was killed; whether there is none now: where a site is served of
    it, it stays.
    """
    with suppress(Timeout), _alone(archive):
        pass
    return not _Apart(archive.root).public.exists()


@contextmanager
def _alone(archive: Archive) -> Iterator[Path]:
    """Where a private edition goes, with nothing there. Raises Timeout while another uses it: the system takes the
    lock from whoever is killed.
    """
    folder = _Apart(archive.root).public
    with FileLock(folder.with_suffix(".lock"), timeout=0):
        _remove(folder)
        yield folder


def compile_private(catalogue: Catalogue, circa: int = 0) -> list[Problem]:
    """Compile everything that the catalogue holds into the folder that `keeping_private` gave; what has no media there
    that it should have. Originals are not copied: of them there is what was made for the screen and the ear.
    """
    apart = _Apart(catalogue.archive.root)
    thesaurus = read_thesaurus(catalogue.archive)[0]
    around = Surroundings(frozenset(), frozenset(), thesaurus)
    connection = catalogue.connection
    projections = (project(entry, _ANYTHING, around) for entry in entries(connection))
    problems: list[Problem] = []
    found = place_media(projections, apart, problems)
    (items,) = connection.execute("SELECT count(*) FROM items").fetchone()
    concepts, many = thesaurus.concepts, items > _MANY
    digest = compile_database(found, (), apart.public, concepts=concepts, many=many, circa=circa)
    pointer.write(apart.public, pointer.Pointer(digest, journal.now(), sql=True, download=True, circa=circa))
    return problems


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
