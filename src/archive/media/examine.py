"""One file examined: its format, its digest, its words and pictures of it. Examiners are registered here."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from archive.media import pronom
from archive.media.limits import MEMORY, ending, unlimited
from archive.media.matter import SECONDS, Examiner, Found, Made, Matter, Unreadable
from archive.media.model import Derivative, Examined, Extract, Recipe
from archive.media.office.olddoc import doc
from archive.media.office.opendocument import odt
from archive.media.office.rtf import rtf
from archive.media.office.word import docx
from archive.media.pdf.document import SECONDS as SECONDS_OF_PDF
from archive.media.pdf.document import pdf
from archive.media.pictures import photo
from archive.media.recordings.containers import CONTAINERS
from archive.media.recordings.ohms import ohms
from archive.media.recordings.recording import SECONDS as SECONDS_OF_RECORDING
from archive.media.recordings.recording import recording
from archive.media.recordings.transcript import subrip, webvtt
from archive.media.signature import settle, sniff
from archive.media.texts.markdown import markdown
from archive.media.texts.mhtml import mhtml
from archive.media.texts.plain import plain_text
from archive.media.texts.warc import CAPTURES, wacz, warc
from archive.media.texts.webpage import webpage
from archive.records.kinds import DOCX, ODT, named_language

MEBIBYTE = 1024 * 1024
# The most that is held in memory of a picture and of a text; larger ones are kept, and said to be too large.
MOST_OF_PICTURE = 512 * MEBIBYTE
MOST_OF_TEXT = 16 * MEBIBYTE
# What is made of a file at most, in letters and in passages: small files can refer to a text a million times.
MOST_LETTERS, MOST_PASSAGES = 32 * MEBIBYTE, 500_000
# The longest takes a minute: a whole library in one file, with a mark at every word.
SECONDS_OF_TEXT = 120
# A page that was saved with its pictures.
MOST_OF_SAVED_PAGE = 64 * MEBIBYTE
# Enough for every signature, and for the header of a sound file.
HEAD = 64 * 1024

# Of a word processor: a thousand pages take ten.
SECONDS_OF_DOCUMENT = 60

EXAMINERS = {
    "text/plain": Examiner(plain_text, MOST_OF_TEXT, SECONDS_OF_TEXT),
    "text/markdown": Examiner(markdown, MOST_OF_TEXT, SECONDS_OF_TEXT),
    "text/html": Examiner(webpage, MOST_OF_TEXT, SECONDS_OF_TEXT),
    "application/xhtml+xml": Examiner(webpage, MOST_OF_TEXT, SECONDS_OF_TEXT),
    "multipart/related": Examiner(mhtml, MOST_OF_SAVED_PAGE, SECONDS_OF_TEXT),
    **dict.fromkeys(CAPTURES, Examiner(warc, None)),
    "application/wacz": Examiner(wacz, None),
    **dict.fromkeys(DOCX, Examiner(docx, None, SECONDS_OF_DOCUMENT)),
    **dict.fromkeys(ODT, Examiner(odt, None, SECONDS_OF_DOCUMENT)),
    "application/rtf": Examiner(rtf, MOST_OF_SAVED_PAGE, SECONDS_OF_DOCUMENT),
    "application/msword": Examiner(doc, None),
    "application/pdf": Examiner(pdf, None, SECONDS_OF_PDF),
    "text/vtt": Examiner(webvtt, MOST_OF_TEXT, SECONDS_OF_TEXT),
    "application/x-subrip": Examiner(subrip, MOST_OF_TEXT, SECONDS_OF_TEXT),
    **dict.fromkeys(("application/xml", "text/xml"), Examiner(ohms, MOST_OF_TEXT, SECONDS_OF_TEXT)),
    **dict.fromkeys(CONTAINERS, Examiner(recording, None, SECONDS_OF_RECORDING)),
    **dict.fromkeys(photo.FORMATS, Examiner(photo.photo, MOST_OF_PICTURE, photo.SECONDS)),
    # Read in parts: a scan may be as large as memory.
    "image/tiff": Examiner(photo.photo, None, photo.SECONDS),
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
_SCRATCH = ".scratch-"
_UNSUPPORTED_PICTURE = Examiner(photo.unsupported, None)


def examine(
    path: Path,
    recipes: Sequence[Recipe],
    out: Path,
    within: Callable[[float], AbstractContextManager[None]] = unlimited,
) -> Examined:
    """What is in the file at `path`, with derivatives below `out`, as `DIGEST[:2]/DIGEST/RECIPE.jpg`; pictures by
    `recipes`. Others' code looks into it `within` a number of seconds: reading and hashing do not count.

    Whatever is wrong with the file ends as words in `problems`. Derivatives are always made anew and put in place by a
    rename, so that a second run gives the same bytes whatever the first one left. Raises OSError where the file cannot
    be read at all or a derivative cannot be written.
    """
    with path.open("rb") as file, scratch_below(out) as scratch:
        size = os.fstat(file.fileno()).st_size
        data = file.read(HEAD)
        with within(_seconds(None, min(size, pronom.WHOLE))):
            known = pronom.identify(path, size, scratch) if size and pronom.installed() else None
        media_type, problem = settle(path.name, sniff(data), known)
        examiner = _examiner(media_type)
        if examiner and examiner.most is not None and HEAD < size <= examiner.most:
            data += file.read()
        digest, size = _digest(data, file)
        with within(_seconds(examiner, size)):
            found = _look(examiner, Matter(data, size, media_type, tuple(recipes), path, scratch))
        derivatives = tuple(place(made, PurePath(digest[:2], digest), out) for made in found.made)
    return Examined(
        sha256=digest,
        bytes=size,
        media_type=found.media_type or media_type,
        puid=known.puid if known else None,
        width=found.width,
        height=found.height,
        duration=found.duration,
        pages=found.pages,
        streams=found.streams,
        likeness=found.likeness,
        suggestions=found.suggestions,
        traces=found.traces,
        extracts=_in_language(found.extracts, named_language(path.name)),
        derivatives=derivatives,
        problems=(*([problem] if problem else []), *found.problems),
        lacks=(*found.lacks, *([] if pronom.installed() else [pronom.LIBRARY])),
        unreadable=found.unreadable,
    )


def set_aside(path: Path, code: int | None) -> Examined:
    """What can be said of a file that ended the worker that looked into it, with this exit code: it is kept.

    Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(HEAD)
        media_type, _ = settle(path.name, sniff(data), None)
        digest, size = _digest(data, file)
    examiner = _examiner(media_type)
    said = ending(code, _seconds(None, size) if examiner is None or examiner.seconds == SECONDS else None)
    return Examined(sha256=digest, bytes=size, media_type=_at_most(media_type), problems=(said,), unreadable=True)


