"""What a reader sees: home, and the pages of items of every kind."""

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


async def test_home_says_what_this_is_in_the_language_of_the_page_and_leads_in(site):
    page = await see(site, "/")
    assert text(page, "h1") == ["Specimen archive"]
    assert text(page, ".lead p") == ["One.", "Two."]
    assert text(await see(site, "/ru/"), ".lead p") == ["Образец."]
    assert text(page, ".by-kind a") == ["Articles 2", "Other items 1", "Photographs 4", "Testimonies 1"]
    assert page.cssselect(".by-kind a")[2].get("href") == "/search?kind=photo"
    assert text(page, ".by-time a") == ["1990 1", "2010 1", "2012 1", "2024 1"]
    assert page.cssselect("form[action='/search'] input[name=q]")


async def test_home_shows_pictures_of_its_own_choice_or_those_it_is_told(specimen, site):
    page = await see(site, "/")
    assert text(page, ".wall a") == ["A drawn square", "Three drawn squares", '<b>"Quoted" & bold</b>']
    told = specimen.site(pictures=["photo-4", "not-here", "article-1", "photo-1"])
    assert text(await see(told, "/"), ".wall a") == ['<b>"Quoted" & bold</b>', "A drawn square"]
    told.close()


async def test_the_archive_may_have_a_name_in_each_language(specimen):
    site = specimen.site(title={"en": "A name", "ru": "Имя"})
    assert text(await see(site, "/ru/search"), ".name") == ["Имя"]
    assert text(await see(site, "/search"), ".name") == ["A name"]
    site.close()


async def test_a_photograph_is_there_in_two_sizes_with_its_measures_and_its_name(site, specimen):
    image = (await see(site, "/items/photo-1")).cssselect(".picture img")[0]
    large, small = specimen.file("photo-1", "large")["path"], specimen.file("photo-1", "small")["path"]
    assert image.get("src") == f"/media/{large}"
    assert image.get("srcset") == f"/media/{small} 400w, /media/{large} 1600w"
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("1600", "1200", "A drawn square")


async def test_an_item_of_several_pictures_shows_them_all_and_counts(site):
    page = await see(site, "/items/photo-2")
    assert text(page, "figcaption") == [f"{number} of 3 · Look closer" for number in (1, 2, 3)]
    assert len({image.get("src") for image in page.cssselect(".picture img")}) == 3


async def test_a_picture_can_be_looked_at_alone_at_its_own_size_and_the_next_one_after_it(site, specimen):
    page = await see(site, "/items/photo-2")
    address = page.cssselect(".picture a")[0].get("href")
    alone = await see(site, address)
    assert alone.cssselect(".pane.fit img")
    assert alone.cssselect("a[rel=next]")[0].get("href") == "/items/photo-2/picture/2"
    largest = await see(site, "/items/photo-1/picture/1?size=actual")
    image = largest.cssselect(".pane.actual[tabindex='0'] img")[0]
    assert image.get("src") == f"/media/{specimen.file('photo-1')['path']}"
    assert (image.get("width"), image.get("height")) == ("2000", "1500")
    for missing in ("/items/photo-2/picture/4", "/items/photo-2/picture/0", "/items/article-1/picture/1"):
        await see(site, missing, 404)


async def test_an_article_is_set_in_its_paragraphs_and_its_language_with_its_source(site):
    page = await see(site, "/items/article-1")
    article = page.cssselect("article")[0]
    assert article.get("lang") == "ru"
    assert text(article, "p")[:2] == [
        "Page 1",
        "Бумагу хранят в темноте и прохладе, при ровной влажности. Это образец текста, а не статья.",
    ]
    assert text(article, ".page") == ["Page 1", "Page 2"]
    assert text(article, ".sources") == ["Source A bad link"]


async def test_a_title_in_the_language_of_the_page_comes_first(site):
    titles = (await see(site, "/items/article-1")).cssselect("h1, .other-title")
    assert [(found.text_content(), found.get("lang")) for found in titles] == [
        ("How paper is kept", None),
        ("Как хранят бумагу", "ru"),
        ("Гӕххӕтт куыд хъахъхъӕнынц", "os"),
    ]
    assert text(await see(site, "/ru/items/article-1"), "h1") == ["Как хранят бумагу"]
    assert (await see(site, "/ru/items/photo-1")).cssselect("h1")[0].get("lang") == "en"


