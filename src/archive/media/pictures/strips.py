"""A TIFF decoded some rows at a time; libtiff, as Pillow calls it, would decode it whole.

The strips or tiles that hold those rows are put into a TIFF of their own. Source: TIFF 6.0, with JPEG as of its
Technical Note 2.
"""

from __future__ import annotations

import io
import struct
from itertools import accumulate, pairwise
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from archive.media.matter import Unreadable
from archive.media.pictures.colour import scalable
from archive.media.pictures.opening import MEMORY

_WIDTH, _HEIGHT, _COMPRESSION, _SAMPLES, _ROWS, _PLANES = 256, 257, 259, 277, 278, 284
_STRIPS, _STRIP_BYTES, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES = 273, 279, 322, 323, 324, 325
_ORIENTATION = 274
# How pixels are coded: bits, compression, colours, order of bits, samples, planes, fax, predictor, palette, inks, extra
# samples, sample format, tables of JPEG, subsampling and references of YCbCr.
_CODING = (258, 259, 262, 266, 277, 284, 292, 293, 317, 320, 322, 323, 332, 338, 339, 347, 529, 530, 531, 532)
_RAW, _OLD_JPEG = 1, 6
_LONG, _RATIONAL, _LONG8 = 4, 5, 16
_SIZES = {3: "H", 4: "L", 8: "h", 9: "l", 16: "L"}
# Rows that a single strip of bare pixels is taken in.
_BARE_ROWS = 64
# What a strip or a row of tiles takes for each pixel: as bytes, decoded, and in 8 bits.
_TAKES = 12


