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


MONTHS = _table(
    ("january|jan|январь|января|январе|янв", 1),
    ("february|feb|февраль|февраля|феврале|февр|фев", 2),
    ("march|mar|март|марта|марте|мар", 3),
    ("april|apr|апрель|апреля|апреле|апр", 4),
    ("may|май|мая|мае", 5),
    ("june|jun|июнь|июня|июне|июн", 6),
    ("july|jul|июль|июля|июле|июл", 7),
    ("august|aug|август|августа|августе|авг", 8),
    ("september|sept|sep|сентябрь|сентября|сентябре|сент|сен", 9),
    ("october|oct|октябрь|октября|октябре|окт", 10),
    ("november|nov|ноябрь|ноября|ноябре|нояб|ноя", 11),
    ("december|dec|декабрь|декабря|декабре|дек", 12),
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
    ("early|beginning of|start of|начало|начала|начале|началом|нач.|нач", "early"),
    ("mid|middle of|середина|середины|середине|середину|сер.|сер", "mid"),
    ("late|later|end of|конец|конца|конце|кон.|кон", "late"),
)
ORDINALS = _table(
    ("first|1st|первая|первой|первую|первый|перв.|1-я|1-й|1-ая|1|i", 1),
    ("second|2nd|вторая|второй|вторую|втор.|вт.|2-я|2-й|2-ая|2|ii", 2),
    ("third|3rd|третья|третьей|третью|третий|3-я|3-й|3|iii", 3),
    ("fourth|4th|четвертая|четвертой|четвертую|четвертый|4-я|4-й|4-ая|4|iv", 4),
    ("last|final|последняя|последней|последнюю|посл.", -1),
)
SHARES = _table(
    ("half|половина|половины|половине|половину|пол.", 2),
    ("third|треть|трети", 3),
    ("quarter|четверть|четверти|четв.|квартал|квартала|квартале|кв.", 4),
)
UNKNOWN = _words(
    "n.d.|n. d.|nd|s.d.|s. d.|s.a.|no date|no date known|undated|not dated|date not known|date unknown|unknown date|"
    "unknown|не датировано|не датирован|не датирована|недатировано|без даты|без указания даты|дата неизвестна|"
    "дата не известна|дата не установлена|неизвестно|неизвестна|б. д.|б.д.|б/д|б. г.|б.г.|б/г|без года"
)
CIRCA = _words(
    "circa|approximately|approx.|about|around|ca.|ca|ci.|c.|c,|c|около|ок.|ок|примерно|приблизительно|прибл."
)
PERHAPS = _words(
    "probably|possibly|perhaps|presumably|likely|вероятно|возможно|предположительно|предп.|предпол.|может быть"
)
BEFORE = _words(
    "before|prior to|until|till|up to|by|not later than|no later than|not after|до|ранее|раньше|к|по|"
    "не позднее|не позже"
)
AFTER = _words(
    "after|since|not before|not earlier than|no earlier than|после|с|со|начиная с|позднее|позже|не ранее|не раньше"
)
OR_BEFORE = _words("or earlier|or before|and earlier|или ранее|или раньше|и ранее|и раньше")
OR_AFTER = _words("or later|or after|and later|and after|onwards|or thereafter|или позднее|или позже|и позднее|и позже")
NOW = _words("present|now|today|н. в.|н.в.|настоящее время|наши дни")
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
    "создано|создан|создана|съемка|фото|фотография"
)
LATER = _words("later|posthumous|posthumously|позднее|позже")
PERIODS = _words("period|dynasty|kingdom|era|reign")
