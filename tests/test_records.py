"""Records: from what people write to statements, and back."""

from __future__ import annotations

from datetime import date

import pytest

from archive.records.build import build
from archive.records.dates import period, understand
from archive.records.ids import is_id, make_id
from archive.records.kinds import KINDS, dcmi_type, kind_of, media_type
from archive.records.languages import is_tag
from archive.records.model import Origin, Problem, Statement, Written
from archive.records.plain import plain
from archive.records.policy import read_people, read_policy
from archive.records.terms import TERMS, term_name

FULL = {
    "id": "x-1",
    "kind": "testimony",
    "files": ["a.opus", "a.ru.vtt"],
    "title": {"en": "A title", "ru": ["Одно", "Другое"]},
    "date": "2004-09-01",
    "subject": ["One", {"ru": "Два"}, {"value": "Three", "uri": "https://example.org/3"}],
    "spatial": {"value": "Beslan", "latitude": "43.19", "longitude": "44.54"},
    "rights": "http://rightsstatements.org/vocab/InC/1.0/",
    "people": [{"person": "p-1", "role": "narrator"}],
    "consents": [
        {
            "person": "p-1",
            "given": "2024-05-01",
            "scope": ["publish", "words"],
            "until": "2044",
            "evidence": "private/1.pdf",
            "role": "narrator",
        },
        {
            "person": "p-2",
            "given": "2024-05-01",
            "scope": ["publish", "words"],
            "role": "guardian",
            "of": "p-1",
            "reviewed": {"by": "an archivist", "on": "2026-02"},
        },
    ],
    "access": {
        "level": "closed",
        "until": "2034-09",
        "then": "public",
        "reviewed": {"by": "an archivist", "on": "2034-10-01"},
        "warning": {"en": "A warning.", "ru": "Предупреждение."},
        "originals": "true",
    },
    "withhold": [
        {"file": "a.ru.vtt", "from": "00:12:03", "to": "00:12:40"},
        {"file": "a.ru.vtt", "text": "exact words"},
        {"term": "title", "language": "ru"},
    ],
    "permissions": [{"act": "disseminate", "basis": "donor", "by": "a donor", "given": "2020", "until": "2030"}],
    "names": [{"text": "A word", "is": "nobody", "in": "title"}, {"text": "Another", "is": "p-1"}],
    "private": {"donor": "nobody in particular", "boxes": ["1", "2"]},
}


def test_a_whole_record_is_read_and_written_again_the_same():
    record, problems = build(FULL, Origin("metadata/x.yaml", 1))
    assert not problems
    assert plain(record) == FULL
    assert build(plain(record), record.origin) == (record, [])


def test_a_record_that_is_opaque_goes_round_with_the_id_that_was_made():
    record, problems = build({"files": ["a.jpg"], "access": {"level": "public", "opaque": "yes"}}, Origin("a.yaml", 1))
    assert (problems, record.access.opaque) == ([], True)
    assert build(plain(record), record.origin) == (record, [])


def test_coordinates_become_a_geo_uri():
    record, _ = build({"id": "x", "spatial": FULL["spatial"]}, Origin("a.yaml"))
    assert record.statements == (Statement("spatial", "Beslan", uri="geo:43.19,44.54"),)


def test_a_problem_says_file_line_found_and_expected():
    data = {Written("id", 1): Written("x", 1), Written("kind", 2): Written("foto", 2)}
    _, (problem,) = build(data, Origin("metadata/x.yaml", 1))
    assert str(problem) == "metadata/x.yaml:2: kind: “foto”; expected photo (is that what was meant?)"
    assert str(Problem("s.csv", 7, "title@ru", "nothing", "a title")) == "s.csv:7:title@ru: nothing; expected a title"


def test_all_problems_of_a_record_are_named_at_once():
    data = {
        "id": "x",
        "kind": "foto",
        "tittle": "T",
        "title": {"zz-zz-zz": "T"},
        "access": {"level": "open"},
        "files": ["/etc/passwd"],
    }
    record, problems = build(data, Origin("x.yaml"))
    assert {problem.term for problem in problems} == {"kind", "tittle", "title", "access", "files"}
    assert len(record.faults) == 5


@pytest.mark.parametrize(
    "data",
    [
        {"access": " "},
        {"access": [{}]},
        {"access": {"level": "\t"}},
        {"access": {"until": " "}},
        {"kind": " "},
        {"people": [{"person": "p-1", "role": " "}]},
    ],
)
def test_blanks_where_a_word_decides_who_may_see_the_item_are_a_fault(data):
    record, _ = build({"id": "x", **data}, Origin("x.yaml"))
    assert record.faults


