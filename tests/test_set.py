"""`archive set`: many records changed at once, where people wrote them, all or none."""

from __future__ import annotations

import csv
import io
import json

import pytest

from archive.catalogue.layout import Archive, Refused
from archive.catalogue.versions import Content, replace_sources

YAML = """# Things by the door
id: bell
kind: photo   # a drawing
title: {en: "The bell", ru: 'Колокол'}
date: 1931~
subject: [bells]
access: closed
---
id: minutes
kind: article
title: Minutes
date: 2004-09-02
description: |
  One line.
  Another.
private:
  donor: "a neighbour"
"""
SHEET = "id,kind,title@ru,date,subject[;],access\r\nroom,photo,Зал,1987,rooms; shelves,\r\nhall,other,,2004,,hidden\r\n"


@pytest.fixture
def things(workshop):
    """An archive of two sources and four items, taken in."""
    (workshop.root / "metadata/records/example.yaml").unlink(missing_ok=True)
    for path in (workshop.root / "metadata/records").glob("*"):
        path.unlink()
    workshop.write("metadata/things.yaml", YAML)
    workshop.write("metadata/sheets/rooms.csv", SHEET)
    workshop.write("metadata/people.yaml", "p-001: {name: Somebody}\n")
    workshop.run("ingest")
    return workshop


def texts(workshop):
    names = ("things.yaml", "sheets/rooms.csv")
    return [(workshop.root / "metadata" / name).read_bytes().decode() for name in names]


def record(workshop, item):
    return json.loads(workshop.run("show", item, "--json").stdout)["record"]


def changes(workshop, item):
    query = "SELECT type FROM events WHERE object = ? ORDER BY line"
    with workshop.catalogue() as connection:
        return [name for (name,) in connection.execute(query, (item,))]


def test_a_value_is_added_in_every_source_and_nothing_else_changes(things):
    done = things.run("set", "subject+=Commemoration", "--where", "kind=photo or date>2003", "--yes")
    assert texts(things) == [
        YAML.replace("subject: [bells]", "subject: [bells, Commemoration]")
        .replace("date: 2004-09-02\n", "date: 2004-09-02\n")
        .replace("  Another.\n", "  Another.\nsubject: Commemoration\n"),
        SHEET.replace("rooms; shelves", "rooms; shelves; Commemoration").replace("2004,,", "2004,Commemoration,"),
    ]
    assert "bell  metadata/things.yaml:2  subject: + Commemoration" in done.stdout
    assert "room  metadata/sheets/rooms.csv:2  subject: + Commemoration" in done.stdout
    assert "Changed: 4 items in 2 files" in done.stdout
    assert record(things, "hall")["subject"] == "Commemoration"
    assert changes(things, "bell") == ["ingestion", "metadata modification"]


@pytest.mark.parametrize(
    ("word", "item", "before", "after"),
    [
        ("title@ru=Звонок", "bell", "'Колокол'", "'Звонок'"),
        ("title@os=Дзæнгæрæг", "bell", "'Колокол'}", "'Колокол', os: Дзæнгæрæг}"),
        ("title=A: b", "bell", "{en: \"The bell\", ru: 'Колокол'}", '"A: b"'),
        ("title@en=", "bell", 'en: "The bell", ', ""),
        ("subject=", "bell", "subject: [bells]\n", ""),
        ("subject-=bells", "bell", "subject: [bells]\n", ""),
        ("access.level=hidden", "bell", "access: closed", "access: hidden"),
        ("access.until=2034", "bell", "access: closed", "access: {level: closed, until: 2034}"),
        ("private.donor=nobody", "minutes", '"a neighbour"', '"nobody"'),
        ("private.shelf=B 12", "minutes", '"a neighbour"\n', '"a neighbour"\n  shelf: B 12\n'),
        ("kind=other", "minutes", "kind: article", "kind: other"),
        ("description=One line.", "minutes", "|\n  One line.\n  Another.", "One line."),
        (
            "file+=papers/minutes.txt",
            "minutes",
            '  donor: "a neighbour"\n',
            '  donor: "a neighbour"\nfiles: [papers/minutes.txt]\n',
        ),
        (
            "people{}={person: p-001, role: author}",
            "bell",
            "access: closed\n",
            "access: closed\npeople: [{person: p-001, role: author}]\n",
        ),
    ],
)
def test_each_form_of_an_assignment_touches_its_value_alone(things, word, item, before, after):
    things.run("set", word, item, "--yes")
    assert texts(things) == [YAML.replace(before, after), SHEET]


