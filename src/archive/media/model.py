"""What examining a file brings to light: plain data that can be pickled and written as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a picture for the screen is made: JPEG, its longer edge at most `edge` pixels, at `quality`.

    With `detail` it is a blur: all that is left is the means of that many patches of colour along the longer edge.
    """

    name: str
    edge: int
    quality: int
    detail: int | None = None


# Six patches are too few to tell a face by.
RECIPES = (Recipe("large", 1600, 85), Recipe("small", 400, 80), Recipe("veiled", 400, 60, detail=6))


@dataclass(frozen=True, slots=True)
class Derivative:
    """A file made from an original by a recipe; `path` is relative to the folder of derivatives.

    `pages` and `tiles` are ZIP files of pictures that are stored, not compressed: one file, however many are in it.
    """

    recipe: str
    path: str
    media_type: str
    bytes: int
    sha256: str
    width: int | None = None
    height: int | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a file says of itself in the words of Dublin Core, and where it says so (“EXIF DateTimeOriginal”).

    For a person to take over or leave: it never becomes a statement by itself.
    """

    term: str
    value: str
    said_by: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What a file tells beyond what it shows, and no edition may hold: a position, a serial number, an author."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A paragraph or a cue of a text; `start` and `end` in seconds.

    `form` is what else it is: `h1` to `h6`, a heading; `item`, the beginning of an item of a list, or `item 3`, its
    number with it; `quote`, a paragraph that is quoted.
    """

    text: str
    language: str | None = None
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    page: int | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What is in a file. `problems` say in words what could not be read; the original is kept all the same. It is
    `unreadable` where that is all that can be said of it, and looked into again where one of the programs that it
    `lacks` has come to be there.

    `puid` is PRONOM's name of its format, `pages` how many a document has, `streams` what sound and film are coded
    in, `likeness` a perceptual hash of a picture (64 bits, hexadecimal): few bits differ where two look alike.
    """

    sha256: str
    bytes: int
    media_type: str
    puid: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    pages: int | None = None
    streams: tuple[str, ...] = ()
    likeness: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    traces: tuple[Trace, ...] = ()
    extracts: tuple[Extract, ...] = ()
    derivatives: tuple[Derivative, ...] = ()
    problems: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    unreadable: bool = False

    def suggested(self, term: str) -> str | None:
        """The first value that is suggested for a term."""
        return next((one.value for one in self.suggestions if one.term == term), None)

    def plain(self) -> dict[str, Any]:
        """As plain data for JSON; `from_plain` reads it back."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """What `plain` gave, be it before a field was added or after one was dropped."""
        given = _known(cls, plain)
        lists = {name: value for name, value in given.items() if isinstance(value, list)}
        return cls(**given | {name: tuple(_read(name, value)) for name, value in lists.items()})


# What the tuples of `Examined` hold; texts where it is not said.
_PARTS: dict[str, Any] = {
    "suggestions": Suggestion,
    "traces": Trace,
    "extracts": Extract,
    "derivatives": Derivative,
}


def _read(name: str, values: list[Any]) -> list[Any]:
    part = _PARTS.get(name)
    return [part(**_known(part, each)) for each in values] if part else values


def _known(kind: Any, plain: dict[str, Any]) -> dict[str, Any]:
    known = kind.__dataclass_fields__.keys()
    return plain if plain.keys() <= known else {name: plain[name] for name in plain.keys() & known}
