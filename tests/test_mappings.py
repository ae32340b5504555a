"""Sheets with other people's columns, read by a mapping."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil

import pytest

from conftest import PROJECT

MAPPING = """\
sheets: [imports/foreign.csv]
columns:
  Inventarnummer: identifier
  Titel: title@de
  Schlagworte: "subject[;]"
  Sperre: access
  Notiz: [description, private.note]
"""
SHEET = """\
Inventarnummer,Titel,Schlagworte,Sperre,Notiz,Wert
A 1,Ein Muster,Muster; Blatt,public,"Zwei
Zeilen",12
B-2,Noch eins,,,,
"""


@pytest.fixture
def mapped(workshop):
    workshop.write("metadata/mappings/foreign.yaml", MAPPING)
    workshop.write("metadata/imports/foreign.csv", SHEET)
    return workshop


def shown(workshop, item):
    return json.loads(workshop.run("show", item, "--json").stdout)["record"]


def test_columns_are_read_as_the_mapping_says_and_the_rest_is_kept_privately(mapped):
    assert not mapped.run("ingest").stderr
    record = shown(mapped, "B-2")
    assert record == {"id": "B-2", "kind": "other", "title": {"de": "Noch eins"}, "identifier": "B-2"}
    (first,) = [
        json.loads(line)["id"]
        for line in mapped.run("list", "--json").stdout.splitlines()
        if json.loads(line)["id"] != "B-2"
    ]
    assert shown(mapped, first) == {
        "id": first,
        "kind": "other",
        "title": {"de": "Ein Muster"},
        "description": "Zwei\nZeilen",
        "subject": ["Muster", "Blatt"],
        "identifier": "A 1",
        "access": {"level": "public"},
        "private": {"note": "Zwei\nZeilen", "x:Wert": "12"},
    }


def test_a_changed_mapping_is_a_changed_sheet(mapped):
    mapped.run("ingest")
    mapped.write("metadata/mappings/foreign.yaml", MAPPING.replace("title@de", "alternative@de"))
    assert "2 changed records" in mapped.run("ingest").stdout
    assert shown(mapped, "B-2")["alternative"] == {"de": "Noch eins"}
    assert mapped.run("ingest").stdout == "Nothing is new or changed.\n"


def test_a_column_that_is_not_there_refuses_the_sheet(mapped):
    mapped.write("metadata/imports/foreign.csv", SHEET.replace("Sperre", "Sperrung"))
    said = mapped.run("ingest", status=1).stderr
    assert (
        "metadata/imports/foreign.csv:1:sperre: no such column; expected one, as metadata/mappings/foreign.yaml" in said
    )
    assert mapped.run("list").stdout == ""


def test_a_column_that_seems_to_decide_about_access_has_to_be_mapped(mapped):
    mapped.write("metadata/imports/foreign.csv", SHEET.replace("Wert", "Embargo"))
    said = mapped.run("ingest", status=1).stderr
    assert "foreign.csv:1:Embargo: a header that resembles access.until" in said
    mapped.write("metadata/policy.yaml", "default: public\n")
    mapped.run("publish", "--yes", status=1)
    assert "hidden" in mapped.run("list").stdout


def test_as_long_as_a_mapping_cannot_be_read_no_sheet_without_one_is(mapped):
    mapped.run("ingest")
    mapped.write("metadata/mappings/foreign.yaml", MAPPING + "\tcolumns: [")
    mapped.write("metadata/other.csv", "id,title\nx,Another\n")
    mapped.write("metadata/records/y.yaml", "id: y\ntitle: A file of its own\n")
    said = mapped.run("ingest", status=1).stderr
    assert "metadata/mappings/foreign.yaml:" in said
    ids = {json.loads(line)["id"] for line in mapped.run("list", "--json").stdout.splitlines()}
    assert "y" in ids
    assert "B-2" in ids
    assert "x" not in ids
    assert "cannot be read as meant" in mapped.run("publish", "--yes", status=1).stderr
    mapped.write("metadata/mappings/foreign.yaml", MAPPING)
    mapped.run("publish", "--yes")
    assert "x " in mapped.run("list").stdout


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[]", "a list; expected a map of `sheets` and `columns`"),
        ("columns: {A: title}", "no sheets; expected `sheets: [folder/name.csv]`"),
        ("sheets: [a.csv]", "no columns; expected `columns:`"),
        ("sheets: [a.csv]\ncolumns: {A: titel}", ":2: “titel” is no header of ours; expected a term, or private.NAME"),
        ("sheets: [a.csv]\ncolumns: {A: ''}", "expected a header of ours for “A”"),
        ("sheets: [a.csv]\ncolumns: {A: {b: c}}", "a map; expected a header of ours for “A”"),
        ("sheets: [a.csv]\ncolumns: {A: embargos}", "resembles access.until"),
        ("sheets: [a.yaml]\ncolumns: {A: title}", ":1: “a.yaml”; expected the path of a sheet"),
        ("sheets: [a.csv, a.csv]\ncolumns: {A: title}\nsheet: x", "“sheet”; expected sheets or columns"),
        ("sheets: a.csv\ncolumns: {A: title}\n---\n{}", "2 documents; expected one"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(workshop, written, said):
    workshop.write("metadata/mappings/m.yaml", written)
    told = workshop.run("ingest", status=1).stderr
    assert "metadata/mappings/m.yaml" in told
    assert said in told


def test_a_sheet_in_two_mappings_or_in_none_of_the_folders_is_said(mapped):
    mapped.write("metadata/mappings/second.yaml", MAPPING)
    assert "“imports/foreign.csv” is also in metadata/mappings/foreign.yaml" in mapped.run("ingest", status=1).stderr
    (mapped.root / "metadata/mappings/second.yaml").unlink()
    (mapped.root / "metadata/imports/foreign.csv").unlink()
    assert "“metadata/imports/foreign.csv” is not there" in mapped.run("ingest", status=1).stderr


STRAYING = {
    "gone": lambda root: (root / "mappings/foreign.yaml").unlink(),
    "another suffix": lambda root: (root / "mappings/foreign.yaml").rename(root / "mappings/foreign.txt"),
    "a folder deeper": lambda root: (
        (root / "mappings/sub").mkdir(),
        (root / "mappings/foreign.yaml").rename(root / "mappings/sub/foreign.yaml"),
    ),
    "the sheet moved": lambda root: (root / "imports/foreign.csv").rename(root / "imports/other.csv"),
    "a link for a folder": lambda root: (
        (root / "mappings").rename(root / "vocabularies"),
        (root / "mappings").symlink_to("nowhere"),
    ),
}


@pytest.mark.parametrize("stray", STRAYING.values(), ids=STRAYING)
def test_a_mapping_that_goes_astray_brings_nothing_out(mapped, stray):
    mapped.write("metadata/mappings/foreign.yaml", MAPPING.replace("access", "access.until"))
    mapped.write(
        "metadata/imports/foreign.csv", SHEET.replace("Titel", "Title").replace("public", "2090").replace("Inv", "INV")
    )
    mapped.write("metadata/mappings/foreign.yaml", MAPPING.replace("access", "access.until").replace("Titel", "Title"))
    mapped.write("metadata/policy.yaml", "default: public\n")
    mapped.run("publish", "--yes")
    before = mapped.public_bytes()
    stray(mapped.root / "metadata")
    assert "not published" in mapped.run("publish", "--yes", status=1).stderr
    assert mapped.public_bytes() == before


def test_a_sheet_may_lose_its_mapping_if_somebody_says_so(mapped):
    mapped.run("ingest")
    (mapped.root / "metadata/mappings/foreign.yaml").unlink()
    said = mapped.run("ingest", status=1).stderr
    assert "was read by metadata/mappings/foreign.yaml, which does not name it any more" in said
    mapped.write("metadata/imports/foreign.csv", SHEET.replace("Sperre", "private.Sperre"))
    mapped.run("ingest", "--accept", "metadata/imports/foreign.csv")
    assert mapped.run("ingest").stdout == "Nothing is new or changed.\n"


def test_one_column_cannot_mean_two_things_by_its_letter_case(mapped):
    mapped.write("metadata/mappings/foreign.yaml", MAPPING + "  sperre: private.note\n")
    assert "“sperre” a second time; expected each column once" in mapped.run("ingest", status=1).stderr


def test_of_many_warnings_of_one_column_the_first_are_said_and_how_many_follow(workshop):
    rows = "".join(f"i{number},some time\n" for number in range(50))
    workshop.write("metadata/sheet.csv", f"id,date\n{rows}i50,\nbad id,\n")
    said = workshop.run("ingest", status=1).stderr.splitlines()
    assert sum("bad id" in line for line in said) == 1
    workshop.write("metadata/sheet.csv", f"id,date\n{rows}")
    said = workshop.run("ingest").stderr.splitlines()
    assert len(said) == 21
    assert "metadata/sheet.csv:date: warning: 30 more like these; expected EDTF, or a date as in docs/dates.md" in said


@pytest.mark.parametrize(("name", "columns"), [("tate", ("acno", "title", "inscription")), ("cmoa", ("id", "title"))])
def test_a_museums_sheet_goes_in_whole_with_the_line_breaks_in_its_cells(workshop, shared_data, name, columns):
    with gzip.open(shared_data / "museum" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    broken = [row for row in rows if any("\n" in row[column] for column in columns)]
    picked = (broken + rows)[:300]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(picked)
    workshop.write(f"metadata/imports/{name}.csv", out.getvalue())
    (workshop.root / "metadata/mappings").mkdir()
    shutil.copy(PROJECT / "benchmarks/mappings" / f"{name}.yaml", workshop.root / "metadata/mappings")
    assert "300 new records" in workshop.run("ingest").stdout
    with workshop.catalogue() as catalogue:
        kept = [value for (value,) in catalogue.execute("SELECT value FROM statements")]
    for row in picked:
        for column in columns:
            assert not row[column].strip() or row[column].strip() in kept
