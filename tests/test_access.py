"""The access rule, case by case."""

from __future__ import annotations

from datetime import date

import pytest

from archive.records.access import Verdict, bars, decide
from archive.records.model import Access, Consent, Record, Review, Role, Statement, Withhold
from archive.records.policy import Person, Policy

TODAY = date(2026, 11, 22)
PEOPLE = {
    "p-1": Person("p-1", withheld=False),
    "p-2": Person("p-2", withheld=True),
    "p-3": Person("p-3", withheld=False),
}
OPEN = Policy(kinds={"photo": "public", "article": "public", "other": "public", "testimony": "consent"}, people=PEOPLE)
PLAIN = Policy(people=PEOPLE)
FULL = ("publish", "name", "face", "voice", "words", "download", "harvest")


def consent(person: str = "p-1", scope: tuple[str, ...] = FULL, **more: str) -> Consent:
    return Consent(person, more.pop("given", "2024-05-01"), scope, **more)


def told(*consents: Consent, level: str | None = None, narrators: tuple[str, ...] = ("p-1",)) -> Record:
    people = tuple(Role(person, "narrator") for person in narrators)
    return Record("t", "testimony", people=people, consents=consents, access=Access(level=level))


def photo(access: Access | None = None, **more: object) -> Record:
    return Record("x", "photo", access=access or Access(), **more)


CASES = [
    # what it is about, record, policy, level, a word of the reason
    ("nothing said at all", photo(), PLAIN, "hidden", "policy"),
    ("nothing said, and not even a policy", photo(), Policy(), "hidden", "policy"),
    ("the policy opens the kind", photo(), OPEN, "public", "policy"),
    ("the record says public", photo(Access("public")), PLAIN, "public", "record"),
    ("the record says closed against an open policy", photo(Access("closed")), OPEN, "closed", "record"),
    ("the record says hidden against an open policy", photo(Access("hidden")), OPEN, "hidden", "record"),
    (
        "something was not understood",
        photo(Access("public"), faults=("access: level “publik”",)),
        OPEN,
        "hidden",
        "publik",
    ),
    ("a part is withheld", photo(Access("public"), withhold=(Withhold("a.jpg"),)), OPEN, "hidden", "withheld"),
    ("a withheld person", photo(Access("public"), people=(Role("p-2", "depicted"),)), OPEN, "hidden", "p-2"),
    ("a person nobody entered", photo(Access("public"), people=(Role("p-9", "depicted"),)), OPEN, "hidden", "p-9"),
    ("a known person", photo(Access("public"), people=(Role("p-1", "depicted"),)), OPEN, "public", "record"),
    (
        "a depicted person's consent has ended",
        photo(Access("public"), consents=(consent(until="2025"),)),
        OPEN,
        "hidden",
        "p-1",
    ),
    ("an embargo on a public item", photo(Access("public", until="2034-09")), OPEN, "hidden", "embargo"),
    ("an embargo where only the policy speaks", photo(Access(until="2034-09")), OPEN, "hidden", "embargo"),
    ("a closed embargo", photo(Access("closed", until="2034-09", then="public")), OPEN, "closed", "embargo"),
    (
        "the last day of an embargo",
        photo(Access("closed", until="2026-11-22", then="public")),
        OPEN,
        "closed",
        "embargo",
    ),
    ("over, not reviewed", photo(Access("closed", until="2026-11-21", then="public")), OPEN, "closed", "reviewed"),
    (
        "over and reviewed",
        photo(Access("closed", until="2026-11-21", then="public", reviewed=Review("an archivist", "2026-11-22"))),
        OPEN,
        "public",
        "after",
    ),
    (
        "over, to be reviewed tomorrow",
        photo(Access("closed", until="2025", then="public", reviewed=Review("an archivist", "2026-11-23"))),
        OPEN,
        "closed",
        "reviewed",
    ),
    (
        "hidden, over and reviewed",
        photo(Access("hidden", until="2025", then="closed", reviewed=Review("an archivist", "2026"))),
        OPEN,
        "closed",
        "after",
    ),
    (
        "closed, over and reviewed, and nothing said of what follows",
        photo(Access("closed", until="2025", reviewed=Review("an archivist", "2026"))),
        OPEN,
        "closed",
        "after",
    ),
    ("an embargo that is no date", photo(Access("public", until="soon")), OPEN, "hidden", "embargo"),
    ("a testimony without a consent", told(), OPEN, "hidden", "consent"),
    ("a testimony that names nobody", told(narrators=()), OPEN, "hidden", "consent"),
    ("a testimony said to be public, without a consent", told(level="public"), OPEN, "hidden", "consent"),
    ("a testimony said to be closed, without a consent", told(level="closed"), OPEN, "hidden", "consent"),
    ("a testimony by consent", told(consent()), OPEN, "public", "consent"),
    ("a testimony by consent, policy silent", told(consent()), PLAIN, "hidden", "policy"),
    ("a testimony by consent, record says public", told(consent(), level="public"), PLAIN, "public", "record"),
    ("a consent that does not say publish", told(consent(scope=("words", "name"))), OPEN, "hidden", "p-1"),
    ("a consent without the name", told(consent(scope=("publish", "words"))), OPEN, "hidden", "name"),
    ("a consent not given yet", told(consent(given="2026-11-23")), OPEN, "hidden", "p-1"),
    ("a consent that ended", told(consent(until="2026-11-21")), OPEN, "hidden", "p-1"),
    ("the last day of a consent", told(consent(until="2026-11-22")), OPEN, "public", "consent"),
    ("a consent revoked today", told(consent(revoked="2026-11-22")), OPEN, "hidden", "p-1"),
    ("a consent revoked some time this year", told(consent(revoked="2026")), OPEN, "hidden", "p-1"),
    ("two narrators, one consent", told(consent(), narrators=("p-1", "p-3")), OPEN, "hidden", "p-3"),
    (
        "two narrators, two consents",
        told(consent(), consent("p-3"), narrators=("p-1", "p-3")),
        OPEN,
        "public",
        "consent",
    ),
    ("another's consent has ended", told(consent(), consent("p-3", until="2025")), OPEN, "hidden", "p-3"),
    ("a consent whose date is no date", told(consent(until="some day")), OPEN, "hidden", "p-1"),
    (
        "the policy closes testimonies",
        told(consent()),
        Policy(kinds={"testimony": "closed"}, people=PEOPLE),
        "closed",
        "policy",
    ),
]


