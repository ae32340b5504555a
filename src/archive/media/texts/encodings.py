"""Which encoding of one byte a letter a text was saved in, decided by its letters.

Read in the wrong one, a Russian text shows capitals within words, letters that hardly ever occur, signs between
letters. So each letter costs as much as it is rare, and more where it does not go with the one before it; the encoding
in which a text costs least is the likeliest. A cost is the natural logarithm of how many times likelier it would be
to meet something else there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from math import log

# What Russian and western European texts were saved in, and what it costs to suppose it: most were saved on Windows.
LIKELY = {"cp1251": 0.0, "cp1252": 1.0, "koi8_r": 1.5, "cp866": 1.5, "iso8859_5": 3.0, "mac_cyrillic": 2.5}
# Such a guess is doubtful: another reading costs hardly more, or there are too few letters to tell.
MARGIN = 4.0
FEW = 18
# What a letter costs on average where there are so many: in Russian and Bulgarian texts that are read right 3.0 to
# 3.7, in Greek ones read as Russian 4.2 and more; in western ones 4.7 to 5.1, in Hungarian and Turkish ones read as
# those 5.0 to 9.
MANY = 60
HIGHEST_MEAN, HIGHEST_WESTERN_MEAN = 3.7, 5.0
# So many words, and so many bytes of each, decide; more would only take longer.
WORDS, LETTERS = 600, 40
# In so many bytes it shows whether there are Latin words.
SAMPLE = 65_536

# How often a letter occurs among 10,000: Lyashevskaya and Sharov, Frequency Dictionary of Modern Russian (2009), from
# the Russian National Corpus; ё as where it is written.
_RUSSIAN = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        [
            *(1097, 845, 801, 735, 670, 626, 547, 473, 454, 440, 349, 321, 298, 281, 262, 201, 190, 174, 170, 165),
            *(159, 144, 121, 97, 94, 73, 64, 48, 36, 32, 26, 4, 10),
        ],
        strict=True,
    )
)
# A rough order, by what German, French, Spanish, Portuguese and the Nordic languages have between them.
_WESTERN = {
    **dict.fromkeys("é", 190),
    **dict.fromkeys("äüö", 100),
    **dict.fromkeys("èßàáóí", 55),
    **dict.fromkeys("çãñåêø", 35),
    **dict.fromkeys("âôîûúæ", 20),
    **dict.fromkeys("õëïœìòý", 8),
}
_AMONG_WESTERN = 11_000
_OPENING, _CLOSING, _DASHES, _COMMON_SIGNS = "«„“‘", "»”’", "—–", "…№§°·\xa0\xad"

# The sorts of characters, a letter each, so that two together are the key of what they cost beside one another.
_PLAIN, _LATIN, _ACCENTED, _ACCENTED_CAPITAL, _STRANGE, _COMMON, _DASH, _OPENS, _CLOSES = " alLspd<>"
_VOWEL, _CONSONANT, _SOFT, _Y, _SHORT, _CAPITAL, _ODD_CAPITAL = "vkьыйCQ"
_SMALL = _VOWEL + _CONSONANT + _SOFT + _Y + _SHORT
_CAPITALS = _CAPITAL + _ODD_CAPITAL
_WESTERN_LETTERS = _LATIN + _ACCENTED + _ACCENTED_CAPITAL
_ANY = _SMALL + _CAPITALS + _WESTERN_LETTERS
_BETWEEN = _PLAIN + _STRANGE + _COMMON + _DASH + _OPENS + _CLOSES

_BESIDE = {
    first + second: cost
    for before, after, cost in (
        (_BETWEEN, _CAPITAL, 2.3),  # one word in ten begins with a capital
        (_BETWEEN, _ODD_CAPITAL, 6.0),  # none with Ь, Ъ or Ы
        (_BETWEEN, _ACCENTED + _ACCENTED_CAPITAL, 1.0),
        (_BETWEEN + _VOWEL + _SOFT + _Y + _SHORT, _SOFT, 6.0),  # a soft or hard sign follows a consonant
        (_BETWEEN + _VOWEL + _SOFT + _SHORT, _Y, 4.0),
        (_BETWEEN + _CONSONANT + _SOFT + _Y + _SHORT, _SHORT, 3.0),
        (_VOWEL, _VOWEL, 1.5),
        (_CONSONANT, _CONSONANT, 0.4),
        (_SMALL, _CAPITAL, 7.0),
        (_SMALL, _ODD_CAPITAL, 9.0),
        (_CAPITALS, _CAPITALS, 0.1),
        (_CAPITAL, _SOFT + _Y, 1.0),
        (_ODD_CAPITAL, _SMALL, 4.0),
        (_SMALL + _CAPITALS, _WESTERN_LETTERS, 7.0),  # no word has letters of two alphabets
        (_WESTERN_LETTERS, _SMALL + _CAPITALS, 7.0),
        (_ACCENTED + _ACCENTED_CAPITAL, _ACCENTED + _ACCENTED_CAPITAL, 3.0),
        (_LATIN, _ACCENTED_CAPITAL, 5.0),
        (_ANY, _STRANGE + _OPENS, 3.0),
        (_STRANGE + _CLOSES, _ANY, 3.0),
        (_STRANGE, _STRANGE, 1.0),
        (_ANY, _DASH, 4.0),
        (_DASH, _ANY, 8.0),
        (_COMMON, _SMALL + _CAPITALS, 3.5),
        (_OPENS, _SMALL, 4.5),
        (_OPENS, _PLAIN, 3.0),
        (_OPENS, _OPENS, 2.0),
        (_PLAIN + _CLOSES, _CLOSES, 3.0),
        (_CLOSES, _OPENS, 4.0),
    )
    for first, second in product(before, after)
}
_UNCLOSED = 2.0
# After a word in capitals another one is no surprise.
_IN_CAPITALS = 2.3

_WORD = re.compile(rb"[\x80-\xff]\S{0,%d}" % LETTERS)
_LATIN_WORD = re.compile(rb"(?<![\x80-\xff\w])[A-Za-z]{2,20}(?![\x80-\xff\w])")


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest of the `LIKELY` encodings; `sure` where no other reading comes near.

    `fits` is False where the text is hardly in any of them.
    """

    encoding: str
    sure: bool
    fits: bool


