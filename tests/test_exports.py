"""The forms in which records leave the archive."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

import schemas
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
        record(id="two", creator="C", access={"level": "closed", "until": "2034"}, withhold=[{"term": "creator"}]),
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


def test_a_name_too_long_for_a_header_stands_with_what_is_private():
    one = record(private={"x:" + "n" * 1100: "a", "donor": "d"})
    assert header(export("csv", one)) == "id,kind,private,private.donor"
    assert read_back(export("csv", one))[0].private == one.private


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


@pytest.fixture(scope="module")
def oai_dc(shared_data):
    return schemas.oai_dc(shared_data / "schemas")


def elements(written: bytes) -> list[etree._Element]:
    return etree.fromstring(written).findall(f"record/{{{NAMESPACE}}}dc")


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


def test_a_character_that_xml_cannot_hold_is_seen_to_be_missing():
    [element] = elements(export("dc", record(title="a\x0cb")))
    assert said(element)[1] == ("title", "a\ufffdb", None)


HIDING = {
    "an embargo": {"access": {"level": "public", "until": "2034"}},
    "a consent": {"consents": [{"person": "p-1", "given": "2024", "scope": ["publish"]}]},
    "a person": {"people": [{"person": "p-1", "role": "depicted"}]},
    "a part that is withheld": {"withhold": [{"term": "title"}]},
    "its level": {"access": "hidden"},
}


@pytest.mark.parametrize("name", ["dc", "dcterms"])
@pytest.mark.parametrize("reason", HIDING)
def test_what_a_description_leaves_behind_leaves_the_item_hidden(name, reason):
    written = export(name, record(title="T", **HIDING[reason]))
    assert etree.fromstring(written)[0].get("access") == "hidden"


@pytest.mark.parametrize("name", ["dc", "dcterms"])
def test_a_description_goes_nowhere_without_its_kind_its_level_and_its_warning(name):
    access = {"level": "closed", "originals": "true", "warning": {"ru": "О чём знать", "en": "What to know"}}
    one = etree.fromstring(export(name, record(title="T", kind="testimony", access=access)))[0]
    assert dict(one.attrib) == {"id": "one", "kind": "testimony", "access": "closed"}
    assert [warning.text for warning in one.findall("warning")] == ["О чём знать", "What to know"]
    assert dict(etree.fromstring(export(name, record(title="T")))[0].attrib) == {"id": "one", "kind": "other"}


def test_qualified_dublin_core_keeps_language_datatype_and_uri():
    one = record(
        title={"ru": "Заголовок", "en": ["A title", "Another"]},
        created={"value": "2004-09-01", "datatype": "dcterms:W3CDTF"},
        source="https://example.org/a",
        rights={"value": "In copyright", "uri": "http://rightsstatements.org/vocab/InC/1.0/", "language": "en"},
        license="https://creativecommons.org/licenses/by/4.0/",
        identifier={"value": "0012", "datatype": "https://example.org/inventory"},
        subject={"uri": "https://example.org/subjects/1"},
        spatial={"value": "Beslan", "latitude": "43.19", "longitude": "44.54"},
        abstract="a\x0cb",
    )
    assert export("dcterms", one).decode().splitlines()[2:-1] == [
        '<record id="one" kind="other">',
        '<dcterms:title xml:lang="ru">Заголовок</dcterms:title>',
        '<dcterms:title xml:lang="en">A title</dcterms:title>',
        '<dcterms:title xml:lang="en">Another</dcterms:title>',
        '<dcterms:created xsi:type="dcterms:W3CDTF">2004-09-01</dcterms:created>',
        '<statement escaped="json">',
        '<dcterms:abstract>"a\\fb"</dcterms:abstract>',
        "</statement>",
        '<dcterms:subject xsi:type="dcterms:URI">https://example.org/subjects/1</dcterms:subject>',
        "<statement>",
        "<dcterms:spatial>Beslan</dcterms:spatial>",
        '<dcterms:spatial xsi:type="dcterms:URI">geo:43.19,44.54</dcterms:spatial>',
        "</statement>",
        '<statement datatype="https://example.org/inventory">',
        "<dcterms:identifier>0012</dcterms:identifier>",
        "</statement>",
        "<dcterms:source>https://example.org/a</dcterms:source>",
        "<statement>",
        '<dcterms:rights xml:lang="en">In copyright</dcterms:rights>',
        '<dcterms:rights xsi:type="dcterms:URI">http://rightsstatements.org/vocab/InC/1.0/</dcterms:rights>',
        "</statement>",
        "<dcterms:license>https://creativecommons.org/licenses/by/4.0/</dcterms:license>",
        "</record>",
    ]


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
