"""What an examiner takes and what it gives: one is written per sort of file and registered in `examine.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.media.model import Extract, Recipe


class Unreadable(Exception):  # noqa: N818 -- a finding about a file, in words for people, rather than an error of ours
    """What a file holds cannot be read; its message continues a sentence that begins with the file's name."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A file to examine: its bytes (the beginning, where the examiner needs no more), and its whole size in bytes."""

    data: bytes
    size: int
    media_type: str
    recipes: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for the screen, not yet written: the bytes of a JPEG."""

    recipe: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Found:
    """What an examiner found; the fields mean what they mean in `Examined`."""

    width: int | None = None
    height: int | None = None
    duration: float | None = None
    title: str | None = None
    created: str | None = None
    extracts: tuple[Extract, ...] = ()
    pictures: tuple[Picture, ...] = ()
    problems: tuple[str, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Examiner:
    """How files of one sort are examined: a pure function, which may raise anything over hostile bytes.

    `most` is the greatest number of bytes that are held in memory for it; None where the beginning of a file will do.
    """

    look: Callable[[Matter], Found]
    most: int | None
