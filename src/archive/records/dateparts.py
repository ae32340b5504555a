"""Parts of times: early, mid and late, halves, thirds and quarters, and the ten days into which a month is parted."""

from __future__ import annotations

import re
from calendar import monthrange

_CENTURY_OR_DECADE = re.compile(r"\d\dXX|\d{3}X")
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
# Of a century the first quarter, the half in the middle and the last quarter, of a decade five years, of a year four
# months, of a season one month, of a month ten days. A winter is in two years.
_PARTS_OF = {
    re.compile(r"\d\dXX"): {"early": "#00/#25~", "mid": "#25~/#75~", "late": "#75~/#99"},
    re.compile(r"\d{3}X"): {"early": "#0/#4~", "mid": "#3~/#7~", "late": "#5~/#9"},
    _YEAR: {"early": "#-01/#-04~", "mid": "#-05~/#-08~", "late": "#-09~/#-12"},
    re.compile(r"\d{4}-21"): {"early": "#-03~", "mid": "#-04~", "late": "#-05~"},
    re.compile(r"\d{4}-22"): {"early": "#-06~", "mid": "#-07~", "late": "#-08~"},
    re.compile(r"\d{4}-23"): {"early": "#-09~", "mid": "#-10~", "late": "#-11~"},
    _MONTH: {"early": "#-01/#-10~", "mid": "#-11~/#-20~", "late": "#-21~/#-LAST"},
}
_CODES = {4: 32, 3: 36, 2: 39}  # EDTF's, before the first quarter, third and half of a year


def part(whole: str | None, which: str) -> str | None:
    """The `early`, `mid` or `late` part of a time in EDTF; its end within that time is not sharp."""
    for shape, parts in _PARTS_OF.items():
        if whole and shape.fullmatch(whole):
            stem = whole if shape is _MONTH else whole.partition("-")[0].rstrip("X")
            return parts[which].replace("#", stem).replace("LAST", f"{_days(whole)}")
    return None


def share(whole: str | None, shares: int, which: int) -> str | None:
    """The half, third or quarter of this number, the last being -1, of a time in EDTF; its ends are sharp."""
    which = shares if which == -1 else which
    if whole is None or which > shares:
        return None
    if _YEAR.fullmatch(whole):
        return f"{whole}-{_CODES[shares] + which}"
    if _MONTH.fullmatch(whole) and shares == 2:
        return f"{whole}-01/{whole}-15" if which == 1 else f"{whole}-16/{whole}-{_days(whole)}"
    if _CENTURY_OR_DECADE.fullmatch(whole) and (shares == 2 or whole.endswith("XX")):
        years = 10 ** whole.count("X")
        first = int(whole.replace("X", "0"))
        return f"{first + years * (which - 1) // shares:04}/{first + years * which // shares - 1:04}"
    return None


def ten_days(month: str | None, which: int) -> str | None:
    """The first, second or last ten days of a month, of which the last have as many as are left."""
    if month is None or not _MONTH.fullmatch(month) or which > 3:
        return None
    first, last = {1: (1, 10), 2: (11, 20)}.get(which, (21, _days(month)))
    return f"{month}-{first:02}/{month}-{last}"


def _days(month: str) -> int:
    year, _, number = month.partition("-")
    return monthrange(int(year) or 4, int(number))[1] if _MONTH.fullmatch(month) else 0
