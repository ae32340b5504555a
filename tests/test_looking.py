"""Looking into the catalogue: what there is, what may be public of it and why, and what would change."""

from __future__ import annotations

import json

RECORD = """
id: x
kind: article
files: [x.txt]
title: {en: A title, ru: Название}
spatial: {value: Beslan, latitude: 43.19, longitude: 44.54}
access: {level: closed, until: 2044}
private: {donor: nobody in particular}
"""


def test_show_tells_everything_that_is_known_of_an_item(workshop):
    workshop.write("collection/x.txt", "A text.")
    workshop.write("metadata/records/x.yaml", RECORD)
    workshop.run("ingest")
    said = workshop.run("show", "x").stdout
    for words in (
        "x  (Article)",
        "closed: an embargo until 2044",
        "metadata/records/x.yaml:2",
        "Title             [en] A title",
        "                  [ru] Название",
        "Beslan  <geo:43.19,44.54>",
        "donor: nobody in particular",
        "original  x.txt  text/plain  7 bytes",
        "1 passage, 0 of them public",
        "ingestion of the record",
        "ingestion of x.txt",
    ):
        assert words in said, f"{words!r} is not in\n{said}"
    known = json.loads(workshop.run("show", "x", "--json").stdout)
    assert known["record"]["title"] == {"en": "A title", "ru": "Название"}
    assert known["access"] == "closed"


def test_show_suggests_the_likeliest_id(workshop):
    workshop.write("metadata/records/x.yaml", "id: chronology\ntitle: X\n")
    workshop.run("ingest")
    assert "expected chronology" in workshop.run("show", "cronology", status=1).stderr
    assert "expected the id of an item (archive list)" in workshop.run("show", "zzzz", status=1).stderr


def test_show_tells_what_stands_in_public_for_a_name_that_is_withheld(taken):
    said = taken.run("show", "specimen-0007").stdout
    assert "Title: a name is withheld; in public: A specimen, not a testimony: [A reader] speaks without a name" in said
    assert "2 passages, 2 of them public; in 2 of these a withheld name is replaced" in said
    known = json.loads(taken.run("show", "specimen-0001", "--json").stdout)
    assert (known["renamed"], known["passages_renamed"]) == ([], 0)


def test_list_gives_a_line_for_each_item_or_json(taken):
    lines = taken.run("list", "--kind", "testimony").stdout.splitlines()
    assert len(lines) == 7
    assert lines[0].split()[:3] == ["public", "testimony", "specimen-0001"]
    rows = [json.loads(line) for line in taken.run("list", "--json").stdout.splitlines()]
    assert {row["access"] for row in rows} == {"public", "closed", "hidden"}


def test_status_tells_what_is_new_and_what_publishing_would_change(workshop):
    workshop.write("collection/stray.txt", "A text.")
    workshop.write("metadata/records/x.yaml", "id: x\ntitle: X\n")
    told = {
        json.loads(line)["what"]: json.loads(line)["count"]
        for line in workshop.run("status", "--json").stdout.splitlines()
    }
    assert told["new records"] == 1
    assert told["new files"] == 1
    assert told["would become public, or show more"] == 1
    workshop.run("publish", "--yes")
    workshop.write("metadata/records/x.yaml", "id: x\ntitle: X\naccess: hidden\n")
    said = workshop.run("status").stdout
    assert "1  changed records" in said
    assert "1  would no longer be public" in said
    assert "1  without a description" in said
    workshop.write("metadata/records/x.yaml", 'title: "torn\n')
    assert "1  sources that cannot be read" in workshop.run("status", status=1).stdout


def test_publish_says_item_by_item_what_is_public_and_why(taken):
    rows = [json.loads(line) for line in taken.run("publish", "--json", "--yes").stdout.splitlines()]
    assert len(rows) == 40
    told = {row["id"]: (row["access"], row["reason"]) for row in rows}
    assert told["judgment"] == ("public", "the policy says public for the kind article")
    assert told["withdrawn-statement"] == ("hidden", "withdrawn")
    said = taken.run("publish", "--yes").stdout
    assert all(item in said for item in told)


def test_search_finds_other_forms_of_a_word_in_what_is_hidden_too(workshop):
    workshop.write("collection/x.txt", "Снято в школе.\n\nДругой абзац.")
    workshop.write("metadata/records/x.yaml", "id: x\nkind: article\ntitle: Двор\nfiles: [x.txt]\n")
    workshop.run("ingest")
    (line,) = workshop.run("search", "школа", "--json").stdout.splitlines()
    assert json.loads(line) == {
        "id": "x",
        "kind": "article",
        "title": "Двор",
        "term": None,
        "text": "Снято в школе.",
        "start": None,
    }
    said = workshop.run("search", "школа")
    assert "x " in said.stdout
    assert "Снято в школе." in said.stdout
    assert said.stderr == "Found: 1.\n"
    assert workshop.run("search", "школа", "--kind", "photo").stdout == ""


def test_search_knows_what_was_taken_in_since(workshop):
    workshop.write("metadata/records/x.yaml", "id: x\ntitle: The old words\n")
    workshop.run("ingest")
    assert "x " in workshop.run("search", "old").stdout
    workshop.write("metadata/records/x.yaml", "id: x\ntitle: The new words\n")
    workshop.run("ingest")
    assert workshop.run("search", "old").stdout == ""
    assert "x " in workshop.run("search", "new").stdout
    (workshop.root / ".archive/search.db").write_bytes(b"damaged")
    assert "x " in workshop.run("search", "new").stdout


def test_search_before_anything_was_taken_in_says_so(workshop):
    assert "nothing has been taken in yet" in workshop.run("search", "word", status=1).stderr
