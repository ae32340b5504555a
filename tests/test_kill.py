"""Killed at any moment, the next run carries on; and what is served is always one whole edition."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import COMMAND, rows

pytestmark = pytest.mark.deep

MOMENTS = 20
TIMES = {"stats", "journal"}  # what differs between two runs of the same: times, and the chain of hashes


def command(root: Path, *words: str) -> list[str]:
    return [*COMMAND, "--archive", str(root), *words]


def state(root: Path) -> dict[str, object]:
    """The archive's state, times and hashes of the chain aside."""
    with contextlib.closing(sqlite3.connect(root / ".archive/catalogue.db")) as catalogue:
        tables = {name: found for name, found in rows(catalogue).items() if name not in TIMES}
        events = catalogue.execute(
            "SELECT type, object, digest FROM events WHERE object NOT LIKE 'public/%'"
        ).fetchall()
        tables["items"] = [repr(row[:-1]) for row in catalogue.execute("SELECT * FROM items ORDER BY id")]
    tables["events"] = sorted(map(repr, events))
    tables["files"] = sorted(
        f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in root.rglob("*")
        if path.is_file()
        and path.name
        not in {
            "catalogue.db",
            "journal.jsonl",
            "edition.json",
            "collection.db",
            "lock",
            "audited.json",
            "published.json",
            "kept.json",
            "kept.db",
        }
        and not path.name.startswith(".")
    )
    with contextlib.closing(sqlite3.connect(root / ".archive/kept.db")) as words:  # its bytes tell how it was filled
        tables["words"] = list(map(repr, words.execute("SELECT * FROM words ORDER BY row")))
    pointer = root / "public/edition.json"
    if pointer.exists():
        database = root / "public/editions" / json.loads(pointer.read_text())["digest"] / "collection.db"
        with contextlib.closing(sqlite3.connect(database)) as edition:
            found = rows(edition)
            found["items"] = [repr(row[:-1]) for row in edition.execute("SELECT * FROM items ORDER BY id")]
            tables["edition"] = found
    return tables


def whole_edition(root: Path) -> str | None:
    """The digest of the edition that a server would open now, found whole; None where there is none yet."""
    pointer = root / "public/edition.json"
    if not pointer.exists():
        return None
    digest = json.loads(pointer.read_text())["digest"]
    database = root / "public/editions" / digest / "collection.db"
    assert hashlib.sha256(database.read_bytes()).hexdigest() == digest
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as edition:
        assert edition.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        paths = [path for (path,) in edition.execute("SELECT path FROM files")]
    assert all((root / "public/media" / path).is_file() for path in paths)
    return str(digest)


def kill_after(root: Path, seconds: float, *words: str) -> None:
    """Run a command and kill it after so many seconds, looking all the while at what a server would serve."""
    process = subprocess.Popen(
        command(root, *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        whole_edition(root)
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()


def run(root: Path, *words: str) -> float:
    begun = time.monotonic()
    done = subprocess.run(command(root, *words), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begun


def change(root: Path) -> None:
    """A second generation: a record hidden, one new, a file moved, a file gone from its record."""
    records = root / "metadata/records"
    (records / "new-one.yaml").write_text("id: new-one\nkind: article\ntitle: A new one\naccess: public\n")
    moved = next(iter(sorted((root / "collection").rglob("*.jpg"))))
    moved.rename(moved.with_name("moved-" + moved.name))
    (root / "metadata/withdrawn.csv").write_text("id,date,reason,public_reason\nchronology,2026-11-22,error,\n")


COUNTING = """
import os, signal, sys
LEFT = int(os.environ["KILL_AT"])
SEEN = 0
NAMES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.copyfile", "sqlite3.connect"}

def watch(name, arguments):
    global SEEN
    if name in NAMES or (name == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax")):
        SEEN += 1
        if SEEN == LEFT:
            os.kill(os.getpid(), signal.SIGKILL)

from archive.cli import main
sys.addaudithook(watch)
try:
    main()
finally:
    print(SEEN, file=sys.stderr)
"""


def operations(root: Path, kill_at: int) -> int:
    """Publish, and be killed just before the operation on files with this number (0: never); how many there were."""
    words = [sys.executable, "-c", COUNTING, "--archive", str(root), "publish", "--yes"]
    environment = {**os.environ, "KILL_AT": str(kill_at)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == (-signal.SIGKILL if kill_at else 0), done.stderr
    return 0 if kill_at else int(done.stderr.split()[-1])


@pytest.mark.parametrize("generation", ["first", "second"])
def test_killed_at_any_moment_the_next_run_ends_in_the_same_state(sample, tmp_path, generation):
    if generation == "second":
        run(sample.root, "publish", "--yes")
        change(sample.root)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(sample.root, undisturbed)
    total = operations(undisturbed, 0)
    assert total > MOMENTS
    expected = state(undisturbed)
    for moment in range(MOMENTS):
        root = tmp_path / "disturbed"
        shutil.copytree(sample.root, root)
        operations(root, 1 + moment * (total - 1) // (MOMENTS - 1))
        whole_edition(root)
        run(root, "publish", "--yes")
        assert whole_edition(root) is not None
        found = state(root)
        for table in expected:
            assert found[table] == expected[table], f"{table} differs after a kill at moment {moment}"
        shutil.rmtree(root)


def test_killed_again_and_again_it_still_gets_there(sample, tmp_path):
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(sample.root, undisturbed)
    whole = run(undisturbed, "publish", "--yes")
    chance = random.Random(334)
    for _ in range(MOMENTS // 2):
        kill_after(sample.root, whole * chance.random(), "publish", "--yes")
    run(sample.root, "publish", "--yes")
    assert state(sample.root) == state(undisturbed)
