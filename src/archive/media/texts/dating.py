"""Dates as programs write them, in EDTF."""

from __future__ import annotations

import re
from datetime import UTC

from archive.records.dates import understand

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII)
# As browsers write it: `Sun Sep 05 2004 10:00:00 GMT+0400 (Moscow Standard Time)`.
_OF_BROWSERS = re.compile(r"(\w{3}) (\w{3}) (\d\d?) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})(?: \(.*\))?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?", re.ASCII)
# No date that anybody would write is longer.
LONGEST = 100


def iso_date(written: str) -> str | None:
    """A date in EDTF from the forms of ISO 8601, RFC 5322 and what people write; None where it is none of them."""
    text = written.strip()
    if len(text) > LONGEST:
        return None
    if time := _TIME.fullmatch(text):
        zone = time[4] or ""
        zone = f"{zone[:3]}:{zone[-2:]}" if len(zone) > 1 else zone
        text = f"{time[1]}T{time[2]}{time[3] or ':00'}{zone}"
    elif compact := _COMPACT.fullmatch(text):
        text = "-".join(compact.group(1, 2, 3))
        text += f"T{':'.join(compact.group(4, 5, 6))}Z" if compact[4] else ""
    elif browser := _OF_BROWSERS.fullmatch(text):
        weekday, month, day, year, clock, zone = browser.groups()
        text = _of_mail(f"{weekday}, {day} {month} {year} {clock} {zone}") or text
    elif "," in text and ":" in text:
        text = _of_mail(text) or text
    dated = understand(text)
    return dated.edtf if dated else None


def _of_mail(text: str) -> str | None:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 -- it takes a while to load, and few dates are so

    try:
        told = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    # The zone -0000 means UTC, somewhere.
    told = told.replace(tzinfo=UTC) if text.endswith("-0000") else told
    return told.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if told.tzinfo else told.strftime("%Y-%m-%dT%H:%M:%S")
