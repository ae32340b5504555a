"""The archive's own vocabularies: which entry a value means, and what that is called in each language.

After SKOS (W3C Recommendation, 18 August 2009): `label` is prefLabel, `also` altLabel, `same` exactMatch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from archive.records.findings import Findings, describe, listed, nearest, place, shorten, text_of
from archive.records.ids import is_id
from archive.records.languages import is_tag, tag_wanted
from archive.records.model import Origin, Problem
from archive.records.terms import TERMS, term_name

UNDETERMINED = "und"  # ISO 639-2's code: nobody said which language a label is in
# Of the other terms the values are dates, codes, titles, sentences or the ids of items.
_NAMING = frozenset({"creator", "contributor", "publisher", "subject", "coverage", "format", None})
SPOKEN_FOR = tuple(name for name, term in TERMS.items() if term.element in _NAMING)
_HEAD = ("terms", "closed", "entries")
_KEYS = ("label", "also", "broader", "same", "note")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_YES = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a vocabulary: its id, what it is called by language (BCP 47; `und` where none was said), other
    spellings, a URI that means the same, and the id of the next broader entry.
    """

    id: str
    vocabulary: str
    labels: Mapping[str, str]
    also: tuple[str, ...] = ()
    uri: str | None = None
    broader: str | None = None
    line: int | None = None

    def spellings(self) -> Iterator[tuple[str, str | None]]:
        """All by which it may be called, each with its language where that was said."""
        for language, label in self.labels.items():
            yield label, None if language == UNDETERMINED else language
        yield from ((spelling, None) for spelling in self.also)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A file of entries: the terms that it speaks for, and whether their values are to be found in it (`closed`)."""

    path: str
    terms: tuple[str, ...]
    closed: bool
    concepts: tuple[Concept, ...]


def read_vocabulary(data: Any, path: str) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary that the data of a file gives; where there is a problem it must not be used."""
    findings = Findings(Origin(path))
    if not isinstance(data, Mapping):
        findings.add(data, "vocabulary", describe(data), f"a map of {', '.join(_HEAD)}")
        return Vocabulary(path, (), closed=False, concepts=()), findings.problems
    for key in data:
        if key not in _HEAD:
            findings.add(key, str(key), "no such key", nearest(key, _HEAD))
    written = text_of(data.get("closed"), "closed", findings) or "no"
    if written not in _YES:
        findings.add(data["closed"], "closed", f"“{shorten(written)}”", "true or false")
    terms = tuple(_terms(data.get("terms"), findings))
    concepts = tuple(_concepts(data.get("entries"), PurePosixPath(path).stem, findings))
    _check_broader(concepts, data["entries"] if concepts else {}, findings)
    return Vocabulary(path, terms, _YES.get(written, False), concepts), findings.problems


def _terms(value: Any, findings: Findings) -> Iterator[str]:
    if not listed(value):
        findings.add(value, "terms", "nothing", "the terms whose values it names, as `terms: [spatial]`")
    for written in listed(value):
        text = text_of(written, "terms", findings)
        term = term_name(text) if text else None
        if term in SPOKEN_FOR:
            yield term
        elif text:
            findings.add(written, "terms", f"“{shorten(text)}”", nearest(text, SPOKEN_FOR))


def _concepts(value: Any, vocabulary: str, findings: Findings) -> Iterator[Concept]:
    if not isinstance(value, Mapping) or not value:
        findings.add(place(value), "entries", describe(value), "a map from an id to an entry")
        return
    for identity, entry in value.items():
        if not is_id(identity):
            findings.add(identity, "entries", f"“{shorten(identity)}”", "an id: letters, digits, . - _ of ASCII")
        elif not isinstance(entry, Mapping):
            findings.add(identity, str(identity), describe(entry), f"a map of {', '.join(_KEYS)}")
        else:
            yield _concept(identity, entry, vocabulary, findings)


def _concept(identity: str, entry: Mapping[str, Any], vocabulary: str, findings: Findings) -> Concept:
    name = str(identity)
    for key in entry:
        if key not in _KEYS:
            findings.add(key, name, f"no such key: “{shorten(key)}”", nearest(key, _KEYS))
    labels = dict(_labels(entry.get("label"), name, findings))
    if not labels and not entry.get("label"):
        findings.add(identity, name, "no label", "what it is called, as `label: {en: …, ru: …}`")
    also = [text_of(spelling, name, findings) for spelling in listed(entry.get("also"))]
    uri = text_of(entry.get("same"), name, findings)
    if uri and not _URI.fullmatch(uri):
        findings.add(entry["same"], name, f"same: “{shorten(uri)}” is no URI", "https://… or another scheme")
    broader = text_of(entry.get("broader"), name, findings)
    text_of(entry.get("note"), name, findings)
    return Concept(name, vocabulary, labels, tuple(filter(None, also)), uri, broader, getattr(identity, "line", None))


def _labels(value: Any, name: str, findings: Findings) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        if text := text_of(value, name, findings):
            yield UNDETERMINED, text
        return
    for language, label in value.items():
        text = text_of(label, name, findings)
        if not is_tag(language):
            findings.add(language, name, f"“{shorten(language)}” is no language tag", tag_wanted(language))
        elif text:
            yield str(language), text


def _check_broader(concepts: tuple[Concept, ...], entries: Mapping[str, Any], findings: Findings) -> None:
    """Note entries whose broader one is missing, or is in the end they themselves."""
    broader = {concept.id: concept.broader for concept in concepts}
    for concept in concepts:
        at = entries[concept.id].get("broader")
        if concept.broader and concept.broader not in broader:
            found = f"broader: there is no entry “{shorten(concept.broader)}”"
            findings.add(at, concept.id, found, nearest(concept.broader, list(broader)[:1000]))
            continue
        seen, above = set(), concept.broader
        while above and above not in seen and above != concept.id:
            seen.add(above)
            above = broader.get(above)
        if above == concept.id:
            findings.add(at, concept.id, "broader: leads back to itself", "an entry that is broader")
