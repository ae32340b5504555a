"""OHMS: sections, synopses and keywords of an interview at their seconds, its transcript, what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.media import Examined, examine
from conftest import growth

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<!-- a specimen -->
<record id="1" dt="2024-05-01"><version>5.4</version><date value="2024-05-01" format="yyyy-mm-dd"/>
<title>Образец интервью</title><accession>oh-001</accession><duration>00:03:10</duration>
<collection_name>Specimens</collection_name><repository>An archive</repository>
<subject>Preservation</subject><keyword>sound</keyword><keyword>files</keyword>
<interviewee>Specimen, A.</interviewee><interviewer>Specimen, B.</interviewer>
<language>Russian</language><transcript_alt_lang>English</transcript_alt_lang>
<user_notes>for the staff</user_notes><rights>CC0</rights>
<sync>1:|2(4)|6(1)|8(3)</sync><sync_alt>1:|2(1)|4(1)|4(9)</sync_alt>
<index>
<point><time>0</time><title>Начало;</title><title_alt>Beginning</title_alt>
<partial_transcript>Первые слова</partial_transcript><synopsis>О хранении.</synopsis>
<synopsis_alt>On keeping.</synopsis_alt><keywords>звук; файлы</keywords>
<keywords_alt>sound;files</keywords_alt><subjects>файлы;Хранение</subjects>
<gpspoints><gps>43.19, 44.54</gps><gps_zoom>17</gps_zoom><gps_text>A place</gps_text></gpspoints>
<hyperlinks><hyperlink>https://example.org/x</hyperlink><hyperlink_text>more</hyperlink_text></hyperlinks></point>
<point><time>95</time><title>Конец</title><synopsis></synopsis><keywords></keywords></point>
</index>
<transcript>А. Б.: первый
абзац {0:30} длинный

В. Г.: второй

А. Б.: третий[[footnote]]1[[/footnote]] с
продолжением

В. Г.: четвёртый
[[footnotes]][[note]][[/note]][[/footnotes]]</transcript>
<transcript_alt>one

two

three</transcript_alt>
</record></ROOT>
"""


def examined(folder: Path, text: str, name: str = "x.xml") -> Examined:
    (folder / name).write_text(text, encoding="utf-8")
    return examine(folder / name, (), folder)


def test_sections_have_their_synopsis_and_keywords_at_their_second(tmp_path):
    found = examined(tmp_path, RECORD)
    assert found.problems == ()
    index = [(e.form, e.text, e.start, e.end) for e in found.extracts if e.form and e.language == "ru"]
    assert index == [
        ("section", "Начало", 0, 95),
        ("quote", "Первые слова", 0, 95),
        ("synopsis", "О хранении.", 0, 95),
        ("keywords", "звук; файлы; Хранение", 0, 95),
        ("section", "Конец", 95, None),
    ]
    translated = [(e.form, e.text, e.start) for e in found.extracts if e.form and e.language == "en"]
    assert translated == [("section", "Beginning", 0), ("synopsis", "On keeping.", 0), ("keywords", "sound; files", 0)]


def test_a_transcript_has_its_speakers_and_the_minutes_between_which_each_paragraph_lies(tmp_path):
    found = [e for e in examined(tmp_path, RECORD).extracts if not e.form]
    assert [(e.speaker, e.text, e.start, e.end) for e in found if e.language == "ru"] == [
        ("А. Б.", "первый абзац длинный", 0, 60),
        ("В. Г.", "второй", 60, 120),
        ("А. Б.", "третий 1 с продолжением", 60, 180),
        ("В. Г.", "четвёртый", 180, None),
    ]
    assert [(e.text, e.start, e.end) for e in found if e.language == "en"] == [
        ("one", 0, 60),
        ("two", 60, 120),
        ("three", 180, None),
    ]


def test_what_it_says_of_itself_is_suggested_and_places_and_notes_stay_behind(tmp_path):
    found = examined(tmp_path, RECORD)
    said = {(one.term, one.value) for one in found.suggestions}
    assert {
        ("title", "Образец интервью"),
        ("created", "2024-05-01"),
        ("contributor", "Specimen, A."),
        ("subject", "sound"),
        ("language", "ru"),
        ("rights", "CC0"),
        ("relation", "https://example.org/x"),
    } <= said
    assert not any("43.19" in value or value == "Конец" for _, value in said)
    traces = {(trace.name, trace.value) for trace in found.traces}
    assert {("OHMS gps", "43.19, 44.54"), ("OHMS user_notes", "for the staff")} <= traces


def test_webvtt_within_it_is_read(tmp_path):
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;v А. Б.&gt;слово&lt;/v&gt;\n\n00:03.000\nno time\n"
    text = RECORD.replace("<transcript>", f"<vtt_transcript>{cue}</vtt_transcript><transcript>")
    found = examined(tmp_path, text)
    assert [(e.speaker, e.text, e.start, e.end) for e in found.extracts if not e.form and e.language == "ru"] == [
        ("А. Б.", "слово", 1, 2)
    ]
    assert found.problems == ("in its transcript, line 6: text that belongs to no cue was not read",)


def test_marks_that_run_backwards_are_no_times(tmp_path):
    found = examined(tmp_path, RECORD.replace("1:|2(4)|6(1)|8(3)", "1:|6(4)|2(1)"))
    assert {e.start for e in found.extracts if not e.form and e.language == "ru"} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'/>",
        "<ANNOTATION_DOCUMENT/>",
        "<a>https://www.weareavp.com/nunncenter/ohms</a>",
    ],
)
def test_other_xml_is_kept_and_not_looked_into(tmp_path, text):
    found = examined(tmp_path, text)
    assert (found.extracts, found.problems, found.unreadable) == ((), (), False)


@pytest.mark.parametrize(
    "text",
    [
        RECORD.replace("<record", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><record'),
        RECORD.replace("<ROOT", '<!DOCTYPE ROOT [<!ENTITY e "eeee"><!ENTITY f "&e;&e;&e;">]><ROOT').replace(
            "CC0", "&f;"
        ),
        RECORD[: len(RECORD) // 2],
    ],
)
def test_what_would_do_harm_or_is_torn_is_refused_by_name(tmp_path, text):
    found = examined(tmp_path, text)
    assert found.unreadable
    assert found.problems[0].startswith("cannot be read as OHMS XML: ")


def test_a_hostile_record_ends_soon(tmp_path):
    def points(number: int) -> None:
        point = "<point><time>1</time><title>x</title></point>"
        assert len(examined(tmp_path, RECORD.replace("</index>", point * number + "</index>")).extracts) > number

    def marks(number: int) -> None:
        marked = RECORD.replace("1:|2(4)|6(1)|8(3)", "1:" + "|1(1)" * 5 * number)
        examined(tmp_path, marked.replace("</transcript>", "\n\nx" * number + "</transcript>"))

    assert growth(points, 100) < 24
    assert growth(marks, 500) < 24
