"""`archive set --moved`: records are brought after files that were moved or renamed."""

from __future__ import annotations

import shutil

import pytest

SHEET = "id,title,file[|],description\na,Sheet,one.jpg | two.txt,keeps its cells\n"
YAML = """# A comment that stays
id: b
title: Record
files: [old/three.txt]   # this too
withhold: [{file: old/three.txt}]
names: [{text: Three, is: nobody, in: old/three.txt}]
"""


@pytest.fixture
def moved(workshop):
    """An archive whose folders were renamed after it had been taken in; one file was renamed beside that."""
    workshop.photo("collection/old/one.jpg")
    workshop.write("collection/old/two.txt", "Two.")
    workshop.write("collection/old/three.txt", "Three.")
    # Paths in this sheet are below collection/old.
    workshop.write("metadata/old/sheet.csv", SHEET)
    workshop.write("metadata/records/b.yaml", YAML)
    workshop.run("ingest")
    folder = workshop.root / "collection"
    (folder / "old").rename(folder / "new")
    (folder / "new/two.txt").rename(folder / "new/Второй.txt")
    return workshop


def texts(workshop):
    names = ("old/sheet.csv", "records/b.yaml")
    return [(workshop.root / "metadata" / name).read_bytes().decode() for name in names]


def shown(workshop):
    with workshop.catalogue() as catalogue:
        return {path for (path,) in catalogue.execute("SELECT path FROM files WHERE role = 'original'")}


def test_records_name_the_new_paths_and_nothing_else_in_them_changes(moved):
    done = moved.run("set", "--moved", "--yes")
    assert "a  metadata/old/sheet.csv:2  files: one.jpg | two.txt → new/one.jpg | new/Второй.txt" in done.stdout
    assert texts(moved) == [
        SHEET.replace("one.jpg | two.txt", "new/one.jpg | new/Второй.txt"),
        YAML.replace("old/three.txt", "new/three.txt"),
    ]
    assert shown(moved) == {"new/one.jpg", "new/three.txt", "new/Второй.txt"}
    assert "elsewhere" not in moved.run("check").stderr
    assert moved.run("set", "--moved").stdout == "Nothing would change.\n"


def test_a_preview_writes_nothing_and_only_named_items_are_changed(moved):
    assert "files: old/three.txt → new/three.txt" in moved.run("set", "--moved", "--preview", "b").stdout
    assert texts(moved) == [SHEET, YAML]
    moved.run("set", "--moved", "b", "--yes")
    assert texts(moved) == [SHEET, YAML.replace("old/three.txt", "new/three.txt")]


def test_it_can_be_undone_and_done_again(moved):
    moved.run("set", "--moved", "--yes")
    moved.run("undo")
    assert texts(moved) == [SHEET, YAML]
    assert shown(moved) == set()
    assert "“old/three.txt” is now “new/three.txt”" in moved.run("check").stderr
    moved.run("set", "--moved", "--yes")
    assert texts(moved)[1] == YAML.replace("old/three.txt", "new/three.txt")


def test_a_path_that_no_record_has_any_more_is_forgotten(moved):
    moved.run("set", "--moved", "--yes")
    moved.write("metadata/records/b.yaml", "id: b\ntitle: Record\n")
    moved.run("ingest")
    with moved.catalogue() as catalogue:
        assert not catalogue.execute("SELECT * FROM linked WHERE item = 'b'").fetchall()


def test_of_several_places_the_one_of_the_same_name_is_taken_and_else_none(moved):
    folder = moved.root / "collection/new"
    shutil.copy(folder / "three.txt", folder / "again.txt")
    shutil.copy(folder / "Второй.txt", folder / "other.txt")
    said = moved.run("ingest").stderr
    assert "“two.txt” is now “new/other.txt” and “new/Второй.txt”" in said
    assert "expected one of these in the record" in said
    assert "expected “new/three.txt” in the record (archive set --moved)" in said
    moved.run("set", "--moved", "--yes")
    assert texts(moved) == [
        SHEET.replace("one.jpg", "new/one.jpg"),
        YAML.replace("old/three.txt", "new/three.txt"),
    ]


@pytest.mark.parametrize("words", [["title=x"], ["--where", "kind=photo"], ["--from", __file__]])
def test_nothing_else_can_be_set_with_it(moved, words):
    assert "expected nothing beside it but ids" in moved.run("set", "--moved", *words, status=2).stderr
    assert texts(moved) == [SHEET, YAML]


def test_ids_that_no_item_has_are_named(moved):
    assert "nobody: no item has this id" in moved.run("set", "--moved", "nobody", status=1).stderr


@pytest.fixture
def named(workshop):
    """An archive of two texts, taken in."""
    for name in ("a", "b"):
        workshop.write(f"collection/{name}.txt", f"The words of {name}.")
        workshop.write(f"metadata/records/{name}.yaml", f"id: {name}\ntitle: {name}\nfiles: [{name}.txt]\n")
    workshop.run("ingest")
    return workshop


def test_names_that_are_exchanged_are_refused_and_no_move(named):
    """One of them may be hidden: what it shows must not come out under the other's name."""
    folder = named.root / "collection"
    (folder / "a.txt").rename(folder / "c.txt")
    (folder / "b.txt").rename(folder / "a.txt")
    (folder / "c.txt").rename(folder / "b.txt")
    said = named.run("ingest", status=1).stderr
    assert "collection/a.txt: differs from the manifest: it holds the bytes of collection/b.txt" in said
    assert "collection/b.txt: differs from the manifest: it holds the bytes of collection/a.txt" in said
    assert named.run("set", "--moved").stdout == "Nothing would change.\n"


def test_a_name_that_another_file_had_is_refused_until_it_is_accepted_and_the_old_one_is_then_not_missed(named):
    folder = named.root / "collection"
    (folder / "b.txt").rename(folder / "c.txt")
    (folder / "a.txt").rename(folder / "b.txt")
    assert "collection/b.txt: differs from the manifest: it holds the bytes" in named.run("ingest", status=1).stderr
    assert "gone" not in named.run("ingest", "--accept", "collection/b.txt").stderr
    manifest = (named.root / "metadata/manifest-sha256.txt").read_text()
    assert [line.partition("  ")[2] for line in manifest.splitlines()] == ["collection/b.txt", "collection/c.txt"]
