"""Which edition is shown: finding it, refusing what may not be shown, taking up the next one."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import threading
from itertools import count

import pytest
from datasette.app import Datasette

from archive.store import pointer
from web_fixture import CONFIG, Specimen, make_edition, renamed

CONTENT = (
    "/",
    "/search?q=square",
    "/items/photo-1",
    "/items/photo-1.json",
    "/items/gone-1",
    "/collection",
    "/collection/items",
    "/collection/items.json",
    "/collection/items.csv",
    "/collection/items/photo-1.json",
    "/collection.db",
    "/collection/-/query.json?sql=select+1",
    "/-/",
    "/collection/-/schema.json",
    "/-/databases.json",
)


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """A folder with two editions of different tables, and the specimen of each."""
    public = tmp_path_factory.mktemp("editions") / "public"
    more = "CREATE TABLE more (note TEXT PRIMARY KEY); INSERT INTO more VALUES ('second');"
    return make_edition(public, mark=" edition 0"), make_edition(public, mark=" edition 99", extra=more)


@pytest.fixture
def two(editions, tmp_path):
    """A copy of those, pointing to the first."""
    public = tmp_path / "public"
    shutil.copytree(editions[0].public, public)
    first, second = (Specimen(public, edition.digest) for edition in editions)
    first.point(sql=True, download=True)
    return first, second


@pytest.fixture
def opened():
    sites = []

    def keep(site):
        sites.append(site)
        return site

    yield keep
    for site in sites:
        site.close()


async def test_without_configuration_the_plugin_does_nothing(two, opened):
    site = opened(Datasette(config={}, config_dir=two[0].public / "media"))
    home = await site.client.get("/")
    assert "Datasette" in home.text
    assert "referrer-policy" not in home.headers
    assert (await site.client.get("/_memory/-/query?sql=select+1")).status_code == 200
    assert "collection" not in site.databases


async def test_the_edition_is_found_in_the_folder_itself_in_public_and_where_the_settings_say(two, opened, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    places = [(two[0].public, {}), (tmp_path, {}), (tmp_path / "elsewhere", {"edition": "../public"})]
    for folder, settings in places:
        site = opened(Datasette(config={"plugins": {"archive": settings}}, config_dir=folder))
        assert "A drawn square edition 0" in (await site.client.get("/items/photo-1")).text
        assert not site.get_database("collection").is_mutable


async def test_a_folder_may_have_any_name(two, opened, tmp_path):
    odd = tmp_path / "папка #1 100% ?"
    shutil.copytree(two[0].public, odd)
    site = opened(Datasette(config=CONFIG, config_dir=odd))
    assert (await site.client.get("/items/photo-1")).status_code == 200


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"titel": "x"}, "unknown key 'titel'"),
        ({"today": "soon"}, "expected a day as YYYY-MM-DD"),
        ({"title": 5, "about": ["x"]}, "title: 5, expected text, or text by language; plugins: archive: about: ['x']"),
        ({"pictures": "one"}, "pictures: 'one', expected a list of ids"),
        ("yes", "expected keys"),
    ],
)
async def test_wrong_settings_are_named_at_the_start(two, opened, settings, said):
    from datasette.utils import StartupError

    site = opened(Datasette(config={"plugins": {"archive": settings}}, config_dir=two[0].public))
    with pytest.raises(StartupError) as raised:
        await site.invoke_startup()
    assert said in str(raised.value)


async def test_while_nothing_is_published_the_home_page_says_so_and_all_else_waits(opened, tmp_path):
    site = opened(Datasette(config=CONFIG, config_dir=tmp_path))
    home = await site.client.get("/")
    assert home.status_code == 200
    assert "Nothing has been published yet" in home.text
    for path in (*CONTENT[1:], "/media/x", "/_memory"):
        assert (await site.client.get(path)).status_code == 503, path


async def test_the_first_edition_is_taken_up_as_soon_as_it_is_there(two, opened, tmp_path):
    site = opened(Datasette(config=CONFIG, config_dir=tmp_path / "new"))
    assert (await site.client.get("/search")).status_code == 503
    shutil.copytree(two[0].public, tmp_path / "new" / "public")
    assert (await site.client.get("/items/photo-1")).status_code == 200


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        '{"digest": "x"}',
        '{"digest": 5, "made": ""}',
        '{"digest": "../x", "made": ""}',
        '{"digest": "DIGEST", "made": "", "valid_until": "soon"}',
        '{"digest": "DIGEST", "made": "", "valid_until": 2026}',
        '{"digest": "DIGEST", "made": "", "sql": "false"}',
        '{"digest": "DIGEST", "made": "", "more": 1}',
        '{"digest": "absent", "made": ""}',
    ],
)
async def test_a_damaged_pointer_closes_the_site_and_never_shows_the_older_edition(two, opened, damage, caplog):
    site = opened(two[0].site())
    assert (await site.client.get("/items/photo-1")).status_code == 200
    (two[0].public / pointer.NAME).write_text(damage.replace("DIGEST", two[0].digest))
    for path in ("/", "/items/photo-1", "/collection/items.json"):
        answer = await site.client.get(path)
        assert answer.status_code == 503, path
        assert "square" not in answer.text.replace("?q=square", "")
        assert "Traceback" not in answer.text
    assert "cannot be shown" in caplog.text
    two[0].point()
    assert (await site.client.get("/items/photo-1")).status_code == 200


async def test_a_site_that_starts_on_a_damaged_edition_waits_until_it_is_mended(two, opened):
    (two[0].public / pointer.NAME).write_text("{")
    site = opened(two[0].site())
    assert (await site.client.get("/")).status_code == 503
    two[0].point()
    assert (await site.client.get("/")).status_code == 200


@pytest.mark.parametrize("damage", ["missing", "no database", "no tables"])
async def test_a_missing_or_damaged_database_closes_the_site_until_it_is_back(two, opened, damage):
    site = opened(two[0].site())
    assert (await site.client.get("/items/photo-1")).status_code == 200
    database = two[0].public / "editions" / two[0].digest / "collection.db"
    kept = database.read_bytes()
    database.unlink()
    if damage == "no database":
        database.write_bytes(b"This is not a database, though it is long enough to be read as the head of one.." * 9)
    if damage == "no tables":
        database.write_bytes(b"")
    for path in CONTENT:
        assert (await site.client.get(path)).status_code == 503, path
    assert damage != "missing" or not database.exists()
    database.write_bytes(kept)
    assert (await site.client.get("/items/photo-1")).status_code == 200


async def test_after_the_last_day_nothing_of_the_collection_is_shown(two, opened):
    two[0].point(sql=True, download=True, valid_until="2026-06-30")
    picture = two[0].file("photo-1")["path"]
    last = opened(two[0].site(today="2026-06-30"))
    after = opened(two[0].site(today="2026-07-01"))
    for path in (*CONTENT, f"/media/{picture}"):
        assert (await last.client.get(path)).status_code in {200, 302, 410}, path
        answer = await after.client.get(path)
        assert answer.status_code == 503, path
        assert answer.headers["cache-control"] == "no-store"
        assert "square" not in answer.text.replace("?q=square", "")
    refused = await after.client.get("/collection/items.json")
    assert refused.json()["ok"] is False


async def test_without_a_set_day_the_clock_counts(two, opened):
    two[0].point(valid_until="2004-09-01")
    site = opened(two[0].site())
    assert (await site.client.get("/")).status_code == 503
    two[0].point(valid_until="9999-01-01")
    assert (await site.client.get("/")).status_code == 200


async def test_that_nothing_is_shown_is_said_in_the_language_of_the_address(two, opened):
    two[0].point(valid_until="2004-09-01")
    site = opened(two[0].site())
    for path in ("/ru/", "/ru/search", "/ru/items/photo-1"):
        answer = await site.client.get(path)
        assert (answer.status_code, '<html lang="ru">' in answer.text) == (503, True)
        assert "Собрание сейчас недоступно" in answer.text


async def test_the_style_of_the_closed_page_is_still_there(two, opened):
    two[0].point(valid_until="2004-09-01")
    site = opened(two[0].site())
    assert (await site.client.get("/-/static-plugins/memory-archive/archive.css")).status_code == 200


async def test_a_new_edition_shows_in_every_page_from_the_next_request_on(two, opened):
    first, second = two
    site = opened(first.site())
    assert "more" not in (await site.client.get("/collection")).text
    assert (await site.client.get("/collection/more")).status_code == 404
    second.point(sql=True, download=True)
    assert "A drawn square edition 99" in (await site.client.get("/items/photo-1")).text
    assert "A drawn square edition 99" in (await site.client.get("/collection/items")).text
    assert ">more</a>" in (await site.client.get("/collection")).text
    assert (await site.client.get("/collection/more.json?_shape=array")).json() == [{"note": "second"}]
    assert "more" in (await site.client.get("/collection/-/schema.json")).text
    kept = (second.public / "editions" / second.digest / "collection.db").read_bytes()
    assert (await site.client.get("/collection.db")).content == kept
    first.point()
    assert (await site.client.get("/collection/more")).status_code == 404
    assert "more" not in (await site.client.get("/collection/-/schema.json")).text


async def test_a_request_under_way_ends_on_the_edition_it_began_with_even_if_that_is_deleted(two, opened):
    first, second = two
    site = opened(Datasette(config={**CONFIG, "settings": {"num_sql_threads": 8}}, config_dir=first.public))
    await site.client.get("/")
    old = site.archive_site.current
    old.requests += 1  # as one that is still reading
    second.point()
    assert "edition 99" in (await site.client.get("/items/photo-1")).text
    shutil.rmtree(first.public / "editions" / first.digest)
    everybody = threading.Barrier(site.setting("num_sql_threads"))

    def read(connection):
        everybody.wait(10)  # so that each thread has to read for itself
        return connection.execute("SELECT count(*) FROM items").fetchone()[0]

    assert await asyncio.gather(*(old.database.execute_fn(read) for _ in range(everybody.parties))) == [8] * 8
    site.archive_site.leave(old)
    assert old.database._closed


async def test_an_edition_that_is_replaced_and_deleted_while_it_is_opened_is_no_damage(two, opened, monkeypatch):
    first, second = two
    site = opened(first.site())
    await site.client.get("/")
    read = pointer.read

    def read_and_publish(public):
        found = read(public)
        if found.digest == second.digest and not third.public.joinpath("moved").exists():
            third.public.joinpath("moved").touch()
            third.point()
            shutil.rmtree(second.public / "editions" / second.digest)
        return found

    third = renamed(first, 3)
    monkeypatch.setattr(pointer, "read", read_and_publish)
    second.point()
    answer = await site.client.get("/items/photo-1")
    assert (answer.status_code, "edition 3" in answer.text) == (200, True)


async def test_under_load_no_request_fails_and_none_shows_an_edition_older_than_the_one_it_began_with(two, opened):
    editions = [two[0], *(renamed(two[0], number) for number in range(1, 12))]
    site = opened(two[0].site())
    app = site.app()
    picture = f"/media/{two[0].file('photo-1')['path']}"
    ours = ("/items/photo-1", "/", "/items/photo-1.json", picture, "/search?q=drawn", picture)
    paths = (*ours, "/collection/items.json", *ours, "/collection/items", *ours, "/collection/items/photo-1.json")
    current, answered, failures = 0, 0, []
    turn, due = count(), asyncio.Event()

    async def read():
        nonlocal answered
        while answered < 600 or current < len(editions) - 1:
            path, begun_with = paths[next(turn) % len(paths)], current
            status, body = await ask(app, path)
            answered += 1
            if answered % 50 == 0:
                due.set()
            shown = {int(number) for number in re.findall(r"square edition (\d+)", body)}
            if status != 200 or any(number < begun_with for number in shown):
                failures.append((path, status, begun_with, shown))

    async def publish():
        nonlocal current
        for number in range(1, len(editions)):
            await due.wait()
            due.clear()
            editions[number].point(sql=True, download=True)
            current = number
            shutil.rmtree(editions[number - 1].public / "editions" / editions[number - 1].digest)

    await asyncio.gather(publish(), *(read() for _ in range(12)))
    assert not failures, failures[:5]
    assert answered >= 600
    assert site.archive_site._open == [site.archive_site.current]


async def ask(app, path):
    """One request through the whole ASGI app."""
    from urllib.parse import unquote

    route, _, query = path.partition("?")
    got = {"status": 0, "body": b""}

    async def receive():
        await asyncio.sleep(3600)

    async def send(message):
        got["status"] = message.get("status", got["status"])
        got["body"] += message.get("body", b"")

    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(route),
        "raw_path": route.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
    }
    await app(scope, receive, send)
    return got["status"], got["body"].decode("utf-8", "replace")


async def test_conditions_are_written_as_edition_json_has_them(two):
    assert json.loads((two[0].public / pointer.NAME).read_text())["sql"] is True
