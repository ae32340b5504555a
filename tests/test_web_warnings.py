"""A content warning stands before everything: nothing that it warns of is in a page until somebody asks for it."""

from __future__ import annotations

import pytest
from lxml import html

from web_fixture import make_edition


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    return make_edition(tmp_path_factory.mktemp("warnings") / "public")


@pytest.fixture(scope="module")
def site(specimen):
    datasette = specimen.site(pictures=["photo-3", "photo-2"])
    yield datasette
    datasette.close()


@pytest.fixture
def covered(specimen):
    """What may not be in a page before: pictures and text."""
    pictures = [specimen.file("photo-3", role)["path"] for role in ("large", "small")]
    return [*pictures, "behind a warning"]


async def see(site, path, status=200):
    answer = await site.client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.mark.parametrize(
    "path",
    ["/items/photo-3", "/ru/items/photo-3", "/search", "/search?q=square", "/search?q=warning&view=list", "/"],
)
async def test_nothing_that_is_warned_of_is_in_a_page_that_nobody_asked_for_it(site, covered, path):
    page = await see(site, path)
    assert not [part for part in covered if part in page]


async def test_the_page_of_an_item_says_first_what_comes_and_shows_a_veil_and_a_link(site, specimen):
    page = html.fromstring(await see(site, "/items/photo-3"))
    warning = page.cssselect(".warning")[0]
    assert [line.text_content() for line in warning.cssselect("p")] == ["Before you go on", "A specimen warning."]
    assert [image.get("src") for image in page.cssselect("main img")] == [
        f"/media/{specimen.file('photo-3', 'veiled')['path']}"
    ]
    assert page.cssselect(".covered a")[0].get("href") == "/items/photo-3?shown=yes"
    assert not page.cssselect("meta[property='og:image'], meta[name=description], .files, .description")


async def test_who_asks_sees_it_and_can_cover_it_again(site, covered):
    written = await see(site, "/items/photo-3?q=covered&at=1&shown=yes")
    page = html.fromstring(written)
    assert covered[0] in written
    assert "A passage behind a warning." in written
    assert "A square behind a warning." in page.cssselect(".description")[0].text_content()
    assert page.cssselect(".warning .again a")[0].get("href") == "/items/photo-3?q=covered&at=1"
    assert not page.cssselect("meta[property='og:image'], meta[name=description]")


async def test_asking_keeps_language_and_search(site):
    page = html.fromstring(await see(site, "/ru/items/photo-3?q=covered&at=1"))
    assert page.cssselect(".covered a")[0].get("href") == "/ru/items/photo-3?q=covered&at=1&shown=yes"
    assert [line.text_content() for line in page.cssselect(".warning p")][1:] == ["Образец."]


async def test_in_results_the_veil_and_the_words_of_the_warning_stand_for_it(site, specimen):
    page = html.fromstring(await see(site, "/search?q=square"))
    entry = next(found for found in page.cssselect(".results > li") if "A covered square" in found.text_content())
    assert entry.cssselect("img")[0].get("src").endswith(specimen.file("photo-3", "veiled")["path"])
    assert "A specimen warning." in entry.text_content()
    assert not entry.cssselect(".excerpt")


async def test_where_the_text_matches_only_that_is_said(site):
    page = html.fromstring(await see(site, "/search?q=passage"))
    (entry,) = page.cssselect(".results > li")
    assert entry.cssselect(".excerpt")[0].text_content() == "The words occur in its text."


async def test_home_shows_no_picture_that_has_a_warning_even_where_somebody_chose_it(site):
    page = html.fromstring(await see(site, "/"))
    assert [link.get("href") for link in page.cssselect(".wall a")] == ["/items/photo-2"]


async def test_a_picture_alone_is_not_to_be_had_around_the_warning(site):
    answer = await site.client.get("/ru/items/photo-3/picture/1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/ru/items/photo-3")
    assert "<img" in await see(site, "/items/photo-3/picture/1?shown=yes")
