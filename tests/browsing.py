"""The sample archive in a real browser: what the tests of it share."""

from __future__ import annotations

import contextlib
import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from conftest import PROJECT, Workshop, serving
from recordings import need

SPECIMENS = runpy.run_path(str(PROJECT / "tools" / "specimens.py"))

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=60_000)  # milliseconds, for machines that have other work

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
    "testimony without sound, a minute withheld": "/items/specimen-0005",
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
def windows(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens windows; at the end nothing was asked of other sites, and the browser had nothing to complain of."""
    strangers, troubles, opened = [], [], []

    def window(width=1280, scheme="light", *, script=False, height=900):
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        opened.append(context)
        page = context.new_page()
        page.on("request", lambda request: request.url.startswith(address) or strangers.append(request.url))
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield window
    for context in opened:
        context.close()
    assert not strangers
    assert not [trouble for trouble in troubles if "the server responded with a status of 4" not in trouble]


def tab_to(what: Locator, most: int = 60) -> None:
    """Press the tabulator until the keyboard is there."""
    what.wait_for()
    for _ in range(most):
        what.page.keyboard.press("Tab")
        if what.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"{what} is not reached with {most} tabs")


def in_the_way(page: Page) -> list[tuple[object, ...]]:
    """What axe finds wrong with a page, wide and narrow, light and dark."""
    page.evaluate(AXE_SCRIPT)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for found in page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]:
                faults += [
                    (width, scheme, found["id"], node["html"], node["failureSummary"]) for node in found["nodes"]
                ]
    return faults


@contextlib.contextmanager
def showing_specimens(folder: Path, minutes: int, browser: Browser | None = None) -> Iterator[str]:
    """The address of an archive with a recording of so many minutes; with a browser, a document and a large picture."""
    need("espeak-ng", "ffmpeg")
    archive = Workshop(folder / "specimens")
    SPECIMENS["add_recording"](archive.root, minutes)
    if browser:
        SPECIMENS["add_pages"](archive.root, browser)
    archive.run("publish", "--yes")
    with serving(archive.root) as address:
        yield address
