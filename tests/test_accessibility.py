"""Every type of page, by axe: nothing in the way of readers with a screen reader, a keyboard or weak eyes."""

from __future__ import annotations

import pytest

from browsing import GONE, OURS, TABLES, chromium, in_the_way

PAGES = OURS | GONE
PLACES = [
    *(pytest.param(f"/ru{path}", id=f"{name}, Russian") for name, path in PAGES.items()),
    *(pytest.param(path, id=name) for name, path in (PAGES | TABLES).items()),
]


@pytest.fixture(scope="module")
def page():
    with chromium() as browser:
        yield browser.new_page()


@pytest.mark.parametrize("path", PLACES)
def test_nothing_is_in_the_way_light_or_dark_wide_or_narrow(page, shown, path):
    page.goto(shown + path)
    assert not in_the_way(page)
