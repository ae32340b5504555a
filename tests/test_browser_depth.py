"""Recordings, documents of many pages and large pictures in a real browser, mostly with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browsing import SPECIMENS, WIDTHS, chromium, in_the_way, showing_specimens, tab_to, windows

MINUTES = 4
ONCE = SPECIMENS["ONCE"]  # what is said at one moment: in Russian, in English
RECORDING, LEAF, ZOOM = "/items/specimen-long", "/items/specimen-document/pages/1/2", "/items/specimen-large/picture/1"
PAGES = (f"{RECORDING}?t=60", "/items/specimen-document", LEAF, ZOOM)
NOW = ".transcript li[aria-current]"


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(browser, tmp_path_factory):
    with showing_specimens(tmp_path_factory.mktemp("depth"), MINUTES, browser) as found:
        yield found


@pytest.fixture
def visit(browser, address):
    with windows(browser, address) as window:
        yield window


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def wait_to_see(line):
    """Wait until a line is in the window, and the player does not lie over it."""
    line.page.wait_for_function(
        """line => {
            const { top, bottom } = line.getBoundingClientRect();
            const player = document.querySelector(".player").getBoundingClientRect();
            return bottom <= innerHeight && top >= Math.max(0, player.bottom);
        }""",
        arg=line.element_handle(),
    )


def find_and_listen(page, language, words, minutes):
    """Look for words, follow the hit to its moment, and play another line, without ever touching the mouse."""
    said, told = ONCE if language == "ru" else reversed(ONCE)
    page.goto("/ru/" if language == "ru" else "/")
    tab_to(page.get_by_role("searchbox"))
    page.keyboard.type(words)
    enter(page)
    hits = page.locator("a.where")
    expect(hits).to_have_count(1)
    tab_to(hits)
    enter(page)

    line = page.locator(NOW)
    expect(line).to_contain_text(said)
    expect(line.locator("mark")).to_have_text(re.compile("гигрометр|hygrometer"))
    begins = float(line.get_attribute("data-start"))
    assert begins // 60 == minutes // 2
    sound = page.locator("audio")
    assert sound.evaluate("sound => sound.paused")
    assert abs(sound.evaluate("sound => sound.currentTime") - begins) < 0.1
    wait_to_see(line)
    beside = page.locator(".other", has_text=told)
    expect(beside).to_be_visible()
    wait_to_see(beside)

    page.keyboard.press("Tab")
    assert line.locator("a.time").evaluate("time => time === document.activeElement"), "one is where one was led"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(NOW)).to_contain_text(f"{minutes // 2 + 2}.")
    assert sound.evaluate("sound => !sound.paused")
    assert sound.evaluate("sound => sound.currentTime") // 60 == minutes // 2 + 1


@pytest.mark.parametrize(("language", "words"), [("ru", "гигрометра"), ("en", "hygrometers")])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_search_leads_to_the_moment_and_the_keyboard_plays_from_any_line(visit, width, language, words):
    find_and_listen(visit(width, script=True), language, words, MINUTES)


@pytest.mark.deep
def test_a_search_leads_to_the_moment_in_an_hour(browser, tmp_path):
    with showing_specimens(tmp_path, 60) as found, windows(browser, found) as window:
        find_and_listen(window(script=True), "ru", "гигрометра", 60)
        page = window(390, script=True)
        page.goto(f"{RECORDING}?t=3541.5")
        expect(page.locator(NOW)).to_contain_text("Minute 60")
        wait_to_see(page.locator(NOW))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_second_in_the_address_is_enough_to_be_led_to_its_line(visit, width):
    page = visit(width, script=True, height=600)
    page.goto(f"{RECORDING}?t=180")
    expect(page.locator(NOW)).to_contain_text("Minute 4")
    wait_to_see(page.locator(NOW))
    expect(page.locator(".contents li[aria-current]")).to_contain_text("The last minute")
    assert page.locator("audio").evaluate("sound => sound.paused && sound.currentTime === 180")


def test_the_contents_are_in_the_language_of_the_transcript_and_play_from_the_keyboard(visit):
    page = visit(script=True)
    page.goto(f"{RECORDING}?text=ru")
    contents = page.locator(".contents")
    expect(contents.get_by_role("heading", level=3)).to_have_text(["Начало", "Влажность", "Последняя минута"])
    tab_to(contents.get_by_role("link").nth(1))
    page.keyboard.press("Enter")
    expect(page.locator(NOW)).to_contain_text("Минута 3")
    assert page.locator("audio").evaluate("sound => !sound.paused && sound.currentTime >= 120")


def test_without_javascript_a_transcript_is_read_with_its_translation_beside_it(visit):
    page = visit()
    page.goto(RECORDING)
    lines = page.locator(".transcript .lines li")
    assert lines.count() == 2 * MINUTES
    row = page.locator(".transcript .lines li", has_text=ONCE[1])
    said, beside = (row.locator(f"> div:nth-of-type({number})").bounding_box() for number in (1, 2))
    assert abs(said["y"] - beside["y"]) < 2
    assert said["x"] + said["width"] <= beside["x"]
    expect(row.locator(".other")).to_contain_text(ONCE[0])
    with page.expect_navigation():
        row.get_by_role("link").click()
    assert page.locator("audio").get_attribute("src").endswith(f"#t={row.get_attribute('data-start')}")


def test_a_document_is_leafed_through_with_the_keyboard(visit):
    page = visit()
    page.goto("/items/specimen-document")
    pages = page.locator("figcaption a")
    last = int(pages.inner_text().split()[0])
    assert last > 2
    tab_to(pages)
    enter(page)
    for number in range(1, last + 1):
        assert page.url.endswith(f"/items/specimen-document/pages/1/{number}")
        expect(page.locator(".tools span")).to_have_text(f"{number} of {last}")
        assert page.locator(".leaf img").evaluate("leaf => leaf.complete && leaf.naturalWidth > 300")
        assert page.locator(".leaf .text p").first.inner_text()
        if number < last:
            tab_to(page.get_by_role("link", name="Next page"))
            enter(page)
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)
    tab_to(page.get_by_role("link", name="Previous page"))
    enter(page)
    expect(page.locator(".tools span")).to_have_text(f"{last - 1} of {last}")
    tab_to(page.locator("h1 a"))
    enter(page)
    expect(page.locator("h1")).to_have_text("Specimen: a document of several pages")


def place(page):
    """Where the picture lies: pixels of the window to one of it, and its corner."""
    return page.locator(".board").evaluate(
        "board => { const { a, e, f } = new DOMMatrix(board.style.transform); return [a, e, f]; }"
    )


def all_there(page):
    """Wait until every tile that is wanted has come and is a picture."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.board img')].every(tile => tile.complete && tile.naturalWidth)"
    )
    return page.locator(".board img").count()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_large_picture_is_looked_into_with_the_keyboard(visit, width):
    page = visit(width, script=True)
    page.goto(ZOOM)
    pane = page.get_by_role("application")
    tab_to(pane)
    assert pane.evaluate("pane => getComputedStyle(pane).outlineStyle") == "solid"
    whole, _, _ = place(page)
    assert all_there(page)
    for _ in range(12):
        page.keyboard.press("+")
    close, left, top = place(page)
    assert close == 2, "so far and no farther"
    assert all_there(page) >= 1
    box = pane.bounding_box()
    assert left == pytest.approx((box["width"] - 6144 * close) / 2, abs=1), "the middle stays in the middle"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert place(page) == pytest.approx([close, left - 80, top - 80])
    for _ in range(3):
        page.keyboard.press("-")
    assert place(page)[0] < close
    page.keyboard.press("0")
    assert place(page)[0] == pytest.approx(whole)


