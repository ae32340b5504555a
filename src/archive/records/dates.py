"""Dates: Extended Date/Time Format with bounds to sort by, and the plain dates that rules are made of.

Source: Library of Congress, Extended Date/Time Format (EDTF) Specification, 2019-02-04.
"""

from __future__ import annotations

import calendar
import re
import time
import warnings
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# Whatever is EDTF has this shape. To find out that something has not costs the parser 10 ms, of which a museum's
# catalogue has a thousand.
_MARK = "[?~%]?"
_TWO = rf"{_MARK}[0-9X]{{2}}{_MARK}"
_YEAR = rf"{_MARK}(?:Y-?[0-9]+(?:E[0-9]+)?|-?[0-9X]{{4}})(?:S[0-9]+)?{_MARK}"
_DAY = rf"{_YEAR}(?:-{_TWO}(?:-{_TWO})?(?:T[0-9:]+(?:Z|[+-][0-9:]+)?)?)?"
_SET = rf"[\[{{](?:\.\.)?{_DAY}(?:(?:\.\.|, ?){_DAY})*(?:\.\.)?[\]}}]"
_SHAPE = re.compile(rf"(?:{_DAY}|\.\.)?/(?:{_DAY}|\.\.)?|{_DAY}|{_SET}")
# What most dates are that have more than digits; the parser says the same of them, in 7 ms each.
_YEARS = re.compile(r"[?~%]?([0-9]{4})|([0-9]{4})[?~%]|([0-9]{4})/([0-9]{4})")
_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in EDTF with its bounds (`YYYY-MM-DD`), None where an end is open or its year has not four digits."""

    edtf: str
    earliest: str | None
    latest: str | None


def period(written: str) -> tuple[date, date] | None:
    """First and last day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None for anything else. Rules know no other dates."""
    match = _PLAIN.fullmatch(written.strip())
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


@lru_cache(maxsize=65536)
def understand(written: str) -> Dated | None:
    """The date that somebody wrote in EDTF, None where it is none; what is not understood is never guessed."""
    if plain := period(written):
        return Dated(written.strip(), plain[0].isoformat(), plain[1].isoformat())
    if years := _YEARS.fullmatch(written.strip()):
        first, last = years[1] or years[2] or years[3], years[4] or years[1] or years[2]
        return Dated(written.strip(), f"{first}-01-01", f"{last}-12-31")
    return _parse(written.strip()) if _SHAPE.fullmatch(written.strip()) else None


def _parse(written: str) -> Dated | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its pyparsing calls are deprecated ones
        from edtf import parse_edtf  # noqa: PLC0415  80 ms that most commands need not pay
        from edtf.parser.edtf_exceptions import EDTFParseException  # noqa: PLC0415

        try:
            parsed = parse_edtf(written)
            # Of an interval with an unknown end the library makes ten years.
            earliest = None if written.startswith("/") else _bound(parsed.lower_strict())
            latest = None if written.endswith("/") else _bound(parsed.upper_strict())
            return Dated(written, earliest, latest)
        except (EDTFParseException, ValueError, OverflowError, AttributeError, TypeError, IndexError):
            # The library answers some invalid strings with whatever broke first.
            return None


def _bound(day: time.struct_time | float) -> str | None:
    if not isinstance(day, time.struct_time) or not 0 <= day.tm_year <= 9999:
        return None  # an open end comes as a float
    return f"{day.tm_year:04}-{day.tm_mon:02}-{day.tm_mday:02}"