def test_several_assignments_hold_one_after_the_other(things):
    things.run("set", "subject=a", "subject+=b", "subject-=a", "bell", "room", "--yes")
    assert record(things, "bell")["subject"] == record(things, "room")["subject"] == "b"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["titel=x", "bell"], "titel: no such term; expected title (is that what was meant?)"),
        (["names={text: A, is: nobody}", "bell"], "names: no such term; expected names{}=[{text: …, is: …}]"),
        (["id=x", "bell"], "the address of an item is not changed"),
        (["kind+=photo", "bell"], "`+=` for a place that holds one value"),
        (["kind=foto", "bell"], "kind: “foto”; expected photo"),
        (["kind=", "bell"], "kind: nothing behind `=`"),
        (["subject+=", "bell"], "subject: nothing behind `+=`"),
        (["access.level=secret", "bell"], "access.level: level “secret”; expected public, closed, hidden"),
        (["access.until=soon", "bell"], "until “soon”"),
        (["latitude=43", "bell"], "expected spatial{}="),
        (["spatial{}={latitude: 43}", "bell"], "one coordinate"),
        (["subject=a", "bel"], "bel: no item has this id; expected bell (is that what was meant?)"),
        (["subject=a", "--where", "kind=foto"], "kind “foto”"),
        (["access.then=public", "bell"], "metadata/things.yaml:7: access: then: public, and no until"),
        (["title@rus=x", "bell"], "title@rus"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(things, words, said):
    before = things.snapshot()
    refused = things.run("set", *words, "--yes", status=1)
    assert said in refused.stderr
    assert things.snapshot().keys() - before.keys() == set()
    assert texts(things) == [YAML, SHEET]


@pytest.mark.parametrize("words", [[], ["bell"], ["subject=a"], ["subject=a", "bell", "--where", "kind=photo"]])
def test_a_command_that_does_not_say_what_is_wrong_usage(things, words):
    things.run("set", *words, status=2)


def test_one_refusal_refuses_all(things):
    things.write("metadata/plain.json", '[{"id": "chair", "kind": "other", "title": "A chair"}]')
    things.run("ingest")
    refused = things.run("set", "subject=x", "--where", "kind", "--yes", status=1)
    assert "metadata/plain.json" in refused.stderr
    assert "chair: subject is to change, and .json files are never written" in refused.stderr
    assert texts(things) == [YAML, SHEET]


def test_a_preview_writes_nothing_and_lists_every_change_as_json(things):
    before = things.snapshot()
    shown = things.run("set", "date=1932", "bell", "room", "--preview", "--json")
    assert things.snapshot() == before
    assert [json.loads(line) for line in shown.stdout.splitlines()] == [
        {
            "id": "room",
            "source": "metadata/sheets/rooms.csv",
            "line": 2,
            "place": "date",
            "before": ["1987"],
            "after": ["1932"],
        },
        {
            "id": "bell",
            "source": "metadata/things.yaml",
            "line": 2,
            "place": "date",
            "before": ["1931~"],
            "after": ["1932"],
        },
    ]


def test_without_a_terminal_nothing_is_changed_unless_somebody_said_yes(things):
    refused = things.run("set", "date=1932", "bell", status=1)
    assert "Nothing was changed" in refused.stderr
    assert texts(things) == [YAML, SHEET]


def test_what_would_not_change_is_no_change(things):
    assert "Nothing would change." in things.run("set", "date=1931~", "bell", "--yes").stdout
    assert not (things.root / "metadata/versions").exists()


def test_many_alike_changes_are_shown_together(things):
    rows = "".join(f"chair-{number},other,A chair\n" for number in range(300))
    things.write("metadata/chairs.csv", f"id,kind,title\n{rows}")
    shown = things.run("set", "subject=chairs", "--where", "id~chair", "--preview").stdout
    assert "subject: + chairs\n    300 items: chair-0 (metadata/chairs.csv:2)" in shown
    assert "and 295 more (--json names them all)" in shown
    assert len(shown.splitlines()) < 10


def test_a_change_of_access_is_said_and_not_published(things):
    things.run("publish", "--yes")
    before = things.public_ids()
    done = things.run("set", "access.level=public", "hall", "--yes")
    assert "With `archive publish`, 1 would become public or show more (hall).\n" in done.stdout
    assert things.public_ids() == before
    done = things.run("set", "access.level=hidden", "room", "--yes")
    assert "With `archive publish`, 1 would go (room).\n" in done.stdout
    assert "archive publish" not in things.run("set", "date=1940", "room", "--yes").stdout
    things.run("publish", "--yes")
    assert "archive publish" not in things.run("set", "access.until=2040", "room", "--yes").stdout, "hidden before"
    shown = things.run("set", "access.level=closed", "hall", "--preview").stdout
    assert "With `archive publish`, 1 would show less (hall).\n" in shown
    shown = things.run("set", "access.level=hidden", "--where", "kind", "--preview").stdout
    assert "With `archive publish`, 3 would go (bell, hall, minutes).\n" in shown


def test_a_source_that_changed_between_looking_and_keeping_is_refused(things):
    archive = Archive(things.root)
    other = {"metadata/things.yaml": Content(b"id: other\n", b"", ["bell"])}
    with pytest.raises(Refused, match=r"metadata/things\.yaml: changed meanwhile"):
        replace_sources(archive, other, command="set", time="2026-11-22T00:00:00Z")
    assert texts(things) == [YAML, SHEET]


def edited_cells(content, change):
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    for row in rows:
        change(row)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def test_an_exported_sheet_comes_back_into_the_sources_it_was_made_from(things, tmp_path):
    sheet = tmp_path / "everything.csv"
    things.run("export", "csv", "--scope", "all", "-o", str(sheet))
    assert "Nothing would change." in things.run("set", "--from", str(sheet)).stdout

    def change(row):
        if row["id"] == "bell":
            row["title@en"], row["date"] = "A bell", ""
        if row["id"] == "hall":
            row["title@ru"] = "Зала"

    sheet.write_bytes(edited_cells(sheet.read_bytes(), change))
    shown = things.run("set", "--from", str(sheet), "--yes").stdout
    assert "bell  metadata/things.yaml:2  title@en: The bell → A bell" in shown
    assert "bell  metadata/things.yaml:2  date: − 1931~" in shown
    assert texts(things) == [
        YAML.replace('"The bell"', '"A bell"').replace("date: 1931~\n", ""),
        SHEET.replace("other,,2004", "other,Зала,2004"),
    ]


def test_what_a_sheet_lacks_an_item_keeps(things, tmp_path):
    sheet = tmp_path / "titles.csv"
    sheet.write_text("id,title@ru\nbell,Звонок\nminutes,Протокол\n", encoding="utf-8")
    things.run("set", "--from", str(sheet), "--yes")
    assert texts(things)[0] == YAML.replace("Колокол", "Звонок").replace(
        "title: Minutes", "title: [Minutes, {ru: Протокол}]"
    )


def test_the_whole_sample_comes_back_unchanged(taken, tmp_path):
    sheet = tmp_path / "everything.csv"
    taken.run("export", "csv", "--scope", "all", "-o", str(sheet))
    assert "Nothing would change." in taken.run("set", "--from", str(sheet), "--yes").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,title\nbell,A\nbell,B\n", "“bell” is also in row 2"),
        ("id,title\nbel,A\n", "bel: no item has this id; expected bell"),
        ("title\nA\n", "no column of ids"),
        ("id,title\nbell,A,B\n", "in a column without a header"),
    ],
)
def test_a_sheet_that_cannot_be_meant_is_refused(things, tmp_path, content, said):
    sheet = tmp_path / "back.csv"
    sheet.write_text(content)
    assert said in things.run("set", "--from", str(sheet), "--yes", status=1).stderr
    assert texts(things) == [YAML, SHEET]


