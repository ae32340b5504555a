"""Timed transcripts: every word with its time and its voice, and what could not be read named by its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.media import Examined, examine
from conftest import growth

# Where the data, made in 2013, asks for what the standard of 2019 (or a person who reads) does otherwise.
OTHERWISE = {
    "cue-times/fraction-digits": ["Text"],  # two digits of a second: read all the same
    "cuetext/escape-characters/incorrect": ["&l &g; &am; < > &nbs &nbs; &g; &lr;"],  # references as in HTML
    "file-layout/header-no-new-line": ["Test"],  # an arrow ends the header
}


def transcript(folder: Path, text: str | bytes, name: str = "x.vtt") -> Examined:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return examine(path, (), folder)


def words(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.split())


def test_the_conformance_data_is_read_as_a_parser_must(shared_data):
    root = shared_data / "transcripts"
    paths = sorted(root.rglob("*.vtt"))
    assert len(paths) == 70
    for path in paths:
        name = path.relative_to(root).with_suffix("").as_posix()
        cues = json.loads(path.with_name(f"{path.stem}-proc.json").read_text())
        expected = OTHERWISE.get(name, [words(cue["textContent"]) for cue in cues if cue["textContent"].strip()])
        found = examine(path, (), root).extracts
        if "with-closing-span" in name:
            assert [(cue.speaker, cue.text) for cue in found] == [("Joe", "Hee!"), (None, "Hee!")]
        else:
            assert [cue.text for cue in found] == expected, name


def test_times_agree_with_the_conformance_data(shared_data):
    compared = 0
    for path in sorted((shared_data / "transcripts").rglob("*.vtt")):
        found = [(cue.start, cue.end) for cue in examine(path, (), path).extracts]
        if path.with_suffix(".json").exists() and found:
            cues = json.loads(path.with_suffix(".json").read_text())["cues"]
            if path.stem == "minimum-spots-over-sixty":  # 120:00.000: two hours to a person, to the data of 2013 120
                assert found == [(7200, 7210)]
            elif [cue for cue in cues if cue["text"]] and len(found) == len(cues):
                assert found == [(cue["startTime"], cue["endTime"]) for cue in cues], path.name
                compared += 1
    assert compared > 15


def test_voices_become_speakers_and_tags_go(tmp_path):
    cue = "<v.loud A &amp; B><i>One</i> <00:00:01.500><c.x>two</c></v>\n<v C>three\nfour"
    found = transcript(tmp_path, f"WEBVTT\n\n00:01.000 --> 01:00:02.500 align:start\n{cue}\n").extracts
    assert [(e.speaker, e.text, e.start, e.end) for e in found] == [
        ("A & B", "One two", 1.0, 3602.5),
        ("C", "three\nfour", 1.0, 3602.5),
    ]


def test_nested_voices_return_to_the_outer_one(tmp_path):
    found = transcript(tmp_path, "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>a<v B>b</v>c</v>d</v>e").extracts
    assert [(e.speaker, e.text) for e in found] == [("A", "a"), ("B", "b"), ("A", "c"), (None, "de")]


def test_what_is_no_cue_is_left_out_and_what_might_be_words_is_named(tmp_path):
    text = """WEBVTT Title
Kind: captions

STYLE
::cue { color: red }

REGION
id:a

NOTE a comment
of two lines

name of the cue
00:01.000 --> 00:02.000
one

left behind by an empty line

00:99.000 --> 00:03.000
two

00:05.000 --> 00:04.000
three <b
"""
    examined = transcript(tmp_path, text)
    assert [(e.text, e.start, e.end) for e in examined.extracts] == [("one", 1, 2), ("three", 4, 5)]
    assert [problem.split(":")[0] for problem in examined.problems] == ["line 17", "line 19", "line 22", "line 22"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path, newline):
    text = "\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\nодин\nдва\n".replace("\n", newline)
    assert [e.text for e in transcript(tmp_path, text).extracts] == ["один\nдва"]


def test_a_file_without_its_signature_is_no_transcript(tmp_path):
    examined = transcript(tmp_path, "00:01.000 --> 00:02.000\none")
    assert examined.extracts == ()
    assert "WEBVTT" in examined.problems[0]


def test_subrip_is_read_too(tmp_path):
    text = "1\n00:00:01,000 --> 00:00:02,500\n<i>one</i>\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nthree\n"
    examined = transcript(tmp_path, text.encode("utf-8-sig"), "x.ru.srt")
    assert [(e.text, e.start, e.end, e.language) for e in examined.extracts] == [
        ("one\ntwo", 1.0, 2.5, "ru"),
        ("three", 3.0, 4.0, "ru"),
    ]
    assert examined.problems == ()


def test_a_speaker_is_given_where_every_cue_begins_with_one(tmp_path):
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n{'AB'[n % 2]}: word {n}" for n in range(4)]
    found = transcript(tmp_path, "WEBVTT\n\n" + "\n\n".join(cues)).extracts
    assert [(e.speaker, e.text, e.start) for e in found] == [("AB"[n % 2], f"word {n}", n) for n in range(4)]
    found = transcript(tmp_path, "WEBVTT\n\n" + "\n\n".join([*cues, "00:09.000 --> 00:10.000\nword"])).extracts
    assert [e.speaker for e in found] == [None] * 5
    assert found[0].text == "A: word 0"


@pytest.mark.parametrize("name", ["x.chapters.vtt", "x.index.ru.vtt"])
def test_chapters_are_titles_of_sections(tmp_path, name):
    found = transcript(tmp_path, "WEBVTT\n\n00:01.000 --> 00:02.000\nA title\n", name).extracts
    assert [(e.text, e.form, e.start) for e in found] == [("A title", "section", 1)]


def test_how_subrip_wants_a_cue_shown_is_no_part_of_its_words(tmp_path):
    text = "1\n00:00:01,000 --> 00:00:02,000 X1:40 X2:600\n{\\an8}one {\\i1}two{\\i0} {three}\n"
    assert [e.text for e in transcript(tmp_path, text, "x.srt").extracts] == ["one two {three}"]


@pytest.mark.parametrize("name", ["x.vtt", "x.srt"])
def test_transcripts_in_cp1251_are_read(tmp_path, name):
    text = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nОбразец записи, служебная проверка\n"
    assert [e.text for e in transcript(tmp_path, text.encode("cp1251"), name).extracts][-1].startswith("Образец")


@pytest.mark.parametrize("hurt", [("<", ""), ("<v A>x", "</v>"), ("&", ""), ("00:00 --> ", "")])
def test_hostile_cues_end_soon(tmp_path, hurt):
    begin, end = hurt

    def read(number: int) -> None:
        transcript(tmp_path, f"WEBVTT\n\n00:01.000 --> 00:02.000\n{begin * number}{end * number}")

    assert growth(read, 20_000 // len(begin)) < 24
