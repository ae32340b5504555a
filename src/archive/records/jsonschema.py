"""The JSON Schema of a file of records (JSON Schema 2020-12), by which editors complete and check what is written.

It says what the reader says, as far as a schema can: not whether a day is in the calendar, a language registered, a key
given twice. Scalars are read as the texts that were written; to an editor they may be numbers or truth values.
"""

from __future__ import annotations

import json
from typing import Any

from archive.records.kinds import KINDS
from archive.records.permissions import ACTS, BASES, CONSENTERS, FOR_OTHERS, LEVELS, ROLES, SCOPES
from archive.records.schemes import DCMI_TYPES, SCHEMES
from archive.records.terms import PREFIXES, TERMS, Term

# A schema for editors stands beside the records, hidden from those who write them.
FILE = ".record.schema.json"

_ID = r"^\s*(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_])?)?\s*$"
_DAY = r"^\s*(?!0000)[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?\s*$"
_PATH = r"^(?!\s*(?:[/\\]|[A-Za-z]:))(?!(?:[\s\S]*[/\\])?\s*\.\.\s*(?:[/\\][\s\S]*)?$)"
_TAG = r"^(?!(?:value|language|datatype|latitude|longitude)$)(?:[A-Za-z]{2,8}|[iIxX](?=-))(?:-[A-Za-z0-9]{1,8})*$"
_URI = r"^\s*(?:[A-Za-z][A-Za-z0-9+.-]*:\S+)?\s*$"
_DEGREES = {
    "latitude": (90, r"^\s*-?0*(?:90(?:\.0+)?|[1-8]?[0-9](?:\.[0-9]+)?)\s*$"),
    "longitude": (180, r"^\s*-?0*(?:180(?:\.0+)?|(?:1[0-7])?[0-9](?:\.[0-9]+)?|[1-9][0-9](?:\.[0-9]+)?)\s*$"),
}
_TIME = r"^\s*(?:(?:[0-9]{1,4}:[0-5]?[0-9]|[0-9]{1,4}):[0-5]?[0-9]|[0-9]{1,7})(?:[.,][0-9]{1,6})?\s*$"
_RUN = r"[1-9][0-9]{0,6}(?:\s*[-–]\s*[1-9][0-9]{0,6})?"
_REGION = r"^\s*(?:(?:[0-9]{1,7}\s*,\s*){3}[0-9]{1,7}|pct:(?:\s*[0-9.]{1,13}\s*,){3}\s*[0-9.]{1,13})\s*$"
_YES = [True, False, "true", "yes", "false", "no"]
_SCALARS = ["string", "number", "boolean", "null"]

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema of one document of a YAML file: a record, a list of records, or nothing."""
    record = {"$ref": "#/$defs/record"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Records of an archive",
        "anyOf": [record, {"type": "array", "items": record}, {"type": "null"}],
        "$defs": {"record": _record(), **_values(), **_permissions()},
    }


def text() -> str:
    """The schema as a file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _record() -> Schema:
    parts = {
        "id": _said("The address of the item: it stays the same.", anyOf=[
            {"type": "string", "pattern": _ID}, {"type": "number", "minimum": 0}, {"type": ["boolean", "null"]},
        ]),
        "kind": _said("What sort of item it is.", enum=list(KINDS)),
        "files": _said("Paths from collection/ on.", **_one_or_many(_ref("path"))),
        "people": _said("Who has to do with the item.", **_one_or_more(_ref("role"))),
        "consents": _said("What was allowed, by whom.", **_one_or_more(_ref("consent"))),
        "access": _said("Who may see the item; where it is absent, the policy decides.", anyOf=[
            {"enum": list(LEVELS)}, _ref("access"),
            {"type": "array", "items": _ref("access"), "minItems": 1, "maxItems": 1},
        ]),
        "withhold": _said("Parts that are never published.", **_one_or_more(_ref("withhold"))),
        "permissions": _said("What the archive may do with the item.", **_one_or_more(_ref("permission"))),
        "names": _said("Whose the words are that may be a name.", **_one_or_more(_ref("naming"))),
        "private": _said("Whatever you like, never published.", anyOf=[
            {"type": ["object", "null"]}, {"const": ""},
        ]),
    }  # fmt: skip
    return {
        "type": "object",
        "properties": {**parts, **{name: _term(term) for name, term in TERMS.items()}},
        "patternProperties": {_spellings(): _ref("values")},
        "additionalProperties": False,
    }


def _term(term: Term) -> Schema:
    schema = {"title": " · ".join(term.labels.values()), "description": "\n\n".join(term.definitions.values())}
    if term.name == "type":
        return {**schema, "anyOf": [{"enum": list(DCMI_TYPES)}, _ref("values")]}
    return {**schema, **_ref("values")}


def _spellings() -> str:
    """The other ways in which the name of a term may be written: letter case does not count to the reader."""
    names = sorted({_any_case(name) for term in TERMS.values() for name in (term.name, term.label)})
    prefixes = "|".join(map(_any_case, PREFIXES))
    return rf"^(?!(?:{'|'.join(TERMS)})$)\s*(?:(?:{prefixes})\s*)?(?:{'|'.join(names)})\s*$"


def _any_case(name: str) -> str:
    return "".join(
        f"[{letter.lower()}{letter.upper()}]" if letter.isalpha() else letter.replace(".", r"\.") for letter in name
    )


