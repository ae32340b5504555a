"""What a reader sees: home, search, the pages of items of every kind."""

from __future__ import annotations

import re

import pytest
from lxml import html

from web_fixture import make_edition

POLICY = "default-src 'none'; img-src 'self'"


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    return make_edition(tmp_path_factory.mktemp("pages") / "public")


@pytest.fixture(scope="module")
def site(specimen):
    datasette = specimen.site()
    yield datasette
    datasette.close()


async def see(site, path, status=200):
    answer = await site.client.get(path)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def text(page, path):
    return [" ".join(found.text_content().split()) for found in page.cssselect(path)]


async def test_home_says_what_this_is_in_every_language_and_how_much_there_is(site):
    page = await see(site, "/")
    assert text(page, "h1") == ["Specimen archive"]
    assert text(page, ".lead p") == ["One.", "Two.", "Образец."]
    assert [found.get("lang") for found in page.cssselect(".lead p")] == ["en", "en", "ru"]
    assert text(page, ".kinds a") == ["2 Articles", "1 Other item", "4 Photographs", "1 Testimony"]
    assert page.cssselect(".kinds a")[2].get("href") == "/search?kind=photo"
    assert page.cssselect("form[action='/search'] input[name=q]")


async def test_home_shows_pictures_but_none_that_needs_a_warning(site):
    page = await see(site, "/")
    assert text(page, ".wall a") == ["A drawn square", "Three drawn squares", '<b>"Quoted" & bold</b>']


async def test_search_finds_another_form_of_the_word_and_marks_it(site):
    page = await see(site, "/search?q=папка")
    assert text(page, ".total") == ["One item for папка."]
    assert text(page, ".results h2") == ["Как хранят бумагу"]
    assert text(page, ".excerpt mark") == ["папке", "Папки"]
    assert page.cssselect(".excerpt")[0].get("lang") == "ru"
    assert page.cssselect(".where")[0].get("href") == "/items/article-1#p2"


async def test_search_leads_to_the_moment_in_a_transcript(site):
    page = await see(site, "/search?q=голос")
    assert text(page, ".where") == ["at 0:09"]
    target = page.cssselect(".where")[0].get("href").partition("#")[2]
    assert (await see(site, "/items/testimony-1")).get_element_by_id(target) is not None


async def test_a_result_with_a_warning_shows_the_warning_and_no_picture_and_covers_the_text(site):
    page = await see(site, "/search?q=square")
    entry = next(found for found in page.cssselect(".results li") if "A covered square" in found.text_content())
    assert text(entry, ".warning p") == ["Before you go on", "A specimen warning.", "Образец."]
    assert not entry.cssselect("img")
    assert not [found for found in entry.cssselect(".excerpt") if found.getparent().tag != "details"]


async def test_search_by_kind_counts_only_that_kind_and_offers_the_others(site):
    page = await see(site, "/search?q=образец&kind=testimony")
    assert text(page, ".total") == ["One item for образец, among testimonies only."]
    assert text(page, ".kinds-found a") == ["Everything", "Articles 1", "Testimonies 1"]


async def test_without_words_everything_is_listed_in_pages(site, monkeypatch):
    monkeypatch.setattr("archive.web.views.PER_PAGE", 3)
    first = await see(site, "/search")
    assert text(first, ".total") == ["8 items."]
    assert text(first, ".pager") == ["Page 1 of 3 Next"]
    seen = []
    for number in (1, 2, 3):
        seen += text(await see(site, f"/search?page={number}"), ".results h2")
    assert len(set(seen)) == len(seen) == 8


@pytest.mark.parametrize(
    "query", ["q=%22%22&kind=nothing&page=-1", "page=999999", "page=x", "q=%00%27%22%3Cb%3E*", "q=" + "я" * 600]
)
async def test_nothing_that_a_person_can_type_breaks_the_search(site, query):
    assert (await see(site, f"/search?{query}")).cssselect("h1")


