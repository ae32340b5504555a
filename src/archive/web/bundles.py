"""Bundles: ZIP files of many small pictures, pages or tiles, each of which has an address of its own.

They are stored in it, not compressed, so that one is a stretch of the file and goes out like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from archive.store.rows import File

ROLES = frozenset({"pages", "tiles"})
_TYPES = {"jpg": "image/jpeg"}
# APPNOTE.TXT 4.3.7: what stands before a file in a ZIP, without its name and its extra field.
_HEADER = 30


@dataclass(frozen=True, slots=True)
class Leaf:
    """One picture of a bundle, as a file of its own, and where in the bundle its bytes are."""

    file: File
    span: range


def leaf(place: Path, bundle: File, name: str) -> Leaf | None:
    """The picture that is called `name` in a bundle which lies at `place`; None where there is none of that name."""
    if bundle.role not in ROLES:
        return None
    span = entries(place).get(name)
    media_type = _TYPES.get(name.rpartition(".")[2])
    if span is None or media_type is None:
        return None
    path, digest = f"{bundle.path}/{name}", f"{bundle.sha256}-{span.start}"
    return Leaf(replace(bundle, path=path, media_type=media_type, bytes=len(span), sha256=digest), span)


@lru_cache(maxsize=64)
def entries(place: Path) -> Mapping[str, range]:
    """Where in a bundle each of its files lies, by name, in the order in which they were put in.

    Raises OSError where it cannot be read, BadZipFile where it is no ZIP.
    """
    found = {}
    with place.open("rb") as raw, ZipFile(raw) as bundle:
        for entry in bundle.infolist():
            if entry.compress_type != ZIP_STORED or entry.is_dir():
                continue
            raw.seek(entry.header_offset)
            header = raw.read(_HEADER)
            names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            start = entry.header_offset + _HEADER + names
            found[entry.filename] = range(start, start + entry.file_size)
    return found


def read(place: Path, name: str) -> bytes | None:
    """The bytes of one file of a bundle, None where there is none of that name."""
    span = entries(place).get(name)
    if span is None:
        return None
    with place.open("rb") as raw:
        raw.seek(span.start)
        return raw.read(len(span))
