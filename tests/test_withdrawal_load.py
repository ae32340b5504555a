"""Withdrawal on a running site that many read: what is withdrawn is in no answer to a later request, and none fails."""

from __future__ import annotations

import http.client
import io
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from PIL import Image

from archive.cli import main
from conftest import COMMAND, Workshop, serving

WORD, BESIDE = "zephyrine", "quillwort"  # in every text of the item, and in no other; a page repeats what is asked for
RECORD = f"""id: going
kind: article
title: The {WORD} {BESIDE} specimen
description: A specimen of {WORD} {BESIDE} words.
subject: [{WORD}, {BESIDE}]
relation: stays-1
files: [going.jpg, going.md, going.vtt]
"""
CUES = f"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Asking>A {WORD} {BESIDE} line of a specimen.\n"
SCRIPT = """
local paths = {%s}
local turn, threads = 0, {}
failed, answered = 0, 0
function setup(thread) table.insert(threads, thread) end
function request()
  turn = turn + 1
  return wrk.format("GET", paths[turn %% #paths + 1])
end
function response(status)
  answered = answered + 1
  if status >= 500 then failed = failed + 1 end
end
function done(summary)
  local all, bad = 0, 0
  for _, thread in ipairs(threads) do
    all, bad = all + thread:get("answered"), bad + thread:get("failed")
  end
  local errors = summary.errors
  print(string.format("answered %%d failed %%d connect %%d read %%d write %%d timeout %%d",
    all, bad, errors.connect, errors.read, errors.write, errors.timeout))
end
"""


