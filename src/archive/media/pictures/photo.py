"""Photographs: what they say of themselves, and pictures for the screen that hold nothing but pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from archive.media.matter import Found, Made, Matter
from archive.media.model import Recipe
from archive.media.pictures import pages
from archive.media.pictures.drawing import Drawn, draw, made
from archive.media.pictures.large import draw_large, is_large, pixels
from archive.media.pictures.likeness import likeness
from archive.media.pictures.metadata import told
from archive.media.pictures.opening import FORMATS, HEIF_LIBRARY, heif, opened
from archive.media.pictures.upright import orientation, turned

__all__ = ["FORMATS", "SECONDS", "page", "photo", "unsupported"]

# Fifty megapixels from a phone, in HEIC, take seven seconds and as many for their tiles, on a machine with nothing else
# to do; a volume of scans longer.
SECONDS = 60


def photo(matter: Matter) -> Found:
    """The upright size of a photograph in pixels, what it says of itself, and a picture for each recipe, in sRGB.

    Pictures are never larger than the photograph; a large one has tiles besides. Of an animation the first picture
    counts; of a TIFF of several pages the first, and all of them are made into pictures. Raises Unreadable, or whatever
    a decoder raises, where it cannot be decoded whole.
    """
    if FORMATS[matter.media_type] == "HEIF" and not heif():
        said = f"{matter.media_type} needs a decoder that is not installed; no picture for the screen was made"
        return Found(problems=(said,), lacks=(HEIF_LIBRARY,))
    with opened(matter) as image:
        return _found(image, matter)


def unsupported(matter: Matter) -> Found:
    """Nothing but the problem that pictures of this sort are not decoded."""
    return Found(problems=(f"{matter.media_type} is not decoded; no picture for the screen was made",))


def _found(image: Image.Image, matter: Matter) -> Found:
    # Before anything else, as a TIFF tells it only until it is decoded.
    said = told(image, matter.data)
    leaves = pages.numbers(image) if isinstance(image, TiffImageFile) else []
    if leaves:
        # The first picture in the file may be a thumbnail.
        image.seek(leaves[0])
    width, height = turned(image.size, orientation(image))
    drawn, files, problems = _pictures(image, leaves, matter) if matter.recipes else ([], [], ())
    seen = [picture for recipe, picture in drawn if not recipe.detail]
    return Found(
        width=width,
        height=height,
        pages=len(leaves) if len(leaves) > 1 else None,
        likeness=likeness(seen[-1]) if seen else None,
        suggestions=tuple(said.suggestions),
        traces=tuple(said.traces),
        made=tuple(files),
        problems=(*problems, *said.problems),
    )


def _pictures(image: Image.Image, leaves: list[int], matter: Matter) -> tuple[Drawn, list[Made], tuple[str, ...]]:
    """The picture of each recipe, the files of all that is made, and what is wrong with them."""
    tiles = matter.scratch() / "tiles.zip" if is_large(image.size) else None
    drawn, problems = _draw(image, matter.recipes, tiles)
    files = [made(recipe, picture) for recipe, picture in drawn]
    if tiles and tiles.exists():
        files.append(Made("tiles", "application/zip", tiles))
    if len(leaves) > 1:
        bundle, more = pages.pages(image, leaves, page, matter.scratch() / "pages.zip")
        files.append(bundle)
        problems = (*problems, *more)
    return drawn, files, problems


def _draw(image: Image.Image, recipes: Sequence[Recipe], tiles: Path | None) -> tuple[Drawn, tuple[str, ...]]:
    """The picture of each recipe; and tiles, where a path for them is given and memory suffices for them."""
    profile = image.info.get("icc_profile")
    if found := pixels(image):
        return draw_large(found, profile, recipes, tiles)
    drawn, problems = draw(image, orientation(image), recipes)
    if tiles:
        problems = (*problems, "takes too much memory to be decoded in full: there are no tiles to zoom into it")
    return drawn, problems


def page(image: Image.Image) -> Image.Image:
    """A picture of the page that an opened TIFF is at. Raises whatever a decoder raises."""
    (((_, picture),), _) = _draw(image, (pages.PAGE,), None)
    return picture
