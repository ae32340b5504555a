"""Facets: which values the items have that were found, filtering by them, and the orders of a list."""

from __future__ import annotations

import sqlite3
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search import ALONE, FACETS, Query, ask, build, load
from archive.search.facets import MOST
from archive.store.schema import SCHEMA

TERMS = {"place": "spatial", "language": "language", "subject": "subject", "creator": "creator", "about": "temporal"}


def database(items):
    """Items as {id: {"kind": …, "title": …, "dates": (earliest, latest), "subject": [(value, language), …], …}}."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    for item, said in items.items():
        connection.execute(
            "INSERT INTO items (id, kind, title, date_earliest, date_latest) VALUES (?, ?, ?, ?, ?)",
            (item, said.get("kind", "other"), said.get("title"), *said.get("dates", (None, None))),
        )
        described = {**said, "title": [(said["title"], "ru")] if said.get("title") else []}
        for facet, term in {**TERMS, "title": "title", "description": "description"}.items():
            connection.executemany(
                "INSERT INTO statements (item, term, position, value, language) VALUES (?, ?, ?, ?, ?)",
                [(item, term, place, *value) for place, value in enumerate(described.get(facet, ()), 1)],
            )
    build(connection)
    return connection


def counts(connection, facet, *filters, text="", **how):
    return {one.key: one.items for one in ask(connection, Query(text, filters, **how)).facets[facet]}


def found(connection, *filters, text="", **how):
    return [hit.item for hit in ask(connection, Query(text, filters, **how)).hits]


def test_without_words_everything_is_found_in_the_order_of_its_titles():
    connection = database({"a": {"title": "Ящик"}, "b": {"title": "ёлка"}, "c": {}, "d": {"title": "Жук"}})
    results = ask(connection, Query())
    assert [hit.item for hit in results.hits] == ["b", "d", "a", "c"]
    assert (results.total, {hit.text for hit in results.hits}) == (4, {""})


def test_by_date_the_undated_come_last_both_ways():
    connection = database(
        {
            "old": {"dates": ("1850-01-01", "1959-12-31")},
            "new": {"dates": ("1900-01-01", "1900-12-31")},
            "none": {},
        }
    )
    assert found(connection, order="oldest") == ["old", "new", "none"]
    assert found(connection, order="newest") == ["old", "new", "none"]
    assert found(connection, ("time", "1900"), order="oldest") == ["new"]


def test_by_date_an_open_end_stands_where_the_other_is():
    connection = database(
        {
            "until": {"dates": (None, "1904-12-31")},
            "since": {"dates": ("1950-01-01", None)},
            "then": {"dates": ("1920-01-01", "1920-12-31")},
            "never": {},
        }
    )
    assert found(connection, order="oldest") == ["until", "then", "since", "never"]
    assert found(connection, order="newest") == ["since", "then", "until", "never"]


def test_an_unknown_order_is_the_best_one():
    connection = database({"b": {"title": "школа"}, "a": {"description": [("школа", "ru")]}})
    assert found(connection, text="школа", order="by colour") == found(connection, text="школа") == ["b", "a"]
    assert found(connection, text="школа", order="title") == ["b", "a"]


def test_few_years_are_listed_as_years_and_many_as_decades():
    few = {str(year): {"dates": (f"{year}-01-01", f"{year}-12-31")} for year in range(1990, 2004)}
    assert counts(database(few), "time") == {str(year): 1 for year in range(1990, 2004)}
    many = {str(year): {"dates": (f"{year}-05-01", f"{year}-05-01")} for year in range(1801, 1842)}
    assert counts(database(many), "time") == {"180X": 9, "181X": 10, "182X": 10, "183X": 10, "184X": 2}


def test_a_date_over_some_years_counts_in_each_and_one_over_centuries_in_none():
    connection = database({"a": {"dates": ("1998-06-01", "2001-03-01")}, "b": {"dates": ("1000-01-01", "1999-12-31")}})
    assert counts(connection, "time") == {"1998": 1, "1999": 1, "2000": 1, "2001": 1}


def test_of_a_date_with_an_open_end_the_one_that_is_known_counts():
    connection = database(
        {
            "until": {"dates": (None, "1904-12-31")},
            "since": {"dates": ("1943-01-01", None)},
            "never": {"dates": (None, None)},
        }
    )
    assert counts(connection, "time") == {"1904": 1, "1943": 1}
    assert found(connection, ("time", "1904")) == ["until"]


def test_an_item_is_found_by_the_time_it_was_made_and_by_the_time_it_is_about():
    made = ("2026-05-01", "2026-05-31")
    connection = database(
        {
            "article": {"dates": made, "about": [("2004-09-01/2004-09-03", None), ("сентябрь 2004", "ru")]},
            "history": {"dates": made, "about": [("с 2003 года", "ru"), ("a school year", "en"), ("1000/1900", None)]},
            "notice": {"dates": made},
            "photo": {"dates": ("2004-09-02", "2004-09-02"), "about": [("2004", None)]},
            "undated": {"about": [("до 2004", "ru")]},
        }
    )
    assert counts(connection, "time") == {"2003": 1, "2004": 3, "2026": 3}
    assert found(connection, ("time", "2004")) == ["article", "photo", "undated"]
    assert found(connection, ("time", "2026")) == ["article", "history", "notice"]


def test_times_that_items_are_about_make_decades_of_years_as_their_dates_do():
    items = {str(year): {"about": [(str(year), None)]} for year in range(1801, 1842)}
    assert counts(database(items), "time") == {"180X": 9, "181X": 10, "182X": 10, "183X": 10, "184X": 2}


def test_filters_hold_together_and_a_value_written_twice_counts_once():
    connection = database(
        {
            "a": {"kind": "photo", "subject": [("Школа", "ru"), ("Школа", "ru"), ("School", "en")]},
            "b": {"kind": "article", "subject": [("Школа", "ru")]},
            "c": {"kind": "photo"},
        }
    )
    assert counts(connection, "subject") == {"Школа": 2, "School": 1}
    assert found(connection, ("subject", "Школа"), ("subject", "School")) == ["a"]
    assert counts(connection, "subject", ("kind", "photo")) == {"Школа": 1, "School": 1}
    assert found(connection, ("subject", "школа")) == found(connection, ("colour", "red")) == []


def test_another_kind_can_take_the_place_of_the_one_chosen():
    connection = database({"a": {"kind": "photo"}, "b": {"kind": "article"}})
    assert counts(connection, "kind", ("kind", "photo")) == {"article": 1, "photo": 1}
    assert "subject" not in ALONE


def test_values_in_other_languages_of_the_pages_are_left_out_unless_chosen():
    connection = database({"a": {"subject": [("Школа", "ru"), ("School", "en"), ("Скъола", "os"), ("2004", None)]}})
    assert set(counts(connection, "subject", without=frozenset({"en"}))) == {"Школа", "Скъола", "2004"}
    chosen = counts(connection, "subject", ("subject", "School"), without=frozenset({"en"}))
    assert set(chosen) == {"Школа", "Скъола", "2004", "School"}


def test_the_commonest_values_are_named_and_the_one_that_is_chosen():
    items = {
        f"{value}-{number}": {"subject": [(f"subject {value:02}", None)]}
        for value in range(30)
        for number in range(30 - value)
    }
    connection = database(items)
    assert list(counts(connection, "subject")) == [f"subject {value:02}" for value in range(MOST)]
    assert counts(connection, "subject", ("subject", "subject 29")) == {"subject 29": 1}


values = st.lists(st.sampled_from([(f"v{number}", None) for number in range(20)]), max_size=4)
archives = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["photo", "article", "other"]),
            "title": st.sampled_from(["один", "два", "один два", None]),
            "subject": values,
            "creator": values,
        }
    ),
    max_size=40,
)


@settings(max_examples=60)
@given(archives, st.sampled_from(["", "один", "один два"]), st.lists(st.sampled_from(["v0", "v1"]), max_size=2))
def test_counts_are_what_counting_by_hand_gives(archive, text, chosen):
    items = {f"i{number:03}": said for number, said in enumerate(archive)}
    connection = database(items)
    filters = tuple(("subject", key) for key in chosen)
    results = ask(connection, Query(text, filters, limit=100), load(connection))
    expected = [
        item
        for item, said in items.items()
        if set(text.split()) <= set((said["title"] or "").split())
        and set(chosen) <= {value for value, _ in said["subject"]}
    ]
    assert sorted(hit.item for hit in results.hits) == expected
    assert results.total == len(expected)
    for facet in ("subject", "creator"):
        by_hand = Counter(value for item in expected for value in {value for value, _ in items[item][facet]})
        told = {one.key: one.items for one in results.facets[facet]}
        assert all(by_hand[key] == count for key, count in told.items())
        missing = [count for key, count in by_hand.items() if key not in told]
        assert len(told) >= min(MOST, len(by_hand))
        assert not missing or max(missing) <= min(told.values())


def test_the_same_words_again_are_answered_from_memory_as_they_were():
    items = {f"{number:05}": {"title": "x", "description": [(f"word {number % 3}", "en")]} for number in range(6100)}
    connection = database(items)
    index = load(connection)
    first = ask(connection, Query("word 1"), index)
    assert index.recent
    assert ask(connection, Query("word 1"), index) == first == ask(connection, Query("word 1"))
    for number in range(3):
        for other in range(3):
            ask(connection, Query(f'"word {number}" {other} word'), index)
    assert len(index.recent) <= 24


@pytest.mark.parametrize("facet", FACETS)
def test_an_empty_archive_has_no_values(facet):
    assert counts(database({}), facet) == {}
