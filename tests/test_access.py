"""The access rule, case by case."""

from __future__ import annotations

import runpy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records.access import Verdict, bars, decide
from archive.records.ages import life
from archive.records.dates import end_of, period
from archive.records.model import Access, Consent, Permission, Record, Review, Role, Statement, Withhold
from archive.records.parts import of_file, of_passage, unmet
from archive.records.policy import Person, Policy
from archive.records.withholding import Part, Region, exact, page_runs, region_of, seconds
from conftest import PROJECT

TOOL = runpy.run_path(str(PROJECT / "tools" / "write_access.py"))
TODAY = TOOL["TODAY"]
PEOPLE = {
    "p-1": Person("p-1", withheld=False, adult=True),
    "p-2": Person("p-2", withheld=True, adult=True),
    "p-3": Person("p-3", withheld=False, adult=True),
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


CASES = list(TOOL["cases"]())


@pytest.mark.parametrize("case", CASES, ids=[f"{case.section}: {case.about}" for case in CASES])
def test_the_rule_decides(case):
    expected = dict(case.expected)
    if "scope" in expected:
        expected["scope"] = sorted(expected["scope"])
    assert TOOL["answer"](case) == expected


def test_the_page_of_the_cases_is_what_make_docs_would_write():
    assert (PROJECT / "docs" / "access.md").read_text(encoding="utf-8") == TOOL["page"]()


def test_a_withdrawal_beats_every_record():
    for case in CASES:
        assert decide(case.record, case.policy, True, TODAY) == Verdict("hidden", "withdrawn")


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


# --- whatever is added, nothing opens

PERSONS = ["p-adult", "p-minor", "p-grown", "p-about", "p-dead", "p-young", "p-withheld", "p-unknown"]
HELPERS = ["p-guardian", "p-second", "p-other"]
EVERYBODY = CASES[0].policy.people
days = st.sampled_from(["2003", "2019", "2020-06", "2024-05-09", "2025", "2026-11-22", "2026-11-23", "2030"])
scopes = st.lists(st.sampled_from(FULL), min_size=1, max_size=7, unique=True).map(lambda some: (*some, "publish"))
reviews = st.none() | st.builds(Review, st.just("an archivist"), days)
dates = {"given": days, "until": st.none() | days, "revoked": st.none() | st.none() | days}
own_consents = st.builds(
    Consent, st.sampled_from(PERSONS), scope=scopes, role=st.sampled_from([None, "narrator", "depositor"]), **dates
)
for_others = st.builds(
    Consent,
    st.sampled_from(HELPERS),
    scope=scopes,
    role=st.sampled_from(["guardian", "heir"]),
    of=st.sampled_from(PERSONS),
    reviewed=reviews,
    **dates,
)
permissions = st.builds(Permission, st.sampled_from(["disseminate", "use"]), st.just("donor"), **dates)
written_parts = st.sampled_from(
    [Withhold("a.opus"), Withhold("a.opus", "1", "2"), Withhold("a.jpg", region="1,2,3,4"), Withhold(term="title")]
)
levels = st.sampled_from(["public", "public", "closed", "hidden"])
records = st.builds(
    Record,
    st.just("x"),
    st.sampled_from(["testimony", "photo"]),
    people=st.lists(
        st.builds(Role, st.sampled_from(PERSONS), st.sampled_from(["narrator", "depicted"])), max_size=2
    ).map(tuple),
    consents=st.lists(own_consents | for_others, max_size=4).map(tuple),
    access=st.builds(
        Access, st.none() | levels, st.none() | days, st.none() | levels, reviews, originals=st.booleans()
    ),
    withhold=st.lists(written_parts, max_size=2).map(tuple),
    permissions=st.lists(permissions, max_size=2).map(tuple),
)
policies = st.builds(
    Policy,
    levels,
    st.fixed_dictionaries(
        {}, optional={"photo": levels, "testimony": st.sampled_from(["consent", "closed", "hidden"])}
    ),
    st.just(EVERYBODY),
    dead=st.sampled_from(["consent", "heir", "free"]),
    depicted=st.sampled_from(["consent", "free"]),
    permission=st.sampled_from(["required", "optional"]),
)


# Most of what is put together by chance is hidden, and says nothing; so the cases that show something come along.
shown_cases = [(case.record, case.policy) for case in CASES if decide(case.record, case.policy, False, TODAY).shown]
situations = st.sampled_from(shown_cases) | st.tuples(records, policies)


def limited(draw: st.DrawFn, record: Record, policy: Policy) -> tuple[Record, Policy, bool]:
    """The same with one more limit on it."""
    change = draw(
        st.sampled_from(["level", "embargo", "withhold", "consent", "permission", "person", "policy", "take"])
    )
    if change == "level":
        # Below what anybody says of it before.
        return replace(record, access=replace(record.access, level="hidden", then="hidden")), policy, False
    if change == "embargo":
        return replace(record, access=replace(record.access, until="2030", reviewed=None)), policy, False
    if change == "withhold":
        return replace(record, withhold=(*record.withhold, draw(written_parts))), policy, False
    if change == "consent" and record.consents:
        at = draw(st.integers(0, len(record.consents) - 1))
        old = record.consents[at]
        less = tuple(word for word in old.scope if draw(st.booleans()))
        new = draw(
            st.sampled_from(
                [
                    replace(old, scope=less),
                    replace(old, until="2025"),
                    replace(old, revoked="2025-03"),
                    replace(old, reviewed=None),
                ]
            )
        )
        return replace(record, consents=(*record.consents[:at], new, *record.consents[at + 1 :])), policy, False
    if change == "permission" and record.permissions:
        fewer = (replace(record.permissions[0], revoked="2020"), *record.permissions[1:])
        return replace(record, permissions=fewer), policy, False
    if change == "person":
        name = draw(st.sampled_from(PERSONS))
        people = {**EVERYBODY, name: replace(EVERYBODY[name], withheld=True)}
        return record, replace(policy, people=people), False
    if change == "policy":
        tighter = draw(
            st.sampled_from(
                [
                    {"default": "hidden"},
                    {"kinds": {"photo": "hidden", "testimony": "hidden"}},
                    {"dead": "heir"},
                    {"depicted": "consent"},
                    {"permission": "required"},
                ]
            )
        )
        return record, replace(policy, **tighter), False
    return record, policy, True


@given(st.data(), situations)
@settings(max_examples=300)
def test_one_more_limit_never_opens_anything(data, situation):
    record, policy = situation
    before = decide(record, policy, False, TODAY)
    narrower, tighter, withdrawn = data.draw(st.composite(limited)(record, policy))
    after = decide(narrower, tighter, withdrawn, TODAY)
    assert not after.exceeds(before), (before, after)


@given(records, policies, st.sampled_from(["fault", "person", "age", "role"]))
@settings(max_examples=100)
def test_what_is_not_known_hides(record, policy, unknown):
    if unknown == "fault":
        record = replace(record, faults=("access: level “pubic”",))
    elif unknown == "person":
        record = replace(record, people=(*record.people, Role("p-nobody", "mentioned")))
    elif unknown == "age":
        record = replace(
            record, kind="testimony", people=(Role("p-unknown", "narrator"),), consents=(consent("p-unknown"),)
        )
    else:
        record = replace(record, consents=(*record.consents, Consent("p-other", "2020", FULL, of="p-adult")))
    assert not decide(record, policy, False, TODAY).shown


@given(situations, st.sampled_from(["given", "until", "revoked"]))
@settings(max_examples=100)
def test_a_consent_with_a_date_that_is_none_counts_for_nothing(situation, key):
    record, policy = situation
    bad = replace(record, consents=tuple(replace(one, **{key: "some day"}) for one in record.consents))
    assert not decide(bad, policy, False, TODAY).exceeds(decide(record, policy, False, TODAY))


# --- parts


def a_verdict(*parts: Withhold, level: str = "public") -> Verdict:
    record = photo(Access(level), files=("a/talk.opus", "a/talk.vtt"), withhold=parts)
    return decide(record, OPEN, False, TODAY)


@pytest.mark.parametrize(
    ("written", "found"),
    [("0", 0), ("75", 75), ("12:03", 723), ("90:00", 5400), ("00:12:03,5", 723.5), ("1:02:03.25", 3723.25)],
)
def test_times_are_read_exactly(written, found):
    assert seconds(written) == found


@pytest.mark.parametrize("written", ["", "12:60", "1:60:00", "1:2:3:4", "-1", "soon", "12:3a", "1e3", "١٢:٠٣"])
def test_what_is_no_time_is_none(written):
    assert seconds(written) is None


def test_a_part_that_is_not_understood_becomes_the_whole_file():
    assert exact(Withhold("a.jpg", region="here")).whole
    assert exact(Withhold("a.opus", "soon", "later")).whole
    assert exact(Withhold()).names("any/file")


def test_regions_and_pages_are_exact():
    part = exact(Withhold("a.tif", region="pct: 10, 20.5, 30, 40", pages="2"))
    assert part.region == Region(10, 20.5, 30, 40, percent=True)
    assert (part.page, part.pages) == (2, ())
    assert exact(Withhold("a.pdf", pages="3–4, 7")).pages == ((3, 4), (7, 7))
    assert page_runs("4-3") == page_runs("0") == page_runs("1,,2") == ()
    assert region_of("1,2,0,4") is region_of("pct:100,0,5,5") is region_of("1.5,2,3,4") is None


def test_a_file_is_the_one_that_the_record_names_wherever_it_lies_and_however_it_is_composed():
    part = Part("й.jpg")
    assert part.names("й.jpg")
    assert part.names("school/й.jpg")
    assert not part.names("school/ай.jpg")


def test_an_interval_without_an_end_goes_to_the_end():
    verdict = a_verdict(Withhold("a/talk.opus", "10:00"))
    assert of_passage(verdict, "a/talk.vtt", "Words.", 590, 600).shown
    assert not of_passage(verdict, "a/talk.vtt", "Words.", 590, 601).shown
    assert not of_passage(verdict, "a/talk.vtt", "Words.", 590).shown
    assert not of_passage(verdict, "a/talk.vtt", "Words.", 9999, 9999).shown


def test_a_text_without_times_is_shown_beside_an_interval_once_somebody_has_said_what_of_it_is_withheld():
    interval, words = Withhold("a/talk.opus", "0", "10"), Withhold("a/talk.md", text="Secret")
    assert not of_passage(a_verdict(interval), "a/talk.md", "Plain.").shown
    assert of_passage(a_verdict(interval, words), "a/talk.md", "Plain.").shown
    assert not of_passage(a_verdict(interval, words), "a/talk.md", "A SECRET  thing").shown


def test_pictures_of_pages_are_shown_where_nothing_of_them_is_withheld():
    pages, region = a_verdict(Withhold("a.pdf", pages="3")), a_verdict(Withhold("a.pdf", region="1,2,3,4", pages="2"))
    assert of_file(pages, "a.pdf", "application/pdf", "page", {2}).shown
    assert not of_file(pages, "a.pdf", "application/pdf", "page", {2, 3}).shown
    assert not of_file(pages, "a.pdf", "application/pdf", "page").shown
    assert of_file(region, "a.pdf", "application/pdf", "page", {2}).altered
    assert not of_file(region, "a.pdf", "application/pdf", "page", {1}).altered
    assert not of_file(a_verdict(Withhold("a.pdf", text="x")), "a.pdf", "application/pdf", "page", {1}).shown


def test_words_that_stand_nowhere_are_told():
    verdict = a_verdict(Withhold("a/talk.vtt", text="these words"), Withhold("a/talk.vtt", text="others"))
    passages = [("a/talk.vtt", "It is These Words."), ("b/other.vtt", "others")]
    assert [part.text for part in unmet(verdict, passages)] == ["others"]


def test_an_embargo_until_a_winter_lasts_until_it_can_last_no_longer():
    record = photo(Access(level="closed", until="2030-24", then="public", reviewed=Review("somebody", "2031-02-28")))
    levels = [decide(record, OPEN, False, day).level for day in (date(2031, 2, 28), date(2031, 3, 1))]
    assert levels == ["closed", "closed"]  # whoever reviews it has to come after
    looked_at = replace(record, access=replace(record.access, reviewed=Review("somebody", "2031-03-01")))
    assert decide(looked_at, OPEN, False, date(2031, 3, 1)).level == "public"


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2030-24", "2031-02-28"),
        ("2031-24", "2032-02-29"),
        ("203X-28", "2040-02-29"),
        ("2030-24/2031", "2031-12-31"),
        ("2030-05-24", "2030-05-24"),
        ("9999-24", "9999-12-31"),
    ],
)
def test_a_winter_ends_in_the_next_year(written, last):
    assert end_of(written) == date.fromisoformat(last)


