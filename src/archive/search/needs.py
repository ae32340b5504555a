"""Reading a query: what an item must have, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from archive.search.words import Token, analyse, parts, wholes

# What a person can have meant ends somewhere; the rest of a longer query is not read.
LONGEST = 1000  # characters
MOST = 16  # words and phrases
_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]')
_JOINTS = frozenset(".,:/-–")
_SIGNS = frozenset({"no", "n"})  # "No. 1", "N 1": the sign of a number, as "№", is not a word to be found
_TELLING = 4  # characters


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that an item must have.

    It is there exactly where `forms` stand side by side; it is there, too, where a word has one of `terms` as its form
    or lemma, or where each of `parts` is met so. A quoted phrase has `forms` alone.
    """

    forms: tuple[str, ...]
    terms: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()


def read(text: str) -> tuple[Need, ...]:
    """What a query asks for: every word, and every phrase in quotation marks of any kind, each once.

    Numbers written together (01.09.2004) are a phrase. No character has a meaning beside the quotation marks.
    """
    needs: dict[Need, None] = {}
    text = text[:LONGEST]
    end = 0
    for quoted in _QUOTED.finditer(text):
        needs |= dict.fromkeys(_words(text[end : quoted.start()]))
        forms = tuple(token.form for token in parts(analyse(quoted.group(1), None)))
        if forms:
            needs[Need(forms)] = None
        end = quoted.end()
    needs |= dict.fromkeys(_words(text[end:]))
    return tuple(needs)[:MOST]


def _words(text: str) -> Iterator[Need]:
    numbers: list[Token] = []
    words = list(wholes(analyse(text, None)))
    for word, after in zip_longest(words, words[1:]):
        if after and after[0].form[0].isnumeric() and word[0].form in _SIGNS:
            continue
        numeric = word[0].form.isnumeric()
        if numbers and not (numeric and text[numbers[-1].end : word[0].start] in _JOINTS):
            yield Need(tuple(number.form for number in numbers))
            numbers = []
        if numeric:
            numbers += word
        else:
            yield _word(*word)
    if numbers:
        yield Need(tuple(number.form for number in numbers))


def _word(whole: Token, *inner: Token) -> Need:
    if not inner:
        return Need((whole.form,), _terms(whole))
    # The parts of «кто-то» or "children's" mean nothing alone; those of «Осетия-Алания» do, typed as two words too.
    apart = all(len(part.form) >= _TELLING for part in inner)
    return Need(tuple(part.form for part in inner), _terms(whole), tuple(map(_terms, inner)) if apart else ())


def _terms(token: Token) -> tuple[str, ...]:
    # Who types a dictionary form means it: «суть» is not asked for as a form of «быть».
    return (token.form,) if token.form in token.lemmas else (token.form, *token.lemmas)
