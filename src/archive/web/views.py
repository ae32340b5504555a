"""The routes: each asks the edition one thing and makes one page of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from sqlite3 import Connection
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from datasette.utils.asgi import Request, Response

from archive.store.captions import subrip, webvtt
from archive.store.rows import File, Tombstone
from archive.web import asked, bundles, media, pages, results
from archive.web.blocks import blocks
from archive.web.cards import Card, Text, cards, pictured
from archive.web.edition import Generation
from archive.web.interface import LANGUAGES, Interface, interface
from archive.web.labels import to_translate
from archive.web.respond import DEFAULT, page

PICTURED = 8
_SECONDS = re.compile(r"\d{1,6}(?:\.\d{1,3})?", re.ASCII)
_CAPTIONS = {"vtt": ("text/vtt", webvtt), "srt": ("application/x-subrip", subrip)}
_ABROAD = {"cross-origin-resource-policy": "cross-origin"}  # viewers on other sites are what IIIF is for
_MISSING = (
    to_translate("There is nothing at this address"),
    to_translate("It may have been written differently, or it is not part of what is published here."),
)


async def home(datasette: Any, request: Request) -> Response:
    """`/`: what this is, and the ways into it."""
    edition, words = _edition(request), _interface(request)
    chosen = datasette.archive_site.settings.pictures
    shown = await edition.database.execute_fn(
        lambda connection: {
            "cards": pictured(connection, chosen, PICTURED, words.languages),
            "facets": results.whole(connection, edition.index, words),
        }
    )
    return await page(datasette, request, "home", shown)


async def begin(datasette: Any, request: Request) -> Response:
    """`/ru`: on to the home page of a language."""
    return Response.redirect(datasette.urls.path(f"/{request.url_vars['language']}/"), 301)


async def find(datasette: Any, request: Request) -> Response:
    """`/search?q=&kind=…&order=&view=&page=`: what was found; without words, all there is."""
    edition, words = _edition(request), _interface(request)
    wanted = asked.read(_query(request))
    found = await edition.database.execute_fn(lambda connection: results.find(connection, wanted, edition.index, words))
    return await page(datasette, request, "search", {"found": found, "asked": found.asked})


async def item(datasette: Any, request: Request) -> Response:
    """`/items/ID?shown=&text=&t=`: the page of an item, or of what is left of it; `/items/ID.json`: its record.

    With a search in its query and `at`, the number of the item in what that finds, its neighbours are those there.
    """
    identifier = unquote(request.url_vars["id"])
    found, beside = await _item(request, identifier)
    if found is None and identifier.endswith(".json"):
        return await _record(request, identifier.removesuffix(".json"))
    if found is None:
        return await missing(datasette, request)
    if isinstance(found, Tombstone):
        return await page(datasette, request, "withdrawn", {"tombstone": found}, 410)
    query = _query(request)
    length = sum(len(passage.text) for reading in found.readings for passage in reading.passages)
    context = {
        "item": found,
        "start": _start(dict(query).get("t", "")),
        "again": _again(query),
        "mark": results.marker(asked.read(query).words, length),
        "leaves": lambda bundle: len(_leaves(request, bundle)),
    }
    return await page(datasette, request, "item", {**context, **beside})


async def picture(datasette: Any, request: Request) -> Response:
    """`/items/ID/picture/N?size=`: one picture of an item alone, fitted to the window or at its own size."""
    found, _ = await _item(request, unquote(request.url_vars["id"]))
    number = int(request.url_vars["number"])
    if isinstance(found, pages.ItemPage) and found.covered:
        return Response.redirect(request.path.partition("/picture/")[0])
    if not isinstance(found, pages.ItemPage) or not 0 < number <= len(found.pictures):
        return await missing(datasette, request)
    query = _query(request)
    tiles = found.pictures[number - 1].tiles
    context = {
        "number": number,
        "actual": dict(query).get("size") == "actual",
        "again": _again(query),
        "tiles": _information(request, tiles) if tiles else None,
    }
    return await page(datasette, request, "picture", {"item": found, **context})


async def leaf(datasette: Any, request: Request) -> Response:
    """`/items/ID/pages/FILE/N`: one page of a document as a picture, with its text."""
    found, _ = await _item(request, unquote(request.url_vars["id"]))
    position, number = int(request.url_vars["file"]), int(request.url_vars["number"])
    if isinstance(found, pages.ItemPage) and found.covered:
        return Response.redirect(request.path.partition("/pages/")[0])
    if not isinstance(found, pages.ItemPage) or position not in found.leafed:
        return await missing(datasette, request)
    bundle = found.leafed[position]
    leaves = _leaves(request, bundle)
    if not 0 < number <= len(leaves):
        return await missing(datasette, request)
    text = next((one for one in found.readings if one.file == position), None)
    passages = [passage for passage in text.passages if passage.page == number] if text else []
    query = _query(request)
    context = {
        "item": found,
        "position": position,
        "number": number,
        "last": len(leaves),
        "leaf": f"{bundle.path}/{leaves[number - 1]}",
        "blocks": list(blocks(passages, ())) if passages else [],
        "language_of": text.language if text else None,
        "again": _again(query),
        "mark": results.marker(asked.read(query).words, sum(len(passage.text) for passage in passages)),
    }
    return await page(datasette, request, "leaf", context)


async def captions(datasette: Any, request: Request) -> Response:
    """`/items/ID/text/FILE.vtt?text=`, `.srt`: a transcript as players and other programs read it."""
    found, _ = await _item(request, unquote(request.url_vars["id"]))
    position, form = int(request.url_vars["file"]), request.url_vars["form"]
    if not isinstance(found, pages.ItemPage):
        return await missing(datasette, request)
    reading = found.transcript(position, dict(_query(request)).get("text"))
    if reading is None:
        return await missing(datasette, request)
    media_type, write = _CAPTIONS[form]
    return Response(write(reading.passages), 200, {}, f"{media_type}; charset=utf-8")


def _leaves(request: Request, bundle: File) -> list[str]:
    """The names of the pages in a bundle, none where it is not in its place."""
    place = media.locate(_edition(request).media, bundle)
    return sorted(bundles.entries(place)) if place else []


async def _item(request: Request, identifier: str) -> tuple[pages.ItemPage | Tombstone | None, dict[str, Any]]:
    """An item as the address wants it, and what stands beside it."""
    edition, said = _edition(request), dict(_query(request))
    wish = pages.Wish(_interface(request), said.get("shown") == "yes", said.get("text"), said.get("beside"))

    def read(connection: Connection) -> tuple[pages.ItemPage | Tombstone | None, dict[str, Any]]:
        found = pages.item(connection, identifier, wish, edition.index)
        return found, _beside(connection, request, found.card) if isinstance(found, pages.ItemPage) else {}

    answer: tuple[pages.ItemPage | Tombstone | None, dict[str, Any]] = await edition.database.execute_fn(read)
    return answer


def _beside(connection: Connection, request: Request, card: Card) -> dict[str, Any]:
    """The items before and after: in the search that the visitor comes from, which `back` is then, or of the kind."""
    query = _query(request)
    wanted, written = asked.read(query), dict(query).get("at")
    at = asked.number(written) if written else 0
    ids = results.around(connection, wanted, at, card.id, _edition(request).index) if at else None
    before, after = ids or pages.neighbours(connection, card)
    known = cards(connection, filter(None, (before, after)), _interface(request).languages)

    def step(identifier: str | None, by: int) -> tuple[str, Text] | None:
        if identifier is None:
            return None
        address = wanted.item(identifier, at + by) if ids else f"/items/{quote(identifier)}"
        return address, known[identifier].title

    back = wanted.turned(-(-at // results.PER_PAGE)) if ids else None
    return {"previous": step(before, -1), "following": step(after, 1), "back": back}


def _start(written: str) -> str:
    """What the address of a recording ends in where it is to begin at a second (Media Fragments URI 1.0)."""
    return f"#t={written}" if _SECONDS.fullmatch(written) else ""


def _again(query: list[tuple[str, str]]) -> Callable[..., str]:
    """How links of an item's page to itself say what the address said, with changes: the search, what is shown."""

    def again(**changes: str | None) -> str:
        kept = [one for one in query if one[0] not in {"t", "size", *changes}]
        said = urlencode([*kept, *((name, value) for name, value in changes.items() if value)])
        return f"?{said}" if said else ""

    return again


