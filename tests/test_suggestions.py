"""What files say of themselves is offered to people, and becomes part of a record only when they take it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from PIL import Image

DATE = "2004-10-01T10:00:00"
UNDESCRIBED = "metadata/undescribed.csv"


@pytest.fixture
def cameras(workshop):
    """Two photographs that tell of themselves: one with a record that has a title, one without a record."""
    for name, shade in (("a", 90), ("b", 20)):
        exif = Image.Exif()
        exif[0x010E] = f"A caption of {name}"
        exif[0x013B] = "Somebody technical"
        exif[0x8769] = {0x9003: "2004:10:01 10:00:00", 0xA431: "SN-4711"}
        exif[0x8825] = {1: "N", 2: (43.0, 11.0, 24.0), 3: "E", 4: (44.0, 32.0, 24.0)}
        workshop.photo(f"collection/{name}.jpg", shade=shade, exif=exif)
    workshop.write(
        "metadata/records/a.yaml", "id: a\nfiles: [a.jpg]\ntitle: A picture\ndescription: Said by a person\n"
    )
    workshop.run("ingest")
    return workshop


def sheet(workshop) -> dict[str, dict[str, str]]:
    text = workshop.root.joinpath(UNDESCRIBED).read_text(encoding="utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_only_what_a_record_leaves_open_is_suggested_with_where_it_was_found(cameras):
    lines = cameras.run("suggestions", "a").stdout.splitlines()
    assert f"a: Date Created: {DATE}  (EXIF DateTimeOriginal, a.jpg)" in lines
    assert not [line for line in lines if "caption" in line]
    (row,) = map(json.loads, cameras.run("suggestions", "--term", "created", "a", "--json").stdout.splitlines())
    assert row == {
        "id": "a",
        "term": "created",
        "value": DATE,
        "language": None,
        "said_by": "EXIF DateTimeOriginal",
        "file": "a.jpg",
    }


def test_a_value_that_stands_in_a_related_term_is_not_suggested(cameras):
    cameras.write("metadata/records/a.yaml", f"id: a\nfiles: [a.jpg]\ntitle: A\ndate: {DATE}\n")
    cameras.run("ingest")
    assert cameras.run("suggestions", "a", "--term", "created").stdout == ""


def test_taking_writes_only_the_terms_that_are_named_and_undo_takes_it_back(cameras):
    before = cameras.root.joinpath("metadata/records/a.yaml").read_bytes()
    said = cameras.run("suggestions", "--term", "created", "--term", "description", "--take", "--preview").stdout
    assert f"created: + {DATE}" in said
    assert cameras.root.joinpath("metadata/records/a.yaml").read_bytes() == before
    cameras.run("suggestions", "--term", "created", "--term", "description", "--take", "--yes")
    text = cameras.root.joinpath("metadata/records/a.yaml").read_text()
    assert DATE in text
    assert "Said by a person" in text
    assert "caption" not in text
    assert "Somebody" not in text
    assert sheet(cameras)["b"]["description"] == "A caption of b"
    assert cameras.run("suggestions", "--term", "created").stdout == ""
    cameras.run("undo")
    assert cameras.root.joinpath("metadata/records/a.yaml").read_bytes() == before


def test_nothing_is_taken_without_a_yes_or_without_a_term(cameras):
    before = cameras.root.joinpath("metadata/records/a.yaml").read_bytes()
    assert "expected --term" in cameras.run("suggestions", "--take", status=2).stderr
    assert "waits for a yes" in cameras.run("suggestions", "a", "--term", "created", "--take", status=1).stderr
    assert "go with --take" in cameras.run("suggestions", "--yes", status=2).stderr
    assert cameras.root.joinpath("metadata/records/a.yaml").read_bytes() == before


def test_what_a_spreadsheet_would_take_for_a_formula_is_not_taken(workshop):
    exif = Image.Exif()
    exif[0x010E] = "=1+1"
    workshop.photo("collection/a.jpg", exif=exif)
    workshop.run("ingest")
    done = workshop.run("suggestions", "--term", "description", "--take", "--yes")
    assert "not taken" in done.stderr
    assert sheet(workshop)["a"]["description"] == ""


def test_what_a_terminal_would_obey_is_not_printed(workshop):
    workshop.write(
        "collection/a.html", "<html><head><title>A\x1b[31m title</title></head><body><p>Text</p></body></html>"
    )
    workshop.write("metadata/records/a.yaml", "id: a\nfiles: [a.html]\n")
    workshop.run("ingest")
    assert "\x1b" not in workshop.run("suggestions").stdout + workshop.run("show", "a").stdout


def test_show_tells_what_the_files_say_and_what_is_never_published(cameras):
    said = cameras.run("show", "a").stdout
    open_part, _, private = said.partition("never published")
    assert f"Date Created: {DATE}  (EXIF DateTimeOriginal, a.jpg)" in open_part
    assert "SN-4711" not in open_part
    assert "SN-4711" in private
    assert "43.19 44.54" in private
    (told,) = json.loads(cameras.run("show", "a", "--json").stdout)["told"]
    assert (told["path"], told["width"], told["height"]) == ("a.jpg", 64, 48)
    assert {"name": "EXIF GPS position", "value": "43.19 44.54"} in told["traces"]


def test_nothing_that_files_say_is_published_by_itself(cameras):
    cameras.run("publish", "--yes")
    published = cameras.public_bytes()
    assert cameras.public_ids() == {"a"}
    for word in (b"caption", b"Somebody technical", b"SN-4711", b"43.19", DATE.encode()):
        assert word not in published


def test_undescribed_csv_tells_what_files_say_without_names_and_positions(cameras):
    said = sheet(cameras)["b"]["suggested"]
    assert said == f"description: A caption of b (EXIF ImageDescription); created: {DATE} (EXIF DateTimeOriginal)"
    before = cameras.root.joinpath(UNDESCRIBED).read_bytes()
    assert "new or changed" in cameras.run("ingest").stdout
    assert cameras.root.joinpath(UNDESCRIBED).read_bytes() == before


def test_what_stands_in_the_column_is_never_taken_in_and_a_row_stays_ours(cameras):
    text = cameras.root.joinpath(UNDESCRIBED).read_text(encoding="utf-8-sig")
    cameras.write(UNDESCRIBED, text.replace("description: A caption of b", "public, title: something else"))
    cameras.run("ingest")
    record = json.loads(cameras.run("show", "b", "--json").stdout)["record"]
    assert "private" not in record
    assert "title" not in record
    cameras.write("metadata/records/b.yaml", "id: b\nfiles: [b.jpg]\ntitle: B\n")
    cameras.run("ingest")
    assert sheet(cameras) == {}


def test_a_row_that_somebody_fills_in_keeps_what_was_suggested(cameras):
    text = cameras.root.joinpath(UNDESCRIBED).read_text(encoding="utf-8-sig")
    cameras.write(UNDESCRIBED, text.replace("b,photo,b.jpg,,", "b,photo,b.jpg,Mine,"))
    cameras.photo("collection/c.jpg", shade=200)
    cameras.run("ingest")
    assert sheet(cameras)["b"]["title"] == "Mine"
    assert DATE in sheet(cameras)["b"]["suggested"]
    assert sheet(cameras)["c"]["suggested"] == ""


def test_in_any_other_sheet_a_column_of_that_name_is_kept_privately(workshop):
    workshop.write("metadata/mine.csv", "id,title,suggested\nx,X,by a neighbour\n")
    workshop.run("ingest")
    record = json.loads(workshop.run("show", "x", "--json").stdout)["record"]
    assert record["private"] == {"x:suggested": "by a neighbour"}


def test_a_long_suggestion_is_cut_to_one_line(workshop):
    exif = Image.Exif()
    exif[0x010E] = "words and " * 200
    workshop.photo("collection/a.jpg", exif=exif)
    workshop.run("ingest")
    said = sheet(workshop)["a"]["suggested"]
    assert 100 < len(said) <= 500
    assert "\n" not in said
    assert "…" in said
