"""Two transcripts of one recording stand line by line beside one another, and nothing of either is lost."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from archive.store.aligned import aligned
from archive.store.rows import Passage


def cue(name, start, end):
    return Passage("item", 1, 1, name, start=start, end=end)


def names(rows):
    return [("".join(one.text for one in here), " ".join(one.text for one in there)) for here, there in rows]


THREE = [cue("a", 0, 4), cue("b", 4, 8), cue("c", 10, 12)]


def test_cues_of_the_same_time_stand_beside_one_another():
    other = [cue("A", 0.1, 3.9), cue("B", 4.2, 8.1), cue("C", 9.8, 12.3)]
    assert names(aligned(THREE, other)) == [("a", "A"), ("b", "B"), ("c", "C")]


def test_a_long_cue_stands_where_it_begins_and_short_ones_share_a_line():
    long = [cue("AB", 0, 8), cue("C", 10, 12)]
    assert names(aligned(THREE, long)) == [("a", "AB"), ("b", ""), ("c", "C")]
    assert names(aligned(long, THREE)) == [("AB", "a b"), ("C", "c")]


def test_what_is_said_before_between_and_after_is_not_lost():
    first, other = THREE[1:], [cue("before", 0, 1), cue("between", 8.5, 9), cue("after", 50, 60)]
    assert names(aligned(first, other)) == [("", "before"), ("b", "between"), ("c", "after")]
    assert names(aligned([], other)) == [("", "before between after")]
    assert names(aligned(THREE, [])) == [("a", ""), ("b", ""), ("c", "")]


@st.composite
def transcripts(draw):
    starts = sorted(draw(st.lists(st.floats(0, 9999), max_size=30)))
    ends = [draw(st.none() | st.floats(start, start + 99)) for start in starts]
    return [cue(str(number), start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True))]


@given(transcripts(), transcripts())
def test_every_cue_stands_once_and_in_its_order(first, second):
    rows = list(aligned(first, second))
    assert [one for here, _ in rows for one in here] == first
    assert [one for _, there in rows for one in there] == second
    assert all(len(here) <= 1 for here, _ in rows)


@given(transcripts())
def test_a_transcript_beside_itself_agrees_line_by_line_where_its_times_do_not_overlap(cues):
    apart = [
        one for before, one in zip([None, *cues], cues, strict=False) if not before or (before.start or 0) < one.start
    ]
    ended = [cue(one.text, one.start, after.start) for one, after in itertools.pairwise(apart)]
    assert all(here == there for here, there in aligned(ended, ended))
