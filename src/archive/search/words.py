"""Words and the forms under which they are found: one analysis for the index, the query and the highlight."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import langcodes
import pymorphy3  # type: ignore[import-untyped]  # it has no types
import Stemmer  # type: ignore[import-not-found]  # a compiled module without types
from langcodes.tag_parser import LanguageTagError

from archive.search.letters import APOSTROPHES, HYPHENS, fold

# Combining marks and characters without width stand inside a word; Python's `re` does not count them to it.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
_INSIDE = _MARKS + "\u00ad\u200b-\u200f\u2060\ufe0f\ufeff"
# The sign in "N1" is not part of the word, as that in "№1" is not.
_RUN = rf"(?![Nn]\d)[^\W_ʼ](?:[^\W_ʼ]|[{_INSIDE}])*"
_PART = re.compile(_RUN)
_WORD = re.compile(rf"{_RUN}(?:[{re.escape(HYPHENS + APOSTROPHES)}]{_RUN})*")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z]")
_UNKNOWN = frozenset({None, "und", "mul", "mis", "zxx"})
_LONGEST = 64  # characters of a word that dictionaries are asked for; the longest Russian ones have about forty

_LOCK = threading.Lock()  # neither of the two below promises to be safe in several threads at once


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its folded form, the folded forms under which it is found, its place in the original text."""

    form: str
    lemmas: tuple[str, ...]
    start: int
    end: int


class Rules(NamedTuple):  # a tuple, because caches ask for its hash with every word
    """Whether Cyrillic words are taken for Russian and Latin ones for English."""

    russian: bool
    english: bool


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    # Plain tuples and no probabilities: twice as fast, and every reading counts anyway.
    return pymorphy3.MorphAnalyzer(result_type=None, probability_estimator_cls=None)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=1000)
def rules(language: str | None) -> Rules:
    """How words are read in a text whose language is `language` (BCP 47; None or nonsense: it is not known).

    A word in the script of a known language is read in that language: an Ossetian or Bulgarian word is not taken for
    Russian, nor a French one for English. A word in the other script is a guest, taken for Russian or English.
    """
    try:
        tag = langcodes.Language.get(language or "und")
    except LanguageTagError:
        return Rules(russian=True, english=True)
    if tag.language in _UNKNOWN:
        return Rules(russian=True, english=True)
    script = tag.maximize().script
    return Rules(
        russian=tag.language == "ru" or script != "Cyrl",
        english=tag.language == "en" or script != "Latn",
    )


@lru_cache(maxsize=100_000)
def _lemmas(form: str, reading: Rules) -> tuple[str, ...]:
    if len(form) > _LONGEST:
        return (form,)
    if _CYRILLIC.search(form):
        if not reading.russian:
            return (form,)
        with _LOCK:
            found = _morphology().normal_forms(form)
        return tuple(sorted({fold(lemma) for lemma in found}))
    if reading.english and _LATIN.search(form):
        with _LOCK:
            return (_stemmer().stemWord(form),)
    return (form,)


@lru_cache(maxsize=100_000)
def _read(written: str, reading: Rules) -> tuple[Token, ...]:
    """The tokens of one word, with places in that word."""
    inner = [
        Token(form, _lemmas(form, reading), part.start(), part.end())
        for part in _PART.finditer(written)
        if (form := fold(part.group()))  # of two letters nothing is left: the half-width voiced marks of Japanese
    ]
    if len(inner) <= 1 or all(part.form.isnumeric() for part in inner):
        return tuple(inner)
    form = fold(written)
    return (Token(form, _lemmas(form, reading), 0, len(written)), *inner)


@lru_cache(maxsize=100_000)
def marks(form: str) -> frozenset[str]:
    """The grammatical marks (OpenCorpora's) of all readings that the Russian dictionary has of a form; none of a word
    that it does not know. `Word` is among them where a reading is no name of a person.
    """
    form = fold(form)
    with _LOCK:
        if len(form) > _LONGEST or not _morphology().word_is_known(form):
            return frozenset()
        read = [tag.grammemes for _, tag, *_ in _morphology().parse(form)]
    ordinary = any(not (tag & {"Name", "Surn", "Patr"} or {"Poss", "ADJF"} <= tag) for tag in read)
    return frozenset().union(*read, {"Word"} if ordinary else ())


def lemmas_of(word: str, reading: Rules) -> tuple[str, tuple[str, ...]]:
    """The form and the lemmas of a word that has no parts."""
    form = fold(word)
    return form, _lemmas(form, reading)


def tokens(text: str, reading: Rules) -> list[Token]:
    """As `analyse`, by rules that are known already."""
    found = []
    for match in _WORD.finditer(text):
        start = match.start()
        found += [
            Token(token.form, token.lemmas, start + token.start, start + token.end)
            for token in _read(match.group(), reading)
        ]
    return found


def analyse(text: str, language: str | None) -> list[Token]:
    """The words of `text`, whose language is `language` (BCP 47; None: not known), in their order.

    A word is a run of letters and digits. `start` and `end` are places in `text` as it was given. Lemmas are all
    dictionary forms that a Russian word can have, the stem of an English one, and of any other the form itself.
    A word with hyphens or apostrophes is a token, and after it each of its parts is another: «Осетии-Алании» is found
    by «Алания», "O'Connor" by "Connor". Where it has no letters, as in 2004-09-01, it is its parts alone.
    """
    return tokens(text, rules(language))


def parts(words: Sequence[Token]) -> list[Token]:
    """The tokens that have no parts themselves: what stands side by side in a phrase."""
    inner = [first for first, second in pairwise(words) if second.start >= first.end]
    return [*inner, *words[-1:]]


def wholes(words: Sequence[Token]) -> Iterator[list[Token]]:
    """Each word of a text: the token of the whole, then those of its parts where it has several."""
    word: list[Token] = []
    for token in words:
        if word and token.start >= word[0].end:
            yield word
            word = []
        word.append(token)
    if word:
        yield word
