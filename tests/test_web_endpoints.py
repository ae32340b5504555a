"""Every address that the running Datasette knows: each is open, ours or closed, and none tells of the machine."""

from __future__ import annotations

import re
import socket
import sqlite3
import sys
from importlib.metadata import version
from itertools import product
from pathlib import Path

import pytest

from archive.web.guard import LONGEST
from archive.web.headers import PAGES
from conftest import PROJECT
from web_fixture import make_edition

SERVING = (PROJECT / "docs" / "serving.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(/[^`]*)` \| (open|ours|closed) \|", re.MULTILINE)
VALUES = {"database": "collection", "table": "items", "query": "items", "pks": "photo-1", "path": "archive.css"}
ASKED = ["", "?sql=select+1", "?_extra=debug,request,metadata,extras,query,actions", "?_nl=on&_dl=1&_trace=1"]
HEADERS = {
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "x-robots-tag",
}


def plain(pattern: str) -> str:
    """An address as people write it: `(?P<table>…)` is TABLE, an ending that may be left out is `[.FORMAT]`."""
    pattern = re.sub(r"\(\\\.\(\?P<format>[^)]*\)\)\?", "[.FORMAT]", pattern)
    pattern = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda found: found[1].upper(), pattern)
    return pattern.removeprefix("^").removesuffix("$").replace("\\", "")


def examples(name: str) -> list[str]:
    """Addresses that an endpoint answers, in each form that there may be."""
    for key, value in {**VALUES, "rest": ""}.items():
        name = name.replace(key.upper(), value)
    ends = ["", ".json", ".csv", ".md", ".blob"] if "[.FORMAT]" in name else [""]
    return [name.replace("[.FORMAT]", end) for end in ends]


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    return make_edition(tmp_path_factory.mktemp("endpoints") / "public")


@pytest.fixture
async def site(specimen):
    specimen.point(sql=True, download=True)
    opened = specimen.site()
    await opened.invoke_startup()
    yield opened
    opened.close()


async def told(answer) -> None:
    """What holds of every answer, whatever was asked."""
    assert set(answer.headers) >= HEADERS, answer.url
    assert "set-cookie" not in answer.headers
    assert "unsafe" not in answer.headers["content-security-policy"]
    if answer.headers["content-type"].startswith("text/html"):
        assert answer.headers["content-security-policy"] == PAGES, answer.url


async def test_the_page_on_serving_tells_of_every_address_that_datasette_knows(site):
    known = {plain(pattern.pattern) for pattern, _ in site._routes() if not pattern.pattern.startswith("^")}
    assert known == {name for name, _ in ROW.findall(SERVING)}


@pytest.mark.parametrize(("name", "state"), ROW.findall(SERVING))
async def test_what_is_closed_is_not_there_and_what_is_open_answers(site, name, state):
    answered = set()
    for address in examples(name):
        answer = await site.client.get(address)
        await told(answer)
        answered.add(answer.status_code)
    assert answered <= {404} if state == "closed" else answered & {200, 302, 301}, (name, answered)


async def test_nobody_is_told_of_the_machine_the_programs_or_the_configuration(site, specimen):
    facts = {
        *(str(specimen.public), str(Path.home()), sys.prefix, str(PROJECT), socket.gethostname(), "Traceback"),
        *(sys.version.split()[0], version("datasette"), version("uvicorn"), sqlite3.sqlite_version, "site-packages"),
        *("sql_time_limit_ms", "asgi_wrapper", "ds_actor", "csrf"),
    }
    for (name, state), asked in product(ROW.findall(SERVING), ASKED):
        for address in examples(name) if state != "closed" or not asked else ():
            answer = await site.client.get(address + asked)
            said = f"{answer.headers!r} {answer.text}" if answer.status_code != 200 or ".db" not in address else ""
            assert not [fact for fact in facts if fact in said], address + asked
            assert answer.status_code < 500, address + asked


async def test_nothing_can_be_written_and_no_token_be_made(site):
    for name, _ in ROW.findall(SERVING):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            answer = await site.client.request(method, examples(name)[0], headers={"content-type": "application/json"})
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), name
            await told(answer)


