"""Datasette's own pages over the edition, and what visitors may do there."""

from __future__ import annotations

import gc
import sqlite3
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from lxml import html

from archive.web.headers import PAGES
from web_fixture import make_edition

TABLES = ["concepts", "files", "items", "passages", "related", "statement_concepts", "statements", "tombstones"]


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    return make_edition(tmp_path_factory.mktemp("tables") / "public")


def open_site(specimen, **conditions):
    """A Datasette as `datasette .` in the folder makes it: with the archive's own datasette.yaml."""
    from datasette.app import Datasette

    specimen.point(**conditions)
    return Datasette(config_dir=specimen.public)


@pytest.fixture
def open_to_all(specimen):
    site = open_site(specimen, sql=True, download=True)
    yield site
    site.close()


@pytest.fixture
def shut(specimen):
    site = open_site(specimen)
    yield site
    site.close()


async def see(site, path):
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


async def test_visitors_sql_is_refused_where_the_edition_does_not_allow_it(shut):
    for path in (
        "/collection/-/query?sql=select+1",
        "/collection/-/query.json?sql=select+1",
    ):
        assert (await shut.client.get(path)).status_code == 403, path
    assert (await shut.client.get("/collection?sql=select+1", follow_redirects=True)).status_code == 403
    assert (await shut.client.get("/collection/items.json?_where=1=1")).status_code == 403
    assert not (await see(shut, "/collection")).cssselect("form.sql")


async def test_visitors_sql_works_where_the_edition_allows_it(open_to_all):
    answer = await open_to_all.client.get("/collection/-/query.json?sql=select+count(*)+as+n+from+items")
    assert answer.json()["rows"] == [{"n": 8}]
    assert (await open_to_all.client.get("/collection?sql=select+1", follow_redirects=True)).status_code == 200


# Datasette leaves out lines that begin with `--` when it looks whether this is a SELECT.
HIDDEN_IN_COMMENTS = "/*\n-- */ {} /*\n*/ {}"


async def ask(site, sql):
    return await site.client.get(f"/collection/-/query.json?{urlencode({'sql': sql})}")


@pytest.mark.parametrize(
    "sql",
    [
        "select * from pragma_database_list",
        "select file from pragma_DATABASE_list()",
        "select * from pragma_function_list",
        HIDDEN_IN_COMMENTS.format("pragma database_list =", "with"),
        HIDDEN_IN_COMMENTS.format("pragma temp_store_directory =", "with"),
    ],
)
async def test_visitors_sql_does_not_tell_where_the_edition_lies(open_to_all, specimen, sql):
    answer = await ask(open_to_all, sql)
    assert answer.status_code == 400
    assert answer.json()["error"] == "not authorized"
    assert str(specimen.public) not in answer.text


async def test_visitors_sql_reaches_no_other_file(open_to_all, tmp_path):
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE things AS SELECT 1 AS n")
    connection.close()
    for hidden, seen in ((f"attach '{other}' as", "with"), ("vacuum into (", f"select '{tmp_path}/copy.db')")):
        answer = await ask(open_to_all, HIDDEN_IN_COMMENTS.format(hidden, seen))
        assert answer.status_code == 400, hidden
    assert (await ask(open_to_all, 'select * from "with".things')).json()["error"] == "no such table: with.things"
    assert [path.name for path in tmp_path.iterdir()] == ["other.db"]


async def test_visitors_sql_puts_nothing_over_our_tables(open_to_all):
    sql = HIDDEN_IN_COMMENTS.format("create temp view tombstones as", "select 'x' as id, '' as date, '' as reason")
    assert (await ask(open_to_all, sql)).status_code == 400
    for _ in range(5):  # one connection for each thread
        answer = await open_to_all.client.get("/collection/tombstones.json?_shape=array")
        assert [row["id"] for row in answer.json()] == ["gone-1"]


async def test_visitors_sql_does_not_show_what_others_asked(open_to_all):
    answer = await ask(open_to_all, "select sql from sqlite_stmt")
    assert answer.json()["error"] in {"access to sqlite_stmt.sql is prohibited", "no such table: sqlite_stmt"}


