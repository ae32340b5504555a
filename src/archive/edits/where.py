"""Which items are meant: `kind=photo and (date>2004 or not subject)`, read and asked of records.

    condition   = and-part {"or" and-part}
    and-part    = not-part {"and" not-part}
    not-part    = "not" not-part | "(" condition ")" | place [operator value]
    place       = a term, term@language, kind, id, access.level, source, file
    operator    = "=" | "!=" | "~" (contains) | ">" | "<" | ">=" | "<=" (dates)

A place alone asks whether it says anything. A value with spaces, brackets or operators stands in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archive.records.dates import understand
from archive.records.findings import nearest
from archive.records.kinds import KINDS
from archive.records.model import Record
from archive.records.permissions import LEVELS
from archive.records.terms import TERMS, term_name
from archive.search.letters import fold

Condition = Callable[[Record], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<mark>!=|>=|<=|[=~<>()])|(?P<word>[^\s=~<>()!"']+)|(?P<odd>\S))"""
)
_DEPTH = 50
_OPERATORS = ("=", "!=", "~", ">", "<", ">=", "<=")
_PLACE = "a term, kind, id, access.level, source or file"
_WORDS = frozenset({"and", "or", "not"})
_PLACES: dict[str, Callable[[Record], Iterable[str]]] = {
    "id": lambda record: [record.id],
    "kind": lambda record: [record.kind],
    "access": lambda record: [record.access.level or ""],
    "access.level": lambda record: [record.access.level or ""],
    "source": lambda record: [record.origin.source],
    "file": lambda record: record.files,
    "files": lambda record: record.files,
}
_VALUES = {"kind": tuple(KINDS), "access": LEVELS, "access.level": LEVELS}
_DATES = frozenset(name for name, term in TERMS.items() if term.element == "date")


class ConditionError(ValueError):
    """A condition that cannot be read: what was found at which place (from 0), and what was expected."""

    def __init__(self, text: str, at: int, found: str, expected: str) -> None:
        super().__init__(f"--where: {found}; expected {expected}\n  {text}\n  {' ' * at}^")
        self.at = at


def read_condition(text: str) -> Condition:
    """What a condition asks of a record. Raises ConditionError."""
    reader = _Reader(text, list(_tokens(text)))
    condition = reader.either()
    if reader.left:
        raise reader.expected("`and`, `or`, or the end")
    return condition


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int
    sort: str


def _tokens(text: str) -> Iterable[_Token]:
    at = 0
    while found := _TOKEN.match(text, at):
        sort = found.lastgroup or ""
        written, start = found[sort], found.start(sort)
        if sort == "odd":
            what = "a quotation mark that is not closed" if written in "\"'" else f"“{written}”"
            raise ConditionError(
                text, start, what, "a closing one" if written in "\"'" else "a term, an operator or a value"
            )
        yield _Token(written[1:-1] if sort == "quoted" else written, start, sort)
        at = found.end()


@dataclass(slots=True)
class _Reader:
    """The tokens that are left to be read."""

    text: str
    left: list[_Token]
    depth: int = 0

    def error(self, found: str, expected: str, token: _Token) -> ConditionError:
        return ConditionError(self.text, token.at, found, expected)

    def expected(self, expected: str) -> ConditionError:
        """That something else was expected than what comes next."""
        if self.left:
            return self.error(f"“{self.left[0].text}”", expected, self.left[0])
        return ConditionError(self.text, len(self.text), "the end", expected)

    def word(self, *words: str) -> bool:
        """Whether the next token is one of these words, which is then taken."""
        if self.left and self.left[0].sort != "quoted" and self.left[0].text.lower() in words:
            self.left.pop(0)
            return True
        return False

    def either(self) -> Condition:
        parts = [self.both()]
        while self.word("or"):
            parts.append(self.both())
        return lambda record: any(part(record) for part in parts)

    def both(self) -> Condition:
        parts = [self.one()]
        while self.word("and"):
            parts.append(self.one())
        return lambda record: all(part(record) for part in parts)

    def one(self) -> Condition:
        if self.word("not"):
            return self.negated(self.nested(self.one))
        if self.word("("):
            inner = self.nested(self.either)
            if not self.word(")"):
                raise self.expected("`)`")
            return inner
        return self.comparison()

    def nested(self, read: Callable[[], Condition]) -> Condition:
        self.depth += 1
        if self.depth > _DEPTH:
            raise self.expected(f"no more than {_DEPTH} brackets and `not` within each other")
        inner = read()
        self.depth -= 1
        return inner

    @staticmethod
    def negated(inner: Condition) -> Condition:
        return lambda record: not inner(record)

    def comparison(self) -> Condition:
        if not self.left or self.left[0].sort != "word" or self.left[0].text.lower() in _WORDS:
            raise self.expected(_PLACE)
        place = self.left.pop(0)
        values = self.values(place)
        if not (self.left and self.left[0].text in _OPERATORS and self.left[0].sort == "mark"):
            return lambda record: any(values(record))
        operator = self.left.pop(0)
        if not self.left or self.left[0].sort == "mark":
            raise self.expected(f"a value behind `{operator.text}`")
        return self.compared(place, operator.text, self.left.pop(0), values)

    def values(self, place: _Token) -> Callable[[Record], Iterable[str]]:
        if known := _PLACES.get(place.text.lower()):
            return known
        name, _, language = place.text.partition("@")
        term = term_name(name)
        if term is None:
            likely = nearest(name, (*TERMS, *_PLACES))
            raise self.error(f"“{name}”", likely if likely.endswith("?)") else _PLACE, place)
        if language:
            return lambda record: [one.value for one in record.values(term) if one.language == language]
        return lambda record: [text for one in record.values(term) for text in (one.value, one.uri) if text]

    def compared(
        self, place: _Token, operator: str, value: _Token, values: Callable[[Record], Iterable[str]]
    ) -> Condition:
        wanted = value.text
        allowed = _VALUES.get(place.text.lower())
        if allowed and operator in {"=", "!="} and wanted not in allowed:
            raise self.error(f"{place.text} “{wanted}”", nearest(wanted, allowed), value)
        if operator == "=":
            return lambda record: wanted in values(record)
        if operator == "!=":
            return lambda record: wanted not in values(record)
        if operator == "~":
            part = fold(wanted)
            return lambda record: any(part in fold(text) for text in values(record))
        if term_name(place.text.partition("@")[0]) not in _DATES:
            raise self.error(f"`{operator}` for {place.text}", f"a date, as in `date{operator}2004`", place)
        dated = understand(wanted)
        if dated is None or dated.earliest is None or dated.latest is None:
            raise self.error(f"“{wanted}”", "a date with a first and a last day, as 2004 or 2004-09-01", value)
        earliest, latest = dated.earliest, dated.latest
        return lambda record: any(_is_dated(text, operator, earliest, latest) for text in values(record))


def _is_dated(text: str, operator: str, earliest: str, latest: str) -> bool:
    """Whether the whole of a date lies so; one whose bounds are open or not known does not."""
    dated = understand(text)
    first, last = (dated.earliest, dated.latest) if dated else (None, None)
    if operator in {">", ">="}:
        return first is not None and (first > latest if operator == ">" else first >= earliest)
    return last is not None and (last < earliest if operator == "<" else last <= latest)
