"""The routes: each asks the edition one thing and makes one page of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from datasette.utils.asgi import Request, Response

from archive.store.rows import Tombstone
from archive.web import media, pages
from archive.web.edition import DATABASE, Generation
from archive.web.respond import page
from archive.web.results import browse, search

PER_PAGE = 24
PICTURED = 8
LONGEST = 400  # characters of a search


async def home(datasette: Any, request: Request) -> Response:
    """`/`: what this is, and the ways into it."""
    shown = await _edition(request).database.execute_fn(lambda connection: pages.pictured(connection, PICTURED))
    return await page(datasette, request, "home", {"cards": shown})


async def find(datasette: Any, request: Request) -> Response:
    """`/search?q=&kind=&page=`: what was found; without words, all there is."""
    edition = _edition(request)
    words = (request.args.get("q") or "").strip()[:LONGEST]
    kind = request.args.get("kind")
    kind = kind if kind in edition.kinds else None
    written = request.args.get("page") or ""
    number = max(int(written), 1) if written.isascii() and written.isdigit() and len(written) < 7 else 1
    offset = (number - 1) * PER_PAGE
    results = await edition.database.execute_fn(
        lambda connection: (
            search(connection, words, kind, PER_PAGE, offset)
            if words
            else browse(connection, kind, PER_PAGE, offset, edition.kinds)
        )
    )
    context = {"q": words, "kind": kind, "number": number, "per_page": PER_PAGE, "results": results}
    return await page(datasette, request, "search", context)


async def item(datasette: Any, request: Request) -> Response:
    """`/items/ID`: the page of an item, or of what is left of it; `/items/ID.json`: its record."""
    database = _edition(request).database
    identifier = unquote(request.url_vars["id"])
    found = await database.execute_fn(lambda connection: pages.item(connection, identifier))
    if found is None and identifier.endswith(".json"):
        return await _record(request, identifier.removesuffix(".json"))
    if found is None:
        return await missing(datasette, request)
    if isinstance(found, Tombstone):
        return await page(datasette, request, "withdrawn", {"tombstone": found}, 410)
    address = datasette.absolute_url(request, datasette.urls.path(f"/items/{quote(identifier)}"))
    return await page(datasette, request, "item", {"item": found, "address": address})


async def _record(request: Request, identifier: str) -> Response:
    database = _edition(request).database
    found = await database.execute_fn(lambda connection: pages.record(connection, identifier))
    if found:
        return Response.json(found)
    gone = await database.execute_fn(lambda connection: pages.tombstone(connection, identifier))
    return Response.error("Withdrawn" if gone else "Not found", 410 if gone else 404)


async def file(datasette: Any, request: Request, receive: media.Receive, send: media.Send) -> Response | None:
    """`/media/PATH`: a published file, whole or in part."""
    if request.method not in {"GET", "HEAD"}:
        return Response.text("Method not allowed", 405, {"Allow": "GET, HEAD"})
    edition = _edition(request)
    path = unquote(request.url_vars["path"])
    listed = await edition.database.execute_fn(lambda connection: pages.file_at(connection, path))
    place = media.locate(edition.media, listed) if listed else None
    if listed is None or place is None:
        return await missing(datasette, request)
    told = media.headers(listed)
    if media.unchanged(told["etag"], request.headers.get("if-none-match")):
        return Response("", 304, {"etag": told["etag"]}, told["content-type"])
    asked = request.headers.get("range")
    if request.headers.get("if-range", told["etag"]) != told["etag"]:
        asked = None
    try:
        part = media.span(asked, listed.bytes)
    except ValueError:
        return Response("", 416, {"content-range": f"bytes */{listed.bytes}"})
    whole = part or range(listed.bytes)
    told["content-length"] = str(len(whole))
    if part:
        told["content-range"] = f"bytes {part.start}-{part.stop - 1}/{listed.bytes}"
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    start = {"type": "http.response.start", "status": 206 if part else 200, "headers": pairs}
    if request.method == "HEAD" or not whole:
        await send(start)
        await send({"type": "http.response.body", "body": b""})
        return None
    try:
        await media.stream(place, whole, start, receive, send)
    except FileNotFoundError:
        return await missing(datasette, request)
    return None


async def databases(datasette: Any) -> Response:
    """`/-/databases`: as Datasette's own, without the path: where the archive lies on a disk concerns nobody."""
    known = [datasette.databases[DATABASE]]
    fields = ("name", "route", "size", "is_mutable", "is_memory", "hash")
    return Response.json({"ok": True, "databases": [{field: getattr(one, field) for field in fields} for one in known]})


async def missing(datasette: Any, request: Request) -> Response:
    """The page for an address at which there is nothing."""
    text = "It may have been written differently, or it is not part of what is published here."
    return await page(
        datasette, request, "message", {"title": "There is nothing at this address", "paragraphs": [text]}, 404
    )


def _edition(request: Request) -> Generation:
    edition: Generation = request.scope["archive"]
    return edition


ROUTES = (
    (r"^/$", home),
    (r"^/search$", find),
    (r"^/items$", find),
    (r"^/items/(?P<id>[^/]+)$", item),
    (r"^/-/databases(\.json)?$", databases),
    (r"^/media/(?P<path>.+)$", file),
)
