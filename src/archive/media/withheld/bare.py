"""A picture as nothing but its pixels: a TIFF in 8-bit sRGB, not compressed, of strips that can be read by themselves.

It is written band by band, so that it may be as large as what it was made of. Source: TIFF 6.0, section 6.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from archive.media.pictures.pyramid import ROWS

_SHORT, _LONG = 3, 4
_CODES = {_SHORT: "H", _LONG: "L"}
_PLAIN, _RGB = 1, 2


def write(path: Path, size: tuple[int, int], bands: Iterable[Image.Image]) -> None:
    """Write a picture that comes in bands of `ROWS` rows, RGB. Raises ValueError where they are not of that size."""
    width, height = size
    rows = [min(ROWS, height - top) for top in range(0, height, ROWS)]
    counts = [3 * width * each for each in rows]
    # How long the header is does not hang on where the strips begin.
    begins = len(_header(size, counts, [0] * len(counts)))
    starts = [begins + sum(counts[:number]) for number in range(len(counts))]
    with path.open("wb") as file:
        file.write(_header(size, counts, starts))
        for band, each in zip(bands, rows, strict=True):
            if (band.mode, band.size) != ("RGB", (width, each)):
                raise ValueError(f"a band of {band.mode} {band.size} where RGB {(width, each)} was to come")
            file.write(band.tobytes())


def _header(size: tuple[int, int], counts: list[int], starts: list[int]) -> bytes:
    """What stands before the strips: the directory of the picture, and the values that it has no room for."""
    tags: list[tuple[int, int, list[int]]] = [
        (256, _LONG, [size[0]]),  # ImageWidth
        (257, _LONG, [size[1]]),  # ImageLength
        (258, _SHORT, [8, 8, 8]),  # BitsPerSample
        (259, _SHORT, [_PLAIN]),  # Compression
        (262, _SHORT, [_RGB]),  # PhotometricInterpretation
        (273, _LONG, starts),  # StripOffsets
        (277, _SHORT, [3]),  # SamplesPerPixel
        (278, _LONG, [ROWS]),  # RowsPerStrip
        (279, _LONG, counts),  # StripByteCounts
    ]
    beyond, directory = b"", b""
    after = 8 + 2 + 12 * len(tags) + 4
    for tag, kind, values in tags:
        data = struct.pack(f"<{len(values)}{_CODES[kind]}", *values)
        place = data.ljust(4, b"\x00") if len(data) <= 4 else struct.pack("<L", after + len(beyond))
        beyond += data if len(data) > 4 else b""
        directory += struct.pack("<HHL", tag, kind, len(values)) + place
    return struct.pack("<2sHLH", b"II", 42, 8, len(tags)) + directory + bytes(4) + beyond
