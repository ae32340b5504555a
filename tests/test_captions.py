"""Transcripts written as WebVTT and SubRip are read back as what they were."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive.media import Extract, examine
from archive.media.texts.speakers import attribute_cues
from archive.media.texts.tidy import tidy, tidy_line
from archive.store.captions import LAST, subrip, webvtt
from archive.store.rows import Passage

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "a --> b",
        "<v A>b",
        "&amp; &lt;",
        "{\\an8}x",
        "{x}",
        "1",
        "NOTE x",
        "WEBVTT",
        "00:01.000 --> 00:02.000",
        "A: b",
        "x<",
    ]
)
MOMENTS = st.integers(0, 400_000_000).map(lambda milliseconds: milliseconds / 1000)


@st.composite
def transcripts(draw: st.DrawFn, *, named: bool) -> list[Passage]:
    cues = draw(st.lists(st.tuples(WORDS, WORDS, MOMENTS, MOMENTS), max_size=6))
    speakers = [tidy_line(name) or None if named else None for _, name, _, _ in cues]
    return [
        Passage("item", 1, position, tidy(text), speaker=speaker, start=min(one, other), end=max(one, other))
        for position, ((text, _, one, other), speaker) in enumerate(zip(cues, speakers, strict=True), start=1)
        if tidy(text)
    ]


def read(text: str, name: str) -> tuple[tuple[Extract, ...], tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8", newline="")
        found = examine(path, (), Path(folder))
    return found.extracts, found.problems


def plain(passages: list[Passage]) -> list[Extract]:
    return [Extract(one.text, speaker=one.speaker, start=one.start, end=one.end) for one in passages]


@settings(max_examples=40)
@given(transcripts(named=True))
def test_webvtt_is_read_back_as_what_it_was(passages):
    assume(attribute_cues(plain(passages)) == plain(passages))
    assert read(webvtt(passages), "x.vtt") == (tuple(plain(passages)), ())


@settings(max_examples=40)
@given(transcripts(named=False))
def test_subrip_is_read_back_as_what_it_was_and_so_by_way_of_webvtt(passages):
    assume(passages)
    assume(attribute_cues(plain(passages)) == plain(passages))
    written = subrip(passages)
    assert read(written, "x.srt")[0] == tuple(plain(passages))
    found, _ = read(webvtt(passages), "x.vtt")
    again = [Passage("item", 1, at, cue.text, start=cue.start, end=cue.end) for at, cue in enumerate(found, start=1)]
    assert subrip(again) == written


@pytest.mark.deep
@settings(max_examples=600)
@given(transcripts(named=True))
def test_no_transcript_is_lost_on_the_way(passages):
    assume(attribute_cues(plain(passages)) == plain(passages))
    assert read(webvtt(passages), "x.vtt") == (tuple(plain(passages)), ())


def test_a_file_that_players_read():
    passages = [
        Passage("item", 1, 1, "A heading"),
        Passage("item", 1, 2, "one\n\ntwo & three", speaker="А. Б.", start=1.5, end=2.25),
        Passage("item", 1, 3, "four", start=3600.0),
        Passage("item", 1, 4, "five", start=3725.004),
    ]
    assert webvtt(passages) == (
        "WEBVTT\n\n00:00:01.500 --> 00:00:02.250\n<v А. Б.>one\ntwo &amp; three\n\n"
        "01:00:00.000 --> 01:02:05.004\nfour\n\n"
        f"01:02:05.004 --> 01:02:{5 + LAST:02.0f}.004\nfive\n"
    )
    assert subrip(passages).startswith(
        "1\n00:00:01,500 --> 00:00:02,250\nА. Б.: one\ntwo & three\n\n2\n01:00:00,000 -->"
    )


def test_nothing_with_a_time_gives_a_file_without_cues():
    assert webvtt([Passage("item", 1, 1, "words")]) == "WEBVTT\n"
    assert subrip([]) == ""
