"""What stands before every request: the current edition, or a quiet page where there is none that may be shown."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.web import spreadsheets
from archive.web.edition import Site
from archive.web.headers import guarded
from archive.web.labels import to_translate
from archive.web.respond import page, spoken

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST = 8192  # bytes of an address with its query, percent-encoded
_ALWAYS = ("/-/static-plugins/", "/favicon.ico")  # nothing of the collection is in them
_METHODS = frozenset({"GET", "HEAD"})
_CREDENTIALS = frozenset({b"cookie", b"authorization"})
_HERE = re.compile(rb"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?")
_UNPUBLISHED = (
    to_translate("Nothing has been published yet"),
    to_translate("There is nothing to read here yet. Please come back later."),
)
_PAUSED = (
    to_translate("The collection is not available at the moment"),
    to_translate("It is being checked and will be back. Nothing has been lost."),
)


class Guard:
    """ASGI middleware that gives each request one edition (`scope["archive"]`) and holds it open until the end.

    It tells the language and the address in it, too (`scope["archive_place"]`), and in which others readers are told
    what is not there in theirs (`scope["archive_languages"]`). Readers only read: other methods, overlong addresses,
    and on a private site requests that name another host (DNS rebinding), go no further, and nobody is told apart by
    a cookie or a token.
    """

    def __init__(self, app: App, datasette: Any) -> None:
        self.app = app
        self.datasette = datasette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 503 where there is no edition that may be shown today."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        site: Site = self.datasette.archive_site
        private, path = site.settings.private, self._path(scope)
        refused = _refusal(scope, private=private)
        if refused is not None:
            await refused.asgi_send(_with_headers(send, b"no-store", private=private))
            return
        headers = [(key, value) for key, value in scope["headers"] if key.lower() not in _CREDENTIALS]
        known = {"archive_place": spoken(path), "archive_languages": site.settings.languages}
        scope = {**scope, "headers": headers, **known}
        static = path.startswith(_ALWAYS)
        generation = await site.take_up()
        # From here to the count nothing may wait, or the edition could be closed in between.
        if generation is None or site.expired():
            if static:
                await self.app(scope, receive, _with_headers(send, None, private=private))
                return
            answer = await self._pause(site, path, Request(scope, receive))
            await answer.asgi_send(_with_headers(send, b"no-store", private=private))
            return
        generation.requests += 1
        try:
            robots, cache = generation.pointer.robots, None if static else b"no-cache"
            told = _with_headers(send, cache, robots=robots, private=private)
            sheet = path.endswith(".csv") and not static
            await self.app({**scope, "archive": generation}, receive, spreadsheets.unarmed(told) if sheet else told)
        finally:
            site.leave(generation)

    def _path(self, scope: Scope) -> str:
        path: str = _raw_path(scope).decode("latin-1").partition("?")[0]
        return "/" + path.removeprefix(self.datasette.setting("base_url"))

    async def _pause(self, site: Site, path: str, request: Request) -> Response:
        unpublished = site.current is None and not site.damaged
        title, text = _UNPUBLISHED if unpublished else _PAUSED
        status = 200 if unpublished and request.scope["archive_place"][1] in {"", "/"} else 503
        if path.endswith(".json"):
            return Response.error(title, status)
        return await page(self.datasette, request, "message", {"heading": title, "text": text}, status)


def _raw_path(scope: Scope) -> bytes:
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    return path


def _refusal(scope: Scope, *, private: bool) -> Response | None:
    """What a request is told that goes no further (RFC 9110, sections 15.5.6, 15.5.15 and 15.5.20)."""
    if scope["method"] not in _METHODS:
        return Response.text("Method not allowed", 405, {"Allow": "GET, HEAD"})
    if len(_raw_path(scope)) + len(scope.get("query_string") or b"") > LONGEST:
        return Response.text("The address is too long", 414)
    if private and not _HERE.fullmatch(dict(scope["headers"]).get(b"host", b"")):
        return Response.text("Only for this computer", 421)
    return None


def _with_headers(send: Send, cache: bytes | None, *, robots: bool = False, private: bool = False) -> Send:
    """Like `send`, with the headers of the whole site."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = guarded(list(message.get("headers", [])), cache, robots=robots, private=private)
            message = {**message, "headers": headers}
        await send(message)

    return told
