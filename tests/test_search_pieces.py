"""Showing why a text was found: highlights and excerpts keep the letters of the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import excerpt, highlight


def marked(text, query, language=None):
    return "".join(f"[{piece}]" if matches else piece for piece, matches in highlight(text, query, language))


@pytest.mark.parametrize(
    ("text", "query", "language", "expected"),
    [
        ("Двор школы. У ШКОЛЕ", "школа", "ru", "Двор [школы]. У [ШКОЛЕ]"),
        ("Новогодняя Ёлка", "елка", "ru", "Новогодняя [Ёлка]"),
        ("Горӕт Бӕслӕн", "бæслæн", "os", "Горӕт [Бӕслӕн]"),
        ("за\u0301мок и шко\u00adла", "замок школа", "ru", "[за\u0301мок] и [шко\u00adла]"),
        ("и\u0306од", "йод", "ru", "[и\u0306од]"),
        ("Two Schools’ yard", "school", "en", "Two [Schools]’ yard"),
        ("в Осетии–Алании", "алания", "ru", "в Осетии–[Алании]"),
        ("в Осетии–Алании", "осетия-алания", "ru", "в [Осетии–Алании]"),
        ("первая школа, школа первая", '"школа первая"', "ru", "первая школа, [школа первая]"),
        ("01.09.2004 и 09.01.2004", "01.09.2004", None, "[01.09.2004] и 09.01.2004"),
        ("ничего", "школа", "ru", "ничего"),
        ("ничего", "🙂*", "ru", "ничего"),
        ("", "школа", "ru", ""),
    ],
)
def test_what_the_query_meets_is_marked_in_the_original_letters(text, query, language, expected):
    assert marked(text, query, language) == expected


@given(st.text(alphabet="школа ёй\u0301-'\u00ad.№1\n", max_size=60), st.text(alphabet='школа "ё1', max_size=12))
def test_the_pieces_are_the_whole_text(text, query):
    pieces = highlight(text, query, "ru")
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


LONG = "Начало. " + "слово " * 50 + "двор большой школы стоит. " + "слово " * 50 + "Конец."


def test_an_excerpt_is_cut_between_words_around_the_first_match():
    pieces = excerpt(LONG, "школа", "ru", 60)
    assert pieces[0] == pieces[-1] == ("…", False)
    inner = "".join(piece for piece, _ in pieces[1:-1])
    assert inner in LONG
    assert len(inner) <= 60
    assert f" {inner} " in LONG
    assert ("школы", True) in pieces


def test_an_excerpt_without_a_match_is_the_beginning():
    assert "".join(piece for piece, _ in excerpt(LONG, "театр", "ru", 20)) == "Начало. слово слово…"


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("Двор школы", "школа", "ru", 60) == [("Двор ", False), ("школы", True)]


@given(st.text(alphabet="школа  x\n", max_size=120), st.integers(0, 50))
def test_an_excerpt_is_never_wider_than_asked(text, width):
    inner = "".join(piece for piece, _ in excerpt(text, "школа", "ru", width) if piece != "…")
    assert len(inner) <= width
    assert inner in text
