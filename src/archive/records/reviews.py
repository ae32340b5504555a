"""What somebody should look at again: terms that end, minors who come of age, and what public items lack. Pure.

Nothing is decided here: the access rule hides what may not be shown whether or not anybody looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.records.access import Verdict
from archive.records.ages import Life, life
from archive.records.consenting import GUARDIAN, asked
from archive.records.dates import end_of, period
from archive.records.model import Consent, Permission, Record
from archive.records.policy import Policy

KINDS = {
    "embargo": "Embargoes that end",
    "consent": "Consents that end",
    "permission": "Permissions that end",
    "majority": "Minors who come of age",
    "birth": "Persons whose age at the time of consent is not known",
    "name": "Words that may be a withheld name",
    "rights": "Public without a rights statement",
    "reproduction": "Public without a permission to disseminate, or a licence",
    "warning": "Public without a warning, where words suggest one",
}
# Whoever has one of these roles is asked how old they were when they consented.
_AGED = frozenset({"narrator", "depicted", "mentioned"})
_LICENCES = re.compile(r"https?://creativecommons\.org/|https?://rightsstatements\.org/(?:vocab|page)/NoC-")
# A few beginnings of words about death, injury and violence, as the warnings of the sample archive use them and near
# ones. It is a help for whoever describes, no judgement of a text. Ossetian is left out: no list of it could be cited.
_HARSH = {
    "en": r"dead|death|dying|died|kill|murder|corpse|wound|injur|hostage|explosi|shoot|shot dead|tortur|bereav",
    "ru": r"гибел|погиб|смерт|умер|убит|убий|убил|труп|ранен|увечь|заложни|взрыв|расстрел|пытк|насили|похорон",
}
_WORDS = re.compile(rf"\b(?:{'|'.join(_HARSH.values())})\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to look at: its kind (of `KINDS`), the item, the day by which (None: now), what is the matter, and the
    person (id) concerned.
    """

    kind: str
    item: str
    on: date | None
    said: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A word that may be a withheld person's name, with what stands about it, and where."""

    item: str
    text: str
    context: str
    person: str


def reviews_of(record: Record, verdict: Verdict, policy: Policy, today: date, within: int) -> Iterator[Due]:
    """What is to be looked at in an item within a number of days, or is overdue; `verdict` is that of today, and of
    the record only what decides is needed: no statements.
    """
    horizon = _plus(today, within)
    yield from _embargo(record, today, horizon)
    yield from _ending_consents(record, horizon)
    yield from _ending_permissions(record, horizon)
    yield from _ages(record, policy, today, horizon)
    if verdict.level == "public" and not record.permissions:  # where there are any, one of them holds, or it is closed
        yield Due("reproduction", record.id, None, "no permission, and no licence is named")


def is_licence(address: str) -> bool:
    """Whether an address names a licence, or says that no rights are in the way: no permission is needed beside it."""
    return _LICENCES.match(address) is not None


def harsh_word(texts: Iterable[str]) -> str | None:
    """The first word in texts that suggests a warning, None where there is none."""
    return next((found.group() for text in texts if (found := _WORDS.search(text))), None)


def names_to_decide(doubts: Iterable[Doubtful]) -> Iterator[Due]:
    """The words that somebody has to decide on; until then their items stay hidden."""
    for doubt in doubts:
        yield Due("name", doubt.item, None, f"“{doubt.text}”: … {doubt.context} …", doubt.person)


def _embargo(record: Record, today: date, horizon: date) -> Iterator[Due]:
    access = record.access
    last = end_of(access.until) if access.until else None
    if last is None or last > horizon:
        return
    reviewed = period(access.reviewed.on) if access.reviewed else None
    if last >= today:
        yield Due("embargo", record.id, last, f"ends; then {access.then or 'what the record says'}")
    elif reviewed is None:
        yield Due("embargo", record.id, last, "is over, and nobody has reviewed the item")


def _ending_consents(record: Record, horizon: date) -> Iterator[Due]:
    for consent in record.consents:
        ends = _end(consent)
        if ends and ends <= horizon and not any(_succeeds(other, consent, ends) for other in record.consents):
            yield Due("consent", record.id, ends, f"to {', '.join(consent.scope)}", consent.of or consent.person)


def _ending_permissions(record: Record, horizon: date) -> Iterator[Due]:
    for one in record.permissions:
        ends = _end(one)
        if ends and ends <= horizon and not any(_outlasts(other, one, ends) for other in record.permissions):
            yield Due("permission", record.id, ends, f"to {one.act}, by {one.basis}")


def _end(given: Consent | Permission) -> date | None:
    """The last day of what nobody has taken back, None where none is known: who takes back has decided."""
    days = period(given.until) if given.until and not given.revoked else None
    return days[1] if days else None


def _succeeds(other: Consent, consent: Consent, ends: date) -> bool:
    """Whether a consent goes on where another ends."""
    alike = (other.person, other.of) == (consent.person, consent.of) and set(consent.scope) <= set(other.scope)
    return alike and not other.revoked and ((_end(other) or date.max) > ends)


def _outlasts(other: Permission, one: Permission, ends: date) -> bool:
    return other.act == one.act and not other.revoked and ((_end(other) or date.max) > ends)


def _ages(record: Record, policy: Policy, today: date, horizon: date) -> Iterator[Due]:
    for name in sorted(asked(record, policy)):
        person = policy.people.get(name)
        if person is None:
            continue
        known = life(person)
        guardians = [one for one in record.consents if one.of == name and _is_guardian(one, record)]
        if not known.age_is_known and (guardians or _is_aged(name, record)):
            yield Due("birth", record.id, None, "people.yaml needs `born`, or `adult: true`", name)
        elif guardians and _comes_of_age(known, horizon) and not _settled(name, record, guardians, known):
            over = "is, or may be, of age" if known.of_age and known.of_age <= today else "comes of age"
            yield Due("majority", record.id, known.of_age, f"{over}: a guardian's consent needs a review", name)


def _comes_of_age(known: Life, horizon: date) -> bool:
    return known.of_age is not None and known.of_age <= horizon and not known.dead


def _is_aged(name: str, record: Record) -> bool:
    """Whether somebody's age counts for what they consent to."""
    own = [one for one in record.consents if one.person == name and not one.of]
    said = {role.role for role in record.people if role.person == name} | {one.role for one in own if one.role}
    return bool(own) and (not said or bool(said & _AGED))


def _is_guardian(consent: Consent, record: Record) -> bool:
    said = {role.role for role in record.people if role.person == consent.person}
    return GUARDIAN in (said if consent.role is None else {consent.role})


def _settled(name: str, record: Record, guardians: Sequence[Consent], known: Life) -> bool:
    """Whether somebody has consented since they are of age, or the guardians' consents were reviewed since."""
    own = (period(one.given) for one in record.consents if one.person == name and not one.of)
    if any(days and known.was_adult(days) for days in own):
        return True
    reviews = [period(one.reviewed.on) if one.reviewed else None for one in guardians]
    return all(days and known.of_age_at_last and days[0] >= known.of_age_at_last for days in reviews)


def _plus(today: date, days: int) -> date:
    return today + timedelta(days=min(days, (date.max - today).days))
