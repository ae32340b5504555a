"""The media type that the first bytes of a file tell.

Sources: WHATWG MIME Sniffing (2024), PRONOM signatures, ISO/IEC 14496-12 brands registered at mp4ra.org.
"""

from __future__ import annotations

import re
import zlib
from pathlib import PurePath

from archive.media.pronom import Format
from archive.records.kinds import UNKNOWN
from archive.records.kinds import media_type as named_type

_PREFIXES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"WARC/", "application/warc"),
    (b"filedesc://", "application/x-internet-archive"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
# MPEG audio without ID3: sync word, version 1 or 2, layer III. Layers I and II look like byte order marks of UTF-16.
_MP3 = re.compile(rb"\xff[\xf2\xf3\xfa\xfb][\x10-\xef]")
_BMP = re.compile(rb"BM.{4}\x00{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00{3}", re.DOTALL)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,4096}?-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.DOTALL | re.IGNORECASE
)
_WEBVTT = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|\Z)")

# Containers of sound as well as of film, and a tag that stands before several sorts of sound: the name may say which,
# and which format is in it.
_CONTAINERS = frozenset({"audio/mpeg", "audio/ogg", "video/mp4", "video/webm", "video/x-matroska", "video/x-ms-asf"})
# What goes by either name.
_ALIKE = (
    {"image/heic", "image/heif"},
    {"image/avif", "image/heif"},
    {"audio/ogg", "video/ogg"},
    {"audio/mp4", "video/mp4", "video/quicktime"},
    {"audio/mpeg", "audio/flac"},
    {"video/webm", "video/x-matroska"},
    {"text/html", "application/xhtml+xml"},
)
# What other formats are made of: to PRONOM many a format that it does not know is no more than that.
_WRAPPINGS = frozenset({"application/zip", "application/gzip", "application/xml", "text/xml", "text/plain"})
_TOLD = frozenset({kind for _, kind in _PREFIXES} | {*_RIFF.values(), *_BRANDS.values()} | {"text/html", "text/vtt"})


def sniff(head: bytes) -> str | None:
    """The media type of a file that begins with `head`, None where nothing tells it. 8 KiB of the file are enough."""
    for prefix, media_type in _PREFIXES:
        if head.startswith(prefix):
            return media_type
    if head.startswith(b"\x1f\x8b"):
        return _packed(head)
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_base_media(head)
    if head.startswith(b"OggS"):
        return "video/ogg" if b"\x80theora" in head[:256] else "audio/ogg"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    patterns = ((_MP3, "audio/mpeg"), (_BMP, "image/bmp"), (_WEBVTT, "text/vtt"), (_HTML, "text/html"))
    return next((media_type for pattern, media_type in patterns if pattern.match(head)), None)


def _packed(head: bytes) -> str | None:
    """What gzip has in it, where that is a capture of websites: nobody takes those out of it."""
    try:
        begins = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 16)
    except zlib.error:
        return None
    kinds = {"application/warc", "application/x-internet-archive"}
    return next((kind for prefix, kind in _PREFIXES if kind in kinds and begins.startswith(prefix)), None)


def _iso_base_media(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
    if brands[0] in {b"mif1", b"msf1"}:
        # The general image brands: the compatible ones say how it is coded.
        return next(
            (_BRANDS[brand] for brand in brands[1:] if brand in _BRANDS and brand not in brands[:1]), "image/heif"
        )
    return _BRANDS.get(brands[0], "video/mp4")


def settle(name: str, sniffed: str | None, known: Format | None) -> tuple[str, str | None]:
    """The media type of a file from its name, from its first bytes and from what PRONOM makes of it; and, where name
    and content disagree, a problem in words.

    The content wins; within a container of sound and film the name may be the more exact.
    """
    named = named_type(name)
    content = sniffed or _known(named, known)
    if content is None or named == content:
        return named, None
    kin = _family(named) == _family(content)
    alike = any({named, content} <= names for names in _ALIKE)
    if kin and content in _CONTAINERS and (alike or named not in _TOLD):
        return named, None
    misnamed = not kin or named in _TOLD or (known is not None and known.by_content and known.misnamed)
    if named == UNKNOWN or alike or not misnamed:
        return content, None
    what = known.name if known and known.by_content else content
    return content, f"its name ends in {PurePath(name).suffix}, its content is {what}; it is taken as {content}"


def _known(named: str, known: Format | None) -> str | None:
    """The media type that PRONOM tells where the name speaks of something else, or of nothing."""
    if known is None or not known.by_content or known.media_type is None:
        return None
    if named == UNKNOWN:
        return known.media_type
    wrapping = known.media_type in _WRAPPINGS and named.partition("/")[0] in {"application", "text"}
    wrapping = wrapping or (known.media_type in _WRAPPINGS and named.endswith("+xml"))
    return known.media_type if known.misnamed and not wrapping and _family(known.media_type) != _family(named) else None


def _family(media_type: str) -> str:
    family = media_type.partition("/")[0]
    if family in {"audio", "video"}:
        return "sound or film"
    if media_type in {"application/xhtml+xml", "application/x-subrip"}:
        return "text"
    return media_type if family == "application" else family
