"""The site in a real browser, without JavaScript, on a phone and on a desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from conftest import Workshop, serving

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (390, 1280)
PAGES = (
    "/",
    "/search?q=школа",
    "/items",
    "/items/title-card",
    "/items/judgment",
    "/items/specimen-0001",
    "/items/room-plan",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium on this machine: install it to try the site in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def address(sample: Workshop) -> Iterator[str]:
    sample.run("publish", "--yes")
    with serving(sample.root) as found:
        yield found


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_first_page_to_a_word_in_an_item_and_on_to_the_next(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
    strangers, troubles = [], []
    page.on("request", lambda request: strangers.append(request.url) if not request.url.startswith(address) else None)
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.get_by_role("searchbox").fill("школа")
    page.get_by_role("button", name="Search").click()
    assert "школе" in page.locator("mark").all_inner_texts()
    page.get_by_role("link", name="Forms of words").click()
    assert page.locator("h1").inner_text().startswith("Forms of words")
    page.get_by_text("Previous").first.wait_for()
    page.locator("a[rel=prev]").click()
    assert page.locator("h1").inner_text() != "Forms of words"
    for path in PAGES:
        page.goto(address + path)
    assert not strangers
    assert not troubles


@pytest.mark.parametrize("width", [360, *WIDTHS])
def test_no_page_is_wider_than_the_screen(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_sound_of_a_testimony_can_be_played(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/items/specimen-0001")
    length = page.evaluate(
        "new Promise((done, failed) => { const sound = document.querySelector('audio'); sound.preload = 'metadata';"
        " sound.onerror = () => failed('no sound'); if (sound.readyState) done(sound.duration);"
        " sound.onloadedmetadata = () => done(sound.duration); sound.load(); })"
    )
    assert 60 < length < 80