async def test_nobody_becomes_somebody_by_a_cookie_or_a_token(site):
    cookie = {"ds_actor": site.sign({"a": {"id": "root"}}, "actor")}
    token = site.create_token("root")
    token = await token if hasattr(token, "__await__") else token
    site.root_enabled = True
    for headers in ({"authorization": f"Bearer {token}"}, {}):
        for path in ("/-/permissions", "/-/create-token", "/collection/-/execute-write", "/-/actor.json"):
            assert (await site.client.get(path, cookies=cookie, headers=headers)).status_code == 404
        answer = await site.client.get("/collection/items.json", cookies=cookie, headers=headers)
        assert answer.headers["cache-control"] == "no-cache"
        assert "vary" not in answer.headers


async def test_an_address_has_a_longest_length(site):
    assert (await site.client.get(f"/search?q={'a' * (LONGEST - 20)}")).status_code == 200
    for address in (f"/search?q={'a' * LONGEST}", f"/{'a' * LONGEST}"):
        answer = await site.client.get(address)
        assert answer.status_code == 414
        await told(answer)


async def test_every_answer_carries_the_headers_of_the_site(site, specimen):
    picture = specimen.file("photo-1", "small")["path"]
    recording = specimen.file("testimony-1")["path"]
    ours = ["/", "/search?q=a", "/items/photo-1", "/items/photo-1.json", "/items/gone-1", "/items/none", "/data", "/ru"]
    ours += [f"/media/{picture}", f"/media/{recording}", "/media/none", "/robots.txt", "/collection.db", "/-/"]
    for address in ours:
        await told(await site.client.get(address))
    part = await site.client.get(f"/media/{recording}", headers={"range": "bytes=5-"})
    beyond = await site.client.get(f"/media/{recording}", headers={"range": "bytes=99999999-"})
    same = await site.client.get(f"/media/{recording}", headers={"if-none-match": part.headers["etag"]})
    assert [one.status_code for one in (part, beyond, same)] == [206, 416, 304]
    for answer in (part, beyond, same):
        await told(answer)


async def test_where_nothing_may_be_shown_the_headers_are_there_as_well(specimen):
    specimen.point(valid_until="2020-01-01")
    closed = specimen.site()
    for path in ("/", "/items/photo-1.json", "/robots.txt", "/-/static-plugins/memory-archive/archive.css"):
        answer = await closed.client.get(path)
        assert answer.status_code == (200 if "static" in path else 503)
        await told(answer)
    closed.close()


async def test_search_engines_stay_away_unless_the_edition_lets_them_in(site, specimen):
    answer = await site.client.get("/robots.txt")
    assert answer.text == "User-agent: *\nDisallow: /\n"
    assert (await site.client.get("/items/photo-1")).headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    specimen.point(robots=True)
    assert "Disallow: /\n" not in (await site.client.get("/robots.txt")).text
    assert (await site.client.get("/items/photo-1")).headers["x-robots-tag"] == "noarchive"


async def test_the_database_comes_in_parts_where_parts_are_asked_for(site, specimen):
    path = specimen.public / "editions" / specimen.digest / "collection.db"
    whole = await site.client.get("/collection.db")
    assert whole.content == path.read_bytes()
    part = await site.client.get("/collection.db", headers={"range": "bytes=0-15"})
    assert (part.status_code, part.content) == (206, b"SQLite format 3\0")
    etag = {"if-none-match": whole.headers["etag"]}
    assert (await site.client.get("/collection.db", headers=etag)).status_code == 304


async def test_how_to_reach_the_archive_stands_on_every_page_and_on_tombstones(specimen):
    specimen.point(sql=True)
    said = {"en": "archive@example.org", "ru": "https://example.org/убрать"}
    site = specimen.site(contact=said)
    for path in ("/", "/items/photo-1", "/search", "/data", "/collection/items", "/none", "/items/gone-1"):
        page = (await site.client.get(path)).text
        assert page.count('href="mailto:archive@example.org"') == (2 if "gone" in path else 1), path
    page = (await site.client.get("/ru/items/gone-1")).text
    assert page.count('<a href="https://example.org/убрать"') == 2
    site.close()


@pytest.mark.parametrize("contact", ["javascript:alert(1)", "data:text/html,x", 'a"onclick=x@b.c', "Street 1", "a@b"])
async def test_a_contact_that_is_no_address_is_shown_as_text(specimen, contact):
    specimen.point()
    site = specimen.site(contact=contact)
    page = (await site.client.get("/")).text
    footer = page.partition('class="contact"')[2].partition("</p>")[0]
    assert "<span>" in footer
    assert "href" not in footer
    site.close()