class Strips:
    """The pixels of an opened TIFF as they lie in it, some rows at a time (see `upright.Pixels`)."""

    def __init__(self, image: TiffImageFile) -> None:
        """Raises Unreadable where the file cannot be taken apart, and anything where its tags are broken."""
        if image.fp is None:
            raise Unreadable("is closed")
        self._file, self._tags = image.fp, image.tag_v2
        self._order = "<" if image.tag_v2.prefix == b"II" else ">"
        self.size = (self._one(_WIDTH), self._one(_HEIGHT))
        self.orientation = self._one(_ORIENTATION, 1)
        self._tiled = _TILES in self._tags
        self._across = -(-self.size[0] // self._one(_TILE_WIDTH)) if self._tiled else 1
        self._rows = self._one(_TILE_HEIGHT) if self._tiled else min(self._one(_ROWS, self.size[1]), self.size[1])
        self._starts = self._all(_TILES if self._tiled else _STRIPS)
        self._lengths = self._all(_TILE_BYTES if self._tiled else _STRIP_BYTES)
        self._planes = self._one(_SAMPLES, 1) if self._one(_PLANES, 1) == 2 else 1
        self._cut_bare()
        down = -(-self.size[1] // self._rows)
        whole = len(self._starts) == len(self._lengths) == down * self._across * self._planes
        if not whole or self._one(_COMPRESSION, 1) == _OLD_JPEG or self._rows * self.size[0] * _TAKES > MEMORY:
            raise Unreadable("is not in strips or tiles that can be decoded one after the other")
        self._held: dict[tuple[int, int], Image.Image] = {}

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """The rows from the top to the bottom of a box, which is as wide as the picture; in 8 bits.

        Raises whatever a decoder raises.
        """
        _, top, _, bottom = box
        # What the edges of a box cut through is decoded by itself, and kept: the next box begins within it.
        edges = {top // self._rows, -(-top // self._rows), bottom // self._rows, -(-bottom // self._rows)}
        spans = list(pairwise(sorted(edges)))
        pieces = {span: self._held.get(span) or self._decoded(*span) for span in spans}
        self._held = {(start, end): piece for (start, end), piece in pieces.items() if end - start == 1}
        joined = Image.new(pieces[spans[0]].mode, (self.size[0], bottom - top))
        for (start, _), piece in pieces.items():
            joined.paste(piece, (0, start * self._rows - top))
        return joined

    def whole(self) -> Image.Image:
        """The whole picture, in 8 bits; put together in parts, as a decoder needs room beside what it has decoded."""
        joined: Image.Image | None = None
        for top in range(0, self.size[1], _BARE_ROWS):
            part = self.crop((0, top, self.size[0], min(top + _BARE_ROWS, self.size[1])))
            joined = joined or Image.new(part.mode, self.size)
            joined.paste(part, (0, top))
        if joined is None:
            raise Unreadable("has no pixels")
        return joined

    def _decoded(self, start: int, end: int) -> Image.Image:
        """The strips or rows of tiles from `start` to before `end`."""
        with Image.open(io.BytesIO(self._part(start, end)), formats=["TIFF"]) as image:
            image.load()
            return scalable(image)

    def _part(self, start: int, end: int) -> bytes:
        """A TIFF of its own of those strips or tiles."""
        plane = len(self._starts) // self._planes
        wanted = [at + number for number in range(0, plane * self._planes, plane) for at in self._within(start, end)]
        blocks = [self._read(self._starts[number], self._lengths[number]) for number in wanted]
        height = min(end * self._rows, self.size[1]) - start * self._rows
        entries = {tag: (self._tags.tagtype[tag], self._tags[tag]) for tag in _CODING if tag in self._tags}
        entries[_WIDTH], entries[_HEIGHT] = (_LONG, self.size[0]), (_LONG, height)
        if not self._tiled:
            entries[_ROWS] = (_LONG, self._rows)
        lengths = [len(block) for block in blocks]
        at, counts = (_TILES, _TILE_BYTES) if self._tiled else (_STRIPS, _STRIP_BYTES)
        entries[counts] = (_LONG, tuple(lengths))
        # The length of the header, which says where each block begins, does not hang on what it says.
        for begins in (0, len(self._header({**entries, at: (_LONG, (0,) * len(blocks))}))):
            starts = tuple(accumulate(lengths[:-1], initial=begins))
        return b"".join((self._header({**entries, at: (_LONG, starts)}), *blocks))

    def _within(self, start: int, end: int) -> range:
        return range(start * self._across, end * self._across)

    def _header(self, entries: dict[int, tuple[int, Any]]) -> bytes:
        """The header and the directory of a TIFF with these tags: their type and their value."""
        begins = 8 + 2 + 12 * len(entries) + 4
        directory, beyond = [], b""
        for tag, (kind, value) in sorted(entries.items()):
            count, data = self._packed(kind, value)
            if len(data) > 4:
                place = struct.pack(f"{self._order}L", begins + len(beyond))
                beyond += data + bytes(len(data) % 2)
            else:
                place = data.ljust(4, b"\x00")
            directory.append(struct.pack(f"{self._order}HHL", tag, _LONG if kind == _LONG8 else kind, count) + place)
        mark = b"II" if self._order == "<" else b"MM"
        opening = mark + struct.pack(f"{self._order}HLH", 42, 8, len(entries))
        return opening + b"".join(directory) + bytes(4) + beyond

    def _packed(self, kind: int, value: Any) -> tuple[int, bytes]:
        """How many values there are, and their bytes."""
        if isinstance(value, bytes):
            return len(value), value
        values = value if isinstance(value, tuple) else (value,)
        if kind == _RATIONAL:
            numbers = [part for one in values for part in (one.numerator, one.denominator)]
            return len(values), struct.pack(f"{self._order}{len(numbers)}L", *numbers)
        return len(values), struct.pack(f"{self._order}{len(values)}{_SIZES[kind]}", *values)

    def _cut_bare(self) -> None:
        """Make a single strip of bare pixels many."""
        if self._tiled or self._one(_COMPRESSION, 1) != _RAW or len(self._starts) != self._planes:
            return
        rows = self.size[1]
        cut = [range(0, length, length // rows * _BARE_ROWS) for length in self._lengths]
        if self._rows < rows or any(length % rows for length in self._lengths):
            return
        self._starts = tuple(at + more for at, each in zip(self._starts, cut, strict=True) for more in each)
        self._lengths = tuple(
            min(length - more, each.step) for length, each in zip(self._lengths, cut, strict=True) for more in each
        )
        self._rows = _BARE_ROWS

    def _read(self, start: int, length: int) -> bytes:
        if length > MEMORY // 2:
            raise Unreadable("has strips or tiles that are too large")
        self._file.seek(start)
        return self._file.read(length)

    def _one(self, tag: int, otherwise: int | None = None) -> int:
        """The number that a tag holds. Raises KeyError where it is not there, ValueError where it is none."""
        value = self._tags[tag] if otherwise is None else self._tags.get(tag, otherwise)
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"tag {tag} should be a number, and is {value!r:.40}")
        return value

    def _all(self, tag: int) -> tuple[int, ...]:
        value = self._tags[tag]
        return value if isinstance(value, tuple) else (value,)
