"""`archive undo` and `archive history`: what was changed comes back byte for byte, and can be looked up."""

from __future__ import annotations

import json
import shutil

import pytest

YAML = "# head\nid: bell\nkind: photo  # drawn\ntitle: The bell\ndate: 1931~\n"
SHEET = 'id,kind,title\r\nroom,photo,"A room"\r\nhall,other,A hall\r\n'


@pytest.fixture
def things(workshop):
    for path in (workshop.root / "metadata/records").glob("*"):
        path.unlink()
    workshop.write("metadata/bell.yaml", YAML)
    workshop.write("metadata/rooms.csv", SHEET)
    workshop.run("ingest")
    return workshop


def sources(workshop):
    return {
        path.relative_to(workshop.root / "metadata").as_posix(): path.read_bytes()
        for path in (workshop.root / "metadata").rglob("*")
        if path.suffix in {".yaml", ".csv"} and "versions" not in path.parts
    }


def test_what_was_set_is_taken_back_byte_for_byte_and_can_be_had_again(things):
    before = sources(things)
    things.run("set", "subject=x", "--where", "kind", "--yes")
    after = sources(things)
    assert after != before
    things.run("undo")
    assert sources(things) == before
    things.run("undo")
    assert sources(things) == after
    things.run("undo", "1", status=0)
    assert sources(things) == before


def test_earlier_steps_are_taken_back_by_their_number(things):
    before = sources(things)
    things.run("set", "title=One", "bell", "--yes")
    things.run("set", "title=Two", "bell", "--yes")
    assert "changed since; left as it is" in things.run("undo", "1", status=1).stderr
    things.run("undo", "2")
    things.run("undo", "1")
    assert sources(things) == before


def test_a_source_that_was_changed_since_is_named_and_left_alone(things):
    before = sources(things)
    things.run("set", "subject=x", "--where", "kind", "--yes")
    with (things.root / "metadata/bell.yaml").open("a") as file:
        file.write("creator: somebody\n")
    mine = sources(things)["bell.yaml"]
    shown = things.run("undo", "--preview")
    assert "metadata/rooms.csv: as before step 1 (set)" in shown.stdout
    assert sources(things)["rooms.csv"] != before["rooms.csv"]
    done = things.run("undo", status=1)
    assert "metadata/bell.yaml: changed since; left as it is" in done.stderr
    assert sources(things) == before | {"bell.yaml": mine}


def test_what_is_gone_or_not_kept_any_more_is_said(things):
    assert "nothing to undo" in things.run("undo", status=1).stderr
    things.run("set", "subject=x", "--where", "kind", "--yes")
    assert "7: no such step" in things.run("undo", "7", status=1).stderr
    (things.root / "metadata/bell.yaml").unlink()
    for folder in (things.root / "metadata/versions").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    refused = things.run("undo", status=1)
    assert "metadata/bell.yaml: gone; left as it is" in refused.stderr
    assert "metadata/rooms.csv: what it was before is not kept any more" in refused.stderr
    assert "what changed is not kept any more" in things.run("history", "room").stdout


def test_history_shows_the_events_and_what_changed(things):
    things.run("set", "subject=x", "subject+=y", "bell", "room", "--yes")
    things.run("set", "subject-=x", "title=A bell", "bell", "--yes")
    lines = things.run("history", "bell").stdout.splitlines()
    assert [line.partition("  ")[2] or line.strip() for line in lines] == [
        lines[0].partition("  ")[2],
        "step 1: set, metadata/bell.yaml",
        "  subject: + x | y",
        lines[3].partition("  ")[2],
        "step 2: set, metadata/bell.yaml",
        "  title: The bell → A bell",
        "  subject: − x",
        lines[7].partition("  ")[2],
    ]
    assert [line.split("  ")[1] for line in (lines[0], lines[3], lines[7])] == [
        "ingestion",
        "metadata modification",
        "metadata modification",
    ]
    rows = [json.loads(line) for line in things.run("history", "bell", "--json").stdout.splitlines()]
    assert [row["changes"] for row in rows if "step" in row][1] == ["title: The bell → A bell", "subject: − x"]
    steps = things.run("history").stdout.splitlines()
    assert [line.partition("  ")[2] for line in steps] == [
        "step 1: set, 2 items in 2 files",
        "step 2: set, 1 item in 1 file",
    ]


def test_history_of_nothing(things):
    assert "No command has changed a record" in things.run("history").stdout
    assert "nothing ever happened to an item of this id" in things.run("history", "nobody", status=1).stderr


def test_what_a_change_in_an_undone_step_was_is_still_known(things):
    things.run("set", "title=Other", "bell", "--yes")
    things.run("undo")
    shown = things.run("history", "bell").stdout
    assert "step 1: set" in shown
    assert "title: The bell → Other" in shown
    assert "step 2: undo of step 1" in shown
    assert "title: Other → The bell" in shown


def test_the_journal_holds_no_words_of_a_record(things):
    things.run("set", "title=zqxv words", "bell", "--yes")
    things.run("undo")
    assert b"zqxv" not in (things.root / "metadata/journal.jsonl").read_bytes()
    with things.catalogue() as connection:
        query = "SELECT type, count(*) FROM events WHERE object = 'bell' GROUP BY type"
        assert dict(connection.execute(query)) == {"ingestion": 1, "metadata modification": 2}


