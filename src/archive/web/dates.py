"""Dates in EDTF as people read them (Library of Congress, EDTF Specification, 2019: levels 0 and 1, in part)."""

from __future__ import annotations

import re

from archive.records.dates import understand
from archive.web.interface import Interface

_DECADE = re.compile(r"\d{3}X")
_OPEN = ".."


def written_out(date: str, interface: Interface) -> str:
    """A date in words; what is not EDTF, or is more than a date with a doubt, two of them or an open end of one, as it
    was written.
    """
    dated = understand(date)
    if dated is None or dated.edtf != date:
        return date
    first, slash, last = date.partition("/")
    if not slash:
        return _one(date, interface)
    if not first or not last or first == last == _OPEN:  # an end that is not known, or none at all
        return date
    if first == _OPEN:
        return interface.gettext("%(date)s or earlier", date=_one(last, interface))
    if last == _OPEN:
        return interface.gettext("%(date)s or later", date=_one(first, interface))
    return interface.gettext("%(first)s – %(last)s", first=_one(first, interface), last=_one(last, interface))


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
