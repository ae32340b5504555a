"""The parts of a record that say who may see it: people, consents, permissions, access. Unknown words are faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from archive.records.entries import YES, day_of, key_of, maps, required, review_of, said_of, time_of, word_of, words_of
from archive.records.findings import Findings, shorten, text_of
from archive.records.languages import is_tag, same_language, tag_wanted
from archive.records.model import Access, Consent, Permission, Role, Statement
from archive.records.telling import is_telling_cell

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
# As what somebody gives a consent; these two give it for somebody else.
CONSENTERS = ("narrator", "depicted", "guardian", "heir", "interviewer", "depositor")
FOR_OTHERS = ("guardian", "heir")
# What may be granted, and why: the actionsGranted of the Library of Congress (id.loc.gov/vocabulary/preservation), and
# the rightsBasis of PREMIS 3 in small letters, to which `policy` is added.
ACTS = ("delete", "disseminate", "migrate", "modify", "replicate", "use")
BASES = ("copyright", "license", "statute", "donor", "policy", "other")
_CONSENT_KEYS = ("person", "given", "scope", "until", "revoked", "evidence", "role", "of", "reviewed")
_PERMISSION_KEYS = ("act", "basis", "by", "given", "until", "revoked", "evidence")
_ACCESS_KEYS = ("level", "until", "then", "reviewed", "warning", "originals", "opaque")
# What the terms about rights say of a thing that is not open to everybody, in the words of repositories:
# info:eu-repo/semantics (OpenAIRE Guidelines, 4.0), access rights of COAR (vocabularies.coar-repositories.org, 1.1).
_ABOUT_RIGHTS = frozenset({"accessRights", "rights"})
_CLOSING = ("closedaccess", "restrictedaccess", "embargoedaccess", "c_14cb", "c_16ec", "c_f1cf")
_OPEN = frozenset({"public", "открыто", "публично", "публичный", "публичная"})


def read_people(value: Any, findings: Findings) -> tuple[Role, ...]:
    """Who has to do with the item, and how."""
    roles = []
    for entry in maps(value, "people", ("person", "role"), findings):
        person = required(entry, "person", "people", findings)
        role = word_of(entry, "role", "people", ROLES, findings)
        if role is None and "role" not in entry:
            findings.add(key_of(entry), "people", "no role", ", ".join(ROLES))
        if person and role:
            roles.append(Role(person, role))
    return tuple(roles)


def read_consents(value: Any, findings: Findings) -> tuple[Consent, ...]:
    """What was allowed by whom, in which scope, from when until when, and for whom."""
    consents = []
    for entry in maps(value, "consents", _CONSENT_KEYS, findings):
        person = required(entry, "person", "consents", findings)
        given = required(entry, "given", "consents", findings)
        dates = {name: day_of(entry, name, "consents", findings) for name in ("given", "until", "revoked")}
        scope = tuple(words_of(entry.get("scope"), "consents", SCOPES, findings))
        if not scope:
            findings.add(key_of(entry), "consents", "no scope", ", ".join(SCOPES))
        evidence = text_of(entry.get("evidence"), "consents", findings)
        role = word_of(entry, "role", "consents", CONSENTERS, findings)
        of = said_of(entry, "of", "consents", findings, "the person for whom it was given")
        if role in FOR_OTHERS and "of" not in entry:
            findings.add(entry["role"], "consents", f"{role} of nobody", "of: the person for whom it was given")
        if role and role not in FOR_OTHERS and of:
            findings.add(entry["of"], "consents", f"of {of}, and role {role}", f"role: {' or '.join(FOR_OTHERS)}")
        review = review_of(entry.get("reviewed"), findings)
        if person and given:
            consents.append(Consent(person, given, scope, dates["until"], dates["revoked"], evidence, role, of, review))
    return tuple(consents)


def read_permissions(value: Any, findings: Findings) -> tuple[Permission, ...]:
    """What the archive may do with the item, on which basis, from when until when."""
    permissions = []
    for entry in maps(value, "permissions", _PERMISSION_KEYS, findings):
        words = {}
        for name, known in (("act", ACTS), ("basis", BASES)):
            words[name] = word_of(entry, name, "permissions", known, findings)
            if name not in entry:
                findings.add(key_of(entry), "permissions", f"no {name}", ", ".join(known))
        given, until, revoked = (day_of(entry, name, "permissions", findings) for name in ("given", "until", "revoked"))
        by, evidence = (text_of(entry.get(name), "permissions", findings) for name in ("by", "evidence"))
        if words["act"] and words["basis"]:
            permissions.append(Permission(words["act"], words["basis"], by, given, until, revoked, evidence))
    return tuple(permissions)


def read_access(value: Any, findings: Findings) -> Access:
    """The level, an embargo and what follows it, a warning; a text alone is the level."""
    if isinstance(value, str) and value:
        value = {"level": value}
    entries = list(maps(value, "access", _ACCESS_KEYS, findings))
    if len(entries) > 1:
        findings.add(key_of(entries[1]), "access", "a list", "one map")
    if len(entries) != 1:
        return Access()
    entry = entries[0]
    if isinstance(value, list) and not entry:
        findings.add(None, "access", "nothing", "something, or the line left out")
    level = word_of(entry, "level", "access", LEVELS, findings)
    until = time_of(entry, "until", "access", findings)
    then = word_of(entry, "then", "access", LEVELS, findings)
    if then and not until:
        findings.add(entry["then"], "access", f"then: {then}, and no until", "until: the end of the embargo")
    if until and not then and level in {"closed", "hidden"}:
        findings.add(entry["until"], "access", f"{level} until {until}, and nothing after it", "then:", "warning")
    originals, opaque = (word_of(entry, name, "access", YES, findings) for name in ("originals", "opaque"))
    review = review_of(entry.get("reviewed"), findings)
    warning = tuple(_warning(entry.get("warning"), findings))
    # Of an `opaque` that is not understood it is meant that the id shall tell nothing.
    return Access(level, until, then, review, warning, YES.get(originals or "no", False), YES.get(opaque or "no", True))


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
