"""Records from YAML files: text as it was written, with its line; what is surprising is said."""

from __future__ import annotations

import codecs

import pytest

from archive import sources
from archive.records.model import Problem, Record
from archive.sources.yaml.reading import load, read_cell


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "one.yaml"

    def write(content: str | bytes):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def records(path) -> list[Record]:
    found = list(sources.read(path, "metadata/one.yaml"))
    assert not [str(each) for each in found if isinstance(each, Problem)]
    return found


def problems(path) -> list[str]:
    """What is said of a source that gives no record."""
    found = list(sources.read(path, "metadata/one.yaml"))
    assert not [each for each in found if isinstance(each, Record)]
    return [str(each) for each in found]


def test_every_scalar_is_the_text_that_was_written(source):
    [one] = records(source("id: 0012\ntitle: no\nsubject: [1:30, 1e3, 0x1F, 2004-09-01, NULL]\nprivate: {a: .5}\n"))
    assert one.id == "0012"
    assert [said.value for said in one.statements] == ["no", "1:30", "1e3", "0x1F", "2004-09-01", "NULL"]
    assert one.private == {"a": ".5"}


def test_an_empty_value_says_nothing(source):
    [one] = records(source('id: a\ntitle:\nsubject: ~\nrights: null\nsource: ""\ncreator: "null"\n'))
    assert [(said.term, said.value) for said in one.statements] == [("creator", "null")]


def test_every_text_knows_its_line(source):
    path = source("# about\nid: a\ntitle:\n  ru: |\n    two\n    lines\n  en: T\nfiles:\n  - a.jpg\n")
    [document], _ = load(path, "x")
    assert [(key.line, str(key)) for key in document] == [(2, "id"), (3, "title"), (8, "files")]
    assert document["title"]["ru"].line == 4
    assert document["title"]["en"].line == 7
    assert document["files"][0].line == 9


def test_one_record_a_document_or_a_list_of_them(source):
    several = records(source("id: a\n---\nid: b\n---\n# nothing\n---\n- id: c\n- id: d\n...\n"))
    assert [(each.id, each.origin.line) for each in several] == [("a", 1), ("b", 3), ("c", 7), ("d", 8)]
    assert several[0].origin.source == "metadata/one.yaml"


def test_a_file_of_comments_alone_is_no_record_and_nothing_is_said_of_it(source):
    assert records(source("# later\n\n# more\n")) == []


@pytest.mark.parametrize("content", ["", "\n  \n"])
def test_an_empty_file_is_said(source, content):
    assert problems(source(content)) == ["metadata/one.yaml: an empty file; expected a record"]


def test_all_keys_given_twice_are_said_with_both_lines(source):
    assert problems(source("id: a\ntitle: {ru: x, ru: y}\nid: b\n")) == [
        "metadata/one.yaml:2: “ru” a second time, first in line 2; expected every key once",
        "metadata/one.yaml:3: “id” a second time, first in line 1; expected every key once",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id: a\ntitle: a: b\n", ":2: a colon where no key can stand; expected quotes"),
        ("id: a\ntitle:\n\tru: b\n", ":3: a tab at the beginning of the line; expected spaces"),
        ("id: a\r\ntitle:\r\n\tru: b\r\n", ":3: a tab at the beginning of the line; expected spaces"),
        ('id: a\ntitle: "b\nsubject: c\n', ":2: a quote that is never closed"),
        ("id: a\ntitle: [b\n", ":3: a list that is not closed; expected `,` or `]`"),
        ("id: a\ntitle: @b\n", ":2: a character with which no value begins; expected quotes"),
        ("id: a\ntitle: 'it's'\n", ":2: a line that does not fit those above"),
        ("id: &x a\n", ":1: the anchor &x; expected no anchors"),
        ("id: a\ntitle: !!int 3\n", ":2: the tag !!int; expected no tags"),
        ("? [a]\n: b\n", ":1: a list as a key; expected a word"),
        ("just words\n", ":1: “just words”; expected a record"),
        ("- id: a\n- words\n", ":2: “words”; expected a record"),
        ("id: a\ntitle: \x07\n", ":2: the control character U+0007; expected text"),
    ],
)
def test_what_is_not_a_record_is_said_in_one_line_and_nothing_of_the_file_is_taken(source, content, said):
    [problem] = problems(source(content))
    assert said in problem
    assert "\n" not in problem


