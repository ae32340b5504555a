"""A source that is refused opens nothing, and what it now says against its items counts at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Workshop
from test_sources_workbook import line, ods, row, table, xlsx

PEOPLE = "p-1: {name: {en: Specimen reader}, withhold: false, adult: true}\n"
HEADER = "id,kind,title,spatial{},access,access.until,consents,people,withhold"
GIVEN = '"{person: p-1, given: 2024-05-01, scope: [publish, name, words]}"'
B, C = f"b,article,B,,,,{GIVEN},,", "c,article,C,,,,,,"
BROKEN = "slip,article,A title,[,,,,,"


def sheet(*rows: str) -> str:
    return "\n".join((HEADER, *rows, ""))


@pytest.fixture
def published(workshop: Workshop) -> Workshop:
    """A sheet of three public items, and another one that nobody touches."""
    workshop.write("metadata/people.yaml", PEOPLE)
    workshop.write("metadata/s.csv", sheet("a,article,A,,public,,,,", B, C))
    workshop.write("metadata/other.yaml", "id: other\nkind: article\ntitle: Other\nrelation: a\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"a", "b", "c", "other"}
    return workshop


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,article,A,,hidden,,,,", "hidden"),
        ("a,article,A,,closed,,,,", "closed"),
        ("a,article,A,,,,,,", "nothing"),
        ("a,article,A,,hiden,,,,", "level “hiden”"),
        ("a,article,A,,public,2034,,,", "until 2034"),
        ("a,article,A,,public,soon,,,", "until “soon”"),
        ('a,article,A,,public,,"{person: p-1, given: 2024, scope: [publish]}",,', "consents"),
        ("a,article,A,,public,,[,,", "consents"),
        ('a,article,A,,public,,,"{person: p-1, role: depicted}",', "people"),
        ("a,article,A,,public,,,,{file: a.txt}", "withhold"),
        ("a,testimony,A,,public,,,,", "kind: testimony"),
        ("a,foto,A,,public,,,,", "kind"),
        ("a,article,A,[,hidden,,,,", "hidden"),
        ("a,article,A,,public,,,,,stray", "row 2"),
    ],
)
def test_a_row_that_reads_less_open_in_a_refused_sheet_goes_out_of_the_edition_at_once(published, row, said):
    shop = published
    shop.write("metadata/s.csv", sheet(row, B, C, BROKEN))
    result = shop.run("publish", "--yes", status=1)
    assert shop.public_ids() == {"b", "c", "other"}
    assert b"Title of a" not in shop.public_bytes()
    assert "metadata/s.csv: 1 item of it is hidden until it is mended" in result.stderr
    assert said in result.stderr
    assert "not published: metadata/s.csv" in result.stderr
    assert "taken out of the edition: a" in result.stderr
    with shop.edition() as edition:
        assert edition.execute("SELECT value FROM statements WHERE term = 'relation'").fetchall() == []
    # As long as nobody mends it, it stays so; and nothing more happens.
    before = shop.public_bytes()
    shop.run("publish", "--yes", status=1)
    assert shop.public_bytes() == before


def test_what_else_a_refused_sheet_says_changes_nothing(published):
    shop = published
    before = shop.public_bytes()
    rows = (
        "a,article,Another title,[,public,,,,",
        B,
        "c,article,C,,public,,,,",
        "d,article,D,,hidden,,,,",
    )
    shop.write("metadata/s.csv", sheet(*rows))
    said = shop.run("publish", "--yes", status=1).stderr
    assert "the edition is as it was" in said
    assert "archive publish --without-refused" in said
    assert shop.public_bytes() == before


def test_a_row_that_is_gone_from_a_refused_sheet_is_gone_from_the_edition(published):
    published.write("metadata/s.csv", sheet("a,article,A,,public,,,,", B, BROKEN))
    said = published.run("publish", "--yes", status=1).stderr
    assert "taken out of the edition: c" in said
    assert published.public_ids() == {"a", "b", "other"}


def test_of_a_torn_sheet_only_the_rows_that_can_be_read_count(published):
    torn = sheet("a,article,A,,hidden,,,,", f'b,article,"B,,,,{GIVEN.strip(chr(34))},,', "c,article,C,,,,,,")
    published.write("metadata/s.csv", torn)
    published.run("publish", "--yes", status=1)
    assert "a" not in published.public_ids()
    assert {"c", "other"} <= published.public_ids()


def test_a_header_about_access_that_is_not_understood_hides_every_item_of_a_refused_sheet(published):
    published.write("metadata/s.csv", sheet(BROKEN).replace("access,", "acces,", 1))
    published.run("publish", "--yes", status=1)
    assert published.public_ids() == {"other"}


def test_a_mended_sheet_asks_before_it_shows_again_what_was_taken_out(published):
    shop = published
    rows = ("a,article,A,,hidden,,,,", B, C)
    shop.write("metadata/s.csv", sheet(*rows, BROKEN))
    shop.run("publish", "--yes", status=1)
    shop.write("metadata/s.csv", sheet("a,article,A,,public,,,,", *rows[1:]))
    shop.run("publish", status=1)
    assert shop.public_ids() == {"b", "c", "other"}
    shop.run("publish", "--yes")
    assert shop.public_ids() == {"a", "b", "c", "other"}


def test_an_item_says_why_it_is_hidden_and_leaves_the_archive_as_hidden(published):
    shop = published
    shop.write("metadata/s.csv", sheet("a,article,A,,hidden,,,,", B, C, BROKEN))
    shop.run("ingest", status=1)
    assert "metadata/s.csv:2 is refused, and now says access: hidden" in shop.run("show", "a").stdout
    written = {row["id"]: row for row in json.loads(shop.run("export", "json", "--scope", "all").stdout)}
    assert written["a"]["access"] == {"level": "hidden"}


def test_files_of_an_item_that_is_taken_out_go_with_it_and_from_others_too(workshop):
    shop = workshop
    shop.photo("collection/a.jpg")
    shop.photo("collection/copy.jpg")
    shop.write("metadata/s.csv", "id,kind,file,title,latitude,access\na,photo,a.jpg,A,,public\n")
    shop.write("metadata/b.yaml", "id: b\nkind: photo\nfiles: [copy.jpg]\ntitle: B\n")
    shop.run("publish", "--yes")
    shop.write("metadata/s.csv", "id,kind,file,title,latitude,access\na,photo,a.jpg,A,north,hidden\n")
    shop.run("publish", "--yes", status=1)
    assert shop.public_ids() == {"b"}
    assert [path for path in (shop.root / "public/media").rglob("*") if path.is_file()] == []


def test_what_a_source_that_can_be_read_hides_goes_out_although_another_is_refused(published):
    published.write("metadata/s.csv", sheet("a,article,A,,public,,,,", BROKEN, B, C))
    published.write("metadata/other.yaml", "id: other\nkind: article\ntitle: Other\naccess: hidden\n")
    said = published.run("publish", "--yes", status=1).stderr
    assert "taken out of the edition: other" in said
    assert published.public_ids() == {"a", "b", "c"}


def test_what_is_closed_does_not_stay_open_because_another_source_is_refused(published):
    shop = published
    shop.write("collection/t.txt", "Words of a text.")
    shop.write("metadata/t.yaml", "id: t\nkind: article\nfiles: [t.txt]\ntitle: T\n")
    shop.run("publish", "--yes")
    assert b"Words of a text." in shop.public_bytes()
    shop.write("metadata/s.csv", sheet("a,article,A,,public,,,,", BROKEN, B, C))
    shop.write("metadata/t.yaml", "id: t\nkind: article\nfiles: [t.txt]\ntitle: T\naccess: closed\n")
    shop.run("publish", "--yes", status=1)
    with shop.edition() as edition:
        assert edition.execute("SELECT access FROM items WHERE id = 't'").fetchall() == [("closed",)]
    assert b"Words of a text." not in shop.public_bytes()


def test_a_source_that_moves_and_is_refused_takes_nothing_out(published):
    before = published.public_bytes()
    (published.root / "metadata/s.csv").unlink()
    published.write("metadata/t.csv", sheet("a,article,A,,public,,,,", BROKEN))
    published.run("publish", "--yes", status=1)
    assert published.public_bytes() == before


def test_nothing_is_taken_out_on_trial_and_it_is_said_what_would_be(published):
    before = published.snapshot()
    published.write("metadata/s.csv", sheet("a,article,A,,hidden,,,,", B, C, BROKEN))
    said = published.run("publish", "--preview", status=1)
    assert "to be taken out of the edition: a" in said.stderr
    now = published.snapshot()
    assert {path for path in now if now[path] != before.get(path)} == {"metadata/s.csv"}


XML = """<records xmlns:dc="http://purl.org/dc/elements/1.1/">
<record id="a"><dc:title>A</dc:title></record>
<record id="b"><dc:title>B</dc:title></record></records>"""
WRITTEN = [
    ("s.yaml", "id: a\ntitle: A\naccess: public\n", "id: a\ntitle: A\naccess: hidden\ntitle: B\n"),
    ("s.yaml", "id: a\ntitle: A\naccess: public\n", "id: a\naccess: hidden\ntitle: A\naccess: public\n"),
    ("s.yaml", "id: a\ntitle: A\naccess: public\n", "id: a\ntitle: A\naccess: {level: hidden, level: public}\n"),
    ("s.yaml", "- id: a\n  title: A\n", "- id: a\n  title: A\n  acess: hidden\n- title: &x B\n  id: b\n"),
    ("s.yaml", "id: a\ntitle: A\n", 'id: a\ntitle: A\naccess: hidden\n---\ntitle: "torn\n'),
    ("s.yaml", "- id: a\n  title: A\n- id: b\n  title: B\n", "- id: b\n  title: B\n  title: C\n"),
    ("s.yaml", "id: a\ntitle: A\n", 'id: a\ntitle: "A\naccess: hidden\n'),
    ("s.yaml", "id: a\ntitle: A\n", "id: a\ntitle: [A\naccess:\n  level: closed\n  until: 2090\n"),
    ("s.yaml", "id: a\ntitle: A\naccess: public\n", "id: a\ntitle: A\naccess: {level: public, until: 2090\n"),
    ("s.yaml", "id: b\n---\nid: a\ntitle: A\n", "id: b\ntitle: [B\n--- # next\nid: a\ntitle: A\naccess: hidden\n"),
    ("s.json", '{"id": "a", "title": "A"}', '{"id": "a", "title": "A", "access": "hidden", "title": "B"}'),
    ("s.json", '{"id": "a", "title": "A"}', '{"id": "a", "access": "hidden", "title": "A", "access": "public"}'),
    ("s.jsonl", '{"id": "a", "title": "A"}', '{"id": "a", "title": "A", "access": "hidden"}\n{"id": "b" "title": "B"}'),
    ("s.json", '[{"id": "a", "title": "A"}, {"id": "b"}]', '[{"id": "b"}, {"id": "c d"}]'),
    ("s.xml", XML, XML.replace('id="a"', 'id="a" access="hidden"').replace('id="b"', 'id="b c"')),
    ("s.xml", XML, XML.replace("</records>", "<note>not for everybody</note></records>")),
    ("s.xml", XML, XML.replace('id="a"', 'id="a" access="closed"').replace('id="b"', "id=")),
]


@pytest.mark.parametrize(("name", "before", "after"), WRITTEN)
def test_it_is_the_same_with_every_form_of_source(workshop, name, before, after):
    workshop.write(f"metadata/{name}", before)
    workshop.write("metadata/other.yaml", "id: other\nkind: article\ntitle: Other\n")
    workshop.run("publish", "--yes")
    assert "a" in workshop.public_ids()
    workshop.write(f"metadata/{name}", after)
    said = workshop.run("publish", "--yes", status=1).stderr
    assert f"not published: metadata/{name}" in said
    assert workshop.public_ids() - {"b"} == {"other"}


def workbook(path: Path, rows: list[tuple[str, ...]], hidden: int = 0) -> None:
    attributes = ['hidden="1"' if number == hidden else "" for number, _ in enumerate(rows, start=1)]
    xlsx(path, *(row(*cells, attributes=more) for cells, more in zip(rows, attributes, strict=True)))


def open_document(path: Path, rows: list[tuple[str, ...]], hidden: int = 0) -> None:
    more = ['table:visibility="collapse"' if number == hidden else "" for number, _ in enumerate(rows, start=1)]
    ods(path, table(*(line(*cells, more=said) for cells, said in zip(rows, more, strict=True))))


@pytest.mark.parametrize(("write", "name"), [(workbook, "s.xlsx"), (open_document, "s.ods")])
def test_it_is_the_same_with_a_workbook_and_a_row_that_somebody_hid_in_it(workshop, write, name):
    rows = [("id", "title", "access", "latitude"), *((item, "A title", "public", "") for item in "abcd")]
    path = workshop.root / "metadata" / name
    write(path, rows)
    workshop.run("publish", "--yes")
    rows[2] = ("b", "A title", "hidden", "north")
    write(path, rows)
    workshop.run("publish", "--yes", status=1)
    assert workshop.public_ids() == {"a", "c", "d"}
    write(path, rows, hidden=5)
    workshop.run("publish", "--yes", status=1)
    assert workshop.public_ids() == {"a", "c"}
