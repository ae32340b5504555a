"""What somebody should look at is told in time: ends of terms, majorities, doubtful names, and what is missing."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records.access import decide
from archive.records.model import Access, Consent, Permission, Record, Review, Role
from archive.records.policy import Person, Policy
from archive.records.reviews import Due, harsh_word, is_licence, reviews_of
from conftest import Workshop

TODAY = date(2026, 11, 23)
POLICY = Policy(
    kinds={"photo": "public", "testimony": "consent"},
    people={
        "child": Person("child", withheld=False, born="2008-12-24"),
        "adult": Person("adult", withheld=False, adult=True),
        "guardian": Person("guardian", withheld=False, adult=True),
        "nobody-knows": Person("nobody-knows", withheld=False),
    },
)


def look(within: int = 90, today: date = TODAY, **parts: object) -> list[Due]:
    record = Record("x", "photo", **parts)
    return list(reviews_of(record, decide(record, POLICY, withdrawn=False, today=today), POLICY, today, within))


def kinds(within: int = 90, today: date = TODAY, **parts: object) -> list[str]:
    return [one.kind for one in look(within, today, **parts) if one.kind != "reproduction"]


def consent(person: str = "adult", **parts: object) -> Consent:
    return Consent(person, parts.pop("given", "2020"), parts.pop("scope", ("publish", "face")), **parts)


@pytest.mark.parametrize(
    ("until", "reviewed", "expected"),
    [
        ("2026-12-31", None, ["embargo"]),
        ("2026", None, ["embargo"]),
        ("2027-06", None, []),
        ("2020", None, ["embargo"]),
        ("2020", Review("A.", "2021-02-01"), []),
    ],
)
def test_an_embargo_that_ends_or_has_ended_unreviewed(until, reviewed, expected):
    assert kinds(access=Access(until=until, reviewed=reviewed)) == expected


def test_the_end_of_an_embargo_is_dated():
    found = look(access=Access(until="2026-12"))
    assert (found[0].on, found[0].said) == (date(2026, 12, 31), "ends; then what the record says")
    (over,) = (one for one in look(access=Access(until="2020", then="closed")) if one.kind == "embargo")
    assert over.said == "is over, and nobody has reviewed the item"


def test_a_consent_that_ends_unless_another_goes_on():
    ending = consent(until="2027-01-01")
    assert kinds(consents=(ending,)) == ["consent"]
    assert kinds(consents=(consent(until="2024"),)) == ["consent"]
    assert kinds(consents=(ending, consent(until="2030"))) == []
    assert kinds(consents=(ending, consent(scope=("publish",)))) == ["consent"]
    assert kinds(consents=(consent(until="2027-01-01", revoked="2025"),)) == []
    assert kinds(within=10, consents=(ending,)) == []


def test_a_permission_that_ends_unless_another_goes_on():
    ending = Permission("disseminate", "license", until="2027-01-01")
    assert kinds(permissions=(ending,)) == ["permission"]
    assert kinds(permissions=(ending, Permission("disseminate", "donor"))) == []


def test_a_minor_who_comes_of_age():
    theirs = consent("guardian", role="guardian", of="child")
    people = (Role("child", "depicted"),)
    (due,) = (one for one in look(people=people, consents=(theirs,)) if one.kind == "majority")
    assert (due.person, due.on) == ("child", date(2026, 12, 24))
    assert due.said == "comes of age: a guardian's consent needs a review"
    assert kinds(within=10, people=people, consents=(theirs,)) == []
    later = date(2027, 3, 1)
    assert kinds(today=later, people=people, consents=(theirs,)) == ["majority"]
    reviewed = consent("guardian", role="guardian", of="child", reviewed=Review("A.", "2027-01-05"))
    assert kinds(today=later, people=people, consents=(reviewed,)) == []
    assert kinds(today=later, people=people, consents=(theirs, consent("child", given="2027-02-01"))) == []


def test_a_person_whose_age_nobody_knows():
    said = look(people=(Role("nobody-knows", "depicted"),), consents=(consent("nobody-knows"),))
    assert [(one.kind, one.person) for one in said if one.kind != "reproduction"] == [("birth", "nobody-knows")]
    assert kinds(people=(Role("nobody-knows", "translator"),), consents=(consent("nobody-knows"),)) == []
    assert kinds(people=(Role("nobody-knows", "mentioned"),)) == []


def test_public_without_a_permission():
    assert [one.kind for one in look()] == ["reproduction"]
    assert look(permissions=(Permission("disseminate", "donor"),)) == []
    assert look(access=Access("hidden")) == []


def test_licences_need_no_permission_beside_them():
    assert is_licence("https://creativecommons.org/licenses/by/4.0/")
    assert is_licence("http://rightsstatements.org/vocab/NoC-US/1.0/")
    assert not is_licence("http://rightsstatements.org/vocab/InC/1.0/")


def test_words_that_suggest_a_warning():
    assert harsh_word(["A shelf.", "Where the wounded lay"]) == "wounded"
    assert harsh_word(["Список погибших"]) == "погибших"
    assert harsh_word(["The reading room", "Читальный зал", "Deadline"]) in {None, "Deadline"}
    assert harsh_word(["Расписание занятий"]) is None


@given(st.integers(0, 4000), st.integers(0, 4000), st.sampled_from(["2026-12-31", "2030", "2027-02-28"]))
def test_whoever_looks_further_ahead_sees_no_less(near, more, until):
    parts = {"access": Access(until=until), "consents": (consent(until=until),)}
    assert set(look(near, **parts)) <= set(look(near + more, **parts))
    assert look(10**9, TODAY + timedelta(days=1), **parts)


@pytest.fixture
def shelf(workshop: Workshop) -> Workshop:
    workshop.write(
        "metadata/people.yaml",
        "p-1: {name: {ru: Образцов Пётр Ильич}, public: {ru: Чтец}, withhold: true}\n",
    )
    workshop.write("collection/t.txt", "The wounded were listed.")
    workshop.write(
        "metadata/r.yaml",
        "id: a-1\nkind: article\ntitle: A list\nfiles: [t.txt]\n"
        "---\nid: a-2\nkind: article\ntitle: Пётр пришёл\nrights: https://creativecommons.org/licenses/by/4.0/\n"
        "---\nid: a-3\nkind: article\ntitle: Later\naccess: {level: public, until: 2026-12}\nrights: InC\n"
        "---\nid: a-4\nkind: article\ntitle: The dead\naccess: {warning: One}\nrights: InC\n"
        "permissions: [{act: disseminate, basis: donor, until: 2027-01}]\n"
        "---\nid: a-5\nkind: article\ntitle: Out\n",
    )
    workshop.run("ingest")
    workshop.run("--today", "2026-11-23", "withdraw", "a-5", "--reason", "other")
    return workshop


def test_the_command_tells_all_of_it(shelf):
    said = shelf.run("--today", "2026-11-23", "reviews", "--json").stdout
    found = {(row["kind"], row["id"], row["on"]) for row in map(json.loads, said.splitlines())}
    assert found == {
        ("embargo", "a-3", "2026-12-31"),
        ("permission", "a-4", "2027-01-31"),
        ("rights", "a-1", None),
        ("reproduction", "a-1", None),
        ("warning", "a-1", None),
        ("name", "a-2", None),
    }
    shown = shelf.run("--today", "2026-11-23", "reviews").stdout
    assert "Embargoes that end: 1\n  2026-12-31  a-3  ends; then what the record says\n" in shown
    assert "Words that may be a withheld name: 1\n  a-2  p-1  “Пётр”: … Пётр пришёл …\n" in shown


def test_nothing_to_look_at_is_said(workshop):
    workshop.run("ingest")
    assert "Nothing to look at within 30 days." in workshop.run("reviews", "--within", "30").stdout