def test_aliases_are_refused_before_they_can_grow(source):
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    said = problems(source(bomb))
    assert any("the alias *a" in problem for problem in said)


@pytest.mark.parametrize("depth", [25, 100_000])
def test_deep_nesting_is_refused_and_breaks_nothing(source, depth):
    [problem] = problems(source("[" * depth + "]" * depth))
    assert "nested deeper than 24" in problem


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(source, encoding):
    [one] = records(source("id: a\ntitle: Беслан\n".encode(encoding)))
    assert one.values("title")[0].value == "Беслан"


def test_other_encodings_are_said_with_the_line(source):
    [problem] = problems(source("id: a\ntitle: Беслан\n".encode("cp1251")))
    assert problem == "metadata/one.yaml:2: bytes that are not UTF-8; expected a text file saved as UTF-8"
    [problem] = problems(source(codecs.BOM_UTF16_LE + b"a"))
    assert "not UTF-8" in problem


def test_line_separators_within_a_text_are_part_of_it_and_count_as_no_line(source):
    path = source("title: |\n  one\u2028still one\x85and\nid: [\n")
    assert problems(path) == ["metadata/one.yaml:4: a list or a map that is not closed; expected `]` or `}`"]
    [document], _ = load(source("title: one\u2028still one\u2029\x85and\n"), "x")
    assert document == {"title": "one\u2028still one\u2029\x85and"}


def test_a_cell_is_read_like_a_value_of_a_record_and_knows_its_place():
    value, said = read_cell('[{person: p-1, "given": 2024}]', "s.csv", 7, "consents")
    assert (value, said) == ([{"person": "p-1", "given": "2024"}], [])
    assert (value[0]["given"].line, value[0]["given"].column) == (7, "consents")
    value, [problem] = read_cell("[{person: p-1", "s.csv", 7, "consents")
    assert value is None
    assert str(problem).startswith("s.csv:7:consents: a map that is not closed")


@pytest.mark.parametrize(
    ("written", "place", "said"),
    [
        ("title: {ru: A, RU: B}", 2, "title: “RU” and “ru” are one language; expected one spelling of it"),
        ("title:\n  zh-hans: A\n  zh-Hans: B", 4, "title: “zh-Hans” and “zh-hans” are one language"),
        ("title: [{value: A, language: ru}, {RU: B}]", 2, "title: “RU” and “ru” are one language"),
        ("title: A\ndc:title: B", 3, "dc:title: title a second time, first in line 2; expected every term once"),
        ("Title: A\nsubject: C\ndcterms:title: B", 4, "dcterms:title: title a second time, first in line 2"),
        ("title: A\naccess: {warning: {ru: A, Ru: B}}", 3, "warning: “Ru” and “ru” are one language"),
    ],
)
def test_a_term_or_a_language_in_two_spellings_is_one_error(source, written, place, said):
    found = list(sources.read(source(f"id: one\n{written}\n"), "metadata/one.yaml"))
    [problem] = [str(each) for each in found if isinstance(each, Problem)]
    assert problem.startswith(f"metadata/one.yaml:{place}: {said}")
    [record] = [each for each in found if isinstance(each, Record)]
    assert record.faults


def test_the_same_language_of_two_terms_and_two_values_in_one_are_no_error(source):
    assert records(source("id: one\ntitle: {ru: [A, B]}\ndescription: {RU: C}\nsubject: [{ru: D}, {ru: E}]\n"))
