"""What somebody asked to withhold and what cannot be done as it is written: it stays away, and that is said."""

from __future__ import annotations

import shutil

import pytest

from archive import sources
from archive.records.model import Record
from archive.records.suiting import Matter, unsuited
from archive.records.withholding import Part, Region
from conftest import Workshop

ADULT = "p-1: {name: {en: Specimen reader}, withhold: false, adult: true}\n"
CONSENT = "people: [{person: p-1, role: depicted}]\nconsents: [{person: p-1, given: 2024, scope: [%s]}]\n"
PART = "withhold: [{file: %s.jpg, region: '0,0,16,16'}]\n"


def photo(name: str, more: str = "") -> str:
    return f"id: {name}\nkind: photo\ntitle: A title\nfiles: [{name}.jpg]\n{more}"


@pytest.fixture
def twins(workshop) -> Workshop:
    """Two files with the same bytes."""
    workshop.write("metadata/people.yaml", ADULT)
    workshop.photo("collection/one.jpg")
    workshop.photo("collection/two.jpg")
    return workshop


def files_of(workshop: Workshop) -> dict[str, set[str]]:
    with workshop.edition() as edition:
        rows = edition.execute("SELECT item, role FROM files").fetchall()
    return {item: {role for other, role in rows if other == item} for item, _ in rows}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{term: abstract}", "the record has no abstract; expected a term of the record: title, description"),
        ("{term: descriptions}", "term “descriptions”; expected description (is that what was meant?)"),
        ("{term: description, language: os}", "the record has no description in os; expected en, ru"),
        ("{term: title, language: ru-RU}", "the record has no title in ru-RU; expected ru"),
        ("{file: two.txt}", "“two.txt” is no file of the record; expected a file that `files` names"),
    ],
)
def test_what_the_record_does_not_have_is_a_fault_and_is_said_with_its_line(tmp_path, entry, said):
    title = "title: {ru: Заглавие}\ndescription: {en: One, ru: Один}\n"
    path = tmp_path / "one.yaml"
    path.write_text(f"id: one\nkind: other\n{title}withhold:\n  - {entry}\n", encoding="utf-8")
    problem, record = sorted(sources.read(path, "metadata/one.yaml"), key=lambda one: isinstance(one, Record))
    assert str(problem) == f"metadata/one.yaml:6: withhold: {said}"
    assert len(record.faults) == 1


def test_what_the_record_does_not_have_hides_the_item(workshop):
    workshop.write("metadata/one.yaml", "id: one\nkind: other\ntitle: A title\nwithhold: {term: abstract}\n")
    workshop.write("metadata/a.csv", "id,title,withhold\nthree,A title,{file: a.txt}\ntwo,A title,{term: title}\n")
    said = workshop.run("publish", "--yes", status=1).stderr
    assert "metadata/one.yaml:4: withhold: the record has no abstract" in said
    assert "metadata/a.csv:2:withhold: “a.txt” is no file of the record" in said
    assert workshop.public_ids() == {"two"}


@pytest.mark.parametrize(
    ("part", "matter", "found"),
    [
        (Part("a", span=(1, 2)), Matter("image/jpeg", 640, 480), "an interval of image/jpeg without times"),
        (Part("a", span=(1, 2)), Matter("text/plain"), "an interval of text/plain without times"),
        (Part("a", span=(4, 9)), Matter("audio/ogg", duration=4), "an interval from 4 seconds on, and it lasts 4"),
        (Part("a", region=Region(640, 0, 5, 5)), Matter("image/jpeg", 640, 480), "a region outside the picture"),
        (Part("a", region=Region(0, 0, 5, 5)), Matter("text/vtt", times=True), "a region of text/vtt"),
        (Part("a", pages=((3, 3),)), Matter("text/plain"), "pages of text/plain, which has none"),
        (Part("a", span=(1, 2)), Matter("text/vtt", times=True), None),
        (Part("a", span=(3, 9)), Matter("audio/ogg", duration=4), None),
        (Part("a", region=Region(639, 479, 5, 5)), Matter("image/jpeg", 640, 480), None),
        (Part("a", region=Region(99, 99, 5, 5, percent=True)), Matter("image/jpeg", 64, 48), None),
        (Part("a", region=Region(900, 0, 5, 5), page=2), Matter("image/tiff", 640, 480), None),
        (Part("a", region=Region(900, 0, 5, 5), page=2), Matter("application/pdf"), None),
        (Part("a", pages=((3, 3),)), Matter("application/pdf"), None),
        (Part("a", text="words"), Matter("text/plain"), None),
        (Part("a"), Matter("application/octet-stream"), None),
    ],
)
def test_a_part_suits_a_file_or_it_is_said_what_does_not(part, matter, found):
    said = unsuited(part, matter)
    assert (said[0] if said else None) == found or (said and found and said[0].startswith(found))


