"""What is said of a day beside its number: the weekday, the calendar, and the night between it and another."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def on_weekday(day: str | None, weekday: int) -> str | None:
    """The day, where it is this day of the week (0 is Monday); which of the two is wrong nobody can tell."""
    found = _calendar(day)
    return day if found and found.weekday() == weekday else None


def in_style(day: str | None, *, old: bool) -> str | None:
    """The day in the Gregorian calendar, which is that of EDTF; in the old style it is told in the Julian one."""
    found = _calendar(day)
    if found is None or not old:
        return day if found else None
    return _gregorian(found)


def in_both_styles(one: str, other: str) -> str | None:
    """The day that is told in both calendars, `25 October (7 November) 1917`; None where they are two days."""
    for old, new in ((one, other), (other, one)):
        found = _calendar(old)
        if found and _calendar(new) and _gregorian(found) == new:
            return new
    return None


def night(before: str | None, after: str | None) -> str | None:
    """The night from one day to the next, of which the first may be left out."""
    second = _calendar(after)
    if second is None:
        return None
    first = (second - timedelta(days=1)).isoformat()
    return f"{first}/{after}" if before in {first, None} else None


def _gregorian(julian: date) -> str:
    """The same day in the Gregorian calendar; the 29th of February that only the Julian one had is not known here."""
    year = julian.year - (julian.month < 3)
    return (julian + timedelta(days=year // 100 - year // 400 - 2)).isoformat()


def _calendar(day: str | None) -> date | None:
    try:
        found = date.fromisoformat(day) if day and _DAY.fullmatch(day) else None
    except ValueError:
        return None
    return found if found and 1 < found.year < 9999 else None  # in between there is always a day before and after
