"""`archive serve --private`: everything, on this computer only, marked on every page, and gone when it ends."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main
from conftest import COMMAND, Workshop, serving

HIDDEN = "id: kept-back\nkind: photo\ntitle: A hidden specimen\nfiles: [square.jpg]\naccess: hidden\n"
TOLD = "id: told\nkind: testimony\ntitle: A specimen without a consent\nfiles: [told.vtt]\n"
CUES = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Asking>A specimen of a line.\n"
OPEN = "id: open\nkind: article\ntitle: A public specimen\nrelation: kept-back\n"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    made = Workshop(tmp_path_factory.mktemp("private") / "archive")
    CliRunner().invoke(main, ["init", str(made.root), "--open"])
    made.photo("collection/square.jpg")
    made.write("collection/told.vtt", CUES)
    for name, record in {"hidden": HIDDEN, "told": TOLD, "open": OPEN}.items():
        made.write(f"metadata/records/{name}.yaml", record)
    made.run("publish", "--yes")
    return made


def everything_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def address(workshop):
    before = everything_below(workshop.root / "public")
    with serving(workshop.root, private=True) as found:
        yield found.removeprefix("http://")
    assert everything_below(workshop.root / "public") == before
    assert not (workshop.root / ".archive" / "private-edition").exists()


def ask(address: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection(address, timeout=300)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def test_hidden_items_are_there_with_their_media_and_words(address):
    answer, page = ask(address, "/items/kept-back")
    assert (answer.status, "A hidden specimen" in page) == (200, True)
    picture = page.partition('src="/media/')[2].partition('"')[0]
    assert ask(address, f"/media/{picture}")[0].status == 200
    assert "A specimen of a line." in ask(address, "/items/told")[1]
    assert "A hidden specimen" in ask(address, "/items/open")[1], "what it is related to"
    assert '"kept-back"' in ask(address, "/collection/-/query.json?sql=select+id+from+items")[1]


def test_every_page_says_that_it_is_private(address):
    paths = ["/", "/search", "/items/told", "/data", "/nothing", "/collection", "/collection/items", "/items/nothing"]
    paths += ["/collection/items/told", "/collection/-/query?sql=select+1", "/collection/-/query?sql=broken", "/.json"]
    paths += ["/collection/items?_sort=nothing", "/collection/nothing", "/collection/-/schema", "/-/config"]
    for path in paths:
        answer, page = ask(address, path)
        assert answer.headers["x-robots-tag"].startswith("noindex"), path
        if answer.headers["content-type"].startswith("text/html"):
            assert "<title>[Private] " in page, path
            assert 'class="insiders"' in page, path
    page = ask(address, "/ru/items/told")[1]
    assert "<title>[Не для публикации] " in page
    assert ask(address, "/robots.txt")[1].endswith("Disallow: /\n")


def test_the_public_site_says_nothing_of_it(workshop):
    with serving(workshop.root) as public:
        page = ask(public.removeprefix("http://"), "/items/open")[1]
        assert "A public specimen" in page
        assert "insiders" not in page
        assert "kept-back" not in page


@pytest.mark.parametrize("host", ["archive.example.org", "127.0.0.1.example.org", "192.168.0.5:8001", ""])
def test_whoever_names_another_host_is_told_nothing(address, host):
    for path in ("/", "/items/kept-back", "/collection.db", "/-/static-plugins/memory-archive/archive.css"):
        answer, body = ask(address, path, Host=host)
        assert answer.status == 421 or (host == "" and answer.status == 400), path
        assert "specimen" not in body


def test_other_sites_may_embed_and_fetch_nothing_of_it(address):
    for path in ("/", "/items/kept-back", "/collection/items.json", "/collection.db", "/nothing"):
        answer, _ = ask(address, path, Origin="https://example.org")
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


def test_it_listens_on_this_computer_only(address):
    port = int(address.rpartition(":")[2])
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", port)) != 0
    done = CliRunner().invoke(main, ["serve", "--private", "--host", "::"])
    assert done.exit_code == 2


def test_there_is_one_at_a_time(address, workshop):
    refused = workshop.run("serve", "--private", status=1)
    assert "served already" in refused.stderr
    assert ask(address, "/items/kept-back")[0].status == 200


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.deep
def test_however_it_is_told_to_end_nothing_of_it_stays(workshop, tmp_path, ending):
    root = tmp_path / "archive"
    shutil.copytree(workshop.root, root, ignore=lambda *_: {"private-edition"})
    words = [*COMMAND, "--archive", str(root), "serve", "--port", "0", "--private"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout:
            if line.startswith("http://"):
                break
        assert (root / ".archive" / "private-edition" / "edition.json").exists()
        assert oct((root / ".archive" / "private-edition").stat().st_mode & 0o777) == "0o700"
        os.kill(process.pid, ending)
        process.wait(20)
    assert not (root / ".archive" / "private-edition").exists()


def test_whoever_publishes_is_told_where_nobody_could_reach_them(workshop):
    assert "datasette.yaml: warning: no contact" in workshop.run("check").stderr
    site = workshop.root / "datasette.yaml"
    before = site.read_text(encoding="utf-8")
    site.write_text(before.replace("    # contact:", "    contact:"), encoding="utf-8")
    assert "no contact" not in workshop.run("publish", "--yes", "--preview").stderr
    site.write_text(before, encoding="utf-8")
    assert "no contact" in workshop.run("publish", "--yes", "--preview").stderr
