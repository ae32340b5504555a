"""The parts of a name as it is written: given name, patronymic, surname."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.search.naming.letters import close, cyrillic, is_cyrillic
from archive.search.words import marks

GIVEN, PATRONYMIC, SURNAME, INITIAL, SHORT, OTHER = "given", "patronymic", "surname", "initial", "short", "other"

_WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼʹ\u0300-\u036f])*")
_FEMALE_PATRONYMIC = re.compile("..+(?:овна|евна|ична|инична)")
_PATRONYMIC = re.compile("..+(?:ович|евич|ьич|мич|тич|кич|лич|овна|евна|ична|инична)|оглы|кызы")
_SURNAME = re.compile(
    "..+(?:ов|ев|ин|ын|ова|ева|ина|ына|ский|ская|цкий|цкая|ской|ых|их|ко|ян|янц|дзе|швили|тæ|ты|ти|ишин|ук|юк|чак)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name, and which part of the name it is."""

    word: str
    part: str


def split(spelling: str) -> tuple[Part, ...]:
    """The parts of a name, in their order: «Петрова Анна Ивановна», «Анна Петрова», «Петрова, Анна», "Anna Petrova".

    A surname of two words joined by a hyphen is two parts. Words that are no part of a Russian name are `other`.
    """
    words = [word for word in _WORDS.findall(spelling) if close(_letters(word))]
    if not words:
        return ()
    letters = [_letters(word) for word in words]
    parts = [INITIAL if len(word) == 1 else OTHER for word in words]
    whole = [place for place, part in enumerate(parts) if part == OTHER]
    joined = {place for place in whole[1:] if _hyphen(spelling, words, place)}
    heads = [place for place in whole if place not in joined]
    if len(heads) <= 4:
        for place, part in zip(heads, _parts([letters[head] for head in heads], comma="," in spelling), strict=True):
            parts[place] = part
    for place in sorted(joined):
        parts[place] = parts[place - 1]
    if INITIAL in parts:
        parts = [SURNAME if part in (OTHER, GIVEN) else part for part in parts]
    return tuple(Part(word, part) for word, part in zip(words, parts, strict=True))


def _letters(word: str) -> str:
    return (word if is_cyrillic(word) else cyrillic(word)).lower().replace("ё", "е").replace("ӕ", "æ")


def _hyphen(spelling: str, words: list[str], place: int) -> bool:
    return re.search(rf"{re.escape(words[place - 1])}[-‐‑]{re.escape(words[place])}", spelling) is not None


def _parts(words: list[str], *, comma: bool) -> list[str]:
    """Which part each word is; `comma` says that the surname comes first."""
    if len(words) < 2:
        return [SURNAME if _is_surname(word) else GIVEN for word in words]
    if len(words) > 3:
        by_form = [PATRONYMIC if _PATRONYMIC.fullmatch(word) else OTHER for word in words]
        return [SURNAME, GIVEN, *by_form[2:]] if PATRONYMIC in by_form else by_form
    if len(words) == 3:
        if _PATRONYMIC.fullmatch(words[1]) and not comma:
            return [GIVEN, PATRONYMIC, SURNAME]
        if _PATRONYMIC.fullmatch(words[2]):
            return [SURNAME, GIVEN, PATRONYMIC]
        return [OTHER, OTHER, OTHER]
    first, second = words
    if comma:
        return [SURNAME, GIVEN]
    if _FEMALE_PATRONYMIC.fullmatch(second) or ("Patr" in marks(second) and "Surn" not in marks(second)):
        return [GIVEN, PATRONYMIC]
    if "Name" in marks(second) and "Name" not in marks(first):
        return [SURNAME, GIVEN]
    if "Name" in marks(first):
        return [GIVEN, SURNAME]
    return [SURNAME, GIVEN] if _is_surname(first) and not _is_surname(second) else [GIVEN, SURNAME]


def _is_surname(word: str) -> bool:
    known = marks(word)
    if "Name" in known:
        return False
    return "Surn" in known or _SURNAME.fullmatch(word) is not None


def is_patronymic(word: str) -> bool:
    """Whether a word has the form of a patronymic, in whichever case or script."""
    return _ANY_PATRONYMIC.fullmatch(_letters(word)) is not None


_ANY_PATRONYMIC = re.compile("..+(?:[ое]вич|ь?ич|[ое]вн|ичн)(?:а|у|ем|ом|е|ы|ой|ою|и|æн)?")


def is_given(word: str) -> bool:
    """Whether a word is a form of a given name that the dictionary knows, in whichever script."""
    return "Name" in marks(_letters(word))


def gender(parts: tuple[Part, ...]) -> str:
    """The gender that a name shows: `m`, `f`, or nothing."""
    for part in sorted(parts, key=lambda part: (PATRONYMIC, SURNAME, GIVEN, INITIAL, OTHER).index(part.part)):
        word = _letters(part.word)
        if part.part == PATRONYMIC:
            return "f" if word.endswith(("на", "кызы")) else "m"
        if part.part == SURNAME and re.fullmatch("..+(?:ова|ева|ина|ына|ая)", word):
            return "f"
        if part.part == SURNAME and re.fullmatch("..+(?:ов|ев|ин|ын|ий|ый)", word):
            return "m"
        known = marks(word)
        if part.part == GIVEN and ("femn" in known) != ("masc" in known):
            return "f" if "femn" in known else "m"
    return ""
