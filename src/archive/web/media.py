"""`/media/PATH`: the published files, in parts where a player asks for parts (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from datasette.utils.asgi import Request, Response

from archive.store.rows import File
from archive.web.bundles import leaf

CHUNK = 256 * 1024
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
# What a browser may open in its window; all else could run as a page of ours and is only handed over for saving.
_HARMLESS = re.compile(r"(audio|video)/.+|image/(jpeg|png|gif|webp|avif|heic)|text/(plain|vtt)|application/pdf")
_SAVED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
_SPAN = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The bytes of a published file: all of those at `place`, or those of a picture in a bundle."""

    file: File
    place: Path
    span: range


def stretch(media: Path, listed: File, name: str = "") -> Stretch | None:
    """Where the bytes of a listed file are, or of the picture in it that is called `name`; None where it is not in
    the folder as it should be.
    """
    place = locate(media, listed)
    if place is None:
        return None
    if not name:
        return Stretch(listed, place, range(listed.bytes))
    found = leaf(place, listed, name)
    return Stretch(found.file, place, found.span) if found else None


async def answer(
    asked_for: Stretch, request: Request, receive: Receive, send: Send, told: Mapping[str, str] | None = None
) -> Response | None:
    """What a published file is asked for, None where it has been sent. `told` are headers in the place of the usual
    ones.

    Raises FileNotFoundError, with nothing sent, where it has just gone.
    """
    file = asked_for.file
    told = dict(told or headers(file))
    if unchanged(told["etag"], request.headers.get("if-none-match")):
        return Response("", 304, {"etag": told["etag"]}, told["content-type"])
    asked = request.headers.get("range")
    if request.headers.get("if-range", told["etag"]) != told["etag"]:
        asked = None
    try:
        part = span(asked, file.bytes)
    except ValueError:
        return Response("", 416, {"content-range": f"bytes */{file.bytes}"})
    whole = part or range(file.bytes)
    told["content-length"] = str(len(whole))
    if part:
        told["content-range"] = f"bytes {part.start}-{part.stop - 1}/{file.bytes}"
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    start = {"type": "http.response.start", "status": 206 if part else 200, "headers": pairs}
    if request.method == "HEAD" or not whole:
        await send(start)
        await send({"type": "http.response.body", "body": b""})
    else:
        await stream(asked_for.place, asked_for.span[whole.start : whole.stop], start, receive, send)
    return None


def locate(media: Path, file: File) -> Path | None:
    """Where a listed file lies, None where it is absent, outside of the folder or not as long as it should be."""
    folder = media.resolve()
    path = (folder / file.path).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or path.stat().st_size != file.bytes:
        return None
    return path


def headers(file: File) -> dict[str, str]:
    """What is said of a file whichever part of it is sent."""
    media_type = file.media_type if _MEDIA_TYPE.fullmatch(file.media_type) else "application/octet-stream"
    harmless = _HARMLESS.fullmatch(media_type) is not None
    suffix = PurePosixPath(file.path).suffix
    name = re.sub(r"[^A-Za-z0-9._-]", "_", f"{file.item}-{file.position}{suffix}")
    told = {
        # What is no type of ours to open is no script either, whoever asks for it as one.
        "content-type": media_type if harmless else "application/octet-stream",
        "content-disposition": f'{"inline" if harmless else "attachment"}; filename="{name}"',
        "etag": f'"{file.sha256}"',
        "accept-ranges": "bytes",
    }
    return told if harmless else {**told, "content-security-policy": _SAVED}


def unchanged(etag: str, if_none_match: str | None) -> bool:
    """Whether the reader already has what the tag stands for (weak comparison, RFC 9110 section 13.1.2)."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


def span(asked: str | None, length: int) -> range | None:
    """The bytes that a Range header asks for, None for all of them.

    A header that asks for several ranges, or that is no range, counts as none (RFC 9110 section 14.2). Raises
    ValueError where none of the bytes exists.
    """
    found = _SPAN.fullmatch((asked or "").replace(" ", ""))
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first and last and int(first) > int(last):
        return None
    start = int(first) if first else max(length - int(last), 0)
    stop = min(int(last) + 1, length) if first and last else length
    if start >= stop:
        raise ValueError(f"no bytes from {start} of {length}")
    return range(start, stop)


async def stream(path: Path, part: range, start: dict[str, Any], receive: Receive, send: Send) -> None:
    """Send the ASGI message `start`, then part of a file, chunk by chunk, until its end or the reader has gone away.

    Raises FileNotFoundError, with nothing sent, where the file has just gone.
    """
    with await asyncio.to_thread(path.open, "rb") as source:
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await send(start)
            await asyncio.to_thread(source.seek, part.start)
            await _copy(source, len(part), send, gone)
        finally:
            gone.cancel()


async def _copy(source: BinaryIO, left: int, send: Send, gone: asyncio.Future[None]) -> None:
    while left > 0 and not gone.done():
        chunk = await asyncio.to_thread(source.read, min(CHUNK, left))
        if not chunk:
            raise EOFError(f"{os.fspath(source.name)} became shorter while it was read")
        left -= len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
