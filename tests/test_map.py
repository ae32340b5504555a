"""`archive map` proposes what the columns of other people's sheets are, and `ingest --map` takes it."""

from __future__ import annotations

import gzip
import json

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.sources import is_sheet, read_mappings, write_rows
from archive.sources.sheets.opening import open_sheet
from archive.sources.sheets.proposing import propose

HEADER = [
    "Инв. номер",
    "Название",
    "title_en",
    "Автор",
    "Датировка",
    "Ключевые слова",
    "Файл",
    "Донор",
    "Доступ",
    "Язык",
]
ROWS = [
    [
        "0012",
        "Двор школы",
        "The school yard",
        "Б. Б.",
        "около 1931",
        "двор; школа",
        "yard.jpg",
        "N. N.",
        "нет",
        "русский",
    ],
    ["0013", "Зал", "", "", "1936", "зал", "hall.jpg", "", "да", "осетинский"],
]
MAPPING = """\
# What a volunteer made of it.
sheets: [elsewhere.csv]  # another name
columns:
  Название: title@ru
  # the makers
  Автор: creator
  Донор: private.donor
  Доступ: private.visible
"""


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "museum.csv"
    path.write_bytes(write_rows(HEADER, ROWS))
    return path


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def proposals(path) -> dict[str, str | None]:
    return {one.header: one.ours for one in propose(open_sheet(path, path.name).table)}


def test_columns_are_guessed_by_their_headers_in_both_languages_and_by_their_cells(sheet):
    assert proposals(sheet) == {
        "Инв. номер": "identifier",
        "Название": "title",
        "title_en": "title@en",
        "Автор": "creator",
        "Датировка": "date",
        "Ключевые слова": "subject[;]",
        "Файл": "file",
        "Донор": None,
        "Доступ": None,
        "Язык": "language",
    }


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        *(("Remarks", ["call +7 800 555 35 35"]), ("Description", ["ask somebody@example.org"]), ("Phone", ["x"])),
        *(("Donor's address", ["x"]), ("Телефон дарителя", ["x"]), ("Provenance", ["Anonymous donor, 1979"])),
        *(("Date of birth", ["1950"]), ("Страховая стоимость", ["100"]), ("Condition", ["good"])),
    ],
)
def test_what_looks_like_personal_data_is_never_proposed_nor_shown(tmp_path, header, cells):
    path = tmp_path / "a.csv"
    path.write_bytes(write_rows([header], [[cell] for cell in cells]))
    [one] = propose(open_sheet(path, "a.csv").table)
    assert (one.ours, one.examples) == (None, ())


@pytest.mark.parametrize(
    ("header", "cell"), [("Restricted", "x"), ("Доступ", "x"), ("Status", "hidden"), ("Title", "не публиковать")]
)
def test_what_looks_like_access_is_proposed_for_nothing_that_is_public(tmp_path, header, cell):
    path = tmp_path / "a.csv"
    path.write_bytes(write_rows([header], [[cell], ["another"]]))
    [one] = propose(open_sheet(path, "a.csv").table)
    assert (one.ours, one.examples) == (None, ())


