"""Photographs and scans without the regions and pages that are withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from archive.media.matter import Found, Made, Matter, Unreadable
from archive.media.pictures import pages, photo
from archive.media.pictures.colour import scalable, to_srgb
from archive.media.pictures.large import pixels
from archive.media.pictures.opening import FORMATS, HEIF_LIBRARY, TOO_LARGE, afford, heif, opened
from archive.media.pictures.pyramid import ROWS
from archive.media.pictures.upright import Pixels, bands, orientation, turned
from archive.media.withheld import bare
from archive.media.withheld.instructions import Instructions
from archive.media.withheld.painting import Box, boxes, fit, paint

_MASKED = "image/tiff"


def picture(matter: Matter, instructions: Instructions) -> Found:
    """Everything that examining makes of a picture, out of a copy in which what is withheld has been painted over.

    Raises Unreadable, or whatever a decoder raises, where that copy cannot be made.
    """
    if FORMATS[matter.media_type] == "HEIF" and not heif():
        said = f"is withheld whole: {matter.media_type} needs a decoder that is not installed"
        return Found(problems=(said,), lacks=(HEIF_LIBRARY,))
    masked = matter.scratch() / "masked.tiff"
    with opened(matter) as image:
        leaves = pages.numbers(image) if isinstance(image, TiffImageFile) else []
        fit(instructions, max(1, len(leaves)))
        places = _places(image, leaves, instructions)
        if leaves:
            image.seek(leaves[0])
        problem = _mask(image, places.get(1, ()), masked)
    try:
        found = photo.photo(replace(matter, data=b"", size=masked.stat().st_size, media_type=_MASKED, path=masked))
    finally:
        masked.unlink()
    bundle, problems = _pages(matter, leaves, places) if len(leaves) > 1 else ((), ())
    said_of = (*([problem] if problem else []), *found.problems, *problems)
    return Found(width=found.width, height=found.height, made=(*found.made, *bundle), problems=said_of)


def _places(image: Image.Image, leaves: Sequence[int], instructions: Instructions) -> Mapping[int, tuple[Box, ...]]:
    """What is painted over on each page of which anything is withheld: none must be found not to fit later on."""
    found = {}
    for page in sorted(instructions.leaves):
        if leaves:
            image.seek(leaves[page - 1])
        found[page] = boxes(instructions.on(page), turned(image.size, orientation(image)))
    return found


def _mask(image: Image.Image, places: Sequence[Box], masked: Path) -> str | None:
    """Write an opened picture, upright and in sRGB, without what lies in those places; what is wrong with its colours.

    Raises Unreadable where it takes too much memory to be decoded in full, and what its decoder raises.
    """
    parts, lies = _decoded(image)
    problems: list[str] = []
    size = turned(parts.size, lies)
    bare.write(masked, size, _painted(parts, lies, image.info.get("icc_profile"), places, problems))
    return problems[0] if problems else None


def _decoded(image: Image.Image) -> tuple[Pixels, int]:
    if found := pixels(image):
        return found
    if not afford(image, image.size):
        raise Unreadable(TOO_LARGE)
    image.load()
    return image, orientation(image)


def _painted(
    parts: Pixels, lies: int, profile: bytes | None, places: Sequence[Box], problems: list[str]
) -> Iterator[Image.Image]:
    for number, band in enumerate(bands(parts, lies, ROWS)):
        shown, problem = to_srgb(scalable(band), profile)
        paint(shown, places, number * ROWS)
        problems += [problem] if problem else []
        yield shown


def _pages(
    matter: Matter, leaves: list[int], places: Mapping[int, tuple[Box, ...]]
) -> tuple[tuple[Made, ...], tuple[str, ...]]:
    """The pictures of all pages."""
    numbers = {number: page for page, number in enumerate(leaves, 1)}
    masked = matter.scratch() / "leaf.tiff"

    def draw(image: Image.Image) -> Image.Image:
        concerned = places.get(numbers[image.tell()])
        if concerned is None:
            return photo.page(image)
        _mask(image, concerned, masked)
        with Image.open(masked, formats=["TIFF"]) as leaf:
            return photo.page(leaf)

    try:
        with opened(matter) as image:
            bundle, problems = pages.pages(image, leaves, draw, matter.scratch() / "pages.zip")
    finally:
        masked.unlink(missing_ok=True)
    return (bundle,), problems
