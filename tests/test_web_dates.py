"""Dates as people read them."""

from __future__ import annotations

import pytest

from archive.web.dates import written_out
from archive.web.interface import interface


@pytest.mark.parametrize(
    ("date", "english", "russian"),
    [
        ("2004-09-01", "1 September 2004", "1 сентября 2004 г."),
        ("1987~", "c. 1987", "ок. 1987"),
        ("1987?", "1987 (?)", "1987 (?)"),
        ("1987%", "c. 1987 (?)", "ок. 1987 (?)"),
        ("199X", "1990s", "1990-е"),
        ("199X?", "1990s (?)", "1990-е (?)"),
        ("1987~/2001", "c. 1987 – 2001", "ок. 1987 — 2001"),
        ("1987/..", "1987 or later", "1987 или позже"),
        ("../199X~", "c. 1990s or earlier", "ок. 1990-е или раньше"),
        ("2004-09/..", "September 2004 or later", "сентябрь 2004 г. или позже"),
        ("1987/", "1987/", "1987/"),
        ("../..", "../..", "../.."),
        ("[1667,1668]", "[1667,1668]", "[1667,1668]"),
        ("1987~?", "1987~?", "1987~?"),
        ("в начале учебного года", "в начале учебного года", "в начале учебного года"),
    ],
)
def test_a_date_is_written_out_and_what_is_not_understood_stays_as_it_is(date, english, russian):
    said = [" ".join(written_out(date, interface(language)).split()) for language in ("en", "ru")]
    assert said == [english, russian]
