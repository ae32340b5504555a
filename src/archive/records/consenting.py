"""What everybody concerned allows today: the consents of a record, held against ages, deaths and the policy.

Whatever is doubtful takes something away, and so does every consent that is written down beside another person's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.records.ages import Life, life
from archive.records.dates import period
from archive.records.model import Consent, Record
from archive.records.permissions import FOR_OTHERS, SCOPES
from archive.records.policy import CONSENT, FREE, HEIR, Person, Policy

ALL = frozenset(SCOPES)
GUARDIAN = "guardian"
_NOTHING: frozenset[str] = frozenset()
_Days = tuple[date, date]
# Who has to do with an item by trade, or consents for another: nobody asks how old they were.
_OF_AGE = frozenset({"interviewer", "author", "photographer", "translator", "transcriber", "depositor", *FOR_OTHERS})


@dataclass(frozen=True, slots=True)
class Given:
    """What is allowed today, the last day on which that is so (None: no end is known); where it is nothing, why."""

    scope: frozenset[str] = _NOTHING
    until: date | None = None
    why: str = ""

    def and_(self, other: Given) -> Given:
        """What both allow."""
        return Given(self.scope & other.scope, earliest(self.until, other.until), self.why or other.why)


@dataclass(frozen=True, slots=True)
class _Case:
    """One person of one record, looked at on a day: the consents that they gave as one of their roles, and those that
    were given for them.
    """

    person: str
    life: Life
    own: Sequence[Consent]
    guardians: Sequence[Consent]
    heirs: Sequence[Consent]
    ages_matter: bool
    today: date


def earliest(*days: date | None) -> date | None:
    """The first of some last days, where None is no end."""
    return min((day for day in days if day), default=None)


def asked(record: Record, policy: Policy) -> frozenset[str]:
    """The persons whose consent the item needs: narrators, everybody for whom one is written down and, where the policy
    says so, everybody depicted. Nobody for an item that is no testimony and has none written down.
    """
    depicted = {role.person for role in record.people if role.role == "depicted" and policy.depicted == CONSENT}
    narrators = {role.person for role in record.people if role.role == "narrator"}
    return frozenset(narrators | depicted | {consent.of or consent.person for consent in record.consents})


def allowed(person: Person, record: Record, policy: Policy, today: date) -> Given:
    """What is allowed today in the name of a person: as each of the roles in which their consent is needed or given."""
    own = [one for one in record.consents if one.person == person.id and not one.of and one.role not in FOR_OTHERS]
    for_them = [one for one in record.consents if one.of == person.id]
    if any(_stands_as(one, record) is None for one in for_them):
        return Given(why=f"a consent for {person.id} comes from somebody who is said to be neither guardian nor heir")
    if any(_was_young(one, policy) for one in for_them):
        return Given(why=f"somebody who consents for {person.id} was under eighteen")
    guardians, heirs = ([one for one in for_them if _stands_as(one, record) == role] for role in FOR_OTHERS)
    known = life(person)
    if policy.dead == FREE and known.is_dead(today) and not (own or for_them):
        return Given(ALL)
    said = {role.role for role in record.people if role.person == person.id}
    needed = said & ({"narrator", "depicted"} if policy.depicted == CONSENT else {"narrator"})
    given = {one.role for one in own if one.role}
    matter = bool(guardians) or not (said | given) or not (said | given) <= _OF_AGE
    total = Given(ALL)
    roles: list[str | None] = [*sorted(needed | given)] or [None]
    for role in roles:
        mine = [one for one in own if one.role in {None, role}]
        case = _Case(person.id, known, mine, guardians, heirs, matter, today)
        total = total.and_(_by_the_dead(case, policy) if known.dead else _by_the_living(case))
    return total


def permitted(record: Record, policy: Policy, today: date) -> Given:
    """Whether the item may be reproduced today: all, or nothing and why (PREMIS 3, rightsGranted: disseminate)."""
    if not record.permissions and policy.permission == "optional":
        return Given(ALL)
    lasts = []
    for one in record.permissions:
        days = _span(one.given, one.until, one.revoked) if one.act == "disseminate" else None
        if days and days[0] <= today <= (days[1] or today):
            lasts.append(days[1])
    if lasts:
        return Given(ALL, None if None in lasts else max(filter(None, lasts)))
    if record.permissions:
        return Given(why="no permission to disseminate holds today")
    return Given(why="the policy asks for a permission to disseminate, and the record has none")


def _stands_as(consent: Consent, record: Record) -> str | None:
    """Whether somebody consents for another as a guardian or as an heir; None where it is not said, or both is."""
    if consent.of == consent.person:
        return None
    if consent.role:
        return consent.role if consent.role in FOR_OTHERS else None
    said = {role.role for role in record.people if role.person == consent.person}.intersection(FOR_OTHERS)
    return said.pop() if len(said) == 1 else None


def _was_young(consent: Consent, policy: Policy) -> bool:
    """Whether somebody who consents for another was certainly under age."""
    days, giver = period(consent.given), policy.people.get(consent.person)
    return bool(days and giver and not giver.adult and life(giver).was_minor(days))


def _by_the_dead(case: _Case, policy: Policy) -> Given:
    """Their own consent, given in life, or the heirs'; by the policy only the heirs'."""
    known = case.life
    heirs = _of_each(case.heirs, known.had_died, case.today)
    if any(one.revoked for one in case.own):
        heirs = Given(why=f"{case.person} took back a consent in life, and no heir can give it again")
    elif not known.is_dead(case.today):
        heirs = Given(why=f"by `died` in people.yaml it is not certain that {case.person} is dead")
    if policy.dead == HEIR:
        missing = f"{case.person} has died, and no heir's consent holds today: the policy asks for one"
        return heirs if heirs.scope else Given(why=heirs.why or missing)
    own = _by_the_living(case)
    scope = own.scope | heirs.scope
    missing = f"{case.person} has died, and neither a consent given in life nor an heir's holds today"
    ends = earliest(*(part.until for part in (own, heirs) if part.scope))
    return Given(scope, ends, "" if scope else own.why or heirs.why or missing)


def _by_the_living(case: _Case) -> Given:
    """What somebody allows, or a guardian for them, from when they were under age until they come of age."""
    known, today = case.life, case.today
    if not case.ages_matter or not (case.own or case.guardians):
        return _held(case.own, known.lived, today)
    if not known.age_is_known:
        return Given(why=f"whether {case.person} was of age is not known: people.yaml needs `born`, or `adult: true`")
    grown = [one for one in case.own if (days := period(one.given)) and known.was_adult(days)]
    later = [days[0] for one in grown if (days := period(one.given)) and days[0] > today]
    alone = not case.guardians and len(grown) == len(case.own)
    if alone or len(later) < len(grown):
        return _held(grown, known.lived, today)
    of_guardians = _by_guardians(case)
    last = min(later) - timedelta(days=1) if later else None  # from then on the person decides alone
    return Given(of_guardians.scope, earliest(of_guardians.until, last), of_guardians.why)


def _by_guardians(case: _Case) -> Given:
    """What all guardians of a minor allow and, where the minor consented too, the minor as well."""
    known, today, person = case.life, case.today, case.person
    if not case.guardians:
        return Given(why=f"{person} was, or may have been, under eighteen when consenting, and no guardian consents")
    of_age = None if known.never_of_age else known.of_age
    due = of_age is not None and of_age <= today
    guardians = [one for one in case.guardians if not due or _is_reviewed(one, known, today)]
    if len(guardians) < len(case.guardians):
        return Given(
            why=f"{person} is, or may be, eighteen: a guardian's consent holds only if it has been reviewed since"
        )
    given = _of_each(guardians, lambda days: known.was_minor(days) and known.lived(days), today)
    young = [one for one in case.own if not ((days := period(one.given)) and known.was_adult(days))]
    if young:
        given = given.and_(_held(young, known.lived, today))
    before = of_age - timedelta(days=1) if of_age and not due else None
    why = "" if given.scope else f"for {person} nothing is allowed today by all whose consent is needed"
    return Given(given.scope, earliest(given.until, before), why)


def _is_reviewed(consent: Consent, known: Life, today: date) -> bool:
    """Whether somebody looked at a guardian's consent when the person had certainly come of age."""
    days = period(consent.reviewed.on) if consent.reviewed else None
    return bool(days and known.of_age_at_last and known.of_age_at_last <= days[0] <= today)


