"""Single dates as people write them: a day, a month, a season, a year, a decade, a century, and parts of these.

Each rule is a pattern and a small function that says what it is in EDTF; the first pattern that fits decides.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable

from archive.records.datewords import MONTHS, ORDINALS, PARTS, ROMAN, SEASONS, SHARES, any_of

_Match = re.Match[str]

_Y = r"(?P<year>\d{4})"
_M = rf"(?P<month>{any_of(MONTHS)})\.?"
_D = r"(?P<day>\d\d?)(?:st|nd|rd|th|-?го|-?е)?"
_OF_YEAR = r"(?: ?(?:годов|годы|годах|годам|года|годом|году|год|гг\.?|г\.?))?"
_ERA = r"(?P<era>b\.?c\.?(?:e\.?)?|до н\. ?э\.?|c\.?e\.?|a\.?d\.?|н\. ?э\.?)"
# The Cyrillic letters х and і are typed for the Roman figures.
_ROMAN = "[ivxхі]+"
_CENTURY = r"century|centuries|cent\.?|c\.?|веков|века|веке|веку|век|вв\.?|в\.?|столетия|столетии|столетие|ст\."
_WHICH = rf"(?P<number>\d\d?|{_ROMAN})(?:st|nd|rd|th|-?й|-?го|-?м)?"


def point(text: str) -> str | None:
    """The EDTF of a single date, None where it is none. `text` is in small letters, without blanks at its ends.

    What comes out has the form of EDTF, but need not be in the calendar.
    """
    for pattern, edtf in _RULES:
        if match := pattern.fullmatch(text):
            return edtf(match)
    return None


def _iso(match: _Match) -> str:
    return match[0]


def _day(match: _Match) -> str:
    return f"{_month(match)}-{int(match['day']):02}"


def _month(match: _Match) -> str:
    return f"{match['year']}-{MONTHS[match['month']]:02}"


def _in_numbers(match: _Match) -> str:
    """The day first, as everywhere where numbers have dots between them; with the year first the month follows."""
    return f"{_month_in_numbers(match)}-{int(match['day']):02}"


def _month_in_numbers(match: _Match) -> str:
    return f"{match['year']}-{int(match['month']):02}"


def _either_first(match: _Match) -> str | None:
    """With strokes and hyphens some write the day first, some the month; only a number above 12 tells."""
    low, high = sorted((int(match["one"]), int(match["other"])))
    return f"{match['year']}-{low:02}-{high:02}" if high > 12 or low == high else None


def _roman_month(match: _Match) -> str:
    month = f"{match['year']}-{ROMAN.index(match['month']) + 1:02}"
    return f"{month}-{int(match['day']):02}" if match.groupdict().get("day") else month


def _season(match: _Match) -> str:
    return f"{match['year']}-{SEASONS[match['season']]}"


def _winter(match: _Match) -> str | None:
    """The winter between two years that are both named."""
    after = f"{int(match['year']) + 1:04}"
    return f"{match['year']}-12/{after}-02" if after.endswith(match["next"]) else None


def _year(match: _Match) -> str:
    return match["year"]


def _year_of_era(match: _Match) -> str | None:
    """EDTF counts 1 BC as 0."""
    number = int(match["year"])
    if not _before_christ(match):
        return f"{number:04}"
    return None if number == 0 else f"-{number - 1:04}" if number > 1 else "0000"


def _decade(match: _Match) -> str | None:
    """In English `1900s` may be the century as well; in Russian «1900-е» is not."""
    decade, ending = match["decade"], match["ending"]
    return None if decade.endswith("00") and ending.endswith("s") else f"{decade[:3]}X"


def _decade_within(match: _Match) -> str | None:
    century = _figure(match["number"])
    return f"{century - 1:02}{match['tens']}X" if century else None


def _century(match: _Match) -> str | None:
    number = _figure(match["number"])
    return f"{'-' if _before_christ(match) else ''}{number - 1:02}XX" if number else None


def _open_digits(match: _Match) -> str:
    return match[0].replace("-", "X")


def _part(match: _Match) -> str | None:
    """The early, middle or late part of a time; its end within that time is not sharp."""
    part, whole = PARTS[match["part"]], point(match["rest"]) or ""
    for shape, parts in _PARTS_OF.items():
        if shape.fullmatch(whole):
            return parts[part].replace("#", whole.rstrip("X")).replace("LAST", f"{_last_day(whole)}")
    return None


# Of a century the first quarter, the half in the middle and the last quarter, of a decade five years, of a year four
# months, of a month ten days.
_PARTS_OF = {
    re.compile(r"\d\dXX"): {"early": "#00/#25~", "mid": "#25~/#75~", "late": "#75~/#99"},
    re.compile(r"\d{3}X"): {"early": "#0/#4~", "mid": "#3~/#7~", "late": "#5~/#9"},
    re.compile(r"\d{4}"): {"early": "#-01/#-04~", "mid": "#-05~/#-08~", "late": "#-09~/#-12"},
    re.compile(r"\d{4}-\d\d"): {"early": "#-01/#-10~", "mid": "#-11~/#-20~", "late": "#-21~/#-LAST"},
}


def _share(match: _Match) -> str | None:
    """A half, a third or a quarter; its ends are sharp."""
    shares, which = SHARES[match["share"]], ORDINALS[match["ordinal"]]
    which = shares if which == -1 else which
    whole = point(match["rest"]) or ""
    if which > shares:
        return None
    if re.fullmatch(r"\d{4}", whole):
        return f"{whole}-{_CODES[shares] + which}"
    if re.fullmatch(r"\d\dXX|\d{3}X", whole) and (shares == 2 or whole.endswith("XX")):
        years = 10 ** whole.count("X")
        first = int(whole.replace("X", "0"))
        return f"{first + years * (which - 1) // shares:04}/{first + years * which // shares - 1:04}"
    return None


_CODES = {4: 32, 3: 36, 2: 39}  # EDTF's, before the first quarter, third and half of a year


def _last_day(month: str) -> int:
    year, _, number = month.partition("-")
    return monthrange(int(year) or 4, int(number))[1] if number and 1 <= int(number) <= 12 else 0


def _before_christ(match: _Match) -> bool:
    return (match["era"] or "")[:1] in {"b", "д"}


def _figure(text: str) -> int | None:
    """A number from 1 to 99, in figures or, up to 39, in Roman ones."""
    if text.isdecimal():
        return int(text) or None
    match = re.fullmatch(r"(x{0,3})(ix|iv|v?i{0,3})", text.translate({ord("х"): "x", ord("і"): "i"}))
    if match is None:
        return None
    return 10 * len(match[1]) + ("", *ROMAN).index(match[2])


_RULES: tuple[tuple[re.Pattern[str], Callable[[_Match], str | None]], ...] = tuple(
    (re.compile(pattern), edtf)
    for pattern, edtf in (
        # 1943, 1943 год, 1200 AD, 206 BCE, AD 265
        (rf"{_Y}{_OF_YEAR}", _year),
        (rf"(?P<year>\d{{1,4}}){_OF_YEAR} ?{_ERA}", _year_of_era),
        (r"(?P<era>a\.?d\.?) ?(?P<year>\d{1,4})", _year_of_era),
        # 2004-09-01, 01.09.2004, 2004.9.1, 24/12/1943, 1.IX.2004
        (r"\d{4}-\d\d-\d\d", _iso),
        (rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_Y}{_OF_YEAR}", _in_numbers),
        (rf"{_Y}([./])(?P<month>\d\d?)\2(?P<day>\d\d?)", _in_numbers),
        (rf"(?P<one>\d\d?)([/-])(?P<other>\d\d?)\2{_Y}", _either_first),
        (rf"(?P<day>\d\d?)(?P<apart>[./ ])(?P<month>{any_of(ROMAN)})(?P=apart){_Y}{_OF_YEAR}", _roman_month),
        # 1 September 2004, September 1st, 2004, 1 сентября 2004 г.
        (rf"{_D} (?:of )?{_M}(?:, ?| ){_Y}{_OF_YEAR}", _day),
        (rf"{_M} ?{_D}(?:, ?| ){_Y}", _day),
        # September 2004, 2004, September; 2004 (September) comes as the latter; 9/2004, 09.2004, IX.2004
        (rf"{_M},? (?:of )?{_Y}{_OF_YEAR}", _month),
        (rf"{_Y}{_OF_YEAR},? {_M}", _month),
        (rf"(?P<month>0?[1-9]|1[0-2])[./]{_Y}{_OF_YEAR}", _month_in_numbers),
        (rf"(?P<month>{any_of(ROMAN)})[./]{_Y}", _roman_month),
        (rf"{_Y}/(?P<month>{any_of(ROMAN)})", _roman_month),
        # summer 1943, лето 1943 г., the winter of 1942/43
        (rf"(?P<season>{any_of(SEASONS)}),? (?:of )?{_Y}{_OF_YEAR}", _season),
        (rf"{_Y}{_OF_YEAR},? (?P<season>{any_of(SEASONS)})", _season),
        (rf"(?:winter|зима|зимой|зимы|зиму) (?:of )?{_Y} ?[-–/] ?(?P<next>\d\d(?:\d\d)?){_OF_YEAR}", _winter),
        # 1860s, 1920-е годы, 1920-х гг., 20-е годы XX века
        (rf"(?P<decade>\d{{3}}0)(?P<ending>['’]?s|[-–]?[ехex]{_OF_YEAR})", _decade),
        (rf"(?P<tens>\d)0[-–]?[ех]{_OF_YEAR} {_WHICH} ?(?:{_CENTURY})", _decade_within),
        # 19th century, 18th C, XIX век, 5 в. до н. э.
        (rf"{_WHICH}[- ]?(?:{_CENTURY})(?: ?{_ERA})?", _century),
        # 192-, 19--: digits that a library's card leaves open
        (r"\d{3}-|\d\d--", _open_digits),
        # early 1960s, mid-19th century, конец XIX века, начало 1943 года
        (rf"(?P<part>{any_of(PARTS)})(?: ?[-–] ?| )(?:of )?(?:the )?(?P<rest>.+)", _part),
        # first half of the 19th century, последняя треть XX века, first quarter of 1943
        (rf"(?P<ordinal>{any_of(ORDINALS)}) (?P<share>{any_of(SHARES)}) (?:of )?(?:the )?(?P<rest>.+)", _share),
    )
)
