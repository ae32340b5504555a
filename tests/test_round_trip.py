"""What leaves an archive comes back unharmed: exported, taken in by a new archive, exported again, the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from lxml import etree

import schemas
from archive.cli import main
from archive.exports import EXPORTS
from archive.records.build import build
from archive.records.ids import make_opaque
from archive.records.model import Access, Origin, Problem, Record
from archive.records.plain import plain
from archive.records.terms import ORDER, TERMS
from archive.sources import read, write_rows
from archive.store.rows import Item
from conftest import PROJECT, Workshop

SUFFIXES = {"json": ".json", "csv": ".csv", "dcterms": ".xml"}

# Whatever can be text: nothing but lone surrogates is no UTF-8.
anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
awkward = st.sampled_from(
    [
        "a;b",
        "a|b",
        "a;b|c¦d‖e",
        "=1+1",
        "null",
        "~",
        "yes",
        '"',
        'a "b", c',
        "two\nlines",
        "two\r\nlines",
        "tab\there",
        "[x]",
        "{x: y}",
        "# x",
        "\u2028",
        "\x85",
        "\x00",
        "\ufeffx",
        "\ufdd0",
        "’",
        "Æ ӕ",
        "0012",
        " ",
        " padded ",
        "p" * 1100,
    ]
)
texts = st.one_of(anything, awkward)
tags = st.sampled_from(["ru", "os", "en", "zh-Hant", "uri"])
schemes = st.sampled_from(
    [
        "dcterms:URI",
        "dcterms:W3CDTF",
        "dcterms:Box",
        "DCMIType",
        "EDTF",
        "RFC4646",
        "dcterms:Unknown",
        "https://example.org/x",
        "\x01",
    ]
)
addresses = st.sampled_from(
    [
        "https://example.org/a;b",
        "urn:x:y",
        "geo:43.19,44.54",
        "geo:95,0",
        "x:[]",
        "x:%",
        "x:\x01",
        "https://пример.рф/Ӕ",
    ]
)
described = st.fixed_dictionaries({"uri": addresses}, optional={"value": texts, "language": tags, "datatype": schemes})
typed = st.fixed_dictionaries(
    {
        "value": texts
        | st.sampled_from(
            ["2004-09-01", "2004-02-30", "0000", "2004-09-01T10:30Z", "2004-09-01T10:30:00Z", "Sound", "en", "urn:x:y"]
        ),
        "datatype": schemes,
    },
    optional={"language": tags},
)
points = st.fixed_dictionaries({"latitude": st.just("43.19"), "longitude": st.just("44.54")}, optional={"value": texts})
values = st.one_of(
    texts,
    st.lists(texts, max_size=4),
    st.dictionaries(tags.filter(lambda tag: tag != "uri"), st.one_of(texts, st.lists(texts, max_size=3)), max_size=3),
    st.lists(st.one_of(texts, described, typed, points), max_size=3),
)
names = st.one_of(
    texts,
    st.sampled_from(
        [
            "donor",
            "x:Box",
            "x:title",
            "x:acess",
            "x:a;b",
            "x:=x",
            "x: x",
            "x:",
            "",
            "a{}",
            "x:a{}",
            "x:private.a",
            "a[;]",
        ]
    ),
)
nested = st.recursive(
    texts | st.just(""), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2)
)
days = st.sampled_from(["2024", "2024-05", "2034-05-01"])
people = st.fixed_dictionaries({"person": texts.filter(str.strip), "role": st.sampled_from(["narrator", "depicted"])})
consents = st.fixed_dictionaries(
    {"person": texts.filter(str.strip), "given": days, "scope": st.just(["publish", "words"])},
    optional={
        "until": days,
        "revoked": days,
        "evidence": texts,
        "role": st.sampled_from(["narrator", "depositor"]),
        "reviewed": st.fixed_dictionaries({"by": texts.filter(str.strip), "on": days}),
    },
) | st.fixed_dictionaries(
    {
        "person": texts.filter(str.strip),
        "given": days,
        "scope": st.just(["publish", "face"]),
        "of": texts.filter(str.strip),
    },
    optional={"role": st.sampled_from(["guardian", "heir"])},
)
permissions = st.fixed_dictionaries(
    {"act": st.sampled_from(["disseminate", "use"]), "basis": st.sampled_from(["license", "statute"])},
    optional={"by": texts, "given": days, "until": days, "revoked": days, "evidence": texts},
)
namings = st.fixed_dictionaries(
    {"text": texts.filter(str.strip), "is": texts.filter(str.strip) | st.just("nobody")},
    optional={"in": st.just("title")},
)
levels = st.sampled_from(["public", "closed", "hidden"])
access = st.fixed_dictionaries(
    {},
    optional={
        "level": levels,
        "until": days,
        "then": levels,
        "reviewed": st.fixed_dictionaries({"by": texts.filter(str.strip), "on": days}),
        "originals": st.sampled_from(["true", "no"]),
        "opaque": st.sampled_from(["true", "no"]),
        "warning": texts | st.dictionaries(st.sampled_from(["ru", "en"]), texts, max_size=2),
    },
)
FILES = ["a.jpg", "b c.jpg", "=d.jpg", "e;f.jpg", "https:/g.jpg"]
withheld_files = st.sampled_from(FILES)
withhold = st.one_of(
    st.fixed_dictionaries({"file": withheld_files}),
    st.fixed_dictionaries(
        {"file": withheld_files},
        optional={"from": st.sampled_from(["00:12:03", "0:01.5"]), "to": st.sampled_from(["75:00", "01:02:03,5"])},
    ),
    st.fixed_dictionaries({"file": withheld_files, "pages": st.sampled_from(["3", "3-4, 7"])}),
    st.fixed_dictionaries({"file": withheld_files, "region": st.sampled_from(["1,2,3,4", "pct:1.5,2,3,4"])}),
    st.fixed_dictionaries({"file": withheld_files, "text": texts.filter(str.strip)}),
    st.fixed_dictionaries({"term": st.sampled_from(["title", "dc:subject"])}, optional={"language": st.just("ru")}),
)
written_records = st.fixed_dictionaries(
    {"id": st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True) | st.just(make_opaque("a"))},
    optional={
        "kind": st.sampled_from(["photo", "article", "testimony", "other"]),
        "files": st.permutations(FILES) | st.just([]),
        **dict.fromkeys(("title", "spatial", "rights"), values),
        "people": st.lists(people, max_size=2),
        "consents": st.lists(consents, max_size=2),
        "access": access,
        "withhold": st.lists(withhold, max_size=2),
        "permissions": st.lists(permissions, max_size=2),
        "names": st.lists(namings, max_size=2),
        "private": st.dictionaries(names, nested, max_size=4),
    },
)
any_terms = st.dictionaries(st.sampled_from(list(TERMS)), values, max_size=3)
whole_records = st.builds(lambda terms, record: {**terms, **record}, any_terms, written_records)
many_records = st.lists(whole_records, max_size=3, unique_by=lambda data: data["id"])


# --- the formats, without an archive around them


def written_as(name: str, records: list[Record]) -> bytes:
    out = io.BytesIO()
    EXPORTS[name].export(lambda: (Item(each) for each in records), out)
    return out.getvalue()


def read_back(name: str, content: bytes) -> list[Record]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{SUFFIXES[name]}"
        path.write_bytes(content)
        found = list(read(path, f"metadata/{path.name}"))
    problems = [str(each) for each in found if not isinstance(each, Record) and each.severity == "error"]
    assert not problems
    return [replace(each, origin=Origin("")) for each in found if isinstance(each, Record)]


def built(descriptions: list[dict]) -> list[Record]:
    records = [build(data, Origin(""))[0] for data in descriptions]
    return [each for each in records if not each.faults]


def in_order(each: Record) -> Record:
    """A record with the languages of each term in one order: between the columns of a sheet there is none."""
    statements = sorted(each.statements, key=lambda said: (ORDER[said.term], said.language or ""))
    warning = sorted(each.access.warning, key=lambda said: said.language or "")
    return replace(each, statements=tuple(statements), access=replace(each.access, warning=tuple(warning)))


def in_dublin_core(each: Record) -> Record:
    """What a description in Dublin Core carries: no files, nothing private, and of the access its level and warning."""
    access = each.access
    decided = each.people or each.consents or each.withhold or each.permissions or each.names
    decided = decided or access.until or access.then or access.opaque
    carried = Access("hidden" if decided else access.level, warning=access.warning)
    return Record(each.id, each.kind, each.statements, access=carried)


some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@some
@given(many_records)
@example([{"id": "far-away", "spatial": {"uri": "geo:95,0"}}])
@example([{"id": "same-twice", "subject": ["a", "a", ""], "date": {"value": "2004", "datatype": "dcterms:W3CDTF"}}])
def test_json_says_the_same_records(descriptions):
    records = built(descriptions)
    written = written_as("json", records)
    assert read_back("json", written) == records
    assert written_as("json", read_back("json", written)) == written


@some
@given(many_records)
@example([{"id": "far-away", "spatial": {"uri": "geo:95,0"}}])
@example([{"id": "same-twice", "subject": ["a", "a", ""], "date": {"value": "2004", "datatype": "dcterms:W3CDTF"}}])
def test_a_sheet_says_the_same_records_and_is_written_the_same(descriptions):
    records = built(descriptions)
    written = written_as("csv", records)
    again = read_back("csv", written)
    assert [in_order(each) for each in again] == [in_order(each) for each in records]
    assert written_as("csv", again) == written


@some
@given(descriptions=many_records)
@example(descriptions=[{"id": "far-away", "spatial": {"uri": "geo:95,0"}}])
@example(descriptions=[{"id": "no-date", "date": {"value": "2004-02-30", "datatype": "dcterms:W3CDTF"}}])
def test_qualified_dublin_core_says_the_same_descriptions_and_is_valid(descriptions, ours):
    records = built(descriptions)
    written = written_as("dcterms", records)
    ours.assertValid(etree.fromstring(written))
    assert read_back("dcterms", written) == [in_dublin_core(each) for each in records]
    assert written_as("dcterms", read_back("dcterms", written)) == written


@pytest.fixture(scope="module")
def ours(shared_data):
    return schemas.records(shared_data / "schemas")


# --- from one archive to a new one


def begun(root: Path) -> Workshop:
    CliRunner().invoke(main, ["init", str(root), "--open"], catch_exceptions=False)
    return Workshop(root)


def goes_round(there: Workshop, name: str, folder: Path, status: int = 0) -> None:
    """Export all, take it into a new archive, and export it again."""
    first, second = folder / f"first{SUFFIXES[name]}", folder / f"second{SUFFIXES[name]}"
    there.run("export", name, "--scope", "all", "-o", str(first))
    new = begun(folder / f"new-{name}")
    new.write(f"metadata/{first.name}", first.read_bytes())
    new.run("ingest", status=status)
    new.run("export", name, "--scope", "all", "-o", str(second))
    assert first.stat().st_size > 1000
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("name", SUFFIXES)
def test_the_sample_collection_goes_round(taken, tmp_path, name):
    # Files and persons that the new archive has not are said, and change nothing in the records.
    goes_round(taken, name, tmp_path, status=0 if name == "dcterms" else 1)


@pytest.mark.parametrize("name", SUFFIXES)
def test_the_sheets_of_collectionbuilder_and_omeka_go_round(workshop, shared_data, tmp_path, name):
    for path in sorted((*shared_data.glob("omeka/*.csv"), *shared_data.glob("collectionbuilder/*.csv"))):
        workshop.write(f"metadata/imports/{path.name}", path.read_bytes())
    workshop.run("ingest", status=1)  # the demonstrations of CollectionBuilder share their ids: those items are hidden
    goes_round(workshop, name, tmp_path)


def put_museums(there: Workshop, shared_data: Path, count: int) -> None:
    for name in ("tate", "cmoa"):
        with gzip.open(shared_data / "museum" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            rows = list(islice(csv.reader(file), count + 1))
        there.write(f"metadata/imports/{name}.csv", write_rows(rows[0], rows[1:]))
        there.write(f"metadata/mappings/{name}.yaml", (PROJECT / f"benchmarks/mappings/{name}.yaml").read_bytes())


@pytest.mark.parametrize("name", SUFFIXES)
def test_rows_of_the_museums_go_round(workshop, shared_data, tmp_path, name):
    put_museums(workshop, shared_data, 200)
    workshop.run("ingest")
    goes_round(workshop, name, tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("name", SUFFIXES)
def test_five_thousand_rows_of_each_museum_go_round(workshop, shared_data, tmp_path, name):
    put_museums(workshop, shared_data, 5000)
    workshop.run("ingest")
    goes_round(workshop, name, tmp_path)


@pytest.mark.deep
@settings(max_examples=5, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(whole_records, min_size=20, max_size=40, unique_by=lambda data: data["id"]))
def test_whatever_can_be_written_goes_round(descriptions):
    with tempfile.TemporaryDirectory() as folder:
        there = begun(Path(folder) / "archive")
        there.write("metadata/records.json", json.dumps([plain(each) for each in built(descriptions)]))
        CliRunner().invoke(main, ["--archive", str(there.root), "ingest"])
        for name, suffix in SUFFIXES.items():
            first, second = Path(folder) / f"first{suffix}", Path(folder) / f"second{suffix}"
            there.run("export", name, "--scope", "all", "-o", str(first))
            new = begun(Path(folder) / f"new-{name}")
            new.write(f"metadata/{first.name}", first.read_bytes())
            CliRunner().invoke(
                main, ["--archive", str(new.root), "ingest"]
            )  # says what files and persons there are not
            new.run("export", name, "--scope", "all", "-o", str(second))
            assert second.read_bytes() == first.read_bytes()


def test_what_is_hidden_stays_hidden_on_the_way_through_dublin_core(taken, tmp_path):
    taken.run("publish", "--yes")
    public = taken.public_ids()
    for name in ("dc", "dcterms"):
        path = tmp_path / "records.xml"
        taken.run("export", name, "--scope", "all", "-o", str(path))
        new = begun(tmp_path / name)
        new.write("metadata/records.xml", path.read_bytes())
        new.run("publish", "--yes")
        assert new.public_ids() <= public


def test_what_was_withdrawn_is_said_where_the_file_cannot_tell(workshop, tmp_path):
    workshop.write("metadata/records.yaml", "id: bell\nkind: other\ntitle: The bell\naccess: public\n")
    workshop.run("ingest")
    workshop.run("withdraw", "bell", "--reason", "rights")
    said = workshop.run("export", "json", "--scope", "all", "-o", str(tmp_path / "all.json"))
    assert "metadata/withdrawn.csv: warning: 1 withdrawn" in said.stderr
    assert json.loads((tmp_path / "all.json").read_bytes())[0]["access"] == {"level": "public"}
    said = workshop.run("export", "dcterms", "--scope", "all")
    assert '<record id="bell" kind="other" access="hidden">' in said.stdout
    assert not said.stderr
    workshop.write("metadata/withdrawn.csv", '"id\nbell')
    said = workshop.run("export", "dcterms", "--scope", "all", status=1)
    assert "metadata/withdrawn.csv:1: a quotation mark" in said.stderr


# --- the page about it

PAGE = (PROJECT / "docs" / "exchange.md").read_text(encoding="utf-8")
WRONG = re.findall(r"^```(\w+) wrong\n(.*?)^```\n\n```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("name", "form"), [("json", "json"), ("dcterms", "xml")])
def test_the_examples_of_the_page_are_what_is_written(name, form):
    shown = re.search(rf"^```{form}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]
    assert written_as(name, read_back(name, shown.encode())).decode() == shown


@pytest.mark.parametrize(("form", "content", "expected"), WRONG)
def test_what_the_page_says_of_a_mistake_is_what_is_said(tmp_path, form, content, expected):
    path = tmp_path / f"example.{form}"
    path.write_text(content)
    found = read(path, f"metadata/{path.name}")
    assert [str(each) for each in found if isinstance(each, Problem)] == expected.splitlines()