def _of_each(consents: Iterable[Consent], counts: Callable[[_Days], bool], today: date) -> Given:
    """What everybody who consents here allows; nothing where nobody does."""
    by_person: dict[str, list[Consent]] = {}
    for one in consents:
        by_person.setdefault(one.person, []).append(one)
    total = Given(ALL) if by_person else Given()
    for theirs in by_person.values():
        total = total.and_(_held(theirs, counts, today))
    return total


def _held(consents: Iterable[Consent], counts: Callable[[_Days], bool], today: date) -> Given:
    """The scope that one person's consents give today, and the first day's eve on which one of them ends; only those
    count whose date, from its first to its last day, does, and that cannot have been before something was taken back.
    """
    scope: set[str] = set()
    ends: date | None = None
    consents = list(consents)
    taken_back = [days for one in consents if one.revoked and (days := period(one.revoked))]
    since = max((last for first, last in taken_back if first <= today), default=date.min)
    for consent in consents:
        given, span = period(consent.given), _span(consent.given, consent.until, consent.revoked)
        if given and span and given[0] >= since and counts(given) and span[0] <= today <= (span[1] or today):
            scope |= set(consent.scope)
            ends = earliest(ends, span[1])
    return Given(frozenset(scope), ends)


def _span(given: str | None, until: str | None, revoked: str | None) -> tuple[date, date | None] | None:
    """First and last day on which something given holds, None where a date is not understood."""
    first = period(given) if given else (date.min, date.min)
    last = []
    for written, position in ((until, 1), (revoked, 0)):
        if written is None:
            continue
        days = period(written)
        if days is None:
            return None
        # It holds to the end of `until`, but not on the first day on which it may have been revoked.
        last.append(days[position] if position else max(days[0], date(2, 1, 1)) - timedelta(days=1))
    return (first[0], earliest(*last)) if first else None
