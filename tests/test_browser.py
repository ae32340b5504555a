"""The site in a real browser: on a phone and on a desk, light and dark, without JavaScript but for the player."""

from __future__ import annotations

import gzip
import itertools
import re

import pytest
from playwright.sync_api import expect

from browsing import GONE, OURS, SCHEMES, TABLES, WIDTHS, chromium, windows

KINDS = {"photo": "Photographs", "article": "Articles", "testimony": "Testimonies", "other": "Other items"}
LIGHTEST = 60_000  # bytes of a first visit, before its pictures


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser, shown):
    with windows(browser, shown) as window:
        yield window


def follow(link):
    """Click on what leads to another page, and wait for that."""
    with link.page.expect_navigation():
        link.click()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_from_the_first_page_by_words_and_kind_to_an_item_and_on_to_the_next(visit, width, kind):
    page = visit(width, "dark" if kind in {"photo", "testimony"} else "light")
    page.goto("/")
    page.get_by_role("searchbox").fill("archive project")
    follow(page.get_by_role("button", name="Search"))
    if width < 600:
        page.get_by_text("Narrow down").click()
    follow(page.locator(".narrow section").first.get_by_role("link", name=KINDS[kind]))
    expect(page.get_by_role("link", name=f"Remove: Kind {KINDS[kind]}")).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    follow(page.locator(".results h2 a").first)
    first = page.locator("h1").inner_text()
    expect(page.locator(".heading .facts")).to_contain_text(re.compile("Photo|Article|Testimony|Other"))
    follow(page.locator("a[rel=next]"))
    assert page.locator("h1").inner_text() != first
    follow(page.locator("a[rel=prev]"))
    assert page.locator("h1").inner_text() == first
    follow(page.get_by_text("Back to the results"))
    expect(page.locator(".results > li").first).to_contain_text(first)


def test_a_word_is_found_and_marked_in_another_of_its_forms(visit):
    page = visit()
    page.goto("/ru/")
    page.get_by_role("searchbox").fill("школа")
    follow(page.get_by_role("button", name="Найти"))
    assert "школе" in page.locator("mark").all_inner_texts()
    follow(page.get_by_role("link", name="Словарь форм"))
    assert {"школу", "школам", "школой"} <= set(page.locator(".text mark").all_inner_texts())


@pytest.mark.parametrize("path", [*OURS.values(), *GONE.values()], ids=[*OURS, *GONE])
def test_in_the_other_language_a_page_stays_the_page_it_was(visit, shown, path):
    page = visit()
    page.goto(path)
    here = page.url
    follow(page.locator(".ways a[hreflang=ru]"))
    assert page.url == here.replace(shown, f"{shown}/ru", 1)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).to_be_attached()
    follow(page.locator(".ways a[hreflang=en]"))
    assert page.url == here


def test_what_narrows_a_search_can_be_put_on_together_and_taken_off_again(visit):
    page = visit(390)
    page.goto("/search")
    assert page.locator(".grid").is_visible()
    whole = page.locator(".total").inner_text()
    for facet, value in (("Kind", "Photographs"), ("Subject", "Memory")):
        page.get_by_text("Narrow down").click()
        follow(page.get_by_role("link", name=re.compile(rf"^{value} \d+$")))
        expect(page.get_by_role("link", name=f"Remove: {facet} {value}")).to_be_visible()
    follow(page.get_by_role("link", name="list", exact=True))
    shown = page.locator(".list > li")
    assert page.locator(".total").inner_text() == f"{shown.count()} items"
    follow(page.get_by_role("link", name="newest first"))
    assert page.locator(".list > li").count() == shown.count()
    for value in ("Photographs", "Memory"):
        follow(page.get_by_role("link", name=re.compile(rf"^Remove: \w+ {value}")))
    assert page.locator(".total").inner_text() == whole


def test_pages_of_results_hold_all_items_once(visit):
    page = visit()
    page.goto("/search")
    total = int(page.locator(".total").inner_text().split()[0])
    seen = page.locator(".results h2").all_inner_texts()
    follow(page.get_by_role("link", name="Page 2"))
    expect(page.locator(".pager [aria-current=page]")).to_have_text("2")
    seen += page.locator(".results h2").all_inner_texts()
    assert len(set(seen)) == len(seen) == total
    follow(page.get_by_role("link", name="Previous"))
    assert page.locator(".results h2").first.inner_text() == seen[0]


