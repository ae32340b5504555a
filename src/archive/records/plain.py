"""A record in its written form again: plain maps, lists and texts that `build` reads back as the same record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from archive.records.model import Access, Consent, Permission, Record, Review, Statement, Withhold
from archive.records.withholding import NOBODY

_POINT = re.compile(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")

_NOTHING_SAID = Access()


def plain(record: Record) -> dict[str, Any]:
    """The record as a person could have written it; what says nothing is left out, the order of keys is fixed."""
    written: dict[str, Any] = {"id": record.id, "kind": record.kind, "files": list(record.files)}
    by_term: dict[str, list[Statement]] = {}
    for statement in record.statements:
        by_term.setdefault(statement.term, []).append(statement)
    written.update((term, plain_values(statements)) for term, statements in by_term.items())
    written.update(plain_permissions(record))
    written["private"] = dict(record.private)
    return {key: value for key, value in written.items() if value}


def plain_permissions(record: Record) -> dict[str, Any]:
    """The parts that say who may see the item, in their fixed order."""
    said = record.people or record.consents or record.withhold or record.permissions or record.names
    if not said and record.access == _NOTHING_SAID:
        return {}
    parts: dict[str, Any] = {
        "people": [{"person": role.person, "role": role.role} for role in record.people],
        "consents": [_consent(consent) for consent in record.consents],
        "access": plain_access(record.access),
        "withhold": [_withhold(part) for part in record.withhold],
        "permissions": [_permission(permission) for permission in record.permissions],
        "names": [_said(text=name.text, **{"is": name.person or NOBODY, "in": name.within}) for name in record.names],
    }
    return {key: value for key, value in parts.items() if value}


def _consent(consent: Consent) -> dict[str, Any]:
    return _said(
        person=consent.person,
        given=consent.given,
        scope=list(consent.scope),
        until=consent.until,
        revoked=consent.revoked,
        evidence=consent.evidence,
        role=consent.role,
        of=consent.of,
        reviewed=_review(consent.reviewed),
    )


def _withhold(part: Withhold) -> dict[str, Any]:
    return _said(
        file=part.file,
        **{"from": part.start, "to": part.end},
        pages=part.pages,
        region=part.region,
        text=part.text,
        term=part.term,
        language=part.language,
    )


def _permission(permission: Permission) -> dict[str, Any]:
    return _said(
        act=permission.act,
        basis=permission.basis,
        by=permission.by,
        given=permission.given,
        until=permission.until,
        revoked=permission.revoked,
        evidence=permission.evidence,
    )


def _review(review: Review | None) -> dict[str, Any] | None:
    return _said(by=review.by, on=review.on) if review else None


def plain_access(access: Access) -> dict[str, Any]:
    """The `access` part."""
    return _said(
        level=access.level,
        until=access.until,
        then=access.then,
        reviewed=_review(access.reviewed),
        warning=_warning(access.warning),
        originals="true" if access.originals else None,
        opaque="true" if access.opaque else None,
    )


def _warning(warning: Sequence[Statement]) -> Any:
    if warning and warning[0].language is None:
        return warning[0].value
    return {text.language: text.value for text in warning} or None


def plain_values(statements: Sequence[Statement]) -> Any:
    """The values of one term: a text, a list, or a map from language to either."""
    values = [_value(statement) for statement in statements]
    if len(values) == 1:
        return values[0]
    if not any(isinstance(value, dict) for value in values):
        return values
    languages = [statement.language for statement in statements]
    runs = [language for language, _ in groupby(languages)]
    if None in languages or len(runs) != len(set(runs)) or not all(_is_tagged(value) for value in values):
        return values
    by_language: dict[str, Any] = {}
    for language, group in groupby(statements, lambda statement: str(statement.language)):
        texts = [statement.value for statement in group]
        by_language[language] = texts[0] if len(texts) == 1 else texts
    return by_language


def _value(statement: Statement) -> str | dict[str, str]:
    if not (statement.language or statement.uri or statement.datatype):
        return statement.value
    point = _POINT.fullmatch(statement.uri or "")
    if point and not statement.datatype and _is_on_earth(*point.groups()):
        latitude, longitude = point.groups()
        value = None if statement.value == f"{latitude}, {longitude}" else statement.value
        return _said(value=value, language=statement.language, latitude=latitude, longitude=longitude)
    if statement.uri or statement.datatype or statement.language == "uri":  # uri: also the tag of a language (Urim)
        value = None if statement.value == statement.uri else statement.value
        return _said(value=value, language=statement.language, datatype=statement.datatype, uri=statement.uri)
    return {statement.language: statement.value} if statement.language else statement.value


def _is_on_earth(latitude: str, longitude: str) -> bool:
    """Whether somebody could have written the two as coordinates; as a URI anything may be written."""
    return abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180


def _is_tagged(value: str | dict[str, str]) -> bool:
    return isinstance(value, dict) and not {"value", "uri", "latitude"} & set(value)


def _said(**parts: Any) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value is not None}
