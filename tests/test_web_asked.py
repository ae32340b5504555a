"""What the address of a search says, read and said again."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import FACETS, ORDERS
from archive.web.asked import LONGEST, MOST, Asked, read

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(lambda text: text == text.strip())
SEARCHES = st.builds(
    lambda words, filters, order, view, page: read(
        [("q", words), *filters, ("order", order), ("view", view), ("page", str(page))]
    ),
    st.just("") | WORDS,
    st.lists(st.tuples(st.sampled_from(FACETS), WORDS), max_size=4),
    st.sampled_from(ORDERS),
    st.sampled_from(["", "list", "grid"]),
    st.integers(1, 9999),
)


def said(address):
    return read(parse_qsl(address.partition("?")[2]))


@given(SEARCHES)
def test_an_address_says_all_that_is_asked_for(asked):
    assert said(asked.address()) == asked


@given(SEARCHES, st.sampled_from(FACETS), WORDS)
def test_a_filter_put_on_and_taken_off_leaves_the_search_as_it_was(asked, facet, key):
    there = asked.having(facet, key)
    assert (facet, key) in there.filters
    assert (facet, key) not in there.lacking(facet, key).filters
    assert set(there.lacking(facet, key).filters) == set(asked.filters) - {(facet, key)}


def test_what_goes_without_saying_is_not_said():
    assert Asked().address() == "/search"
    assert Asked("ёлка", page=2).address() == "/search?q=%D1%91%D0%BB%D0%BA%D0%B0&page=2"
    assert Asked("x").having("kind", "photo").item("a b", 30) == "/items/a%20b?q=x&kind=photo&at=30"


@pytest.mark.parametrize(
    "query", [[("page", "-1"), ("order", "x"), ("view", "y"), ("nothing", "z"), ("kind", " ")], [("page", "²")], []]
)
def test_what_is_not_understood_is_passed_over(query):
    assert read(query) == Asked()


def test_there_is_an_end_to_what_is_read():
    asked = read([("q", "я" * 999), *(("subject", str(number)) for number in range(99))])
    assert (len(asked.words), len(asked.filters)) == (LONGEST, MOST)


def test_filters_have_one_order_so_that_a_search_has_one_address():
    one = Asked().having("subject", "b").having("kind", "photo")
    assert one == Asked().having("kind", "photo").having("subject", "b")
    assert one.having("kind", "article", instead=True).filters == (("kind", "article"), ("subject", "b"))
