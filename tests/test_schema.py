"""The JSON Schema of records says what the reader says, as far as a schema can."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from archive.records import jsonschema
from archive.records.build import build
from archive.records.model import Origin, Record
from archive.records.permissions import LEVELS, ROLES, SCOPES
from archive.records.plain import plain
from archive.records.terms import TERMS
from archive.sources import read
from conftest import PROJECT

SCHEMA = jsonschema.schema()
VALID = Draft202012Validator(SCHEMA)
SAMPLES = sorted((PROJECT / "metadata" / "records").glob("*.yaml"))


def documents(text: str) -> list[Any]:
    return [found for found in yaml.load_all(text, Loader=yaml.CBaseLoader) if found]


def as_an_editor_reads_it(value: Any) -> Any:
    """The same data with scalars as YAML 1.2 types them (core schema), which is how editors see plain ones."""
    if isinstance(value, dict):
        return {key: as_an_editor_reads_it(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_an_editor_reads_it(inner) for inner in value]
    if value in ("", "null", "~"):
        return None
    if value in ("true", "false"):
        return value == "true"
    if re.fullmatch(r"[-+]?[0-9]+", value):
        return int(value)
    return float(value) if re.fullmatch(r"[-+]?[0-9]+\.[0-9]+", value) else value


def accepted(data: Any) -> bool:
    # That a file or a term which is withheld stands elsewhere in the record, no schema can tell.
    record, _ = build(data, Origin("metadata/one.yaml", 1), whole=False)
    return record is not None and not record.faults


def test_the_schema_is_one_and_the_published_one_is_what_make_terms_would_write():
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(jsonschema.text()) == SCHEMA
    assert (PROJECT / "docs" / "record.schema.json").read_text(encoding="utf-8") == jsonschema.text()


def test_every_term_has_its_label_and_its_definition_in_the_schema():
    properties = SCHEMA["$defs"]["record"]["properties"]
    for name, term in TERMS.items():
        assert all(label in properties[name]["title"] for label in term.labels.values())
        assert all(definition in properties[name]["description"] for definition in term.definitions.values())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_records_of_the_sample_fit_and_so_does_what_is_written_out_of_them(path):
    for found in documents(path.read_text(encoding="utf-8")):
        VALID.validate(found)
        VALID.validate(as_an_editor_reads_it(found))
    for record in read(path, path.name):
        assert isinstance(record, Record)
        VALID.validate(plain(record))


def test_the_examples_of_the_page_about_records_fit_and_the_wrong_ones_do_not():
    page = (PROJECT / "docs" / "records.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml( wrong)?\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    right = [found for wrong, block in blocks if not wrong for found in documents(block)]
    records = [found for found in right if isinstance(found, dict) and "id" in found]
    assert len(records) > 5
    for found in records:
        VALID.validate(found)
        VALID.validate(as_an_editor_reads_it(found))
    for block in (block for wrong, block in blocks if wrong):
        try:
            found = documents(block)
        except yaml.YAMLError:
            continue
        assert [accepted(each) for each in found] == [VALID.is_valid(each) for each in found]


def test_a_new_archive_has_the_schema_and_its_examples_name_it_and_nothing_is_said_of_it(workshop):
    examples = sorted((workshop.root / "metadata" / "records").glob("*.yaml"))
    assert len(examples) == 3
    for example in examples:
        first = example.read_text(encoding="utf-8").partition("\n")[0]
        named = example.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert named.resolve() == workshop.root / "metadata" / jsonschema.FILE
        assert json.loads(named.read_text(encoding="utf-8")) == SCHEMA
    assert "Nothing to say." in workshop.run("check").stdout


def test_a_file_may_hold_one_record_a_list_of_them_or_only_remarks():
    assert VALID.is_valid({"id": "a"})
    assert VALID.is_valid([{"id": "a"}, {"id": "b"}])
    assert VALID.is_valid(None)
    assert not VALID.is_valid("words")
    assert not VALID.is_valid([["a"]])


@pytest.mark.parametrize(
    "written", ["dcterms:title", "DC:Title", "Dublin Core:Title", "http://purl.org/dc/terms/title"]
)
def test_the_other_spellings_of_a_term_fit_too(written):
    assert accepted({written: "A"})
    assert VALID.is_valid({written: "A"})
    assert not VALID.is_valid({written: [["A"]]})
    assert not VALID.is_valid({f"{written}s": "A"})


@pytest.mark.parametrize(
    "path",
    ["a/b.jpg", "..a/b..c", "a/..b", "/a", "\\a", "C:\\a", "a/../b", "..", "a\\..", " /a", "", "a..", "Папка/файл.jpg"],
)
def test_a_path_fits_where_it_stays_within_the_collection(path):
    assert VALID.is_valid({"files": path}) == accepted({"files": path})


@pytest.mark.parametrize("name", ["latitude", "longitude"])
def test_a_coordinate_fits_within_its_limits(name):
    other = {"latitude": "longitude", "longitude": "latitude"}[name]
    for written in (
        "0",
        "-0",
        "90",
        "90.0",
        "90.5",
        "-89.999",
        "100",
        "180",
        "180.01",
        "-179.5",
        "043.1",
        "4.",
        "1e1",
        "a",
    ):
        data = {"spatial": {name: written, other: "1"}}
        assert VALID.is_valid(data) == accepted(data), written


WORDS = st.sampled_from(["a", "Беслан", "0012", "words that say something", "", " ", "~", "1.5"])
TAGS = st.sampled_from(["ru", "os", "en-GB", "x-home", "рус", "a b", "ru_RU", "", "value"])
DATES = st.sampled_from(["2034", "2034-09", "2034-09-30", "2034-13", "next year", "", "0000", "20340"])
ADDRESSES = st.sampled_from(["https://example.org/a", "urn:a", "no address", ""])
LIMITED = st.sampled_from(["43.19", "-12", "95", "200", "a"])


def maps(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Maps with some of the parts, and now and then with one that is none."""
    return st.fixed_dictionaries({}, optional={**parts, "no such key": WORDS})