async def test_a_testimony_has_speakers_and_links_to_every_second_and_its_sound(site, specimen):
    page = await see(site, "/items/testimony-1?text=ru&beside=none")
    assert page.cssselect("audio[controls]")[0].get("src") == f"/media/{specimen.file('testimony-1')['path']}"
    assert text(page, ".time") == ["0:00", "0:04", "0:09", "1:01:11"]
    links = [time.get("href") for time in page.cssselect(".time")]
    assert links == [f"?text=ru&beside=none&t={start}#t{start}" for start in ("0", "4.5", "9.25", "3671")]
    assert page.get_element_by_id("t9.25") is not None
    assert text(page, ".speaker") == ["Спрашивающий", "Отвечающий", "Спрашивающий"]
    recording = page.cssselect(".lines")[0].get("data-recording")
    assert page.get_element_by_id(recording).tag == "audio"
    assert [line.get("data-start") for line in page.cssselect(".lines li")] == ["0.0", "4.5", "9.25", "3671.0"]


async def test_a_second_in_the_address_is_where_the_recording_begins(site):
    assert (await see(site, "/items/testimony-1?t=9.25")).cssselect("audio")[0].get("src").endswith(".wav#t=9.25")
    for odd in ("x", "-1", "1e9", '"'):
        assert (await see(site, f"/items/testimony-1?t={odd}")).cssselect("audio")[0].get("src").endswith(".wav")


async def test_a_text_in_several_languages_is_read_in_that_of_the_page_and_another_is_a_link_away(site):
    page = await see(site, "/items/testimony-1?beside=none")
    assert text(page, ".tongues a") == ["Russian", "English"]
    assert text(page, ".tongues [aria-current]") == ["English"]
    assert text(page, ".speaker") == ["Asking", "Answering"]
    russian = await see(site, page.cssselect(".tongues a")[0].get("href"))
    assert text(russian, ".lines p")[-1] == "Так проходит час."
    assert text(await see(site, "/ru/items/testimony-1"), ".tongues [aria-current]") == ["Русский"]
    assert text(await see(site, "/items/testimony-1?text=xx"), ".tongues [aria-current]") == ["English"]


async def test_a_transcript_in_another_language_stands_beside_it_line_by_line(site):
    page = await see(site, "/items/testimony-1")
    rows = [(text(line, ":scope > div:not(.other) p"), text(line, ".other p")) for line in page.cssselect(".lines li")]
    assert rows[0][0] == ["Asking", "A specimen of a transcript. Nobody tells anything here."]
    assert rows[0][1] == ["Спрашивающий", "Это образец расшифровки. Здесь никто ничего не рассказывает."]
    assert rows[1][1][-1] == "Так проходит час."
    assert page.cssselect(".other")[0].get("lang") == "ru"
    assert text(page, ".besides a") == ["Russian", "nothing"]
    assert text(page, ".besides [aria-current]") == ["Russian"]
    alone = await see(site, page.cssselect(".besides a")[-1].get("href"))
    assert not alone.cssselect(".other")
    assert text(alone, ".besides [aria-current]") == ["nothing"]


async def test_only_a_page_with_a_recording_has_a_script_and_it_comes_from_here(site):
    (script,) = (await see(site, "/items/testimony-1")).cssselect("script")
    assert not script.text
    answer = await site.client.get(script.get("src"))
    assert answer.status_code == 200
    for path in ("/", "/search", "/items/photo-1", "/items/article-1", "/items/photo-1/picture/1"):
        assert not (await see(site, path)).cssselect("script")


async def test_a_closed_item_says_so(site):
    page = await see(site, "/items/closed-1")
    assert text(page, ".closed .label") == ["Closed"]
    assert not page.cssselect("main img, main audio, article")


async def test_every_term_has_its_label_and_its_value_its_language(site):
    page = await see(site, "/items/article-1")
    terms = {text(row, "dt")[0]: row for row in page.cssselect(".terms > div")}
    assert list(terms)[:4] == ["Creator", "Date", "Subject", "Spatial Coverage"]
    assert text(terms["Creator"], "a") == ["Образцовая редакция"]
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
        assert all("alert" not in (link.get("href") or "") for link in page.cssselect("link, a"))
    assert text(await see(site, "/items/photo-4"), ".description") == ["<script>alert(1)</script>"]


async def test_an_item_tells_how_to_cite_it_and_where_its_record_is(site):
    page = await see(site, "/items/photo-1")
    said = (
        "Specimen maker. “A drawn square”. 1 September 2024. Specimen archive, item photo-1. "
        "Published on 22 November 2026."
    )
    assert text(page, ".citation") == [f"{said} http://localhost/items/photo-1"]
    links = [link.get("href") for link in page.cssselect("section[aria-labelledby=cite] a")]
    assert links == ["/items/photo-1.json", "/collection/items/photo-1"]
    for link in links:
        assert (await site.client.get(link)).status_code == 200


