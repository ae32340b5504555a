"""The folder that holds an archive: where everything stands in it, and how a file in it is replaced."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class Refused(Exception):  # noqa: N818  it is what the person reads: "refused", with one line that says why
    """Something that cannot be done as things stand; its text is one line for the person who asked."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive's folder, by its root."""

    root: Path

    @property
    def collection(self) -> Path:
        """The originals."""
        return self.root / "collection"

    @property
    def metadata(self) -> Path:
        """What people wrote."""
        return self.root / "metadata"

    @property
    def private(self) -> Path:
        """Consents and agreements: kept and checked like originals, never an item."""
        return self.metadata / "private"

    @property
    def manifest(self) -> Path:
        """The fixity of every original."""
        return self.metadata / "manifest-sha256.txt"

    @property
    def journal(self) -> Path:
        """Every event, appended only."""
        return self.metadata / "journal.jsonl"

    @property
    def undescribed(self) -> Path:
        """Files that have no record yet."""
        return self.metadata / "undescribed.csv"

    @property
    def policy(self) -> Path:
        """What may be public where a record does not say."""
        return self.metadata / "policy.yaml"

    @property
    def people(self) -> Path:
        """Persons, once each."""
        return self.metadata / "people.yaml"

    @property
    def accessions(self) -> Path:
        """Who gave what, when and under which agreement."""
        return self.metadata / "accessions.yaml"

    @property
    def vocabularies(self) -> Path:
        """The archive's own terms, places, subjects."""
        return self.metadata / "vocabularies"

    @property
    def versions(self) -> Path:
        """Earlier bytes of edited sources."""
        return self.metadata / "versions"

    @property
    def withdrawn(self) -> Path:
        """What was taken down."""
        return self.metadata / "withdrawn.csv"

    @property
    def made(self) -> Path:
        """What the program makes and can make again."""
        return self.root / ".archive"

    @property
    def catalogue(self) -> Path:
        """The private database."""
        return self.made / "catalogue.db"

    @property
    def derivatives(self) -> Path:
        """Pictures for the screen, by the digest of their original."""
        return self.made / "derivatives"

    @property
    def lock(self) -> Path:
        """Held by whoever writes."""
        return self.made / "lock"

    @property
    def public(self) -> Path:
        """The edition."""
        return self.root / "public"

    @property
    def site(self) -> Path:
        """How the site looks and behaves."""
        return self.root / "datasette.yaml"

    def name(self, path: Path) -> str:
        """A path in the archive as it is said: from the root, with `/`."""
        return path.relative_to(self.root).as_posix()


def find_archive(start: Path) -> Archive:
    """The archive that `start` lies in: the nearest folder upwards that holds collection/ and metadata/.

    Raises Refused where there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "collection").is_dir() and (folder / "metadata").is_dir():
            return Archive(folder)
    raise Refused(f"{start}: no archive here or above; expected a folder with collection/ and metadata/ (archive init)")


def lies_in(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a path, which need not be there yet, is one of the folders or below it, by whatever name or link."""
    place = path.resolve()
    above = [one for one in (place, *place.parents) if one.exists()]
    return any(folder.exists() and any(one.samefile(folder) for one in above) for folder in folders)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file of ours at once and for good; nobody ever sees half of it. Who may read it
    stays as it was.
    """
    stage_file(path, content).replace(path)
    sync_folder(path.parent)


def stage_file(path: Path, content: bytes) -> Path:
    """Write what is to take the place of a file beside it, under a hidden name, so that it lasts; where it stands now.

    Of what cannot be written to the end nothing stays. Raises OSError, which names the file itself.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("wb") as out:
            if path.exists():
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except BaseException as error:
        if isinstance(error, OSError):
            error.filename = str(path)
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
