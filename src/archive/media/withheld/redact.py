"""Everything that examining makes of a file, made without what is withheld of it: or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.media.examine import EXAMINERS, MEBIBYTE
from archive.media.limits import MEMORY
from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Recipe
from archive.media.pictures.opening import FORMATS
from archive.media.recordings.containers import CONTAINERS
from archive.media.withheld.instructions import Instructions
from archive.media.withheld.pictures import picture
from archive.media.withheld.recordings import recording


@dataclass(frozen=True, slots=True)
class _Way:
    """How files of one sort are redacted, and which parts of them can be withheld."""

    make: Callable[[Matter, Instructions], Found]
    parts: frozenset[str]


def redact(path: Path, media_type: str, instructions: Instructions, recipes: Sequence[Recipe], scratch: Path) -> Found:
    """What may be published of the original at `path` with this media type: `made`, in the roles that examining has,
    in memory or in the folder `scratch`; of what is not made nothing may be published, nor the original itself.

    Where `lacks` names a program or a library, nothing is made until it is there. Raises Unreadable, in words that
    follow the file's name, wherever the instructions or the file are not understood, whatever the decoder said;
    OSError where the system cannot read the file or write another; ValueError where nothing is to be withheld.
    """
    if not instructions:
        raise ValueError("nothing is withheld of it")
    way = _WAYS.get(media_type)
    if way is None:
        raise Unreadable(f"is {media_type}, of which no part can be withheld")
    if beside := [name for name in instructions.names() if name not in way.parts]:
        raise Unreadable(f"is {media_type}, and has no {beside[0]} that could be withheld")
    matter = _matter(path, media_type, recipes, scratch)
    try:
        return way.make(matter, instructions)
    except MemoryError as error:
        raise Unreadable(f"takes more memory than the {MEMORY // MEBIBYTE:,} MiB that a file may") from error
    except Exception as error:  # decoders raise anything over hostile bytes
        if isinstance(error, Unreadable) or (isinstance(error, OSError) and error.errno):
            raise
        raise Unreadable(f"cannot be read as {media_type}: {error or type(error).__name__}") from error


def _matter(path: Path, media_type: str, recipes: Sequence[Recipe], scratch: Path) -> Matter:
    """The file with its bytes, where its examiner has them too."""
    most = EXAMINERS[media_type].most
    with path.open("rb") as file:
        size = path.stat().st_size
        if most is not None and size > most:
            raise Unreadable(f"is too large: {size:,} bytes, more than {most // MEBIBYTE} MiB")
        return Matter(file.read() if most is not None else b"", size, media_type, tuple(recipes), path, lambda: scratch)


def _document(matter: Matter, instructions: Instructions) -> Found:
    from archive.media.withheld.documents import document  # noqa: PLC0415 -- loads two libraries of 20 MB

    return document(matter, instructions)


def _words(_matter: Matter, _instructions: Instructions) -> Found:
    """Nothing is made of texts: their passages are published, or not, one by one."""
    return Found()


_TRANSCRIPTS = ("text/vtt", "application/x-subrip", "application/xml", "text/xml")
_WAYS = {
    **dict.fromkeys(FORMATS, _Way(picture, frozenset({"regions", "pages"}))),
    "application/pdf": _Way(_document, frozenset({"regions", "pages"})),
    **dict.fromkeys(CONTAINERS, _Way(recording, frozenset({"intervals"}))),
    **dict.fromkeys(_TRANSCRIPTS, _Way(_words, frozenset({"intervals"}))),
}
