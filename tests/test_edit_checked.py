"""An edit is checked against the whole archive before it is kept: other files, other records, what readers see."""

from __future__ import annotations

import shlex
import sys

import pytest

PEOPLE = "p-001: {name: Somebody}\n"
BELL = "id: bell\nkind: photo\ntitle: The bell\nprivate:\n  notes: [one, two]  # kept\n"
CHAIR = "# head\nid: chair\nkind: photo\ntitle: A chair\n---\nid: stool\nkind: photo\ntitle: A stool\n"
SHEET = "id,kind,title,Note,Note\nroom,photo,A room,first,second\nhall,photo,A hall,,\n"


@pytest.fixture
def things(workshop):
    for path in (workshop.root / "metadata/records").glob("*"):
        path.unlink()
    workshop.write("metadata/bell.yaml", BELL)
    workshop.write("metadata/chairs.yaml", CHAIR)
    workshop.write("metadata/rooms.csv", SHEET)
    workshop.write("metadata/people.yaml", PEOPLE)
    workshop.run("ingest")
    return workshop


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """An editor that replaces a text."""

    def prepare(before, after):
        script = tmp_path / "editor"
        script.write_text(
            f"#!{sys.executable}\nimport sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n"
            f"path.write_bytes(path.read_bytes().replace({before.encode()!r}, {after.encode()!r}))\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("VISUAL", shlex.quote(str(script)))

    return prepare


def text(things, name):
    return (things.root / "metadata" / name).read_bytes().decode()


def unsaved(things):
    return [path.read_text(encoding="utf-8") for path in (things.root / ".archive").glob("unsaved-*")]


@pytest.mark.parametrize(
    ("item", "other", "place"),
    [("chair", "bell", "metadata/bell.yaml:1"), ("chair", "stool", "metadata/chairs.yaml:6"), ("bell", "room", ":2")],
)
def test_an_id_that_another_record_has_is_refused_and_the_typed_text_kept(things, editor, item, other, place):
    before = things.snapshot()
    editor(f"id: {item}\n", f"id: {other}\n")
    refused = things.run("edit", item, status=1)
    assert f"“{other}” is also in " in refused.stderr
    assert place in refused.stderr
    assert "Nothing was changed." in refused.stderr
    [kept] = unsaved(things)
    assert f"id: {other}\n" in kept
    after = things.snapshot()
    assert {name: after[name] for name in before if name.startswith("metadata")} == {
        name: content for name, content in before.items() if name.startswith("metadata")
    }
    assert "Nothing to say." in things.run("check").stdout


def test_an_id_that_two_sources_claim_is_not_set_in_either(things, tmp_path):
    things.write("metadata/other.yaml", "id: bell\nkind: photo\ntitle: Another\n")
    things.run("ingest", status=1)
    sheet = tmp_path / "back.csv"
    sheet.write_text("id,title\nbell,A bell\n")
    for words in (["title=A bell", "bell"], ["title=A bell", "--where", "id=bell"], ["--from", str(sheet)]):
        refused = things.run("set", *words, "--yes", status=1)
        assert "bell: the id of several records, metadata/bell.yaml:1, metadata/other.yaml:1" in refused.stderr
        assert "Nothing was changed." in refused.stderr
    assert text(things, "bell.yaml") == BELL
    things.run("set", "title=A seat", "chair", "--yes")
    sheet.write_text("id,title\nbell,The bell\nstool,Stool\n")
    things.run("set", "--from", str(sheet), "--yes")
    assert "title: Stool" in text(things, "chairs.yaml"), "a row that changes nothing claims nothing"


def test_an_id_twice_in_one_file_is_named_with_both_lines(things):
    things.write("metadata/twice.yaml", "id: box\ntitle: A box\n---\nid: box\ntitle: A case\n")
    things.run("ingest", status=1)
    refused = things.run("set", "title=A chest", "box", "--yes", status=1)
    assert "metadata/twice.yaml:1: id: “box” is also in metadata/twice.yaml:4" in refused.stderr


def test_a_clash_is_mended_in_the_editor_and_said_before(things, editor):
    things.write("metadata/other.yaml", "id: bell\nkind: photo\ntitle: Another\n")
    things.run("ingest", status=1)
    editor("id: bell\n", "# a line more\nid: bell\n")
    said = things.run("edit", "bell").stderr
    assert "bell: the id of several records, metadata/bell.yaml:1, metadata/other.yaml:1" in said
    assert "bell.yaml:2" not in said, "what was wrong before is not wrong anew because a line has moved"
    editor("id: bell\n", "id: gong\n")
    things.run("edit", "bell")
    assert "Nothing to say." in things.run("check").stdout


def test_a_person_who_is_nowhere_entered_is_said_before_anything_is_kept(things, editor):
    refused = things.run("set", "people{}={person: p-002, role: depicted}", "bell", "room", "--yes", status=1)
    assert "metadata/bell.yaml:1: people: “p-002” is not in people.yaml" in refused.stderr
    assert "metadata/rooms.csv:2: people: “p-002” is not in people.yaml" in refused.stderr
    assert "Nothing was changed." in refused.stderr
    assert refused.stdout == ""
    assert text(things, "bell.yaml") == BELL
    assert not (things.root / "metadata/versions").exists()
    editor("kind: photo\ntitle: The", "kind: photo\npeople: [{person: p-002, role: depicted}]\ntitle: The")
    assert "“p-002” is not in people.yaml" in things.run("edit", "bell", status=1).stderr
    assert len(unsaved(things)) == 1
    things.write("metadata/people.yaml", PEOPLE + "p-002: {name: Somebody else}\n")
    things.run("edit", "bell")
    assert "p-002" in text(things, "bell.yaml")


def test_a_warning_is_said_before_and_once_and_does_not_stand_in_the_way(things):
    things.write("metadata/vocabularies/subjects.yaml", "terms: [subject]\nconcepts:\n  - label: bells\n")
    words = ("set", "relation=stoool", "chair")
    shown = things.run(*words, "--preview")
    assert shown.stderr.count("no item has the id “stoool”; expected stool") == 1
    assert text(things, "chairs.yaml") == CHAIR
    done = things.run(*words, "--yes")
    assert done.stderr.count("no item has the id “stoool”; expected stool") == 1
    assert "relation: stoool" in text(things, "chairs.yaml")
    assert "stoool" not in things.run("set", "date=1931", "stool", "--yes").stderr


def test_many_warnings_of_one_column_that_were_there_before_are_not_said_again(things):
    rows = "".join(f"p{number},other,A title,soon\n" for number in range(50))
    things.write("metadata/many.csv", f"id,kind,title,date\n{rows}")
    things.run("ingest")
    assert "more like these" in things.run("check").stderr
    assert things.run("set", "title=Another", "p7", "--yes").stderr == ""


def test_an_undescribed_file_is_described_and_checked_like_any_other(things):
    things.photo("collection/scan.jpg")
    things.run("ingest")
    assert "“p-009” is not in" in things.run("set", "people{}={person: p-009, role: author}", "scan", status=1).stderr
    things.run("set", "title=A scan", "scan", "--yes")
    assert "A scan" in text(things, "undescribed.csv")


def test_undoing_says_what_publishing_would_do_before_and_after(things):
    things.run("publish", "--yes")
    things.run("set", "access.level=hidden", "bell", "--yes")
    things.run("publish", "--yes")
    assert "1 would become public or show more (bell)" in things.run("undo", "--preview").stdout
    assert "1 would become public or show more (bell)" in things.run("undo").stdout
    assert "bell" not in things.public_ids()


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        (["private.notes=three"], "notes: three  # kept"),
        (["private.notes+=three"], "notes: [one, two, three]  # kept"),
        (["private.notes+=two"], "notes: [one, two]  # kept"),
        (["private.notes-=one"], "notes: [two]  # kept"),
        (["private.notes-=one", "private.notes+=four"], "notes: [two, four]  # kept"),
        (["private.notes{}=[a, b]"], "notes: [a, b]  # kept"),
        (["private.notes{}+=[two, three]"], "notes: [one, two, three]  # kept"),
    ],
)
def test_a_private_list_is_replaced_added_to_and_taken_from(things, words, notes):
    things.run("set", *words, "bell", "--yes")
    assert text(things, "bell.yaml") == BELL.replace("notes: [one, two]  # kept", notes)


