"""The names as plain strings, for who looks through bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from archive.search.naming.endings import singular
from archive.search.naming.latin import in_latin
from archive.search.naming.letters import close, cyrillic, is_cyrillic
from archive.search.naming.parts import GIVEN, PATRONYMIC, SURNAME, Part, gender, split
from archive.search.words import marks


def needles(spelling: str, *, alone: bool) -> Iterator[str]:
    """The spelling itself; of a Russian name its given name or patronymic beside its surname, each in all cases, and
    as they are written in Latin letters; and, where nobody else is known to have it, the surname `alone`, but for
    forms that are ordinary words.
    """
    yield spelling
    parts = split(spelling)
    surnames = [part.word for part in parts if part.part == SURNAME]
    if not surnames:
        return
    if not all(is_cyrillic(part.word) for part in parts):
        if alone and not _is_word([word if is_cyrillic(word) else cyrillic(word) for word in surnames]):
            yield "-".join(surnames)
        return
    yield from _russian(parts, surnames, alone=alone)


def _russian(parts: Sequence[Part], surnames: Sequence[str], *, alone: bool) -> Iterator[str]:
    whom = gender(tuple(parts))
    forms = [tuple(one) for one in product(*(list(singular(word, whom, surname=True)) for word in surnames))]
    if alone and not _is_word(surnames):
        for form in forms:
            yield from ("-".join(said) for said in (form, *in_latin(form)) if not _is_word(said))
    plain = tuple(surnames)
    for part in (part for part in parts if part.part in (GIVEN, PATRONYMIC)):
        pairs = [(first, *form) for first, form in product(singular(part.word, whom, surname=False), forms)]
        for first, *last in (*pairs, *in_latin((part.word, *plain))):
            yield f"{first} {'-'.join(last)}"
            yield f"{'-'.join(last)} {first}"


def _is_word(words: Sequence[str]) -> bool:
    """Whether it is one ordinary word of Russian."""
    return len(words) == 1 and "Word" in marks(close(words[0]))