def test_ingesting_an_exported_sheet_says_what_to_do_instead(things, tmp_path):
    sheet = tmp_path / "everything.csv"
    things.run("export", "csv", "--scope", "all", "-o", str(sheet))
    refused = things.run("ingest", str(sheet), status=1)
    assert len(refused.stderr.splitlines()) == 1
    assert "archive set --from" in refused.stderr
    assert not (things.root / "metadata/everything.csv").exists()
    sheet.write_bytes(sheet.read_bytes() + b"new,other\r\n")
    assert "is also in" in things.run("ingest", str(sheet), status=1).stderr


def test_another_order_of_values_in_a_sheet_that_comes_back_is_a_change_and_shown(workshop, tmp_path):
    source = workshop.write("metadata/one.yaml", "id: one\ntitle: A title\ncreator: [First, Second]\n")
    workshop.run("ingest")
    sheet = tmp_path / "back.csv"
    for written, expected in (("Second;First", "[Second, First]"), ("First;Second;Third", "[First, Second, Third]")):
        sheet.write_text(f"id,creator[;]\none,{written}\n", encoding="utf-8")
        shown = workshop.run("set", "--from", str(sheet), "--yes").stdout
        assert f"→ {' | '.join(written.split(';'))}" in shown
        assert f"creator: {expected}\n" in source.read_text(encoding="utf-8")
