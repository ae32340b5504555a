"""The pages of an edition as they are served: every address that the site names, asked for and read."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from html import unescape
from typing import Protocol
from urllib.parse import quote, urljoin, urlsplit

from archive.edition.audit.finding import Finder
from archive.edition.audit.folding import CUT
from archive.edition.audit.hits import Hit, hits

_LINK = re.compile(r"""(?:href|src|action|data-[a-z-]+)=["']([^"'#]+)""")
_LOC = re.compile(r"<loc>([^<]+)</loc>")
_HERE = "http://localhost/"
_EACH = 6  # addresses with one path, which differ in what they ask for; rows of one table
MOST = 3000  # addresses
_LONGEST = 2000  # characters of an address
_STARTS = (
    *("", "ru/", "items", "search", "data", "collection", "collection.json", "robots.txt", "sitemap.xml", "feed"),
    *("-/versions.json", "-/plugins.json", "-/settings.json", "-/config.json", "-/databases.json", "-/metadata.json"),
    *(
        "-/threads.json",
        "-/actor.json",
        "-/schema.json",
        "collection/-/schema.json",
        "no-such-page",
        "media/no-such-file",
    ),
)
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript", "image/svg")


class Answer(Protocol):
    """What a server answers."""

    @property
    def headers(self) -> object:
        """Its headers, which say all when they are written out."""

    @property
    def content(self) -> bytes:
        """Its body."""

    @property
    def text(self) -> str:
        """Its body as text."""


Ask = Callable[[str], Awaitable[Answer]]


async def read_pages(ask: Ask, items: Iterable[str], tables: Iterable[str], finder: Finder) -> tuple[list[Hit], int]:
    """What is found in the pages of a site, and how many were read: those of the items and tables, and what they name.

    `ask` gets an address of the site, from its root. Pictures, sound and the database are not read here: they are
    read where they lie. No more than `MOST` addresses are; who sees as many should read the rest by hand.
    """
    due = deque(_first(items, tables))
    seen, counts, found = set(due), Counter[str](), list[Hit]()
    read = 0
    while due and read < MOST:
        address = due.popleft()
        answer = await ask(address)
        read += 1
        body = answer.text if _is_text(answer) else ""
        found += hits(f"page {address}", finder.in_text(f"{address} {CUT} {answer.headers!r}"))
        found += hits(f"page {address}", finder.in_text(body))
        for link in _links(address, body):
            kind = _kind(link)
            if link not in seen and counts[kind] < _EACH:
                counts[kind] += 1
                seen.add(link)
                due.append(link)
    return list(dict.fromkeys(found)), read


def _first(items: Iterable[str], tables: Iterable[str]) -> Iterator[str]:
    yield from (f"/{start}" for start in _STARTS)
    for item in items:
        path = quote(item, safe="")
        yield from (f"/items/{path}", f"/items/{path}?shown=yes", f"/items/{path}.json", f"/ru/items/{path}")
    for table in tables:
        yield from (f"/collection/{quote(table)}{end}" for end in ("", ".json?_size=max", ".csv?_size=max"))


def _links(address: str, body: str) -> Iterator[str]:
    """The addresses of the same site that a page names, but for media, and pages of what was asked for."""
    for link in (*_LINK.findall(body), *_LOC.findall(body)):
        whole = urlsplit(urljoin(urljoin(_HERE, address), unescape(link)))
        lies_as_file = whole.path.startswith("/media/") or whole.path.endswith(".db")
        if (whole.scheme, whole.netloc) == ("http", "localhost") and not lies_as_file and len(link) < _LONGEST:
            yield whole.path + (f"?{whole.query}" if whole.query else "")


def _kind(link: str) -> str:
    """What the address is one of: its path, and of the pages of single rows the table."""
    path = link.partition("?")[0]
    return "/".join(path.split("/")[:3]) if path.startswith("/collection/") else path


def _is_text(answer: Answer) -> bool:
    kind = str(getattr(answer.headers, "get", dict[str, str]().get)("content-type", ""))
    return kind.startswith(_TEXTS)
