"""Files that are moved or renamed keep what is known of them; files that come twice are told."""

from __future__ import annotations

import io
import json
import os
import shutil

import pytest
from PIL import Image

from archive.ingest.link import moves
from conftest import Workshop


def events(workshop: Workshop, kind: str) -> list[str]:
    lines = workshop.root.joinpath("metadata/journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [event["object"] for line in lines for event in json.loads(line)["events"] if event["type"] == kind]


def made(workshop: Workshop) -> dict[str, int]:
    """When each derivative was made."""
    folder = workshop.root / ".archive/derivatives"
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def looked_into(workshop: Workshop) -> list[tuple[str, ...]]:
    with workshop.catalogue() as catalogue:
        return catalogue.execute("SELECT sha256, suffixes, body FROM examined ORDER BY rowid").fetchall()


def sheet(workshop: Workshop, folder: str, count: int) -> None:
    rows = "".join(f"p{number},Picture {number},{folder}/{number:04}.jpg\n" for number in range(count))
    workshop.write("metadata/sheets/pictures.csv", f"id,title,file\n{rows}")


def pictures(workshop: Workshop, folder: str, count: int) -> None:
    """As many pictures, no two alike."""
    for number in range(count):
        content = io.BytesIO()
        shade = (number % 256, number // 256 * 60, 30)
        Image.new("RGB", (16, 12), shade).save(content, "JPEG", comment=f"{number}".encode())
        workshop.write(f"collection/{folder}/{number:04}.jpg", content.getvalue())


@pytest.mark.parametrize("many", [25, pytest.param(1000, marks=pytest.mark.deep)])
def test_many_renamed_files_are_moves_and_nothing_is_made_again(workshop, many):
    pictures(workshop, "scans", many)
    sheet(workshop, "scans", many)
    workshop.run("ingest")
    before, known = made(workshop), looked_into(workshop)
    assert len(before) == 3 * many
    lines = workshop.root.joinpath("metadata/journal.jsonl").read_bytes().count(b"\n")

    collection = workshop.root / "collection"
    (collection / "album").mkdir()
    for number in range(many):
        (collection / f"scans/{number:04}.jpg").rename(collection / f"album/Площадь. {number}.JPG")
    done = workshop.run("ingest")

    assert f"{many} moved files" in done.stdout
    assert "new files" not in done.stdout
    assert len(set(events(workshop, "filename change"))) == many
    assert len(events(workshop, "filename change")) == many
    assert not events(workshop, "deletion")
    assert made(workshop) == before
    assert looked_into(workshop) == known
    manifest = workshop.root.joinpath("metadata/manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert len(manifest) == many
    assert all("  collection/album/" in line for line in manifest)
    # In batches: each line of the journal is put on the disk for good.
    assert workshop.root.joinpath("metadata/journal.jsonl").read_bytes().count(b"\n") - lines < 10

    undescribed = workshop.root.joinpath("metadata/undescribed.csv")
    assert not undescribed.exists() or "album/" not in undescribed.read_text(encoding="utf-8")

    said = [line for line in done.stderr.splitlines() if "elsewhere" in line or " is now " in line]
    assert len(said) == 1
    assert f"{many:,} files that records name are elsewhere now, and are not shown" in said[0]
    with workshop.catalogue() as catalogue:
        found = list(moves(catalogue))
    assert found[:1] == [("p0", "scans/0000.jpg", "album/Площадь. 0.JPG")]
    assert len(found) == many

    rows = "".join(f"p{number},Picture {number},album/Площадь. {number}.JPG\n" for number in range(many))
    workshop.write("metadata/sheets/pictures.csv", f"id,title,file\n{rows}")
    assert "elsewhere" not in workshop.run("ingest").stderr
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT count(*) FROM files WHERE role = 'small'").fetchone() == (many,)
        assert not list(moves(catalogue))


def test_few_moved_files_are_named_each(workshop):
    pictures(workshop, "old", 3)
    sheet(workshop, "old", 3)
    workshop.run("ingest")
    (workshop.root / "collection/old").rename(workshop.root / "collection/new")
    said = workshop.run("ingest").stderr
    assert said.count(" is now “new/") == 3
    assert "and is not shown as long as the record says otherwise" in said


def test_a_moved_file_needs_no_record_of_its_own_now_or_later(workshop):
    pictures(workshop, "old", 1)
    sheet(workshop, "old", 1)
    workshop.run("ingest")
    (workshop.root / "collection/old").rename(workshop.root / "collection/new")
    workshop.run("ingest")
    workshop.photo("collection/other.jpg")
    workshop.run("ingest")
    undescribed = workshop.root.joinpath("metadata/undescribed.csv").read_text(encoding="utf-8")
    assert "other.jpg" in undescribed
    assert "new/0000.jpg" not in undescribed


def test_a_file_whose_bytes_are_at_two_places_is_no_move_to_be_written_down(workshop):
    pictures(workshop, "old", 1)
    sheet(workshop, "old", 1)
    workshop.run("ingest")
    moved = workshop.root / "collection/old/0000.jpg"
    workshop.write("collection/one.jpg", moved.read_bytes())
    workshop.write("collection/two.jpg", moved.read_bytes())
    moved.unlink()
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert not list(moves(catalogue))


def test_a_file_that_was_only_touched_is_not_looked_into_again(workshop):
    path = workshop.photo("collection/a.jpg")
    workshop.run("ingest")
    before = made(workshop)
    os.utime(path, ns=(1, 1))
    assert "Nothing is new or changed." in workshop.run("ingest").stdout
    assert made(workshop) == before
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT mtime FROM stats").fetchone() == (1,)


def test_another_file_of_the_same_size_is_looked_into(workshop):
    workshop.write("collection/a.txt", "One thing.")
    workshop.run("ingest")
    workshop.write("collection/b.txt", "Other one.")
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT count(*) FROM examined").fetchone() == (2,)


def test_another_suffix_is_another_file(workshop):
    """What a text is, its name tells."""
    path = workshop.write("collection/a.txt", "# A heading\n\nA paragraph.\n")
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.md]\n")
    workshop.run("ingest")
    path.rename(path.with_suffix(".md"))
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT text, form FROM passages ORDER BY position").fetchall() == [
            ("A heading", "h1"),
            ("A paragraph.", None),
        ]


def test_a_move_whose_pictures_are_gone_makes_them_again(workshop):
    path = workshop.photo("collection/a.jpg")
    workshop.run("ingest")
    shutil.rmtree(workshop.root / ".archive/derivatives")
    path.rename(path.with_name("b.jpg"))
    assert "1 moved files" in workshop.run("ingest").stdout
    assert len(made(workshop)) == 3


def test_what_could_not_be_read_is_tried_again_under_another_name_and_not_before(workshop):
    path = workshop.write("collection/a.jpg", "no picture")
    assert "is not a whole JPEG picture" in workshop.run("ingest", status=1).stderr
    assert "a.jpg: warning: is not a whole JPEG picture" in workshop.run("ingest").stderr
    path.rename(path.with_name("b.jpg"))
    assert "b.jpg: is not a whole JPEG picture" in workshop.run("ingest", status=1).stderr


def test_the_same_bytes_under_two_names_are_said_once_and_kept_twice(workshop):
    workshop.photo("collection/a.jpg")
    workshop.run("ingest")
    workshop.photo("collection/copy.jpg")
    assert "collection/copy.jpg: warning: holds the same bytes as collection/a.jpg" in workshop.run("ingest").stderr
    assert "same bytes" not in workshop.run("ingest").stderr
    assert "same bytes" not in workshop.run("check").stderr
    manifest = workshop.root.joinpath("metadata/manifest-sha256.txt").read_text(encoding="utf-8")
    assert len(manifest.splitlines()) == 2


def test_many_files_that_are_there_already_are_said_in_one_line(workshop):
    pictures(workshop, "scans", 30)
    pictures(workshop, "again", 30)
    said = workshop.run("ingest").stderr
    assert "30 new files hold the same bytes as others" in said
    assert said.count("same bytes") == 1


def test_what_the_archive_holds_already_is_not_copied_in(workshop, tmp_path):
    workshop.photo("collection/album/a.jpg")
    workshop.run("ingest")
    outside = tmp_path / "scans"
    outside.mkdir()
    shutil.copy(workshop.root / "collection/album/a.jpg", outside / "scan-1.jpg")
    (outside / "b.txt").write_text("New.")
    (outside / "c.txt").write_text("New.")
    for words in (("--dry-run",), ()):
        done = workshop.run("ingest", str(outside), *words)
        assert "1 copied to collection/, 1 new files" in done.stdout
        assert "scans/scan-1.jpg: warning: not copied: the same bytes are collection/album/a.jpg" in done.stderr
        assert "scans/c.txt: warning: not copied: the same bytes are collection/scans/b.txt" in done.stderr
    assert {path.name for path in (workshop.root / "collection/scans").iterdir()} == {"b.txt"}
    assert "Nothing is new or changed." in workshop.run("ingest", str(outside)).stdout


def test_an_original_that_is_not_as_it_was_keeps_nothing_out(workshop, tmp_path):
    path = workshop.photo("collection/a.jpg")
    workshop.run("ingest")
    good = tmp_path / "good.jpg"
    shutil.copy(path, good)
    path.write_bytes(bytes(path.stat().st_size))
    workshop.run("ingest", str(good), status=1)
    assert (workshop.root / "collection/good.jpg").read_bytes() == good.read_bytes()


def test_many_files_that_are_not_copied_are_said_in_one_line(workshop, tmp_path):
    pictures(workshop, "scans", 25)
    workshop.run("ingest")
    shutil.copytree(workshop.root / "collection/scans", tmp_path / "again")
    said = workshop.run("ingest", str(tmp_path / "again")).stderr
    assert "25 files were not copied: the same bytes are in the archive" in said
    assert said.count("not copied") == 1
    assert not (workshop.root / "collection/again").exists()


def test_what_is_to_be_said_of_many_files_alike_is_said_of_the_first_few(workshop):
    pictures(workshop, "scans", 25)
    for path in (workshop.root / "collection/scans").iterdir():
        path.rename(path.with_suffix(".png"))
    said = workshop.run("ingest").stderr
    assert said.count(".png: warning: its name ends in .png, its content is ") == 20
    assert "collection: warning: 5 more files: its name ends in .png" in said
