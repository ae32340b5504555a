"""What holds where a record does not speak: `policy.yaml`, and the persons of `people.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.records.dates import understand
from archive.records.findings import Findings, describe, listed, nearest, place, text_of
from archive.records.kinds import KINDS
from archive.records.model import Origin, Problem
from archive.records.permissions import LEVELS

CONSENT = "consent"
_YES = {"true": True, "yes": True, "false": False, "no": False}
_PERSON_KEYS = ("name", "also", "born", "died", "public", "withhold", "note")


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of people.yaml. One that is `withheld` is named nowhere in public. `names` and other spellings (`also`)
    are for checking what records say: nothing of an entry is ever published.
    """

    id: str
    withheld: bool = True
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The archive's standing rules. `kinds` gives a level by kind (testimonies: `consent`, or tighter); `circa` is how
    many years an approximate date reaches in what is published.
    """

    default: str = "hidden"
    kinds: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    sql: bool = False
    download: bool = False
    circa: int = 0


def read_policy(data: Any, path: str, people: Mapping[str, Person]) -> tuple[Policy, list[Problem]]:
    """The policy that the data of policy.yaml gives; where there is a problem it must not be used."""
    findings = Findings(Origin(path))
    if not isinstance(data, Mapping):
        findings.add(data, "policy", describe(data), "a map of default, kinds, sql, download, circa")
        return Policy(), findings.problems
    known = ("default", "kinds", "sql", "download", "circa")
    for key, value in data.items():
        if key not in known:
            findings.add(key, "policy", f"no such key: “{key}”", nearest(key, known))
        elif not value:
            findings.add(key, "policy", f"{key}: nothing", "something, or the line left out")
    default = _one_of(data.get("default"), "default", LEVELS, findings) or "hidden"
    kinds = _kinds(data.get("kinds"), findings)
    sql = _YES.get(_one_of(data.get("sql"), "sql", _YES, findings) or "no", False)
    download = _YES.get(_one_of(data.get("download"), "download", _YES, findings) or "no", False)
    circa = text_of(data.get("circa"), "circa", findings) or "0"
    if not (circa.isdecimal() and len(circa) <= 3):
        findings.add(data.get("circa"), "circa", f"“{circa}”", "a whole number of years, at most 999")
        circa = "0"
    return Policy(default, kinds, people, sql, download, int(circa)), findings.problems


def read_people(data: Any, path: str) -> tuple[dict[str, Person], list[Problem]]:
    """The persons that the data of people.yaml gives, by id; where there is a problem they must not be used."""
    findings = Findings(Origin(path))
    if not isinstance(data, Mapping):
        findings.add(data, "people", describe(data), "a map from an id to a person")
        return {}, findings.problems
    people = {}
    for identity, entry in data.items():
        if not isinstance(entry, Mapping):
            findings.add(identity, str(identity), describe(entry), f"a map of {', '.join(_PERSON_KEYS)}")
            continue
        for key in entry:
            if key not in _PERSON_KEYS:
                findings.add(key, str(identity), f"no such key: “{key}”", nearest(key, _PERSON_KEYS))
        if "withhold" in entry and not entry["withhold"]:
            findings.add(identity, str(identity), "withhold: nothing", "true or false")
        withheld = _one_of(entry.get("withhold"), str(identity), _YES, findings)
        names, also = (tuple(_spellings(entry.get(key), str(identity), findings)) for key in ("name", "also"))
        _check_life(entry, str(identity), findings)
        people[str(identity)] = Person(str(identity), _YES.get(withheld or "no", True), names, also)
    return people, findings.problems


def _spellings(value: Any, name: str, findings: Findings) -> Iterator[str]:
    """The texts of a name: one, a list, or a map from language to either."""
    for inner in value.values() if isinstance(value, Mapping) else listed(value):
        for text in listed(inner):
            if isinstance(text, str) and text.strip():
                yield text.strip()
            elif text:
                findings.add(place(text), name, describe(text), "a name as a text", "warning")


def _check_life(entry: Mapping[str, Any], name: str, findings: Findings) -> None:
    """Warn of dates of birth and death that cannot be understood: nothing hangs on them but people who search."""
    for key in ("born", "died"):
        written = entry.get(key)
        if written and not (isinstance(written, str) and understand(written)):
            findings.add(written, name, f"{key}: {describe(written)}", "a date in EDTF", "warning")


def _kinds(value: Any, findings: Findings) -> dict[str, str]:
    if not value:
        return {}
    if not isinstance(value, Mapping):
        findings.add(value, "kinds", describe(value), "a map from a kind to a level")
        return {}
    kinds = {}
    for kind, level in value.items():
        if kind not in KINDS:
            findings.add(kind, "kinds", f"“{kind}”", nearest(kind, KINDS))
            continue
        if not level:
            findings.add(kind, "kinds", f"{kind}: nothing", ", ".join(LEVELS))
        words = (CONSENT, "closed", "hidden") if kind == "testimony" else LEVELS
        if word := _one_of(level, f"kinds: {kind}", words, findings):
            kinds[str(kind)] = word
    if "public" in kinds.values():
        # A policy that opens kinds opens testimonies too, by their consents, which they need always.
        kinds.setdefault("testimony", CONSENT)
    return kinds


def _one_of(value: Any, name: str, words: Any, findings: Findings) -> str | None:
    text = text_of(value, name, findings)
    if text is None or text in words:
        return text
    findings.add(value, name, f"“{text}”", nearest(text, words))
    return None
