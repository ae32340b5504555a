"""What is to be withheld of a file: regions of its pictures, intervals of its time, pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

# Part of the digest: to be raised whenever what is made of the same instructions changes.
_WAY = 1


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the upright picture at its full size, in pixels from its upper left corner; in hundredths of its
    width and height where `percent`. On a page of a PDF, pixels are those of its picture, whose longer edge has 1,600.

    `page`, from 1, has to be said where there are several. Raises ValueError where it can be no rectangle.
    """

    x: float
    y: float
    width: float
    height: float
    percent: bool = False
    page: int | None = None

    def __post_init__(self) -> None:
        numbers = (self.x, self.y, self.width, self.height)
        if not all(map(isfinite, numbers)) or min(self.x, self.y) < 0 or min(self.width, self.height) <= 0:
            raise ValueError(f"a region is x, y, width and height, not {', '.join(map(str, numbers))}")
        if self.page is not None and self.page < 1:
            raise ValueError(f"pages are counted from 1: {self.page}")

    @property
    def place(self) -> str:
        """The region as IIIF writes it: `x,y,width,height`, with `pct:` before hundredths."""
        numbers = ",".join(f"{number:g}" for number in (self.x, self.y, self.width, self.height))
        return f"pct:{numbers}" if self.percent else numbers


@dataclass(frozen=True, slots=True)
class Instructions:
    """What is to be withheld of one file. `intervals` are seconds from its beginning, start before end; `pages` are
    whole pages, from 1. False where it is nothing. Raises ValueError where it makes no sense.
    """

    regions: tuple[Region, ...] = ()
    intervals: tuple[tuple[float, float], ...] = ()
    pages: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for start, end in self.intervals:
            if not (isfinite(start) and 0 <= start < end):
                raise ValueError(f"an interval ends after it begins, and not before 0 seconds: {start} to {end}")
        if any(page < 1 for page in self.pages):
            raise ValueError(f"pages are counted from 1: {min(self.pages)}")

    def __bool__(self) -> bool:
        return bool(self.regions or self.intervals or self.pages)

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that are the same wherever the same is withheld in the same way."""
        regions = {
            (float(one.x), float(one.y), float(one.width), float(one.height), one.percent, one.page or 0)
            for one in self.regions
        }
        intervals = {(float(start), float(end)) for start, end in self.intervals}
        said = [_WAY, sorted(regions), sorted(intervals), sorted(self.pages)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def leaves(self) -> frozenset[int]:
        """The pages of which anything is withheld: of none of them may the words be published as they are."""
        return self.pages | {one.page or 1 for one in self.regions}

    def names(self) -> Iterator[str]:
        """What there is of `regions`, `intervals` and `pages`."""
        for name in ("regions", "intervals", "pages"):
            if getattr(self, name):
                yield name

    def on(self, page: int) -> tuple[Region, ...]:
        """The regions that are withheld of a page, from 1; all of it, where the page is withheld."""
        if page in self.pages:
            return (Region(0, 0, 100, 100, percent=True, page=page),)
        return tuple(one for one in self.regions if (one.page or 1) == page)