def _examiner(media_type: str) -> Examiner | None:
    unsupported = _UNSUPPORTED_PICTURE if media_type.startswith("image/") else None
    return EXAMINERS.get(media_type, unsupported)


def _at_most(media_type: str) -> str:
    """What a file must be taken for that could not be looked into: nobody knows whether sound has pictures with it."""
    container = CONTAINERS.get(media_type)
    return container.film if container and container.film else media_type


def _seconds(examiner: Examiner | None, size: int) -> float:
    """How long looking into a file may take."""
    return (examiner.seconds if examiner else SECONDS) + size // MEBIBYTE


@contextmanager
def scratch_below(out: Path) -> Iterator[Callable[[], Path]]:
    """What gives a folder beside the derivatives, made when it is first asked for, gone with whatever is left in it."""
    with ExitStack() as stack:

        @cache
        def folder() -> Path:
            out.mkdir(parents=True, exist_ok=True)
            place = TemporaryDirectory(prefix=_SCRATCH, dir=out, ignore_cleanup_errors=True)
            return Path(stack.enter_context(place))

        yield folder


def sweep(out: Path) -> None:
    """Remove the scratch folders of workers that were ended, from a folder of derivatives that nobody works in."""
    for left in out.glob(f"{_SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)


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
        return _bounded(examiner.look(matter))
    except Unreadable as problem:
        return Found(problems=(str(problem),), unreadable=True)
    except MemoryError:
        pass  # to be said when all that it came through has let go of what it held: else there is no memory to say it
    except Exception as error:  # noqa: BLE001 -- decoders raise anything over hostile bytes, and one file must not end the run
        said = f"cannot be read as {matter.media_type}: {error or type(error).__name__}"
        return Found(media_type=_at_most(matter.media_type), problems=(said,), unreadable=True)
    said = f"takes more memory to look into than the {MEMORY // MEBIBYTE:,} MiB that a file may; it is kept"
    return Found(media_type=_at_most(matter.media_type), problems=(said,), unreadable=True)


def _bounded(found: Found) -> Found:
    """What was found, if it is no more than the catalogue can take. Raises Unreadable."""
    if len(found.extracts) > MOST_PASSAGES:
        raise Unreadable(f"has more than {MOST_PASSAGES:,} paragraphs")
    if sum(len(extract.text) for extract in found.extracts) > MOST_LETTERS:
        raise Unreadable(f"unfolds into a text of more than {MOST_LETTERS:,} letters")
    return found


def place(made: Made, folder: PurePath, out: Path) -> Derivative:
    """Put what was made into a folder below `out`. Raises OSError where it cannot be written."""
    relative = folder / f"{made.recipe}{SUFFIXES[made.media_type]}"
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
