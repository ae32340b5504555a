"""The site of those 97,460 items, asked by one visitor over one connection: milliseconds from a request to the last
byte of its answer. Every page was asked for once before, but for words that are asked for once each. The words are
found in the edition by how many items have them.

Our page of an item stands beside Datasette's own page of the same row, asked in turn. The weight of a first visit is
that of the home page with its style sheets and scripts, each as gzip packs it.
"""

from __future__ import annotations

import contextlib
import gzip
import html
import http.client
import random
import re
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from datasette.utils import tilde_encode
from museum import COMMAND, published
from report import Row, compare

from archive.search import Query, ask

LIMIT = ("limit", [100.0])  # ms
WEIGHT = ("limit", [60.0])  # kB
REQUESTS = 10  # of each page in a run
FRESH = 30  # words that are asked for once
WORDS = """SELECT term, max(doc) AS items FROM temp.words
    WHERE col IN ('title', 'text') AND length(term) > 2 AND term NOT GLOB '*[^a-z]*'
    GROUP BY term ORDER BY items DESC, term"""
LOADED = re.compile(r'<(?:link[^>]+rel="stylesheet"[^>]+href|script[^>]+src)="([^"]+)"')
RESULT = re.compile(r'href="(/items/[^"]+q=[^"]+)"')


class Site:
    """A site, asked over one connection that is kept."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def get(self, path: str) -> tuple[float, bytes]:
        """The milliseconds of a request, and what was answered. Raises RuntimeError where it is no page."""
        started = time.perf_counter()
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        body = response.read()
        spent = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return spent, body

    def spent(self, path: str) -> float:
        """The milliseconds alone."""
        return self.get(path)[0]

    def weight(self, path: str) -> float:
        """The kilobytes of a page with its style sheets and scripts, packed."""
        text = self.get(path)[1]
        loaded = [html.unescape(found) for found in LOADED.findall(text.decode())]
        parts = [text, *(self.get(urljoin(path, address))[1] for address in loaded)]
        return sum(len(gzip.compress(part)) for part in parts) / 1000


def run(scratch: Path, repeats: int) -> list[Row]:
    """Each page beside 100 ms, our page of an item beside Datasette's, the weight beside 60 kB."""
    root = published(scratch)
    (edition,) = (root / "public" / "editions").glob("*/collection.db")
    with contextlib.closing(sqlite3.connect(f"{edition.as_uri()}?mode=ro", uri=True)) as connection:
        pages, fresh = _searches(connection)
        items = [item for (item,) in connection.execute("SELECT id FROM items ORDER BY id")]
    some = random.Random(2004).sample(items, REQUESTS * (repeats + 1))
    with _serving(root) as site:
        found = RESULT.search(site.get(next(iter(pages.values())))[1].decode())
        pages |= {
            "home": "/",
            "home in Russian": "/ru/",
            "all there is": "/search",
            "all there is, page 1,000": "/search?page=1000",
            "an item, its neighbours those of a search": html.unescape(found[1]) if found else f"/items/{some[0]}",
            "an item's record as JSON": f"/items/{some[0]}.json",
            "what the tables hold": "/data",
            "Datasette's table of items": "/collection/items",
        }
        for path in pages.values():
            site.get(path)
        spent = {what: [site.spent(path) for _ in range(REQUESTS * repeats)] for what, path in pages.items()}
        spent[f"search, {FRESH} words, each for the first time"] = [site.spent(_search(word)) for word in fresh]
        pairs = [(site.spent(f"/items/{item}"), site.spent(f"/collection/items/{tilde_encode(item)}")) for item in some]
        own, peer = (list(side) for side in zip(*pairs[REQUESTS:], strict=True))
        spent[f"an item, {len(own)} different ones"] = own
        weight = site.weight("/")
    rates = [1000 * len(side) / sum(side) for side in (own, peer)]
    return [
        *(_row(what, milliseconds) for what, milliseconds in spent.items()),
        compare("pages of items in a second", ("ours", rates[:1]), ("Datasette's row", rates[1:]), "", at_least=3),
        compare("weight of a first visit", ("home, style sheets, scripts", [weight]), WEIGHT, "kB", at_most=1),
    ]


def _row(what: str, milliseconds: Sequence[float]) -> Row:
    most = statistics.quantiles(milliseconds, n=20)[-1]
    return compare(what, (f"95 % within {most:.0f} ms", milliseconds), LIMIT, "ms", at_most=1)


def _searches(connection: sqlite3.Connection) -> tuple[dict[str, str], list[str]]:
    """The addresses of searches by what they are, the first one's with few results, and words of middling frequency."""
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, _search, col)")
    words = dict(connection.execute(WORDS).fetchall())
    every = max(words.values())
    middling = sorted(words, key=lambda word: (abs(words[word] - every / 100), word))[: FRESH + 1]
    rare = next(word for word, items in words.items() if items <= 10)
    commonest, *_ = words
    common = [word for word, items in words.items() if items < every * 0.75][:2]
    facets = ask(connection, Query(common[0], limit=0)).facets
    filters = {name: facets[name][0].key for name in ("creator", "subject")}

    def told(*asked: str) -> str:
        return ", ".join(f"“{word}” ({words[word]:,} items)" for word in asked)

    searches = {
        f"search: {told(middling[0])}": _search(middling[0]),
        f"search: {told(rare)}": _search(rare),
        f"search: {told(commonest)}": _search(commonest),
        f"search: {told(*common)}": _search(" ".join(common)),
        f"search: {told(common[0])}, two filters": _search(common[0], **filters),
        "all there is, two filters": _search("", **filters),
    }
    return searches, middling[1:]


def _search(words: str, **filters: str) -> str:
    return f"/search?{urlencode({'q': words, **filters})}"


@contextlib.contextmanager
def _serving(root: Path) -> Iterator[Site]:
    """The site of an archive as `archive serve` shows it, as long as one looks."""
    command: list[str | Path] = [COMMAND, "--archive", root, "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith("http://"):
            raise RuntimeError("the site did not start")
        yield Site(line.split()[0])
    finally:
        process.terminate()
        process.communicate(timeout=20)
