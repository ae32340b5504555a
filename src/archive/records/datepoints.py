"""Single dates as people write them: a day, a month, a season, a year, a decade, a century, and parts of these.

Each rule is a pattern and a small function that says what it is in EDTF; the first pattern that fits decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archive.records.datedays import in_style, on_weekday
from archive.records.dateparts import part, share, ten_days
from archive.records.datewords import (
    CENTURIES,
    DAYTIMES,
    MONTHS,
    NEW_STYLE,
    OLD_STYLE,
    ORDINALS,
    PARTS,
    PARTS_BEHIND,
    ROMAN,
    SEASONS,
    SHARES,
    WEEKDAYS,
    any_of,
)

_Match = re.Match[str]

_Y = r"(?P<year>\d{4})"
_M = rf"(?P<month>{any_of(MONTHS)})\.?"
_D = r"(?P<day>\d\d?)(?:st|nd|rd|th|-?го|-?е)?"
_SHARE = rf"(?P<ordinal>{any_of(ORDINALS)}) (?P<share>{any_of(SHARES)})"
_OF_YEAR = r"(?:-?(?:й|го|му|м))?(?: ?(?:годов|годы|годах|годам|года|годом|году|год|г\. ?г\.?|гг\.?|г\.?|азы?))?"
_ERA = r"(?P<era>b\.?c\.?(?:e\.?)?|до н\. ?э\.?|c\.?e\.?|a\.?d\.?|н\. ?э\.?)"
# The Cyrillic letters х and і are typed for the Roman figures.
_ROMAN = "[ivxхі]+"
_CENTURY = r"century|centuries|cent\.?|c\.?|веков|века|веке|веку|век|вв\.?|в\.?|столетия|столетии|столетие|ст\."
_WHICH = rf"(?P<number>\d\d?|{_ROMAN}|{any_of(CENTURIES)})(?:st|nd|rd|th|-?ый|-?й|-?ого|-?го|-?ом|-?м)?"
_DECADES = r"[-–]?(?:[тд]?ы)?[ехex]"
_LATIN = {ord("х"): "x", ord("і"): "i"}
_HOUR = (
    r"(?:(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\.?)?|1?\d ?[ap]\.?m\.?|1?\d(?= (?:утра|дня|вечера|ночи))|"
    r"(?:[01]?\d|2[0-4]) ?(?:ч\.?|час(?:а|ов)?)(?: ?[0-5]?\d ?(?:м\.?|мин\.?|минут[аы]?))?)"
    r"(?: ?(?:ч\.?|час(?:а|ов)?|мск|msk|utc|gmt))?(?: (?:утра|дня|вечера|ночи))?"
)
_ABOUT = r"(?:(?:в|на|at|in the|on the|the|около|ок\.|примерно|about|around|approximately|c\.|ca\.|circa) ?)*"
_TIME_OF_DAY = rf"{_ABOUT}(?:{_HOUR}(?: ?[-–] ?{_HOUR})?|{any_of(DAYTIMES)})"


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


def _roman_month(match: _Match) -> str | None:
    number = _figure(match["month"])
    if number is None or number > len(ROMAN):
        return None
    month = f"{match['year']}-{number:02}"
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


def _decade_of_century(match: _Match) -> str | None:
    """The century says again what the decade says, or another thing."""
    decade = match["decade"]
    return f"{decade[:3]}X" if _figure(match["number"]) == int(decade[:2]) + 1 else None


def _century(match: _Match) -> str | None:
    number = _figure(match["number"])
    return f"{'-' if _before_christ(match) else ''}{number - 1:02}XX" if number else None


def _open_digits(match: _Match) -> str:
    return re.sub(r"\D", "X", match["known"])


def _part(match: _Match) -> str | None:
    return part(point(match["rest"]), PARTS[match["part"]])


def _part_behind(match: _Match) -> str | None:
    return part(point(match["rest"]), PARTS_BEHIND[match["part"]])


def _share(match: _Match) -> str | None:
    return share(point(match["rest"]), SHARES[match["share"]], ORDINALS[match["ordinal"]])


def _ten_days(match: _Match) -> str | None:
    return ten_days(point(match["rest"]), ORDINALS[match["ordinal"]])


def _weekday(match: _Match) -> str | None:
    return on_weekday(point(match["rest"]), WEEKDAYS[match["weekday"]])


def _day_alone(match: _Match) -> str | None:
    """A time of the day is finer than the bounds of a date can be: the day counts, and must be one."""
    found = point(match["rest"])
    return found if found and re.fullmatch(r"\d{4}-\d\d-\d\d", found) else None


def _style(match: _Match) -> str | None:
    return in_style(point(match["rest"]), old=match["style"] in OLD_STYLE)


def _before_christ(match: _Match) -> bool:
    return (match["era"] or "")[:1] in {"b", "д"}


def _figure(text: str) -> int | None:
    """A number from 1 to 99, in figures, in words or, up to 39, in Roman figures."""
    if text.isdecimal():
        return int(text) or None
    if text in CENTURIES:
        return CENTURIES[text]
    match = re.fullmatch(r"(x{0,3})(ix|iv|v?i{0,3})", text.translate(_LATIN))
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
        (rf"(?P<day>\d\d?)\. ?(?P<month>\d\d?)\. ?{_Y}{_OF_YEAR}", _in_numbers),
        (rf"{_Y}([./])(?P<month>\d\d?)\2(?P<day>\d\d?)", _in_numbers),
        (rf"(?P<one>\d\d?)([/-])(?P<other>\d\d?)\2{_Y}", _either_first),
        (rf"{_Y}:(?P<month>\d\d):(?P<day>\d\d)", _in_numbers),  # as cameras do
        (rf"(?P<day>\d\d?)[./ –-](?P<month>{_ROMAN})[./ –-] ?{_Y}{_OF_YEAR}", _roman_month),
        # 1 September 2004, September 1st, 2004, 1 сентября 2004 г.
        (rf"{_D} (?:of )?{_M}(?:, ?| ){_Y}{_OF_YEAR}", _day),
        (rf"{_M} ?{_D}(?:, ?| ){_Y}", _day),
        # 2004, 1 сентября; 2004 September 1
        (rf"{_Y}{_OF_YEAR}[.,]? {_D} {_M}", _day),
        (rf"{_Y},? {_M} {_D}", _day),
        # 3-Sep-2004, 03.сен.2004
        (rf"(?P<day>\d\d?)(?P<apart>[-–/.])(?P<month>{any_of(MONTHS)})(?P=apart){_Y}{_OF_YEAR}", _day),
        # September 2004, 2004, September; 2004 (September) comes as the latter; 9/2004, 09.2004, IX.2004
        (rf"{_M},? (?:of )?{_Y}{_OF_YEAR}", _month),
        (rf"{_Y}{_OF_YEAR}[.,]? {_M}", _month),
        (rf"(?P<month>0?[1-9]|1[0-2])[./]{_Y}{_OF_YEAR}", _month_in_numbers),
        (rf"(?P<month>0[1-9]|1[0-2])-{_Y}{_OF_YEAR}", _month_in_numbers),
        (rf"{_Y}\.(?P<month>0[1-9]|1[0-2])", _month_in_numbers),
        (rf"(?P<month>{_ROMAN})[./]{_Y}{_OF_YEAR}", _roman_month),
        (rf"{_Y}/(?P<month>{any_of(ROMAN)})", _roman_month),
        # summer 1943, лето 1943 г., the winter of 1942/43
        (rf"(?P<season>{any_of(SEASONS)}),? (?:of )?{_Y}{_OF_YEAR}", _season),
        (rf"{_Y}{_OF_YEAR},? (?P<season>{any_of(SEASONS)})", _season),
        (rf"(?:winter|зима|зимой|зимы|зиму) (?:of )?{_Y} ?[-–/] ?(?P<next>\d\d(?:\d\d)?){_OF_YEAR}", _winter),
        # 1860s, 1920-е годы, 1920-х гг., 20-е годы XX века
        (rf"(?P<decade>\d{{3}}0)(?P<ending>['’]?s|{_DECADES}{_OF_YEAR})", _decade),
        (rf"(?P<tens>\d)0{_DECADES}{_OF_YEAR} {_WHICH} ?(?:{_CENTURY})", _decade_within),
        (rf"(?P<decade>\d{{3}}0){_DECADES}{_OF_YEAR} {_WHICH} ?(?:{_CENTURY})", _decade_of_century),
        # 19th century, 18th C, XIX век, 5 в. до н. э.
        (rf"{_WHICH}[- ]?(?:{_CENTURY})(?: ?{_ERA})?", _century),
        # 192-, 19--, 192x, 19??: digits that are left open
        (rf"(?P<known>\d{{3}}[-_xх]|\d\d(?:--|__|xx|хх|\?\?)){_OF_YEAR}", _open_digits),
        # early 1960s, mid-19th century, конец XIX века, начало 1943 года; XIX в., конец
        (rf"(?P<part>{any_of(PARTS)})(?: ?[-–] ?| )(?:of )?(?:the )?(?P<rest>.+)", _part),
        (rf"(?P<rest>.+?),? (?P<part>{any_of(PARTS_BEHIND)})", _part_behind),
        # first half of the 19th century, последняя треть XX века, first quarter of 1943; XX в., 2-я половина; Q1 1943
        (rf"{_SHARE} (?:of )?(?:the )?(?P<rest>.+)", _share),
        (rf"(?P<rest>.+?),? {_SHARE}", _share),
        (r"(?P<share>q)(?P<ordinal>[1-4]),? (?P<rest>\d{4})", _share),
        (rf"(?P<ordinal>{any_of(ORDINALS)}) декад[аеуы] (?P<rest>.+)", _ten_days),
        # Friday, 3 September 2004; 3 сентября 2004 г., пятница
        (rf"(?:on |в |во )?(?P<weekday>{any_of(WEEKDAYS)})\.?,? (?P<rest>.+)", _weekday),
        (rf"(?P<rest>.+?),? (?P<weekday>{any_of(WEEKDAYS)})\.?", _weekday),
        # 3 September 2004, 13:05; утром 3 сентября 2004 г.
        (rf"(?P<rest>.+?)(?:, ?| |t){_TIME_OF_DAY}", _day_alone),
        (rf"{_TIME_OF_DAY},? (?:of |on )?(?P<rest>.+)", _day_alone),
        # от 3 сентября 2004 г., of a letter; of a year the word could say that something began
        (r"от (?P<rest>.+)", _day_alone),
        # 25 октября 1917 г. ст. ст.
        (rf"(?P<rest>.+?),? (?P<style>{any_of((*OLD_STYLE, *NEW_STYLE))})", _style),
    )
)
