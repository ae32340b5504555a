"""The text of a cell that a spreadsheet keeps as a number, a date or a time, as far as possible as a person sees it.

Sources: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4 (dates); OpenDocument 1.3 part 3, 19.388 (values).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_NOT_SHOWN = re.compile(
    r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[(?![hms]+\])[^\]]*\]|[_*].', re.IGNORECASE | re.DOTALL
)
_TOKEN = re.compile(r"\[?(y+|m+|d+|h+|s+|e+|b+)\]?")
_PLAIN_CODE = re.compile(r"[0#?.,%\s()/+eE]*")
_WHOLE = re.compile(r"[1-9]\d{0,14}|0")
# What the numbers of built-in formats stand for (18.8.30), where that is more than a number.
BUILT_IN = {
    1: "0",
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((14, 15, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    16: "d-mmm",
    17: "mmm-yy",
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "h:mm:ss"),
    22: "yyyy-mm-dd h:mm",
    46: "[h]:mm:ss",
}


class OddCellError(ValueError):
    """A cell of which nothing can be made."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is shown: padded to `digits`, as a `percent`, or as the `parts` of a date and time (`ymdhs`).

    `more` is text that is shown with it.
    """

    digits: int = 0
    percent: bool = False
    parts: str = ""
    elapsed: bool = False
    more: str = ""


@lru_cache(maxsize=4096)
def format_of(code: str) -> Format:
    """What a format code says of positive numbers."""
    code = _section(code)
    more = "".join(text for found in _NOT_SHOWN.findall(code) for text in found)
    bare = _NOT_SHOWN.sub("", code)
    if bare.strip().lower() in {"general", "@", ""}:
        return Format(more=more.strip())
    plain = re.sub(r"am/pm|a/p", "", bare, flags=re.IGNORECASE)
    if re.search(r"[ymdhs]", plain.lower()):
        return Format(parts=_parts(plain.lower()), elapsed="[" in plain)
    if not _PLAIN_CODE.fullmatch(bare):
        more += re.sub(_PLAIN_CODE, "", bare)
    digits = len(bare) if re.fullmatch("0{2,}", bare) else 0
    return Format(digits, "%" in bare, more=more.strip())


def _section(code: str) -> str:
    """The first of the sections of a code, which is for positive numbers."""
    found = re.match(r'(?:"[^"]*"|\\.|[^";\\])*', code, re.DOTALL)
    return found[0] if found else code


def _parts(code: str) -> str:
    """Which parts of a date and time are shown; an m beside hours or seconds is minutes."""
    signs = [found[0] for found in _TOKEN.findall(code)]
    parts = set()
    for position, sign in enumerate(signs):
        before = signs[position - 1] if position else ""
        after = signs[position + 1] if position + 1 < len(signs) else ""
        if sign == "m" and (before == "h" or after == "s"):
            parts.add("h")
        else:
            parts.add({"e": "y", "b": "y", "s": "h"}.get(sign, sign))
    return "".join(part for part in "ymdh" if part in parts)


def number(written: str, shown: Format = Format()) -> tuple[str, str | None]:
    """A number in full, without an exponent and without `.0`, and what is to be said of it.

    Spreadsheets keep 15 digits; what stands behind them is noise. Raises OddCellError where it is no number.
    """
    if shown.percent:
        text = format((_decimal(written) * 100).normalize(), "f") + "%"
    else:
        text = written if _WHOLE.fullmatch(written) else format(_decimal(written), "f")
    if shown.digits and text.isdigit():
        text = text.zfill(shown.digits)
    if shown.more:
        return text, f"“{text}”, which is shown with “{shown.more[:20]}”"
    if len(text.lstrip("-")) > 15 and re.fullmatch(r"-?\d+", text):
        return text, f"“{text}”, of which a spreadsheet keeps the first 15 digits"
    return text, None


def _decimal(written: str) -> Decimal:
    try:
        value = Decimal(format(float(written), ".15g"))
        exponent = value.adjusted()
    except (ValueError, ArithmeticError) as error:
        raise OddCellError(f"“{written[:40]}” as a number") from error
    if not value.is_finite() or abs(exponent) > 308:
        raise OddCellError(f"“{written[:40]}” as a number")
    return value.normalize() + 0  # no -0


class Calendar(NamedTuple):
    """From which day a workbook counts. Excel took 1900 for a leap year: its first sixty days come out `shifted`, which
    is None where it is not known who wrote the workbook.
    """

    since: date = date(1899, 12, 30)
    shifted: bool | None = False


def moment(written: str, shown: Format, calendar: Calendar) -> tuple[str, str | None]:
    """A date or time that is kept as a number of days, and what is to be said of it. Raises OddCellError."""
    value = float(_decimal(written))
    seconds = round(value * 86_400)
    days, rest = divmod(seconds, 86_400)
    if not shown.parts.strip("h") and (days == 0 or shown.elapsed):
        return clock(seconds), None
    if calendar.shifted is not False and 0 < days <= 60:
        if calendar.shifted is None or days == 60:
            raise OddCellError(f"“{written[:40]}”, which is not the same date in Excel and in LibreOffice")
        days += 1
    try:
        day = calendar.since + timedelta(days)
    except OverflowError as error:
        raise OddCellError("a date before the year 1 or after 9999") from error
    return day_text(day, rest, shown.parts)


def day_text(day: date, seconds: int, parts: str) -> tuple[str, str | None]:
    """A day, and the time in it, as precisely as it is shown; what is to be said where that is less than is kept."""
    whole = day.isoformat()
    if "d" not in parts and "y" in parts:
        text = whole[:7] if "m" in parts else whole[:4]
        return text, f"{whole}, of which only {text} is shown"
    if not parts.strip("h"):
        return f"{whole}T{clock(seconds, whole=True)}", f"{whole}, of which only the time is shown"
    if "y" not in parts:
        return whole, f"{whole}, of which the year is not shown"
    if not seconds:
        return whole, None
    if "h" not in parts:
        return whole, f"{whole}T{clock(seconds, whole=True)}, of which only the day is shown"
    return f"{whole}T{clock(seconds, whole=True)}", None


def clock(seconds: int, *, whole: bool = False) -> str:
    """A time of day or a duration: `09:15`, or with seconds where there are some or the `whole` is asked for."""
    if seconds < 0:
        raise OddCellError("a time before midnight")
    minutes, rest = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{rest:02}" if rest or whole else text
