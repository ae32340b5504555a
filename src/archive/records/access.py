"""The access rule: what may be public, and why. All that publishes asks here; there is no other rule.

It fails closed: what is not clearly allowed is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from archive.records.consenting import ALL, allowed, asked, earliest, permitted
from archive.records.dates import end_of, period
from archive.records.model import Access, Record
from archive.records.permissions import FOR_OTHERS
from archive.records.policy import CONSENT, Policy
from archive.records.withholding import Part, parts

_RANK = {"hidden": 0, "closed": 1, "public": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be public of an item: its level, the reason in words, the last day on which this holds (None: no end
    is known), and the scope that the consents leave.

    `unnamed` are the persons (ids) who may be named by their public name only, `withheld` the parts that are never
    published; an `opaque` item is shown under an id that tells nothing.
    """

    level: str
    reason: str
    until: date | None = None
    scope: frozenset[str] = frozenset()
    originals: bool = False
    unnamed: frozenset[str] = frozenset()
    withheld: tuple[Part, ...] = ()
    opaque: bool = False

    @property
    def shown(self) -> bool:
        """Whether the item stands in the edition at all."""
        return self.level != "hidden"

    @property
    def copies(self) -> bool:
        """Whether the address of a copy elsewhere may be told."""
        return self.level == "public" and {"words", "face", "voice"} <= self.scope

    @property
    def words(self) -> bool:
        """Whether its passages may be read."""
        return self.level == "public" and "words" in self.scope

    def shows(self, media_type: str) -> bool:
        """Whether something made from a file of this type may be seen or heard."""
        if self.level != "public":
            return False
        family = media_type.partition("/")[0]
        return {
            "image": "face" in self.scope,
            "audio": "voice" in self.scope,
            "video": {"face", "voice"} <= self.scope,
            "text": {"words", "download"} <= self.scope,
        }.get(family, {"words", "face", "download"} <= self.scope)  # a document may hold pictures of somebody

    def gives(self, media_type: str) -> bool:
        """Whether an original of this type may be published as it was received."""
        if not (self.originals and self.shows(media_type)):
            return False
        # Sound and film are published to be played; a picture has derivatives for that.
        return media_type.startswith(("audio/", "video/")) or "download" in self.scope

    def exceeds(self, other: Verdict) -> bool:
        """Whether it lets something be seen that the other does not."""
        if not self.shown or _RANK[self.level] > _RANK[other.level]:
            return self.shown
        whole = self.level == "public"
        return (
            not self.scope & (ALL if whole else {"harvest"}) <= other.scope
            or (whole and self.originals > other.originals)
            or not other.unnamed <= self.unnamed
            or not set(other.withheld) <= set(self.withheld)
            or other.opaque > self.opaque
        )


def hidden(reason: str) -> Verdict:
    """Not even that it exists."""
    return Verdict("hidden", reason)


def decide(record: Record, policy: Policy, withdrawn: bool, today: date) -> Verdict:  # noqa: FBT001  a face that lasts
    """What may be public of the record's item today, and why."""
    if withdrawn:
        return hidden("withdrawn")
    if record.faults:
        return hidden(f"not understood: {record.faults[0]}")
    if unknown := sorted(persons(record) - policy.people.keys()):
        return hidden(f"{unknown[0]} is not in people.yaml")
    level, reason = _embargoed(record.access, *_level(record, policy), today)
    if level == "hidden":
        return hidden(reason)
    verdict = _by_consents(record, policy, today)
    if not verdict.shown:
        return verdict
    until = verdict.until
    permission = permitted(record, policy, today)
    if level == "public":
        until = earliest(until, permission.until)
        level, reason = (level, reason) if permission.scope else ("closed", permission.why)
    access = record.access
    return replace(
        verdict,
        level=level,
        reason=reason,
        until=until,
        originals=access.originals,
        withheld=parts(record.withhold),
        opaque=access.opaque,
    )


def persons(record: Record) -> frozenset[str]:
    """The ids of all persons that the record refers to."""
    consents = {person for consent in record.consents for person in (consent.person, consent.of) if person}
    named = {name.person for name in record.names if name.person}
    return frozenset({role.person for role in record.people} | consents | named)


def bars(verdict: Verdict, media_type: str) -> bool:
    """Whether no other item may publish the same bytes: this one is not public, or does not show them."""
    if media_type.startswith(("image/", "audio/", "video/")):
        return not verdict.shows(media_type)
    return not verdict.words


def _level(record: Record, policy: Policy) -> tuple[str, str]:
    """What record or policy say, before consents and embargo."""
    level = record.access.level
    if level is not None:
        return level, f"the record says {level}"
    level = policy.kinds.get(record.kind)
    if record.kind == "testimony" and level == CONSENT:
        return "public", "by consent"
    if level is not None:
        return level, f"the policy says {level} for the kind {record.kind}"
    return policy.default, f"the policy says {policy.default} where nothing else is said"


def _by_consents(record: Record, policy: Policy, today: date) -> Verdict:
    """Public as far as everybody's consent reaches; items without consents that need none are unrestricted."""
    withheld = frozenset(person for person in persons(record) if policy.people[person].withheld)
    needed = asked(record, policy)
    if record.kind == "testimony" and not needed:
        return hidden("a testimony without a consent to publish")
    scope, until, nameless = ALL, None, set()
    for person in sorted(needed):
        given = allowed(policy.people[person], record, policy, today)
        if "publish" not in given.scope:
            return hidden(given.why or f"{person} gives no consent to publish today")
        if "name" not in given.scope:
            nameless.add(person)
        scope &= given.scope
        until = earliest(until, given.until)
    reason = "by consent" if needed else "no consent is needed"
    return Verdict("public", reason, until, scope, unnamed=withheld | nameless | _kin(record, withheld | nameless))


def _kin(record: Record, unnamed: frozenset[str]) -> set[str]:
    """Guardians and heirs, where somebody else is unnamed: their names could tell who it is."""
    if not unnamed:
        return set()
    said = {role.person for role in record.people if role.role in FOR_OTHERS}
    return said | {consent.person for consent in record.consents if consent.of}


def _embargoed(access: Access, level: str, reason: str, today: date) -> tuple[str, str]:
    """The level under an embargo: until its end not public; after it what follows, once somebody has reviewed it."""
    if access.until is None:
        return level, reason
    last = end_of(access.until)
    meanwhile = "closed" if level == "closed" else "hidden"
    if last is None or today <= last:
        return meanwhile, f"an embargo until {access.until}"
    reviewed = period(access.reviewed.on) if access.reviewed else None
    if reviewed is None or not last < reviewed[0] <= today:
        return meanwhile, f"the embargo until {access.until} is over, but nobody has reviewed the item"
    then = access.then or level
    return then, f"{then} after the embargo until {access.until}"
