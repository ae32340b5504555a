"""What pictures and colour profiles within a PDF say about themselves, taken out without touching a pixel.

Formats: ITU-T T.81 (JPEG), JFIF 1.02, ISO/IEC 15444-1 (JPEG 2000), ICC.1:2022.
"""

from __future__ import annotations

import re
import struct

_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SOI, _EOI, _SOS, _APP0, _ADOBE, _COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})

_CODESTREAM = b"\xff\x4f\xff\x51"
_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_SOT, _SOD, _JPX_COMMENT = 0xFF90, 0xFF93, 0xFF64

# What a colour is computed by; the rest are names of makers, machines and people.
_PROFILE_TAGS = re.compile(rb"[rgbk](?:XYZ|TRC)|A2B[0-2]|B2A[0-2]|D2B[0-3]|B2D[0-3]|[wb]tpt|chad|gamt|cicp|lumi|chrm")


class UnclearError(ValueError):
    """That what is within cannot be told apart; the message says of what."""


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG with what decodes its pixels and nothing else: no EXIF, XMP, IPTC, comments, thumbnails, nor what follows
    its end. Raises UnclearError where it is none.
    """
    if data[:2] != b"\xff\xd8":
        raise UnclearError("a picture that is no JPEG, though it says so")
    kept, at, framed = [data[:2]], 2, False
    while at < len(data):
        if data[at] != 0xFF:
            raise UnclearError("a broken JPEG picture")
        while data[at : at + 1] == b"\xff":
            at += 1
        marker = data[at] if at < len(data) else _EOI
        at += 1
        if marker == _EOI:
            break
        if marker in _BARE:
            kept.append(bytes((0xFF, marker)))
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise UnclearError("a broken JPEG picture")
        end = at + length
        framed = framed or marker in _FRAMES
        if marker == _SOS:
            following = _SCAN_ENDS.search(data, end)
            end = following.start() if following else len(data)
        kept.append(_segment(marker, data[at:end]))
        at = end
    if not framed:
        raise UnclearError("a broken JPEG picture")
    return b"".join((*kept, b"\xff\xd9"))


def _segment(marker: int, body: bytes) -> bytes:
    head = bytes((0xFF, marker))
    if marker == _APP0 and body[2:7] == b"JFIF\x00" and len(body) >= 14:
        # Its thumbnail would follow.
        return head + b"\x00\x10" + body[2:14] + b"\x00\x00"
    if marker == _ADOBE and body[2:7] == b"Adobe" and len(body) >= 14:
        # How its colours are stored.
        return head + b"\x00\x0e" + body[2:14]
    return b"" if marker in _APPLICATION or marker == _COMMENT else head + body


def bare_jpeg2000(data: bytes) -> bytes:
    """A JPEG 2000 picture, of the same length, in which boxes and segments that are not needed for its pixels are
    blank. Raises UnclearError where it is none.
    """
    if data.startswith(_CODESTREAM):
        return _bare_codestream(data)
    if data[4:8] != b"jP  ":
        raise UnclearError("a picture that is no JPEG 2000, though it says so")
    out, at = bytearray(data), 0
    while at < len(data):
        start, end, kind = _box(data, at)
        if kind == b"jp2c":
            out[start:end] = _bare_codestream(data[start:end])
        elif kind not in _BOXES:
            out[at + 4 : at + 8] = b"free"
            out[start:end] = bytes(end - start)
        at = end
    return bytes(out)


def _box(data: bytes, at: int) -> tuple[int, int, bytes]:
    """Where the content of a box begins and ends, and its type."""
    length, start = int.from_bytes(data[at : at + 4], "big"), at + 8
    if length == 1:
        length, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
    end = at + length if length else len(data)
    if not start <= end <= len(data):
        raise UnclearError("a broken JPEG 2000 picture")
    return start, end, data[at + 4 : at + 8]


def _bare_codestream(data: bytes) -> bytes:
    out, at = bytearray(data), 2
    tile_ends = 0
    while at + 4 <= len(data):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker == 0xFFD9:
            return bytes(out[: at + 2]) + bytes(len(data) - at - 2)
        if marker == _SOD:
            if tile_ends <= at:
                # The last part of the last tile goes on to the end.
                return bytes(out)
            at = tile_ends
            continue
        if marker < 0xFF00 or length < 2:
            break
        if marker == _SOT and length == 10:
            size = int.from_bytes(data[at + 6 : at + 10], "big")
            tile_ends = at + size if size else 0
        elif marker == _JPX_COMMENT:
            out[at + 6 : at + 2 + length] = b" " * max(0, length - 4)
        at += 2 + length
    if data[at : at + 2] == b"\xff\xd9":
        return bytes(out)
    raise UnclearError("a broken JPEG 2000 picture")


def bare_profile(data: bytes) -> bytes:
    """An ICC profile with the tags that colours are computed by, without names, dates and makers. Raises UnclearError
    where it is none.
    """
    if data[36:40] != b"acsp" or len(data) < 132:
        raise UnclearError("a broken colour profile")
    count = int.from_bytes(data[128:132], "big")
    if count > 200 or len(data) < 132 + 12 * count:
        raise UnclearError("a broken colour profile")
    body, placed = b"", dict[tuple[int, int], int]()
    entries = [struct.unpack_from(">4sII", data, 132 + 12 * number) for number in range(count)]
    kept = [entry for entry in entries if _PROFILE_TAGS.fullmatch(entry[0])]
    first = 132 + 12 * len(kept)
    table = struct.pack(">I", len(kept))
    for name, at, size in kept:
        # Several colours may share one curve.
        if (at, size) not in placed:
            placed[at, size] = first + len(body)
            body += data[at : at + size] + bytes(-size % 4)
        if len(body) > 2 * len(data):
            raise UnclearError("a broken colour profile")
        table += struct.pack(">4sII", name, placed[at, size], size)
    header = bytearray(data[:128])
    # Program, date, system, maker and model of the machine, creator, digest.
    for start, end in ((4, 8), (24, 36), (40, 44), (48, 56), (80, 128)):
        header[start:end] = bytes(end - start)
    header[:4] = struct.pack(">I", 128 + len(table) + len(body))
    return bytes(header) + table + body
