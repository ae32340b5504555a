"""The kinds of item, registered here and nowhere else."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath


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

_TRANSCRIPTS = frozenset({"text/vtt", "application/x-subrip"})
_FAMILIES = {"video": "MovingImage", "audio": "Sound", "text": "Text"}

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
    ".jpe": "image/jpeg",
    ".mkv": "video/x-matroska",
    ".webm": "video/webm",
    ".xhtml": "application/xhtml+xml",
}


def media_type(path: str) -> str:
    """The media type that a file's name speaks of, `application/octet-stream` where it speaks of none."""
    suffix = PurePosixPath(path).suffix.lower()
    return _SUFFIXES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"


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
    if any(kind.startswith("text/") or kind in {"application/pdf", "application/xhtml+xml"} for kind in found):
        return "article"
    return "other"


def dcmi_type(kind: str, media_types: Iterable[str]) -> str | None:
    """The DCMI Type of an item whose record names none, from its kind and what its files are; None: not to be told."""
    families = [media_type.partition("/")[0] for media_type in media_types]
    if kind == "testimony":
        return next((_FAMILIES[family] for family in ("video", "audio", "text") if family in families), None)
    return KINDS[kind].dcmi_type
