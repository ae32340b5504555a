"""From what a source holds (nested maps, lists and texts) to a record, with every problem in it named.

A record whose words are not all understood is still taken in, with `faults`, and stays hidden until it is mended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from archive.records.findings import Findings, describe, is_blank, listed, nearest, plain_data, shorten, text_of
from archive.records.ids import is_id, is_opaque, make_id, make_opaque
from archive.records.kinds import KINDS, kind_of
from archive.records.model import Origin, Problem, Record, Statement
from archive.records.permissions import look_at_rights, read_access, read_consents, read_people, read_permissions
from archive.records.statements import DECIDING, read_statements
from archive.records.withholding import look_at_files, look_at_terms, read_names, read_withhold


def build(data: Any, origin: Origin, *, whole: bool = True) -> tuple[Record | None, list[Problem]]:
    """The record that `data` describes, None where it has no usable id, and all that is to be said of it.

    Where `data` is not the `whole` of what the record says, what is withheld may stand in the rest.
    """
    findings = Findings(origin)
    if not isinstance(data, Mapping):
        findings.add(data, "record", describe(data), "a map of terms and values")
        return None, findings.problems
    statements = read_statements(data, findings)
    files = _files(data.get("files"), findings)
    access = read_access(data.get("access"), findings)
    identity = _identity(data.get("id"), statements, files, findings)
    if identity is not None and access.opaque:
        identity = _opaque(identity, data.get("id"), findings)
    if identity is None:
        return None, findings.problems
    kind = _kind(data.get("kind"), statements, files, findings)
    for part in ("kind", *DECIDING):
        if part in data and is_blank(data[part]):
            # Words that decide who may see the item may have been lost here.
            findings.add(_key(data, part), part, "nothing", "something, or the line left out")
    record = Record(
        identity,
        kind,
        statements,
        files,
        people=read_people(data.get("people"), findings),
        consents=read_consents(data.get("consents"), findings),
        access=access,
        withhold=read_withhold(data.get("withhold"), findings),
        permissions=read_permissions(data.get("permissions"), findings),
        names=read_names(data.get("names"), findings),
        private=_private(data.get("private"), findings),
        origin=origin,
    )
    look_at_rights(statements, record.access, findings)
    if whole:
        look_at_files(data, files, findings)
        look_at_terms(data, statements, findings)
    return replace(record, faults=findings.faults()), findings.problems


def _key(data: Mapping[str, Any], name: str) -> str:
    """The key as it was written, which knows its place."""
    return next(key for key in data if key == name)


def _files(value: Any, findings: Findings) -> tuple[str, ...]:
    files = []
    for inner in listed(value):
        path = text_of(inner, "files", findings)
        if path is None:
            continue
        clean = PurePosixPath(path.replace("\\", "/"))
        if clean.is_absolute() or ".." in clean.parts or re.match(r"[A-Za-z]:", path):
            findings.add(inner, "files", f"“{shorten(path)}”", "a path relative to collection/")
        elif str(clean) in files:
            findings.add(inner, "files", f"“{shorten(path)}” is named twice", severity="warning")
        else:
            files.append(str(clean))
    return tuple(files)


def _identity(value: Any, statements: tuple[Statement, ...], files: tuple[str, ...], findings: Findings) -> str | None:
    written = text_of(value, "id", findings)
    if written is None and value:
        return None
    if written is not None:
        if is_id(written):
            return written
        findings.add(value, "id", f"“{shorten(written)}”", "letters, digits, dots, hyphens and underscores (ASCII)")
        return None
    identifiers = (statement.value for statement in statements if statement.term == "identifier")
    names = (PurePosixPath(path).name.split(".")[0] for path in (*files[:1], findings.origin.source))
    for candidate in (*identifiers, *names):
        if made := candidate if is_id(candidate) else make_id(candidate):
            return made
    findings.add(value, "id", "nothing", "an id, an identifier or a file to name the item after")
    return None


def _opaque(identity: str, written: Any, findings: Findings) -> str:
    """An id that tells nothing, for a record that asks for one; one that was made before stays as it is."""
    if written and not is_opaque(identity):
        findings.add(written, "id", f"“{identity}” and access: opaque", "no id: one is made that tells nothing")
    return identity if is_opaque(identity) else make_opaque(identity)


def _kind(value: Any, statements: tuple[Statement, ...], files: tuple[str, ...], findings: Findings) -> str:
    written = text_of(value, "kind", findings)
    if written in KINDS:
        return written
    if written is not None:
        findings.add(value, "kind", f"“{shorten(written)}”", nearest(written, KINDS))
    return kind_of(files, (statement.value for statement in statements if statement.term == "type"))


def _private(value: Any, findings: Findings) -> dict[str, Any]:
    if value is None or value == "":
        return {}
    if not isinstance(value, Mapping):
        findings.add(value, "private", describe(value), "a map of names and values")
        return {}
    return {str(key): plain_data(inner) for key, inner in value.items()}