@dataclass
class Recorder:
    """Readers who look at the item everywhere, again and again, and keep what they were told and when they asked."""

    address: str
    paths: list[str]
    needles: list[bytes]
    withdrawn: float = float("inf")
    troubles: list[str] = field(default_factory=list)
    early: set[str] = field(default_factory=set)
    late: dict[str, set[int]] = field(default_factory=dict)
    answers: int = 0
    _turns: count = field(default_factory=count)
    _ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Ask, until told to end."""
        connection = http.client.HTTPConnection(self.address, timeout=300)
        while not self._ended.is_set():
            path = self.paths[next(self._turns) % len(self.paths)]
            begun = time.monotonic()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                self._note(path, begun, answer.status, answer.read())
            except (OSError, http.client.HTTPException) as error:
                self.troubles.append(f"{path}: {error!r}")
                connection.close()
        connection.close()

    def _note(self, path: str, begun: float, status: int, body: bytes) -> None:
        self.answers += 1
        holds = [needle[:20] for needle in self.needles if needle in body]
        if status >= 500:
            self.troubles.append(f"{path}: {status}")
        if begun < self.withdrawn:
            if holds:
                self.early.add(path)
        else:
            self.late.setdefault(path, set()).add(status)
            if holds:
                self.troubles.append(f"{path} holds {holds}, {begun - self.withdrawn:.3f} s after it was withdrawn")

    def end(self) -> None:
        """Let the readers come to an end."""
        self._ended.set()


def make(root: Path, others: int, edges: tuple[int, int]) -> Workshop:
    """An archive with the item and so many others, published; visitors may ask and take everything. Its picture has
    these edges in pixels: of a large one there are tiles.
    """
    CliRunner().invoke(main, ["init", str(root), "--open"], catch_exceptions=False)
    made = Workshop(root)
    policy = root / "metadata" / "policy.yaml"
    lines = [line for line in policy.read_text("utf-8").splitlines() if not line.startswith(("sql", "download"))]
    policy.write_text("\n".join([*lines, "sql: true", "download: true", ""]), encoding="utf-8")
    picture = io.BytesIO()
    drawn = Image.effect_noise((600, 400), 60).resize(edges).convert("RGB")
    drawn.save(picture, "JPEG", quality=80)
    made.write("collection/going.jpg", picture.getvalue())
    made.write("collection/going.md", f"A {WORD} {BESIDE} paragraph of a specimen.\n")
    made.write("collection/going.vtt", CUES)
    made.write("metadata/records/going.yaml", RECORD)
    for number in range(1, others + 1):
        title = f"Specimen {number} that stays"
        made.write(f"metadata/records/{number}.yaml", f"id: stays-{number}\nkind: article\ntitle: {title}\n")
    made.run("publish", "--yes")
    return made


def everywhere(made: Workshop) -> tuple[list[str], list[bytes]]:
    """Every address at which something of the item is, with some of others; and what is nowhere without the item."""
    with made.edition() as edition:
        files = edition.execute("SELECT path, role FROM files WHERE item = 'going'").fetchall()
        texts = [file for (file,) in edition.execute("SELECT DISTINCT file FROM passages WHERE item = 'going'")]
    media = [path for path, _ in files if not path.endswith(".zip")]
    # Where in a picture no other has the same bytes.
    pieces = [(made.root / "public" / "media" / path).read_bytes()[2000:2064] for path in media]
    sql = quote("select title from items where id = 'going'")
    paths = ["/", "/items", "/items/going", "/items/going.json", "/ru/items/going", "/items/going/picture/1"]
    paths += [f"/search?q={WORD}", f"/ru/search?q={WORD}", f"/search?subject={WORD}", "/items/stays-1"]
    paths += [f"/media/{path}" for path in media] + [f"/items/going/text/{file}.vtt" for file in texts]
    paths += ["/collection/items/going", "/collection/items/going.json", "/collection/statements.csv?item=going"]
    paths += [f"/collection/-/query.json?sql={sql}", f"/collection/items?_search={WORD}", "/collection/passages.json"]
    paths += ["/collection.db", "/collection/related.json", "/collection/items.json?_shape=array&id=going"]
    if any(role == "tiles" for _, role in files):
        paths += ["/iiif/going/1/info.json", "/iiif/going/1/0,0,512,512/512,512/0/default.jpg"]
    return paths, [BESIDE.encode(), *filter(None, pieces)]


def withdraw(made: Workshop) -> None:
    """The command in a process of its own, as beside a running site."""
    words = [*COMMAND, "--archive", str(made.root), "withdraw", "going", "--reason", "family", "--yes"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def read_while_withdrawn(made: Workshop, address: str, readers: int, least: float = 0) -> Recorder:
    """What readers saw before the withdrawal, meanwhile, and after: everything, and so many seconds at least."""
    paths, needles = everywhere(made)
    recorder = Recorder(address.removeprefix("http://"), paths, needles)
    threads = [threading.Thread(target=recorder.run) for _ in range(readers)]
    for thread in threads:
        thread.start()
    time.sleep(least)
    _wait(lambda: recorder.early)
    withdraw(made)
    recorder.withdrawn = time.monotonic()
    time.sleep(least)
    _wait(lambda: set(recorder.late) == set(paths))
    recorder.end()
    for thread in threads:
        thread.join(300)
    assert not recorder.troubles, recorder.troubles[:5]
    assert set(recorder.late) == set(paths), "every address was looked at afterwards"
    gone = {path for path, found in recorder.late.items() if found <= {404, 410}}
    assert gone >= {path for path in paths if path.startswith(("/media/", "/items/going", "/iiif/"))}
    assert recorder.late["/items/going"] == {410}
    return recorder


def _wait(done: Callable[[], object]) -> None:
    for _ in range(2400):
        if done():
            return
        time.sleep(0.05)


def test_what_is_withdrawn_is_in_no_answer_to_a_later_request(tmp_path):
    made = make(tmp_path / "archive", 5, (600, 400))
    with serving(made.root) as address:
        recorder = read_while_withdrawn(made, address, readers=2)
    assert recorder.early


@pytest.mark.deep
def test_under_load_no_request_fails_and_none_that_began_later_holds_what_was_withdrawn(tmp_path):
    load = shutil.which("wrk")
    if load is None:
        pytest.skip("no wrk on this machine: install it to try a withdrawal under load")
    made = make(tmp_path / "archive", 2000, (6200, 4000))
    paths, _ = everywhere(made)
    assert len([path for path in paths if "/iiif/" in path]) == 2
    listed = ", ".join(f'"{path}"' for path in paths)
    script = made.write("load.lua", SCRIPT % listed)
    with serving(made.root) as address:
        words = [load, "--threads", "2", "--connections", "16", "--duration", "40s", "--timeout", "30s"]
        with subprocess.Popen([*words, "--script", script, address], stdout=subprocess.PIPE, text=True) as loading:
            recorder = read_while_withdrawn(made, address, readers=2, least=10)
            assert loading.poll() is None, "it was under load all the time"
            said = loading.communicate(timeout=90)[0]
    figures = {name: int(number) for name, number in re.findall(r"(\w+) (\d+)", said.splitlines()[-1])}
    assert figures.pop("answered") > 500, said
    assert not any(figures.values()), said
    assert len(recorder.early) > len(paths) / 2