async def _record(request: Request, identifier: str) -> Response:
    database = _edition(request).database
    found = await database.execute_fn(lambda connection: pages.record(connection, identifier))
    if found:
        return Response.json(found)
    gone = await database.execute_fn(lambda connection: pages.tombstone(connection, identifier))
    return Response.error("Withdrawn" if gone else "Not found", 410 if gone else 404)


async def file(datasette: Any, request: Request, receive: media.Receive, send: media.Send) -> Response | None:
    """`/media/PATH`: a published file, whole or in part; `/media/BUNDLE/NAME`: a picture in a bundle of them."""
    path = unquote(request.url_vars["path"])
    bundle, _, name = path.partition(".zip/")
    listed = f"{bundle}.zip" if name else path
    found = await _stretch(request, listed, name)
    return await _send(datasette, request, receive, send, found)


async def tile(datasette: Any, request: Request, receive: media.Receive, send: media.Send) -> Response | None:
    """`/iiif/ID/FILE/REGION/SIZE/0/default.jpg`: a tile of a large picture (IIIF Image API 3, level 0)."""
    bundle = await _tiles(request)
    found = await _stretch(request, bundle.path, request.url_vars["tile"]) if bundle else None
    told = media.headers(found.file) | _ABROAD if found else None
    return await _send(datasette, request, receive, send, found, told)


