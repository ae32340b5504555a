"""Dates in EDTF: what is read without the parser is what the parser reads."""

from __future__ import annotations

import pytest

from archive.records import dates

SHORT = ("1841?", "1841~", "1841%", "?1841", "~1841", "%1841", "1897/1902", "2000/1990", "1990/1990", "0000/0001")


@pytest.mark.parametrize("written", SHORT)
def test_years_are_read_as_the_parser_reads_them(written):
    assert dates.understand(written) == dates._parse(written) is not None


def test_nothing_that_the_parser_reads_is_passed_over(shared_data):
    lines = (shared_data / "dates/edtf-values.tsv").read_text(encoding="utf-8").splitlines()[1:]
    values = [line.split("\t")[2].strip() for line in lines]
    assert len(values) > 200
    assert [
        value for value in values if dates.period(value) is None and dates.understand(value) != dates._parse(value)
    ] == []
