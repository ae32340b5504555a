"""How a Russian or Ossetian name is written in Latin letters, system by system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяæ"
_EVERYDAY = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya a"
# Where they differ from the first, which is that of newspapers: BGN/PCGN, passports (ICAO), ALA-LC without its ties,
# GOST 7.79 B, scholars, ISO 9, what is read in books and addresses.
_OTHERWISE = (
    "",
    "ё=yo",
    "ё=yo ь=’ ъ=”",
    "й=i ю=iu я=ia ъ=ie",
    "й=i ю=iu я=ia",
    "ё=yo й=j х=x ц=c щ=shh э=e`",
    "ё=ë ж=ž й=j х=ch ц=c ч=č ш=š щ=šč ю=ju я=ja",
    "ё=ë ж=ž й=j х=h ц=c ч=č ш=š щ=ŝ э=è ю=û я=â",
    "й=j х=h ц=c ю=ju я=ja",
    "х=h",
)
_HEARD_YE = re.compile("(?:^|(?<=[аеёиоуыэюяьъ]))е")
_ENDINGS = (("iy", "y"), ("yy", "y"), ("ij", "y"), ("ii", "i"))


def in_latin(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Words in each system, all in the same one, in small letters; each spelling once."""
    seen = set()
    for table in _tables():
        small = tuple(word.lower().replace("ӕ", "æ") for word in words)
        with_y = tuple(_HEARD_YE.sub("йе", word) for word in small)
        written = tuple(word.translate(table) for word in small)
        for said in (written, tuple(map(_short, written)), tuple(_short(word.translate(table)) for word in with_y)):
            if said not in seen:
                seen.add(said)
                yield said


def _short(word: str) -> str:
    for long, short in _ENDINGS:
        if word.endswith(long):
            return word.removesuffix(long) + short
    return word


@cache
def _tables() -> tuple[dict[int, str], ...]:
    first = dict(zip(_CYRILLIC, (sound.strip("-") for sound in _EVERYDAY.split()), strict=True))
    return tuple(str.maketrans(first | dict(one.split("=") for one in said.split())) for said in _OTHERWISE)
