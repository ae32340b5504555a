"""Pictures turned upright, whole or band by band, as orientation says (EXIF 0x0112, 1 to 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from PIL import ExifTags, Image

_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Pixels(Protocol):
    """A picture as it lies in its file, of which parts can be had."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, in pixels."""

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """The pixels within left, top, right and bottom. Raises what a decoder raises."""


def orientation(image: Image.Image) -> int:
    """How an opened picture still has to be turned after decoding."""
    if image.format in {"TIFF", "JPEG2000"}:
        # Pillow turns TIFF by itself when loading, and gives its size as it will be then. JPEG 2000 always lies level.
        return 1
    if image.format == "HEIF":
        # What its EXIF said; nothing, where properties of the picture say it, which its decoder obeys.
        return image.info.get("original_orientation") or 1
    try:
        found = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 -- broken EXIF raises anything; the picture is good all the same
        return 1
    return found if found in _TURN else 1


def turned(size: tuple[int, int], lies: int) -> tuple[int, int]:
    """Width and height upright, of a picture that lies so; or the other way round."""
    return size[::-1] if lies >= 5 else size


def turn(image: Image.Image, lies: int) -> Image.Image:
    """The picture upright."""
    return image.transpose(_TURN[lies]) if lies in _TURN else image


def bands(pixels: Pixels, lies: int, rows: int) -> Iterator[Image.Image]:
    """A picture upright, in bands of so many rows, from the top; the last may have fewer."""
    width, height = pixels.size
    upright = turned(pixels.size, lies)[1]
    for top in range(0, upright, rows):
        bottom = min(top + rows, upright)
        if lies in {3, 4}:
            box = (0, height - bottom, width, height - top)
        elif lies in {5, 6}:
            box = (top, 0, bottom, height)
        elif lies in {7, 8}:
            box = (width - bottom, 0, width - top, height)
        else:
            box = (0, top, width, bottom)
        yield turn(pixels.crop(box), lies)
