"""The statements of a record: each property's values, as text, by language, or with a URI or coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archive.records.findings import Findings, place, shorten, text_of
from archive.records.languages import is_tag, same_language, tag_wanted
from archive.records.model import Statement
from archive.records.schemes import is_uri, scheme_of
from archive.records.terms import ORDER, likely_term, term_name
from archive.records.values import CHECKS, doubts

# The keys of a record that are not properties of Dublin Core.
PARTS = ("id", "kind", "files", "people", "consents", "access", "withhold", "permissions", "names", "private")
# Those that say who may see the item; of these all but `access` are lists of maps.
DECIDING = ("people", "consents", "access", "withhold", "permissions", "names")
LISTS = ("people", "consents", "withhold", "permissions", "names")
STATEMENT_KEYS = frozenset({"value", "language", "datatype", "uri", "latitude", "longitude"})
# What people call those keys that are no properties.
_PART_NAMES = {
    "доступ": "access", "файл": "files", "файлы": "files", "file": "files", "вид": "kind", "люди": "people",
    "персоны": "people", "согласие": "consents", "согласия": "consents", "consent": "consents", "скрыть": "withhold",
    "permission": "permissions", "разрешение": "permissions", "разрешения": "permissions", "имена": "names",
}  # fmt: skip
_LIMITS = {"latitude": 90.0, "longitude": 180.0}


def read_statements(data: Mapping[str, Any], findings: Findings) -> tuple[Statement, ...]:
    """The statements of the keys that are terms; any other key that is no part of a record is a problem."""
    found: list[Statement] = []
    keys: dict[str, str] = {}
    for key, value in data.items():
        if key in PARTS:
            continue
        term = term_name(key)
        if term is None:
            meant = _PART_NAMES.get(key.strip().lower()) or likely_term(key, PARTS)
            findings.add(key, str(key), "no such key", f"{meant} (is that what was meant?)" if meant else "a term")
            continue
        if (first := keys.setdefault(term, key)) != key:
            _say_twice(key, first, term, findings)
        begin = len(found)
        _take(value, term, None, found, findings)
        if len(found) > begin + 1 and len(tags := {said.language for said in found[begin:]}) > 1:
            _look_at_tags(tags, value, term, findings)
    found.sort(key=lambda statement: ORDER[statement.term])  # stable: within a term the order is the writer's
    return tuple(found)


def _say_twice(key: str, first: str, term: str, findings: Findings) -> None:
    line = getattr(first, "line", None)
    where = f"line {line}" if line else f"“{first}”"
    findings.add(key, str(key), f"{term} a second time, first in {where}", "every term once")


def _look_at_tags(tags: Iterable[str | None], value: Any, term: str, findings: Findings) -> None:
    """Say where the values of a term are tagged with one language in two spellings."""
    if pair := same_language(sorted(filter(None, tags), reverse=True)):
        at = next((text for text in _texts(value) if text == pair[0]), place(value))
        findings.add(at, term, f"“{pair[0]}” and “{pair[1]}” are one language", "one spelling of it")


def _texts(value: Any) -> Iterator[str]:
    """All keys and texts within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, Mapping)):
        for key in value:
            yield from _texts(key)
        for inner in value.values() if isinstance(value, Mapping) else ():
            yield from _texts(inner)


def _take(value: Any, term: str, language: str | None, found: list[Statement], findings: Findings) -> None:
    """Put the statements of a value behind those that were found."""
    if isinstance(value, str):
        # Most values by far: whatever else is looked for before this is looked for a million times.
        if text := str(value).strip():
            if term in CHECKS and (doubt := CHECKS[term](text)):
                findings.add(value, term, f"“{shorten(text)}” {doubt.found}", doubt.expected, "warning")
            found.append(Statement(term, text, language))
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, list):
                findings.add(place(inner), term, "a list within a list", "a value")
            else:
                _take(inner, term, language, found, findings)
    elif isinstance(value, Mapping):
        if value and value.keys() <= STATEMENT_KEYS:
            found.extend(_described(value, term, language, findings))
        elif language is None:
            _take_by_language(value, term, found, findings)
        else:
            findings.add(place(value), term, f"a map below the language {language}", "a value")
    else:
        text_of(value, term, findings)  # says what is wrong with it


def _take_by_language(value: Mapping[str, Any], term: str, found: list[Statement], findings: Findings) -> None:
    for tag, inner in value.items():
        if is_tag(tag):
            _take(inner, term, str(tag), found, findings)
        else:
            findings.add(tag, term, f"“{tag}” is no language tag", tag_wanted(tag))


def _described(value: Mapping[str, Any], term: str, language: str | None, findings: Findings) -> Iterator[Statement]:
    """A value written as a map: value, language, datatype, uri, latitude and longitude."""
    parts = {key: text_of(inner, term, findings) for key, inner in value.items()}
    if (tag := parts.get("language")) and not is_tag(tag):
        findings.add(value["language"], term, f"“{tag}” is no language tag", tag_wanted(tag))
    language = tag or language
    uri, text = parts.get("uri"), parts.get("value")
    if uri and not is_uri(uri):
        findings.add(value["uri"], term, f"“{shorten(uri)}” is no URI", "https://… or another scheme")
        uri = None
    datatype = parts.get("datatype")
    for part, doubt in doubts(term, text, uri, datatype):
        findings.add(value[part], term, f"“{shorten(parts[part] or '')}” {doubt.found}", doubt.expected, "warning")
    if datatype and (scheme := scheme_of(datatype)):
        datatype = scheme.name
    point = _point(value, parts, term, findings)
    if (uri or text) and (uri or not point):
        yield Statement(term, text or uri or "", language, datatype, uri)
        datatype = None
    if point:
        yield Statement(term, text or point.removeprefix("geo:").replace(",", ", "), language, datatype, point)


def _point(value: Mapping[str, Any], parts: Mapping[str, str | None], term: str, findings: Findings) -> str | None:
    """The `geo:` URI of a latitude and a longitude in degrees (RFC 5870)."""
    numbers = []
    for name, limit in _LIMITS.items():
        written = parts.get(name)
        if written is None:
            continue
        if not re.fullmatch(r"-?\d+(\.\d+)?", written) or abs(float(written)) > limit:
            findings.add(value[name], term, f"{name} “{shorten(written)}”", f"degrees from -{limit:g} to {limit:g}")
            return None
        numbers.append(written)
    if len(numbers) == 1:
        findings.add(place(value), term, "one coordinate", "latitude and longitude")
        return None
    return f"geo:{numbers[0]},{numbers[1]}" if numbers else None
