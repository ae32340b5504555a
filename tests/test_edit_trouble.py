"""Edits on a full disk, and where something stands in the way: one sentence that is true, and nothing changed."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sqlite3
import subprocess
import sys

import pytest

from conftest import COMMAND

BELL = "id: bell\nkind: photo\ntitle: The bell\n"
ROOM = "id,kind,title\nroom,photo,A room\n"
LONG = "id: long\nkind: photo\ntitle: A long file\n" + "# a line of a comment\n" * 100_000
LIMIT = 1_000_000  # bytes that a file may have


@pytest.fixture
def things(workshop):
    for path in (workshop.root / "metadata/records").glob("*"):
        path.unlink()
    workshop.write("metadata/bell.yaml", BELL)
    workshop.write("metadata/rooms.csv", ROOM)
    workshop.run("ingest")
    return workshop


def small_files() -> None:
    """No file may grow beyond the limit, as on a disk that is full; what tries is told so."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def cramped(things, *words, **environment):
    return subprocess.run(
        [*COMMAND, "--archive", str(things.root), *words],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small_files,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


def texts(things):
    """Everything but the catalogue."""
    return {name: content for name, content in things.snapshot().items() if not name.startswith(".archive/")}


def test_on_a_full_disk_nothing_is_set_and_the_file_is_named(things):
    things.write("metadata/long.yaml", LONG)
    things.run("ingest")
    before = texts(things)
    done = cramped(things, "set", "subject=x", "bell", "long", "--yes")
    assert done.returncode == 1
    said = "metadata/long.yaml: its copy in .archive cannot be written (File too large); nothing was changed\n"
    assert done.stderr == said
    assert texts(things) == before
    assert not list((things.root / ".archive").glob("draft-*"))


def test_on_a_full_disk_nothing_is_undone_nor_said_to_be(things):
    things.write("metadata/long.yaml", LONG)
    things.run("set", "subject=x", "bell", "long", "--yes")
    before = texts(things)
    done = cramped(things, "undo")
    assert (done.returncode, done.stdout) == (1, "")
    assert "metadata/long.yaml: its copy in .archive cannot be written (File too large)" in done.stderr
    assert texts(things) == before


def test_what_was_typed_is_kept_where_there_is_room_for_it(things, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[-1], 'a').write('creator: Somebody\\n')\n")
    editor.chmod(0o755)
    (things.root / "metadata/versions").write_text("in the way")
    before = texts(things)
    done = cramped(things, "edit", "bell", VISUAL=str(editor))
    assert done.returncode == 1
    assert "metadata/versions: cannot be written (Not a directory); nothing was changed\n" in done.stderr
    [kept] = (things.root / ".archive").glob("unsaved-bell-*.yaml")
    assert kept.read_text() == BELL + "creator: Somebody\n"
    assert texts(things) == before


@pytest.mark.parametrize("words", [("set", "title=A", "--where", "kind", "--yes"), ("undo",)])
def test_what_stands_in_the_way_of_one_file_leaves_all_as_they_were(things, words):
    things.run("set", "subject=x", "--where", "kind", "--yes")
    (things.root / "metadata/.rooms.csv.new").mkdir()
    before = texts(things)
    done = things.run(*words, status=1)
    assert "metadata/rooms.csv: cannot be written (Is a directory); nothing was changed\n" in done.stderr
    assert "Changed" not in done.stdout
    assert "as before" not in done.stdout
    assert texts(things) == before


def test_a_place_in_the_archive_is_named_from_its_root(things):
    for path in (things.root / ".archive").iterdir():
        path.unlink()
    (things.root / ".archive").rmdir()
    things.write(".archive", "in the way")
    assert things.run("set", "title=A", "bell", "--yes", status=1).stderr == ".archive: File exists\n"


def test_any_file_of_ours_that_cannot_be_written_is_named_by_itself(things):
    (things.root / "metadata/.withdrawn.csv.new").mkdir()
    refused = things.run("withdraw", "bell", "--reason", "family", status=1)
    first, second, *_ = refused.stderr.splitlines()
    assert first == "metadata/withdrawn.csv: Is a directory"
    assert second == "Not in metadata/withdrawn.csv yet; mend it, and withdraw once more."


def test_where_the_catalogue_cannot_follow_it_is_said_that_the_files_are_changed(things):
    full = """CREATE TRIGGER full BEFORE INSERT ON statements WHEN (SELECT file FROM pragma_database_list) != ''
        BEGIN SELECT RAISE(FAIL, 'full'); END"""  # a trial is made in memory, where there is room
    with contextlib.closing(sqlite3.connect(things.root / ".archive/catalogue.db")) as connection:
        connection.execute(full)
    refused = things.run("set", "title=A", "bell", "--yes", status=1)
    said = "The files are changed all the same; `archive ingest` takes that in.\nthe database: full\n"
    assert refused.stderr == said
    assert "Changed: 1 item in 1 file (step 1; archive undo takes it back).\n" in refused.stdout
    assert (things.root / "metadata/bell.yaml").read_text() == BELL.replace("The bell", "A")
    with contextlib.closing(sqlite3.connect(things.root / ".archive/catalogue.db")) as connection:
        connection.execute("DROP TRIGGER full")
    assert "1 changed records" in things.run("ingest").stdout
