"""`archive serve`: a real process, asked over HTTP while the archive changes underneath."""

from __future__ import annotations

import os
import subprocess
import threading
import time
import urllib.error
import urllib.request

import pytest

from conftest import COMMAND, Workshop, serving

CONSENTS = "consents: [{person: p-1, given: 2024-05-01, scope: [publish, name, words, download], until: 2027-02}]"


def ask(address: str, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"{address}{path}", timeout=300) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_a_site_shows_what_is_published_and_takes_up_what_is_published_next(workshop):
    workshop.write("metadata/records/one.yaml", "id: one\ntitle: The first title\n")
    workshop.run("publish", "--yes")
    with serving(workshop.root) as address:
        assert b"The first title" in ask(address, "/items/one")[1]
        workshop.write("metadata/records/one.yaml", "id: one\ntitle: The second title\n")
        workshop.run("publish", "--yes")
        assert b"The second title" in ask(address, "/items/one")[1]
        workshop.run("withdraw", "one", "--reason", "error")
        assert ask(address, "/items/one")[0] == 410
        assert ask(address, "/collection/items/one.json")[0] == 404


def test_a_consent_that_ended_is_taken_out_before_anything_is_shown(workshop):
    workshop.write("metadata/people.yaml", "p-1: {name: {en: Specimen reader}, withhold: false, adult: true}\n")
    workshop.write("metadata/records/told.yaml", f"id: told\nkind: testimony\ntitle: A title\n{CONSENTS}\n")
    workshop.write("metadata/records/one.yaml", "id: one\ntitle: One\n")
    workshop.write("metadata/records/new.yaml", "id: new\ntitle: New\naccess: hidden\n")
    workshop.run("--today", "2027-02-28", "publish", "--yes")
    assert workshop.public_ids() == {"told", "one"}
    workshop.write("metadata/records/new.yaml", "id: new\ntitle: New\n")
    with serving(workshop.root, "--today", "2027-03-01") as address:
        assert ask(address, "/items/told")[0] == 404
        assert ask(address, "/items/one")[0] == 200
        assert ask(address, "/items/new")[0] == 404, "nobody was there to say yes"
    assert workshop.public_ids() == {"one"}


def test_without_the_plugin_nothing_is_shown(workshop):
    workshop.write("metadata/records/one.yaml", "id: one\ntitle: One\n")
    workshop.run("publish", "--yes")
    environment = os.environ | {"DATASETTE_LOAD_PLUGINS": ""}
    words = [*COMMAND, "--archive", workshop.root, "serve", "--port", "0"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "DATASETTE_LOAD_PLUGINS" in done.stderr


@pytest.mark.deep
def test_under_load_no_request_fails_and_none_begun_later_holds_what_was_withdrawn(taken):
    taken.run("publish", "--yes")
    with taken.edition() as edition:
        (picture,) = edition.execute("SELECT path FROM files WHERE item = 'title-card' AND role = 'large'").fetchone()
    paths = ["/", "/items", "/items/title-card", "/items/judgment", f"/media/{picture}", "/search?q=school"]
    paths += ["/collection/items.json?_shape=array", "/collection/items/title-card.json"]
    answers: list[tuple[float, str, int, bytes]] = []
    failures: list[str] = []
    ended = threading.Event()

    def load(address: str, number: int) -> None:
        while not ended.is_set():
            path = paths[number % len(paths)]
            number += 1
            begun = time.monotonic()
            try:
                status, body = ask(address, path)
                answers.append((begun, path, status, body))
            except OSError as error:
                failures.append(f"{path}: {error}")

    with serving(taken.root) as address:
        threads = [threading.Thread(target=load, args=(address, number)) for number in range(4)]
        for thread in threads:
            thread.start()
        for turn in range(3):
            record = f"id: turn\nkind: article\ntitle: Turn {turn}\n"
            taken.write("metadata/records/turn.yaml", record)
            command(taken, "publish", "--yes")
        command(taken, "withdraw", "title-card", "--reason", "error")
        withdrawn = time.monotonic()
        most = withdrawn + 60
        while {path for begun, path, *_ in answers if begun > withdrawn} != set(paths) and time.monotonic() < most:
            time.sleep(0.05)
        ended.set()
        for thread in threads:
            thread.join()
    assert not failures
    assert len(answers) > 3 * len(paths)
    assert {status for _, _, status, _ in answers} <= {200, 404, 410}
    assert all(status == 200 for _, path, status, _ in answers if "title-card" not in path and picture not in path)
    late = [(path, status, body) for begun, path, status, body in answers if begun > withdrawn]
    assert {path for path, _, _ in late} == set(paths)
    with taken.catalogue() as catalogue:
        query = "SELECT value FROM statements WHERE item = 'title-card' AND term = 'title'"
        titles = [title.encode() for (title,) in catalogue.execute(query)]
    assert titles
    for path, status, body in late:
        assert not any(title in body for title in titles), path
        if "title-card" in path or picture in path:
            assert status in {404, 410}, path


def command(workshop: Workshop, *words: str) -> None:
    """A command in a process of its own, as beside a running site."""
    whole = [*COMMAND, "--archive", str(workshop.root), *words]
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
