"""Every type of page, by axe: nothing in the way of readers with a screen reader, a keyboard or weak eyes."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from browsing import GONE, OURS, SCHEMES, TABLES, WIDTHS, chromium, showing

PAGES = OURS | GONE
PLACES = [
    *(pytest.param(f"/ru{path}", id=f"{name}, Russian") for name, path in PAGES.items()),
    *(pytest.param(path, id=name) for name, path in (PAGES | TABLES).items()),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with showing(tmp_path_factory.mktemp("accessibility")) as found:
        yield found


@pytest.fixture(scope="module")
def page(address):
    with chromium() as browser:
        yield browser.new_page()


@pytest.mark.parametrize("path", PLACES)
def test_nothing_is_in_the_way_light_or_dark_wide_or_narrow(page, address, path):
    page.goto(address + path)
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
    assert not faults
