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

from archive.media.matter import Found, Made, Matter, Unreadable
from archive.media.model import Recipe, Suggestion
from archive.media.pictures.colour import scalable, to_srgb

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
# How much larger than needed a JPEG is decoded, at least, before Lanczos scales it: from here on the decoder halves
# nearly as well as Lanczos does (46 dB), in a third of the time.
HEADROOM = 1.1

# Pillow refuses by itself at twice its own number, also for frames larger than the file first said.
Image.MAX_IMAGE_PIXELS = PIXELS // 2
# It keeps as many blocks of 16 MB for the next picture, where the system would have to clear new ones each time.
Image.core.set_blocks_max(4)  # type: ignore[attr-defined]  # what PILLOW_BLOCKS_MAX sets; the types do not know it
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
    # Pillow turns TIFF by itself when loading, and gives its size as it will be then.
    orientation = 1 if image.format == "TIFF" else _orientation(image)
    width, height = _turned(image.size, orientation)
    created = _created(image)
    drawn, problems = draw(image, orientation, recipes) if recipes else ([], ())
    made = tuple(Made(recipe.name, "image/jpeg", _jpeg(picture, recipe), *picture.size) for recipe, picture in drawn)
    suggestions = (Suggestion("created", created, "EXIF DateTimeOriginal"),) if created else ()
    return Found(width=width, height=height, suggestions=suggestions, made=made, problems=problems)


def draw(
    image: Image.Image, orientation: int, recipes: Sequence[Recipe]
) -> tuple[list[tuple[Recipe, Image.Image]], tuple[str, ...]]:
    """The pixels of each recipe's picture, the largest first, upright and in sRGB; and what is wrong with the colours.

    `image` is opened and not yet decoded, `orientation` is EXIF's, 1 to 8. Raises what its decoder raises.
    """
    recipes = sorted(recipes, key=lambda recipe: -recipe.edge)
    size = _turned(image.size, orientation)
    picture, problem = _first(image, orientation, _within(size, recipes[0].edge))
    drawn: list[tuple[Recipe, Image.Image]] = []
    for recipe in recipes:
        picture = _scaled(picture, _within(size, recipe.edge))
        drawn.append((recipe, _blurred(picture, recipe.detail) if recipe.detail else picture))
    return drawn, (problem,) if problem else ()


def _first(image: Image.Image, orientation: int, target: tuple[int, int]) -> tuple[Image.Image, str | None]:
    """The largest picture, which the others are made from: scaled first, as all else is then done to fewer pixels."""
    scale = HEADROOM * max(target) / max(image.size)
    image.draft(image.mode, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    image.load()
    profile = image.info.get("icc_profile")
    picture = _scaled(scalable(image), _turned(target, orientation))
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    return to_srgb(picture, profile)


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height upright, of a picture that lies as `orientation` says; or the other way round."""
    return size[::-1] if orientation >= 5 else size


def _within(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """The size at which the longer edge has at most `edge` pixels; never a larger one."""
    scale = min(1.0, edge / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _blurred(image: Image.Image, detail: int) -> Image.Image:
    """A picture of the same size out of the means of `detail` patches along its longer edge; the rest is gone."""
    patches = image.resize(_within(image.size, detail), Image.Resampling.BOX)
    return patches.resize(image.size, Image.Resampling.BICUBIC)


def _jpeg(image: Image.Image, recipe: Recipe) -> bytes:
    # Pillow would write a comment that it finds here into the new file.
    image.info = {}
    out = io.BytesIO()
    # Huffman tables of its own halve a blur; of another picture they save a hundredth, for twice the time.
    image.save(out, "JPEG", quality=recipe.quality, optimize=recipe.detail is not None)
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