@pytest.mark.parametrize(("width", "scheme"), list(itertools.product(WIDTHS, SCHEMES)))
@pytest.mark.parametrize(("item", "matter"), [("lights", "334"), ("chronology", "gymnasium")])
def test_what_an_item_warns_of_is_not_there_before_it_is_asked_for(visit, width, scheme, item, matter):
    page = visit(width, scheme)
    page.goto(f"/search?q={matter}&view=list")
    entry = page.locator(".warned", has=page.locator(f"h2 a[href^='/items/{item}?']"))
    expect(entry.locator(".warning")).to_contain_text("Content warning")
    expect(entry.locator("mark, .excerpt:not(:text('The words occur in its text.'))")).to_have_count(0)
    page.goto(f"/items/{item}")
    expect(page.locator(".warning")).to_be_visible()
    assert matter not in page.content()
    follow(page.get_by_role("link", name="Show it"))
    expect(page.locator(".warning")).to_be_visible()
    assert matter in page.content()
    follow(page.get_by_role("link", name="Cover it again"))
    assert matter not in page.content()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_picture_of_a_warned_item_is_veiled_in_lists(visit, scheme):
    page = visit(390, scheme)
    page.goto("/search?kind=photo")
    veil = page.locator(".warned .thumb img")
    assert veil.count() == 1
    page.goto("/items/lights?shown=yes")
    clear = page.locator(".picture img").get_attribute("srcset")
    page.goto("/items/lights")
    assert page.locator("img").count() == 1
    assert page.locator("img.veil").get_attribute("src") not in clear


def test_what_was_withdrawn_and_what_is_closed_say_so(visit):
    page = visit()
    assert page.goto("/items/withdrawn-statement").status == 410
    expect(page.locator("main")).to_contain_text("was withdrawn on 22 November 2026")
    assert page.goto("/items/nothing-is-here").status == 404
    follow(page.get_by_role("link", name="Browse the whole collection"))
    follow(page.get_by_role("link", name="Specimen: a closed description of a store room"))
    expect(page.get_by_role("note")).to_contain_text("It cannot be seen, heard or read here.")
    assert not page.locator("main img, audio, .text, .files").count()


@pytest.mark.parametrize(("width", "scheme"), list(itertools.product(WIDTHS, SCHEMES)))
def test_a_picture_can_be_looked_at_whole_and_from_near(visit, width, scheme):
    page = visit(width, scheme, height=700)
    page.goto("/items/accession-sheet")
    follow(page.locator(".picture a").first)
    picture = page.locator(".pane img")
    box = picture.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 700
    follow(page.get_by_role("link", name="Actual size"))
    box = picture.bounding_box()
    assert (box["width"], box["height"]) == (1000, 1300)
    assert box["y"] < 0, "the middle of the picture is what is shown first"
    follow(page.get_by_role("link", name="Next"))
    expect(page.locator(".bar .tools")).to_contain_text("2 of 2")
    follow(page.locator("h1 a"))
    expect(page.locator("h1")).to_have_text("Specimen: an accession sheet, front and back")


def test_an_item_of_parts_shows_them_and_leads_to_each(visit):
    page = visit(390)
    page.goto("/items/index-cards")
    parts = page.locator(".wall a")
    assert parts.count() == page.locator(".wall img").count() == 4
    title = parts.first.inner_text().strip()
    follow(parts.first)
    expect(page.locator("h1")).to_have_text(title)


def test_a_question_in_sql_is_run_changed_and_run_again(visit):
    page = visit()
    page.goto("/")
    follow(page.get_by_role("link", name="The data, for researchers"))
    follow(page.get_by_role("link", name="Run this query").first)
    assert page.locator(".scroll tbody tr").count() > 1
    page.locator("textarea").fill("select id from items where kind = 'testimony' order by id")
    follow(page.get_by_role("button", name="Run"))
    assert page.locator(".scroll tbody tr").all_inner_texts() == [
        "specimen-0001",
        "specimen-0002",
        "specimen-0005",
        "specimen-0007",
    ]
    page.locator("textarea").fill("select no_such_column from items")
    follow(page.get_by_role("button", name="Run"))
    expect(page.get_by_role("alert")).to_contain_text("no_such_column")


def test_a_table_is_filtered_and_leads_back_to_the_item(visit):
    page = visit(390, "dark")
    page.goto("/collection/items")
    page.get_by_text("Filter and sort").click()
    page.get_by_role("combobox", name="Column").select_option("kind")
    page.get_by_role("textbox", name="Value").fill("testimony")
    follow(page.get_by_role("button", name="Apply"))
    expect(page.locator("#rows")).to_contain_text("4 rows")
    follow(page.locator(".scroll .col-title a").first)
    expect(page.locator(".heading .facts")).to_contain_text("Testimony")


NOW = "li[aria-current]"
LAST = {"en": "End of the specimen.", "ru": "Конец образца."}  # what is said last in the recording


