"""Dates: what people write, in EDTF and with bounds to sort by; and the plain dates that rules are made of."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from archive.records.edtf import bounds

_SEASON_OR_YEARS = re.compile(r"(\d{4})-([2-4]\d)", re.ASCII)
# Winters, which may end in the year after: of either half of the world.
_WINTER = re.compile(r"([\dX]{4})[?~%]?-[?~%]?(?:24|28|30)(?!\d)", re.ASCII)
_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in EDTF with its bounds (`YYYY-MM-DD`), None where an end is open or its year is not from 0 to 9999."""

    edtf: str
    earliest: str | None
    latest: str | None


def period(written: str) -> tuple[date, date] | None:
    """First and last day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None for anything else."""
    match = _PLAIN.fullmatch(written.strip())
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        # A month `00` is none that was left out: it is no date, and no rule may hang on it.
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def end_of(written: str) -> date | None:
    """The last day that a time in EDTF can mean; None where that is open or doubtful, or the text is no EDTF.

    A winter lasts to the end of February of the next year here, where its bounds are those of its year.
    """
    found = None if set(written) & set("~?%") else bounds(written.strip())
    if not (found and found[1] and found[1] >= "0001"):
        return None
    years = (int(match[1].replace("X", "9")) for match in _WINTER.finditer(written))
    ends = (date(year + 1, 3, 1) - timedelta(days=1) for year in years if year < date.max.year)
    return max((date.fromisoformat(found[1]), *ends))


@lru_cache(maxsize=65536)  # a museum writes most of its dates many times
def understand(written: str, circa: int = 0) -> Dated | None:
    """The date that somebody wrote, in EDTF or in words of English or Russian; None where it is not understood.

    The EDTF keeps the doubt of the words, and is the text itself where that is EDTF. `circa` is how many years an
    approximate year, decade or century reaches further on each side; it never alters the EDTF. A date that is known to
    be unknown has no bounds.
    """
    text = written.strip()
    if text.isascii() and (plain := period(text)):
        return Dated(text, plain[0].isoformat(), plain[1].isoformat())
    edtf = text if bounds(text) else _in_words(text)
    found = bounds(edtf, circa) if edtf else None
    return Dated(edtf, *found) if edtf and found else None


def _in_words(text: str) -> str | None:
    from archive.records.datephrases import normalise  # noqa: PLC0415  0.1 s of patterns that most commands need not pay

    return normalise(text)


def mistakable(written: str) -> str | None:
    """The years, as an interval, for which a season in EDTF may be meant: `1918-22` is the summer of 1918, and many
    write it for 1918–1922.
    """
    match = _SEASON_OR_YEARS.fullmatch(written.strip())
    if match is None or match[2] <= match[1][2:] or bounds(match[0]) is None:
        return None
    return f"{match[1]}/{match[1][:2]}{match[2]}"
