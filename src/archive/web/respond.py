"""One way to answer with a page of ours, in the language of its address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

from datasette.utils.asgi import Request, Response
from jinja2 import Environment
from markupsafe import Markup

from archive.web import labels
from archive.web.cards import speaks
from archive.web.dates import written_out
from archive.web.interface import LANGUAGES, interface

DEFAULT = next(iter(LANGUAGES))


def spoken(path: str) -> tuple[str, str]:
    """The language of an address, and the address in the default one: `/ru/search` is `/search` in Russian."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, slash + rest) if first in LANGUAGES and first != DEFAULT else (DEFAULT, path)


def prefix(language: str) -> str:
    """What the addresses of a language begin with."""
    return "" if language == DEFAULT else f"/{language}"


@lru_cache(maxsize=8)
def _templates(datasette: Any) -> Environment:
    """Datasette's templates, rendered in one go: it asks of every expression whether there is something to wait for,
    which takes longer than all else in a page of ours, where there never is.
    """
    environment: Environment = datasette.get_jinja_environment().overlay(enable_async=False)
    return environment


def _styles(datasette: Any) -> list[dict[str, str]]:
    """The style sheets of the archive's own, that `extra_css_urls` in `datasette.yaml` names."""
    named = datasette.config.get("extra_css_urls") or ()
    urls = (one["url"] if isinstance(one, Mapping) else one for one in named)
    return [{"url": datasette.urls.path(url) if url.startswith("/") else url} for url in urls]


@lru_cache(maxsize=32)
def _static(datasette: Any, path: str, plugin: str | None = None) -> str:
    """As Datasette's own, which looks through all that is installed each time: a third of what a page takes."""
    return str(datasette.static(path, plugin=plugin))


async def page(
    datasette: Any,
    request: Request,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> Response:
    """The page that `templates/archive/TEMPLATE.html` makes of the context."""
    language, place = request.scope["archive_place"]
    words = interface(language, datasette.archive_site.settings.languages)
    query = f"?{request.query_string}" if request.query_string else ""

    def path(address: str) -> str:
        return str(datasette.urls.path(prefix(language) + address))

    def here(other: str) -> str:
        return str(datasette.urls.path(prefix(other) + (place or "/") + query))

    def lang(tag: str | None) -> Markup:
        if not tag or tag == language:
            return Markup()
        if speaks(tag, language):
            return Markup(' lang="{}"').format(tag)
        return Markup(' lang="{}" data-in="{}"').format(tag, words.labels.language(tag))

    known = {
        "_": words.gettext,
        "ngettext": words.ngettext,
        "labels": words.labels,
        "clock": labels.clock,
        "dated": lambda date: written_out(date, words),
        "anchor": labels.anchor,
        "lang": lang,
        "static": partial(_static, datasette),
        "language": language,
        "languages": LANGUAGES,
        "here": here,
        "at": lambda other, address: datasette.urls.path(prefix(other) + address),
        "path": path,
        "place": place,
        "absolute": lambda address: datasette.absolute_url(request, str(address)),
        "site": datasette.archive_site.settings.said(language),
        "edition": request.scope.get("archive"),
        "urls": datasette.urls,
        "extra_css_urls": _styles(datasette),
        **context,
    }
    html = _templates(datasette).get_template(f"archive/{template}.html").render(known)
    headers = {"Content-Language": language}
    return Response.html(html, status=status, headers=headers)
