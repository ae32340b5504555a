"""What stands before every request: the current edition, or a quiet page where there is none that may be shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils.asgi import Request, Response

from archive.web.edition import Site
from archive.web.labels import to_translate
from archive.web.respond import page, spoken

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_ALWAYS = ("/-/static/", "/-/static-plugins/", "/favicon.ico")  # nothing of the collection is in them
_UNPUBLISHED = (
    to_translate("Nothing has been published yet"),
    to_translate("There is nothing to read here yet. Please come back later."),
)
_PAUSED = (
    to_translate("The collection is not available at the moment"),
    to_translate("It is being checked and will be back. Nothing has been lost."),
)
# Readers of an archive like this one need not tell other sites what they read.
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"SAMEORIGIN",
}
# No page has scripts or styles within it or takes anything from elsewhere, Datasette's own included.
_POLICY = (
    b"default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'; "
    b"form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


class Guard:
    """ASGI middleware that gives each request one edition (`scope["archive"]`) and holds it open until the end.

    It tells the language and the address in it, too (`scope["archive_place"]`), and in which others readers are told
    what is not there in theirs (`scope["archive_languages"]`).
    """

    def __init__(self, app: App, datasette: Any) -> None:
        self.app = app
        self.datasette = datasette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 503 where there is no edition that may be shown today."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        site: Site = self.datasette.archive_site
        path = self._path(scope)
        static = path.startswith(_ALWAYS)
        scope = {**scope, "archive_place": spoken(path), "archive_languages": site.settings.languages}
        generation = await site.take_up()
        # From here to the count nothing may wait, or the edition could be closed in between.
        if generation is None or site.expired():
            if not static:
                answer = await self._refuse(site, path, Request(scope, receive))
                await answer.asgi_send(_guarded(send, b"no-store"))
                return
            await self.app(scope, receive, send)
            return
        generation.requests += 1
        try:
            await self.app({**scope, "archive": generation}, receive, send if static else _guarded(send, b"no-cache"))
        finally:
            site.leave(generation)

    def _path(self, scope: Scope) -> str:
        path: str = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
        return "/" + path.removeprefix(self.datasette.setting("base_url"))

    async def _refuse(self, site: Site, path: str, request: Request) -> Response:
        unpublished = site.current is None and not site.damaged
        title, text = _UNPUBLISHED if unpublished else _PAUSED
        status = 200 if unpublished and request.scope["archive_place"][1] in {"", "/"} else 503
        if path.endswith(".json"):
            return Response.error(title, status)
        return await page(self.datasette, request, "message", {"heading": title, "text": text}, status)


def _guarded(send: Send, cache: bytes) -> Send:
    """Like `send`, with the headers of the whole site; nothing is kept by a cache without asking again, because what
    is withdrawn has to go at once.
    """

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(key.lower(), value) for key, value in message.get("headers", [])]
            kept = [(key, value) for key, value in headers if key != b"cache-control" or b"no-store" in value]
            present = dict(kept)
            added = {**_HEADERS, b"cache-control": cache}
            if present.get(b"content-type", b"").startswith(b"text/html"):
                added[b"content-security-policy"] = _POLICY
            message = {**message, "headers": kept + [pair for pair in added.items() if pair[0] not in present]}
        await send(message)

    return guarded
