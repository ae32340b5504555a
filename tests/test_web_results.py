"""The page of results: what was found and why, and the ways to find less or more."""

from __future__ import annotations

import pytest
from lxml import html

from web_fixture import make_edition


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    datasette = make_edition(tmp_path_factory.mktemp("results") / "public").site()
    yield datasette
    datasette.close()


async def see(site, path):
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def text(page, path):
    return [" ".join(found.text_content().split()) for found in page.cssselect(path)]


async def test_search_finds_another_form_of_the_word_and_marks_it(site):
    page = await see(site, "/search?q=папка")
    assert text(page, ".total") == ["1 item for “папка”"]
    assert text(page, ".results h2") == ["How paper is kept"]
    assert text(page, ".excerpt mark") == ["папке", "Папки"]
    assert page.cssselect(".excerpt")[0].get("lang") == "ru"
    assert page.cssselect(".where")[0].get("href").endswith("at=1&text=ru#p2")


async def test_search_leads_to_the_second_in_a_recording(site):
    page = await see(site, "/search?q=голос")
    assert text(page, ".where") == ["at 0:09"]
    address, _, target = page.cssselect(".where")[0].get("href").partition("#")
    assert address.endswith("&text=ru&t=9.25")
    assert (await see(site, address)).get_element_by_id(target) is not None


async def test_a_value_that_matches_is_shown_with_the_name_of_its_term(site):
    assert text(await see(site, "/search?q=maker"), ".excerpt") == ["Creator: Specimen maker"]


async def test_facets_count_and_lead_on_and_a_chosen_one_can_be_taken_off(site):
    page = await see(site, "/search?q=образец")
    assert text(page, ".narrow h2")[:2] == ["Kind", "Time"]
    kinds = page.cssselect(".narrow section")[0]
    assert text(kinds, "a") == ["Articles 1", "Testimonies 1"]
    page = await see(site, kinds.cssselect("a")[1].get("href"))
    assert text(page, ".total") == ["1 item for “образец”"]
    assert text(page, ".chips a") == ["Remove: Kind Testimonies ×"]
    assert text(page, ".narrow [aria-current]") == ["Testimonies 1"]
    page = await see(site, page.cssselect(".chips a")[0].get("href"))
    assert text(page, ".total") == ["2 items for “образец”"]


async def test_filters_hold_together_and_stay_when_the_words_change(site):
    page = await see(site, "/search?kind=testimony&language=ru&order=newest")
    assert text(page, ".total") == ["1 item"]
    kept = [(field.get("name"), field.get("value")) for field in page.cssselect(".search input[type=hidden]")]
    assert kept == [("kind", "testimony"), ("language", "ru"), ("order", "newest")]


async def test_time_is_a_filter_and_an_order(site):
    page = await see(site, "/search?time=2012")
    assert text(page, ".results h2") == ["Образец расшифровки"]
    oldest, newest = [text(await see(site, f"/search?order={order}"), ".results h2") for order in ("oldest", "newest")]
    assert oldest[0] == "A closed specimen"
    assert newest[0] == "A drawn square"


async def test_without_words_everything_is_listed_by_title_in_pages(site, monkeypatch):
    monkeypatch.setattr("archive.web.results.PER_PAGE", 3)
    first = await see(site, "/search")
    assert text(first, ".total") == ["8 items in the collection"]
    assert text(first, ".pager li") == ["1", "2", "3"]
    seen = []
    for number in (1, 2, 3):
        seen += text(await see(site, f"/search?page={number}"), ".results h2")
    assert len(set(seen)) == len(seen) == 8
    assert text(await see(site, "/search?page=999999"), ".results h2") == seen[6:]


async def test_who_looks_for_words_gets_a_list_who_browses_a_grid_and_each_can_have_the_other(site):
    assert (await see(site, "/search")).cssselect(".results.grid")
    assert (await see(site, "/search?q=square")).cssselect(".results.list")
    assert (await see(site, "/search?q=square&view=grid")).cssselect(".results.grid")
    assert (await see(site, "/search?view=list")).cssselect(".results.list")


@pytest.mark.parametrize("query", ["kind=nothing", "q=zzzz", "subject=%00", "q=square&time=0000", "q=%22%22"])
async def test_where_nothing_is_found_the_page_says_so_and_leads_on(site, query):
    page = await see(site, f"/search?{query}")
    assert text(page, ".total")[0].startswith("Nothing was found")
    assert page.cssselect(".empty a[href='/search']")
    assert not page.cssselect(".results")


@pytest.mark.parametrize("query", ["page=-1&order=x&view=y&z=1", "page=x", "q=%00%27%22%3Cb%3E*", "q=" + "я" * 600])
async def test_nothing_that_a_person_can_type_breaks_the_search(site, query):
    assert (await see(site, f"/search?{query}")).cssselect("h1")


async def test_an_item_reached_from_a_search_leads_to_its_neighbours_there_and_back(site):
    results = await see(site, "/search?q=square")
    links = [link.get("href") for link in results.cssselect(".results h2 a")]
    page = await see(site, links[1])
    assert [link.get("href") for link in page.cssselect(".neighbours a")] == [links[0], links[2]]
    assert page.cssselect(".trail a")[0].get("href") == "/search?q=square"


async def test_an_item_reached_from_a_search_has_its_words_marked(site):
    page = await see(site, "/items/article-1?q=папка&at=1")
    assert text(page, ".text mark") == ["папке", "Папки"]
    assert text(await see(site, "/items/photo-1?q=square"), ".description mark") == ["square"]
    assert not (await see(site, "/items/photo-4?q=script")).cssselect("main script")


async def test_a_number_that_is_not_this_item_any_more_leads_to_neighbours_of_its_kind(site):
    page = await see(site, "/items/photo-2?q=square&at=77")
    assert [link.get("href") for link in page.cssselect(".neighbours a")] == ["/items/photo-1", "/items/photo-3"]
    assert page.cssselect(".trail a")[0].get("href") == "/search?kind=photo"


async def test_what_a_term_names_leads_to_the_items_that_have_it(site):
    page = await see(site, "/items/article-1")
    links = {link.text_content(): link.get("href") for link in page.cssselect(".terms a")}
    for name in ("Образцовая редакция", "Хранение", "Beslan", "Russian", "2010"):
        assert "How paper is kept" in text(await see(site, links[name]), ".results h2"), name
