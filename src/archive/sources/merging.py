"""What a source is to say, so that its record becomes another: its own words, but for what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from archive.records.model import Record
from archive.records.plain import plain
from archive.records.statements import PARTS
from archive.records.terms import term_name


def merged(said: Mapping[str, Any], before: Record, after: Record) -> dict[str, Any]:
    """The data of a record file that says `before`, changed so that it says `after`.

    What is the same in both stays as it was written, words that nobody understood included. A new term stands behind
    the last one.
    """
    result = dict(said)
    old, new = plain(before), plain(after)
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) == new.get(key):
            continue
        spellings = [written for written in said if _part(written) == key]
        for more in spellings[1:]:
            del result[more]  # `title` and `dc:title` are one term: the first says it all
        if key not in new:
            for written in spellings[:1]:
                del result[written]
        elif not spellings:
            result = _with(result, key, new[key])
        else:
            first = spellings[0]
            # What is private has no other words: a list of one text and that text are two things there.
            whole = len(spellings) > 1 or key == "private"
            result[first] = new[key] if whole else _merge(said[first], old.get(key), new[key])
    return result


def _part(written: str) -> str | None:
    """The term or the part that a key names."""
    return written if written in PARTS else term_name(written)


def _with(said: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    if key in PARTS:
        return {**said, key: value}
    terms = [position for position, written in enumerate(said) if written not in PARTS and term_name(written)]
    at = terms[-1] + 1 if terms else len(said)
    entries = list(said.items())
    return dict([*entries[:at], (key, value), *entries[at:]])


def _merge(said: Any, before: Any, after: Any) -> Any:
    """`said` means `before`; the same words so changed that they mean `after`."""
    if before == after:
        return said
    if isinstance(said, dict) and isinstance(before, dict) and isinstance(after, dict):
        return _merge_maps(said, before, after)
    if isinstance(said, list) and not isinstance(after, dict):
        return _merge_lists(said, _listed(before), _listed(after))
    if isinstance(said, str) and isinstance(after, dict) and after.keys() == {"level"}:
        return after["level"]  # `access: closed` is short for a map
    return after


def _merge_maps(said: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    result = {}
    for key, value in said.items():
        if key in after:
            result[key] = _merge(value, before.get(key), after[key])
        elif key not in before:
            result[key] = value
    return result | {key: value for key, value in after.items() if key not in said}


def _merge_lists(said: list[Any], before: list[Any], after: list[Any]) -> list[Any]:
    if len(said) != len(before):
        return after
    result: list[Any] = []
    matcher = SequenceMatcher(None, list(map(json.dumps, before)), list(map(json.dumps, after)), autojunk=False)
    for same, first, last, new_first, new_last in matcher.get_opcodes():
        result += said[first:last] if same == "equal" else after[new_first:new_last]
    return result


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
