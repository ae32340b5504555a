"""Which originals have to be read, and of which digests one knows already what is in such a file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path

from archive.catalogue.database import Catalogue
from archive.catalogue.records import suffixes
from archive.ingest.examine import Due
from archive.ingest.find import Found, Listed
from archive.media.programs import installed

_PICTURED = "SELECT path, sha256 FROM originals JOIN examined USING (sha256, suffixes) WHERE pictures > 0"
_LACKING = "SELECT path, lacks FROM originals JOIN examined USING (sha256, suffixes) WHERE lacks IS NOT NULL"
_KNOWN = "SELECT bytes, suffixes, sha256, lacks, pictures FROM examined WHERE NOT unreadable"


def due(catalogue: Catalogue, manifest: Mapping[str, str], found: Found) -> list[Due]:
    """The originals that are new, whose size or times differ from when they were last read, whose pictures are not
    there any more, or of which more can be shown now that a program is installed.
    """
    connection = catalogue.connection
    derivatives = catalogue.archive.derivatives
    stats = _stats(connection)
    again = {path for path, digest in connection.execute(_PICTURED) if not _pictures(derivatives, digest)}
    come = _come(connection)
    again |= {path for path, lacks in connection.execute(_LACKING) if lacks in come}
    files = [
        file
        for path, file in found.originals.items()
        if stats.get(path) != _stat(file) or path not in manifest or path in again
    ]
    known = _known(connection, derivatives, files, come)
    return [Due(file, frozenset(known.get(_like(file), ()))) for file in files]


def any_changed(catalogue: Catalogue, found: Found) -> bool:
    """Whether an original is new, or has another size or other times than when it was last read."""
    stats = _stats(catalogue.connection)
    return any(stats.get(path) != _stat(file) for path, file in found.originals.items())


def _stats(connection: sqlite3.Connection) -> dict[str, tuple[int, int, int]]:
    rows = connection.execute("SELECT path, size, mtime, ctime FROM stats")
    return {path: (size, mtime, ctime) for path, size, mtime, ctime in rows}


def _stat(file: Listed) -> tuple[int, int, int]:
    return file.size, file.mtime, file.ctime


def _known(
    connection: sqlite3.Connection, derivatives: Path, files: Collection[Listed], come: Collection[str]
) -> dict[tuple[int, str], set[str]]:
    """By size and what the name tells, the digests of files that were looked into as well as they can be now.

    What could not be read is tried again where it comes under another name or at another time.
    """
    wanted = {_like(file) for file in files}
    known: dict[tuple[int, str], set[str]] = {}
    for size, ending, digest, lacks, pictures in connection.execute(_KNOWN) if wanted else ():
        if (size, ending) in wanted and lacks not in come and (not pictures or _pictures(derivatives, digest)):
            known.setdefault((size, ending), set()).add(digest)
    return known


def _come(connection: sqlite3.Connection) -> set[str]:
    """What files lack, as it is written of them, where something of it is there now."""
    written = [lacks for (lacks,) in connection.execute("SELECT DISTINCT lacks FROM examined WHERE lacks IS NOT NULL")]
    return {lacks for lacks in written if any(map(installed, json.loads(lacks)))}


def _like(file: Listed) -> tuple[int, str]:
    return file.size, suffixes(file.path)


def _pictures(derivatives: Path, digest: str) -> bool:
    return (derivatives / digest[:2] / digest).exists()