@pytest.mark.parametrize(
    "sql",
    [
        "select randomblob(1000000000)",
        "select printf('%.*c', 50000000, 'x') || 'y' as long",
        "select zeroblob(30000000) from statements",
        "select hex(zeroblob(15000000)) from statements",
    ],
)
async def test_an_answer_that_would_fill_the_memory_is_refused(open_to_all, sql):
    answer = await ask(open_to_all, sql)
    assert len(answer.content) < 1000
    assert answer.status_code == 400 or answer.json()["rows"] == [{"long": None}]


@pytest.mark.parametrize(
    "sql",
    [
        "select length(replace(hex(zeroblob(8388608)), '0', 'x')) as n",
        "with recursive c(n) as (select 1 union all select n + 1 from c where n < 9) select max(n) as n from c",
        "select count(*) as n from pragma_table_info('items'), json_each('[1, 2]')",
        "select count(*) as n from _search where _search match 'a'",
        "explain query plan select * from items",
    ],
)
async def test_what_visitors_may_ask_is_answered(open_to_all, sql):
    assert (await ask(open_to_all, sql)).json()["rows"]


@pytest.mark.parametrize(
    "path",
    [
        "/collection",
        "/collection/-/query",
        "/collection/items/article-1",
        "/collection/items.csv?_stream=1",
        "/collection/items?_facet=language&_facet_date=date",
        "/collection/_search",
        "/collection/-/schema",
        *(f"/collection/{table}?_size=2" for table in TABLES if table not in {"items", "tombstones"}),
    ],
)
async def test_datasettes_pages_work_on_the_guarded_connection(open_to_all, path):
    assert (await open_to_all.client.get(path)).status_code == 200


async def test_a_configuration_that_allows_sql_does_not_beat_the_edition(specimen):
    from datasette.app import Datasette

    specimen.point()
    config = {"plugins": {"archive": {}}, "databases": {"collection": {"allow_sql": True}}}
    site = Datasette(config=config, config_dir=specimen.public)
    assert (await site.client.get("/collection/-/query?sql=select+1")).status_code == 403
    site.close()


async def test_the_whole_database_is_there_only_where_the_edition_allows_it(shut, specimen):
    assert (await shut.client.get("/collection.db")).status_code == 403
    for path in ("/collection", "/data", "/"):
        assert "collection.db" not in (await shut.client.get(path)).text


async def test_the_whole_database_can_be_taken_where_the_edition_allows_it(open_to_all, specimen):
    answer = await open_to_all.client.get("/collection.db")
    assert answer.status_code == 200
    assert answer.content == (specimen.public / "editions" / specimen.digest / "collection.db").read_bytes()
    for path in ("/collection", "/data"):
        assert "collection.db" in (await open_to_all.client.get(path)).text


async def test_conditions_change_from_the_next_request_on(open_to_all, specimen):
    assert (await open_to_all.client.get("/collection.db")).status_code == 200
    specimen.point(sql=False, download=False)
    assert (await open_to_all.client.get("/collection.db")).status_code == 403
    assert (await open_to_all.client.get("/collection/-/query?sql=select+1")).status_code == 403


async def test_nobody_sees_the_empty_database_that_datasette_brings_along(open_to_all):
    for path in ("/_memory", "/_memory/-/query?sql=select+1", "/:memory:", "/_internal"):
        assert (await open_to_all.client.get(path)).status_code == 404, path


async def test_the_list_of_databases_does_not_tell_where_they_lie(open_to_all, specimen):
    for path in ("/-/databases.json", "/-/databases"):
        answer = await open_to_all.client.get(path)
        assert [found["name"] for found in answer.json()["databases"]] == ["collection"]
        assert str(specimen.public) not in answer.text


async def test_every_table_and_column_is_described_and_the_search_tables_are_hidden(shut):
    page = await see(shut, "/collection")
    assert [found.text_content() for found in page.cssselect("h3 a")] == TABLES
    assert "All that is published" in page.text_content()
    for table in TABLES:
        page = await see(shut, f"/collection/{table}")
        columns = set((await shut.client.get(f"/collection/{table}.json?_extra=columns")).json()["columns"])
        assert {found.text_content() for found in page.cssselect("dl.column-descriptions dt")} == columns


