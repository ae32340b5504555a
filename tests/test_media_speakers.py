"""Who speaks and when, in transcripts as people type them: where it is certain, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.media import Extract, examine
from archive.media.texts.speakers import attribute


def cues(folder: Path, content: str, name: str = "x.txt") -> list[tuple[float | None, float | None, str | None, str]]:
    (folder / name).write_text(content, encoding="utf-8")
    return [(e.start, e.end, e.speaker, e.text) for e in examine(folder / name, (), folder).extracts]


@pytest.mark.parametrize(
    "content",
    [
        "[00:12:03] А. Б.: раз\n\n[00:12:10] В. Г.: два",
        "[00:12:03] А. Б.: раз\n[00:12:10] В. Г.: два",
        "[00:12:03]\nА. Б.: раз\n\n[00:12:10]\nВ. Г.: два",
        "00:12:03 А. Б.: раз\n00:12:10 В. Г.: два",
        "00:12:03\tА. Б.: раз\n00:12:10\tВ. Г.: два",
        "(00:12:03) А. Б.: раз\n\n(00:12:10) В. Г.: два",
        "{00:12:03} А. Б.: раз\n\n{00:12:10} В. Г.: два",
        "<00:12:03> – А. Б.: раз\n\n<00:12:10> – В. Г.: два",
        "А. Б. [00:12:03]: раз\n\nВ. Г. [00:12:10]: два",
        "А. Б. (00:12:03): раз\n\nВ. Г. (00:12:10): два",
        "А. Б.: [00:12:03] раз\n\nВ. Г.: [00:12:10] два",
        "А. Б. 00:12:03\nраз\n\nВ. Г. 00:12:10\nдва",
        "А. Б. 00:12:03: раз\n\nВ. Г. 00:12:10: два",
        "[00:12:03.15] А. Б.: раз\n\n[00:12:10.07] В. Г.: два",
        "[00:12:03:15] А. Б.: раз\n\n[00:12:10;07] В. Г.: два",
        "[00:12:03,000] А. Б.: раз\n\n[00:12:10.0] В. Г.: два",
    ],
)
def test_the_usual_forms_of_speakers_and_times_are_read(tmp_path, content):
    assert cues(tmp_path, content) == [(723, 730, "А. Б.", "раз"), (730, None, "В. Г.", "два")]


@pytest.mark.parametrize(
    "content",
    [
        "**А. Б.** 00:12:03\nраз\n\n**В. Г.** 00:12:10\nдва",
        "**А. Б.** [00:12:03] раз\n\n**В. Г.** [00:12:10] два",
        "[00:12:03] **А. Б.:** раз\n[00:12:10] **В. Г.:** два",
        "[00:12:03] **А. Б.**: раз\n\n[00:12:10] **В. Г.**: два",
        "- [00:12:03] А. Б.: раз\n- [00:12:10] В. Г.: два",
    ],
)
def test_the_same_in_markdown(tmp_path, content):
    assert cues(tmp_path, content, "x.md") == [(723, 730, "А. Б.", "раз"), (730, None, "В. Г.", "два")]


def test_bold_names_in_markdown_keep_their_times(tmp_path):
    names = ["А. Б.", "В. Г."]
    content = "\n\n".join(f"**{names[n % 2]}:** [00:00:{n:02}] слово {n}" for n in range(4))
    assert cues(tmp_path, content, "x.md") == [
        (n, n + 1 if n < 3 else None, names[n % 2], f"слово {n}") for n in range(4)
    ]


def test_minutes_and_seconds_are_read_in_brackets_and_behind_names(tmp_path):
    assert cues(tmp_path, "[0:03] one\n\n[12:03] two") == [(3, 723, None, "one"), (723, None, None, "two")]
    assert cues(tmp_path, "[12:03.5] one\n\n[12:09.125] two") == [
        (723.5, 729.125, None, "one"),
        (729.125, None, None, "two"),
    ]
    content = "Speaker 1  0:03\none\n\nSpeaker 2  0:09\ntwo\nthree\n\nSpeaker 1  1:02\nfour"
    assert cues(tmp_path, content) == [
        (3, 9, "Speaker 1", "one"),
        (9, 62, "Speaker 2", "two\nthree"),
        (62, None, "Speaker 1", "four"),
    ]


def test_times_alone_on_their_lines_are_read(tmp_path):
    assert cues(tmp_path, "0:00\none\n0:07\ntwo\n1:02\nthree") == [
        (0, 7, None, "one"),
        (7, 62, None, "two"),
        (62, None, None, "three"),
    ]


def test_a_time_may_have_an_end(tmp_path):
    assert cues(tmp_path, "[00:00:01 - 00:00:05] one\n\n[00:00:07–00:00:09] two") == [
        (1, 5, None, "one"),
        (7, 9, None, "two"),
    ]
    assert cues(tmp_path, "00:00:01.500 --> 00:00:04.000\none\n\n00:00:04.000 --> 00:00:09.000\ntwo") == [
        (1.5, 4, None, "one"),
        (4, 9, None, "two"),
    ]


def test_what_has_no_time_of_its_own_belongs_to_the_time_before(tmp_path):
    content = "Образец\n\nвведение\n\n[00:00:03] А: раз\n\nдва\n\n[00:00:09] Б: три"
    assert cues(tmp_path, content) == [
        (None, None, None, "Образец"),
        (None, None, None, "введение"),
        (3, 9, "А", "раз"),
        (3, 9, None, "два"),
        (9, None, "Б", "три"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Интервьюер", "Рассказчик"), ("И.", "Р."), ("Вопрос", "Ответ"), ("Q", "A"), ("SMITH", "B. Jones")],
)
def test_russian_and_english_labels_are_speakers(tmp_path, one, other):
    content = f"{one}: раз\n\n{other}: два\n\n{one}: три\n\n{other}: четыре"
    assert [speaker for _, _, speaker, _ in cues(tmp_path, content)] == [one, other, one, other]


@pytest.mark.parametrize(
    "content",
    [
        "12:30 прибытие\n\n13:05 отъезд",
        "[12:30] прибытие\n\n[13:05] отъезд",
        "00:15 ночью\n\n00:40 под утро",
        "00:15\nночью\n\n00:40\nпод утро\n\n01:20\nутром",
        "09:05:12 сообщение\n\n09:06:10 сообщение",
        "Встреча в 12:30.\n\n12:30 — начало.",
        "Мф 5:30\nтекст\n\nМф 5:31\nтекст\n\nЛк 6:32\nтекст\n\nЛк 7:33\nтекст",
        "[00:00:09] раз\n\n[00:00:03] два",
        "[00:00:09] once only",
        "[1:2] раз\n\n[1:3] два",
        "[00:75:00] раз\n\n[00:76:00] два",
        "Дом 12:30\n\nдом 12:40",
    ],
)
def test_what_is_not_certain_stays_text(tmp_path, content):
    assert cues(tmp_path, content) == [(None, None, None, paragraph) for paragraph in content.split("\n\n")]


def test_a_name_that_does_not_come_back_stays_in_the_text(tmp_path):
    assert cues(tmp_path, "[00:00:03] Note: one\n\n[00:00:09] two") == [
        (3, 9, None, "Note: one"),
        (9, None, None, "two"),
    ]


def test_a_time_in_prose_breaks_no_line_of_markdown(tmp_path):
    assert cues(tmp_path, "first\n12:30 second\nthird", "x.md") == [(None, None, None, "first 12:30 second third")]


@given(st.lists(st.text("[(]){}0123:. \nАбA-–>", max_size=40), max_size=8))
def test_no_word_gets_lost(texts):
    paragraphs = [Extract(text) for text in texts if text.strip()]
    found = attribute(paragraphs)
    letters = [letter for one in paragraphs for letter in one.text if letter.isalpha()]
    kept = [letter for one in found for letter in (one.speaker or "") + one.text if letter.isalpha()]
    assert kept == letters
    starts = [one.start for one in found if one.start is not None]
    assert starts == sorted(starts)