def guess(data: bytes) -> Guess:
    """The encoding in which the letters beyond ASCII go best together; a few of them are enough."""
    words = [_before(data, found.start()) + found.group() for found in islice(_WORD.finditer(data), WORDS)]
    latin = sum(1 for _ in islice(_LATIN_WORD.finditer(data, 0, SAMPLE), 4))
    # Among Latin words one with other letters is likely to be western too, among a few: not to outweigh the letters.
    western = min(8.0, 2.5 * latin) - min(8.0, 1.5 * len(words))
    costs = {name: cost + _cost(words, name) - western * (name == "cp1252") for name, cost in LIKELY.items()}
    best = min(costs, key=costs.__getitem__)
    read = b" ".join(words).decode(best, "replace")
    # Where two encodings read it alike, there is no doubt between them.
    others = [cost for name, cost in costs.items() if b" ".join(words).decode(name, "replace") != read]
    letters = sum(byte > 127 for word in words for byte in word)
    return Guess(
        best,
        sure=letters >= FEW and min(others, default=costs[best] + MARGIN) - costs[best] >= MARGIN,
        fits=letters < MANY or costs[best] <= letters * (HIGHEST_WESTERN_MEAN if best == "cp1252" else HIGHEST_MEAN),
    )


def _before(data: bytes, start: int) -> bytes:
    """The last letters of ASCII before a place that belong to the same word."""
    before = data[max(0, start - 4) : start]
    return b"" if before[-1:].isspace() or not before.isascii() else b"".join(before.split()[-1:])


def _cost(words: Sequence[bytes], encoding: str) -> float:
    table, total, shouted = _table(encoding), 0.0, False
    opened = closed = False
    for word in words:
        before, sorts = _PLAIN, ""
        for byte in word + b" ":
            sort, cost = table[byte]
            total += cost + _BESIDE.get(before + sort, 0.0)
            before = sort
            sorts += sort
        capitals = sum(map(sorts.count, _CAPITALS))
        if capitals and any(sort in sorts for sort in _SMALL):
            shouted = False
        elif capitals:
            total -= _IN_CAPITALS * shouted
            shouted = shouted or capitals > 1
        opened, closed = opened or _OPENS in sorts, closed or _CLOSES in sorts or sorts.count(_OPENS) > 1
    return total + _UNCLOSED * (opened and not closed)


@cache
def _table(encoding: str) -> tuple[tuple[str, float], ...]:
    """For each byte the sort of its character and what it costs to meet it. What is ASCII is so in all of them."""
    letters = (bytes([byte]).decode(encoding, "replace") for byte in range(256))
    return tuple((_sort(letter), 0.0 if letter.isascii() else _rarity(letter)) for letter in letters)


def _sort(letter: str) -> str:
    if letter.isascii():
        return _LATIN if letter.isalpha() else _PLAIN
    for sort, members in ((_OPENS, _OPENING), (_CLOSES, _CLOSING), (_DASH, _DASHES), (_COMMON, _COMMON_SIGNS)):
        if letter in members:
            return sort
    name, small = unicodedata.name(letter, ""), letter.lower()
    if name.startswith("LATIN"):
        return _ACCENTED if letter == small else _ACCENTED_CAPITAL
    if not name.startswith("CYRILLIC"):
        return _STRANGE
    if letter != small:
        return _ODD_CAPITAL if letter in "ЬЪЫ" else _CAPITAL
    special = {"ь": _SOFT, "ъ": _SOFT, "ы": _Y, "й": _SHORT}
    return special.get(letter) or (_VOWEL if letter in "аеёиоуэюя" else _CONSONANT)


def _rarity(letter: str) -> float:
    small = letter.lower()
    if small in _RUSSIAN:
        return -log(_RUSSIAN[small] / 10_000)
    if small in _WESTERN:
        return -log(_WESTERN[small] / _AMONG_WESTERN)
    if letter in _OPENING + _CLOSING:
        return 5.0
    if letter in _DASHES + _COMMON_SIGNS:
        return 4.0
    if letter.isalpha():
        return 7.0 if small in "іїєґў" else 12.0
    return 60.0 if letter == "\ufffd" else 25.0 if unicodedata.category(letter) == "Cc" else 9.0
