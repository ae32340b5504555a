"""The kinds of item, registered here and nowhere else."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

import langcodes


@dataclass(frozen=True, slots=True)
class Kind:
    """How items of one sort are named and what DCMI Type they have where nobody wrote one (None: it cannot be told)."""

    name: str
    label: str
    dcmi_type: str | None


KINDS = {
    kind.name: kind
    for kind in (
        Kind("photo", "Photograph", "StillImage"),
        Kind("article", "Article", "Text"),
        Kind("testimony", "Testimony", None),
        Kind("other", "Other", None),
    )
}

UNKNOWN = "application/octet-stream"  # the media type of what nobody knows

_TRANSCRIPTS = frozenset({"text/vtt", "application/x-subrip"})
_FAMILIES = {"video": "MovingImage", "audio": "Sound", "text": "Text"}

# Documents, templates, and documents with macros; documents, and templates.
DOCX = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "application/vnd.ms-word.document.macroEnabled.12",
)
ODT = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template")
_DOCUMENTS = frozenset({*DOCX, *ODT, "application/pdf", "application/rtf", "application/msword"})

# What mimetypes does not know on every system.
_SUFFIXES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".opus": "audio/ogg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".avif": "image/avif",
    ".jp2": "image/jp2",
    ".jpe": "image/jpeg",
    ".mkv": "video/x-matroska",
    ".mka": "audio/x-matroska",
    ".weba": "audio/webm",
    ".3gp": "video/3gpp",  # and not sound, as some systems have it: faces need a consent of their own
    ".3g2": "video/3gpp2",
    ".m4v": "video/mp4",
    ".vob": "video/mpeg",
    ".aif": "audio/x-aiff",
    ".aiff": "audio/x-aiff",
    ".amr": "audio/amr",
    ".awb": "audio/amr",
    ".aac": "audio/aac",
    ".wma": "audio/x-ms-wma",
    ".wmv": "video/x-ms-wmv",
    ".asf": "video/x-ms-asf",
    ".webm": "video/webm",
    ".xhtml": "application/xhtml+xml",
    ".docx": DOCX[0],
    ".dotx": DOCX[1],
    ".docm": DOCX[2],
    ".odt": ODT[0],
    ".ott": ODT[1],
    ".rtf": "application/rtf",
    ".doc": "application/msword",
    ".warc": "application/warc",
    ".arc": "application/x-internet-archive",
    ".wacz": "application/wacz",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
}
# Captures of websites are mostly kept compressed.
_COMPRESSED = {f"{suffix}.gz": _SUFFIXES[suffix] for suffix in (".warc", ".arc")}
_PAGES = frozenset({"application/xhtml+xml", "application/wacz", "multipart/related", *_COMPRESSED.values()})


def media_type(path: str) -> str:
    """The media type that a file's name speaks of, `application/octet-stream` where it speaks of none."""
    name = PurePosixPath(path.lower())
    if compressed := _COMPRESSED.get("".join(name.suffixes[-2:])):
        return compressed
    suffix = name.suffix
    return _SUFFIXES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or UNKNOWN


def named_language(name: str) -> str | None:
    """The language that a file's name like `0001.ru.vtt` tells (BCP 47)."""
    parts = name.split(".")
    tag = parts[-2] if len(parts) > 2 else ""
    return langcodes.standardize_tag(tag) if tag and langcodes.tag_is_valid(tag) else None


def kind_of(files: Iterable[str], types: Iterable[str] = ()) -> str:
    """The kind of an item whose record does not name one, from the names of its files and its DCMI Type.

    Sound, film and transcripts count as testimony, whatever their type: the kind that needs a consent.
    """
    found = {media_type(file) for file in files}
    if any(kind.startswith(("audio/", "video/")) or kind in _TRANSCRIPTS for kind in found):
        return "testimony"
    written = {written.strip().replace(" ", "").lower() for written in types}
    if "stillimage" in written or written == {"image"}:
        return "photo"
    if "text" in written:
        return "article"
    if written:
        return "other"
    if any(kind.startswith("image/") for kind in found):
        return "photo"
    if any(kind.startswith("text/") or kind in _DOCUMENTS or kind in _PAGES for kind in found):
        return "article"
    return "other"


def dcmi_type(kind: str, media_types: Iterable[str]) -> str | None:
    """The DCMI Type of an item whose record names none, from its kind and what its files are; None: not to be told."""
    families = [media_type.partition("/")[0] for media_type in media_types]
    if kind == "testimony":
        return next((_FAMILIES[family] for family in ("video", "audio", "text") if family in families), None)
    return KINDS[kind].dcmi_type