def test_a_private_text_becomes_a_list_and_what_is_emptied_goes(things):
    things.run("set", "private.shelf+=A", "chair", "--yes")
    assert "private: {shelf: A}\n" in text(things, "chairs.yaml")
    things.run("set", "private.shelf+=B", "chair", "--yes")
    assert "private: {shelf: [A, B]}\n" in text(things, "chairs.yaml")
    things.run("set", "private.shelf-=A", "private.shelf-=B", "chair", "--yes")
    assert text(things, "chairs.yaml") == CHAIR
    things.run("set", "private.notes=", "bell", "--yes")
    assert "notes" not in text(things, "bell.yaml")
    things.run("set", "private.who{}={name: x}", "bell", "--yes")
    refused = things.run("set", "private.who+=y", "bell", "--yes", status=1)
    assert "bell: private.who holds a map; expected private.who{}={…} to replace it" in refused.stderr


def test_private_values_of_a_sheet_in_several_columns_are_set_too(things):
    things.run("set", "private.x:Note=third", "room", "--yes")
    assert text(things, "rooms.csv") == SHEET.replace("first,second", "third,")
    things.run("set", "private.shelf=A", "hall", "--yes")
    things.run("set", "private.shelf+=B", "hall", "--yes")
    assert 'hall,photo,A hall,,,,"[A, B]"\n' in text(things, "rooms.csv")


def test_the_same_error_in_another_record_of_a_file_is_a_new_one(things):
    wrong = "people: [{person: p-002, role: depicted}]\n"
    things.write("metadata/chairs.yaml", CHAIR.replace("title: A chair\n", f"title: A chair\n{wrong}"))
    things.run("ingest", status=1)
    refused = things.run("set", "people{}={person: p-002, role: author}", "stool", "--yes", status=1)
    assert "metadata/chairs.yaml:7: people: “p-002” is not in people.yaml" in refused.stderr
    things.run("set", "title=A seat", "chair", "--yes")


def test_a_separator_for_what_is_private_is_refused_with_what_there_is(things):
    refused = things.run("set", "private.notes[;]=a; b", "bell", "--yes", status=1)
    assert "expected private.notes+=… or private.notes{}=[…, …]" in refused.stderr
