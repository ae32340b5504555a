"""The access rule: what may be public, and why. All that publishes asks here; there is no other rule.

It fails closed. What is not clearly allowed is hidden, and what the program cannot yet withhold hides the whole item.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive.records.dates import period
from archive.records.model import Access, Consent, Record
from archive.records.permissions import SCOPES
from archive.records.policy import CONSENT, Policy

# The parts of a consent's scope that can be left out of an edition; without `name` the whole item stays hidden.
_ALL = frozenset(SCOPES)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be public of an item: its level, the reason in words, the last day on which this holds (None: no end
    is known), and the scope that the consents leave.
    """

    level: str
    reason: str
    until: date | None = None
    scope: frozenset[str] = frozenset()
    originals: bool = False

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


def hidden(reason: str) -> Verdict:
    """Not even that it exists."""
    return Verdict("hidden", reason)


def decide(record: Record, policy: Policy, withdrawn: bool, today: date) -> Verdict:  # noqa: FBT001  a face that lasts
    """What may be public of the record's item today, and why."""
    if withdrawn:
        return hidden("withdrawn")
    if record.faults:
        return hidden(f"not understood: {record.faults[0]}")
    if record.withhold:
        return hidden("a part of it is withheld, and this version can only withhold the whole")
    if reason := _withheld_person(record, policy):
        return hidden(reason)
    level, reason = _level(record, policy)
    level, reason = _embargoed(record.access, level, reason, today)
    if level == "hidden":
        return hidden(reason)
    consents = _by_consents(record, today)
    if not consents.shown:
        return consents
    return replace(consents, level=level, reason=reason, originals=record.access.originals)


def bars(verdict: Verdict, media_type: str) -> bool:
    """Whether no other item may publish the same bytes: this one is not public, or does not show them."""
    if media_type.startswith(("image/", "audio/", "video/")):
        return not verdict.shows(media_type)
    return not verdict.words


def _withheld_person(record: Record, policy: Policy) -> str | None:
    for person in (*(role.person for role in record.people), *(consent.person for consent in record.consents)):
        entry = policy.people.get(person)
        if entry is None:
            return f"{person} is not in people.yaml"
        if entry.withheld:
            return f"{person} is withheld, and this version can only withhold the whole item"
    return None


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


def _by_consents(record: Record, today: date) -> Verdict:
    """Public as far as everybody's consent reaches; items without consents that need none are unrestricted."""
    narrators = {role.person for role in record.people if role.role == "narrator"}
    persons = narrators | {consent.person for consent in record.consents}
    if record.kind == "testimony" and not persons:
        return hidden("a testimony without a consent to publish")
    if not record.consents and record.kind != "testimony":
        return Verdict("public", "no consent is needed", scope=_ALL)
    scope, until = _ALL, None
    for person in sorted(persons):
        given, ends = _given(person, record.consents, today)
        if "publish" not in given:
            return hidden(f"{person} gives no consent to publish today")
        if "name" not in given:
            return hidden(f"{person} does not give the name, and this version can only withhold the whole item")
        scope &= given
        until = min((end for end in (until, ends) if end), default=None)
    return Verdict("public", "by consent", until, scope)


def _given(person: str, consents: Iterable[Consent], today: date) -> tuple[frozenset[str], date | None]:
    """The scope that a person's consents give today, and the first day's eve on which one of them ends."""
    scope: set[str] = set()
    ends: date | None = None
    for consent in consents:
        if consent.person != person:
            continue
        span = _span(consent)
        if span is None or not span[0] <= today <= (span[1] or today):
            continue
        scope |= set(consent.scope)
        ends = min((end for end in (ends, span[1]) if end), default=None)
    return frozenset(scope), ends


def _span(consent: Consent) -> tuple[date, date | None] | None:
    """First and last day of a consent, None where a date is not understood."""
    given = period(consent.given)
    last = []
    for written, position in ((consent.until, 1), (consent.revoked, 0)):
        if written is None:
            continue
        days = period(written)
        if days is None:
            return None
        # It holds to the end of `until`, but not on the first day on which it may have been revoked.
        last.append(days[position] if position else max(days[0], date(2, 1, 1)) - timedelta(days=1))
    return (given[0], min(last, default=None)) if given else None


def _embargoed(access: Access, level: str, reason: str, today: date) -> tuple[str, str]:
    """The level under an embargo: until its end not public; after it what follows, once somebody has reviewed it."""
    if access.until is None:
        return level, reason
    days = period(access.until)
    meanwhile = "closed" if level == "closed" else "hidden"
    if days is None or today <= days[1]:
        return meanwhile, f"an embargo until {access.until}"
    reviewed = period(access.reviewed.on) if access.reviewed else None
    if reviewed is None or today < reviewed[0]:
        return meanwhile, f"the embargo until {access.until} is over, but nobody has reviewed the item"
    then = access.then or level
    return then, f"{then} after the embargo until {access.until}"