def test_the_transcript_follows_the_sound_and_a_time_plays_from_there(visit):
    page = visit(390, script=True, height=600)
    page.goto("/items/specimen-0001?text=ru")
    sound = page.locator("audio")
    sound.evaluate("sound => { sound.playbackRate = 0.25; }")
    page.get_by_role("link", name="0:07").click()
    expect(page.locator(NOW)).to_contain_text("вместе с расшифровкой")
    assert sound.evaluate("sound => !sound.paused && sound.currentTime >= 7.6 && sound.currentTime < 12")
    assert "t=7.608" in page.url
    sound.evaluate("sound => { sound.playbackRate = 16; }")
    expect(page.locator(NOW)).to_contain_text(LAST["ru"])
    expect(page.locator(NOW)).to_be_in_viewport()
    expect(sound).to_be_in_viewport()


def test_who_does_not_want_the_page_to_move_turns_that_off(visit):
    page = visit(390, script=True, height=600)
    page.goto("/items/specimen-0001")
    page.get_by_label("Follow the recording").uncheck()
    page.locator("audio").evaluate("sound => { sound.currentTime = 60; sound.playbackRate = 8; return sound.play(); }")
    top = page.evaluate("scrollY")
    expect(page.locator(NOW)).to_contain_text(LAST["en"])
    assert page.evaluate("scrollY") == top


def test_the_recording_does_not_cover_what_stands_beside_its_transcript(visit):
    page = visit(1280)
    page.goto("/items/specimen-0001")
    page.locator(".transcript .lines li").nth(8).evaluate("line => line.scrollIntoView({ block: 'center' })")
    lowest, highest = (page.locator(one).bounding_box() for one in (".player", ".transcript .aside"))
    assert 0 <= lowest["y"] + lowest["height"] <= highest["y"]


def test_an_address_with_a_second_begins_there(visit):
    page = visit(script=True)
    page.goto("/items/specimen-0001?text=ru&t=12.595#t12.595")
    expect(page.locator(NOW)).to_contain_text("Что нужно сделать")
    sound = page.locator("audio").element_handle()
    page.wait_for_function("sound => sound.paused && Math.abs(sound.currentTime - 12.595) < 0.1", arg=sound)
    expect(page.locator("li", has=page.locator(":target"))).to_be_in_viewport()


def test_without_javascript_a_time_is_a_link_to_the_line_and_the_second(visit):
    page = visit()
    page.goto("/items/specimen-0001?text=ru")
    expect(page.get_by_label("Следить")).not_to_be_visible()
    follow(page.get_by_role("link", name="0:25"))
    assert page.url.endswith("/items/specimen-0001?text=ru&t=25.87#t25.87")
    assert page.locator("audio").get_attribute("src").endswith("#t=25.87")


def test_all_of_it_can_be_done_with_the_keyboard(visit):
    page = visit(script=True)
    page.goto("/items/specimen-0001")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    times = page.locator("a.time")
    for _ in range(40):
        page.keyboard.press("Tab")
        if times.nth(2).evaluate("time => time === document.activeElement"):
            break
    assert times.nth(2).evaluate("time => getComputedStyle(time).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(NOW)).to_contain_text("before the recorder is switched on")
    assert page.locator("audio").evaluate("sound => !sound.paused")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(NOW)).to_contain_text("keeps a sound together")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_page_is_wider_than_the_smallest_phone_and_none_makes_the_browser_complain(visit, scheme):
    page = visit(360, scheme, script=True)
    paths = [*OURS.values(), *GONE.values(), *TABLES.values()]
    for path in paths if scheme == "light" else [f"/ru{path}" for path in (*OURS.values(), *GONE.values())]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_first_visit_is_light(visit):
    page = visit(script=True)
    kept = []
    wanted = ("document", "stylesheet", "script", "font")
    page.on("response", lambda answer: answer.request.resource_type in wanted and kept.append(answer))
    for path in ("/", "/items/specimen-0001"):
        kept.clear()
        page.goto(path, wait_until="load")
        assert len(kept) >= 2
        assert sum(len(gzip.compress(answer.body())) for answer in kept) <= LIGHTEST


def test_pictures_come_in_the_size_that_is_needed_and_when_they_are_needed(visit):
    phone, desk = visit(390), visit(1280)
    taken = []
    for page in (phone, desk):
        page.goto("/items/map-north-ossetia")
        taken.append(page.locator(".picture img").evaluate("picture => [picture.sizes !== '', picture.currentSrc]"))
    assert taken[0][0]
    assert taken[0] != taken[1]
    desk.goto("/items/accession-sheet")
    assert [picture.get_attribute("loading") for picture in desk.locator(".picture img").all()] == [None, "lazy"]
    for path in ("/", "/search?kind=photo"):
        desk.goto(path)
        loading = [picture.get_attribute("loading") for picture in desk.locator("main img").all()]
        assert loading[:4] == [None] * 4
        assert set(loading[4:]) == {"lazy"}
