"""Regions of a picture painted over, in the pixels, before anything else is made of it."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor

from PIL import Image

from archive.media.matter import Unreadable
from archive.media.withheld.instructions import Instructions, Region

Box = tuple[int, int, int, int]

# In sRGB; JPEG gives it back to the level.
GREY = (128, 128, 128)
# JPEG codes up to 16 × 16 pixels together, so that what was in a block can be seen faintly in all of it. The margin
# holds wherever the blocks begin: at any edge, once the picture is turned.
_BLOCK, _MARGIN = 16, 16


def boxes(regions: Iterable[Region], size: tuple[int, int]) -> tuple[Box, ...]:
    """What is painted over in a picture of this width and height, as left, top, right and bottom, in pixels.

    Raises Unreadable where a region lies outside the picture: it was meant for another one.
    """
    return tuple(_box(region, size) for region in regions)


def _box(region: Region, size: tuple[int, int]) -> Box:
    across, down = (size[0] / 100, size[1] / 100) if region.percent else (1, 1)
    left, top = region.x * across, region.y * down
    if left >= size[0] or top >= size[1]:
        raise Unreadable(f"is {size[0]} × {size[1]} pixels: the region {region.place} that is withheld lies outside it")
    return (
        _before(left),
        _before(top),
        _after(left + region.width * across, size[0]),
        _after(top + region.height * down, size[1]),
    )


def _before(edge: float) -> int:
    return max(0, (floor(edge) - _MARGIN) // _BLOCK * _BLOCK)


def _after(edge: float, most: int) -> int:
    return min(most, -(-(ceil(min(edge, most)) + _MARGIN) // _BLOCK) * _BLOCK)


def paint(picture: Image.Image, places: Iterable[Box], top: int = 0) -> None:
    """Paint over the places in a picture in sRGB, which begins `top` rows below the whole that they are counted in."""
    for left, upper, right, lower in places:
        within = (left, max(0, upper - top), right, min(picture.height, lower - top))
        if within[1] < within[3]:
            picture.paste(GREY, within)


def fit(instructions: Instructions, count: int) -> None:
    """Raises Unreadable where the pages that are named are not those of a file that has so many."""
    if beyond := sorted(page for page in instructions.leaves if page > count):
        raise Unreadable(f"has {count} {'page' if count == 1 else 'pages'}, and page {beyond[0]} of it is withheld")
    if count > 1 and (unsaid := [one for one in instructions.regions if one.page is None]):
        raise Unreadable(f"has {count} pages, and the region {unsaid[0].place} does not say on which it is withheld")
