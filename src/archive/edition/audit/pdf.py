"""What a PDF says: its texts, its streams, its pages. It is taken apart by a process of its own, which has limits."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archive.catalogue.workers import Stopped, processes
from archive.media.examine import EXAMINERS, MEBIBYTE
from archive.media.limits import ending, limited

if TYPE_CHECKING:
    import pikepdf

MOST = 1 << 28  # bytes that may come out of one packed part
_ZLIB, _GZIP = 15, b"\x1f\x8b"
_ALL = 1 << 31  # bytes of all parts together
_STREAM = re.compile(rb"stream\r?\n(?=\x78[\x01\x5e\x9c\xda])")  # of zlib
_TEXT, _BYTES = "text", "bytes"


class TooLongError(Exception):
    """A file that is too much to be taken apart; its text says in which way."""


def parts(path: Path) -> Iterator[tuple[str, str | bytes]]:
    """The parts of a PDF, each with where it stands in it. Raises TooLongError where it breaks the limits of time or
    of memory under which a PDF is taken in, and whatever is raised of a PDF that is damaged.
    """
    seconds = EXAMINERS["application/pdf"].seconds + path.stat().st_size // MEBIBYTE
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "parts.zip")
        try:
            with processes(1, [__name__]) as pool:
                pool.submit(take_apart, path, out, seconds).result()
        except Stopped as stopped:
            raise TooLongError(ending(stopped.code, seconds).partition(";")[0]) from stopped
        with zipfile.ZipFile(out) as found:
            for member in found.infolist():
                _, sort, place = member.filename.split(" ", 2)
                said = found.read(member)
                yield place, said.decode("utf-8", "surrogatepass") if sort == _TEXT else said


def take_apart(path: Path, out: Path, seconds: float) -> None:
    """Write the parts of a PDF into a ZIP, which a worker does: where it takes longer, the process is ended."""
    left, known = _ALL, set[bytes]()
    with limited(seconds), zipfile.ZipFile(out, "w") as found:
        for number, (place, said) in enumerate(_read(path)):
            data = said.encode("utf-8", "surrogatepass") if isinstance(said, str) else said
            if (seen := hashlib.sha256(data).digest()) in known:
                continue
            known.add(seen)
            left -= len(data)
            if left < 0:
                raise ValueError("too large")
            found.writestr(f"{number} {_TEXT if isinstance(said, str) else _BYTES} {place}", data)


def unpacked(data: bytes, window: int) -> bytes:
    """Packed bytes as they were (RFC 1950, RFC 1952). Raises ValueError where they are too many."""
    said = b""
    while data:  # a gzip file may have several parts, of which each is packed alone
        unpacking = zlib.decompressobj(window)
        said += unpacking.decompress(data, MOST - len(said) + 1)
        if len(said) > MOST:
            raise ValueError("too large")
        data = unpacking.unused_data if window > _ZLIB and unpacking.unused_data.startswith(_GZIP) else b""
    return said


def _read(path: Path) -> Iterator[tuple[str, str | bytes]]:
    import pikepdf  # noqa: PLC0415  only where there is a PDF
    import pypdfium2  # noqa: PLC0415

    with pikepdf.open(path) as pdf:
        for number, thing in enumerate(pdf.objects, start=1):
            if isinstance(thing, pikepdf.Stream):
                yield f"object {number}", _stream(thing)
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream | pikepdf.String):
                yield from ((f"object {number}", text) for text in _strings(thing))
    content = path.read_bytes()
    yield from _anywhere(content)
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage()
            yield f"page {number}", text.get_text_bounded()
            text.close()
            page.close()
    finally:
        document.close()


def _anywhere(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every packed stream that lies in the file: those of earlier states of it, too, which nothing refers to."""
    for begin in _STREAM.finditer(content):
        with contextlib.suppress(zlib.error):
            yield f"byte {begin.end():,}", unpacked(content[begin.end() :], _ZLIB)


def _stream(stream: pikepdf.Stream) -> bytes:
    import pikepdf  # noqa: PLC0415

    try:
        said = stream.read_bytes()  # the memory that this takes is limited
    except pikepdf.PdfError:  # a picture, or what nobody can unpack
        said = stream.read_raw_bytes()
    if len(said) > MOST:
        raise ValueError("too large")
    return said


def _strings(thing: object) -> Iterator[str]:
    """The texts that stand in an object of a PDF itself, not in those that it refers to."""
    import pikepdf  # noqa: PLC0415

    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for one in thing:
            yield from () if getattr(one, "is_indirect", False) else _strings(one)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for _, one in thing.items():  # noqa: PERF102  pikepdf's objects have no values()
            yield from () if getattr(one, "is_indirect", False) else _strings(one)