async def test_a_photograph_is_there_in_two_sizes_with_its_measures_and_its_name(site, specimen):
    image = (await see(site, "/items/photo-1")).cssselect(".picture img")[0]
    large, small = specimen.file("photo-1", "large")["path"], specimen.file("photo-1", "small")["path"]
    assert image.get("src") == f"/media/{large}"
    assert image.get("srcset") == f"/media/{small} 400w, /media/{large} 1600w"
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("1600", "1200", "A drawn square")


async def test_an_item_of_several_pictures_shows_them_all_and_counts(site):
    page = await see(site, "/items/photo-2")
    assert text(page, "figcaption") == ["1 of 3", "2 of 3", "3 of 3"]
    assert len({image.get("src") for image in page.cssselect(".picture img")}) == 3


async def test_a_warning_stands_before_picture_and_description(site):
    page = await see(site, "/items/photo-3")
    assert text(page, ".warning p")[1:] == ["A specimen warning.", "Образец."]
    for covered in page.cssselect(".picture, .description"):
        assert [above for above in covered.iterancestors("details") if above.get("open") is None]
    assert page.cssselect("main .warning")[0].getnext().tag == "details"


async def test_an_article_is_set_in_its_paragraphs_and_its_language(site):
    page = await see(site, "/items/article-1")
    article = page.cssselect("article")[0]
    assert article.get("lang") == "ru"
    assert text(article, "p")[:2] == [
        "Page 1",
        "Бумагу хранят в темноте и прохладе, при ровной влажности. Это образец текста, а не статья.",
    ]
    assert text(article, ".page") == ["Page 1", "Page 2"]
    titles = page.cssselect("h1, .other-title")
    assert [found.get("lang") for found in titles] == ["ru", "en", "os"]


async def test_a_testimony_has_speakers_times_to_point_at_and_its_sound(site, specimen):
    page = await see(site, "/items/testimony-1")
    assert page.cssselect("audio[controls]")[0].get("src") == f"/media/{specimen.file('testimony-1')['path']}"
    assert text(page, ".time") == ["0:00", "0:04", "0:09", "1:01:11"]
    assert [time.get("href") for time in page.cssselect(".time")] == ["#t0", "#t4.5", "#t9.25", "#t3671"]
    assert page.get_element_by_id("t9.25") is not None
    assert text(page, ".speaker") == ["Спрашивающий", "Отвечающий", "Спрашивающий"]


async def test_a_closed_item_says_so(site):
    page = await see(site, "/items/closed-1")
    assert text(page, ".closed .label") == ["Closed"]
    assert not page.cssselect("main img, main audio, article")


async def test_every_term_has_its_label_and_its_value_its_language(site):
    page = await see(site, "/items/article-1")
    terms = {text(row, "dt")[0]: row for row in page.cssselect(".terms > div")}
    assert list(terms)[:4] == ["Creator", "Date", "Subject", "Spatial Coverage"]
    assert terms["Subject"].cssselect("li")[0].get("lang") == "ru"
    assert text(terms["Language"], "li") == ["Russian"]
    assert text(terms["Spatial Coverage"], ".note") == ["43.19° north, 44.54° east"]


async def test_rights_are_said_in_plain_words(site):
    page = await see(site, "/items/article-1")
    terms = {text(row, "dt")[0]: row for row in page.cssselect(".terms > div")}
    assert "Protected by copyright" in terms["Rights"].text_content()
    assert terms["Rights"].cssselect("a")[0].get("href") == "http://rightsstatements.org/vocab/InC/1.0/"
    assert text(terms["License"], "a") == ["CC BY-SA 4.0 (Attribution-ShareAlike)"]


async def test_a_relation_links_to_an_item_that_is_here_and_to_no_other(site):
    page = await see(site, "/items/article-1")
    terms = {text(row, "dt")[0]: row for row in page.cssselect(".terms > div")}
    assert terms["Is Referenced By"].cssselect("a")[0].get("href") == "/items/testimony-1"
    assert text(terms["Is Referenced By"], "a") == ["Образец расшифровки"]
    assert not terms["References"].cssselect("a")


async def test_only_http_becomes_a_link_and_what_people_wrote_stays_text(site):
    for path in ("/items/article-1", "/items/photo-4", "/", "/search?q=%3Cscript%3E"):
        page = await see(site, path)
        assert not [link for link in page.cssselect("[href], [src]") if "javascript" in (link.get("href") or "")]
        assert not page.cssselect("script, main b")
    assert text(await see(site, "/items/photo-4"), ".description") == ["<script>alert(1)</script>"]


