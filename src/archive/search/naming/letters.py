"""Spellings of one word: letters that look alike, and how a word sounds whichever script it is written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from archive.search.letters import fold

# Pairs that look alike in print: the case counts, as a Latin B looks like a Cyrillic В, and a b like nothing there.
_LATIN = "AaBEeËëHKkMOoPpCcTXxyiIsSjJ"
_CYRILLIC = "АаВЕеЁёНКкМОоРрСсТХхуіІѕЅјЈ"
_TO_CYRILLIC = str.maketrans(_LATIN + "Y", _CYRILLIC + "У")
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_GREEK = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανϹϲ", "ABEZHIKMNOPTYXoavCc")
_DIGITS = str.maketrans("034", "озч")
_IN_CYRILLIC = re.compile("[\u0400-\u052f]")
_IN_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_PLAIN = re.compile("[а-я]+")  # the letters that nothing is to be done about
_ALIKE = re.compile(f"[{_LATIN}Y]+")
_SILENT = re.compile("['\"ʹʺ]")

# Cyrillic letters by how they sound: j ж, c ц, q ч, w ш and щ, h х. Hard and soft signs are silent.
_SOUNDS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцчшщыэæіѕј", "abvgdeziiklmnoprstufhcqwwieaizi", strict=True))
    | {"ж": "j", "ю": "iu", "я": "ia", "ь": "", "ъ": ""}
)
# Letters with a sign, as ISO 9 and scholars write them; then letters and groups with all they can stand for.
_SIGNED = str.maketrans(
    {"č": "ch", "š": "sh", "ž": "zh", "ŝ": "shch", "â": "ya", "û": "yu", "ë": "yo", "ö": "yo", "ü": "yu", "ǆ": "dzh"}
)
_GROUPS: dict[str, tuple[str, ...]] = {
    "shch": ("w",),
    "shh": ("w",),
    "sch": ("w",),
    "sh": ("w",),
    "tsch": ("q",),
    "tch": ("q",),
    "ch": ("q", "h"),
    "dzh": ("dj",),
    "zh": ("j",),
    "kh": ("h",),
    "gh": ("g",),
    "th": ("t",),
    "ph": ("f", "ph"),
    "sc": ("sk", "w", "sc"),
    "ck": ("k", "qk"),
    "cz": ("c",),
    "ts": ("c",),
    "tz": ("c",),
    "tc": ("c",),
    "yo": ("io", "o", "e"),
    "jo": ("io", "o", "e", "jo"),
    "io": ("io", "o", "e"),
    "ou": ("u", "ou"),
    "ff": ("v", "f"),
    "xander": ("ksandr",),
    "c": ("c", "k", "q"),  # č without its sign
    "j": ("i", "j", "dj"),
    "q": ("k", "h"),
    "w": ("v", "u"),
    "x": ("ks", "h"),
    "y": ("i",),
    "æ": ("a",),
    "ʒ": ("z",),
}
_GROUP = re.compile("|".join(sorted(_GROUPS, key=len, reverse=True)))
_MOST = 24  # keys of a word that can be read in several ways
_BEFORE_E = re.compile("i+e")
_TWICE = re.compile(r"(.)\1+")


def close(word: str) -> str:
    """The spelling under which Cyrillic forms are compared: folded, with æ as а."""
    small = word.lower()
    return small if _PLAIN.fullmatch(small) else fold(word).replace("æ", "а")


def is_cyrillic(word: str) -> bool:
    """Whether a word has a Cyrillic letter."""
    return _IN_CYRILLIC.search(word) is not None


def variants(word: str) -> Iterator[str]:
    """The word as it stands, and with letters of another script and digits put right where they look like its own."""
    if _PLAIN.fullmatch(word.lower()):
        yield word
        return
    word = unicodedata.normalize("NFC", word).translate(_GREEK)
    if is_cyrillic(word):
        yield word if word.isalpha() else word.translate(_DIGITS)
        if _IN_LATIN.search(word):
            yield word.translate(_TO_CYRILLIC)
            yield word.translate(_TO_LATIN)
    else:
        yield word
        if _ALIKE.fullmatch(word):
            yield word.translate(_TO_CYRILLIC)


@lru_cache(maxsize=100_000)
def sounds(word: str) -> tuple[str, ...]:
    """How a word sounds, in letters that no system of transliteration is told by; several where it can be read so.

    One word has a key in common with itself as BGN/PCGN, ISO 9, GOST 7.79, passports, scholars and English books
    spell it. Signs, double letters, ы beside и, э beside е, щ beside ш and æ beside а do not count.
    """
    if _PLAIN.fullmatch(word):
        return (_even(word.translate(_SOUNDS)),)
    signed = unicodedata.normalize("NFC", word.replace("\u0306", "")).lower().translate(_SIGNED)
    plain = _SILENT.sub("", fold(signed))
    if is_cyrillic(plain):
        return (_even(plain.translate(_SOUNDS)),)
    choices: list[tuple[str, ...]] = []
    end = 0
    for match in _GROUP.finditer(plain):
        choices += [(plain[end : match.start()],), _GROUPS[match.group()]]
        end = match.end()
    choices.append((plain[end:],))
    many = 1
    for place, choice in enumerate(choices):
        many *= len(choice)
        if many > _MOST:
            choices[place:] = [(choice[0],) for choice in choices[place:]]
            break
    return tuple({_even("".join(chosen)): None for chosen in product(*choices)})


def _even(sound: str) -> str:
    sound = _BEFORE_E.sub("e", sound.replace("ts", "c")).replace("ae", "a")
    return _TWICE.sub(r"\1", sound)


_BACK = {
    "shch": "щ", "sch": "щ", "sh": "ш", "tch": "ч", "ch": "ч", "dzh": "дж", "zh": "ж", "kh": "х", "ts": "ц", "tz": "ц",
    "ya": "я", "ia": "я", "ja": "я", "yu": "ю", "iu": "ю", "ju": "ю", "yo": "ё", "ye": "е", "ie": "е", "iy": "ий",
    "ii": "ий", "ey": "ей", "ei": "ей", "ay": "ай", "ai": "ай", "oy": "ой", "oi": "ой", "ph": "ф", "th": "т", "ff": "в",
    "x": "кс", "y": "и", "j": "дж", "w": "в", "q": "к", "c": "к", "h": "х",
}  # fmt: skip
_BACK |= dict(zip("abvgdezijklmnoprstuf", "абвгдезийклмнопрстуф", strict=True)) | {"j": "дж", "æ": "æ"}
_BACKWARDS = re.compile("|".join(sorted(_BACK, key=len, reverse=True)))


def cyrillic(word: str) -> str:
    """A Latin spelling in Cyrillic letters, near enough to be given endings and compared by sound."""
    plain = fold(unicodedata.normalize("NFC", word).lower().translate(_SIGNED))
    return _BACKWARDS.sub(lambda match: _BACK[match.group()], _SILENT.sub("", plain))
