"""The statements of a record: each property's values, as text, by language, or with a URI or coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from archive.records.dates import understand
from archive.records.findings import Findings, nearest, place, shorten, text_of
from archive.records.languages import is_tag
from archive.records.model import Statement
from archive.records.terms import ORDER, TERMS, term_name

# The keys of a record that are not properties of Dublin Core.
PARTS = ("id", "kind", "files", "people", "consents", "access", "withhold", "private")
STATEMENT_KEYS = frozenset({"value", "language", "datatype", "uri", "latitude", "longitude"})
_DATE_TERMS = frozenset(name for name, term in TERMS.items() if term.element == "date")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_LIMITS = {"latitude": 90.0, "longitude": 180.0}


def read_statements(data: Mapping[str, Any], findings: Findings) -> tuple[Statement, ...]:
    """The statements of the keys that are terms; any other key that is no part of a record is a problem."""
    found: list[Statement] = []
    for key, value in data.items():
        if key in PARTS:
            continue
        term = term_name(key)
        if term is None:
            findings.add(key, str(key), "no such key", nearest(key, (*PARTS, *TERMS)) if _near(key) else "a term")
            continue
        _take(value, term, None, found, findings)
    found.sort(key=lambda statement: ORDER[statement.term])  # stable: within a term the order is the writer's
    return tuple(found)


def _near(key: str) -> bool:
    return bool(get_close_matches(key.lower(), (*PARTS, *TERMS), n=1))


def _take(value: Any, term: str, language: str | None, found: list[Statement], findings: Findings) -> None:
    """Put the statements of a value behind those that were found."""
    if isinstance(value, str):
        # Most values by far: whatever else is looked for before this is looked for a million times.
        if text := str(value).strip():
            if term in _DATE_TERMS and understand(text) is None:
                findings.add(value, term, f"“{shorten(text)}” is kept as written but not understood", "EDTF", "warning")
            found.append(Statement(term, text, language))
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, list):
                findings.add(place(inner), term, "a list within a list", "a value")
            else:
                _take(inner, term, language, found, findings)
    elif isinstance(value, Mapping):
        if value and set(value) <= STATEMENT_KEYS:
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
            findings.add(tag, term, f"“{tag}” is no language tag", "a BCP 47 tag such as ru, os, en")


def _described(value: Mapping[str, Any], term: str, language: str | None, findings: Findings) -> Iterator[Statement]:
    """A value written as a map: value, language, datatype, uri, latitude and longitude."""
    parts = {key: text_of(inner, term, findings) for key, inner in value.items()}
    if (tag := parts.get("language")) and not is_tag(tag):
        findings.add(value["language"], term, f"“{tag}” is no language tag", "a BCP 47 tag such as ru, os, en")
    language = tag or language
    uri, text = parts.get("uri"), parts.get("value")
    if uri and not _URI.fullmatch(uri):
        findings.add(value["uri"], term, f"“{shorten(uri)}” is no URI", "https://… or another scheme")
        uri = None
    point = _point(value, parts, term, findings)
    if (uri or text) and (uri or not point):
        yield Statement(term, text or uri or "", language, parts.get("datatype"), uri)
    if point:
        yield Statement(term, text or point.removeprefix("geo:").replace(",", ", "), language, uri=point)


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
