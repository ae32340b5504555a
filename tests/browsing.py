"""The sample archive in a real browser: what the tests of it share."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from conftest import PROJECT, Workshop, serving

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCHEMES = ("light", "dark")
WIDTHS = (390, 1280)

# Every type of page. Those of `OURS` are there in each language; the others are Datasette's own, in English.
OURS = {
    "home": "/",
    "search": "/search?q=школе",
    "search without an answer": "/search?q=zzzz&kind=photo",
    "browsing": "/search?page=2",
    "browsing in a list, filtered": "/search?kind=photo&view=list&order=oldest",
    "photo": "/items/map-north-ossetia",
    "photo of several pictures": "/items/accession-sheet",
    "parts": "/items/index-cards",
    "picture": "/items/accession-sheet/picture/1",
    "picture at its own size": "/items/accession-sheet/picture/2?size=actual",
    "article": "/items/how-a-testimony-comes-in",
    "article from a search": "/items/word-forms?q=школе&at=1",
    "testimony": "/items/specimen-0001?t=12.6",
    "testimony without sound": "/items/specimen-0002",
    "covered": "/items/lights",
    "uncovered": "/items/chronology?shown=yes",
    "closed": "/items/room-plan",
    "data": "/data",
}
GONE = {"withdrawn": "/items/withdrawn-statement", "not found": "/items/nothing-is-here"}
TABLES = {
    "tables": "/collection",
    "table": "/collection/statements?term=title&_size=8",
    "row": "/collection/items/judgment",
    "query": "/collection/-/query?sql=select+kind%2C+count(*)+from+items+group+by+1",
    "query that fails": "/collection/-/query?sql=select+nothing",
}


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium; where it has none, the test is skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium on this machine: install it to try the site in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield opened
        opened.close()


@contextlib.contextmanager
def showing(folder: Path) -> Iterator[str]:
    """The address of the sample as it comes, published and served."""
    sample = Workshop(folder / "sample")
    for name in ("collection", "metadata"):
        shutil.copytree(PROJECT / name, sample.root / name)
    shutil.copy2(PROJECT / "datasette.yaml", sample.root)
    sample.run("publish", "--yes")
    with serving(sample.root) as address:
        yield address
