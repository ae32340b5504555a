"""The table of terms, what their values are expected to be, and what is said where they are not."""

from __future__ import annotations

import re
import runpy

import pytest
from lxml import etree

from archive.records.build import build
from archive.records.model import Origin, Statement, Written
from archive.records.plain import plain
from archive.records.rights import LICENCES, STATEMENTS
from archive.records.schemes import SCHEMES, scheme_of
from archive.records.terms import TERMS, likely_term
from archive.web import labels
from archive.web.interface import LANGUAGES, interface
from conftest import PROJECT

XSD = "{http://www.w3.org/2001/XMLSchema}"


def said(data: dict) -> list[str]:
    """What is said of a record, behind the name of the file."""
    _, problems = build({"id": "x", **data}, Origin("x"))
    return [str(problem).removeprefix("x: ") for problem in problems]


def statement(value) -> Statement:
    record, _ = build({"id": "x", "subject": value}, Origin("x"))
    [found] = record.statements
    return found


@pytest.fixture(scope="module")
def published(shared_data):
    """The schema of the properties as DCMI publishes it."""
    return etree.parse(shared_data / "schemas" / "dcterms.xsd")


def test_every_term_refines_what_the_schema_of_dcmi_says(published):
    heads = {
        element.get("name"): element.get("substitutionGroup")
        for element in published.iter(f"{XSD}element")
        if element.get("name")
    }
    assert set(heads) == set(TERMS)
    for name, head in heads.items():
        term = TERMS[name]
        if head == "dc:any":
            assert (term.refines, term.element) == (None, None)
        elif head.startswith("dc:"):
            assert term.element == name
        else:
            assert term.refines == head


def test_every_encoding_scheme_of_the_schema_of_dcmi_is_known(published):
    named = {found.get("name") for found in published.iter(f"{XSD}complexType")} - {"elementOrRefinementContainer"}
    assert named <= set(SCHEMES)


def test_every_term_has_a_label_and_a_definition_of_one_sentence_in_each_language_of_the_site():
    for language in LANGUAGES:
        shown = [term.labels[language] for term in TERMS.values()]
        assert len(set(shown)) == len(TERMS)
        assert all(re.fullmatch(r"[A-ZА-Я][^.]+\.", term.definitions[language]) for term in TERMS.values())
        assert [interface(language).labels.term(name) for name in TERMS] == shown


def test_a_term_is_known_by_one_word_only_where_that_is_no_label_of_another():
    names = {name.lower(): name for name in TERMS}
    for term in TERMS.values():
        for word in (*term.also, *(label.lower() for label in term.labels.values())):
            assert word == word.lower()
            assert names.get(word, term.name) == term.name
            assert likely_term(word) == term.name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("название", "title"),
        ("Заглавие", "title"),
        ("заголвок", "title"),
        ("автор", "creator"),
        ("Ключевые слова", "subject"),
        ("inventory_number", "identifier"),
        ("dcterms:creatr", "creator"),
        ("acess", "access"),
        ("доступ", "access"),
        ("файлы", "files"),
        ("Place", "spatial"),
    ],
)
def test_an_unknown_key_is_said_with_the_one_that_was_meant_in_either_language(written, meant):
    assert said({written: "a"}) == [f"{written}: no such key; expected {meant} (is that what was meant?)"]


def test_a_key_that_resembles_nothing_is_said_without_a_guess():
    assert said({"xyzzy": "a"}) == ["xyzzy: no such key; expected a term"]


@pytest.mark.parametrize(
    "written", ["W3CDTF", "w3cdtf", "dcterms:W3CDTF", "W3C-DTF", "http://purl.org/dc/terms/W3CDTF"]
)
def test_a_datatype_is_kept_by_its_name_however_it_was_written(written):
    assert statement({"value": "1931-05", "datatype": written}) == Statement("subject", "1931-05", None, "W3CDTF")


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_is_found_by_its_name_and_its_uri_and_written_again_the_same(name):
    assert scheme_of(name) == scheme_of(SCHEMES[name].uri) == SCHEMES[name]
    record, _ = build({"id": "x", "subject": {"value": "a", "datatype": SCHEMES[name].uri}}, Origin("x"))
    assert build(plain(record), Origin("x"))[0] == record


@pytest.mark.parametrize(
    ("datatype", "right", "wrong"),
    [
        (
            "W3CDTF",
            ["1931", "1931-05-02", "1931-05-02T10:30Z", "1931-05-02T10:30:15.5+03:00"],
            ["1931-13", "about 1931"],
        ),
        ("W3CDTF", ["2004-02-29"], ["2005-02-29", "1931T10:30Z", "1931-05-02T", "1931-05-02T25:00Z", "31.05.1931"]),
        ("EDTF", ["1931~", "1931/1935", "193X"], ["about 1931", "1931-99"]),
        ("Period", ["start=1931; end=1935", "name=A time; end=1935-05", "start=x; scheme=other"], ["1931", "name=x"]),
        ("Period", ["start=1931"], ["start=x", "start=1931; start=1932"]),
        ("Point", ["east=44.54; north=43.19; name=Beslan"], ["43.19, 44.54", "east=a; north=b", "east=1"]),
        (
            "Box",
            ["northlimit=44; eastlimit=45; southlimit=43; westlimit=44; name=A"],
            ["northlimit=a", "name=A", "northlimit=1; a=b"],
        ),
        ("ISO3166", ["RU", "GE", "643", "RUS"], ["ru", "UK", "JJ", "Russia"]),
        ("ISO639-2", ["rus", "oss", "eng"], ["ru", "Russian", "zzq"]),
        ("RFC5646", ["ru", "os", "en-GB"], ["ru_RU", "rus", "Russian"]),
        ("URI", ["https://example.org/a", "urn:isbn:1"], ["example.org", "https://example.org/a b"]),
        ("DCMIType", ["StillImage", "Text"], ["Photo", "text"]),
        ("IMT", ["image/jpeg", "text/plain; charset=utf-8"], ["JPEG", "image jpeg"]),
        ("LCSH", ["Schools -- History"], []),
    ],
)
def test_a_value_that_is_none_of_its_datatype_is_kept_and_gives_a_warning(datatype, right, wrong):
    for value in right:
        assert said({"subject": {"value": value, "datatype": datatype}}) == []
    for value in wrong:
        expected = f"; expected {SCHEMES[datatype].expected}"
        found = {"value": value, "datatype": datatype}
        assert said({"subject": found}) == [f"warning: subject: “{value}” is no {datatype}{expected}"]
        assert statement(found).value == value


