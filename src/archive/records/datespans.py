"""Spans and limits: from one date to another, between two, before and after one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.records.datedays import in_both_styles, night
from archive.records.datepairs import Read, both, ends, pair
from archive.records.datewords import AFTER, BEFORE, NOW, OR_AFTER, OR_BEFORE, SINCE, UNTIL, any_of
from archive.records.edtf import bounds

_BETWEEN = (
    re.compile(r"(?:between|между) (.+?) (?:and|&|и) (.+)"),
    re.compile(r"(?:between|между) (.+?) ?[–-] ?(.+)"),
)
_FROM = re.compile(r"(?:from|с|со|от) (.+?) (?:to|until|till|through|по|до(?! н\. ?э)) (.+)")
_LOWER = rf"(?P<lower>{any_of((*AFTER, *SINCE))})"
_UPPER = rf"(?P<upper>{any_of((*BEFORE, *UNTIL))})(?! н\. ?э)"  # «до н. э.» is BC
_LIMITS = re.compile(rf"{_LOWER} (?P<low>.+?),? ?(?:and|but|и|но|–|-)? ?{_UPPER} (?P<high>.+)")
_BEFORE = re.compile(rf"(?:{_UPPER} |(?P<pre>pre)(?:[– -]|(?=\d)))(?P<date>.+)|(?P<last>.+?),? (?:{any_of(OR_BEFORE)})")
_AFTER = re.compile(
    rf"(?:{_LOWER} |(?P<post>post)(?:[– -]|(?=\d)))(?P<date>.+?)(?: on(?:wards?)?| и далее)?|"
    rf"(?P<first>.+?),? (?:{any_of(OR_AFTER)})"
)
_TURN = re.compile(r"(?:рубеже?|turn of the) (.+)")
_NEXT = re.compile(r"[-–]| (?:and|и) ")
_NIGHT = re.compile(
    r"(?:в )?ноч(?:ь|ью) (?:на (?P<to>.+)|с (?P<one>.+?) на (?P<other>.+))|"
    r"(?:the )?(?:night of|overnight) (?P<first>.+?) ?(?: to |[–/-]) ?(?P<second>.+)"
)
_STYLES = re.compile(r"(?P<one>.+?) ?(?:\((?P<other>[^()]+)\)(?P<rest>.*)|/ ?(?P<right>.+))")
_SCHOOL_YEAR = re.compile(
    r"(?=.*(?:school|academic|уч))(?:(?:school|academic) year )?(?P<year>\d{4}) ?[/–-] ?(?P<next>\d\d(?:\d\d)?)"
    r"(?: (?:school|academic) year| ?(?:уч\.|учебный|учебного|учебном) ?(?:год[ау]?|г\.?))?"
)
_SPAN = re.compile(r"[-–]| (?:to|until|till|through|по) |(?<=\d{4})/(?=\d)")
_OF_YEARS = r"(?:гг|г\. ?г|год(?:ы|ов|ах|ам))"
_MAY_BE_MONTH = re.compile(rf"(?:0\d|1[0-2])(?!\d| ?{_OF_YEARS})")
_YEAR_ALONE = re.compile(r"(?<!\d[./])(?<!\d)\d{4}$")
_UP_TO = re.compile(r"(?:по|до) ")
_MANY_YEARS = re.compile(r"(-?)(\d+)(X+)([?~%]?)")


def limited(text: str, read: Read, one: Read) -> str | None:
    """Before, after, or both: one unknown day within these limits. `one` reads a single date, `read` whatever it is."""
    if match := _FROM.fullmatch(text):
        return _spanned(match[1], match[2], one)
    if match := _BETWEEN[0].fullmatch(text) or _BETWEEN[1].fullmatch(text):
        found = both(match[1], match[2], one)
        return f"[{found[0]}..{found[1]}]" if found else None
    if match := _LIMITS.fullmatch(text):
        found = both(match["low"], match["high"], one)
        return f"[{_above(found[0], match['lower'])}..{_below(found[1], match['upper'])}]" if found else None
    if (match := _BEFORE.fullmatch(text)) and (found := _ends(read(match["date"] or match["last"]))):
        return f"../{_below(found[1], match['upper'] or match['pre'])}"
    if (match := _AFTER.fullmatch(text)) and (found := _ends(read(match["date"] or match["first"]))):
        return f"{_above(found[0], match['lower'] or match['post'])}/.."
    return None


def span(text: str, one: Read) -> str | None:
    """From a date to another that stands behind a dash."""
    for left, apart, right in splits(_SPAN, text):
        # Two figures behind a year and a hyphen may be a month as well.
        if apart in {"-", "/"} and _YEAR_ALONE.search(left) and _MAY_BE_MONTH.match(right):
            continue
        if found := _spanned(left, right, one):
            return found
    return None


def turn(text: str, one: Read) -> str | None:
    """From the end of a time to the beginning of the next."""
    match = _TURN.fullmatch(text)
    both_times = splits(_NEXT, match[1]) if match else ()
    return next((found for old, _, new in both_times if (found := _spanned(f"late {old}", f"early {new}", one))), None)


def nightly(text: str, one: Read) -> str | None:
    """The night between two days."""
    match = _NIGHT.fullmatch(text)
    if match is None:
        return None
    if match["to"]:
        return night(None, one(match["to"]))
    found = pair(match["one"] or match["first"], match["other"] or match["second"], one)
    return night(*found) if found else None


def in_styles(text: str, one: Read) -> str | None:
    """A day that is told by the old calendar and by the new one: `25 October (7 November) 1917`."""
    match = _STYLES.fullmatch(text)
    found = match and pair(match["one"], match["right"] or f"{match['other']}{match['rest']}", one)
    return in_both_styles(*found) if found else None


def school_year(text: str) -> str | None:
    """A school year has parts of two years; where in them it begins and ends is not the same everywhere."""
    match = _SCHOOL_YEAR.fullmatch(text)
    after = match and f"{int(match['year']) + 1:04}"
    return f"{match['year']}/{after}" if match and after and after.endswith(match["next"]) else None


def splits(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str, str]]:
    """The text parted by each match of a pattern: what is before it, the match, what is behind it."""
    for match in pattern.finditer(text):
        if match.start() and match.end() < len(text):
            yield text[: match.start()].strip(), match[0], text[match.end() :].strip()


def _spanned(left: str, right: str, one: Read) -> str | None:
    if _UP_TO.sub("", right, count=1) in NOW:
        found = ends(one(left))
        return f"{found[0]}/.." if found else None
    if found := both(left, right, one):
        low, high = found
        if re.fullmatch(r"\d{3}0", low) and re.fullmatch(r"\d{3}X", high):
            low = f"{low[:3]}X"  # 1920–1930-е
        return f"{low}/{high}"
    return None


def _ends(edtf: str | None) -> tuple[str, str] | None:
    """The ends of what is a date by the calendar too: of an open limit only one of them is left to be looked at."""
    return ends(edtf) if edtf and bounds(edtf) else None


def _below(edtf: str, word: str | None) -> str:
    """Where what is before this date ends: before a decade or century it has not begun."""
    match = _MANY_YEARS.fullmatch(edtf)
    return _outside(match, -1) if match and word in {*BEFORE, "pre"} else edtf


def _above(edtf: str, word: str | None) -> str:
    match = _MANY_YEARS.fullmatch(edtf)
    return _outside(match, 1) if match and word in {*AFTER, "post"} else edtf


def _outside(match: re.Match[str], step: int) -> str:
    """The year before the first of these, or after the last."""
    sign, known, open_digits, mark = match.groups()
    outer = "9" if (step > 0) == (sign == "") else "0"
    year = int(f"{sign}{known}{outer * len(open_digits)}") + step
    return f"{'-' if year < 0 else ''}{abs(year):04}{mark}"
