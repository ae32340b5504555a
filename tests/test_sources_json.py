"""Records from JSON and JSON Lines."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records.model import Problem, Record
from archive.sources import read
from archive.sources.json.places import placed
from archive.sources.json.reading import _Text


@pytest.fixture
def reading(tmp_path):
    def read_text(content: str | bytes, name: str = "records.json") -> list[Record | Problem]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read(path, f"metadata/{name}"))

    return read_text


def said(found) -> list[str]:
    return [str(each).removeprefix("metadata/records.json") for each in found if isinstance(each, Problem)]


def ids(found) -> list[str]:
    return [each.id for each in found if isinstance(each, Record)]


@pytest.mark.parametrize(
    "content",
    [
        '[{"id": "a"}, {"id": "b"}]',
        '{"id": "a"}\n{"id": "b"}\n',
        '\ufeff[\r\n{"id": "a"},\r\n{"id": "b"}\r\n]\r\n',
        '{"id": "a"}{"id": "b"}',
        '[{"id": "a"}] [] [{"id": "b"}]',
    ],
)
def test_a_list_and_one_record_after_another_are_read_alike(reading, content):
    found = reading(content)
    assert ids(found) == ["a", "b"]
    assert not said(found)


def test_one_record_is_enough_and_a_list_may_be_empty(reading):
    assert ids(reading('{"id": "a"}')) == ["a"]
    assert reading("[]") == []
    assert said(reading(" \n")) == [": an empty file; expected a record"]


def test_lines_of_json_are_a_source_too(reading):
    assert ids(reading('{"id": "a"}\n\n{"id": "b"}', "records.jsonl")) == ["a", "b"]


def test_utf_16_is_read_where_a_mark_says_so(reading):
    assert ids(reading('[{"id": "a"}]'.encode("utf-16"))) == ["a"]


def test_numbers_and_words_are_the_text_that_was_written(reading):
    (found,) = reading('{"id": 12, "extent": [1.50, -0, 1e5, true], "subject": null, "private": {"n": 1.0, "e": null}}')
    assert found.id == "12"
    assert [each.value for each in found.statements] == ["1.50", "-0", "1e5", "true"]
    assert found.private == {"n": "1.0", "e": ""}


def test_a_record_knows_the_line_of_its_brace(reading):
    found = reading('[\n{"id": "a"},\n\n{"id": "b",\n"title": "x"}, {"id": "c"}]')
    assert [each.origin.line for each in found] == [2, 4, 5]


def test_a_problem_knows_its_line_within_a_record(reading):
    found = reading('[\n{"id": "a"},\n{\n"id": "b",\n"titel": "x",\n"access": {\n"level": "pubic"}}]')
    assert said(found) == [
        ":5: titel: no such key; expected title (is that what was meant?)",
        ":7: access: level “pubic”; expected public (is that what was meant?)",
    ]
    assert [each.faults != () for each in found if isinstance(each, Record)] == [False, True]


MISTAKES = {
    '{"id": "a",\n"title": "x",\n"title": "y"}': ":3: “title” a second time, first in line 2; expected every key once",
    '{"id": "a", "private": {"x": 1,\n"x": 2}}': ":2: “x” a second time, first in line 1; expected every key once",
    '[{"id": "a"},\n]': ":2: “]”; expected a record: `{`, keys and values, `}`",
    '[{"id": "a"}\n{"id": "b"}]': ":2: “{” behind a record; expected `,` or `]`",
    '\n[{"id": "a"}\n': ":2: a list that is not closed; expected `,` or `]`",
    '{"id": "a",\n"title": {"en": "x"': ":2: a map that is not closed; expected `,` or `}`",
    '{"id": "a",\n"title": ["x"': ":2: a list that is not closed; expected `,` or `]`",
    '{"id": "a",\n}': ":2: “}”; expected a key in quotes",
    '{"id": "a",\ntitle: "x"}': ":2: “title”; expected a key in quotes",
    '{"id": "a",\n"title" "x"}': ':2: “"”; expected `:` behind the key “title”',
    '{"id": "a",\n"title": "x" "y"}': ':2: “"”; expected `,` or `}`',
    '{"id": "a",\n"title": \'x\'}': ":2: “'x'”; expected a value: a text in quotes, a number, a list or a map",
    '{"id": "a",\n"title": 01}': ":2: “01”; expected a value: a text in quotes, a number, a list or a map",
    '{"id": "a",\n"title": NaN}': ":2: “NaN”; expected a value: a text in quotes, a number, a list or a map",
    '{"id": "a",\n"title":': ":2: the end of the file; expected a value: a text in quotes, a number, a list or a map",
    '{"id": "a",\n"title": "x': ":2: a quote that is never closed; expected a closing quote",
    '{"id": "a",\n"title": "x\ny"}': ":2: a line break or another control character within quotes;"
    r" expected \n, or its \u escape",
    '{"id": "a",\n"title": "\\x"}': ":2: a backslash before a letter that it does not escape;"
    r" expected \\ for a backslash",
    '{"id": "a",\n"title": "\\ud83d"}': r":2: half of a character, as a \u escape from D800 to DFFF;"
    " expected both halves",
    '{"id": "a",\n"title": ' + "[" * 40 + "]" * 40 + "}": ":2: values nested deeper than 24; expected a record",
    '{"id": "a",\n"title": ' + "[" * 100_000: ":2: values nested deeper than 24; expected a record",
    '["a"]': ':1: “"”; expected a record: `{`, keys and values, `}`',
    "[[]]": ":1: “[”; expected a record: `{`, keys and values, `}`",
    "12": ":1: “1”; expected a record: `{`, keys and values, `}`",
}


@pytest.mark.parametrize("content", MISTAKES, ids=lambda content: content[:30])
def test_what_is_no_json_is_said_with_its_line_and_refuses_the_file(reading, content):
    for around in (content, '{"id": "before"}' + content):
        found = reading(around)
        assert said(found) == [MISTAKES[content]]
        assert not ids(found)


def test_a_whole_character_may_be_escaped_in_halves(reading):
    (found,) = reading('{"id": "a", "title": "\\ud83d\\udd14"}')
    assert found.statements[0].value == "\U0001f514"


def test_all_problems_of_a_file_that_can_be_read_to_its_end_are_said(reading):
    found = reading('[{"id": "a", "id": "b"},\n{"id": "c d"},\n{"id": "e", "title": "\\ud800"}]')
    assert [each.partition(";")[0] for each in said(found)] == [
        ":1: “id” a second time, first in line 1",
        ":2: id: “c d”",
        r":3: half of a character, as a \u escape from D800 to DFFF",
    ]
    assert not ids(found)


def test_bytes_that_are_no_text_refuse_the_file_with_their_line(reading):
    found = reading(b'[{"id": "a"},\n{"id": "b", "title": "\xff"}]')
    assert [each.partition(";")[0] for each in said(found)] == [":2: bytes that are not UTF-8"]
    assert not ids(found)


def test_a_record_on_the_edge_of_a_piece_is_read_whole(reading):
    records = [{"id": f"i{number}", "title": "Ӕ" * (number % 700)} for number in range(5000)]
    found = reading(json.dumps(records, ensure_ascii=False))
    assert [(each.id, "".join(said.value for said in each.statements)) for each in found] == [
        (each["id"], each["title"]) for each in records
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def as_text(value):
    """What the reader makes of a value."""
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


@given(st.dictionaries(st.text(), json_values, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_the_quick_way_and_the_one_that_keeps_places_read_the_same(data, indent, ascii_only):
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    slow, problems = placed(text, 1, "x.json")
    reading = _Text(io.StringIO(text))
    reading.mark()
    quick, length, _ = reading.decoded("x.json")
    assert not problems
    assert slow == quick == as_text(data)
    assert length == len(text)


MEASURE = """
import resource, sys
from pathlib import Path
from archive.sources import read
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
path = Path(sys.argv[1])
small = path.with_name(f"small{path.suffix}")
sum(1 for _ in read(small, small.name))
before = peak()
count = sum(1 for _ in read(path, path.name))
print(count, peak() - before)
"""


@pytest.mark.deep
def test_a_hundred_megabytes_are_read_in_bounded_memory(tmp_path):
    line = json.dumps({"id": "i0000000", "title": "A title", "description": "word " * 400})
    (tmp_path / "small.json").write_text(f"[{line}]")
    with (tmp_path / "large.json").open("w") as out:
        out.write("[\n" + ",\n".join(line.replace("i0000000", f"i{number:07}") for number in range(50_000)) + "\n]")
    assert (tmp_path / "large.json").stat().st_size > 100_000_000
    words = [sys.executable, "-c", MEASURE, str(tmp_path / "large.json")]
    count, grown = map(int, subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())
    assert count == 50_000
    assert grown < 48  # MiB