def test_a_part_that_does_not_suit_its_file_withholds_it_whole_and_is_said_at_the_record(workshop):
    workshop.photo("collection/one.jpg")
    workshop.write("collection/one.txt", "Some text.")
    workshop.write("collection/one.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nWords.\n")
    entries = "{file: one.jpg, from: 1, to: 2}, {file: one.txt, pages: 3}, {file: one.vtt, region: '1,1,9,9'}"
    record = "id: one\nkind: other\ntitle: A title\nfiles: [one.jpg, one.txt, one.vtt]\n"
    workshop.write("metadata/one.yaml", f"{record}withhold: [{entries}]\n")
    said = workshop.run("check").stderr
    for name, found in (("jpg", "an interval"), ("txt", "pages"), ("vtt", "a region")):
        assert f"metadata/one.yaml:1: warning: withhold: “one.{name}” is withheld whole: {found}" in said
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        assert edition.execute("SELECT count(*) FROM files").fetchone() == (0,)
        assert edition.execute("SELECT text FROM passages WHERE text != '[…]'").fetchall() == []


def test_of_a_file_in_the_place_of_another_all_is_withheld_until_the_part_is_said_anew(workshop):
    workshop.photo("collection/one.jpg")
    workshop.write("metadata/one.yaml", photo("one", PART % "one"))
    workshop.run("publish", "--yes")
    assert files_of(workshop)["one"]
    workshop.photo("collection/one.jpg", shade=200)
    workshop.run("ingest", "--accept", "collection/one.jpg")
    shutil.rmtree(workshop.root / ".archive")
    for _ in range(2):
        said = workshop.run("publish", "--yes").stderr
        assert "metadata/one.yaml:1: warning: withhold: “one.jpg” is withheld whole: it is another file" in said
        assert files_of(workshop) == {}
    assert "not public: the file is withheld" in workshop.run("show", "one").stdout
    workshop.write("metadata/one.yaml", photo("one", PART.replace("0,0,16,16", "0,0,17,16") % "one"))
    assert "another file" not in workshop.run("publish", "--yes").stderr
    assert files_of(workshop)["one"]


def test_bytes_of_which_another_item_withholds_a_part_are_not_shown_and_that_is_said(twins):
    twins.write("metadata/one.yaml", photo("one", PART % "one"))
    twins.write("metadata/two.yaml", photo("two"))
    for command in ("--preview", "--yes"):
        said = twins.run("publish", command).stderr
        assert "collection/two.jpg: warning: not shown with two: another item withholds a part" in said
        assert "(the same bytes: one)" in said
        assert "collection/one.jpg: " not in said
    assert set(files_of(twins)) == {"one"}
    twins.write("metadata/two.yaml", photo("two", PART % "two"))
    assert "not shown with" not in twins.run("publish", "--yes").stderr
    assert set(files_of(twins)) == {"one", "two"}


def test_an_original_is_not_given_where_the_consent_of_another_item_lacks_download(twins):
    twins.write("metadata/one.yaml", photo("one", CONSENT % "publish, name, face, words"))
    twins.write("metadata/two.yaml", photo("two", "access: {level: public, originals: true}\n"))
    said = twins.run("publish", "--yes").stderr
    assert "collection/two.jpg: warning: not given as it was received with two" in said
    assert files_of(twins) == {"one": {"large", "small"}, "two": {"large", "small"}}
    twins.write("metadata/one.yaml", photo("one", CONSENT % "publish, name, face, words, download"))
    assert "not given" not in twins.run("publish", "--yes").stderr
    assert "original" in files_of(twins)["two"]


def test_of_a_text_only_the_words_are_shown_where_the_consent_of_another_item_lacks_download(workshop):
    workshop.write("metadata/people.yaml", ADULT)
    record = "kind: article\ntitle: A title\n"
    for name, more in (
        ("one", CONSENT % "publish, name, words"),
        ("two", "access: {level: public, originals: true}\n"),
    ):
        workshop.write(f"collection/{name}.txt", "The same text.")
        workshop.write(f"metadata/{name}.yaml", f"id: {name}\n{record}files: [{name}.txt]\n{more}")
    assert "nothing but its words is shown with two" in workshop.run("publish", "--yes").stderr
    assert files_of(workshop) == {}
    with workshop.edition() as edition:
        assert {item for (item,) in edition.execute("SELECT item FROM passages")} == {"one", "two"}
