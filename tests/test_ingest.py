"""Taking in what is new or changed, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata

import pytest

from conftest import PROJECT, Workshop, rows

PHOTO = """
id: square
files: [photos/square.jpg]
title: {en: The square, ru: Площадь}
date: 1931~
private: {donor: nobody in particular}
"""


def events(workshop: Workshop) -> list[tuple[str, str]]:
    lines = workshop.root.joinpath("metadata/journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [(event["type"], event["object"]) for line in lines for event in json.loads(line)["events"]]


def test_a_record_and_its_photo_go_in(workshop):
    workshop.photo("collection/photos/square.jpg")
    workshop.write("metadata/records/square.yaml", PHOTO)
    assert "1 new files, 1 new records" in workshop.run("ingest").stdout
    with workshop.catalogue() as catalogue:
        (item,) = catalogue.execute(
            "SELECT id, kind, title, date_earliest, date_latest, thumbnail FROM items"
        ).fetchall()
        assert item[:5] == ("square", "photo", "The square", "1931-01-01", "1931-12-31")
        assert (workshop.root / ".archive/derivatives" / item[5]).is_file()
        assert catalogue.execute("SELECT role, width FROM files ORDER BY role").fetchall() == [
            ("large", 64),
            ("original", 64),
            ("small", 64),
            ("veiled", 64),
        ]


def test_a_manifest_that_an_editor_saved_its_own_way_is_read(workshop):
    workshop.write("collection/a.txt", "a")
    workshop.run("ingest")
    path = workshop.root / "metadata/manifest-sha256.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not workshop.run("ingest").stderr


def test_a_record_is_told_where_its_file_has_gone(workshop):
    workshop.photo("collection/old/a.jpg")
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [old/a.jpg]\n")
    workshop.run("ingest")
    (workshop.root / "collection/old").rename(workshop.root / "collection/new")
    said = workshop.run("ingest").stderr
    assert "“old/a.jpg” is now “new/a.jpg”" in said


def test_the_manifest_is_one_that_sha256sum_reads(workshop):
    workshop.photo("collection/a b/Площадь №1.jpg")
    workshop.write("collection/back\\slash.txt", "text")
    workshop.write("metadata/private/consents/0001.txt", "a form")
    workshop.run("ingest")
    check = ["sha256sum", "--check", "--strict", "metadata/manifest-sha256.txt"]
    done = subprocess.run(check, cwd=workshop.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == 3


def test_ingesting_again_changes_no_byte(taken):
    taken.run("ingest")  # as files that were copied are others
    before = taken.snapshot()
    assert "Nothing is new or changed." in taken.run("ingest").stdout
    assert taken.snapshot() == before


def test_the_catalogue_is_made_again_with_equal_rows(taken):
    taken.run("publish", "--yes")
    with taken.catalogue() as catalogue:
        before = rows(catalogue)
    text = {path: data for path, data in taken.snapshot().items() if not path.startswith(".archive")}
    shutil.rmtree(taken.root / ".archive")
    taken.run("ingest")
    with taken.catalogue() as catalogue:
        assert rows(catalogue) == before
    assert {path: data for path, data in taken.snapshot().items() if not path.startswith(".archive")} == text


def test_a_catalogue_of_another_schema_or_none_at_all_is_made_anew(workshop):
    workshop.write("metadata/records/square.yaml", PHOTO)
    workshop.run("ingest")
    workshop.write(".archive/catalogue.db", b"not a database at all" * 100)
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT id FROM items").fetchall() == [("square",)]


def test_only_what_changed_is_read_and_journalled(workshop):
    workshop.photo("collection/photos/square.jpg")
    workshop.write("metadata/records/square.yaml", PHOTO)
    workshop.write("metadata/records/other.yaml", "title: Another\n")
    workshop.run("ingest")
    workshop.write("metadata/records/other.yaml", "title: Another title\n")
    assert workshop.run("ingest").stdout == "Taken in: 1 changed records, 1 sources read.\n"
    assert events(workshop)[-1] == ("metadata modification", "other")


def test_a_record_that_goes_is_forgotten_and_journalled(workshop):
    path = workshop.write("metadata/records/other.yaml", "title: Another\n")
    workshop.run("ingest")
    path.unlink()
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert not catalogue.execute("SELECT * FROM items").fetchall()
        assert not catalogue.execute("SELECT * FROM statements").fetchall()
    assert events(workshop)[-1] == ("deletion", "other")


def test_a_record_may_move_to_another_source(workshop):
    path = workshop.write("metadata/records/b.yaml", "id: one\ntitle: The same\n")
    workshop.run("ingest")
    path.rename(workshop.root / "metadata/records/a.yaml")
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT source FROM records").fetchall() == [("metadata/records/a.yaml",)]
    assert events(workshop) == [("ingestion", "one")]


def test_a_path_gone_and_a_new_one_with_the_same_bytes_is_a_move(workshop):
    path = workshop.photo("collection/old.jpg")
    workshop.run("ingest")
    path.rename(path.with_name("new.jpg"))
    assert "1 moved files" in workshop.run("ingest").stdout
    assert [kind for kind, _ in events(workshop) if kind != "metadata modification"][-1] != "deletion"
    assert "filename change" in {kind for kind, _ in events(workshop)}
    manifest = workshop.root.joinpath("metadata/manifest-sha256.txt").read_text()
    assert "collection/new.jpg" in manifest
    assert "old.jpg" not in manifest


def test_an_original_that_changed_is_refused_until_it_is_accepted(workshop):
    workshop.photo("collection/photos/square.jpg")
    workshop.write("metadata/records/square.yaml", PHOTO)
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        before = catalogue.execute("SELECT * FROM files").fetchall()
    workshop.photo("collection/photos/square.jpg", shade=200)
    said = workshop.run("ingest", status=1)
    assert "collection/photos/square.jpg: differs from the manifest" in said.stderr
    assert "differs from the manifest" in workshop.run("ingest", status=1).stderr
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT * FROM files").fetchall() == before
    assert "1 replaced files" in workshop.run("ingest", "--accept", "collection/photos/square.jpg").stdout
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT * FROM files").fetchall() != before
    assert "modification" in {kind for kind, _ in events(workshop)}
    workshop.run("ingest")


def test_an_original_that_is_gone_is_missed_until_that_is_accepted(workshop):
    path = workshop.photo("collection/square.jpg")
    workshop.run("ingest")
    path.unlink()
    assert "collection/square.jpg: gone" in workshop.run("ingest", status=1).stderr
    workshop.run("ingest", "--accept", "collection/square.jpg")
    assert ("deletion", events(workshop)[-1][1]) in events(workshop)
    workshop.run("ingest")


def test_a_byte_that_changed_behind_the_clocks_back_is_seen(workshop):
    import os

    path = workshop.photo("collection/square.jpg")
    workshop.run("ingest")
    times = path.stat()
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "differs from the manifest" in workshop.run("ingest", status=1).stderr


def test_files_without_a_record_wait_in_undescribed_csv_hidden(workshop):
    for name in ("0001.opus", "0001.ru.vtt"):
        original = PROJECT / "collection/testimonies" / name
        workshop.write(f"collection/testimonies/{name}", original.read_bytes())
    workshop.photo("collection/photos/0001.jpg")
    workshop.run("ingest")
    sheet = workshop.root.joinpath("metadata/undescribed.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sheet[1].startswith("photo-0001,photo,photos/0001.jpg,")
    assert sheet[2].startswith("testimony-0001,testimony,testimonies/0001.opus | testimonies/0001.ru.vtt,")
    assert all(",hidden," in line for line in sheet[1:])
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == set()


def test_a_row_of_undescribed_csv_that_somebody_fills_in_is_a_record(workshop):
    workshop.photo("collection/a.jpg")
    workshop.photo("collection/b.jpg", shade=10)
    workshop.run("ingest")
    path = workshop.root / "metadata/undescribed.csv"
    text = path.read_text(encoding="utf-8-sig").replace("a,photo,a.jpg,,", "a,photo,a.jpg,A picture,")
    path.write_text(text.replace("A picture,,,,,,,hidden", "A picture,,,,,,,public"), encoding="utf-8")
    workshop.photo("collection/c.jpg", shade=60)
    workshop.run("ingest")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"a"}
    text = path.read_text(encoding="utf-8-sig")
    assert "A picture" in text
    assert "c.jpg" in text
    workshop.write("metadata/records/b.yaml", "files: [b.jpg]\ntitle: B\n")
    workshop.run("ingest")
    assert "b.jpg" not in path.read_text(encoding="utf-8-sig")


def test_a_new_file_never_takes_the_id_of_a_record(workshop):
    workshop.write("metadata/records/0001.yaml", "id: photo-0001\ntitle: A record without a file\n")
    workshop.photo("collection/new/0001.jpg")
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT item, clash FROM records ORDER BY item").fetchall() == [
            ("photo-0001", None),
            ("photo-0001-2", None),
        ]


def test_an_undescribed_copy_of_a_published_file_takes_nothing_down(workshop):
    workshop.photo("collection/photos/square.jpg")
    workshop.write("metadata/records/square.yaml", PHOTO)
    workshop.photo("collection/inbox/copy.jpg")
    workshop.run("ingest")
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        assert edition.execute("SELECT count(*) FROM files").fetchone() == (2,)


def test_paths_outside_are_copied_in_and_never_over_a_file(workshop, tmp_path):
    outside = tmp_path / "scans"
    (outside / "sub").mkdir(parents=True)
    (outside / "sub" / "note.txt").write_text("A note.")
    (outside / "sheet.csv").write_text("id,title,file\nnote,A note,sub/note.txt\n")
    assert "1 copied to collection/, 1 copied to metadata/" in workshop.run("ingest", str(outside)).stdout
    assert (workshop.root / "collection/scans/sub/note.txt").read_text() == "A note."
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT item, path FROM files").fetchall() == [("note", "scans/sub/note.txt")]
    (outside / "sub" / "note.txt").write_text("Another note.")
    assert "is there already, with other content" in workshop.run("ingest", str(outside), status=1).stderr
    assert (workshop.root / "collection/scans/sub/note.txt").read_text() == "A note."


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(workshop, tmp_path):
    workshop.photo("collection/photos/square.jpg")
    workshop.write("metadata/records/square.yaml", PHOTO)
    outside = tmp_path / "scan.txt"
    outside.write_text("A scan.")
    before = workshop.snapshot()
    said = workshop.run("ingest", "--dry-run", str(outside)).stdout
    assert said.startswith("Would take in: 1 copied to collection/, 2 new files, 1 new records")
    assert workshop.snapshot() == before


@pytest.mark.parametrize("command", ["check", "status"])
def test_looking_writes_nothing(workshop, command):
    workshop.photo("collection/photos/square.jpg")
    workshop.write("metadata/records/square.yaml", PHOTO)
    before = workshop.snapshot()
    workshop.run(command)
    assert workshop.snapshot() == before


def test_names_typed_on_another_system_are_found(workshop):
    workshop.photo("collection/" + unicodedata.normalize("NFD", "йод.jpg"))
    workshop.write("metadata/records/one.yaml", "id: one\ntitle: One\nfiles: [йод.jpg]\n")
    assert not workshop.run("ingest").stderr
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT count(*) FROM files WHERE item = 'one'").fetchone() == (4,)


def test_the_journal_holds_no_names_and_no_record_text(taken):
    taken.run("publish", "--yes")
    journal = taken.root.joinpath("metadata/journal.jsonl").read_text(encoding="utf-8")
    with taken.catalogue() as catalogue:
        texts = {text for (text,) in catalogue.execute("SELECT value FROM statements") if len(text) > 12}
        ids = {item for (item,) in catalogue.execute("SELECT id FROM items")}
        names = {path.rsplit("/", 1)[-1] for (path,) in catalogue.execute("SELECT path FROM originals")}
    assert not [text for text in (texts | names) - ids if text in journal]


def test_two_at_once_are_not_let_in(workshop):
    from filelock import FileLock

    workshop.run("ingest")
    with FileLock(workshop.root / ".archive/lock"):
        assert "another `archive` is at work" in workshop.run("ingest", status=1).stderr


def test_a_damaged_journal_is_said_and_nothing_is_written_over_it(workshop):
    workshop.write("metadata/records/square.yaml", PHOTO)
    workshop.run("ingest")
    path = workshop.root / "metadata/journal.jsonl"
    path.write_bytes(
        path.read_bytes().replace(b"ingestion", b"ingestioN") + b'{"previous":"x","time":"","agent":"","events":[]}\n'
    )
    workshop.write("metadata/records/other.yaml", "title: Another\n")
    damaged = path.read_bytes()
    assert "does not follow" in workshop.run("ingest", status=1).stderr
    assert path.read_bytes() == damaged


def test_a_torn_last_line_of_the_journal_is_dropped(workshop):
    workshop.write("metadata/records/square.yaml", PHOTO)
    workshop.run("ingest")
    path = workshop.root / "metadata/journal.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"previous":"' + b"0" * 40)
    workshop.write("metadata/records/other.yaml", "title: Another\n")
    workshop.run("ingest")
    assert path.read_bytes().startswith(whole)
    assert [name for _, name in events(workshop)] == ["square", "other"]
