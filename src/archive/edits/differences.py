"""How two records differ, in the words in which people write records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from archive.records.model import Record, Statement
from archive.records.plain import plain, plain_values
from archive.records.statements import PARTS
from archive.sources.yaml.text import inline


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes in one place of a record: `title@ru`, `access.level`, `people`; its values before and after."""

    place: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def __str__(self) -> str:
        gone, come = Counter(self.before) - Counter(self.after), Counter(self.after) - Counter(self.before)
        removed, added = (" | ".join(values.elements()) for values in (gone, come))
        if not (removed or added) or _moved(self.before, self.after):
            return f"{self.place}: {' | '.join(self.before)} → {' | '.join(self.after)}"
        if not added:
            return f"{self.place}: − {removed}"
        return f"{self.place}: {removed} → {added}" if removed else f"{self.place}: + {added}"


def _moved(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether values that stay stand in another order."""
    stay = Counter(before) & Counter(after)
    return [one for one in before if one in stay] != [one for one in after if one in stay]


def differences(before: Record, after: Record) -> list[Difference]:
    """Where two records differ, term by term and language by language."""
    old, new = plain(before), plain(after)
    found: list[Difference] = []
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key):
            continue
        if key in {"access", "private"}:
            was, now = old.get(key, {}), new.get(key, {})
            found += [
                Difference(f"{key}.{name}", _texts(was.get(name)), _texts(now.get(name)))
                for name in dict.fromkeys((*was, *now))
                if was.get(name) != now.get(name)
            ]
        elif key in PARTS:
            found.append(Difference(key, _texts(old.get(key)), _texts(new.get(key))))
        else:
            found += _of_term(key, before.values(key), after.values(key))
    return found


def _of_term(term: str, old: list[Statement], new: list[Statement]) -> list[Difference]:
    found = []
    for language in dict.fromkeys(one.language for one in (*old, *new)):
        was, now = ([one for one in statements if one.language == language] for statements in (old, new))
        if was != now:
            place = f"{term}@{language}" if language else term
            found.append(Difference(place, tuple(map(_said, was)), tuple(map(_said, now))))
    return found


def _said(statement: Statement) -> str:
    value = plain_values([statement._replace(language=None)])
    return value if isinstance(value, str) else inline(value)


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple(one if isinstance(one, str) else inline(one) for one in values)
