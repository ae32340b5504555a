"""What is within a file of the edition and cannot be read from its bytes as they lie: the members of a ZIP, packed
text, the streams and pages of a PDF; and pictures that say more than they show.

A file that cannot be taken apart is told: of it nobody knows what it says.
"""

from __future__ import annotations

import bz2
import lzma
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.edition.audit.finding import Finder
from archive.edition.audit.hits import Hit, hits
from archive.edition.audit.pdf import MOST, TooLongError, parts, unpacked

_BUNDLE = 1 << 33  # bytes that may come out of a ZIP: a picture of 250 million pixels in tiles is smaller
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_SHOWING = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
_PACKED_TEXT = {b"zTXt": 2, b"iCCP": 2}  # how many bytes stand behind the keyword, its end included
_ZIP, _GZIP, _PDF = b"PK", b"\x1f\x8b", b"%PDF"
_PACKS: dict[bytes, Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]] = {
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": lzma.LZMADecompressor,
}
_UNREAD = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd")  # 7-Zip, RAR, Zstandard
_HEAD = 1024  # bytes, within which a PDF says that it is one (ISO 32000-1, Annex H.3)
_SAYING = {0xE1: "EXIF or XMP", 0xED: "IPTC", 0xFE: "a comment"}
_JFIF, _ICC, _ADOBE = 0xE0, 0xE2, 0xEE


def read_contents(path: Path, finder: Finder, place: str, *, bare: bool) -> Iterator[Hit]:
    """What is found within a file; of a picture that is to be `bare`, also that it is not."""
    with path.open("rb") as content:
        head = content.read(_HEAD)
    try:
        if head.startswith(_ZIP):
            yield from _zip(path, finder, place, bare=bare)
        elif _PDF in head:
            yield from _pdf(path, finder, place)
        elif head.startswith(_GZIP):
            yield from hits(place, finder.in_bytes(unpacked(path.read_bytes(), 31)))
        elif pack := next((pack for pack in _PACKS if head.startswith(pack)), None):
            yield from hits(place, finder.in_bytes(_opened(_PACKS[pack](), path.read_bytes())))
        elif head.startswith(_UNREAD):
            yield Hit(place, "packed in a way that is not read here, so that nobody can tell what it says")
        elif head.startswith((_JPEG, _PNG)):
            yield from _picture(path.read_bytes(), finder, place, bare=bare)
    except TooLongError as error:
        yield Hit(place, f"{error}, so that nobody can tell what it says")
    except Exception as error:  # noqa: BLE001  a stranger's file raises anything, and what is not read may leak
        yield Hit(place, f"cannot be read ({type(error).__name__}), so that nobody can tell what it says")


def _zip(path: Path, finder: Finder, place: str, *, bare: bool) -> Iterator[Hit]:
    with zipfile.ZipFile(path) as bundle:
        yield from hits(f"{place}, comment", finder.in_bytes(bundle.comment))
        if bundle.comment:
            yield Hit(place, "a comment in a ZIP file")
        if sum(member.file_size for member in bundle.infolist()) > _BUNDLE:
            raise ValueError("too large")
        for number, member in enumerate(bundle.infolist(), start=1):
            where = f"{place}, member {number}"
            yield from hits(f"{where}, name", finder.in_text(member.filename))
            yield from hits(f"{where}, comment", finder.in_bytes(member.comment + member.extra))
            with bundle.open(member) as packed:
                data = packed.read(MOST)
                if packed.read(1):
                    raise ValueError("too large")
            if member.compress_type != zipfile.ZIP_STORED:  # else they lie in the file as they are
                yield from hits(where, finder.in_bytes(data))
            if data.startswith(_GZIP):  # as captures of web pages lie in their bundle
                yield from hits(where, finder.in_bytes(unpacked(data, 31)))
            yield from _picture(data, finder, where, bare=bare)


def _opened(pack: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes) -> bytes:
    said = pack.decompress(data, MOST)
    if not pack.eof or pack.unused_data:
        raise ValueError("too large, or in several parts")
    return said


def _picture(data: bytes, finder: Finder, place: str, *, bare: bool) -> Iterator[Hit]:
    if data.startswith(_JPEG):
        yield from (Hit(place, f"a picture with {what}") for what in _in_jpeg(data) if bare)
    elif data.startswith(_PNG):
        for kind, body in _chunks(data):
            if kind in _PACKED_TEXT or kind == b"iTXt":
                yield from hits(f"{place}, {kind.decode()}", finder.in_bytes(_text_of(kind, body)))
            if bare and kind not in _SHOWING:
                yield Hit(place, f"a picture with a part {kind.decode('ascii', 'replace')!r}")


def _in_jpeg(data: bytes) -> Iterator[str]:
    """What a JPEG (ITU-T T.81, JFIF) says beside what it shows."""
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1] != 0xDA:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _JFIF:
            if length > 16 and data[at + 4 : at + 8] == b"JFIF":
                yield "a thumbnail"
        elif marker in _SAYING or (0xE0 <= marker <= 0xEF and marker not in {_ICC, _ADOBE}):
            yield _SAYING.get(marker, "a part of a program")
        at += 2 + length
    end = data.rfind(b"\xff\xd9")
    if end + 2 != len(data):
        yield "something behind its end"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG (W3C, third edition), and what stands behind the last."""
    at = len(_PNG)
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IEND":
            break
    if at < len(data):
        yield b"rest", data[at:]


def _text_of(kind: bytes, body: bytes) -> bytes:
    keyword, _, rest = body.partition(b"\0")
    if kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:]
        _, _, rest = rest.partition(b"\0")
        _, _, rest = rest.partition(b"\0")
        return keyword + b" " + (unpacked(rest, 15) if packed else rest)
    return keyword + b" " + unpacked(rest[_PACKED_TEXT[kind] - 1 :], 15)


def _pdf(path: Path, finder: Finder, place: str) -> Iterator[Hit]:
    for where, said in parts(path):
        found = finder.in_text(said) if isinstance(said, str) else finder.in_bytes(said)
        yield from hits(f"{place}, {where}", found)