@pytest.mark.parametrize(("about", "record", "policy", "level", "word"), CASES, ids=[case[0] for case in CASES])
def test_the_rule_decides(about, record, policy, level, word):
    verdict = decide(record, policy, False, TODAY)
    assert verdict.level == level, about
    assert word in verdict.reason


@pytest.mark.parametrize("record", [case[1] for case in CASES])
def test_a_withdrawal_beats_every_record(record):
    assert decide(record, OPEN, True, TODAY) == Verdict("hidden", "withdrawn")


@pytest.mark.parametrize(
    ("missing", "media_type"),
    [
        ("words", "text/plain"),
        ("voice", "audio/ogg"),
        ("face", "image/jpeg"),
        ("voice", "video/mp4"),
        ("face", "video/mp4"),
    ],
)
def test_what_a_consent_does_not_give_does_not_appear(missing, media_type):
    scope = tuple(word for word in FULL if word != missing)
    record = told(consent(scope=scope))
    verdict = decide(record, OPEN, False, TODAY)
    assert verdict.level == "public"
    assert not verdict.shows(media_type)
    assert verdict.words == (missing != "words")


def test_a_closed_item_shows_nothing_but_its_description():
    verdict = decide(photo(Access("closed", originals=True)), OPEN, False, TODAY)
    assert verdict.shown
    assert not verdict.words
    assert not any(verdict.shows(kind) or verdict.gives(kind) for kind in ("image/jpeg", "audio/ogg", "text/plain"))


def test_originals_are_given_only_where_the_record_says_so():
    assert not decide(photo(Access("public")), OPEN, False, TODAY).gives("audio/ogg")
    assert decide(photo(Access("public", originals=True)), OPEN, False, TODAY).gives("audio/ogg")


def test_a_verdict_tells_its_last_day():
    record = told(consent(until="2027-03"), consent("p-3", until="2030"), narrators=("p-1", "p-3"))
    verdict = decide(record, OPEN, False, TODAY)
    assert verdict.until == date(2027, 3, 31)
    assert decide(record, OPEN, False, date(2027, 4, 1)).level == "hidden"
    assert decide(told(consent(revoked="2027-01-10")), OPEN, False, TODAY).until == date(2027, 1, 9)


@pytest.mark.parametrize("media_type", ["image/jpeg", "audio/ogg", "video/mp4", "text/plain", "application/pdf"])
def test_bytes_that_an_item_does_not_show_are_barred_everywhere(media_type):
    assert bars(Verdict("hidden", ""), media_type)
    assert bars(Verdict("closed", "", scope=frozenset(FULL)), media_type)
    assert not bars(Verdict("public", "", scope=frozenset(FULL)), media_type)
    assert bars(Verdict("public", "", scope=frozenset({"publish", "name"})), media_type)


def test_a_public_record_without_consents_is_unrestricted():
    verdict = decide(photo(Access("public"), statements=(Statement("title", "x"),)), PLAIN, False, TODAY)
    assert verdict.scope == frozenset(FULL)
