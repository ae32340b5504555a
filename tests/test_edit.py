"""`archive edit`: a record in somebody's editor, kept when it is in order."""

from __future__ import annotations

import contextlib
import os
import pty
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import COMMAND

YAML = "# head\nid: bell\nkind: photo  # drawn\ntitle: The bell\n---\nid: chair\nkind: photo\ntitle: A chair\n"
SHEET = 'id,kind,title@ru,subject[;],Shelf\r\nroom,photo,"Зал",a; b,B 12\r\nhall,other,Зала,,\r\n'


@pytest.fixture
def things(workshop, monkeypatch):
    for path in (workshop.root / "metadata/records").glob("*"):
        path.unlink()
    workshop.write("metadata/things.yaml", YAML)
    workshop.write("metadata/rooms.csv", SHEET)
    workshop.run("ingest")
    monkeypatch.delenv("VISUAL", raising=False)
    return workshop


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """An editor that replaces a text, and writes down how it was called."""

    def prepare(before, after, name="editor", status=0):
        script = tmp_path / name
        script.write_text(
            f"#!{sys.executable}\nimport sys, pathlib\n"
            f"pathlib.Path({str(tmp_path / 'called')!r}).write_text(' '.join(sys.argv[1:]))\n"
            "path = pathlib.Path(sys.argv[-1])\n"
            f"path.write_bytes(path.read_bytes().replace({before.encode()!r}, {after.encode()!r}))\n"
            f"sys.exit({status})\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("EDITOR", shlex.quote(str(script)))
        return tmp_path / "called"

    return prepare


def text(workshop, name):
    return (workshop.root / "metadata" / name).read_bytes().decode()


def test_a_yaml_file_is_opened_at_the_record_and_kept(things, editor):
    called = editor("A chair", "An armchair", name="vim")
    done = things.run("edit", "chair")
    assert text(things, "things.yaml") == YAML.replace("A chair", "An armchair")
    assert called.read_text().split()[0] == "+6"
    assert called.read_text().endswith("things.yaml")
    assert "chair  metadata/things.yaml:6  title: A chair → An armchair" in done.stdout
    things.run("undo")
    assert text(things, "things.yaml") == YAML


def test_an_editor_that_knows_no_lines_gets_the_file_alone(things, editor):
    called = editor("A chair", "An armchair", name="other")
    things.run("edit", "chair")
    assert len(called.read_text().split()) == 1


def test_of_a_row_only_the_cells_that_changed_are_written_back(things, editor):
    editor("- b", "- c; d".replace("; d", ""))
    things.run("edit", "room")
    assert text(things, "rooms.csv") == SHEET.replace("a; b", "a; c")
    editor("Зал", "Большой зал")
    things.run("edit", "room")
    assert text(things, "rooms.csv") == SHEET.replace("a; b", "a; c").replace('"Зал"', '"Большой зал"')
    things.run("undo")
    assert text(things, "rooms.csv") == SHEET.replace("a; b", "a; c")


@pytest.mark.parametrize(
    ("item", "change", "said"),
    [
        ("bell", ("kind: photo", "kind: foto"), "metadata/things.yaml:3: kind: “foto”; expected photo"),
        ("bell", ("title: The", "kind: photo\ntitle: The"), "metadata/things.yaml:4: “kind” a second time"),
        ("bell", ("id: bell", "id: the bell"), "metadata/things.yaml:2: id: “the bell”"),
        ("room", ("kind: photo", "kindd: photo"), "metadata/rooms.csv (row 2):3: kindd: no such key"),
        ("room", ("id: room", "id: rooms"), "“rooms”; expected room, the item's address"),
        ("room", ("kind: photo", "kind: photo\n---\nid: x"), "2 records; expected one"),
    ],
)
def test_what_is_not_in_order_is_said_and_not_kept(things, editor, item, change, said):
    editor(*change)
    refused = things.run("edit", item, status=1)
    assert said in refused.stderr
    assert "Nothing was changed." in refused.stderr
    assert (text(things, "things.yaml"), text(things, "rooms.csv")) == (YAML, SHEET)
    assert not list((things.root / ".archive").glob("draft-*"))


def test_an_error_that_was_there_before_does_not_stand_in_the_way(things, editor):
    things.write("metadata/things.yaml", YAML.replace("kind: photo\ntitle: A", "kind: foto\ntitle: A"))
    things.run("ingest", status=1)
    editor("The bell", "A bell")
    things.run("edit", "bell")
    assert "title: A bell" in text(things, "things.yaml")


def test_giving_up_in_the_editor_changes_nothing(things, editor):
    editor("The bell", "A bell", status=1)
    assert "ended with status 1; nothing was changed" in things.run("edit", "bell", status=1).stderr
    editor("nothing of the kind", "x")
    assert "Nothing was changed." in things.run("edit", "bell").stdout
    assert text(things, "things.yaml") == YAML


def test_a_source_that_changes_while_it_is_edited_is_refused(things, editor, tmp_path):
    script = tmp_path / "meanwhile"
    script.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n"
        f"other = pathlib.Path({str(things.root / 'metadata/things.yaml')!r})\n"
        "other.write_text(other.read_text() + 'creator: another\\n')\n"
        "path = pathlib.Path(sys.argv[-1])\npath.write_text(path.read_text().replace('The bell', 'A bell'))\n"
    )
    script.chmod(0o755)
    editor("x", "y")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VISUAL", str(script))
        assert "changed meanwhile" in things.run("edit", "bell", status=1).stderr
    assert text(things, "things.yaml") == YAML + "creator: another\n"
    [kept] = (things.root / ".archive").glob("unsaved-bell-*.yaml")
    assert "A bell" in kept.read_text(encoding="utf-8"), "what somebody wrote is never thrown away"