DESCRIBED = maps(
    value=WORDS, language=TAGS, datatype=WORDS, uri=ADDRESSES, latitude=LIMITED, longitude=LIMITED
)  # fmt: skip
BELOW = WORDS | DESCRIBED | st.lists(WORDS | DESCRIBED, max_size=2)
VALUE = WORDS | DESCRIBED | st.dictionaries(TAGS, BELOW, max_size=2)
VALUES = VALUE | st.lists(VALUE | st.lists(WORDS, max_size=1), max_size=3)


def several(entry: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return entry | st.lists(entry | WORDS, max_size=2) | WORDS


PARTS = {
    "id": st.sampled_from(["a", "a-1.b", "a b", "", "ид", "x" * 101, ".a"]) | st.just([]) | st.just(["a"]),
    "kind": st.sampled_from(["photo", "foto", "", "other"]),
    "files": several(st.sampled_from(["a.jpg", "b/c.jpg", "/a", "../b"])),
    "people": several(maps(person=WORDS, role=st.sampled_from([*ROLES[:2], "narator", ""]))),
    "consents": several(
        maps(
            person=WORDS,
            given=DATES,
            scope=st.sampled_from([*SCOPES[:2], "word"]) | st.lists(st.sampled_from([*SCOPES[:2], "word"]), max_size=2),
            until=DATES,
            revoked=DATES,
            evidence=WORDS,
            role=st.sampled_from(["narrator", "guardian", "narator", ""]),
            of=WORDS,
            reviewed=maps(by=WORDS, on=DATES),
        )
    ),
    "access": st.sampled_from([*LEVELS, "open", ""])
    | several(
        maps(
            level=st.sampled_from([*LEVELS, "open", ""]),
            until=DATES,
            then=st.sampled_from([*LEVELS, ""]),
            reviewed=maps(by=WORDS, on=DATES) | st.just(""),
            warning=WORDS | st.dictionaries(TAGS, WORDS, max_size=2),
            originals=st.sampled_from(["true", "no", "perhaps", ""]),
            opaque=st.sampled_from(["no", "perhaps", ""]),  # of one that is, an id written beside it is wrong
        )
    ),
    # That the end is behind the beginning, the schema cannot say.
    "withhold": several(
        maps(
            file=WORDS,
            **{"from": st.sampled_from(["0", "0:00", "00:00:00.0", "a", "", "61:61"])},
            to=st.sampled_from(["12:03", "1:02:03,5", "75", "12:61", "1:2:3:4", "-1", ""]),
        )
        | maps(file=WORDS, pages=st.sampled_from(["3", "3-4, 7", "0", "3 –4,,5", "a", ""]))
        | maps(file=WORDS, region=st.sampled_from(["1,2,3,4", "pct:1.5,2,3,4", "1,2,3", "a", ""]), pages=st.just("2"))
        | maps(file=WORDS, text=WORDS)
        | maps(
            term=st.sampled_from(["title", "dc:Title", "titel", ""]), language=TAGS.filter(lambda tag: tag != "value")
        )
    ),
    "permissions": several(
        maps(
            act=st.sampled_from(["disseminate", "use", "sell", ""]),
            basis=st.sampled_from(["license", "donor", "none", ""]),
            by=WORDS,
            given=DATES,
            until=DATES,
            revoked=DATES,
            evidence=WORDS,
        )
    ),
    "names": several(maps(text=WORDS, **{"is": WORDS, "in": st.just("title")})),
    "private": WORDS | st.dictionaries(WORDS, VALUES, max_size=2) | st.lists(WORDS, max_size=1),
    "title": VALUES,
    "spatial": VALUES,
    "type": VALUES,
    "dcterms:title": VALUES,
    "Dublin Core:Date Created": VALUES,
    "tittle": VALUES,
}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Records of few parts, so that many of them are right; that a term stands twice, no schema can tell."""
    chosen = draw(st.lists(st.sampled_from(sorted(PARTS)), max_size=3, unique_by=lambda key: key.split(":")[-1]))
    return {key: draw(PARTS[key]) for key in chosen}


def agree(data: dict[str, Any]) -> None:
    faults = [error.message[:100] for error in VALID.iter_errors(data)]
    _, problems = build(data, Origin("metadata/one.yaml", 1), whole=False)
    assert accepted(data) == (not faults), (data, faults, [str(problem) for problem in problems])


@given(records())
def test_what_the_reader_accepts_fits_and_nothing_else(data):
    agree(data)


@pytest.mark.deep
@pytest.mark.parametrize("key", PARTS)
def test_what_the_reader_accepts_of_each_part_fits_and_nothing_else(key):
    from hypothesis import settings

    @settings(max_examples=400)
    @given(PARTS[key])
    def each(value):
        agree({key: value})

    each()
