"""One file examined: read once for its digest, its words and pictures of it. Examiners are registered here."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import BinaryIO

import langcodes

from archive.media.matter import Examiner, Found, Made, Matter, Unreadable
from archive.media.model import Derivative, Examined, Extract, Recipe
from archive.media.pictures import photo
from archive.media.recordings.sound import wav
from archive.media.recordings.transcript import subrip, webvtt
from archive.media.signature import settle, sniff
from archive.media.texts.markdown import markdown
from archive.media.texts.plain import plain_text
from archive.media.texts.webpage import webpage
from archive.records.kinds import media_type as named_type

MEBIBYTE = 1024 * 1024
# The most that is held in memory of a picture and of a text; larger ones are kept, and said to be too large.
MOST_OF_PICTURE = 512 * MEBIBYTE
MOST_OF_TEXT = 16 * MEBIBYTE
# Enough for every signature, and for the header of a sound file.
HEAD = 64 * 1024

EXAMINERS = {
    "text/plain": Examiner(plain_text, MOST_OF_TEXT),
    "text/markdown": Examiner(markdown, MOST_OF_TEXT),
    "text/html": Examiner(webpage, MOST_OF_TEXT),
    "application/xhtml+xml": Examiner(webpage, MOST_OF_TEXT),
    "text/vtt": Examiner(webvtt, MOST_OF_TEXT),
    "application/x-subrip": Examiner(subrip, MOST_OF_TEXT),
    "audio/wav": Examiner(wav, None),
    **dict.fromkeys(photo.FORMATS, Examiner(photo.photo, MOST_OF_PICTURE)),
}
# How what is made is named in its folder.
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
}
_UNSUPPORTED_PICTURE = Examiner(photo.unsupported, None)


def examine(path: Path, recipes: Sequence[Recipe], out: Path) -> Examined:
    """What is in the file at `path`, with derivatives below `out`, as `DIGEST[:2]/DIGEST/RECIPE.jpg`; pictures by
    `recipes`.

    Whatever is wrong with the file ends as words in `problems`. Derivatives are always made anew and put in place by a
    rename, so that a second run gives the same bytes whatever the first one left. Raises OSError where the file cannot
    be read at all or a derivative cannot be written.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(HEAD)
        media_type, problem = settle(named_type(path.name), sniff(data))
        examiner = EXAMINERS.get(media_type)
        if examiner is None and media_type.startswith("image/"):
            examiner = _UNSUPPORTED_PICTURE
        if examiner and examiner.most is not None and HEAD < size <= examiner.most:
            data += file.read()
        digest, size = _digest(data, file)
    with _scratch(out) as scratch:
        found = _look(examiner, Matter(data, size, media_type, tuple(recipes), path, scratch))
        derivatives = tuple(_write(made, digest, out) for made in found.made)
    return Examined(
        sha256=digest,
        bytes=size,
        media_type=media_type,
        width=found.width,
        height=found.height,
        duration=found.duration,
        pages=found.pages,
        streams=found.streams,
        likeness=found.likeness,
        suggestions=found.suggestions,
        traces=found.traces,
        extracts=_in_language(found.extracts, _language(path.name)),
        derivatives=derivatives,
        problems=(*([problem] if problem else []), *found.problems),
        lacks=found.lacks,
        unreadable=found.unreadable,
    )


@contextmanager
def _scratch(out: Path) -> Iterator[Callable[[], Path]]:
    """What gives a folder beside the derivatives, made when it is first asked for, gone with whatever is left in it."""
    with ExitStack() as stack:

        @cache
        def folder() -> Path:
            out.mkdir(parents=True, exist_ok=True)
            place = TemporaryDirectory(prefix=".scratch-", dir=out, ignore_cleanup_errors=True)
            return Path(stack.enter_context(place))

        yield folder


def _digest(data: bytes, file: BinaryIO) -> tuple[str, int]:
    """The SHA-256 (hexadecimal) and the size of `data` and what is left to read of `file`, in constant memory."""
    digest, size = hashlib.sha256(data), len(data)
    while chunk := file.read(MEBIBYTE):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _look(examiner: Examiner | None, matter: Matter) -> Found:
    if not matter.size:
        return Found(problems=("is empty: 0 bytes",), unreadable=True)
    if examiner is None:
        return Found()
    if examiner.most is not None and matter.size > examiner.most:
        limit = examiner.most // MEBIBYTE
        return Found(problems=(f"is too large to be examined: {matter.size:,} bytes, more than {limit} MiB",))
    try:
        return examiner.look(matter)
    except Unreadable as problem:
        return Found(problems=(str(problem),), unreadable=True)
    except Exception as error:  # noqa: BLE001 -- decoders raise anything over hostile bytes, and one file must not end the run
        said = f"cannot be read as {matter.media_type}: {error or type(error).__name__}"
        return Found(problems=(said,), unreadable=True)


def _write(made: Made, digest: str, out: Path) -> Derivative:
    relative = PurePath(digest[:2], digest, f"{made.recipe}{SUFFIXES[made.media_type]}")
    target = out / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    # Two workers may meet the same file under two names.
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        if isinstance(made.data, Path):
            made.data.replace(temporary)
        else:
            temporary.write_bytes(made.data)
        with temporary.open("rb") as written:
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
            size = os.fstat(written.fileno()).st_size
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return Derivative(
        made.recipe, relative.as_posix(), made.media_type, size, sha256, made.width, made.height, made.duration
    )


def _in_language(extracts: tuple[Extract, ...], language: str | None) -> tuple[Extract, ...]:
    return tuple(replace(extract, language=language) for extract in extracts) if language else extracts


def _language(name: str) -> str | None:
    """The language that a name like `0001.ru.vtt` tells (BCP 47)."""
    parts = name.split(".")
    tag = parts[-2] if len(parts) > 2 else ""
    return langcodes.standardize_tag(tag) if tag and langcodes.tag_is_valid(tag) else None
