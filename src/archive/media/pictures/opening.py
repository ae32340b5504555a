"""Pictures opened, not yet decoded: which decoders are tried, and what is refused before it does harm."""

from __future__ import annotations

import io
import logging
import os
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import IO

from PIL import Image, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from archive.media.matter import Matter, Unreadable

# The decoders that are tried at all: what an archive's photographs are in. Others have hung on a few hundred bytes.
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
    "image/jp2": "JPEG2000",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}
HEIF_LIBRARY = "pillow-heif"
# More is taken for a decompression bomb: a sheet of A2 at 600 dpi has 139 million, and a pixel takes four bytes.
PIXELS = 250_000_000
# Longer than any camera's or scanner's; a band of such a picture still fits into memory.
EDGE = 100_000
# What decoding may take, in bytes, so that with all else a file stays below what a worker may take; and what it takes
# for each pixel, as measured: the picture, and what its decoder keeps beside it. Other formats need one byte for grey
# and four for colours.
MEMORY = 900_000_000
_TAKES = {"WEBP": 16, "AVIF": 10, "HEIF": 8, "JPEG2000": 20, "GIF": 6}
_GREY = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}
# A progressive JPEG comes in about ten scans, and some optimisers make fifty; each goes through the whole picture.
SCANS = 100
_SCAN = re.compile(rb"\xff\xda\x00[\x08\x0a\x0c\x06]")

# Pillow refuses by itself at twice its own number, also for frames larger than the file first said.
Image.MAX_IMAGE_PIXELS = PIXELS // 2
# It keeps as many blocks of 16 MB for the next picture, where the system would have to clear new ones each time.
Image.core.set_blocks_max(4)  # type: ignore[attr-defined]  # what PILLOW_BLOCKS_MAX sets; the types do not know it
logging.getLogger("PIL").addHandler(logging.NullHandler())

TOO_LARGE = f"takes more than the {MEMORY:,} bytes of memory that a picture is decoded in"
# What can be decoded at a smaller size, or in strips.
_IN_PARTS = frozenset({"JPEG", "MPO", "JPEG2000", "TIFF"})
_BITS, _COMPRESSION, _ROWS = 258, 259, 278
# The properties of HEIF that say how a picture lies, and where they stand (ISO/IEC 23008-12, 6.5.10 and 6.5.12).
_TRANSFORMS, _META = (b"irot", b"imir"), 64 * 1024
_STANDARD_ERROR = threading.Lock()


@contextmanager
def opened(matter: Matter) -> Iterator[Image.Image]:
    """The picture in a file, opened and not yet decoded; nothing is said on standard error meanwhile.

    Raises Unreadable where it is none, or would take more than `PIXELS`, `EDGE`, `MEMORY` or `SCANS` allow.
    """
    kind = FORMATS[matter.media_type]
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        if kind == "TIFF":
            stack.enter_context(_silence())
        # A scan as large as memory is read in parts.
        whole = len(matter.data) == matter.size
        file: IO[bytes] = stack.enter_context(io.BytesIO(matter.data) if whole else matter.path.open("rb"))
        try:
            with Image.open(file, formats=[kind]) as image:
                _refuse(image, matter)
                if kind == "HEIF" and any(kind in matter.data[:_META] for kind in _TRANSFORMS):
                    # Its decoder turns it as these say; EXIF says the same once more.
                    image.info["original_orientation"] = None
                yield image
        except UnidentifiedImageError as error:
            raise Unreadable(f"is not a whole {kind} picture") from error
        except Image.DecompressionBombError as error:
            raise Unreadable(f"has more than the {PIXELS:,} pixels that are decoded") from error


@cache
def heif() -> bool:
    """Whether HEIF can be decoded: by an extra, as its wheel holds code under the GPL."""
    try:
        import pillow_heif  # noqa: PLC0415 -- may be absent
    except ImportError:
        return False
    # Thumbnails in the file may show something else than the picture; a worker has one core.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return True


def afford(image: Image.Image, size: tuple[int, int], whole: tuple[int, int] | None = None) -> bool:
    """Whether an opened picture stays within `MEMORY` when it is decoded at a size, which is `whole` or smaller."""
    pixels = size[0] * size[1]
    takes = pixels * _TAKES.get(image.format or "", _GREY.get(image.mode, 4))
    if image.info.get("progressive"):
        # All coefficients are held, of two bytes each; fewer where colours are coded more coarsely.
        layers = [across * down for _, across, down, _ in getattr(image, "layer", ())]
        width, height = whole or size
        takes += 2 * width * height * sum(layers) // max(layers, default=1)
    if isinstance(image, TiffImageFile) and image.tag_v2.get(_COMPRESSION, 1) != 1:
        # A compressed strip is held beside the picture, and one strip may be all of it.
        bits = image.tag_v2.get(_BITS, (1,))
        takes += size[0] * min(image.tag_v2.get(_ROWS, size[1]), size[1]) * sum(bits) // 8
    return takes <= MEMORY


def _refuse(image: Image.Image, matter: Matter) -> None:
    """Raises Unreadable where the picture is too long or takes too much memory, or comes in too many scans."""
    if max(image.size) > EDGE:
        raise Unreadable(f"is {image.width:,} × {image.height:,} pixels, more than {EDGE:,} along one edge")
    if image.format not in _IN_PARTS and not afford(image, image.size):
        raise Unreadable(TOO_LARGE)
    if image.info.get("progressive"):
        scans = sum(1 for _ in _SCAN.finditer(matter.data))
        if scans > SCANS:
            raise Unreadable(f"comes in {scans:,} scans, more than the {SCANS} that are decoded")


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
