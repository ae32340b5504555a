"""Dates in EDTF, their bounds, and how far circa reaches in what is published."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records.dates import Dated, mistakable, period, understand
from archive.records.edtf import bounds


@pytest.fixture(scope="module")
def values(shared_data):
    lines = (shared_data / "dates/edtf-values.tsv").read_text(encoding="utf-8").split("\n")[1:]
    return [line.split("\t")[1:] for line in lines if line]


def test_every_value_is_judged_as_the_validator_of_edtf_judges_it(values):
    assert len(values) > 250
    assert [(verdict, value) for verdict, value in values if (bounds(value) is not None) != (verdict == "valid")] == []


def test_what_is_edtf_is_understood_as_it_is(values):
    assert [value for verdict, value in values if verdict == "valid" and understand(value).edtf != value] == []


def test_what_is_not_edtf_is_never_taken_for_it(values):
    found = [(value, understand(value)) for verdict, value in values if verdict == "invalid"]
    assert [(value, dated) for value, dated in found if dated and dated.edtf == value] == []


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12"),
        ("2004-02", "2004-02-01", "2004-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2004-06-~11", "2004-06-11", "2004-06-11"),
        ("1560-XX-25", "1560-01-25", "1560-12-25"),
        ("2015-XX-31", "2015-01-31", "2015-12-31"),
        ("190X-02-29", "1904-02-29", "1908-02-29"),
        ("1XXX-12", "1000-12-01", "1999-12-31"),
        ("20X0-10-02", "2000-10-02", "2090-10-02"),
        ("2001-30", "2001-01-01", "2001-12-31"),
        ("2001-36", "2001-10-01", "2001-12-31"),
        ("2001-38", "2001-05-01", "2001-08-31"),
        ("2001-41", "2001-07-01", "2001-12-31"),
        ("1950S2", "1900-01-01", "1999-12-31"),
        ("1950S4", "1950-01-01", "1950-12-31"),
        ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
        ("[..1760-12-03]", None, "1760-12-03"),
        ("{1760-12..}", "1760-12-01", None),
        ("{1960,-1961-12}", None, "1960-12-31"),
        ("../..", None, None),
        ("XXXX", None, None),
        ("XXXX-12-XX", None, None),
        ("XXXX/1920", None, "1920-12-31"),
        ("-0500", None, None),
        ("Y17E8", None, None),
    ],
)
def test_bounds_are_the_first_and_last_day_that_a_date_can_mean(edtf, earliest, latest):
    assert bounds(edtf) == (earliest, latest)


NOT_EDTF = """
/
..
[]
[..]
{1,2}
1985-00
1985-13
1985-20
1985-42
1985-21-01
1985-X3-32
2015-02-29
Y1985
1X50S2
1985S0
1985-05S2
[1985..,1990]
[1980,..1985]
[1990..1980]
Y170000002/..
Y1E999999999
١٩٨٥
"""


@pytest.mark.parametrize("text", [*NOT_EDTF.strip().splitlines(), "1985\n", "Y" + "9" * 5000])
def test_what_is_not_edtf_has_no_bounds(text):
    assert bounds(text) is None


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("1930~", "1925-01-01", "1935-12-31"),
        ("1930%", "1925-01-01", "1935-12-31"),
        ("~1930", "1925-01-01", "1935-12-31"),
        ("193X~", "1925-01-01", "1944-12-31"),
        ("1930~/1950", "1925-01-01", "1950-12-31"),
        ("[1930,1940~]", "1930-01-01", "1945-12-31"),
        ("../1950~", None, "1955-12-31"),
        ("1930?", "1930-01-01", "1930-12-31"),
        ("1930-05~", "1930-05-01", "1930-05-31"),
        ("1930-05-~01", "1930-05-01", "1930-05-01"),
        ("0003~", None, "0008-12-31"),
        ("9998~", "9993-01-01", None),
    ],
)
def test_circa_reaches_years_where_a_year_is_approximate_and_nowhere_else(edtf, earliest, latest):
    assert understand(edtf, 5) == Dated(edtf, earliest, latest)


@pytest.mark.parametrize("year", ["1841", "0000", "9999"])
def test_a_plain_year_needs_no_reading(year):
    assert understand(f" {year} ") == Dated(year, f"{year}-01-01", f"{year}-12-31")


@given(st.text("0123456789X-/.~?%[]{},YST:E ", max_size=24))
def test_bounds_stand_in_their_order_and_reach_further_with_circa(text):
    found = bounds(text)
    if found is None:
        return
    first, last = found
    assert first is None or last is None or first <= last
    wider, later = bounds(text, 7)
    assert wider is None or (first is not None and wider <= first)
    assert later is None or (last is not None and later >= last)


@pytest.mark.parametrize(("written", "years"), [("1918-22", "1918/1922"), ("1939-40", "1939/1940")])
def test_a_season_that_looks_like_years_can_be_mistaken(written, years):
    assert mistakable(written) == years
    assert understand(written).edtf == written


@pytest.mark.parametrize("written", ["1936-21", "1941-23", "1918-12", "1941-45", "1918–22", "1918"])
def test_what_can_be_one_thing_only_is_not_mistaken(written):
    assert mistakable(written) is None


DATED = {
    "about": "c. 1930",
    "between": "между 1920 и 1925",
    "plain": "1931",
    "unknown": "без даты",
}


def published(workshop):
    with workshop.edition() as edition:
        rows = edition.execute("SELECT id, date, date_edtf, date_earliest, date_latest FROM items")
        return {item: tuple(rest) for item, *rest in rows}


def test_circa_holds_in_what_is_published_and_after_something_was_taken_out(workshop):
    workshop.write("metadata/policy.yaml", "default: public\ncirca: 5\n")
    for item, date in DATED.items():
        workshop.write(f"metadata/{item}.yaml", f"id: {item}\nkind: other\ntitle: {item}\ndate: {date}\n")
    workshop.run("publish", "--yes")
    expected = {
        "about": ("c. 1930", "1930~", "1925-01-01", "1935-12-31"),
        "between": ("между 1920 и 1925", "[1920..1925]", "1920-01-01", "1925-12-31"),
        "plain": ("1931", "1931", "1931-01-01", "1931-12-31"),
        "unknown": ("без даты", "XXXX", None, None),
    }
    assert published(workshop) == expected
    assert json.loads((workshop.root / "public/edition.json").read_bytes())["circa"] == 5
    workshop.run("withdraw", "plain", "--reason", "error")
    del expected["plain"]
    assert published(workshop) == expected


def test_an_edition_is_made_anew_when_circa_changes(workshop):
    workshop.write("metadata/one.yaml", "id: one\nkind: other\ntitle: One\ndate: c. 1930\naccess: public\n")
    for circa, earliest in ((0, "1930-01-01"), (2, "1928-01-01")):
        workshop.write("metadata/policy.yaml", f"default: public\ncirca: {circa}\n")
        workshop.run("publish", "--yes")
        assert published(workshop)["one"][2] == earliest


def test_a_withdrawal_keeps_the_bounds_though_nobody_can_read_the_policy(workshop):
    workshop.write("metadata/policy.yaml", "default: public\ncirca: 5\n")
    for item in ("one", "two"):
        workshop.write(f"metadata/{item}.yaml", f"id: {item}\nkind: other\ntitle: {item}\ndate: 1930~\n")
    workshop.run("publish", "--yes")
    workshop.write("metadata/policy.yaml", "default: public\ncirca: five\n")
    workshop.run("withdraw", "two", "--reason", "error", status=1)
    assert published(workshop) == {"one": ("1930~", "1930~", "1925-01-01", "1935-12-31")}


@pytest.mark.parametrize("circa", ["-1", "1.5", "five", "1000"])
def test_circa_is_a_whole_number_of_years(workshop, circa):
    workshop.write("metadata/policy.yaml", f"default: public\ncirca: {circa}\n")
    said = workshop.run("check", status=1).stderr
    assert f"metadata/policy.yaml:2: circa: “{circa}”; expected a whole number of years, at most 999" in said


@pytest.mark.parametrize("written", ["1943-00", "1943-00-00", "1943-00-12", "1943-05-00"])
def test_a_month_or_day_of_zero_is_no_date_and_decides_nothing(written):
    assert period(written) is None
    assert understand(written) is None
