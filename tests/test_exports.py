"""The three forms in which records leave the archive."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from archive.exports import EXPORTS
from archive.exports.dc import NAMESPACE
from archive.records.build import build
from archive.records.model import Origin, Record
from archive.records.plain import plain
from archive.records.terms import ORDER
from archive.sources import read
from archive.store.rows import Item


def record(**parts) -> Record:
    built, problems = build({"id": "one", **parts}, Origin("metadata/one.yaml", 1))
    assert not [problem for problem in problems if problem.severity == "error"], problems
    return built


def export(name, *records) -> bytes:
    out = io.BytesIO()
    EXPORTS[name].export(lambda: (Item(each) for each in records), out)
    return out.getvalue()


def read_back(sheet: bytes) -> list[Record]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(sheet)
        found = list(read(path, "metadata/export.csv"))
    problems = [each for each in found if not isinstance(each, Record) and each.severity == "error"]
    assert not problems, [str(problem) for problem in problems]
    return [each for each in found if isinstance(each, Record)]


def comparable(each: Record):
    """All that a record says; the order of languages within a term says nothing."""
    statements = sorted(each.statements, key=lambda said: (ORDER[said.term], said.language or ""))
    warning = sorted(each.access.warning, key=lambda said: said.language or "")
    access = replace(each.access, warning=tuple(warning))
    parts = (each.id, each.kind, statements, each.files, each.people, each.consents, access, each.withhold)
    return *parts, dict(each.private)


def header(sheet: bytes) -> str:
    return sheet.decode("utf-8-sig").split("\r\n")[0]


def test_a_sheet_has_only_the_columns_in_use_in_the_order_of_the_terms():
    sheet = export(
        "csv",
        record(title={"ru": "Т", "en": "T"}, subject=["a", "b"], files=["x.jpg"], private={"x:Box": "3", "donor": "d"}),
        record(id="two", creator="C", access={"level": "closed", "until": "2034"}, withhold=[{"file": "x.jpg"}]),
    )
    assert header(sheet) == (
        'id,kind,file,title@en,title@ru,creator,"subject[;]",access,access.until,withhold,private.donor,Box'
    )


def test_the_separator_is_one_that_no_value_of_the_column_holds():
    one = record(subject=["a; b", "c|d"], creator=["e", "f"])
    assert '"creator[;]","subject[¦]"' in header(export("csv", one))
    assert comparable(read_back(export("csv", one))[0]) == comparable(one)


def test_a_column_that_no_separator_parts_becomes_yaml_where_it_repeats():
    one, two = record(subject=["a;b|c¦d‖e", "f"]), record(id="two", subject="g")
    sheet = export("csv", one, two)
    assert header(sheet) == "id,kind,subject,subject{}"
    assert [comparable(each) for each in read_back(sheet)] == [comparable(one), comparable(two)]


def test_no_cell_is_a_formula_to_a_spreadsheet():
    one = record(title="=1+1", creator="@x", description="-1", private={"note": "+7", "x:=x": "y"}, files=["=x.jpg"])
    sheet = export("csv", one)
    cells = [cell for line in sheet.decode("utf-8-sig").splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.lstrip('"').startswith(("=", "+", "-", "@")) and '""' not in cell]
    assert comparable(read_back(sheet)[0]) == comparable(one)


def test_a_record_with_faults_leaves_hidden_so_that_no_journey_opens_it():
    faulty, _ = build({"id": "one", "title": "T", "access": {"level": "publik", "until": "2001"}}, Origin("m.yaml", 1))
    assert faulty.faults
    assert read_back(export("csv", faulty))[0].access.level == "hidden"
    assert json.loads(export("json", faulty))[0]["access"] == {"level": "hidden"}


def test_json_is_one_item_a_line_in_the_form_of_a_record_file():
    one = record(title={"ru": "Т"}, consents=[{"person": "p-1", "given": "2024", "scope": ["publish"]}])
    written = export("json", one, record(id="two", private={"donor": "x"}))
    assert json.loads(written) == [plain(one), {"id": "two", "kind": "other", "private": {"donor": "x"}}]
    assert len(written.splitlines()) == 4
    assert "Т".encode() in written


@pytest.mark.parametrize("name", EXPORTS)
def test_an_archive_without_items_exports_as_an_empty_whole(name):
    written = export(name)
    if name == "json":
        assert json.loads(written) == []
    elif name == "csv":
        assert written.decode("utf-8-sig") == "id,kind\r\n"
    else:
        assert len(etree.fromstring(written)) == 0


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_asks_for_one_item_at_a_time(name):
    alive = 0

    class Counted(Item):
        __slots__ = ()

        def __del__(self):
            nonlocal alive
            alive -= 1

    def items():
        nonlocal alive
        for number in range(200):
            alive += 1
            assert alive <= 3
            yield Counted(record(id=f"i{number}", title="T"))

    EXPORTS[name].export(items, io.BytesIO())


class Local(etree.Resolver):
    """Finds what the schemas import among our files, and never on the network."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def resolve(self, system_url, public_id, context):
        path = self.folder / system_url.rsplit("/", 1)[-1]
        assert path.is_file(), system_url
        return self.resolve_filename(str(path), context)


