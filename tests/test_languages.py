"""Language tags: which are right, and which was meant by one that is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records.build import build
from archive.records.languages import is_tag, nearest_tag
from archive.records.model import Origin

RIGHT = ("ru", "os", "en", "RU", "en-GB", "ru-Latn", "sr-Cyrl-RS", "de-DE-1996", "ru-petr1708", "gsw", "cmn", "iw")
RIGHT += ("und", "mul", "zxx", "x-home", "en-x-home", "i-klingon", "sgn-BE-FR", "qaa")
MEANT = {
    "rus": "ru",
    "eng": "en",
    "ger": "de",
    "oss": "os",
    "ru_RU": "ru-RU",
    "en_us": "en-US",
    "en-UK": "en-GB",
    "eng-GB": "en-GB",
    "ru-": "ru",
    "ua": "uk",
    "Russian": "ru",
    "English language": "en",
    "русский": "ru",
    "Русский язык": "ru",
    "рус": "ru",
    "рус.": "ru",
    "осетинский": "os",
    "осет.": "os",
    "ирон": "os",
    "англ": "en",
    "франц.": "fr",
}
NEAR_NONE = ("zz-zz-zz", "x", "Клингонский диалект", "Russian; English", "—")


@pytest.mark.parametrize("tag", RIGHT)
def test_a_tag_is_one_of_bcp_47_whose_parts_are_registered(tag):
    assert is_tag(tag)


@pytest.mark.parametrize("written", [*MEANT, *NEAR_NONE, "", " ru", "ru ", "ru--RU", "ру"])
def test_anything_else_is_none(written):
    assert not is_tag(written)


@pytest.mark.parametrize(("written", "meant"), MEANT.items())
def test_the_language_of_a_value_that_is_no_tag_is_an_error_with_the_nearest(written, meant):
    expected = f"x: title: “{written}” is no language tag; expected {meant} (is that what was meant?)"
    _, [problem] = build({"id": "x", "access": {"warning": {written: "A warning"}}}, Origin("x"))
    assert str(problem) == expected.replace("title", "warning")
    for title in ({written: "A title"}, {"value": "A title", "language": written}):
        record, problems = build({"id": "x", "title": title}, Origin("x"))
        assert [str(problem) for problem in problems] == [expected]
        assert record.faults


@pytest.mark.parametrize(("written", "meant"), MEANT.items())
def test_a_value_of_language_that_is_no_tag_is_kept_and_gives_a_warning_with_the_nearest(written, meant):
    record, problems = build({"id": "x", "language": written}, Origin("x"))
    expected = f"x: warning: language: “{written}” is no language tag; expected {meant} (is that what was meant?)"
    assert [str(problem) for problem in problems] == [expected]
    assert [said.value for said in record.statements] == [written]
    assert not record.faults


@pytest.mark.parametrize("written", NEAR_NONE)
def test_where_no_tag_is_near_none_is_guessed(written):
    _, [problem] = build({"id": "x", "language": written}, Origin("x"))
    assert problem.expected == "a BCP 47 tag such as ru, os, en"


def test_the_address_of_a_language_is_one_too():
    assert build({"id": "x", "language": "http://id.loc.gov/vocabulary/iso639-2/oss"}, Origin("x"))[1] == []


@given(st.text(max_size=12) | st.from_regex(r"[A-Za-z]{1,4}([-_][A-Za-z0-9]{1,5}){0,2}", fullmatch=True))
def test_what_is_named_as_the_nearest_is_always_a_tag(written):
    nearest = nearest_tag(written)
    assert nearest is None or is_tag(nearest)
