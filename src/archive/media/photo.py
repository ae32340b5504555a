"""Photographs: their size and date, and pictures for the screen that hold nothing but pixels."""

from __future__ import annotations

import io
import logging
import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime

from PIL import ExifTags, Image, UnidentifiedImageError

from archive.media.colour import scalable, to_srgb
from archive.media.matter import Found, Matter, Picture, Unreadable
from archive.media.model import Recipe

# The decoders that are tried at all: what an archive's photographs are in. Others have hung on a few hundred bytes.
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
}
# More is taken for a decompression bomb: a sheet of A2 at 600 dpi has 139 million, and a pixel takes four bytes.
PIXELS = 250_000_000
# How much larger than needed a JPEG is decoded, at least, before Lanczos scales it: at 2 a photograph of 12 megapixels
# takes twice the time for a difference that cannot be seen.
HEADROOM = 1.25

# Pillow refuses by itself at twice its own number, also for frames larger than the file first said.
Image.MAX_IMAGE_PIXELS = PIXELS // 2
logging.getLogger("PIL").addHandler(logging.NullHandler())

_STANDARD_ERROR = threading.Lock()
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def photo(matter: Matter) -> Found:
    """The upright size of a photograph in pixels, when it was taken, and a picture for each recipe, in sRGB.

    Pictures are never larger than the photograph. Of an animation the first frame counts, of a TIFF the first page.
    Raises Unreadable, or whatever a decoder raises, where it cannot be decoded whole.
    """
    kind = FORMATS[matter.media_type]
    with warnings.catch_warnings(), _silence() if kind == "TIFF" else nullcontext():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(matter.data), formats=[kind]) as image:
                return _found(image, matter.recipes)
        except UnidentifiedImageError as error:
            raise Unreadable(f"is not a whole {kind} picture") from error
        except Image.DecompressionBombError as error:
            raise Unreadable(f"has more than the {PIXELS:,} pixels that are decoded") from error


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing on standard error meanwhile: libtiff writes to the file descriptor itself, past Python."""
    # Two threads would each put back what the other had put there.
    with _STANDARD_ERROR:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def unsupported(matter: Matter) -> Found:
    """Nothing but the problem that pictures of this sort are not decoded."""
    needs = "needs a decoder for HEIF, which is not built in" if "hei" in matter.media_type else "is not decoded"
    return Found(problems=(f"{matter.media_type} {needs}; no picture for the screen was made",))


def _found(image: Image.Image, recipes: Sequence[Recipe]) -> Found:
    width, height = image.size
    created = _created(image)
    scale = max((_scale(image.size, recipe) for recipe in recipes), default=1.0) * HEADROOM
    image.draft(image.mode, (round(width * scale), round(height * scale)))
    image.load()
    # Only now: Pillow turns TIFF by itself when loading, and says so by leaving the orientation out.
    orientation = _orientation(image)
    if orientation >= 5:
        width, height = height, width
    pictures, problems = _pictures(image, orientation, (width, height), recipes)
    return Found(width=width, height=height, created=created, pictures=tuple(pictures), problems=tuple(problems))


def _scale(size: tuple[int, int], recipe: Recipe) -> float:
    return min(1.0, recipe.edge / max(size))


def _pictures(
    image: Image.Image, orientation: int, size: tuple[int, int], recipes: Sequence[Recipe]
) -> tuple[list[Picture], list[str]]:
    pictures: list[Picture] = []
    problems: list[str] = []
    for recipe in sorted(recipes, key=lambda recipe: -recipe.edge):
        scale = _scale(size, recipe)
        target = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
        if not pictures:
            image, problem = _first(image, orientation, target)
            problems += [problem] if problem else []
        elif image.size != target:
            image = image.resize(target, Image.Resampling.LANCZOS)
        pictures.append(Picture(recipe.name, _jpeg(image, recipe.quality), *target))
    return pictures, problems


def _first(image: Image.Image, orientation: int, target: tuple[int, int]) -> tuple[Image.Image, str | None]:
    """The largest picture, which the others are made from: scaled first, as all else is then done to fewer pixels."""
    profile = image.info.get("icc_profile")
    lying = target[::-1] if orientation >= 5 else target
    image = scalable(image)
    if image.size != lying:
        image = image.resize(lying, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    image.info = {"icc_profile": profile} if profile else {}
    return to_srgb(image)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    # Pillow would write a comment that it finds here into the new file.
    image.info = {}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 -- broken EXIF raises anything; the picture is good all the same
        return 1
    return orientation if orientation in _UPRIGHT else 1


def _created(image: Image.Image) -> str | None:
    """When the photograph was taken, from EXIF DateTimeOriginal (`YYYY:MM:DD HH:MM:SS`), None where that is no date."""
    try:
        written = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        # The camera's own clock; the zone it stood in is seldom known.
        return datetime.strptime(str(written).strip("\x00 "), "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007
    except Exception:  # noqa: BLE001 -- as above
        return None
