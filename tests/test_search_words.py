"""How words are compared: folding, analysis, offsets."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import analyse, fold
from archive.search.words import parts


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ШКОЛА", "школа"),
        ("ёлка", "елка"),
        ("е\u0308лка", "ёлка"),
        ("и\u0306од", "йод"),
        ("И\u0306ОД", "йод"),
        ("бӕслӕн", "бæслæн"),
        ("ӔМӔ", "Æмæ"),
        ("за\u0301мок", "замок"),
        ("шко\u00adла", "школа"),
        ("шко\u200bла\ufeff", "школа"),
        ("О’Коннор", "О'Коннор"),
        ("Осетия–Алания", "Осетия-Алания"),
        ("Осетия‑Алания", "Осетия-Алания"),
        ("café", "cafe"),
        ("Straße", "STRASSE"),
        ("oﬃce", "office"),
        ("２００４", "2004"),
    ],
)
def test_spellings_of_one_word_fold_to_one(typed, same):
    assert fold(typed) == fold(same)


@pytest.mark.parametrize(("one", "other"), [("мой", "мои"), ("шла", "щла")])
def test_different_letters_stay_different(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="абвйиёеӕгь -'", max_size=30))
def test_composed_and_decomposed_text_fold_to_one(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def forms(text, language=None):
    return [token.form for token in analyse(text, language)]


def lemmas(word, language=None):
    return analyse(word, language)[0].lemmas


def test_a_word_of_several_parts_is_a_token_and_so_is_each_part():
    assert forms("в Осетии–Алании") == ["в", "осетии-алании", "осетии", "алании"]
    assert forms("O’Connor") == ["o'connor", "o", "connor"]
    assert [token.form for token in parts(analyse("в Осетии–Алании был", "ru"))] == ["в", "осетии", "алании", "был"]


def test_numbers_are_found_in_dates_and_in_names_of_files():
    assert forms("01.09.2004") == ["01", "09", "2004"]
    assert forms("2004-09-01") == ["2004", "09", "01"]
    assert forms("IMG_0001.jpg №1") == ["img", "0001", "jpg", "1"]


def test_a_russian_word_has_all_its_dictionary_forms():
    assert lemmas("школе", "ru") == ("школа",)
    assert set(lemmas("стали")) == {"сталь", "стать"}
    assert lemmas("ёлками", "ru") == ("елка",)


def test_an_english_word_has_its_stem():
    assert lemmas("children's", "en") == lemmas("children")
    assert lemmas("Hostages", "en-GB") == lemmas("hostage")


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("школе", "os", "школе"),
        ("школе", "oss", "школе"),
        ("школе", "bg", "школе"),
        ("школе", "en", "школа"),
        ("школе", "no such tag", "школа"),
        ("schools", "fr", "schools"),
        ("schools", "ru", "school"),
        ("schools", "und", "school"),
    ],
)
def test_the_script_of_the_word_and_the_language_of_the_text_decide_together(word, language, expected):
    assert lemmas(word, language) == (expected,)


def test_an_ossetian_word_is_its_folded_form_whichever_letter_was_typed():
    assert analyse("Бӕслӕны", "os")[0].lemmas == analyse("Бæслæны", "os")[0].lemmas == ("бæслæны",)


@pytest.mark.parametrize("normal_form", ["NFC", "NFD"])
def test_every_token_of_the_russian_corpus_stands_where_it_says(shared_data, normal_form):
    corpus = (shared_data / "search" / "ru_gsd-ud-dev.conllu").read_text(encoding="utf-8")
    texts = [line.removeprefix("# text = ") for line in corpus.splitlines() if line.startswith("# text = ")]
    assert len(texts) == 579
    for text in (unicodedata.normalize(normal_form, text) for text in texts):
        tokens = analyse(text, "ru")
        assert all(fold(text[token.start : token.end]) == token.form and token.lemmas for token in tokens)
        covered = {at for token in tokens for at in range(token.start, token.end)}
        assert all(at in covered for at, letter in enumerate(text) if letter.isalnum())


@given(st.text())
def test_offsets_are_right_for_any_text(text):
    tokens = analyse(text, None)
    assert all(fold(text[token.start : token.end]) == token.form for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)


@pytest.mark.parametrize("word", ["а" * 100_000, "аб-" * 20_000 + "аб", "x'" * 20_000 + "x"])
def test_a_monstrous_word_is_read_without_the_dictionaries(word):
    assert analyse(word, "ru")[0].end == len(word)


def test_threads_that_begin_at_once_get_the_same():
    words = ["школами", "заложников", "schools", "городе"] * 50
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(forms, words)) == [forms(word) for word in words]


def test_reading_the_dictionaries_warns_of_nothing():
    code = "from archive.search import analyse; analyse('школами schools', None)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