@pytest.mark.parametrize("name", ["cmoa", "tate"])
def test_a_proposal_for_a_museum_can_be_taken_as_it_is(workshop, shared_data, tmp_path, name):
    path = tmp_path / f"{name}.csv"
    with gzip.open(shared_data / "museum" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        path.write_text("".join(line for _, line in zip(range(400), lines, strict=False)), encoding="utf-8", newline="")
    proposed = CliRunner().invoke(main, ["map", str(path)], catch_exceptions=False)
    assert proposed.exit_code == 0
    assert "% filled; " in proposed.stdout
    made = tmp_path / "proposed.yaml"
    made.write_text(proposed.stdout, encoding="utf-8")
    workshop.run("ingest", str(path), "--map", str(made))
    kept = workshop.root / f"metadata/mappings/{name}.yaml"
    assert kept.read_text(encoding="utf-8") == proposed.stdout
    with workshop.catalogue() as catalogue:
        terms = {term for (term,) in catalogue.execute("SELECT DISTINCT term FROM statements")}
    assert {"title", "creator", "date", "medium"} <= terms


def test_a_proposal_is_a_mapping_with_a_share_and_examples_for_each_column(sheet):
    said = CliRunner().invoke(main, ["map", str(sheet)], catch_exceptions=False).stdout
    assert 'sheets: ["museum.csv"]' in said
    assert '  # 100% filled; by its header: "0012", "0013"\n  "Инв. номер": "identifier"\n' in said
    assert '  # 50% filled; may be personal or internal, kept privately\n  # "Донор": ""\n' in said


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b'id,title\na,"torn\n'])
def test_of_what_is_no_whole_sheet_the_problems_are_said(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    result = CliRunner().invoke(main, ["map", str(path)])
    assert result.exit_code == 1
    assert f"{path}" in result.stderr
    assert "Traceback" not in result.stderr


def test_only_a_sheet_is_mapped(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("id: a\n")
    assert not is_sheet(path.name)
    result = CliRunner().invoke(main, ["map", str(path)])
    assert (result.exit_code, result.stderr) == (1, f"{path}: no sheet; expected .csv, .tsv, .xlsx or .ods\n")


def test_a_sheet_goes_in_together_with_its_mapping(workshop, sheet, mapping):
    said = workshop.run("ingest", str(sheet), "--map", str(mapping), "--dry-run")
    assert said.stdout == "Would take in: 2 records.\n"
    assert not (workshop.root / "metadata/museum.csv").exists()
    assert "2 new records" in workshop.run("ingest", str(sheet), "--map", str(mapping)).stdout
    kept = (workshop.root / "metadata/mappings/museum.yaml").read_text(encoding="utf-8")
    assert kept == 'sheets: ["museum.csv"]\n' + MAPPING.replace("sheets: [elsewhere.csv]  # another name\n", "")
    [first, _] = [json.loads(one)["id"] for one in workshop.run("list", "--json").stdout.splitlines()]
    record = json.loads(workshop.run("show", first, "--json").stdout)["record"]
    assert record["title"] == {"ru": "Двор школы"} or record["title"] == {"ru": "Зал"}
    assert record["private"]["visible"] in {"да", "нет"}
    assert workshop.run("ingest", str(sheet), "--map", str(mapping)).stdout == "Nothing is new or changed.\n"


def test_a_mapping_for_a_sheet_that_is_there_already(workshop, sheet, mapping):
    inside = workshop.write("metadata/imports/museum.csv", sheet.read_bytes())
    workshop.run("ingest", str(inside), "--map", str(mapping))
    mappings, problems = read_mappings(workshop.root / "metadata/mappings", workshop.root)
    assert (list(mappings), problems) == (["metadata/imports/museum.csv"], [])


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (
            lambda shop: shop.write("metadata/mappings/museum.yaml", "sheets: [x.csv]\n"),
            "is there already, with other content",
        ),
        (lambda shop: shop.write("metadata/museum.csv", "id\na\n"), "metadata/museum.csv is there already"),
        (
            lambda shop: shop.write("metadata/mappings/z.yaml", "sheets: [museum.csv]\ncolumns: {Название: title}\n"),
            "“museum.csv” is also in metadata/mappings/z.yaml",
        ),
    ],
)
def test_nothing_that_is_there_is_written_over_and_nothing_is_half_done(workshop, sheet, mapping, prepare, said):
    prepare(workshop)
    before = workshop.snapshot()
    for more in ((), ("--dry-run",)):
        assert said in workshop.run("ingest", str(sheet), "--map", str(mapping), *more, status=1).stderr
    after = workshop.snapshot()
    assert {path: data for path, data in after.items() if path.startswith("metadata/")} == {
        path: data for path, data in before.items() if path.startswith("metadata/")
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("columns: {Название: titel}", "“titel” is no header of ours"),
        ("[]", "no mapping"),
        ("columns: {}\n", "no columns"),
        ("{sheets: [a.csv], columns: {Название: title}}", "expected it on lines of its own"),
        ("colums: {Название: title}", "“colums”; expected sheets or columns"),
    ],
)
def test_what_is_wrong_with_the_mapping_is_said_before_anything_is_copied(workshop, sheet, mapping, written, said):
    mapping.write_text(written, encoding="utf-8")
    assert said in workshop.run("ingest", str(sheet), "--map", str(mapping), status=1).stderr
    assert not (workshop.root / "metadata/museum.csv").exists()
    assert not (workshop.root / "metadata/mappings/museum.yaml").exists()


def test_a_mapping_needs_no_sheets_of_its_own(workshop, sheet, mapping):
    mapping.write_text("columns:\n  Название: title\n  Доступ: private.visible\n", encoding="utf-8")
    assert "2 new records" in workshop.run("ingest", str(sheet), "--map", str(mapping)).stdout


def test_a_mapping_goes_with_one_sheet(workshop, sheet, mapping):
    for paths in ((), (str(sheet), str(sheet)), (str(mapping),)):
        assert "--map goes with one sheet" in workshop.run("ingest", *paths, "--map", str(mapping), status=1).stderr


def test_a_proposal_that_nobody_looked_through_opens_nothing(workshop, tmp_path):
    sheet, mapping = tmp_path / "a.csv", tmp_path / "a.yaml"
    rows = [["n-1", "A bell", "no", "ok"], ["n-2", "A letter", "yes", "hidden"]]
    sheet.write_bytes(write_rows(["Inventory no.", "Object", "Restricted", "Status"], rows))
    mapping.write_text(workshop.run("map", str(sheet)).stdout, encoding="utf-8")
    workshop.run("ingest", str(sheet), "--map", str(mapping), status=1)
    workshop.run("publish", "--yes", status=1)
    assert workshop.public_ids() == set()
