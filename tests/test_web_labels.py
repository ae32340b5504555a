"""Codes, numbers and addresses in plain words."""

from __future__ import annotations

import json

import pytest

from archive.web import labels


def test_every_rights_statement_has_the_name_its_authors_gave_it(shared_data):
    published = [json.loads(path.read_text(encoding="utf-8")) for path in (shared_data / "rights").glob("*_en.json")]
    statements = {one["@id"]: one["prefLabel"] for one in published if "/collection-" not in one["@id"]}
    assert len(statements) == 12
    for uri, name in statements.items():
        known = labels.rights(uri)
        assert known is not None, uri
        assert known.label.replace(" – ", " - ") == name
        assert labels.rights(uri.replace("http:", "https:").replace("/vocab/", "/page/")) == known


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
    assert labels.rights(uri).label == label


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.org/vocab/InC/1.0/",
        "https://creativecommons.org/licenses/zz/4.0/",
        "http://rightsstatements.org/",
        "x",
    ],
)
def test_an_unknown_address_says_nothing_about_rights(uri):
    assert labels.rights(uri) is None


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("geo:43.19,44.54", "43.19° north, 44.54° east"),
        ("geo:-12.5,-0.1,30;u=10", "12.5° south, 0.1° west"),
        ("geo:north,east", None),
        ("http://example.org", None),
    ],
)
def test_coordinates_in_words(uri, words):
    assert labels.coordinates(uri) == words


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
    assert labels.web_address(text) is link


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (83.9, "1:23"), (3723.5, "1:02:03")])
def test_times_as_people_write_them(seconds, words):
    assert labels.clock(seconds) == words


@pytest.mark.parametrize(("seconds", "fragment"), [(0.0, "t0"), (4.5, "t4.5"), (12345.678, "t12345.678")])
def test_times_as_addresses(seconds, fragment):
    assert labels.anchor(seconds) == fragment


@pytest.mark.parametrize(
    ("count", "words"), [(25, "25 bytes"), (2300, "2.3 kB"), (999_999, "1.0 MB"), (5_000_000_000, "5.0 GB")]
)
def test_sizes_as_people_read_them(count, words):
    assert labels.size(count) == words


@pytest.mark.parametrize(("tag", "name"), [("ru", "Russian"), ("os", "Ossetian"), ("en-GB", "English"), ("xx", "xx")])
def test_languages_by_name_and_unknown_ones_by_their_tag(tag, name):
    assert labels.language(tag) == name
