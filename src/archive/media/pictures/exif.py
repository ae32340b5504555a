"""EXIF: what a camera, or who worked on its picture, wrote about it.

Sources: CIPA DC-008 (Exif 3.0), TIFF 6.0; the tags that begin with XP are those of Windows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PIL import ExifTags, Image

from archive.media.pictures import moments
from archive.media.pictures.telling import Told
from archive.media.pictures.wording import decoded, wide

SUGGESTED = {
    0x010D: ("title", "DocumentName"),
    0x010E: ("description", "ImageDescription"),
    0x013B: ("creator", "Artist"),
    0x8298: ("rights", "Copyright"),
    0x9C9B: ("title", "XPTitle"),
    0x9C9C: ("description", "XPComment"),
    0x9C9D: ("creator", "XPAuthor"),
    0x9C9E: ("subject", "XPKeywords"),
    0x9C9F: ("subject", "XPSubject"),
    0x9286: ("description", "UserComment"),
    0xA436: ("title", "ImageTitle"),
    0xA437: ("creator", "Photographer"),
}
TRACED = {
    0x0131: "Software",
    0x013C: "HostComputer",
    0xC62F: "CameraSerialNumber",
    0xC65D: "RawDataUniqueID",
    0xA420: "ImageUniqueID",
    0xA430: "CameraOwnerName",
    0xA431: "BodySerialNumber",
    0xA435: "LensSerialNumber",
    0xA438: "ImageEditor",
    0xA439: "CameraFirmware",
    0xA43A: "RAWDevelopingSoftware",
    0xA43B: "ImageEditingSoftware",
    0xA43C: "MetadataEditingSoftware",
}
_SEVERAL = frozenset({0x013B, 0x9C9D, 0x9C9E})
_MAKER_NOTE, _USER_COMMENT, _TAKEN, _OFFSET = 0x927C, 0x9286, 0x9003, 0x9011
_WINDOWS = range(0x9C9B, 0x9CA0)
_GPS_TEXTS = {27: "EXIF GPS processing method", 28: "EXIF GPS area"}
# What cameras write on their own where a description should be.
_OF_THE_CAMERA = re.compile(r".*\bDIGITAL (?:STILL )?CAMERA|SONY DSC|Exif_JPEG_PICTURE|<?Digimax .*", re.IGNORECASE)
_Tags = Mapping[int, Any]
_Value = TypeVar("_Value")


def exif(image: Image.Image, told: Told) -> None:
    """Tell what the EXIF of an opened picture says; what is broken in it is passed over."""
    found = _whatever(image.getexif)
    if not found:
        return
    big = found.endian == ">"
    inner = _ifd(found, ExifTags.IFD.Exif)
    for tags in (_whatever(lambda: dict(found)) or {}, inner):
        _say(tags, told, big=big)
    written, offset = (_text(tag, inner.get(tag), big=big) for tag in (_TAKEN, _OFFSET))
    told.suggest("created", moments.from_exif(written, offset), "EXIF DateTimeOriginal")
    if isinstance(note := inner.get(_MAKER_NOTE), bytes):
        told.trace_block("EXIF maker notes", note)
    _position(_ifd(found, ExifTags.IFD.GPSInfo), told)
    _thumbnail(_ifd(found, ExifTags.IFD.IFD1), image.info.get("exif"), told)


def _whatever(read: Callable[[], _Value]) -> _Value | None:
    try:
        return read()
    except Exception:  # noqa: BLE001 -- broken EXIF raises anything; the picture is good all the same
        return None


def _ifd(found: Image.Exif, which: int) -> _Tags:
    return _whatever(lambda: dict(found.get_ifd(which))) or {}


def _say(tags: _Tags, told: Told, *, big: bool) -> None:
    for tag, value in tags.items():
        if tag in SUGGESTED:
            term, name = SUGGESTED[tag]
            text = _text(tag, value, big=big)
            if term == "description" and _OF_THE_CAMERA.fullmatch(text.strip()):
                continue
            for each in text.split(";") if tag in _SEVERAL else (text,):
                told.suggest(term, each, f"EXIF {name}")
        elif tag in TRACED:
            told.trace(f"EXIF {TRACED[tag]}", _text(tag, value, big=big))


def _text(tag: int, value: Any, *, big: bool) -> str:
    """What a tag says, as text; empty where it is not there."""
    if value is None:
        return ""
    # Pillow makes characters of bytes one by one, whatever they were written in.
    data = value.encode("latin-1", "replace") if isinstance(value, str) else value
    if not isinstance(data, bytes):
        return str(value)
    if tag in _WINDOWS:
        return wide(data, big=False).partition("\x00")[0]
    if tag == _USER_COMMENT:
        return _comment(data, big=big)
    # Copyright has that of the photographer and that of the editor, with a NUL between them; others end with theirs.
    parts = [decoded(part).strip() for part in data.split(b"\x00")]
    return "; ".join(filter(None, parts)) if tag == 0x8298 else parts[0]


def _comment(data: bytes, *, big: bool) -> str:
    """The text of a UserComment, which says in eight bytes how the others are to be read."""
    charset, written = data[:8], data[8:]
    if charset == b"UNICODE\x00":
        return wide(written, big=big).rstrip("\x00 ")
    if charset == b"JIS\x00\x00\x00\x00\x00":
        return written.decode("iso2022_jp", "replace").rstrip("\x00 ")
    if charset not in {b"ASCII\x00\x00\x00", bytes(8)}:
        written = data  # some leave the eight bytes out
    return decoded(written.strip(b"\x00 ")).rstrip("\x00 ")


def _position(gps: _Tags, told: Told) -> None:
    """Tell where a picture was taken, in degrees, as a trace: as a suggestion it might be published unawares."""
    for name, first in (("EXIF GPS position", 1), ("EXIF GPS destination", 19)):
        if first + 1 in gps or first + 3 in gps:
            north, east = _degrees(gps, first), _degrees(gps, first + 2)
            told.trace(name, f"{north} {east}" if north and east else repr(gps)[:200])
    for tag, name in _GPS_TEXTS.items():
        told.trace(name, _comment(value, big=True) if isinstance(value := gps.get(tag), bytes) else "")


def _degrees(gps: _Tags, tag: int) -> str | None:
    try:
        degrees, minutes, seconds = (float(part) for part in gps[tag + 1])
        sign = -1 if str(gps.get(tag)).strip("\x00 ").upper() in {"S", "W"} else 1
        return f"{sign * (degrees + minutes / 60 + seconds / 3600):.6f}".rstrip("0").rstrip(".")
    except Exception:  # noqa: BLE001 -- fractions over zero, numbers that are texts, two where there should be three
        return None


def _thumbnail(tags: _Tags, block: Any, told: Told) -> None:
    start, length = tags.get(513), tags.get(514)
    if not isinstance(start, int) or not isinstance(length, int):
        return
    tiff = block.removeprefix(b"Exif\x00\x00") if isinstance(block, bytes) else b""
    told.trace_block("EXIF thumbnail", tiff[start : start + length])
