"""Datasette's own pages over the edition: what the tables are called there, and the way back to our pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Base400, Request
from datasette.views.base import DatasetteError
from markupsafe import Markup

from archive.web.edition import DATABASE, Generation
from archive.web.interface import LANGUAGES, interface
from archive.web.respond import DEFAULT, prefix
from archive.web.shown import settled

# What Datasette takes as it comes, and trips over; of these, the beginning and the end.
_FRAGILE = ("_facet", "_through", "_timelimit"), ("__in",)
_OF_ITEMS = ("statements", "files", "passages", None)  # None: the answer to a query


def said(datasette: Any) -> Mapping[str, Any]:
    """What `datasette.yaml` says of the tables, by name."""
    written = (datasette.config.get("databases") or {}).get(DATABASE) or {}
    return written.get("tables") or {}


async def describe(datasette: Any) -> None:
    """Take the descriptions of tables and columns from `datasette.yaml`.

    Datasette 1.0 reads them from `metadata.yaml` alone; here one file says all.
    """
    written = (datasette.config.get("databases") or {}).get(DATABASE) or {}
    for key in ("title", "description"):
        if key in written:
            await datasette.set_database_metadata(DATABASE, key, written[key])
    for table, words in said(datasette).items():
        if "description" in words:
            await datasette.set_resource_metadata(DATABASE, table, "description", words["description"])
        for column, text in (words.get("columns") or {}).items():
            await datasette.set_column_metadata(DATABASE, table, column, "description", text)


def misunderstood(request: Request, exception: Exception) -> bool:
    """Whether Datasette has tripped over what somebody asked of a table: no fault of the site (RFC 9110, 15.5.1)."""
    if isinstance(exception, Base400) or (isinstance(exception, DatasetteError) and exception.status < 500):
        return False
    begins, ends = _FRAGILE
    asked = any(name.startswith(begins) or name.endswith(ends) for name in request.args)
    return asked and "table" in request.url_vars


def dress(datasette: Any, request: Request) -> dict[str, Any]:
    """What `templates/base.html` and those above it need beside what Datasette gives them; all in English.

    `allow_download` stands in for Datasette's, which asks its settings alone.
    """
    edition: Generation | None = request.scope.get("archive")
    words = interface(DEFAULT)
    return {
        "_": words.gettext,
        "ngettext": words.ngettext,
        "labels": words.labels,
        "language": DEFAULT,
        "languages": LANGUAGES,
        "here": lambda language: datasette.urls.path(f"{prefix(language)}/data"),
        "path": datasette.urls.path,
        "place": None,
        "site": datasette.archive_site.settings.said(DEFAULT),
        "edition": edition,
        "described": said(datasette),
        "allow_download": edition is not None and edition.pointer.download,
    }


def cell(datasette: Any, table: str | None, column: str, row: Any, value: Any) -> Markup | None:
    """A cell that names an item or a published file, as a link to it; None for any other."""
    # Datasette has put the item's title beside its id where the table says what `item` refers to.
    value, label = (value["value"], value["label"]) if isinstance(value, Mapping) else (value, value)
    if not value or not isinstance(value, str):
        return None
    if column == "item" and table in _OF_ITEMS:
        return _link(datasette, f"/items/{quote(value, safe='')}", label)
    if table == "items" and column == "title":
        return _link(datasette, f"/items/{quote(row['id'], safe='')}", label)
    if (table, column) in {("files", "path"), ("items", "thumbnail")}:
        return _link(datasette, f"/media/{quote(value)}", label)
    return None


def _link(datasette: Any, path: str, label: Any) -> Markup:
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), settled(label))
