"""What comes from outside and is in the archive already, or comes twice: told by its digest, before it is copied."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.ingest.find import Listed
from archive.ingest.looking import digest
from archive.ingest.report import FEW
from archive.records.model import Problem

_HELD = "SELECT path, sha256, size, mtime FROM originals JOIN stats USING (path) WHERE path LIKE 'collection/%'"


def without_doubles(catalogue: Catalogue, coming: Sequence[Listed]) -> tuple[list[Listed], list[Problem]]:
    """The files that are to be copied in; and, of those that are not, where the same bytes are."""
    archive = catalogue.archive
    held = _held(archive, catalogue.connection, {file.size for file in coming})
    sizes = Counter(file.size for file in coming)
    sizes.update({size for size, _ in held})
    there = {sha256: path for (_, sha256), path in held.items()}
    wanted: list[Listed] = []
    doubles: list[tuple[Listed, str]] = []
    for file in coming:
        place = None
        if file.path.startswith("collection/") and sizes[file.size] > 1 and not (archive.root / file.path).exists():
            place = _place(file, there)
        if place is None:
            wanted.append(file)
        else:
            doubles.append((file, place))
    return wanted, _said(doubles)


def _held(archive: Archive, connection: sqlite3.Connection, sizes: set[int]) -> dict[tuple[int, str], str]:
    """By size and digest, originals of these sizes that are there as they were when they were last read."""
    held = {}
    for path, sha256, size, mtime in connection.execute(_HELD) if sizes else ():
        original = archive.root / path
        if size in sizes and original.is_file() and original.stat().st_mtime_ns == mtime:
            held[size, sha256] = path
    return held


def _place(file: Listed, there: dict[str, str]) -> str | None:
    """Where the bytes of a file are, or are going to be; None where they are its own."""
    try:
        sha256 = digest(file.actual)
    except OSError:  # said where it is to be copied
        return None
    place = there.setdefault(sha256, file.path)
    return place if place != file.path else None


def _said(doubles: Sequence[tuple[Listed, str]]) -> list[Problem]:
    if len(doubles) <= FEW:
        return [
            Problem(str(file.actual), found=f"not copied: the same bytes are {place}", severity="warning")
            for file, place in doubles
        ]
    file, place = doubles[0]
    same = f"{file.actual} as {place}, and so on"
    said = f"{len(doubles):,} files were not copied: the same bytes are in the archive ({same})"
    return [Problem("collection", found=said, severity="warning")]
