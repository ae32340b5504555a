"""Which addresses of Datasette's are open, and what is said at those that are answered differently here.

All others are closed, those of other plugins and of later versions too, until somebody has looked at what they tell:
`docs/serving.md` says of each address what is there, and a test compares it with those that Datasette knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from archive.store.rows import File
from archive.web import media
from archive.web.edition import DATABASE, Generation

_TABLE = r"(?!-(?:[/.]|$))[^/.]+"  # "-" is the name of none
_OPEN = (
    r"/-/static-plugins/memory[-_]archive/.+",
    r"/favicon\.ico",
    rf"/{DATABASE}(?:\.json)?",
    rf"/{DATABASE}/-/query(?:\.json|\.csv)?",
    rf"/{DATABASE}/-/schema(?:\.json|\.md)?",
    rf"/{DATABASE}/{_TABLE}(?:\.json|\.csv)?",
    rf"/{DATABASE}/{_TABLE}/-/schema(?:\.json|\.md)?",
    rf"/{DATABASE}/{_TABLE}/(?!-$)[^/]+",
)
_TYPE = "application/vnd.sqlite3"
_NOBODY = "User-agent: *\nDisallow: /\n"
# Every table can be sorted and filtered in endlessly many ways.
_ANYBODY = f"User-agent: *\nDisallow: /{DATABASE}\nDisallow: /-/\nDisallow: /*?\n"


def shut(mounts: Iterable[str]) -> str:
    """The pattern of all addresses that are not open; `mounts` are folders that the archive itself lets be served."""
    served = (rf"/{re.escape(mount.strip('/'))}/.+" for mount in mounts)
    return rf"^(?!(?:{'|'.join((*_OPEN, *served))})$)(?s:.*)$"


async def closed(request: Request) -> Response:
    """Nothing: workbenches for developers, ways to write, what tells of the machine. Raises NotFound."""
    raise NotFound(f"{request.path} is not part of this site")


async def robots(request: Request) -> Response:
    """`/robots.txt`: whether search engines may read the site (RFC 9309); not unless the edition says so."""
    edition: Generation = request.scope["archive"]
    return Response.text(_ANYBODY if edition.pointer.robots else _NOBODY)


async def databases(datasette: Any) -> Response:
    """`/-/databases`: as Datasette's own, without the path: where the archive lies on a disk concerns nobody."""
    known = [datasette.databases[DATABASE]]
    fields = ("name", "route", "size", "is_mutable", "is_memory", "hash")
    return Response.json({"ok": True, "databases": [{field: getattr(one, field) for field in fields} for one in known]})


async def download(datasette: Any, request: Request, receive: media.Receive, send: media.Send) -> Response | None:
    """`/collection.db`: the whole edition, where it may be taken; of two that change places, one.

    Raises Forbidden where it may not.
    """
    edition: Generation | None = request.scope["archive"]
    while edition is not None and edition.pointer.download:
        try:
            return await media.answer(_whole(edition), request, receive, send, _told(edition))
        except FileNotFoundError:
            # Its edition went before a byte of it was sent; the next one is there by then.
            following = await datasette.archive_site.take_up()
            edition = following if following is not edition else None
    raise Forbidden("The whole database is not given")


def _whole(edition: Generation) -> media.Stretch:
    database, size = edition.database.path, edition.database.size
    listed = File("", 0, "database", f"{DATABASE}.db", _TYPE, size, edition.pointer.digest)
    return media.Stretch(listed, Path(database), range(size))


def _told(edition: Generation) -> dict[str, str]:
    return {
        "content-type": _TYPE,
        "content-disposition": f'attachment; filename="{DATABASE}.db"',
        "etag": f'"{edition.pointer.digest}"',
        "accept-ranges": "bytes",
    }


ROUTES = (
    (r"^/-/databases(\.json)?$", databases),
    (r"^/robots\.txt$", robots),
    (rf"^/{DATABASE}\.db$", download),
)
