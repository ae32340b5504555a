"""Dates in EDTF as people read them (Library of Congress, EDTF Specification, 2019: levels 0 and 1, in part)."""

from __future__ import annotations

import re

from archive.records.dates import understand
from archive.web.interface import Interface

_DECADE = re.compile(r"\d{3}X")


def written_out(date: str, interface: Interface) -> str:
    """A date in words; what is not EDTF, or is more than a date with a doubt or two with a dash, as it was written."""
    dated = understand(date)
    if dated is None or dated.edtf != date:
        return date
    first, slash, last = date.partition("/")
    if slash and first and last and ".." not in {first, last}:
        return interface.gettext("%(first)s – %(last)s", first=_one(first, interface), last=_one(last, interface))
    return date if slash else _one(date, interface)


def _one(date: str, interface: Interface) -> str:
    plain = date.rstrip("~?%")
    said = interface.labels.time(plain) if _DECADE.fullmatch(plain) else interface.labels.date(plain)
    match date[len(plain) :]:
        case "":
            return said
        case "~":
            return interface.gettext("c. %(date)s", date=said)
        case "?":
            return interface.gettext("%(date)s (?)", date=said)
        case "%":
            return interface.gettext("c. %(date)s (?)", date=said)
        case _:
            return date