async def tiled(datasette: Any, request: Request) -> Response:
    """`/iiif/ID/FILE/info.json`: what tiles of a large picture there are (IIIF Image API 3, section 5)."""
    bundle = await _tiles(request)
    information = _information(request, bundle) if bundle else None
    if information is None:
        return await missing(datasette, request)
    address = datasette.absolute_url(request, datasette.urls.path(request.path.removesuffix("/info.json")))
    said = json.dumps({**information, "id": str(address)})
    kind = 'application/ld+json;profile="http://iiif.io/api/image/3/context.json"'
    return Response(said, 200, {"access-control-allow-origin": "*", **_ABROAD}, kind)


def _information(request: Request, bundle: File) -> dict[str, Any] | None:
    """What the tiles in a bundle say of themselves, None where it is not in its place."""
    place = media.locate(_edition(request).media, bundle)
    written = bundles.read(place, "info.json") if place else None
    return json.loads(written) if written else None


async def _tiles(request: Request) -> File | None:
    identifier, position = unquote(request.url_vars["id"]), int(request.url_vars["file"])
    found: File | None = await _edition(request).database.execute_fn(
        lambda connection: pages.derivative(connection, identifier, position, "tiles")
    )
    return found


async def _stretch(request: Request, path: str, name: str = "") -> media.Stretch | None:
    edition = _edition(request)
    listed = await edition.database.execute_fn(lambda connection: pages.file_at(connection, path))
    return media.stretch(edition.media, listed, name) if listed else None


async def _send(  # noqa: PLR0917  # what Datasette gives a route, and what is to be sent
    datasette: Any,
    request: Request,
    receive: media.Receive,
    send: media.Send,
    found: media.Stretch | None,
    told: dict[str, str] | None = None,
) -> Response | None:
    try:
        if found:
            return await media.answer(found, request, receive, send, told)
    except FileNotFoundError:
        pass
    return await missing(datasette, request)


async def missing(datasette: Any, request: Request) -> Response:
    """The page for an address at which there is nothing."""
    return await page(datasette, request, "message", {"heading": _MISSING[0], "text": _MISSING[1]}, 404)


def _edition(request: Request) -> Generation:
    edition: Generation = request.scope["archive"]
    return edition


def _interface(request: Request) -> Interface:
    return interface(request.scope["archive_place"][0], request.scope["archive_languages"])


def _query(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.query_string)


_OTHERS = "|".join(language for language in LANGUAGES if language != DEFAULT)
_HERE = rf"^(?:/(?P<language>{_OTHERS}))?"
ROUTES = (
    (rf"{_HERE}/$", home),
    (rf"^/(?P<language>{_OTHERS})$", begin),
    (rf"{_HERE}/search$", find),
    (rf"{_HERE}/items$", find),
    (rf"{_HERE}/items/(?P<id>[^/]+)$", item),
    (rf"{_HERE}/items/(?P<id>[^/]+)/picture/(?P<number>\d{{1,6}})$", picture),
    (rf"{_HERE}/items/(?P<id>[^/]+)/pages/(?P<file>\d{{1,6}})/(?P<number>\d{{1,6}})$", leaf),
    (r"^/items/(?P<id>[^/]+)/text/(?P<file>\d{1,6})\.(?P<form>vtt|srt)$", captions),
    (r"^/iiif/(?P<id>[^/]+)/(?P<file>\d{1,6})/info\.json$", tiled),
    (r"^/iiif/(?P<id>[^/]+)/(?P<file>\d{1,6})/(?P<tile>[\w,!^]+/[\w,!^]+/0/default\.jpg)$", tile),
    (r"^/media/(?P<path>.+)$", file),
)
