"""The sample archive as a reader meets it: taken in, published, and asked through Datasette."""

from __future__ import annotations

import re
import shutil
from datetime import date

import pytest
from datasette.app import Datasette

from archive.cli.serving import open_site
from conftest import PROJECT, Workshop

LETTERS = "Слово, по которому пробуют поиск: бæслæн. И ещё: в школе стояла ёлка."


@pytest.fixture
def site(taken) -> Datasette:
    taken.write("collection/letters.txt", LETTERS)
    taken.write("metadata/records/letters.yaml", "id: letters\nkind: article\nfiles: [letters.txt]\ntitle: Letters\n")
    taken.run("publish", "--yes")
    return open_site(taken.root, None)


async def page(site: Datasette, path: str, **query: str) -> str:
    response = await site.client.get(path, params=query)
    assert response.status_code == 200, (path, response.status_code)
    return response.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("школа", "школе"),
        ("елка", "ёлка"),
        ("ёлка", "елка"),
        ("Беслан", "Беслане"),
        ("бӕслӕн", "бæслæн"),
        ("беслæн", "Беслӕн"),
    ],
)
async def test_a_reader_finds_a_word_in_whichever_form_and_sees_it_as_it_was_written(site, asked, shown):
    found = await page(site, "/search", q=asked)
    marked = set(re.findall(r"<mark>([^<]+)</mark>", found))
    items = set(re.findall(r'href="(/items/[^"?#]+)', found))
    for item in items:
        marked |= set(re.findall(r"<mark>([^<]+)</mark>", await page(site, item, q=asked)))
    assert items
    assert shown in marked


async def test_every_public_item_has_its_page_and_every_page_its_title(site, taken):
    with taken.edition() as edition:
        titles = dict(edition.execute("SELECT id, title FROM items"))
    for item, title in titles.items():
        text = await page(site, f"/items/{item}")
        assert title.split("&")[0][:30] in text.replace("&#39;", "'").replace("&amp;", "&")


async def test_what_is_not_public_has_no_page(site, taken):
    with taken.catalogue() as catalogue:
        everything = {item for (item,) in catalogue.execute("SELECT id FROM items")}
    for item in everything - taken.public_ids():
        assert (await site.client.get(f"/items/{item}")).status_code == 404


async def test_the_sample_as_it_comes_is_taken_in_already_and_remembers_what_was_withdrawn(tmp_path):
    comes = Workshop(tmp_path / "comes")
    for name in ("collection", "metadata"):
        shutil.copytree(PROJECT / name, comes.root / name)
    shutil.copy2(PROJECT / "datasette.yaml", comes.root)
    said = comes.run("ingest").stdout
    assert said == "Taken in: 6 sources read.\n", "manifest and journal of the sample have to be brought up to date"
    comes.run("publish", "--yes")
    gone = await open_site(comes.root, None).client.get("/items/withdrawn-statement")
    assert gone.status_code == 410
    assert "depositor" in gone.text


async def test_a_withdrawn_item_answers_410(taken):
    taken.run("publish", "--yes")
    taken.run("withdraw", "judgment", "--reason", "error", "--public-reason", "Withdrawn to be mended.")
    gone = await open_site(taken.root, None).client.get("/items/judgment")
    assert gone.status_code == 410
    assert "Withdrawn to be mended." in gone.text


async def test_a_copied_edition_serves_itself(taken, tmp_path):
    taken.run("publish", "--yes")
    shutil.copytree(taken.root / "public", tmp_path / "copy")
    copied = Datasette([], config_dir=tmp_path / "copy")
    assert (await copied.client.get("/items/judgment")).status_code == 200
    assert (await copied.client.get("/collection/items.json")).status_code == 200


async def test_past_its_day_an_edition_is_not_shown(taken):
    taken.run("--today", "2026-11-22", "publish", "--yes")
    assert (await open_site(taken.root, date(2026, 11, 22)).client.get("/")).status_code == 200
    with taken.edition() as edition:
        assert edition.execute("SELECT count(*) FROM items").fetchone()[0] > 20
    late = open_site(taken.root, date(2999, 1, 1))
    assert (await late.client.get("/")).status_code == 503
    assert (await late.client.get("/collection.db")).status_code == 503