def _values() -> Schema:
    scalar, described = _ref("scalar"), _ref("described")
    below = {"anyOf": [scalar, described, {"type": "array", "items": {"anyOf": [scalar, described]}}]}
    by_language = {
        "type": "object",
        "propertyNames": {"pattern": _TAG},
        "additionalProperties": below,
        "not": {"required": ["uri"], "maxProperties": 1},  # a value by its address, not one in Urim
    }
    value = {"anyOf": [scalar, described, _ref("byLanguage")]}
    return {
        "scalar": {"type": _SCALARS},
        "words": {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": ["number", "boolean"]}]},
        "path": {"anyOf": [{"type": "string", "pattern": _PATH}, {"type": ["number", "boolean", "null"]}]},
        "date": {
            "anyOf": [{"type": "string", "pattern": _DAY}, {"type": "integer", "minimum": 1000, "maximum": 9999}],
            "description": "YYYY, YYYY-MM or YYYY-MM-DD",
        },
        "values": {"anyOf": [*value["anyOf"], {"type": "array", "items": value}]},
        "byLanguage": by_language,
        "described": {
            "type": "object",
            "properties": {
                "value": scalar,
                "language": {"anyOf": [{"type": "string", "pattern": _or_nothing(_TAG)}, {"type": "null"}]},
                "datatype": {"anyOf": [{"enum": list(SCHEMES)}, scalar]},
                "uri": {"anyOf": [{"type": "string", "pattern": _URI}, {"type": "null"}]},
                **{name: _degrees(*limits) for name, limits in _DEGREES.items()},
            },
            "additionalProperties": False,
            "minProperties": 1,
            "dependentRequired": {"latitude": ["longitude"], "longitude": ["latitude"]},
        },
    }


def _permissions() -> Schema:
    date, words, scalar = _ref("date"), _ref("words"), _ref("scalar")
    scope = {"enum": list(SCOPES)}
    by_language = {"type": "object", "propertyNames": {"pattern": _TAG}, "additionalProperties": scalar}
    review = _map({"by": words, "on": date}, "by", "on")
    access = {
        "level": {"enum": list(LEVELS)},
        "until": date,
        "then": {"enum": list(LEVELS)},
        "reviewed": {"anyOf": [review, {"enum": [None, ""]}]},
        "warning": {"anyOf": [scalar, by_language]},
        "originals": {"enum": _YES},
        "opaque": {"enum": _YES},
    }
    consent = {
        "person": words,
        "given": date,
        "scope": {"anyOf": [scope, {"type": "array", "items": scope, "minItems": 1}]},
        "until": date,
        "revoked": date,
        "evidence": scalar,
        "role": {"enum": list(CONSENTERS)},
        "of": words,
        "reviewed": {"anyOf": [review, {"enum": [None, ""]}]},
    }
    permission = {
        "act": {"enum": list(ACTS)},
        "basis": {"enum": list(BASES)},
        "by": scalar,
        **dict.fromkeys(("given", "until", "revoked"), date),
        "evidence": scalar,
    }
    return {
        "role": _map({"person": words, "role": {"enum": list(ROLES)}}, "person", "role"),
        "consent": {**_map(consent, "person", "given", "scope"), **_for_others()},
        "permission": _map(permission, "act", "basis"),
        "naming": _map({"text": words, "is": words, "in": words}, "text", "is"),
        "access": {**_map(access), "minProperties": 1, "dependentRequired": {"then": ["until"]}},
        "withhold": _withhold(words),
    }


def _for_others() -> Schema:
    """A guardian and an heir consent for somebody, nobody else does."""
    theirs = {"properties": {"role": {"enum": list(FOR_OTHERS)}}, "required": ["role"]}
    return {"if": theirs, "then": {"required": ["of"]}, "else": {"not": {"required": ["role", "of"]}}}


def _withhold(words: Schema) -> Schema:
    """A file, or one way of meaning a part of it; or a term."""
    time = {"anyOf": [{"type": "string", "pattern": _TIME}, {"type": "number", "minimum": 0}]}
    page = {"type": "integer", "minimum": 1}
    pages = {"anyOf": [{"type": "string", "pattern": rf"^\s*{_RUN}(?:\s*,\s*{_RUN})*\s*$"}, page]}
    region = {"type": "string", "pattern": _REGION}
    one_page = {"anyOf": [{"type": "string", "pattern": r"^\s*[1-9][0-9]{0,6}\s*$"}, page]}
    tag = {"type": "string", "pattern": _TAG}
    term = {"anyOf": [{"enum": list(TERMS)}, {"type": "string", "pattern": _spellings()}]}
    return {
        "anyOf": [
            _map({"file": words, "from": time, "to": time}, "file"),
            _map({"file": words, "pages": pages}, "file", "pages"),
            _map({"file": words, "region": region, "pages": one_page}, "file", "region"),
            _map({"file": words, "text": words}, "file", "text"),
            _map({"term": term, "language": tag}, "term"),
        ],
    }


def _said(description: str, **rest: Any) -> Schema:
    return {"description": description, **rest}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _map(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": list(required)} if required else {}),
    }


def _one_or_many(entry: Schema) -> Schema:
    return {"anyOf": [entry, {"type": "array", "items": entry}]}


def _one_or_more(entry: Schema) -> Schema:
    return {"anyOf": [entry, {"type": "array", "items": entry, "minItems": 1}]}


def _degrees(limit: int, pattern: str) -> Schema:
    return {"anyOf": [{"type": "number", "minimum": -limit, "maximum": limit}, {"type": "string", "pattern": pattern}]}


def _or_nothing(pattern: str) -> str:
    return rf"{pattern}|^\s*$"