@pytest.mark.parametrize(
    "written",
    [
        "title",
        "dcterms:title",
        "dc:title",
        "Dublin Core:Title",
        "DC.Title",
        "http://purl.org/dc/terms/title",
        " Title ",
    ],
)
def test_a_term_has_many_spellings(written):
    assert term_name(written) == "title"


def test_the_terms_are_the_properties_of_dcmi():
    assert len(TERMS) == 55
    assert {term.element for term in TERMS.values()} - {None} <= set(TERMS)
    assert term_name("bibliographic citation") == "bibliographicCitation"
    assert term_name("shelf mark") is None


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2004-09-01", "2004-09-01", "2004-09-01"),
        ("2004-02", "2004-02-01", "2004-02-29"),
        ("1920~", "1920-01-01", "1920-12-31"),
        ("193X", "1930-01-01", "1939-12-31"),
        ("1998/2001", "1998-01-01", "2001-12-31"),
        ("1984/..", "1984-01-01", None),
        ("../1985", None, "1985-12-31"),
        ("Y170000002", None, None),
    ],
)
def test_a_date_has_bounds(written, earliest, latest):
    dated = understand(written)
    assert (dated.edtf, dated.earliest, dated.latest) == (written, earliest, latest)


@pytest.mark.parametrize("written", ["", "soon", "[", "2004-02-30", "03/04/2004"])
def test_what_is_no_date_is_not_guessed_at(written):
    assert period(written) is None
    assert understand(written) is None


@pytest.mark.parametrize("written", ["2004-13", "about 1920", "1920~", "1.9.2004", "2004-09-01T10"])
def test_rules_know_no_dates_but_plain_ones(written):
    assert period(written) is None


def test_a_period_ends_with_its_last_day():
    assert period("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert period("2044") == (date(2044, 1, 1), date(2044, 12, 31))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Площадь 1931", "ploshhad-1931"),
        ("Беслӕн", "beslaen"),
        ("Ёлка-2", "yolka-2"),
        ("a b__c", "a-b__c"),
        ("…", None),
    ],
)
def test_an_id_is_made_from_a_name(text, made):
    assert make_id(text) == made
    assert made is None or is_id(made)


@pytest.mark.parametrize("written", ["a/b", "../x", "", "x y", "ид", "-x", "x.", "a" * 101, "a:b"])
def test_what_is_no_safe_address_is_no_id(written):
    assert not is_id(written)


@pytest.mark.parametrize(
    ("files", "types", "kind"),
    [
        (["a.jpg"], [], "photo"),
        (["a.md"], [], "article"),
        (["a.opus"], [], "testimony"),
        (["a.mp4"], [], "testimony"),
        (["a.opus", "a.ru.vtt"], ["Sound"], "testimony"),
        (["a.mp3"], ["Sound"], "testimony"),
        ([], ["Sound"], "other"),
        (["a.tif"], ["Image", "StillImage"], "photo"),
        ([], ["Text"], "article"),
        ([], [], "other"),
        (["a.xyz"], [], "other"),
    ],
)
def test_a_kind_is_told_from_type_and_files(files, types, kind):
    assert kind_of(files, types) == kind


def test_every_kind_has_a_type_or_none_is_claimed():
    assert {name: dcmi_type(name, ["audio/ogg"]) for name in KINDS} == {
        "photo": "StillImage",
        "article": "Text",
        "testimony": "Sound",
        "other": None,
    }
    assert media_type("a.opus") == "audio/ogg"


@pytest.mark.parametrize(
    ("tag", "valid"), [("ru", True), ("os", True), ("ru-Latn", True), ("russian", False), ("x", False), ("", False)]
)
def test_a_language_tag_is_one_of_bcp_47(tag, valid):
    assert is_tag(tag) is valid


@pytest.mark.parametrize(
    "data",
    [
        "text",
        {"default": "open"},
        {"kinds": {"photo": "open"}},
        {"kinds": {"picture": "public"}},
        {"kinds": {"testimony": "public"}},
        {"sql": "maybe"},
        {"defualt": "public"},
        {"circa": "-1"},
    ],
)
def test_a_policy_that_is_not_understood_is_said_and_opens_nothing(data):
    policy, problems = read_policy(data, "metadata/policy.yaml", {})
    assert problems
    assert policy.default == "hidden"
    assert "public" not in policy.kinds.values()


def test_a_person_is_withheld_where_that_is_said_or_cannot_be_understood():
    data = {"p-1": {"name": {"en": "A"}}, "p-2": {"withhold": "true"}, "p-3": {"withhold": "perhaps"}, "p-4": "a name"}
    people, problems = read_people(data, "metadata/people.yaml")
    assert [people[name].withheld for name in ("p-1", "p-2")] == [False, True]
    assert len(problems) == 2
