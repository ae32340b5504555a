"""Codes, numbers and addresses in plain words."""

from __future__ import annotations

import json

import pytest

from archive.records.kinds import KINDS
from archive.records.terms import TERMS
from archive.search import FACETS
from archive.web.interface import interface
from archive.web.labels import anchor, clock, web_address

ENGLISH, RUSSIAN = interface("en").labels, interface("ru").labels


def test_every_rights_statement_has_the_name_its_authors_gave_it(shared_data):
    published = [json.loads(path.read_text(encoding="utf-8")) for path in (shared_data / "rights").glob("*_en.json")]
    statements = {one["@id"]: one["prefLabel"] for one in published if "/collection-" not in one["@id"]}
    assert len(statements) == 12
    for uri, name in statements.items():
        known = ENGLISH.rights(uri)
        assert known is not None, uri
        assert known.label.replace(" – ", " - ") == name
        assert ENGLISH.rights(uri.replace("http:", "https:").replace("/vocab/", "/page/")) == known
        assert RUSSIAN.rights(uri).label[0] in "ОНА"


@pytest.mark.parametrize(
    ("uri", "label"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0 (Attribution)"),
        (
            "http://creativecommons.org/licenses/by-nc-nd/3.0/deed.ru",
            "CC BY-NC-ND 3.0 (Attribution-NonCommercial-NoDerivatives)",
        ),
        ("https://www.creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0 (public domain dedication)"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
    ],
)
def test_licences_have_their_names(uri, label):
    assert ENGLISH.rights(uri).label == label


def test_a_licence_says_in_russian_what_it_allows():
    said = RUSSIAN.rights("https://creativecommons.org/licenses/by-sa/4.0/")
    assert said.label == "CC BY-SA 4.0 (С указанием авторства — На тех же условиях)"
    assert said.meaning == "Можно использовать и изменять, указав автора и распространяя на тех же условиях."


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.org/vocab/InC/1.0/",
        "https://creativecommons.org/licenses/zz/4.0/",
        "http://rightsstatements.org/",
        "http://rightsstatements.org/vocab/ZZ/1.0/",
        "x",
    ],
)
def test_an_unknown_address_says_nothing_about_rights(uri):
    assert ENGLISH.rights(uri) is None


@pytest.mark.parametrize(
    ("uri", "english", "russian"),
    [
        ("geo:43.19,44.54", "43.19° north, 44.54° east", "43,19° с. ш., 44,54° в. д."),
        ("geo:-12.5,-0.1,30;u=10", "12.5° south, 0.1° west", "12,5° ю. ш., 0,1° з. д."),
        ("geo:north,east", None, None),
        ("http://example.org", None, None),
    ],
)
def test_coordinates_in_words(uri, english, russian):
    assert (ENGLISH.coordinates(uri), RUSSIAN.coordinates(uri)) == (english, russian)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https:alert(1)", False),
        ("//example.org", False),
        ("data:text/html,x", False),
        ("https://[broken", False),
        ("see https://example.org", False),
    ],
)
def test_only_whole_web_addresses_become_links(text, link):
    assert web_address(text) is link


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (83.9, "1:23"), (3723.5, "1:02:03")])
def test_times_as_people_write_them(seconds, words):
    assert clock(seconds) == words


@pytest.mark.parametrize(("seconds", "fragment"), [(0.0, "t0"), (4.5, "t4.5"), (12345.678, "t12345.678")])
def test_times_as_addresses(seconds, fragment):
    assert anchor(seconds) == fragment


@pytest.mark.parametrize(
    ("count", "english", "russian"),
    [
        (1, "1 byte", "1 байт"),
        (25, "25 bytes", "25 байт"),
        (2300, "2.3 kB", "2,3 кБ"),
        (999_999, "1.0 MB", "1,0 МБ"),
        (5_000_000_000, "5.0 GB", "5,0 ГБ"),
    ],
)
def test_sizes_as_people_read_them(count, english, russian):
    assert (ENGLISH.size(count), RUSSIAN.size(count)) == (english, russian)


def test_large_numbers_are_parted_as_the_language_does_it():
    assert (ENGLISH.number(1234567), RUSSIAN.number(1234567)) == ("1,234,567", "1\xa0234\xa0567")


@pytest.mark.parametrize(
    ("tag", "english", "russian"),
    [
        ("ru", "Russian", "Русский"),
        ("os", "Ossetian", "Осетинский"),
        ("inh", "Ingush", "Ингушский"),
        ("en-GB", "English", "Английский"),
        ("xx", "xx", "xx"),
    ],
)
def test_languages_by_name_and_unknown_ones_by_their_tag(tag, english, russian):
    assert (ENGLISH.language(tag), RUSSIAN.language(tag)) == (english, russian)


@pytest.mark.parametrize(
    ("written", "english", "russian"),
    [
        ("2004-09-01", "1 September 2004", "1 сентября 2004 г."),
        ("1957-06", "June 1957", "июнь 1957 г."),
        ("1957", "1957", "1957"),
        ("1957-06-31", "1957-06-31", "1957-06-31"),
        ("1957-13", "1957-13", "1957-13"),
        ("c. 1930-1950", "c. 1930-1950", "c. 1930-1950"),
    ],
)
def test_days_and_months_are_written_out(written, english, russian):
    said = RUSSIAN.date(written).replace("\u202f", " ")  # a narrow space that does not break
    assert (ENGLISH.date(written), said) == (english, russian)


@pytest.mark.parametrize(
    ("key", "english", "russian"),
    [("186X", "1860s", "1860-е"), ("2004", "2004", "2004"), ("086X", "860s", "860-е"), ("0865", "865", "865")],
)
def test_years_and_decades_of_a_search(key, english, russian):
    assert (ENGLISH.time(key), RUSSIAN.time(key)) == (english, russian)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_a_name_for_one_and_for_many_in_both_languages(name):
    names = {labels.kind(name) for labels in (ENGLISH, RUSSIAN)} | {labels.kinds(name) for labels in (ENGLISH, RUSSIAN)}
    assert len(names - {name}) == 4


@pytest.mark.parametrize("name", TERMS)
def test_every_property_has_its_official_name_and_a_russian_one(name):
    assert ENGLISH.term(name) == TERMS[name].label
    assert any("а" <= letter <= "я" for letter in RUSSIAN.term(name))


def test_russian_names_of_properties_are_told_apart():
    assert len({RUSSIAN.term(name) for name in TERMS}) == len(TERMS)


def test_a_property_of_somebody_elses_keeps_its_name():
    assert RUSSIAN.term("x:Shelf mark") == "x:Shelf mark"


@pytest.mark.parametrize("name", FACETS)
def test_every_facet_has_a_name_in_both_languages(name):
    assert len({ENGLISH.facet(name), RUSSIAN.facet(name), name}) == 3
