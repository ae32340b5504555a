"""Extended Date/Time Format: what is EDTF, and the first and last day it can mean.

Source: Library of Congress, Extended Date/Time Format (EDTF) Specification, 2019-02-04, levels 0 to 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

Bounds = tuple[str | None, str | None]
_Day = tuple[int, int, int]  # astronomical year (0 is 1 BC), month, day

_MARK = "[?~%]?"
_TIME = r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:(?:0\d|1[0-3])(?::[0-5]\d)?|14(?::00)?))?"
# A number of more digits than these is no date that anybody means, and takes long to reckon with.
_YEAR = r"-?[\dX]{4}|Y-?[1-9]\d{4,17}|Y-?[1-9]\d{0,17}E[1-9]\d?"
_DATE = re.compile(
    rf"(?P<before>{_MARK})(?P<year>{_YEAR})(?:S(?P<known>[1-9]\d?))?(?P<after>{_MARK})"
    rf"(?:-{_MARK}(?P<month>[\dX]{{2}})(?P<month_after>{_MARK})"
    rf"(?:-{_MARK}(?P<day>[\dX]{{2}})(?P<day_after>{_MARK}))?)?",
    re.ASCII,
)
_MOMENT = re.compile(rf"(-?\d{{4}}-\d\d-\d\d){_TIME}", re.ASCII)
_ABOUT = "~%"
# First and last month; a winter of a year may be at its beginning or at its end.
_SEASONS = {
    **dict.fromkeys((21, 25, 31), (3, 5)),
    **dict.fromkeys((22, 26, 32), (6, 8)),
    **dict.fromkeys((23, 27, 29), (9, 11)),
    **dict.fromkeys((24, 28, 30), (12, 2)),
    **{33 + quarter: (3 * quarter + 1, 3 * quarter + 3) for quarter in range(4)},
    **{37 + third: (4 * third + 1, 4 * third + 4) for third in range(3)},
    **{40 + half: (6 * half + 1, 6 * half + 6) for half in range(2)},
}


@dataclass(frozen=True, slots=True)
class _Date:
    """The first and the last day that a date can mean, and between which days it begins."""

    first: _Day
    last: _Day
    begins: _Day
    begins_at_last: _Day
    about: bool = False  # it is a year, or years, and the writer was not sure of it
    known: bool = True  # something of its year is said

    def reaching(self, years: int) -> tuple[_Day, _Day]:
        """Both days, as many years further apart if the date is about a year."""
        reach = years if self.about else 0
        return (self.first[0] - reach, *self.first[1:]), (self.last[0] + reach, *self.last[1:])


_Span = tuple[_Date | None, _Date | None]


def bounds(text: str, circa: int = 0) -> Bounds | None:
    """The first and last day (`YYYY-MM-DD`) that a text in EDTF can mean, None where it is not EDTF.

    A day is None where that end is open or unknown, or its year is before 0 or after 9999. `circa` is how many years
    an approximate year, decade or century reaches further on each side.
    """
    spans = _spans(text)
    if spans is None:
        return None
    ends = [(low and low.reaching(circa)[0], high and high.reaching(circa)[1]) for low, high in spans]
    lows, highs = [low for low, _ in ends if low], [high for _, high in ends if high]
    return (
        _written(min(lows)) if len(lows) == len(ends) else None,
        _written(max(highs)) if len(highs) == len(ends) else None,
    )


def _written(day: _Day) -> str | None:
    return f"{day[0]:04}-{day[1]:02}-{day[2]:02}" if 0 <= day[0] <= 9999 else None


def _spans(text: str) -> list[_Span] | None:
    """The pairs of dates between which each part of a text lies, an open end being None; None if it is not EDTF."""
    if moment := _MOMENT.fullmatch(text):
        text = moment[1]
    if text[:1] + text[-1:] in {"[]", "{}"}:
        return _set(text[1:-1])
    low, slash, high = text.partition("/")
    if not slash:
        date = _date(text)
        if date is None:
            return None
        return [(date, date)] if date.known else [(None, None)]
    if "Y" in text or text == "/":  # years of five digits have no intervals
        return None
    span = _interval(low, high, ("", ".."))
    return [span] if span else None


def _set(text: str) -> list[_Span] | None:
    spans = []
    parts = text.split(",")
    for place, part in enumerate(parts):
        low, dots, high = part.partition("..")
        if (dots and not low and place) or (dots and not high and place < len(parts) - 1) or part == "..":
            return None
        span = _interval(low, high if dots else low, ("",) if dots else ())
        if span is None:
            return None
        spans.append(span)
    return spans


def _interval(low: str, high: str, open_end: Sequence[str]) -> _Span | None:
    first = None if low in open_end else _date(low)
    last = None if high in open_end else _date(high)
    if (first is None and low not in open_end) or (last is None and high not in open_end):
        return None
    if first and last and first.begins > last.begins_at_last:
        return None
    return first if first and first.known else None, last if last and last.known else None


def _date(text: str) -> _Date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, known, month, day = match.group("year", "known", "month", "day")
    if year == "-0000" or (month and (known or year[0] == "Y")) or (known and "X" in year):
        return None
    if month is None:
        years = _significant(year, int(known)) if known else _years(year)
        about = any(mark in _ABOUT for mark in match.group("before", "after") if mark)
        first, last = (years[0], 1, 1), (years[-1], 12, 31)
        return _Date(first, last, first, (years[-1], 1, 1), about, "XXXX" not in year)
    if month.isdecimal() and int(month) in _SEASONS:
        return None if day else _season(year, int(month))
    return _exact(year, month, day)


def _exact(year: str, month: str, day: str | None) -> _Date | None:
    years, months = _years(year), _matching(month, range(1, 13))
    days = _matching(day, range(1, 32)) if day else range(1, 2)
    first, last = _earliest(years, months, days), _earliest(years[::-1], months[::-1], days[::-1])
    if first is None or last is None:
        return None
    end = last if day else (*last[:2], _length(*last[:2]))
    return _Date(first, end, first, last, known="XXXX" not in year)


def _season(year: str, code: int) -> _Date:
    years, (begin, end) = _years(year), _SEASONS[code]
    first, last = (1, 12) if begin > end else (begin, end)
    return _Date(
        (years[0], first, 1),
        (years[-1], last, _length(years[-1], last)),
        (years[0], begin, 1),
        (years[-1], begin, 1),
        known="XXXX" not in year,
    )


def _years(text: str) -> Sequence[int]:
    """All the years that the text can mean, from the earliest on."""
    if text[0] == "Y":
        number, _, power = text[1:].partition("E")
        return (int(number) * 10 ** int(power or 0),)
    digits = text.removeprefix("-")
    if "X" not in digits:
        return (int(text),)
    found = _matching(digits, range(int(digits.replace("X", "0")), int(digits.replace("X", "9")) + 1))
    return [-year for year in reversed(found)] if text[0] == "-" else found


def _significant(text: str, known: int) -> Sequence[int]:
    """The years that agree with this one in so many digits."""
    year = _years(text)[0]
    step = 10 ** max(0, len(str(abs(year))) - known)
    first = abs(year) // step * step
    span = (first, first + step - 1)
    return [-one for one in reversed(span)] if year < 0 else span


def _matching(pattern: str, numbers: Iterable[int]) -> Sequence[int]:
    """Of the numbers those whose digits the pattern has, X being any."""
    width = len(pattern)
    return [
        number
        for number in numbers
        if all(one in ("X", other) for one, other in zip(pattern, f"{number:0{width}}", strict=True))
    ]


def _earliest(years: Sequence[int], months: Sequence[int], days: Sequence[int]) -> _Day | None:
    """The first of these days that is in the calendar."""
    found: Iterator[_Day] = product(years, months, days)
    return next((day for day in found if day[2] <= _length(day[0], day[1])), None)


def _length(year: int, month: int) -> int:
    """The days of a month of the proleptic Gregorian calendar (ISO 8601), whose years go on below 1."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31
