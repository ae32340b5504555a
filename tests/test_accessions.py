"""Accessions: who gave what, when and under which agreement, and nothing of it in public."""

from __future__ import annotations

import json

import pytest

ACCESSIONS = """\
a-2024-01: {from: "Giver zqxv95", on: 2024-05-01, agreement: private/agreements/0001.txt, note: "Note щъыж95"}
a-2024-02: {from: "Second giver", on: 2024-06}
"""


@pytest.fixture
def given(workshop):
    """Two items of one accession, one by its record and one by a row."""
    workshop.write("metadata/accessions.yaml", ACCESSIONS)
    workshop.write("metadata/private/agreements/0001.txt", "Agreement zqxv96")
    workshop.write("metadata/records/one.yaml", "id: one\nkind: other\ntitle: First\nprivate: {accession: a-2024-01}\n")
    workshop.write("metadata/rows.csv", "id,kind,title,Accession\ntwo,other,Second,a-2024-01\n")
    return workshop


def events(workshop):
    lines = workshop.root.joinpath("metadata/journal.jsonl").read_text().splitlines()
    return [event for line in lines for event in json.loads(line)["events"] if event["type"] == "accession"]


def test_an_item_is_noted_once_with_its_accession_and_again_only_with_another(given):
    given.run("ingest")
    given.run("ingest")
    first = events(given)
    assert [event["object"] for event in first] == ["one", "two"]
    assert first[0]["digest"] == first[1]["digest"]
    given.write("metadata/rows.csv", "id,kind,title,Accession\ntwo,other,Second,a-2024-02\n")
    given.run("ingest")
    assert [event["object"] for event in events(given)[2:]] == ["two"]
    assert events(given)[2]["digest"] != first[0]["digest"]


def test_a_catalogue_made_anew_notes_nothing_twice(given):
    given.run("ingest")
    for file in (given.root / ".archive").glob("catalogue.db*"):
        file.unlink()
    given.run("ingest")
    assert len(events(given)) == 2


def test_the_journal_tells_no_name_no_note_and_not_the_id_of_the_accession(given):
    given.run("publish", "--yes")
    journal = given.root.joinpath("metadata/journal.jsonl").read_bytes()
    for needle in ("zqxv95", "щъыж95", "a-2024-01", "agreements"):
        assert needle.encode() not in journal


def test_nothing_of_an_accession_is_in_an_edition_or_in_a_public_export(given, tmp_path):
    given.run("publish", "--yes")
    assert given.public_ids() == {"one", "two"}
    public = given.public_bytes()
    for form in ("json", "csv", "dc"):
        given.run("export", form, "-o", str(tmp_path / form))
        public += (tmp_path / form).read_bytes()
    for needle in ("zqxv95", "щъыж95", "zqxv96", "a-2024-01", "agreements"):
        assert needle.encode() not in public, needle


def test_an_item_shows_us_how_it_came(given):
    given.run("ingest")
    shown = given.run("show", "two").stdout
    expected = (
        "a-2024-01; from: Giver zqxv95; on: 2024-05-01; agreement: private/agreements/0001.txt; note: Note щъыж95"
    )
    assert expected in shown
    assert "accession of the record" in shown
    assert json.loads(given.run("show", "one", "--json").stdout)["accession"]["from"] == "Giver zqxv95"


def test_an_unknown_accession_is_a_warning_with_the_nearest(given):
    given.write("metadata/rows.csv", "id,kind,title,Accession\ntwo,other,Second,a-2024-011\n")
    found = given.run("ingest").stderr
    assert (
        "metadata/rows.csv:2: warning: accession: “a-2024-011” is not in accessions.yaml; expected a-2024-01 (" in found
    )
    assert [event["object"] for event in events(given)] == ["one"]


def test_without_the_file_accession_is_a_private_note_like_any_other(workshop):
    workshop.write(
        "metadata/records/one.yaml", "id: one\nkind: other\ntitle: First\nprivate: {accession: the box in the hall}\n"
    )
    assert workshop.run("ingest").stderr == ""
    assert events(workshop) == []


def test_all_that_is_wrong_is_said_at_once_with_its_line_and_hides_nothing(given):
    given.write(
        "metadata/accessions.yaml",
        "a-2024-01: {form: x, on: some day}\na 2: {from: x}\na-3: text\n"
        "a-4: {agreement: private/agreements/gone.pdf}\na-5: {agreement: ../elsewhere.pdf}\n",
    )
    found = given.run("publish", "--yes", status=1).stderr
    said = [line.removeprefix("metadata/") for line in found.splitlines() if line.startswith("metadata/accessions")]
    assert said == [
        "accessions.yaml:1: a-2024-01: no such key: “form”; expected from (is that what was meant?)",
        "accessions.yaml:1: a-2024-01: on: “some day”; expected YYYY, YYYY-MM or YYYY-MM-DD",
        "accessions.yaml:2: accessions: “a 2”; expected an id: letters, digits, . - _ of ASCII",
        "accessions.yaml:3: a-3: “text”; expected a map of from, on, agreement, note",
        "accessions.yaml:4: a-4: “private/agreements/gone.pdf” is not in metadata/; expected the agreement",
        (
            "accessions.yaml:5: a-5: agreement: “../elsewhere.pdf”; expected a path below metadata/private/, as "
            "private/agreements/0001.pdf"
        ),
    ]
    assert given.public_ids() == {"one", "two"}
    given.write("metadata/accessions.yaml", "a-2024-01: {from: [\n")
    assert "metadata/accessions.yaml:2: a list or a map that is not closed" in given.run("check", status=1).stderr
