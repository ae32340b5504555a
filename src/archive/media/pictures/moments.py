"""When a picture was taken, as its metadata say it, in EDTF: no more exact than it was written."""

from __future__ import annotations

import re
from email.utils import parsedate_tz

from archive.records.dates import understand

_EXIF = re.compile(
    r"(\d{4})(?:[:./-](\d\d|  )(?:[:./-](\d\d|  )(?:[ T](\d\d:\d\d:\d\d|[ :]{8})(?:\.\d+)?)?)?)?\s*", re.ASCII
)
_IPTC = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_IPTC_TIME = re.compile(r"(\d\d):?(\d\d):?(\d\d)([+-]\d\d:?\d\d|Z)?")
_ISO = re.compile(
    r"(\d{4})(?:[-:](\d\d)(?:[-:](\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.ASCII
)
_ZONE = re.compile(r"([+-]\d\d):?(\d\d)", re.ASCII)


def from_exif(written: str, offset: str | None = None) -> str | None:
    """EDTF of a date in EXIF (`YYYY:MM:DD HH:MM:SS`, unknown parts blank or zero), None where it is none.

    `offset` is what OffsetTimeOriginal says (`+03:00`); without it the time is that of the camera's own clock.
    """
    found = _EXIF.fullmatch(written.strip("\x00\n\r\t"))
    return _moment(found[1], found[2], found[3], found[4], offset) if found else None


def from_iptc(date: str, time: str | None = None) -> str | None:
    """EDTF of IPTC's Date Created (`YYYYMMDD`, unknown parts zero) and Time Created (`HHMMSS±HHMM`)."""
    day = _IPTC.fullmatch(date.strip("\x00 "))
    if not day:
        return None
    clock = _IPTC_TIME.fullmatch((time or "").strip("\x00 "))
    at, zone = (f"{clock[1]}:{clock[2]}:{clock[3]}", clock[4]) if clock else (None, None)
    return _moment(day[1], day[2], day[3], at, zone)


def from_iso(written: str) -> str | None:
    """EDTF of a date in XMP (a profile of ISO 8601: from a year alone to fractions of a second)."""
    found = _ISO.fullmatch(written.strip("\x00 "))
    return _moment(*found.groups()) if found else None


def from_mail(written: str) -> str | None:
    """EDTF of a date as mail has it (RFC 5322), which PNG proposes for its Creation Time."""
    parts = parsedate_tz(written)
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    return _moment(f"{year:04}", f"{month:02}", f"{day:02}", f"{hour:02}:{minute:02}:{second:02}", None)


def _moment(year: str, month: str | None, day: str | None, time: str | None, zone: str | None) -> str | None:
    """EDTF of its parts, as many as are known. EDTF has no time without seconds: then it is the day."""
    date = year
    for part in (month, day):
        if not part or not part.isdigit() or part == "00":
            break
        date += f"-{part}"
    if len(date) == 10 and time and len(time) == 8:
        at = _ZONE.fullmatch((zone or "").strip("\x00 "))
        offset = "Z" if zone == "Z" else f"{at[1]}:{at[2]}" if at else ""
        moments = [f"{date}T{time}{offset}", f"{date}T{time}", date]
    else:
        moments = [date]
    # No camera and no scanner is older than pictures are.
    return next((one for one in moments if year > "1800" and understand(one)), None)
