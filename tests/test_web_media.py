"""`/media/PATH`: published files, whole and in parts, and nothing else."""

from __future__ import annotations

import asyncio
import shutil

import pytest

from archive.web.media import CHUNK
from web_fixture import Specimen, make_edition


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    return make_edition(tmp_path_factory.mktemp("media") / "public")


@pytest.fixture(scope="module")
def site(specimen):
    datasette = specimen.site()
    yield datasette
    datasette.close()


@pytest.fixture
def sound(specimen):
    return specimen.file("testimony-1")


async def test_a_file_comes_whole_with_its_type_its_digest_and_leave_to_keep_it_only_after_asking(
    site, sound, specimen
):
    answer = await site.client.get(f"/media/{sound['path']}")
    assert answer.status_code == 200
    assert answer.content == (specimen.public / "media" / sound["path"]).read_bytes()
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["content-length"] == str(sound["bytes"])
    assert answer.headers["etag"] == f'"{sound["sha256"]}"'
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("written", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
async def test_who_has_it_already_is_told_so(site, sound, written):
    headers = {"if-none-match": written.format(sound["sha256"])}
    answer = await site.client.get(f"/media/{sound['path']}", headers=headers)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == f'"{sound["sha256"]}"'


async def test_who_has_another_one_gets_this_one(site, sound):
    answer = await site.client.get(f"/media/{sound['path']}", headers={"if-none-match": '"other"'})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-100", -100, None),
        ("bytes=0-99999999", 0, None),
        ("bytes=-99999999", 0, None),
        ("bytes=0-0", 0, 1),
    ],
)
async def test_a_player_gets_the_part_it_asks_for(site, specimen, asked, start, stop):
    sound = specimen.file("testimony-1")
    answer = await site.client.get(f"/media/{sound['path']}", headers={"range": asked})
    whole = (specimen.public / "media" / sound["path"]).read_bytes()
    part = whole[start:stop]
    first = start % len(whole)
    assert answer.status_code == 206
    assert answer.content == part
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(part) - 1}/{len(whole)}"
    assert answer.headers["content-length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
async def test_a_part_that_does_not_exist_is_refused_with_the_length(site, sound, asked):
    answer = await site.client.get(f"/media/{sound['path']}", headers={"range": asked})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{sound['bytes']}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=5-1", "bytes=-", "lines=1-2", "bytes=one-two", "bytes=²-"])
async def test_what_is_no_range_or_several_gives_the_whole(site, sound, asked):
    answer = await site.client.get(f"/media/{sound['path']}", headers={"range": asked.encode()})
    assert (answer.status_code, len(answer.content)) == (200, sound["bytes"])


async def test_a_part_of_an_older_file_is_not_joined_to_this_one(site, sound):
    headers = {"range": "bytes=0-9", "if-range": '"older"'}
    assert (await site.client.get(f"/media/{sound['path']}", headers=headers)).status_code == 200
    headers["if-range"] = f'"{sound["sha256"]}"'
    assert (await site.client.get(f"/media/{sound['path']}", headers=headers)).status_code == 206


async def test_head_tells_the_same_without_the_bytes(site, sound):
    answer = await site.client.head(f"/media/{sound['path']}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(sound["bytes"])
    part = await site.client.head(f"/media/{sound['path']}", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.headers["content-length"]) == (206, "10")


async def test_nothing_can_be_sent_there(site, sound):
    answer = await site.client.post(f"/media/{sound['path']}")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


async def test_what_a_browser_would_run_is_handed_over_for_saving(site, specimen):
    page = await site.client.get(f"/media/{specimen.file('article-1')['path']}")
    assert page.headers["content-disposition"] == 'attachment; filename="article-1-1.html"'
    assert "sandbox" in page.headers["content-security-policy"]
    picture = await site.client.get(f"/media/{specimen.file('photo-1')['path']}")
    assert picture.headers["content-disposition"] == 'inline; filename="photo-1-1.jpg"'


@pytest.mark.parametrize(
    "path", ["../edition.json", "..%2Fedition.json", "%2e%2e/edition.json", "a/../../edition.json", "%00"]
)
async def test_no_path_leads_out_of_the_folder(site, path):
    answer = await site.client.request("GET", f"/media/{path}", avoid_path_rewrites=True)
    assert answer.status_code == 404
    assert b"digest" not in answer.content


async def test_a_file_that_lies_in_the_folder_but_is_not_listed_is_not_there(site, specimen):
    (specimen.public / "media" / "unlisted.txt").write_text("not published")
    assert (await site.client.get("/media/unlisted.txt")).status_code == 404


async def test_a_listed_path_that_leads_out_of_the_folder_is_not_followed(specimen, tmp_path):
    public = tmp_path / "public"
    shutil.copytree(specimen.public, public)
    extra = "INSERT INTO files VALUES ('photo-2', 9, 'original', '../secret.txt', 'text/plain', NULL, 6, 'x', 0, 0, 0);"
    (public / "secret.txt").write_text("secret")
    site = make_edition(public, extra=extra).site()
    answer = await site.client.get("/media/..%2Fsecret.txt")
    assert answer.status_code == 404
    assert "secret" not in answer.text.replace("secret.txt", "")
    site.close()


async def test_a_file_that_was_copied_only_in_part_is_not_there(specimen, tmp_path, sound):
    public = tmp_path / "public"
    shutil.copytree(specimen.public, public)
    (public / "media" / sound["path"]).write_bytes(b"RIFF")
    site = Specimen(public, specimen.digest).site()
    assert (await site.client.get(f"/media/{sound['path']}")).status_code == 404
    site.close()


async def test_a_long_file_goes_out_in_pieces_and_stops_when_the_reader_has_gone(site, specimen, tmp_path):
    public = tmp_path / "public"
    shutil.copytree(specimen.public, public)
    (public / "media" / "long.mp4").write_bytes(bytes(CHUNK * 40))
    row = f"'photo-2', 9, 'original', 'long.mp4', 'video/mp4', NULL, {CHUNK * 40}, 'x', 0, 0, 0"
    extra = f"INSERT INTO files VALUES ({row});"
    site = make_edition(public, extra=extra).site()
    pieces = []
    gone = asyncio.Event()

    async def receive():
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        pieces.append(len(message.get("body", b"")))
        if len(pieces) == 4:
            gone.set()

    scope = {"type": "http", "method": "GET", "path": "/media/long.mp4", "query_string": b"", "headers": []}
    await site.app()(scope, receive, send)
    assert max(pieces) == CHUNK
    assert CHUNK * 3 <= sum(pieces) < CHUNK * 40
    site.close()
