"""Texts in whatever encoding they were saved in, told apart by their letters."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.media import examine
from archive.media.matter import Unreadable
from archive.media.texts.decode import decode

SIX = ["utf-8", "utf-16", "cp1251", "koi8_r", "cp866", "iso8859_5"]
SENTENCE = "Образец текста: так проверяют, в какой кодировке сохранён документ."


@pytest.fixture(scope="module")
def sentences(shared_data: Path) -> list[str]:
    """579 sentences of UD_Russian-GSD."""
    corpus = (shared_data / "search" / "ru_gsd-ud-dev.conllu").read_text(encoding="utf-8")
    return [line.removeprefix("# text = ").strip() for line in corpus.splitlines() if line.startswith("# text = ")]


def encodable(texts, encoding):
    """The texts that an encoding has all letters for; they have other letters than ASCII."""
    for text in texts:
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            continue
        if not text.isascii():
            yield text


@pytest.mark.parametrize("encoding", [*SIX, "mac_cyrillic", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("length", [None, 40])
def test_every_sentence_of_a_corpus_is_read_right_whole_and_cut_to_40_characters(sentences, encoding, length):
    said = [sentence[:length] for sentence in sentences]
    saved = list(encodable(said, encoding))
    wrong = [text for text in saved if decode(text.encode(encoding))[0] != text]
    assert wrong == []
    assert len(saved) >= 562


@pytest.mark.parametrize("encoding", [*SIX, "mac_cyrillic"])
def test_a_whole_corpus_is_read_right_and_nothing_is_doubtful(sentences, tmp_path, encoding):
    whole = "\n\n".join(encodable(sentences, encoding))
    (tmp_path / "x.txt").write_bytes(whole.encode(encoding))
    examined = examine(tmp_path / "x.txt", (), tmp_path)
    assert examined.problems == ()
    assert "\n\n".join(extract.text for extract in examined.extracts).split() == whole.split()


@pytest.mark.parametrize("encoding", [*SIX, "mac_cyrillic"])
def test_what_is_read_wrongly_in_capitals_or_word_by_word_is_said_to_be_doubtful(sentences, encoding):
    words = {word for sentence in sentences for word in sentence.split()}
    cut = {sentence[:length].upper() for sentence in sentences for length in (20, 40)}
    hard = list(encodable(sorted(words | cut)[::4], encoding))
    read = {text: decode(text.encode(encoding)) for text in hard}
    wrong = {text for text, (found, _) in read.items() if found != text}
    assert [text for text in wrong if not read[text][1]] == []
    assert len(wrong) <= 0.05 * len(hard)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "cp866", "mac_cyrillic"])
def test_even_one_word_is_guessed_right_and_the_doubt_is_said(encoding):
    text, problems = decode("Привет".encode(encoding))
    assert text == "Привет"
    assert problems == (
        f"does not tell its encoding: it was taken for {encoding}; if it reads wrongly, save it as UTF-8",
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("“Well,” he said — “that’s the café where we’ll meet.”", "cp1252"),
        ("À Paris, il a été décidé que l’école rouvrirait après Noël.", "cp1252"),
        ("Über die Grundschule wurde viel geschrieben; schöne Grüße aus Köln.", "latin-1"),
        ("La niña mañana irá al jardín, ¿verdad?", "latin-1"),
        ("On prend la route de là jusqu'à la gare", "latin-1"),
        ("Ирон ӕвзаг: ӕз дӕн ирон, бӕстӕ.", "utf-8"),
        ("Ирон ӕвзаг: ӕз дӕн ирон, бӕстӕ.", "utf-16"),
        ("Ирон ӕвзаг: ӕз дӕн ирон, бӕстӕ.", "utf-16-le"),
        ("Ирон æвзаг: æз дæн ирон.", "utf-16-be"),
        ("Plain English", "utf-16-le"),
        ("Голова міста зустрівся з мешканцями, їхня єдина вимога була така", "cp1251"),
    ],
)
def test_other_languages_are_read_right(text, encoding):
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_text_that_was_cut_off_within_a_letter_is_read_up_to_there(cut):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        text, problems = decode(f"{SENTENCE}😀".encode(encoding)[:-cut])
        assert text.startswith(SENTENCE)
        assert len(problems) == (0 if encoding == "utf-16" and cut == 2 else 1) or "\ufffd" not in text


def test_the_declared_encoding_is_believed_unless_the_letters_speak_against_it():
    russian = SENTENCE.encode("cp1251")
    assert decode(russian, "windows-1251") == (SENTENCE, ())
    assert decode("Türkçe".encode("cp1254"), "windows-1254") == ("Türkçe", ())
    text, problems = decode(russian, "koi8-r")
    assert text == SENTENCE
    assert problems == ("declares koi8-r, but its letters are in cp1251; it was read as that",)
    assert decode(russian, "iso-8859-1")[0] == SENTENCE


@pytest.mark.parametrize(
    "declared", ["punycode", "idna", "unicode_escape", "zip", "rot13", "no such", "x\x00", "utf-7", ""]
)
def test_what_is_no_encoding_of_files_is_not_used(declared):
    assert decode(SENTENCE.encode("cp1251"), declared) == (SENTENCE, ())


def test_an_encoding_that_is_not_likely_is_found_too_and_the_doubt_is_said():
    greek = "Το δημοτικό συμβούλιο συνεδρίασε χθες και αποφάσισε να ανοίξει πάλι το σχολείο της πόλης." * 3
    text, problems = decode(greek.encode("cp1253"))
    assert text == greek
    assert "taken for cp1253" in problems[0]


@pytest.mark.parametrize(
    "data", [b"\x00" * 40, bytes(range(256)), b"\x89PNG\r\n\x1a\n\x00\x00", b"\x04\x05\x06\x07" * 20]
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(Unreadable):
        decode(data)


@pytest.mark.parametrize("text", ["слово" * 200_000, "слово\n" * 200_000, "a" * 4_000_000 + f" {SENTENCE}"])
def test_a_text_without_spaces_or_with_a_word_a_line_is_read_as_fast(text):
    assert decode(text.encode("cp1251"))[0] == text


@given(st.text(min_size=1), st.sampled_from(SIX))
def test_whatever_is_saved_reading_it_ends_in_a_text_or_a_refusal(text, encoding):
    with contextlib.suppress(Unreadable):
        read, problems = decode(text.encode(encoding, "replace"))
        assert "\x00" not in read
        assert all(problem.startswith(("does not tell", "is UTF-8 with", "ends in the middle")) for problem in problems)