@pytest.mark.parametrize("wanted", ['"', " "])
def test_an_editor_that_is_no_command_is_named(things, monkeypatch, wanted):
    monkeypatch.setenv("VISUAL", wanted)
    assert "expected an editor in $VISUAL or $EDITOR" in things.run("edit", "bell", status=1).stderr


def test_an_item_or_an_editor_that_is_not_there_is_named(things, monkeypatch):
    assert "bel: no item has this id; expected bell" in things.run("edit", "bel", status=1).stderr
    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert "no-such-editor: No such file or directory" in things.run("edit", "bell", status=1).stderr


def test_an_editor_that_leaves_no_file_has_changed_nothing(things, monkeypatch):
    monkeypatch.setenv("EDITOR", "rm")
    assert "rm left no file that can be read (No such file" in things.run("edit", "bell", status=1).stderr
    monkeypatch.setenv("EDITOR", "truncate -s 0")
    assert "an empty file" in things.run("edit", "bell", status=1).stderr
    assert text(things, "things.yaml") == YAML


def test_an_editor_that_puts_another_file_in_the_place_is_understood(things, monkeypatch):
    monkeypatch.setenv("EDITOR", "sed -i 's/The bell/A bell/'")
    things.run("edit", "bell")
    assert text(things, "things.yaml") == YAML.replace("The bell", "A bell")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_mark_line_ends_and_a_last_line_without_one_are_left_to_the_editor(things, encoding, monkeypatch):
    content = YAML.rstrip("\n").replace("\n", "\r\n").encode(encoding)
    things.write("metadata/things.yaml", content)
    things.run("ingest")
    monkeypatch.setenv("EDITOR", "env LC_ALL=C sed -i s/T/t/")
    things.run("edit", "bell")
    assert (things.root / "metadata/things.yaml").read_bytes() == content.replace(b"T", b"t", 1)


@contextlib.contextmanager
def terminal(things, *words, **environment):
    """A command on a terminal of its own: the process, and the terminal's other end."""
    here, there = pty.openpty()
    command = [*COMMAND, "--archive", str(things.root), *words]
    process = subprocess.Popen(
        command, stdin=there, stdout=there, stderr=there, start_new_session=True, env={**os.environ, **environment}
    )
    os.close(there)
    try:
        yield process, here
    finally:
        process.kill()
        process.wait()
        os.close(here)


def seen(here, wanted):
    """What the terminal shows until it shows what is wanted."""
    shown = b""
    while wanted.encode() not in shown:
        shown += os.read(here, 1000)
    return shown.decode()


def unsaved(things):
    return [path.read_text(encoding="utf-8") for path in (things.root / ".archive").glob("unsaved-*")]


def test_whoever_leaves_at_the_question_keeps_what_they_wrote(things, editor):
    editor("kind: photo", "kind: foto")
    with terminal(things, "edit", "bell") as (process, here):
        seen(here, "Edit again?")
        os.write(here, b"\x04")
        seen(here, "What you wrote is kept in .archive/unsaved-bell-")
        assert process.wait(20) == 1
    [kept] = unsaved(things)
    assert "foto" in kept
    assert text(things, "things.yaml") == YAML


def test_what_was_saved_in_a_terminal_that_was_closed_is_kept(things, editor):
    editor("The bell", "A bell")
    script = Path(shlex.split(os.environ["EDITOR"])[0])
    script.write_text(
        script.read_text().replace("sys.exit(0)", "print('saved', flush=True)\nimport time\ntime.sleep(60)")
    )
    with terminal(things, "edit", "bell") as (process, here):
        seen(here, "saved")
        process.send_signal(signal.SIGHUP)
        process.wait(20)
    [kept] = unsaved(things)
    assert "A bell" in kept
    assert text(things, "things.yaml") == YAML


def test_a_source_that_changes_while_the_question_stands_is_not_overwritten(things):
    with terminal(things, "set", "title=A bell", "--where", "kind", COLUMNS="500") as (process, here):
        seen(here, "Change 4 items in 2 files?")
        mine = things.write("metadata/rooms.csv", SHEET.replace("Зал", "Другой зал")).read_bytes()
        os.write(here, b"y\n")
        said = "metadata/rooms.csv: changed meanwhile; expected it as it was looked at; nothing was changed"
        seen(here, said)
        assert process.wait(20) == 1
    assert text(things, "things.yaml") == YAML
    assert (things.root / "metadata/rooms.csv").read_bytes() == mine
