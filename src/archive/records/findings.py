"""What is found while a record is read, and the small readers that all its parts share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from archive.records.model import Origin, Problem, Severity, Written


@dataclass(slots=True)
class Findings:
    """The problems met while one record is read; an error among them is a fault of the record."""

    origin: Origin
    problems: list[Problem] = field(default_factory=list)

    def add(self, at: Any, term: str, found: str, expected: str = "", severity: Severity = "error") -> None:
        """Note a problem at the place where `at` was written."""
        line = getattr(at, "line", None) or self.origin.line
        column = getattr(at, "column", None)
        self.problems.append(Problem(self.origin.source, line, column, found, expected, severity, term))

    def faults(self) -> tuple[str, ...]:
        """The errors, in words."""
        return tuple(f"{problem.term}: {problem.found}" for problem in self.problems if problem.severity == "error")


def describe(value: Any) -> str:
    """What a value is, for a message."""
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list):
        return "a list"
    return f"“{shorten(str(value))}”" if value else "nothing"


def text_of(value: Any, term: str, findings: Findings) -> str | None:
    """The text, None where nothing is said; a list or a map is a problem."""
    if value is None:
        return None
    if not isinstance(value, str):
        findings.add(value, term, describe(value), "a text")
        return None
    return str(value).strip() or None


def is_blank(value: Any) -> bool:
    """Whether nothing stands there: no value, an empty list or map, or a text of blanks."""
    return not value or (isinstance(value, str) and value.isspace())


def nearest(written: str, words: Iterable[str]) -> str:
    """The words that are expected, the likeliest first where one is near."""
    words = list(words)
    near = get_close_matches(written.lower(), words, n=1)
    return f"{near[0]} (is that what was meant?)" if near else ", ".join(words)


def listed(value: Any) -> list[Any]:
    """A list as it is, one thing as a list of it, nothing as an empty one."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def plain_data(value: Any) -> Any:
    """The same data without its places: maps, lists and texts."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain_data(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain_data(inner) for inner in value]
    return str(value)


def shorten(text: str) -> str:
    """The text, or as much of it as a message holds."""
    return text if len(text) <= 60 else f"{text[:60]}…"


def place(value: Any) -> Any:
    """Something within `value` that knows where it was written."""
    while isinstance(value, (list, Mapping)) and value:
        value = next(iter(value))
    return value if isinstance(value, Written) else None
