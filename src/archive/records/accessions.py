"""Accessions: who gave what to the archive, when, and under which agreement. Private by nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from archive.records.dates import period
from archive.records.findings import Findings, describe, nearest, shorten, text_of
from archive.records.ids import is_id
from archive.records.model import Origin, Problem

_KEYS = ("from", "on", "agreement", "note")


@dataclass(frozen=True, slots=True)
class Accession:
    """An entry of accessions.yaml: who gave it, on which day (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`), the paper that says on
    which terms (a path below metadata/), a note, and the line in which it stands.
    """

    id: str
    giver: str | None = None
    on: str | None = None
    agreement: str | None = None
    note: str | None = None
    line: int | None = None


def read_accessions(data: Any, path: str) -> tuple[dict[str, Accession], list[Problem]]:
    """The accessions that the data of accessions.yaml gives, by id, with all that is wrong in them."""
    findings = Findings(Origin(path))
    if not isinstance(data, Mapping):
        findings.add(data, "accessions", describe(data), "a map from an id to an accession")
        return {}, findings.problems
    found = {}
    for identity, entry in data.items():
        if not is_id(identity):
            findings.add(identity, "accessions", f"“{shorten(identity)}”", "an id: letters, digits, . - _ of ASCII")
        elif not isinstance(entry, Mapping):
            findings.add(identity, str(identity), describe(entry), f"a map of {', '.join(_KEYS)}")
        else:
            found[str(identity)] = _accession(identity, entry, findings)
    return found, findings.problems


def accession_of(private: Mapping[str, Any]) -> str | None:
    """The accession that the private part of a record names: under `accession`, or in a column of that name."""
    for key, value in private.items():
        if key.removeprefix("x:").strip().casefold() == "accession" and isinstance(value, str):
            return value.strip() or None
    return None


def _accession(identity: str, entry: Mapping[str, Any], findings: Findings) -> Accession:
    name = str(identity)
    for key in entry:
        if key not in _KEYS:
            findings.add(key, name, f"no such key: “{shorten(key)}”", nearest(key, _KEYS))
    giver, on, agreement, note = (text_of(entry.get(key), name, findings) for key in _KEYS)
    if on and period(on) is None:
        findings.add(entry["on"], name, f"on: “{shorten(on)}”", "YYYY, YYYY-MM or YYYY-MM-DD")
    if agreement and not _is_private(agreement):
        expected = "a path below metadata/private/, as private/agreements/0001.pdf"
        findings.add(entry["agreement"], name, f"agreement: “{shorten(agreement)}”", expected)
        agreement = None
    return Accession(name, giver, on, agreement, note, getattr(identity, "line", None))


def _is_private(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return len(parts) > 1 and parts[0] == "private" and ".." not in parts