def test_steps_and_versions_are_never_sources_nor_published(things):
    things.run("set", "title=zqxv words", "bell", "--yes")
    things.run("set", "title=The bell", "bell", "--yes")
    things.run("publish", "--yes")
    assert b"zqxv" not in things.public_bytes()
    assert [line.partition(": ")[0] for line in things.run("check").stderr.splitlines()] == ["datasette.yaml"]


def half_done(things, *words):
    """The archive as a command leaves it that is killed when all its files are replaced, and nothing more is done."""
    things.run(*words)
    versions = things.root / "metadata/versions"
    last = max(versions.glob("*.json"))
    last.rename(versions / "pending.json")


def test_the_next_command_that_writes_says_what_it_took_back(things):
    before = sources(things)
    half_done(things, "set", "subject=x", "--where", "kind", "--yes")
    done = things.run("ingest")
    assert "archive set (step 1, 20" in done.stderr
    assert "was killed before it had ended: 2 files are again as they were before it.\n" in done.stderr
    assert sources(things) == before
    assert "killed" not in things.run("ingest").stderr
    half_done(things, "set", "subject=x", "bell", "--yes")
    (things.root / "metadata/bell.yaml").write_text(YAML)
    assert "killed before it had ended: no file is other than before it.\n" in things.run("publish", "--yes").stderr


def test_a_file_that_somebody_changed_after_the_kill_is_named_and_stays(things):
    half_done(things, "set", "subject=x", "--where", "kind", "--yes")
    mine = things.write("metadata/bell.yaml", YAML + "creator: somebody\n")
    done = things.run("ingest")
    assert "1 file is again as it was before it; somebody has changed meanwhile, and it stays as it is: " in done.stderr
    assert "stays as it is: metadata/bell.yaml.\n" in done.stderr
    assert mine.read_text() == YAML + "creator: somebody\n"
    assert sources(things)["rooms.csv"].decode() == SHEET


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("status",),
        ("history",),
        ("history", "bell"),
        ("publish", "--preview"),
        ("ingest", "--dry-run"),
        ("set", "title=A", "bell", "--preview"),
    ],
)
def test_what_is_half_done_is_said_by_commands_that_only_look_and_left_to_others(things, words):
    half_done(things, "set", "subject=x", "--where", "kind", "--yes")
    before = sources(things)
    shown = things.run(*words)
    assert "archive set (step 1, 20" in shown.stderr
    assert "the next command that writes puts 2 files back as they were before it.\n" in shown.stderr
    assert "Nothing to say" not in shown.stdout
    assert sources(things) == before


def test_undo_speaks_of_what_is_half_done_before_it_undoes_the_step_before(things):
    before = sources(things)
    things.run("set", "title=One", "bell", "--yes")
    half_done(things, "set", "title=Two", "bell", "--yes")
    shown = things.run("undo", "--preview", status=1)
    assert "archive set (step 2, 20" in shown.stderr
    done = things.run("undo")
    assert "1 file is again as it was before it.\n" in done.stderr
    assert "metadata/bell.yaml: as before step 1 (set)" in done.stdout
    assert sources(things) == before


def test_what_is_half_done_is_taken_back_before_the_editor_opens(things, monkeypatch):
    half_done(things, "set", "title=One", "bell", "--yes")
    monkeypatch.setenv("VISUAL", "true")
    assert "is again as it was before it" in things.run("edit", "bell").stderr
    assert sources(things)["bell.yaml"].decode() == YAML


def test_a_damaged_step_is_named(things):
    things.run("set", "title=Other", "bell", "--yes")
    things.write("metadata/versions/000001.json", "{")
    assert "metadata/versions/000001.json: damaged" in things.run("undo", status=1).stderr


def test_what_cannot_be_written_to_the_end_is_taken_back_at_once(things):
    before = sources(things)
    (things.root / "metadata/.rooms.csv.new").mkdir()
    assert "Is a directory" in things.run("set", "subject=x", "--where", "kind", "--yes", status=1).stderr
    assert sources(things) == before
    assert not list((things.root / "metadata/versions").glob("*.json"))


def test_who_may_read_a_source_stays_as_it_is_and_holds_for_its_versions(things):
    source = things.root / "metadata/bell.yaml"
    source.chmod(0o600)
    things.run("set", "title=Other", "bell", "--yes")
    [version] = (things.root / "metadata/versions").glob("??/*")
    assert [path.stat().st_mode & 0o777 for path in (source, version)] == [0o600, 0o600]


def test_an_edit_that_was_left_half_done_does_not_stand_in_the_way_of_a_withdrawal(things):
    things.run("set", "access.level=public", "--where", "kind", "--yes")
    things.run("publish", "--yes")
    versions = things.root / "metadata/versions"
    (versions / "000001.json").rename(versions / "pending.json")
    for folder in versions.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    refused = things.run("withdraw", "bell", "--reason", "family", status=1)
    assert "gone; expected what metadata/" in refused.stderr
    assert "bell" not in things.public_ids()