def test_a_verdict_holds_to_the_last_day_before_somebody_comes_of_age_or_decides_alone():
    people = {"c": Person("c", withheld=False, born="2010-02-28"), "g": Person("g", withheld=False)}
    policy = replace(OPEN, people=people)
    theirs = Consent("g", "2020", FULL, role="guardian", of="c")
    record = told(theirs, narrators=("c",))
    assert decide(record, policy, False, TODAY).until == date(2028, 2, 27)
    assert not decide(record, policy, False, date(2028, 2, 28)).shown
    reviewed = replace(theirs, reviewed=Review("an archivist", "2028-02-28"))
    alone = replace(record, consents=(reviewed, Consent("c", "2029-05", ("publish", "words", "name"))))
    assert decide(alone, policy, False, date(2028, 3, 1)).until == date(2029, 4, 30)
    assert decide(alone, policy, False, date(2029, 5, 1)).scope == {"publish", "words", "name"}


@pytest.mark.parametrize(
    ("born", "day", "adult"),
    [
        ("2008-02-29", "2026-02-28", False),
        ("2008-02-29", "2026-03-01", True),
        ("2008", "2026-12-30", False),
        ("2008", "2026-12-31", True),
        ("200X", "2026", False),
        ("2008-24", "2027-02-27", False),
        ("2008-24", "2027-02-28", True),
        ("../2000", "2026", True),
        ("2000/..", "2026", False),
        ("some day", "2026", False),
        (None, "2026", False),
    ],
)
def test_who_may_have_been_a_minor_was_one(born, day, adult):
    assert life(Person("p", born=born)).was_adult(period(day)) is adult


def test_adult_in_people_yaml_settles_a_doubt_and_no_certainty():
    assert life(Person("p", born="2008", adult=True)).was_adult(period("2026-06"))
    assert not life(Person("p", born="2010", adult=True)).was_adult(period("2026-06"))
