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
    """A picture made by a recipe; `path` is relative to the folder of derivatives."""

    recipe: str
    path: str
    media_type: str
    bytes: int
    sha256: str
    width: int
    height: int


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
    `unreadable` where that is all that can be said of it.

    `title` and `created` (`YYYY-MM-DD`, or with a time) are what the file says of itself: suggestions, never metadata.
    """

    sha256: str
    bytes: int
    media_type: str
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    title: str | None = None
    created: str | None = None
    extracts: tuple[Extract, ...] = ()
    derivatives: tuple[Derivative, ...] = ()
    problems: tuple[str, ...] = ()
    unreadable: bool = False

    def plain(self) -> dict[str, Any]:
        """As plain data for JSON; `from_plain` reads it back."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """What `plain` gave."""
        extracts = tuple(Extract(**extract) for extract in plain["extracts"])
        derivatives = tuple(Derivative(**derivative) for derivative in plain["derivatives"])
        problems = tuple(plain["problems"])
        return cls(**{**plain, "extracts": extracts, "derivatives": derivatives, "problems": problems})
