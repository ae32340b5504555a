"""What an examiner takes and what it gives: one is written per sort of file and registered in `examine.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archive.media.model import Extract, Recipe, Suggestion, Trace

# Within which a file of no more than a mebibyte has to be looked into: photographs take a tenth of a second.
SECONDS = 10


class Unreadable(Exception):  # noqa: N818 -- a finding about a file, in words for people, rather than an error of ours
    """What a file holds cannot be read; its message continues a sentence that begins with the file's name."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A file to examine: its bytes (the beginning, where the examiner needs no more), and its whole size in bytes.

    `path` is for programs and libraries that will not take bytes; it is only read from. `scratch` gives a folder
    for what is `Made` there.
    """

    data: bytes
    size: int
    media_type: str
    recipes: tuple[Recipe, ...]
    path: Path
    scratch: Callable[[], Path]


@dataclass(frozen=True, slots=True)
class Made:
    """A derivative, not yet in its place: its bytes, or the file in the scratch folder that holds them."""

    recipe: str
    media_type: str
    data: bytes | Path
    width: int | None = None
    height: int | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What an examiner found; the fields mean what they mean in `Examined`.

    `media_type` is given only where a look into the file has corrected what its name and its first bytes told.
    """

    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    pages: int | None = None
    streams: tuple[str, ...] = ()
    likeness: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    traces: tuple[Trace, ...] = ()
    extracts: tuple[Extract, ...] = ()
    made: tuple[Made, ...] = ()
    problems: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Examiner:
    """How files of one sort are examined: a pure function, which may raise anything over hostile bytes.

    `most` is the greatest number of bytes that are held in memory for it; None where the beginning of a file will do.
    `seconds` is how long it may take, with another second for each mebibyte: then the worker that it runs in is ended.
    """

    look: Callable[[Matter], Found]
    most: int | None
    seconds: float = SECONDS