async def test_tables_come_with_facets_and_no_suggestions(shut):
    answer = await shut.client.get("/collection/items.json?_extra=facet_results,suggested_facets")
    assert set(answer.json()["facet_results"]["results"]) == {"kind"}
    assert answer.json()["suggested_facets"] == []


async def test_ids_in_every_table_lead_to_our_pages(shut):
    for table in ("files", "passages", "statements"):
        page = await see(shut, f"/collection/{table}")
        links = {found.get("href") for found in page.cssselect("td.col-item a")}
        assert "/items/article-1" in links, table
        assert all(link.startswith("/items/") for link in links)
    page = await see(shut, "/collection/items")
    assert page.cssselect("td.col-title a")[0].get("href") == "/items/article-1"


async def test_the_answer_to_a_query_links_its_items_too(open_to_all):
    page = await see(open_to_all, "/collection/-/query?sql=select+item+from+files+where+item='photo-1'")
    assert page.cssselect("td.col-item a")[0].get("href") == "/items/photo-1"


async def test_published_files_can_be_opened_from_the_table(shut, specimen):
    page = await see(shut, "/collection/files")
    link = page.cssselect("td.col-path a")[0].get("href")
    assert link.startswith("/media/")
    assert (await shut.client.get(link)).status_code == 200


async def test_what_people_wrote_is_escaped_in_tables(shut):
    for path in ("/collection/items", "/collection/statements", "/collection/items/photo-4"):
        assert "<script>alert" not in (await shut.client.get(path)).text


async def test_tables_may_not_be_kept_without_asking_again(shut):
    for path in ("/collection", "/collection/items", "/collection/items.json?_ttl=99999", "/collection/items.csv"):
        assert (await shut.client.get(path)).headers["cache-control"] == "no-cache", path


async def test_exports_of_rows_work(shut):
    assert len((await shut.client.get("/collection/items.json?_shape=array")).json()) == 8
    assert (await shut.client.get("/collection/tombstones.csv")).text.splitlines() == [
        "id,date,reason",
        "gone-1,2026-10-01,At the request of the family.",
    ]


SQL = "select+item,+value+from+statements+where+term+=+:term"
OWN_PAGES = [
    ("/collection", 200),
    ("/collection?_show_hidden=1", 200),
    ("/collection/items?kind=photo&title__contains=square&_sort_desc=date", 200),
    ("/collection/statements?_facet=term&_size=2", 200),
    ("/collection/_search", 200),
    ("/collection/tombstones?id=nothing", 200),
    ("/collection/items/photo-1", 200),
    ("/collection/statements/photo-1,title,1", 200),
    ("/collection/-/query", 200),
    (f"/collection/-/query?sql={SQL}&term=title", 200),
    ("/collection/-/query?sql=select+*+from+nowhere", 200),
    ("/collection/-/schema", 200),
    ("/collection/items/-/schema", 200),
    ("/-/config", 404),
    ("/collection/items?_sort=nothing", 400),
]


async def test_datasettes_pages_hold_nothing_that_the_policy_forbids(open_to_all):
    for path, status in OWN_PAGES:
        answer = await open_to_all.client.get(path)
        assert answer.status_code == status, path
        assert answer.headers["content-security-policy"] == PAGES, path
        page = html.fromstring(answer.text)
        assert not page.xpath("//script | //style | //*[@style] | //@*[starts-with(name(), 'on')]"), path
        taken = page.xpath("//link[@rel='stylesheet']/@href | //img/@src | //form/@action")
        assert all(one.startswith("/") for one in taken), path


async def test_datasettes_pages_can_be_read_and_used_by_ear(open_to_all):
    for path, _ in OWN_PAGES:
        page = html.fromstring((await open_to_all.client.get(path)).text)
        assert page.get("lang") == "en", path
        assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1, path
        named = {one.get("for") for one in page.xpath("//label")}
        for field in page.xpath("//main//input[not(@type='hidden')] | //main//select | //main//textarea"):
            assert field.get("aria-label") or field.get("id") in named or field.getparent().tag == "label", path
        levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), path
        assert all(box.get("tabindex") == "0" for box in page.cssselect(".scroll, pre")), path


