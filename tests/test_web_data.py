"""The page that explains the tables, and the SQL that it offers."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from datasette.app import Datasette
from lxml import html

from archive.web.sql import EXAMPLES
from web_fixture import WEBSITE, make_edition

TABLES = ["items", "statements", "files", "passages", "concepts", "statement_concepts", "related", "tombstones"]
LANGUAGES = ["", "/ru"]


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    return make_edition(tmp_path_factory.mktemp("data") / "public")


@pytest.fixture(params=[True, False], ids=["sql", "no sql"])
def allowed(request):
    return request.param


@pytest.fixture
def site(specimen, allowed):
    specimen.point(sql=allowed, download=allowed)
    opened = Datasette(config_dir=specimen.public)
    yield opened
    opened.close()


async def see(site, path):
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def offered(page):
    """The links of the examples."""
    return [found.get("href") for found in page.cssselect(".example a")]


@pytest.mark.parametrize("prefix", LANGUAGES)
async def test_every_table_and_column_is_explained(site, prefix):
    page = await see(site, f"{prefix}/data")
    assert [found.text_content() for found in page.cssselect(".table h3 a")] == TABLES
    for name, table in zip(TABLES, page.cssselect(".table"), strict=True):
        columns = (await site.client.get(f"/collection/{name}.json?_extra=columns")).json()["columns"]
        assert [found.text_content() for found in table.cssselect("dt")] == columns
        assert all(found.text_content().strip() for found in table.cssselect("dd")), name


async def test_what_a_new_archive_says_of_its_tables_is_said_in_russian(site):
    written = yaml.safe_load(WEBSITE.read_text(encoding="utf-8"))["databases"]["collection"]["tables"]
    english = {
        text.strip() for table in written.values() for text in (table["description"], *table["columns"].values())
    }
    page = await see(site, "/ru/data")
    said = {found.text_content().strip() for found in page.cssselect(".table dd, .table > p")}
    assert len(said) > 30
    assert not said & english


async def test_what_an_archive_says_in_its_own_words_is_shown_as_it_is(specimen):
    tables = {"items": {"description": "A row each.", "columns": {"id": "The number on the box."}}}
    config = {"plugins": {"archive": {}}, "databases": {"collection": {"tables": tables}}}
    site = Datasette(config=config, config_dir=specimen.public / "media")
    site.config["plugins"]["archive"]["edition"] = ".."
    page = await see(site, "/ru/data")
    assert [found.text_content() for found in page.cssselect(".table h3 a")] == ["items"]
    assert "A row each." in page.text_content()
    assert "The number on the box." in page.text_content()
    site.close()


@pytest.mark.parametrize("prefix", LANGUAGES)
async def test_each_example_is_shown_and_leads_to_its_answer(site, prefix, allowed):
    page = await see(site, f"{prefix}/data")
    assert [found.text_content() for found in page.cssselect(".example pre")] == [one.sql for one in EXAMPLES]
    links = offered(page)
    assert len(links) == len(EXAMPLES)
    for link, example in zip(links, EXAMPLES, strict=True):
        asked = parse_qs(urlsplit(link).query)
        assert (asked.get("sql") == [example.sql]) is allowed
        shown = await see(site, link)
        assert not shown.cssselect(".fault"), example.question


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.question)
async def test_each_example_is_answered_without_an_error(specimen, example):
    specimen.point(sql=True)
    site = Datasette(config_dir=specimen.public)
    page = await see(site, "/data")
    link = offered(page)[EXAMPLES.index(example)]
    answer = (await site.client.get(link.replace("/-/query?", "/-/query.json?"))).json()
    assert answer["ok"], answer
    assert answer["rows"] or "other subjects" in example.question  # the specimens have one subject
    site.close()


async def test_the_titles_of_a_language_are_all_there(specimen):
    specimen.point(sql=True)
    site = Datasette(config_dir=specimen.public)
    example = next(one for one in EXAMPLES if "titles" in one.question)
    answer = await site.client.get(
        "/collection/-/query.json", params={"sql": example.sql, "language": "os", "_shape": "array"}
    )
    assert answer.json() == [{"item": "article-1", "title": "Гӕххӕтт куыд хъахъхъӕнынц"}]
    site.close()


async def test_what_an_edition_has_nothing_of_is_not_asked_for(tmp_path):
    specimen = make_edition(tmp_path / "public", sql=True, extra="DELETE FROM passages;")
    site = Datasette(config_dir=specimen.public)
    shown = [found.text_content() for found in (await see(site, "/data")).cssselect(".example h3")]
    assert "How many items are there of each year?" in shown
    assert "What is said in a recording, in order, with the times?" not in shown
    site.close()


async def test_an_edition_without_items_is_explained_too(tmp_path):
    emptied = "".join(f"DELETE FROM {table};" for table in ("statements", "files", "passages", "items"))
    specimen = make_edition(tmp_path / "public", sql=True, extra=emptied)
    site = Datasette(config_dir=specimen.public)
    page = await see(site, "/data")
    assert [found.text_content() for found in page.cssselect(".table h3 a")] == TABLES
    assert not [link for link in page.xpath("//a/@href") if link.startswith("/items/")]
    site.close()


async def test_the_way_to_the_whole_database_is_shown_where_it_is_open(site, allowed):
    links = (await see(site, "/data")).xpath("//a/@href")
    assert ("/collection.db" in links) is allowed


@pytest.mark.parametrize("prefix", LANGUAGES)
async def test_every_link_of_the_page_leads_somewhere(site, prefix):
    for link in set((await see(site, f"{prefix}/data")).xpath("//main//a/@href")):
        assert (await site.client.get(link)).status_code == 200, link


async def test_the_other_language_is_a_link_away(site):
    assert "/ru/data" in (await see(site, "/data")).xpath("//nav//a/@href")
    assert "/data" in (await see(site, "/ru/data")).xpath("//nav//a/@href")