def test_a_large_picture_is_looked_into_with_the_pointer(visit):
    page = visit(script=True)
    page.goto(ZOOM)
    pane = page.get_by_role("application")
    whole, _, _ = place(page)
    box = pane.bounding_box()
    x, y = box["x"] + 300, box["y"] + 300
    page.get_by_role("button", name="Larger").click()
    larger, _, _ = place(page)
    assert larger == pytest.approx(whole * 1.5, rel=1e-3)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    page.wait_for_function(
        "before => new DOMMatrix(document.querySelector('.board').style.transform).a > before", arg=larger
    )
    close, left, top = place(page)
    page.mouse.down()
    page.mouse.move(x - 50, y - 30)
    page.mouse.up()
    assert place(page) == pytest.approx([close, left - 50, top - 30])
    page.mouse.dblclick(x, y)
    assert place(page)[0] > close
    for _ in range(12):
        page.get_by_role("button", name="Smaller").click()
    assert place(page)[0] == pytest.approx(whole)
    assert all_there(page)


def test_without_javascript_a_large_picture_is_seen_whole_and_larger(visit):
    page = visit()
    page.goto(ZOOM)
    assert page.locator(".pane img").evaluate("picture => picture.naturalWidth") == 1600
    expect(page.get_by_role("button")).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("link", name="Larger 1600 × 1067").click()
    assert page.locator(".pane img").bounding_box()["width"] == 1600


@pytest.mark.parametrize("path", [*PAGES, f"/ru{RECORDING}", f"/ru{ZOOM}"])
def test_nothing_is_in_the_way_and_nothing_is_wider_than_the_smallest_phone(visit, path):
    page = visit(360, script=True)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not in_the_way(page)
