"""What a change of policy.yaml opens, told before it happens: the rules that the current edition was made by are kept
beside the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, replace_file
from archive.catalogue.records import deciding
from archive.catalogue.rules import Rules, read_document, withdrawn_ids
from archive.records.access import Verdict, decide
from archive.records.policy import Policy, read_policy

_WHOLE = {"people", "sql", "download", "robots", "circa"}  # what is no rule about single items


@dataclass(frozen=True, slots=True)
class Loosened:
    """A rule of policy.yaml that has changed, in words, and the ids of the items that it opens by itself."""

    rule: str
    items: tuple[str, ...]

    def __str__(self) -> str:
        return f"policy.yaml: {self.rule}: opens {len(self.items)} item{'s' if len(self.items) > 1 else ''}"


def loosened(catalogue: Catalogue, rules: Rules, today: date) -> list[Loosened]:
    """What each change of the policy since the current edition was made lets readers see; nothing where nobody knows
    what the policy was.
    """
    before = _before(catalogue.archive, rules.policy)
    changes = dict(_changes(before, rules.policy)) if before else {}
    if before is None or not changes:
        return []
    was = _verdicts(catalogue, rules, before, today)
    found = []
    for rule, policy in changes.items():
        now = _verdicts(catalogue, rules, policy, today)
        items = tuple(item for item, verdict in now.items() if verdict.exceeds(was[item]))
        if items:
            found.append(Loosened(rule, items))
    return found


def remember(archive: Archive, policy: bytes) -> None:
    """Keep the policy, as it was written when it was read, as that by which the current edition was made."""
    kept = archive.made / "policy.yaml"
    if not kept.exists() or kept.read_bytes() != policy:
        replace_file(kept, policy)


def _before(archive: Archive, now: Policy) -> Policy | None:
    kept = archive.made / "policy.yaml"
    if not kept.exists():
        return None
    nothing = Policy(people=now.people)
    policy, problems = read_document(archive, kept, lambda data, name: read_policy(data, name, now.people), nothing)
    return None if any(problem.severity == "error" for problem in problems) else policy


def _changes(before: Policy, after: Policy) -> Iterator[tuple[str, Policy]]:
    """Each rule that differs, in words, and the earlier policy with this one difference."""
    for field in fields(Policy):
        name, old, new = field.name, getattr(before, field.name), getattr(after, field.name)
        if name in _WHOLE or old == new:
            continue
        if not isinstance(new, Mapping):
            yield f"{name}: {_said(new)}, where it was {_said(old)}", replace(before, **{name: new})
            continue
        for key in sorted({*old, *new}, key=str):
            if old.get(key) != new.get(key):
                one: dict[str, Any] = {name: {**old, key: new[key]} if key in new else _without(old, key)}
                said = f"{key}: {_said(new.get(key))}, where it was {_said(old.get(key))}"
                yield f"{name}: {said}", replace(before, **one)


def _without(kinds: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in kinds.items() if name != key}


def _said(value: object) -> str:
    if value is None:
        return "not named"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _verdicts(catalogue: Catalogue, rules: Rules, policy: Policy, today: date) -> dict[str, Verdict]:
    connection = catalogue.connection
    withdrawn = withdrawn_ids(connection, rules)
    return {record.id: decide(record, policy, record.id in withdrawn, today) for record, _ in deciding(connection)}
