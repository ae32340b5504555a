"""JSON (RFC 8259) with the line of every key and value, and what a record must not hold: slower, for what is wrong."""

from __future__ import annotations

import json
import re
from json import JSONDecodeError
from typing import Any

from archive.records.findings import describe
from archive.records.model import Problem, Written

DEPTH = 24  # a record needs six

_BLANK = re.compile(r"[ \t\n\r]*")
_BARE = re.compile(r"[^\s,\]}:\"]+")
_CONSTANTS = {"true": "true", "false": "false", "null": ""}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_STRINGS = json.JSONDecoder()
_WORDS = {
    "Unterminated string": ("a quote that is never closed", "a closing quote"),
    "Invalid control character": ("a line break or another control character within quotes", r"\n, or its \u escape"),
    "Invalid \\": ("a backslash before a letter that it does not escape", r"\\ for a backslash"),
}


class TornError(ValueError):
    """What is written in `line` is no JSON, or nested too deep: nobody can tell what follows."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(f"{found}; expected {expected}")
        self.line = line
        self.found = found
        self.expected = expected


def placed(text: str, line: int, name: str) -> tuple[Any, list[Problem]]:
    """The value with which the text begins, as maps, lists and Written texts, and what is wrong with it.

    `line` is that of the text's beginning. Numbers and `true` are the text that was written, `null` is an empty one.
    Raises TornError where it is no JSON.
    """
    reading = _Reading(text, line, name)
    return reading.value(0), reading.problems


class _Reading:
    def __init__(self, text: str, line: int, name: str) -> None:
        self.text = text
        self.line = line
        self.name = name
        self.at = 0
        self.problems: list[Problem] = []

    def mark(self) -> str:
        """The character that comes next, behind what is blank; nothing at the end."""
        start, self.at = self.at, _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]  # it always matches
        self.line += self.text.count("\n", start, self.at)
        return self.text[self.at : self.at + 1]

    def value(self, depth: int) -> Any:
        mark = self.mark()
        if mark in {"{", "["} and depth == DEPTH:
            raise TornError(self.line, f"values nested deeper than {DEPTH}", "a record")
        if mark == "{":
            return self.map(depth)
        if mark == "[":
            return self.list(depth)
        return self.string() if mark == '"' else self.bare()

    def map(self, depth: int) -> dict[Written, Any]:
        opened, found = self.line, dict[Written, Any]()
        self.at += 1
        if self.mark() == "}":
            self.at += 1
            return found
        while True:
            if self.mark() != '"':
                raise self.torn("a key in quotes")
            key = self.string()
            if self.mark() != ":":
                raise self.torn(f"`:` behind the key “{key}”")
            self.at += 1
            if key in found:
                first = next(known for known in found if known == key).line
                self.problem(key.line, f"“{key}” a second time, first in line {first}", "every key once")
                found[key] = [found[key], self.value(depth + 1)]
            else:
                found[key] = self.value(depth + 1)
            if not self.goes_on("}", opened):
                return found

    def list(self, depth: int) -> list[Any]:
        opened, found = self.line, list[Any]()
        self.at += 1
        if self.mark() == "]":
            self.at += 1
            return found
        while True:
            found.append(self.value(depth + 1))
            if not self.goes_on("]", opened):
                return found

    def goes_on(self, end: str, opened: int) -> bool:
        """Whether another value follows in the map or list that was opened in a line."""
        mark = self.mark()
        if not mark:
            what = "a map" if end == "}" else "a list"
            raise TornError(opened, f"{what} that is not closed", f"`,` or `{end}`")
        if mark not in {",", end}:
            raise self.torn(f"`,` or `{end}`")
        self.at += 1
        return mark == ","

    def string(self) -> Written:
        try:
            text, self.at = _STRINGS.raw_decode(self.text, self.at)
        except JSONDecodeError as error:
            line = self.line + self.text.count("\n", self.at, error.pos)
            found, expected = next(
                (said for words, said in _WORDS.items() if error.msg.startswith(words)), (error.msg, "a text")
            )
            raise TornError(line, found, expected) from None
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            self.problem(self.line, "half of a character, as a \\u escape from D800 to DFFF", "both halves")
        return Written(text, self.line)

    def bare(self) -> Written:
        found = _BARE.match(self.text, self.at)
        written = found.group() if found else ""
        if written not in _CONSTANTS and not _NUMBER.fullmatch(written):
            raise self.torn("a value: a text in quotes, a number, a list or a map")
        self.at += len(written)
        return Written(_CONSTANTS.get(written, written), self.line)

    def torn(self, expected: str) -> TornError:
        found = _BARE.match(self.text, self.at)
        written = found.group() if found else self.text[self.at : self.at + 1]
        return TornError(self.line, describe(written) if written else "the end of the file", expected)

    def problem(self, line: int | None, found: str, expected: str) -> None:
        self.problems.append(Problem(self.name, line, None, found, expected))