@pytest.mark.parametrize(
    ("written", "meant"),
    [("W3CDFT", "W3CDTF"), ("dcterms:Boxx", "Box"), ("http://purl.org/dc/terms/Periode", "Period")],
)
def test_an_unknown_datatype_is_kept_and_gives_a_warning_with_the_nearest(written, meant):
    [warning] = said({"subject": {"value": "a", "datatype": written}})
    assert warning.startswith(f"warning: subject: “{written}” is kept as written, but no datatype that is known;")
    assert warning.endswith(f" expected {meant} (is that what was meant?)")
    assert statement({"value": "a", "datatype": written}).datatype == written


def test_a_datatype_of_somebody_else_is_a_uri():
    assert said({"subject": {"value": "a", "datatype": "https://example.org/inventory"}}) == []
    [warning] = said({"subject": {"value": "a", "datatype": "shelf"}})
    assert warning.endswith("IMT, LCSH, MESH, DDC, LCC, NLM, UDC, or a URI")


def test_a_datatype_stays_with_a_place_that_has_coordinates():
    found = statement({"value": "Beslan", "datatype": "tgn", "latitude": "43.19", "longitude": "44.54"})
    assert found == Statement("subject", "Beslan", None, "TGN", "geo:43.19,44.54")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("StillImag", "StillImage"), ("Moving Imag", "MovingImage"), ("photo", "StillImage"), ("видео", "MovingImage")],
)
def test_a_type_that_is_none_of_dcmis_is_kept_and_gives_a_warning_with_the_nearest(written, meant):
    expected = f"expected {meant} (is that what was meant?)"
    assert said({"type": written}) == [f"warning: type: “{written}” is no DCMI Type; {expected}"]


@pytest.mark.parametrize(
    "written", ["StillImage", "Still Image", "text", "watercolour", {"value": "photo", "datatype": "AAT"}]
)
def test_a_type_of_dcmi_in_any_spelling_and_a_word_of_ones_own_are_no_mistakes(written):
    assert [warning for warning in said({"type": written}) if "DCMI Type;" in warning] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://rightsstatements.org/vocab/InC/1.0", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("http://rightstatements.org/vocab/InC/1.0/", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("https://rightsstatements.org/vocab/INC-EDU/1.0/", "http://rightsstatements.org/vocab/InC-EDU/1.0/"),
        ("https://creativecommons.org/licences/by/4.0/", "https://creativecommons.org/licenses/by/4.0/"),
        ("creativecommons.org/licenses/by-nc-sa/4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("https://creativecommon.org/publicdomain/zero/1.0/", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ],
)
def test_a_mistyped_address_of_a_right_is_kept_and_gives_a_warning_with_the_nearest(written, meant):
    expected = (
        f"“{written}” is no address of a rights statement or a licence; expected {meant} (is that what was meant?)"
    )
    assert said({"rights": written}) == [f"warning: rights: {expected}"]
    if written.startswith("http"):
        assert said({"license": {"value": "words", "uri": written}}) == [f"warning: license: {expected}"]
    assert said({"description": written}) == []


@pytest.mark.parametrize(
    "written",
    [
        *(f"http://rightsstatements.org/vocab/{code}/1.0/" for code in STATEMENTS),
        *(f"https://creativecommons.org/licenses/{code}/4.0/" for code in LICENCES),
        "https://creativecommons.org/licenses/by/3.0/de/legalcode",
        "https://creativecommons.org/licenses/by-sa/4.0/deed.ru",
        "https://creativecommons.org/publicdomain/mark/1.0/",
        "https://rightsstatements.org/page/InC/1.0/?language=en",
        "https://commons.wikimedia.org/wiki/File:A.jpg",
        "All rights reserved. Ask the archive.",
    ],
)
def test_an_address_of_a_right_as_it_should_be_and_any_other_words_are_no_mistakes(written):
    assert said({"rights": written}) == []


def test_the_site_has_plain_words_for_every_right_whose_address_is_known():
    assert set(labels._STATEMENTS) == set(STATEMENTS)
    assert set(labels._LICENCES) == set(LICENCES)
    for code in STATEMENTS:
        assert interface("en").labels.rights(f"http://rightsstatements.org/vocab/{code}/1.0/")


def test_a_warning_stands_where_the_value_was_written():
    data = {"id": "x", "rights": {"value": Written("a", 3), "datatype": Written("W3CDTF", 4)}}
    _, [problem] = build(data, Origin("x.yaml", 1))
    assert str(problem).startswith("x.yaml:3: warning: rights: “a” is no W3CDTF")


def test_the_page_of_the_terms_is_what_make_terms_would_write():
    tool = runpy.run_path(str(PROJECT / "tools" / "write_terms.py"))
    assert (PROJECT / "docs" / "terms.md").read_text(encoding="utf-8") == tool["page"]()
