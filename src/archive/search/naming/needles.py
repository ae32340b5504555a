"""The names as plain strings, for who looks through bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from archive.search.naming.endings import singular
from archive.search.naming.letters import is_cyrillic
from archive.search.naming.parts import GIVEN, PATRONYMIC, SURNAME, gender, split


def needles(spelling: str, *, telling: bool) -> Iterator[str]:
    """The spelling itself; of a Russian name its given name or patronymic beside its surname, each in all cases; and
    the surname alone where it is `telling`, that is, names nobody else.
    """
    yield spelling
    parts = split(spelling)
    whom = gender(parts)
    words = {part.part: part.word for part in parts if is_cyrillic(part.word)}
    if SURNAME not in words or len(words) < len(parts):
        return
    surnames = list(singular(words[SURNAME], whom, surname=True))
    if telling:
        yield from surnames
    for part in (GIVEN, PATRONYMIC):
        for first, surname in product(singular(words[part], whom, surname=False) if part in words else (), surnames):
            yield f"{first} {surname}"
            yield f"{surname} {first}"
