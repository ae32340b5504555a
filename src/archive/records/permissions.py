"""The parts of a record that say who may see it: people, consents, access, withhold. Unknown words are faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from archive.records.columns import is_telling_cell
from archive.records.dates import period
from archive.records.findings import Findings, describe, is_blank, listed, nearest, shorten, text_of
from archive.records.languages import is_tag, same_language, tag_wanted
from archive.records.model import Access, Consent, Review, Role, Statement, Withhold

LEVELS = ("public", "closed", "hidden")
SCOPES = ("publish", "name", "face", "voice", "words", "download", "harvest")
ROLES = (
    "narrator",
    "depicted",
    "mentioned",
    "interviewer",
    "author",
    "photographer",
    "translator",
    "transcriber",
    "guardian",
    "heir",
    "depositor",
)
# What the terms about rights say of a thing that is not open to everybody, in the words of repositories:
# info:eu-repo/semantics (OpenAIRE Guidelines, 4.0), access rights of COAR (vocabularies.coar-repositories.org, 1.1).
_ABOUT_RIGHTS = frozenset({"accessRights", "rights"})
_CLOSING = ("closedaccess", "restrictedaccess", "embargoedaccess", "c_14cb", "c_16ec", "c_f1cf")
_OPEN = frozenset({"public", "открыто", "публично", "публичный", "публичная"})
_YES = {"true": True, "yes": True, "false": False, "no": False}


def read_people(value: Any, findings: Findings) -> tuple[Role, ...]:
    """Who has to do with the item, and how."""
    roles = []
    for entry in _maps(value, "people", ("person", "role"), findings):
        person = _required(entry, "person", "people", findings)
        role = _word(entry, "role", "people", ROLES, findings)
        if role is None and "role" not in entry:
            findings.add(_key(entry), "people", "no role", ", ".join(ROLES))
        if person and role:
            roles.append(Role(person, role))
    return tuple(roles)


def read_consents(value: Any, findings: Findings) -> tuple[Consent, ...]:
    """What was allowed by whom, in which scope, from when until when."""
    consents = []
    for entry in _maps(value, "consents", ("person", "given", "scope", "until", "revoked", "evidence"), findings):
        person = _required(entry, "person", "consents", findings)
        given = _required(entry, "given", "consents", findings)
        dates = {name: _day(entry, name, "consents", findings) for name in ("given", "until", "revoked")}
        scope = tuple(_words(entry.get("scope"), "consents", SCOPES, findings))
        if not scope:
            findings.add(_key(entry), "consents", "no scope", ", ".join(SCOPES))
        evidence = text_of(entry.get("evidence"), "consents", findings)
        if person and given:
            consents.append(Consent(person, given, scope, dates["until"], dates["revoked"], evidence))
    return tuple(consents)


def read_access(value: Any, findings: Findings) -> Access:
    """The level, an embargo and what follows it, a warning; a text alone is the level."""
    if isinstance(value, str) and value:
        value = {"level": value}
    entries = list(_maps(value, "access", ("level", "until", "then", "reviewed", "warning", "originals"), findings))
    if len(entries) > 1:
        findings.add(_key(entries[1]), "access", "a list", "one map")
    if len(entries) != 1:
        return Access()
    entry = entries[0]
    if isinstance(value, list) and not entry:
        findings.add(None, "access", "nothing", "something, or the line left out")
    level = _word(entry, "level", "access", LEVELS, findings)
    until = _day(entry, "until", "access", findings)
    then = _word(entry, "then", "access", LEVELS, findings)
    if then and not until:
        findings.add(entry["then"], "access", f"then: {then}, and no until", "until: the end of the embargo")
    if until and not then and level in {"closed", "hidden"}:
        findings.add(entry["until"], "access", f"{level} until {until}, and nothing after it", "then:", "warning")
    originals = _word(entry, "originals", "access", _YES, findings)
    review = _review(entry.get("reviewed"), findings)
    warning = tuple(_warning(entry.get("warning"), findings))
    return Access(level, until, then, review, warning, _YES.get(originals or "no", False))


def look_at_rights(statements: Iterable[Statement], access: Access, findings: Findings) -> None:
    """Say where a term about rights holds nothing but a word of access, and the record does not say who may see it."""
    for said in statements if access.level is None else ():
        if said.term in _ABOUT_RIGHTS and (_closes(said.value) or (said.uri and _closes(said.uri))):
            expected = f"`access` as well: {', '.join(LEVELS)}"
            findings.add(None, said.term, f"“{shorten(said.value)}”, which decides nothing", expected)


@lru_cache(maxsize=4096)
def _closes(text: str) -> bool:
    word = text.rstrip("/").rpartition("/")[2].strip().lower()
    return word in _CLOSING or (is_telling_cell(text) and text.strip().lower() not in _OPEN)


def read_withhold(value: Any, findings: Findings) -> tuple[Withhold, ...]:
    """The parts that are never published."""
    parts = []
    for entry in _maps(value, "withhold", ("file", "from", "to"), findings):
        file = _required(entry, "file", "withhold", findings)
        start, end = (text_of(entry.get(name), "withhold", findings) for name in ("from", "to"))
        if file:
            parts.append(Withhold(file, start, end))
    return tuple(parts)


def _maps(value: Any, part: str, keys: tuple[str, ...], findings: Findings) -> Iterator[Mapping[str, Any]]:
    """The maps of a list (or the one map), every key that is not among `keys` a fault."""
    for entry in listed(value):
        if not isinstance(entry, Mapping):
            findings.add(entry, part, describe(entry), f"a map of {', '.join(keys)}")
            continue
        for key in entry:
            if key not in keys:
                findings.add(key, part, f"no such key: “{key}”", nearest(key, keys))
        yield entry


def _key(entry: Mapping[str, Any]) -> Any:
    return next(iter(entry), None)


def _required(entry: Mapping[str, Any], name: str, part: str, findings: Findings) -> str | None:
    text = text_of(entry.get(name), part, findings)
    if text is None and not isinstance(entry.get(name), (list, Mapping)):
        findings.add(_key(entry), part, f"no {name}", name)
    return text


def _word(entry: Mapping[str, Any], name: str, part: str, words: Iterable[str], findings: Findings) -> str | None:
    if name in entry and is_blank(entry[name]):
        # `level:` with nothing behind it may be a word that was lost.
        findings.add(name, part, f"{name}: nothing", ", ".join(words))
        return None
    text = text_of(entry.get(name), part, findings)
    if text is not None and text not in words:
        findings.add(entry[name], part, f"{name} “{text}”", nearest(text, words))
        return None
    return text


def _words(value: Any, part: str, words: tuple[str, ...], findings: Findings) -> Iterator[str]:
    for inner in listed(value):
        text = text_of(inner, part, findings)
        if text in words:
            yield text
        elif text is not None:
            findings.add(inner, part, f"scope “{text}”", nearest(text, words))


def _day(entry: Mapping[str, Any], name: str, part: str, findings: Findings) -> str | None:
    text = text_of(entry.get(name), part, findings)
    if name in entry and is_blank(entry[name]):
        findings.add(name, part, f"{name}: nothing", "YYYY, YYYY-MM or YYYY-MM-DD")
    elif text is not None and period(text) is None:
        findings.add(entry[name], part, f"{name} “{text}”", "YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def _review(value: Any, findings: Findings) -> Review | None:
    entries = list(_maps(value, "reviewed", ("by", "on"), findings))
    if not entries:
        return None
    by = _required(entries[0], "by", "reviewed", findings)
    on = _required(entries[0], "on", "reviewed", findings)
    _day(entries[0], "on", "reviewed", findings)
    return Review(by, on) if by and on else None


def _warning(value: Any, findings: Findings) -> Iterator[Statement]:
    entries = value if isinstance(value, Mapping) else {None: value}
    if pair := same_language(entries):
        at = next(language for language in entries if language == pair[0])
        findings.add(at, "warning", f"“{pair[0]}” and “{pair[1]}” are one language", "one spelling of it")
    for language, inner in entries.items():
        if language is not None and not is_tag(language):
            findings.add(language, "warning", f"“{language}” is no language tag", tag_wanted(language))
        elif text := text_of(inner, "warning", findings):
            yield Statement("warning", text, None if language is None else str(language))