async def test_an_item_says_what_its_files_are(site):
    (file,) = text(await see(site, "/items/photo-1"), ".files li")
    assert file.startswith("Original file JPG · ")
    assert file.endswith(" kB · 2,000 × 1,500 pixels")


async def test_an_item_tells_other_sites_its_name_its_languages_and_its_picture(site, specimen):
    page = await see(site, "/ru/items/photo-1?q=drawn&at=1")
    assert page.cssselect("link[rel=canonical]")[0].get("href") == "http://localhost/ru/items/photo-1"
    alternates = {link.get("hreflang"): link.get("href") for link in page.cssselect("link[hreflang]")}
    assert alternates == {
        "en": "http://localhost/items/photo-1",
        "ru": "http://localhost/ru/items/photo-1",
        "x-default": "http://localhost/items/photo-1",
    }
    told = {meta.get("property"): meta.get("content") for meta in page.cssselect("meta[property]")}
    assert told["og:title"] == "A drawn square"
    assert told["og:image"] == f"http://localhost/media/{specimen.file('photo-1', 'large')['path']}"


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
        "The item gone-1 was published here and was withdrawn on 1 October 2026.",
        "At the request of the family.",
        "Its address will not be given to anything else.",
        "Browse the whole collection",
    ]
    assert text(await see(site, "/ru/items/gone-1", 410), "h1") == ["Снято с публикации"]
    assert (await site.client.get("/items/gone-1.json")).status_code == 410


@pytest.mark.parametrize(
    "path", ["/items/nothing", "/items/%D1%8F", "/nothing", "/collection/nothing", "/media/nothing"]
)
async def test_what_is_not_here_is_said_in_the_same_dress(site, path):
    page = await see(site, path, 404)
    assert text(page, "h1") == ["There is nothing at this address"]
    assert page.cssselect("link[href*='archive.css']")
    russian = await see(site, f"/ru{path}", 404)
    assert text(russian, "h1") == ["По этому адресу ничего нет"]
    assert russian.get("lang") == "ru"


async def test_what_is_not_here_as_json_is_json(site):
    for path in ("/items/nothing.json", "/collection/nothing.json"):
        answer = await site.client.get(path)
        assert answer.status_code == 404
        assert answer.json()["ok"] is False


async def test_a_page_leads_to_itself_in_the_other_language_and_stays_there(site):
    page = await see(site, "/items/photo-1?q=drawn&at=1")
    other = page.cssselect(".ways a[hreflang=ru]")[0].get("href")
    assert other == "/ru/items/photo-1?q=drawn&at=1"
    page = await see(site, other)
    assert page.get("lang") == "ru"
    assert page.cssselect(".ways a[hreflang=en]")[0].get("href") == "/items/photo-1?q=drawn&at=1"
    own = ("/media/", "/-/", "/collection", "/items/photo-1.json", "/items/photo-1?q=drawn&at=1")
    links = [link.get("href") for link in page.cssselect("a[href^='/']")]
    assert all(link.startswith(("/ru/", *own)) for link in links), links


async def test_a_language_begins_with_its_home_and_an_unknown_one_is_nothing(site):
    answer = await site.client.get("/ru", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, "/ru/")
    for path in ("/de", "/de/search", "/en/search", "/ru/ru/search"):
        await see(site, path, 404)


async def test_pages_need_nothing_from_elsewhere_and_carry_no_script_and_no_style_in_them(site):
    for path in ("/", "/search?q=square", "/items/article-1", "/items/photo-1", "/items/testimony-1", "/items/nothing"):
        answer = await site.client.get(path)
        assert answer.headers["content-security-policy"].startswith(POLICY)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-cache"
        page = html.fromstring(answer.text)
        assert not page.cssselect("script:not([src]), style, [style], [onclick]")
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
    for path in ("/items/photo-1", "/ru/items/testimony-1", "/search?q=square", "/", "/items/photo-2/picture/1"):
        page = await see(site, path)
        links = [link.get("href") for link in page.cssselect("a[href]") if link.get("href")[0] not in "#?"]
        assert links
        assert all(link.startswith("/archive/") for link in links), links
        local = [link.get("href") for link in page.cssselect("link[href^='http']")]
        assert all(link.startswith("http://localhost/archive/") for link in local), local
    site.close()
