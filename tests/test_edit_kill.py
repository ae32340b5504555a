"""An edit of many sources is done whole or not at all, whenever it is killed; and taken back byte for byte."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Workshop

# Killed just before the operation on files with this number, from the moment when the sources are written.
COUNTING = """
import os, signal, sys
LEFT = int(os.environ["KILL_AT"])
SEEN = -1
NAMES = {"os.rename", "os.remove", "os.mkdir"}

def watch(name, arguments):
    global SEEN
    if SEEN >= 0 and (name in NAMES or (name == "open" and isinstance(arguments[1], str) and "w" in arguments[1])):
        SEEN += 1
        if SEEN == LEFT:
            os.kill(os.getpid(), signal.SIGKILL)

from archive.catalogue import versions
from archive.cli import main
import archive.edits.drafting, archive.edits.undoing

def counted(*words, **named):
    global SEEN
    SEEN = 0
    try:
        return replace(*words, **named)
    finally:
        print(SEEN, file=sys.stderr)
        SEEN = -1

replace = versions.replace_sources
archive.edits.drafting.replace_sources = archive.edits.undoing.replace_sources = counted
sys.addaudithook(watch)
main()
"""


def operations(root: Path, kill_at: int, *words: str) -> int:
    """Run a command and be killed at that operation (0: never); how many there were."""
    command = [sys.executable, "-c", COUNTING, "--archive", str(root), *words]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "KILL_AT": str(kill_at)}
    )
    assert done.returncode == (-signal.SIGKILL if kill_at else 0), done.stderr
    return 0 if kill_at else next(int(line) for line in done.stderr.splitlines() if line.isdigit())


def sources(root: Path) -> dict[str, bytes]:
    """Every source with its bytes, and whatever a killed command may have left beside them."""
    metadata = root / "metadata"
    return {
        path.relative_to(metadata).as_posix(): path.read_bytes()
        for path in metadata.rglob("*")
        if path.is_file() and "versions" not in path.parts and path.name not in {"journal.jsonl", "manifest-sha256.txt"}
    }


def fill(workshop: Workshop, files: int, records: int, sheets: int, rows: int) -> None:
    """Sources in different layouts."""
    chance = random.Random(334)
    for path in (workshop.root / "metadata/records").glob("*"):
        path.unlink()
    for number in range(files):
        end = chance.choice(["\n", "\r\n"])
        layouts = (
            "subject: [a, b]",
            "subject: a  # one",
            f"subject:{end}- a{end}- 'b'",
            "# none",
            "subject: {ru: а, en: a}",
        )
        texts = (
            end.join((f"id: y{number}-{one}", "kind: other", f'title: "Thing {one}"   # x', chance.choice(layouts), ""))
            for one in range(records)
        )
        workshop.write(f"metadata/yaml/{number % 7}/f{number}.yaml", f"---{end}".join(texts))
    for number in range(sheets):
        delimiter, end = chance.choice(",;\t"), chance.choice(["\n", "\r\n"])
        cells = ([f"s{number}-{one}", "other", '"A ""thing"""', chance.choice(["", "a", "b c"])] for one in range(rows))
        header = delimiter.join(("id", "kind", "title", "subject[|]"))
        text = end.join((header, *(delimiter.join(row) for row in cells), ""))
        workshop.write(f"metadata/sheets/s{number}.csv", chance.choice(["", "\ufeff"]) + text)
    workshop.run("ingest")


SET = ("set", "subject+=Commemoration", "private.batch=1", "--where", "kind=other", "--yes")


def killed_at_each(workshop: Workshop, tmp_path: Path, moments: int, *words: str, late: bool = False) -> None:
    before = sources(workshop.root)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(workshop.root, undisturbed)
    total = operations(undisturbed, 0, *words)
    after = sources(undisturbed)
    assert after != before
    first = total * 2 // 3 if late else 1  # the earlier bytes are kept before the first source is touched
    states = []
    for moment in range(moments):
        disturbed = Workshop(tmp_path / "disturbed")
        shutil.copytree(workshop.root, disturbed.root)
        operations(disturbed.root, first + moment * (total - first) // (moments - 1), *words)
        states.append(sources(disturbed.root))
        disturbed.run("ingest")
        assert sources(disturbed.root) == before
        assert not (disturbed.root / "metadata/versions/pending.json").exists()
        disturbed.run(*words)
        assert sources(disturbed.root) == after
        shutil.rmtree(disturbed.root)
    assert any(before != state != after for state in states), "no kill came in the middle"


def test_killed_in_the_middle_the_next_command_that_writes_takes_all_of_it_back(workshop, tmp_path):
    fill(workshop, 4, 2, 2, 3)
    killed_at_each(workshop, tmp_path, 3, *SET, late=True)


@pytest.mark.deep
def test_killed_at_any_moment_of_an_edit_or_of_an_undo(workshop, tmp_path):
    fill(workshop, 6, 3, 3, 4)
    killed_at_each(workshop, tmp_path / "set", 16, *SET)
    workshop.run(*SET)
    killed_at_each(workshop, tmp_path / "undo", 16, "undo", "1")


def test_a_source_that_somebody_changed_after_the_kill_stays_as_it_is(workshop):
    fill(workshop, 3, 2, 0, 0)
    before = sources(workshop.root)
    workshop.run(*SET)
    workshop.run("undo")
    total = operations(workshop.root, 0, *SET)  # all versions are kept by now
    workshop.run("undo")
    assert sources(workshop.root) == before
    operations(workshop.root, total, *SET)
    assert sources(workshop.root) != before
    mine = workshop.root / "metadata/yaml/0/f0.yaml"
    mine.write_bytes(mine.read_bytes() + b"creator: somebody\n")
    kept = mine.read_bytes()
    workshop.run("ingest")
    assert sources(workshop.root) == before | {"yaml/0/f0.yaml": kept}


@pytest.mark.deep
def test_ten_thousand_items_in_hundreds_of_files_are_changed_and_taken_back(workshop):
    fill(workshop, 300, 20, 20, 200)
    before = sources(workshop.root)
    shown = workshop.run("set", *SET[1:-1], "--preview", "--json").stdout
    assert len(shown.splitlines()) == 20_000
    assert sources(workshop.root) == before
    assert "Changed: 10,000 items in 320 files" in workshop.run(*SET).stdout
    after = sources(workshop.root)
    assert all(after[name] != content for name, content in before.items() if name.startswith(("yaml", "sheets")))
    workshop.run("undo")
    assert sources(workshop.root) == before
