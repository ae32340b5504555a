"""What holds where a record does not speak: `policy.yaml`, and the persons of `people.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.records.dates import understand
from archive.records.entries import YES
from archive.records.findings import Findings, describe, listed, nearest, place, text_of
from archive.records.kinds import KINDS
from archive.records.languages import is_tag, tag_wanted
from archive.records.model import Origin, Problem
from archive.records.permissions import LEVELS
from archive.records.withholding import NOBODY

CONSENT = "consent"
FREE, HEIR, REQUIRED, OPTIONAL = "free", "heir", "required", "optional"
_WORDS = {"dead": (CONSENT, HEIR, FREE), "depicted": (FREE, CONSENT), "permission": (OPTIONAL, REQUIRED)}
_SWITCHES = ("sql", "download", "robots")
_KEYS = ("default", "kinds", *_SWITCHES, "circa", *_WORDS)
_PERSON_KEYS = ("name", "also", "born", "died", "adult", "public", "withhold", "note")
_UNDETERMINED = "und"  # ISO 639-2's code for a language that nobody told


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of people.yaml. One that is `withheld` is named nowhere in public but by its `public` name, by language
    (`und` where none is told). `names` and other spellings (`also`) are what is looked for, and never published. `born`
    and `died` are as written; `adult` says that whoever consented was of age, where no date of birth can tell.
    """

    id: str
    withheld: bool = True
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    public: Mapping[str, str] = field(default_factory=dict)
    born: str | None = None
    died: str | None = None
    adult: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """The archive's standing rules. `kinds` gives a level by kind (testimonies: `consent`, or tighter); `circa` is how
    many years an approximate date reaches in what is published. `dead` is whose consent is needed for the dead
    (`consent`: their own, or an heir's; `heir`; `free`: nobody's), `depicted` whether everybody depicted needs one
    (`consent`, `free`), `permission` whether every item needs one to be reproduced (`required`, `optional`).
    """

    default: str = "hidden"
    kinds: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    sql: bool = False
    download: bool = False
    circa: int = 0
    dead: str = CONSENT
    depicted: str = FREE
    permission: str = OPTIONAL
    robots: bool = False


def read_policy(data: Any, path: str, people: Mapping[str, Person]) -> tuple[Policy, list[Problem]]:
    """The policy that the data of policy.yaml gives; where there is a problem it must not be used."""
    findings = Findings(Origin(path))
    if not isinstance(data, Mapping):
        findings.add(data, "policy", describe(data), f"a map of {', '.join(_KEYS)}")
        return Policy(), findings.problems
    for key, value in data.items():
        if key not in _KEYS:
            findings.add(key, "policy", f"no such key: “{key}”", nearest(key, _KEYS))
        elif not value:
            findings.add(key, "policy", f"{key}: nothing", "something, or the line left out")
    default = _one_of(data.get("default"), "default", LEVELS, findings) or "hidden"
    kinds = _kinds(data.get("kinds"), findings)
    allowed = {name: YES.get(_one_of(data.get(name), name, YES, findings) or "no", False) for name in _SWITCHES}
    words = {name: _one_of(data.get(name), name, known, findings) for name, known in _WORDS.items()}
    circa = text_of(data.get("circa"), "circa", findings) or "0"
    if not (circa.isdecimal() and len(circa) <= 3):
        findings.add(data.get("circa"), "circa", f"“{circa}”", "a whole number of years, at most 999")
        circa = "0"
    policy = Policy(
        default,
        kinds,
        people,
        circa=int(circa),
        dead=words["dead"] or CONSENT,
        depicted=words["depicted"] or FREE,
        permission=words["permission"] or OPTIONAL,
        **allowed,
    )
    return policy, findings.problems


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
        else:
            people[str(identity)] = _person(identity, entry, findings)
    return people, findings.problems


def _person(identity: str, entry: Mapping[str, Any], findings: Findings) -> Person:
    name = str(identity)
    if name == NOBODY:
        findings.add(identity, name, f"“{NOBODY}” as an id", f"another: in `names` of a record, {NOBODY} is nobody")
    for key in entry:
        if key not in _PERSON_KEYS:
            findings.add(key, name, f"no such key: “{key}”", nearest(key, _PERSON_KEYS))
    for key in ("withhold", "adult"):
        if key in entry and not entry[key]:
            findings.add(identity, name, f"{key}: nothing", "true or false")
    withheld, adult = (_one_of(entry.get(key), name, YES, findings) for key in ("withhold", "adult"))
    names, also = (tuple(_spellings(entry.get(key), name, findings)) for key in ("name", "also"))
    born, died = (_life(entry, key, name, findings) for key in ("born", "died"))
    public = _public_name(entry.get("public"), name, findings)
    return Person(name, YES.get(withheld or "no", True), names, also, public, born, died, YES.get(adult or "no", False))


def _public_name(value: Any, name: str, findings: Findings) -> dict[str, str]:
    """The name in public by language: a text, or a map from language to text."""
    names = {}
    for language, inner in (value if isinstance(value, Mapping) else {_UNDETERMINED: value}).items():
        if language != _UNDETERMINED and not is_tag(language):
            findings.add(language, name, f"public: “{language}” is no language tag", tag_wanted(language))
        elif text := text_of(inner, name, findings):
            names[str(language)] = text
    return names


def _spellings(value: Any, name: str, findings: Findings) -> Iterator[str]:
    """The texts of a name: one, a list, or a map from language to either."""
    for inner in value.values() if isinstance(value, Mapping) else listed(value):
        for text in listed(inner):
            if isinstance(text, str) and text.strip():
                yield text.strip()
            elif text:
                findings.add(place(text), name, describe(text), "a name as a text", "warning")


def _life(entry: Mapping[str, Any], key: str, name: str, findings: Findings) -> str | None:
    """A date of birth or death as written; one that is not understood is warned of, and counts against publishing."""
    written = entry.get(key)
    if not written:
        return None
    if not (isinstance(written, str) and understand(written)):
        findings.add(written, name, f"{key}: {describe(written)}", "a date in EDTF", "warning")
    return str(written)


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