async def test_an_item_tells_how_to_cite_it_and_where_its_record_is(site):
    page = await see(site, "/items/photo-1")
    cited = text(page, ".citation")[0]
    assert cited.startswith("Specimen maker, “A drawn square” (2024-09-01), Specimen archive, photo-1")
    assert cited.endswith("http://localhost/items/photo-1")
    links = [link.get("href") for link in page.cssselect("section[aria-labelledby=cite] a")]
    assert links == ["/items/photo-1.json", "/collection/items/photo-1"]
    for link in links:
        assert (await site.client.get(link)).status_code == 200


async def test_an_item_leads_to_its_neighbours_of_the_same_kind(site):
    page = await see(site, "/items/photo-2")
    assert [link.get("href") for link in page.cssselect(".neighbours a")] == ["/items/photo-1", "/items/photo-3"]


async def test_the_record_can_be_had_as_json(site):
    record = (await site.client.get("/items/photo-1.json")).json()
    assert record["title"] == "A drawn square"
    assert {"term": "isPartOf", "value": "photo-2", "language": None, "datatype": None, "uri": None} in record[
        "statements"
    ]
    assert {file["role"] for file in record["files"]} == {"large", "small", "original"}


async def test_an_id_that_ends_like_a_file_is_still_an_id(site):
    assert text(await see(site, "/items/page.json"), "h1") == ["An id that ends like a file"]
    link = (await see(site, "/items/page.json")).cssselect("section[aria-labelledby=cite] a")[1].get("href")
    assert (await site.client.get(link)).status_code == 200
    assert (await site.client.get("/items/page.json.json")).json()["id"] == "page.json"


async def test_a_withdrawn_item_is_gone_with_its_date_and_its_public_reason(site):
    page = await see(site, "/items/gone-1", 410)
    assert text(page, "main p") == [
        "The item gone-1 was published here and has been withdrawn on 2026-10-01.",
        "At the request of the family.",
    ]
    assert (await site.client.get("/items/gone-1.json")).status_code == 410


@pytest.mark.parametrize(
    "path", ["/items/nothing", "/items/%D1%8F", "/nothing", "/collection/nothing", "/media/nothing"]
)
async def test_what_is_not_here_is_said_in_the_same_dress(site, path):
    page = await see(site, path, 404)
    assert text(page, "h1") == ["There is nothing at this address"]
    assert page.cssselect("link[href*='archive.css']")


async def test_what_is_not_here_as_json_is_json(site):
    for path in ("/items/nothing.json", "/collection/nothing.json"):
        answer = await site.client.get(path)
        assert answer.status_code == 404
        assert answer.json()["ok"] is False


async def test_pages_need_nothing_from_elsewhere_no_scripts_and_no_styles_of_their_own(site):
    for path in ("/", "/search?q=square", "/items/article-1", "/items/photo-1", "/items/testimony-1", "/items/nothing"):
        answer = await site.client.get(path)
        assert answer.headers["content-security-policy"].startswith(POLICY)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-cache"
        page = html.fromstring(answer.text)
        assert not page.cssselect("script, style, [style], [onclick]")
        loaded = [found.get("src") or found.get("href") for found in page.cssselect("[src], link[rel=stylesheet]")]
        assert all(re.match(r"/(media|-)/", address) for address in loaded), loaded


async def test_the_style_sheet_may_be_kept_for_ever_as_its_address_changes_with_it(site):
    page = await see(site, "/")
    answer = await site.client.get(page.cssselect("link[rel=stylesheet]")[0].get("href"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


async def test_behind_a_prefix_every_link_carries_it(specimen):
    site = specimen.site()
    site._settings["base_url"] = "/archive/"
    page = await see(site, "/items/photo-1")
    links = [link.get("href") for link in page.cssselect("a[href]") if not link.get("href").startswith("#")]
    assert links
    assert all(link.startswith("/archive/") for link in links), links
    site.close()
