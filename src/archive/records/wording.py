"""How words are compared that are to stand nowhere: in whatever way they are written and set."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Accents that stand alone after NFKC, soft hyphens, and what has no width.
_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)
# Small letters of either script that look alike, or as capitals do; words in which they stand beside each other.
_TWO_SCRIPTS = re.compile("[a-z][\u0430-\u045f]|[\u0430-\u045f][a-z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_ALIKE = str.maketrans("abcehikmoptxysj", "авсенікмортхуѕј")
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"(?<=\w)[-‐‑–¬\u00ad]\s{1,20}(?=\w)")  # of a word at the end of a line


def fold(text: str) -> str:
    """The spelling under which texts are compared: letter case, compatibility forms (NFKC), ё and е, ӕ and æ, accents
    that stand alone, what has no width, runs of white space, and Latin letters among Cyrillic ones that look like them
    do not count.
    """
    if not text.isascii():
        text = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold()
        text = text.replace("ё", "е").replace("ӕ", "æ")
        if _TWO_SCRIPTS.search(text):
            text = _LETTERS.sub(_in_one_script, text)
        return " ".join(text.split())
    return " ".join(text.lower().split())


def has_words(text: str, sought: str) -> bool:
    """Whether words stand in a text, whatever punctuation parts them, broken at the ends of lines or run together: as
    they are written, within others too; or letter by letter from the beginning of a word to the end of one.
    """
    said, wanted = _words(text), _words(sought)
    if not wanted:
        return fold(sought) in fold(text)
    return " ".join(wanted) in " ".join(said) or _is_spelt(said, "".join(wanted))


def _is_spelt(words: tuple[str, ...], letters: str) -> bool:
    run = "".join(words)
    place = run.find(letters)
    if place < 0:
        return False
    begins, ends, reached = set(), set(), 0
    for word in words:
        begins.add(reached)
        reached += len(word)
        ends.add(reached)
    while place >= 0:
        if place in begins and place + len(letters) in ends:
            return True
        place = run.find(letters, place + 1)
    return False


@lru_cache(maxsize=256)  # many words are looked for in one passage after the other
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(_BREAK.sub("", text)).translate(_ALIKE)))


def _in_one_script(word: re.Match[str]) -> str:
    return word[0].translate(_ALIKE) if _TWO_SCRIPTS.search(word[0]) else word[0]