async def test_datasettes_pages_wear_our_head_and_foot(open_to_all):
    ours = await see(open_to_all, "/data")
    for path in ("/collection", "/collection/items", "/collection/items/photo-1", "/collection/-/query"):
        page = await see(open_to_all, path)
        for part in ("header .name", "footer", "link[rel=stylesheet]"):
            assert page.cssselect(part)[0].text_content() == ours.cssselect(part)[0].text_content(), path
        assert "/ru/data" in page.xpath("//header//a/@href")


async def test_an_error_is_said_to_people_who_read_and_to_programs(open_to_all):
    page = html.fromstring((await open_to_all.client.get("/collection/items?_sort=nothing")).text)
    assert "Cannot sort table by nothing" in page.cssselect("main")[0].text_content()
    assert page.xpath("//main//a/@href") == ["/"]
    answer = await open_to_all.client.get("/collection/items.json?_sort=nothing")
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


@pytest.mark.parametrize("path", ["/collection/items.json", "/collection/items.csv", "/-/databases.json"])
async def test_answers_for_programs_run_nothing(open_to_all, path):
    assert "script-src 'none'" in (await open_to_all.client.get(path)).headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        *("/-/allow-debug", "/-/allowed", "/-/allowed.json", "/-/api", "/-/debug/autocomplete"),
        *("/-/messages", "/-/patterns", "/-/queries", "/collection/-/queries"),
    ],
)
async def test_workbenches_for_developers_are_no_part_of_the_site(open_to_all, path):
    assert (await open_to_all.client.get(path)).status_code == 404


async def test_the_home_page_of_datasette_is_ours_about_the_data(shut):
    answer = await shut.client.get("/-/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/data")


async def test_a_table_can_be_filtered_sorted_and_paged_without_scripts(shut):
    page = await see(shut, "/collection/items?kind=photo&_sort=title&_size=2")
    assert page.cssselect("select[name=_filter_column_1] option[selected]")[0].text_content() == "kind"
    assert page.cssselect("input[name=_filter_value_1]")[0].get("value") == "photo"
    assert page.cssselect("th[aria-sort=ascending]")[0].text_content() == "title"
    assert page.cssselect("th[aria-sort] a")[0].get("href").count("_sort_desc=title") == 1
    following = await see(shut, page.cssselect("a[rel=next]")[0].get("href").removeprefix("http://localhost"))
    assert len(following.cssselect("tbody tr")) == 2
    chosen = page.cssselect(".facets a[aria-current]")[0]
    assert chosen.text_content() == "photo"
    assert "kind=photo" not in chosen.get("href")


async def test_a_query_keeps_its_sql_and_its_values(open_to_all):
    page = await see(open_to_all, f"/collection/-/query?sql={SQL}&term=creator")
    assert page.cssselect("textarea")[0].text == "select item, value from statements where term = :term"
    assert page.cssselect("input[name=term]")[0].get("value") == "creator"
    assert len(page.cssselect("tbody tr")) == 2
    assert page.cssselect("form.sql")[0].get("action") == "/collection/-/query"


async def test_a_row_links_to_the_rows_of_other_tables(shut):
    page = await see(shut, "/collection/items/testimony-1")
    links = {one.text_content(): one.get("href") for one in page.cssselect("[aria-labelledby=others] a")}
    assert set(links) == {"files", "passages", "related", "statements"}
    for link in links.values():
        assert (await shut.client.get(link)).status_code == 200


@pytest.mark.parametrize(
    "asked",
    ["_facet_array=id", "_facet=nowhere", "_through=x", "_through={}", "_through=[]", "id__in=[x", "_timelimit=x"],
)
@pytest.mark.filterwarnings("ignore:coroutine", "ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_question_that_makes_no_sense_is_the_askers_fault(shut, asked):
    for path in ("/collection/items", "/collection/items.json"):
        assert (await shut.client.get(f"{path}?{asked}")).status_code == 400, path
    gc.collect()  # what Datasette has begun for the question and dropped is told here, not in another test