@pytest.fixture(scope="module")
def oai_dc(shared_data):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local(shared_data / "schemas"))
    return etree.XMLSchema(etree.parse(shared_data / "schemas" / "oai_dc.xsd", parser))


def elements(written: bytes) -> list[etree._Element]:
    return etree.fromstring(written).findall(f"{{{NAMESPACE}}}dc")


def said(element) -> list[tuple[str, str, str | None]]:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    return [(etree.QName(child).localname, child.text, child.get(lang)) for child in element]


def test_dublin_core_is_valid_and_tells_each_term_by_its_element(oai_dc):
    one = record(
        title={"ru": "Заголовок <&>", "en": "Title"},
        alternative="Other",
        rightsHolder="Somebody",
        rights={"value": "In copyright", "uri": "http://rightsstatements.org/vocab/InC/1.0/"},
        spatial={"value": "Beslan", "latitude": "43.19", "longitude": "44.54"},
        kind="photo",
    )
    [element] = elements(export("dc", one))
    oai_dc.assertValid(element)
    assert said(element) == [
        ("identifier", "one", None),
        ("type", "StillImage", None),
        ("title", "Заголовок <&>", "ru"),
        ("title", "Title", "en"),
        ("title", "Other", None),
        ("coverage", "Beslan", None),
        ("coverage", "geo:43.19,44.54", None),
        ("rights", "In copyright", None),
        ("rights", "http://rightsstatements.org/vocab/InC/1.0/", None),
    ]


def test_dublin_core_keeps_a_written_type_and_leaves_out_what_is_private():
    [element] = elements(export("dc", record(type="Sound", private={"donor": "somebody"})))
    assert said(element) == [("identifier", "one", None), ("type", "Sound", None)]


def test_the_sheets_of_others_come_out_as_valid_dublin_core_and_as_the_same_sheet(shared_data, oai_dc):
    for path in sorted((*shared_data.glob("omeka/*.csv"), *shared_data.glob("collectionbuilder/*.csv"))):
        records = [found for found in read(path, path.name) if isinstance(found, Record)]
        assert records
        for element in elements(export("dc", *records)):
            oai_dc.assertValid(element)
        sheet = export("csv", *records)
        again = read_back(sheet)
        assert [comparable(each) for each in again] == [comparable(each) for each in records]
        assert export("csv", *again) == sheet


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
described = st.fixed_dictionaries(
    {"uri": st.sampled_from(["https://example.org/a;b", "urn:x:y"])},
    optional={"value": texts, "language": tags, "datatype": st.just("dcterms:URI")},
)
points = st.fixed_dictionaries({"latitude": st.just("43.19"), "longitude": st.just("44.54")}, optional={"value": texts})
values = st.one_of(
    texts,
    st.lists(texts, max_size=4),
    st.dictionaries(tags.filter(lambda tag: tag != "uri"), st.one_of(texts, st.lists(texts, max_size=3)), max_size=3),
    st.lists(st.one_of(texts, described, points), max_size=3),
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
    optional={"until": days, "revoked": days, "evidence": texts},
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
        "warning": texts | st.dictionaries(st.sampled_from(["ru", "en"]), texts, max_size=2),
    },
)
withhold = st.fixed_dictionaries({"file": texts.filter(str.strip)}, optional={"from": texts, "to": texts})
written_records = st.fixed_dictionaries(
    {"id": st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)},
    optional={
        "kind": st.sampled_from(["photo", "article", "testimony", "other"]),
        "files": st.lists(st.sampled_from(["a.jpg", "b c.jpg", "=d.jpg", "e;f.jpg", "https:/g.jpg"]), unique=True),
        **dict.fromkeys(("title", "subject", "spatial", "source", "rights"), values),
        "people": st.lists(people, max_size=2),
        "consents": st.lists(consents, max_size=2),
        "access": access,
        "withhold": st.lists(withhold, max_size=2),
        "private": st.dictionaries(names, nested, max_size=4),
    },
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(written_records, max_size=4, unique_by=lambda data: data["id"]))
def test_a_sheet_read_back_says_the_same_and_is_written_the_same(descriptions):
    records = [build(data, Origin("metadata/x.yaml", 1))[0] for data in descriptions]
    records = [each for each in records if not each.faults]
    sheet = export("csv", *records)
    again = read_back(sheet)
    assert [comparable(each) for each in again] == [comparable(each) for each in records]
    assert export("csv", *again) == sheet
