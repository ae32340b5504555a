"""The format of a file as PRONOM knows it, told by its signatures through Siegfried (pygfried)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

LIBRARY = "pygfried"
MEBIBYTE = 1024 * 1024
# What begins nowhere in particular is looked for to the end, at an eighth of a gigabyte a second: a film is not.
WHOLE = 64 * MEBIBYTE
END = 8 * MEBIBYTE
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Format:
    """What PRONOM calls a format: its identifier, name with version, and media type, if it has one.

    `by_content` is whether bytes tell it and not the name alone; `misnamed` that such files are called otherwise.
    """

    puid: str
    name: str
    media_type: str | None
    by_content: bool
    misnamed: bool


def installed() -> bool:
    """Whether the library is there: it is not made for every system."""
    return find_spec(LIBRARY) is not None


def identify(path: Path, size: int, scratch: Callable[[], Path]) -> Format | None:
    """The format of a file of `size` bytes; None where PRONOM knows none, or several that it may be.

    Of a large file only beginning and end are read, in a copy in the scratch folder. Raises ImportError where the
    library is not there, OSError where the file cannot be read.
    """
    import pygfried  # noqa: PLC0415  a tenth of a second and 80 MB, that only looking into files needs to pay

    read = path if size <= WHOLE else _shorter(path, size, scratch())
    try:
        found = pygfried.identify(os.fspath(read), detailed=True)["files"][0]["matches"]
    except pygfried.GoError:
        return None
    finally:
        if read is not path:
            read.unlink()
    if len(found) != 1 or found[0]["id"] == "UNKNOWN":
        return None
    (match,) = found
    by_content = "byte match" in match["basis"] or "container match" in match["basis"]
    return Format(
        puid=match["id"],
        name=" ".join(part for part in (match["format"], match["version"]) if part),
        media_type=match["mime"].partition(",")[0].strip() or None,
        by_content=by_content,
        misnamed="extension mismatch" in match["warning"] and read.suffix == path.suffix,
    )


def _shorter(path: Path, size: int, folder: Path) -> Path:
    """What tells the format of a large file: its two ends; of a ZIP, whose parts do, the file by a name that Siegfried
    does not doubt.
    """
    with path.open("rb") as file:
        if file.read(len(_ZIP)) == _ZIP:
            link = folder / "large.zip"
            link.symlink_to(path.resolve())
            return link
        copy = folder / f"large{path.suffix}"
        with copy.open("wb") as ends:
            for place in (0, size - END):
                file.seek(place)
                for _ in range(END // MEBIBYTE):
                    ends.write(file.read(MEBIBYTE))
    return copy
