"""Originals that a record names by an earlier path: they need no record of their own."""

from __future__ import annotations

from collections.abc import Iterator

from archive.catalogue.database import Catalogue
from archive.catalogue.records import UNDESCRIBED, composed
from archive.ingest.find import Found, Listed
from archive.ingest.link import described, moves
from archive.ingest.looking import digest

_HELD = "SELECT path, composed, sha256, size FROM originals LEFT JOIN stats USING (path)"


def elsewhere(catalogue: Catalogue, found: Found) -> set[str]:
    """The paths (form C) of originals whose bytes stood, or stand as far as the catalogue knows, where a record other
    than a row of undescribed.csv names a file.
    """
    known = {composed(f"collection/{now}") for _, _, now in moves(catalogue.connection, apart_from=UNDESCRIBED)}
    return known | {composed(file.path) for file in _come(catalogue, found)}


def _come(catalogue: Catalogue, found: Found) -> Iterator[Listed]:
    """The files that have come where others went: only these are read for it, before they are examined."""
    held = catalogue.connection.execute(_HELD).fetchall()
    named = described(catalogue.connection, apart_from=UNDESCRIBED)
    gone = {sha256: size for path, place, sha256, size in held if path not in found.originals and place in named}
    paths, sizes = {path for path, *_ in held}, set(gone.values())
    for path, file in found.originals.items():
        if file.size in sizes and path not in paths and _digest(file) in gone:
            yield file


def _digest(file: Listed) -> str | None:
    try:
        return digest(file.actual)
    except OSError:  # said when it is examined
        return None
