"""The plain `datasette .`, started as people start it, over real connections."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import count

import pytest

from web_fixture import make_edition, renamed


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive's folder as it matters here: its datasette.yaml and `public/`."""
    folder = tmp_path_factory.mktemp("server")
    specimen = make_edition(folder / "public", sql=True, download=True, mark=" edition 0")
    shutil.copy(specimen.public / "datasette.yaml", folder)
    return folder, specimen


@contextmanager
def serving(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", ".", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout))
    reader.start()
    try:
        for _ in range(200):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, lines
    finally:
        process.terminate()
        process.wait(10)
        reader.join(10)
        process.stdout.close()


def ask(connection, path, method="GET", **headers):
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer, answer.read()


def test_datasette_works_in_the_archive(archive):
    folder, specimen = archive
    with serving(folder) as (port, _):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        answer, page = ask(connection, "/items/photo-1")
        assert (answer.status, b"A drawn square" in page) == (200, True)
        answer, body = ask(connection, "/collection.db")
        assert (answer.status, len(body) > 0) == (200, True)
        sound = specimen.file("testimony-1")
        answer, body = ask(connection, f"/media/{sound['path']}", Range="bytes=10-19")
        assert (answer.status, len(body)) == (206, 10)
        answer, body = ask(connection, f"/media/{sound['path']}", "HEAD")
        assert (answer.status, body, answer.headers["content-length"]) == (200, b"", str(sound["bytes"]))
        answer, body = ask(connection, f"/media/{sound['path']}", If_None_Match=answer.headers["etag"])
        assert (answer.status, body) == (304, b"")
        connection.close()


def test_datasette_works_in_a_copy_of_public_and_takes_up_editions_without_losing_a_request(archive, tmp_path):
    specimen = archive[1]
    shutil.copytree(specimen.public, tmp_path / "copied")
    specimen = type(specimen)(tmp_path / "copied", specimen.digest)
    editions = [specimen, *(renamed(specimen, number) for number in range(1, 6))]
    picture = f"/media/{specimen.file('photo-1')['path']}"
    paths = ("/items/photo-1", picture, "/search?q=drawn", "/items/photo-1.json", "/", "/collection/items.json")
    turn, answered, failures, current = count(), count(1), [], [0]

    def read(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        while (number := next(turn)) < 600:
            path, begun_with = paths[number % len(paths)], current[0]
            answer, body = ask(connection, path)
            shown = {int(found) for found in re.findall(rb"square edition (\d+)", body)}
            if answer.status != 200 or any(edition < begun_with for edition in shown):
                failures.append((path, answer.status, begun_with, shown))
            done = next(answered)
            if done % 100 == 0 and done < 600:
                editions[done // 100].point(sql=True, download=True)
                current[0] = done // 100
                shutil.rmtree(specimen.public / "editions" / editions[done // 100 - 1].digest)
        connection.close()

    with serving(tmp_path / "copied") as (port, lines):
        readers = [threading.Thread(target=read, args=(port,)) for _ in range(8)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        assert b"edition 5" in ask(connection, "/items/photo-1")[1]
        connection.close()
    assert not failures, failures[:5]
    assert next(answered) > 600
    assert not [line for line in lines if "Traceback" in line]
