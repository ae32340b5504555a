"""The words of dates in English and Russian, in small letters; «ё» is written «е», dots stay with abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

Value = TypeVar("Value")


def _table(*rows: tuple[str, Value]) -> Mapping[str, Value]:
    """A value for each of the words of its row, which are separated by bars."""
    return {word: value for words, value in rows for word in words.split("|")}


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split("|"))


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# With the genitives of Ossetian, as CLDR has them.
MONTHS = _table(
    ("january|jan|январь|января|январе|янв|январы", 1),
    ("february|feb|февраль|февраля|феврале|февр|фев|февралы", 2),
    ("march|mar|март|марта|марте|мар|мартъи|мартъийы", 3),
    ("april|apr|апрель|апреля|апреле|апр|апрелы", 4),
    ("may|май|мая|мае|майы", 5),
    ("june|jun|июнь|июня|июне|июн|июны", 6),
    ("july|jul|июль|июля|июле|июл|июлы", 7),
    ("august|aug|август|августа|августе|авг|августы", 8),
    ("september|sept|sep|сентябрь|сентября|сентябре|сент|сен|сентябры", 9),
    ("october|oct|октябрь|октября|октябре|окт|октябры", 10),
    ("november|nov|ноябрь|ноября|ноябре|нояб|ноя|ноябры", 11),
    ("december|dec|декабрь|декабря|декабре|дек|декабры", 12),
)
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# EDTF's codes for seasons that are those of the place, whichever half of the earth it is on.
SEASONS = _table(
    ("spring|весна|весной|весны|весну|весне", 21),
    ("summer|лето|летом|лета|лету", 22),
    ("autumn|fall|осень|осенью|осени", 23),
    ("winter|зима|зимой|зимы|зиму|зиме", 24),
)
PARTS = _table(
    ("early|beginning of|start of|начало|начала|начале|началом|нач.|нач|ранняя|ранней|раннюю", "early"),
    ("mid|middle of|середина|середины|середине|середину|сер.|сер", "mid"),
    ("late|later|end of|конец|конца|конце|концом|кон.|кон|поздняя|поздней|позднюю", "late"),
)
# The words for them behind a time: `19th century, end`. There "later" says another thing.
PARTS_BEHIND = _table(
    ("early|beginning|начало|начале|нач.|нач", "early"),
    ("mid|middle|середина|середине|сер.|сер", "mid"),
    ("late|end|конец|конце|кон.|кон", "late"),
)
ORDINALS = _table(
    ("first|1st|первая|первой|первую|первый|первом|перв.|1-я|1-й|1-ая|1-ой|1-ую|1-ю|1-м|1|i", 1),
    ("second|2nd|вторая|второй|вторую|втором|втор.|вт.|2-я|2-й|2-ая|2-ой|2-ую|2-ю|2-м|2|ii", 2),
    ("third|3rd|третья|третьей|третью|третий|третьем|3-я|3-й|3-ья|3-ей|3-ю|3-м|3|iii", 3),
    ("fourth|4th|четвертая|четвертой|четвертую|четвертый|четвертом|4-я|4-й|4-ая|4-ой|4-ю|4-м|4|iv", 4),
    ("last|final|последняя|последней|последнюю|посл.", -1),
)
SHARES = _table(
    ("half|половина|половины|половине|половину|пол.", 2),
    ("third|треть|трети", 3),
    ("quarter|четверть|четверти|четв.|квартал|квартала|квартале|кв.|q", 4),
)
_CENTURIES = _words(
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first"
)
_STEMS = _words("пятнадцат|шестнадцат|семнадцат|восемнадцат|девятнадцат|двадцат|двадцать перв")
CENTURIES = {word: number for number, word in enumerate(_CENTURIES, 1)} | {
    stem + ending: number for number, stem in enumerate(_STEMS, 15) for ending in ("ый", "ого", "ом")
}
WEEKDAYS = _table(
    ("monday|mon|понедельник|пн", 0),
    ("tuesday|tues|tue|вторник|вт", 1),
    ("wednesday|wed|среда|среду|ср", 2),
    ("thursday|thurs|thur|thu|четверг|чт", 3),
    ("friday|fri|пятница|пятницу|пт", 4),
    ("saturday|sat|суббота|субботу|сб", 5),
    ("sunday|sun|воскресенье|вс", 6),
)
# Of a night nobody can tell whether it is that before the day or that after it.
DAYTIMES = _words("morning|noon|midday|afternoon|evening|утро|утром|полдень|днем|вечер|вечером")
OLD_STYLE = _words("ст. ст.|ст.ст.|по ст. ст.|по старому стилю|старого стиля|old style|o.s.")
NEW_STYLE = _words("н. ст.|н.ст.|по н. ст.|по новому стилю|нового стиля|new style|n.s.")
UNKNOWN = _words(
    "n.d.|n. d.|nd|s.d.|s. d.|s.a.|no date|no date known|undated|not dated|date not known|date unknown|unknown date|"
    "date not recorded|year unknown|unknown year|unknown|не датировано|не датирован|не датирована|недатировано|"
    "без даты|без указания даты|нет даты|дата неизвестна|дата не известна|дата не установлена|дата не указана|"
    "дата съемки неизвестна|год неизвестен|год не известен|год не указан|неизвестно|неизвестна|не известно|"
    "не известна|не указана|не установлена|б. д.|б.д.|б/д|б. г.|б.г.|б/г|без года"
)
CIRCA = _words(
    "circa|approximately|approx.|about|around|ca.|ca|ci.|c.|c,|c|около|ок.|ок|примерно|приблизительно|прибл.|"
    "ориентировочно|ориент.|~"
)
# Those that can stand behind a date as well.
CIRCA_BEHIND = _words("circa|ca.|approx.|approx|approximately|примерно|приблизительно|прибл.|ориентировочно|ориент.")
PERHAPS = _words(
    "probably|possibly|perhaps|presumably|likely|вероятно|возможно|предположительно|предп.|предпол.|возм.|по-видимому|"
    "видимо|может быть|maybe|presumed"
)
# Before a century is before it begins, until then may be within it, and so with what comes after.
BEFORE = _words("before|prior to|earlier than|до|ранее|раньше")
UNTIL = _words("until|till|up to|by|not later than|no later than|not after|к|по|не позднее|не позже")
AFTER = _words("after|later than|после|позднее|позже")
SINCE = _words("from|since|not before|not earlier than|no earlier than|с|со|начиная с|не ранее|не раньше")
OR_BEFORE = _words("or earlier|or before|and earlier|или ранее|или раньше|и ранее|и раньше")
OR_AFTER = _words(
    "or later|or after|and later|and after|onwards|onward|or thereafter|или позднее|или позже|и позднее|и позже|и далее"
)
NOW = _words(
    "present|the present|present day|the present day|now|today|date|н. в.|н.в.|н. вр.|наст. вр.|наст. время|"
    "настоящее время|настоящего времени|наши дни|наших дней|сей день"
)
# What was done to a thing, or what of it, at a time; the words say nothing of the time itself.
DONE = _words(
    "annotated|assembled|block|built|cast|completed|composed|conceived|copy|created|date|dated|"
    "designed|drawing|drawn|edited|edition|editioned|engraved|enlarged|executed|exhibited|exhibition|"
    "fabricated|first|founded|impression|installed|issued|made|manufactured|memorial|model|modeled|"
    "modelled|original|painted|partly|patented|photographed|plate|print|printed|produced|project|"
    "published|re-edited|re-fabricated|re-fired|re–fabricated|reassembled|rebuilt|reconstructed|"
    "reconstruction|recorded|refabricated|reissued|remade|repaired|replica|reprint|reprinted|reproduced|"
    "restored|retouched|revised|reworked|taken|the|this|version|written|записано|записана|запись|"
    "издано|издана|издание|изд.|изготовлено|изготовлена|напечатано|напечатана|написано|написана|"
    "опубликовано|опубликована|отпечатано|отпечатана|построено|построен|построена|снято|снята|снят|"
    "создано|создан|создана|съемка|фото|фотография|снимок|снимки|отпечаток|печать|копия|переснято|переиздание|"
    "переиздано|датировано|датирован|датирована|датируется|сфотографировано|дата|дата съемки|дата создания|"
    "дата записи|дата публикации|posted|updated"
)
LATER = _words("later|posthumous|posthumously|позднее|позже")
PERIODS = _words("period|dynasty|kingdom|era|reign")
