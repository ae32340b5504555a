"""The small readers of maps in a record that decide about access: what is missing, unknown or blank is a problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archive.records.dates import end_of, period
from archive.records.findings import Findings, describe, is_blank, listed, nearest, text_of
from archive.records.model import Review

DAY = "YYYY, YYYY-MM or YYYY-MM-DD"
TIME = f"{DAY}, or another time in EDTF that ends"
YES = {"true": True, "yes": True, "false": False, "no": False}


def maps(value: Any, part: str, keys: tuple[str, ...], findings: Findings) -> Iterator[Mapping[str, Any]]:
    """The maps of a list (or the one map), every key that is not among `keys` a fault."""
    for entry in listed(value):
        if not isinstance(entry, Mapping):
            findings.add(entry, part, describe(entry), f"a map of {', '.join(keys)}")
            continue
        for key in entry:
            if key not in keys:
                # Of `region: 1,2,3,4` YAML makes one value and three keys.
                torn = key.strip().isdigit()
                expected = "quotes around a value with commas in it" if torn else nearest(key, keys)
                findings.add(key, part, f"no such key: “{key}”", expected)
        yield entry


def key_of(entry: Mapping[str, Any]) -> Any:
    """The first key of a map, which knows where it was written."""
    return next(iter(entry), None)


def required(entry: Mapping[str, Any], name: str, part: str, findings: Findings) -> str | None:
    """The text under a key; that there is none is a problem."""
    text = text_of(entry.get(name), part, findings)
    if text is None and not isinstance(entry.get(name), (list, Mapping)):
        findings.add(key_of(entry), part, f"no {name}", name)
    return text


def word_of(entry: Mapping[str, Any], name: str, part: str, words: Iterable[str], findings: Findings) -> str | None:
    """The word under a key, None where it is none of `words`; a key with nothing behind it is a problem."""
    if name in entry and is_blank(entry[name]):
        # `level:` with nothing behind it may be a word that was lost.
        findings.add(name, part, f"{name}: nothing", ", ".join(words))
        return None
    text = text_of(entry.get(name), part, findings)
    if text is not None and text not in words:
        findings.add(entry[name], part, f"{name} “{text}”", nearest(text, words))
        return None
    return text


def words_of(value: Any, part: str, words: tuple[str, ...], findings: Findings) -> Iterator[str]:
    """Those of the written words that are among `words`; any other is a problem."""
    for inner in listed(value):
        text = text_of(inner, part, findings)
        if text in words:
            yield text
        elif text is not None:
            findings.add(inner, part, f"scope “{text}”", nearest(text, words))


def day_of(entry: Mapping[str, Any], name: str, part: str, findings: Findings) -> str | None:
    """The plain date under a key, as written; one that is none, and nothing behind the key, are problems."""
    text = said_of(entry, name, part, findings, DAY)
    if text is not None and period(text) is None:
        findings.add(entry[name], part, f"{name} “{text}”", DAY)
    return text


def time_of(entry: Mapping[str, Any], name: str, part: str, findings: Findings) -> str | None:
    """The time in EDTF under a key, as written; one that has no end to wait for, and nothing, are problems."""
    text = said_of(entry, name, part, findings, TIME)
    if text is not None and end_of(text) is None:
        findings.add(entry[name], part, f"{name} “{text}”", TIME)
    return text


def said_of(entry: Mapping[str, Any], name: str, part: str, findings: Findings, expected: str = "") -> str | None:
    """The text under a key; a key with nothing behind it is a problem, as words may have been lost there."""
    if name in entry and is_blank(entry[name]):
        findings.add(name, part, f"{name}: nothing", expected or "something, or the key left out")
        return None
    return text_of(entry.get(name), part, findings)


def review_of(value: Any, findings: Findings) -> Review | None:
    """Who looked again, and when."""
    entries = list(maps(value, "reviewed", ("by", "on"), findings))
    if not entries:
        return None
    by = required(entries[0], "by", "reviewed", findings)
    on = required(entries[0], "on", "reviewed", findings)
    day_of(entries[0], "on", "reviewed", findings)
    return Review(by, on) if by and on else None
