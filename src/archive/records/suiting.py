"""Whether a part that is withheld can be taken out of the file that it names. What cannot, withholds the file whole."""

from __future__ import annotations

import math
from dataclasses import dataclass

from archive.records.withholding import Part, Region

_TIMED = ("audio/", "video/")
_DRAWN = ("image/", "application/pdf")


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a file: its media type; its size in pixels and its length in seconds, where it has them; whether
    its passages have times, and pages.
    """

    media_type: str
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    times: bool = False
    pages: bool = False


def unsuited(part: Part, matter: Matter) -> tuple[str, str] | None:
    """What does not suit and what would, in words; None where the part is one that such a file can have.

    Of a file that is only partly known what it can have is not doubted: of how many pages one has, whoever takes the
    part out of it speaks.
    """
    if part.span:
        return _of_span(part.span, matter)
    if part.region:
        return _of_region(part.region, part.page, matter)
    if part.pages and not (matter.media_type.startswith(_DRAWN) or matter.pages):
        return f"pages of {matter.media_type}, which has none", "the words (text), or the file alone"
    return None


def _of_span(span: tuple[float, float], matter: Matter) -> tuple[str, str] | None:
    if not (matter.media_type.startswith(_TIMED) or matter.times):
        wanted = "a region" if matter.media_type.startswith(_DRAWN) else "the words (text)"
        return f"an interval of {matter.media_type} without times", f"{wanted}, or the file alone"
    if matter.duration is not None and span[0] >= matter.duration:
        return f"an interval from {span[0]:g} seconds on, and it lasts {matter.duration:g}", "an interval within it"
    return None


def _of_region(region: Region, page: int | None, matter: Matter) -> tuple[str, str] | None:
    if not matter.media_type.startswith(_DRAWN):
        wanted = "an interval (from, to)" if matter.media_type.startswith(_TIMED) else "the words (text)"
        return f"a region of {matter.media_type}, which is no picture", f"{wanted}, or the file alone"
    width, height = matter.width or math.inf, matter.height or math.inf
    known = matter.media_type.startswith("image/") and page in {None, 1}  # the size of no other page is
    if known and not region.percent and (region.x >= width or region.y >= height):
        return f"a region outside the picture of {matter.width} × {matter.height} pixels", "a region within it"
    return None
