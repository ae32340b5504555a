"""The case forms of Russian and Ossetian names, by the ending of the word: too many rather than too few.

Ossetian endings, Iron and Digor, as in V. I. Abaev, *A Grammatical Sketch of Ossetic* (1964).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from archive.search.naming.letters import close

MASCULINE, FEMININE, PLURAL = "m", "f", "p"  # whom a form can name
_ANY = MASCULINE + FEMININE

Forms = dict[str, str]  # form → whom it can name

_POSSESSIVE = re.compile("(?P<stem>.+(?:ов|ев|ин|ын))а?")
_ADJECTIVE = re.compile("(?P<stem>..+)(?:ий|ый|ой|ая|яя)")
_ENDS_OF_POSSESSIVE = {MASCULINE: " а у ым е ом", FEMININE: "а ой у ою", PLURAL: "ы ых ым ыми"}
_ENDS_OF_ADJECTIVE = {
    MASCULINE: "ий ый ой ого его ому ему им ым ом ем",
    FEMININE: "ая яя ой ей ую юю ою ею",
    PLURAL: "ие ые их ых им ым ими ыми",
}
# By the last letter: how many letters go, the endings of one person, those of several.
_ENDS_OF_NOUN = {
    "а": (1, "а ы и е у ой ей ою ею", "ы и  ам ами ах"),
    "я": (1, "я и е ю ей ею ёй", "и й ь  ям ями ях ей"),
    "ь": (1, "ь я ю ем ём е и ью", "и ей ям ями ях"),
    "й": (1, "й я ю ем ём е и", "и ев ям ями ях"),
}
_ENDS_OF_CONSONANT = (0, " а у ом ем е", "ы и ов ев ей ам ами ах")
_CONSONANTS = "бвгджзклмнпрстфхцчшщъ"
_OSSETIAN = ("ы и æн мæ æй ыл æбæл бæл ау имæ", "тæ ты ти тæн тæм тæмæ тæй тыл тæбæл тау тимæ")
_AFTER_VOWEL = ("йы йи йæн мæ йæ йæй йыл бæл йау имæ", "тæ ты ти тæн тæм тæмæ тæй тыл тæбæл тау тимæ")
_OF_FAMILY = "æ ы и æн æм æмæ æй ыл æбæл ау имæ"
_FAMILY = re.compile("(?P<stem>.+т)(?:æ|ы|и|а)")


@lru_cache(maxsize=20_000)
def forms(word: str, *, surname: bool) -> Forms:
    """The forms of a Cyrillic name, as `close` spells them, and whom each can name."""
    word = close(word)
    found: Forms = {}
    for form, whom in _russian(word, surname=surname):
        found[close(form)] = found.get(close(form), "") + whom
    for form, whom in _ossetian(word, surname=surname):
        found.setdefault(close(form), whom)
    return found


def singular(word: str, gender: str, *, surname: bool) -> Iterator[str]:
    """The Russian forms of a name that can name one person of a gender (`m`, `f`, or nothing where it is not known)."""
    whom = gender or _ANY
    forms = dict.fromkeys(form for form, named in _russian(close(word), surname=surname) if set(named) & set(whom))
    yield from forms


def _russian(word: str, *, surname: bool) -> Iterator[tuple[str, str]]:
    if surname and (match := _POSSESSIVE.fullmatch(word)):
        yield from _joined(match["stem"], _ENDS_OF_POSSESSIVE)
        return
    if surname and (match := _ADJECTIVE.fullmatch(word)):
        yield from _joined(match["stem"], _ENDS_OF_ADJECTIVE)
    cut, one, many = _ENDS_OF_NOUN.get(word[-1], _ENDS_OF_CONSONANT)
    if word[-1] in _CONSONANTS or cut:
        for stem in _stems(word, cut):
            for whom, ends in ((MASCULINE if surname and not cut else _ANY, one), (PLURAL, many)):
                if surname or whom != PLURAL:  # the genitive of several Ивана would be every Иванов
                    yield from ((stem + end, whom) for end in ends.split(" "))
    yield word, _ANY


def _joined(stem: str, ends: dict[str, str]) -> Iterator[tuple[str, str]]:
    for whom, several in ends.items():
        yield from ((stem + end, whom) for end in several.split(" "))


def _stems(word: str, cut: int) -> Iterator[str]:
    """The stem, and that without the vowel that other cases lose: Павел, Лев, Гринёк, Донец, Любовь."""
    stem = word[: len(word) - cut]
    yield stem
    if len(word) > 2 and stem[-2:-1] in ("е", "о") and stem[-1] in _CONSONANTS and stem[-3:-2]:
        before, last = stem[:-2], stem[-1]
        yield before + last
        if stem[-2] == "е":
            yield before + ("й" if before[-1] in "аеиоуыэюя" else "ь") + last


def _ossetian(word: str, *, surname: bool) -> Iterator[tuple[str, str]]:
    if surname and (match := _FAMILY.fullmatch(word)):
        yield from ((match["stem"] + end, _ANY) for end in _OF_FAMILY.split(" "))
        return
    one, many = _OSSETIAN if word[-1] in _CONSONANTS else _AFTER_VOWEL
    yield from ((word + end, _ANY) for end in one.split(" "))
    yield from ((word + end, PLURAL) for end in many.split(" "))
