"""Articles: every paragraph once, in order, as it was written; in whatever encoding it was saved."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.media import Examined, examine

SENTENCE = "Образец текста: так проверяют, в какой кодировке сохранён документ."


def text(folder: Path, content: str | bytes, name: str = "x.txt") -> Examined:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return examine(path, (), folder)


def paragraphs(folder: Path, content: str | bytes, name: str = "x.txt") -> list[str]:
    return [extract.text for extract in text(folder, content, name).extracts]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_word(tmp_path, encoding):
    examined = text(tmp_path, f"{SENTENCE}\r\n\r\nӔз дӕн ирон.".encode(encoding))
    assert [extract.text for extract in examined.extracts] == [SENTENCE, "Ӕз дӕн ирон."]
    assert examined.problems == ()


def test_the_encoding_is_guessed_from_where_it_shows(tmp_path):
    assert paragraphs(tmp_path, b"word\n\n" * 30_000 + SENTENCE.encode("cp1251"))[-1] == SENTENCE


def test_a_broken_byte_does_not_spoil_a_utf8_text(tmp_path):
    examined = text(tmp_path, SENTENCE.encode() + b"\xff.")
    assert [extract.text for extract in examined.extracts] == [f"{SENTENCE}�."]
    assert "broken bytes" in examined.problems[0]


@pytest.mark.parametrize("name", ["x.txt", "x.md", "x.html", "x.vtt"])
@pytest.mark.parametrize("content", [b"text\x00text", bytes(range(256)) * 9, b"\xff\xfe\x00"])
def test_what_is_no_text_gives_a_problem_and_no_extracts(tmp_path, name, content):
    examined = text(tmp_path, content, name)
    assert examined.extracts == ()
    assert len(examined.problems) == 1


def test_fifty_megabytes_are_said_to_be_too_many(tmp_path):
    examined = text(tmp_path, b"word \n\n" * 7_500_000)
    assert examined.extracts == ()
    assert examined.problems == ("is too large to be examined: 52,500,000 bytes, more than 16 MiB",)


def test_paragraphs_stand_between_empty_lines_and_verse_keeps_its_lines(tmp_path):
    content = "A title\n\nfirst   line\t \n  second line\n \n\n\nSame.\n\nSame.\n"
    assert paragraphs(tmp_path, content) == ["A title", "first line\nsecond line", "Same.", "Same."]
    assert text(tmp_path, content).suggested("title") == "A title"


def test_long_lines_are_paragraphs_by_themselves(tmp_path):
    long = "word " * 60
    assert paragraphs(tmp_path, f"{long}\n{long}\nshort\n") == [long.strip(), long.strip(), "short"]


def test_a_speaker_is_given_where_every_paragraph_begins_with_one(tmp_path):
    content = "Образец\n\nА. Б.: раз\nстрока\n\nВедущий: два\n\nА. Б.: три\n\nВедущий: четыре"
    examined = text(tmp_path, content)
    assert [(e.speaker, e.text) for e in examined.extracts] == [
        (None, "Образец"),
        ("А. Б.", "раз\nстрока"),
        ("Ведущий", "два"),
        ("А. Б.", "три"),
        ("Ведущий", "четыре"),
    ]


def test_a_speaker_is_given_where_every_line_begins_with_one(tmp_path):
    examined = text(tmp_path, "Q: one\nA: two\n\nQ: three\nA: four")
    assert [(e.speaker, e.text) for e in examined.extracts] == [
        ("Q", "one"),
        ("A", "two"),
        ("Q", "three"),
        ("A", "four"),
    ]
    assert examined.suggested("title") is None


@pytest.mark.parametrize(
    "content",
    [
        "Q: one\n\nA: two\n\nthree\n\nA: four",
        "Time: noon\n\nPlace: here\n\nNote: none",
        "Q: one\n\nA: two\n\nQ: three\nA: four\n\nQ: five\nsix",
    ],
)
def test_where_it_is_not_certain_who_speaks_the_text_stays_whole(tmp_path, content):
    assert [(e.speaker, e.text) for e in text(tmp_path, content).extracts] == [
        (None, paragraph) for paragraph in content.split("\n\n")
    ]


def test_markdown_gives_its_words_and_drops_front_matter(tmp_path):
    content = """---
title: not text
---
# A *heading*

One **bold** [link](https://example.org) `code`
wrapped  \nbroken &amp; <b>inline</b>

- item
- item

> quoted

| a | b |
|---|---|
| 1 | 2 |

<div><p>in HTML</p></div>

![a picture](x.png)

    verse
    of code
"""
    examined = text(tmp_path, content, "x.md")
    assert [(one.value, one.said_by) for one in examined.suggestions] == [
        ("not text", "YAML front matter title"),
        ("A heading", "first heading"),
    ]
    assert [extract.text for extract in examined.extracts] == [
        "A heading",
        "One bold link code wrapped\nbroken & inline",
        *("item", "item", "quoted", "a | b", "1 | 2", "in HTML", "a picture", "verse\nof code"),
    ]


FRONT = """---
title: {en: Minutes, ru: Протокол}
author: [A. B., C. D.]
date: 5 сентября 2004
lang: ru
tags:
  - one
number: 0012
email: a@example.org
draft: {deep: [er]}
---
text <!-- a remark of the one who wrote it --> here

<!-- end -->
"""


def test_yaml_before_markdown_says_what_it_is_and_what_nobody_asked(tmp_path):
    examined = text(tmp_path, FRONT, "x.md")
    assert [(one.term, one.value, one.language) for one in examined.suggestions] == [
        *[("title", "Minutes", "en"), ("title", "Протокол", "ru")],
        *[("creator", "A. B.", None), ("creator", "C. D.", None), ("date", "2004-09-05", None)],
        *[("language", "ru", None), ("subject", "one", None)],
    ]
    assert {(trace.name, trace.value) for trace in examined.traces} == {
        ("front matter number", "0012"),
        ("front matter email", "a@example.org"),
        ("HTML comment", "a remark of the one who wrote it"),
    }
    assert [extract.text for extract in examined.extracts] == ["text here"]


@pytest.mark.parametrize(
    "written",
    [
        "a: [",
        "a: &a [*a]\nb: !!python/object/apply:os.system [x]",
        "a: " + "[" * 20_000,
        "a: " + "x" * 70_000,
        "a: b: c",
    ],
)
def test_yaml_that_cannot_be_read_leaves_the_text_as_it_is(tmp_path, written):
    examined = text(tmp_path, f"---\n{written}\n---\ntext\n", "x.md")
    assert [extract.text for extract in examined.extracts] == ["text"]
    assert all("heading in YAML" in problem for problem in examined.problems)
    assert examined.suggestions == ()


def test_yaml_that_refers_to_itself_a_billion_times_is_soon_read(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    front = "\n".join(lines)
    assert paragraphs(tmp_path, f"---\n{front}\n---\ntext\n", "x.md") == ["text"]


def test_a_first_line_is_no_title_where_it_is_as_long_as_a_text(tmp_path):
    assert text(tmp_path, f"{'word ' * 120}\n\nnext").suggested("title") is None


def test_a_rule_at_the_head_of_markdown_is_not_front_matter(tmp_path):
    assert paragraphs(tmp_path, "---\nnot a key\n\n---\nafter\n", "x.md") == ["not a key", "after"]


def test_a_row_of_a_markdown_table_that_says_who_speaks_stays_in_its_cells(tmp_path):
    content = "| 1 | **A. B.:** one |\n|---|---|\n| 2 | **Host:** two |\n\n**A. B.:** three\n\n**Host:** four\n"
    spoken = [(e.speaker, e.text) for e in text(tmp_path, content, "x.md").extracts if e.speaker]
    assert spoken == [("A. B.", "one"), ("Host", "two"), ("A. B.", "three"), ("Host", "four")]


@pytest.mark.parametrize("label", ["**{}:**", "**{}**:", "**{}:** "])
def test_bold_names_in_markdown_are_speakers(tmp_path, label):
    names = ["А. Б.", "Ведущий"]
    content = "# Образец\n\n" + "\n\n".join(f"{label.format(names[n % 2])} слово {n}" for n in range(4)) + "\n\nконец"
    assert [(e.speaker, e.text) for e in text(tmp_path, content, "x.ru.md").extracts] == [
        (None, "Образец"),
        *((names[n % 2], f"слово {n}") for n in range(4)),
        (None, "конец"),
    ]


def test_a_bold_word_that_does_not_come_back_is_no_speaker(tmp_path):
    assert paragraphs(tmp_path, "**Note:** one\n\ntwo", "x.md") == ["Note: one", "two"]


PAGE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html><head><title>Page – Site</title><style>p {}</style></head><body><nav>Home</nav><form>%s
<h1>The <i>heading</i></h1><p>One
line<br>two<script>var x = "<p>no</p>"</script> tail &amp; &#7;</p>loose<ul><li>item<li>item</ul>
<p hidden>unseen</p><pre>verse
verse</pre><table><tr><td>a</td><td>b</td></tr></table>x<br><br>y<!-- no -->%s</form>
<footer>end</footer></body></html>"""
WORDS = ["The heading", "One line\ntwo tail &", "loose", "item", "item", "verse\nverse", "a b", "x", "y"]


@pytest.mark.parametrize("element", ["article", "main"])
@pytest.mark.parametrize("name", ["x.html", "x.xhtml"])
def test_a_page_gives_the_paragraphs_of_its_main_content(tmp_path, element, name):
    examined = text(tmp_path, PAGE % (f"<{element}>", f"</{element}>"), name)
    assert examined.suggested("title") == "The heading"
    assert [extract.text.replace("\ufffd", "").strip() for extract in examined.extracts] == WORDS


def test_a_page_without_main_content_gives_its_body(tmp_path):
    found = paragraphs(tmp_path, PAGE % ("", ""), "x.html")
    assert found[0] == "The heading"
    assert found[-1] == "end"
    assert "Home" not in found


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>no</p>",
        "<p hidden=until-found>no</p>",
        "<p>a <span HIDDEN>no <b>no</b></span> b</p>",
        "<div style='display:none'><p>no</p></div>",
        "<p style='color: red; DISPLAY : NONE !important'>no</p>",
        "<p style='display:/* x */none'>no</p>",
        "<p style='visibility: hidden'>no</p>",
        "<section style='visibility:collapse'>no</section>",
        "<div style='content-visibility:hidden'>no</div>",
        "<template><p>no</p></template>",
        "<!-- no --><!--[if IE]><p>no</p><![endif]-->",
    ],
)
@pytest.mark.parametrize("name", ["x.html", "x.md"])
def test_what_a_page_does_not_show_is_no_text_of_it(tmp_path, name, unseen):
    found = paragraphs(tmp_path, f"<div><p>first</p>{unseen}<p>last</p></div>\n", name)
    assert "no" not in " ".join(found).split()
    assert {found[0], found[-1]} == {"first", "last"}


@pytest.mark.parametrize("tags", ["<html><body hidden>", "<html><body style='display:none'>", "<html hidden><body>"])
def test_a_page_that_is_not_shown_at_all_has_no_text(tmp_path, tags):
    assert text(tmp_path, f"{tags}<p>no", "x.html").extracts == ()


def test_a_style_that_hides_nothing_leaves_the_text(tmp_path):
    page = "<p style='backface-visibility:hidden'>a</p><p style='display:block;visibility:visible'>b</p>"
    assert paragraphs(tmp_path, page, "x.html") == ["a", "b"]


@pytest.mark.parametrize(
    "declaration", ["<meta charset=windows-1251>", '<meta content="text/html; charset=windows-1251">']
)
def test_the_encoding_a_page_declares_is_used(tmp_path, declaration):
    examined = text(tmp_path, f"<html><head>{declaration}</head><body><p>Слово".encode("cp1251"), "x.html")
    assert [extract.text for extract in examined.extracts] == ["Слово"]
    assert examined.problems == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.html", "<div>" * 100_000 + "words"), ("x.md", ">" * 5_000 + "words"), ("x.md", "<div>" * 50_000 + "words")],
)
def test_what_is_nested_too_deep_is_said_so(tmp_path, name, content):
    examined = text(tmp_path, content, name)
    assert examined.extracts == ()
    assert "nested too deep" in examined.problems[0]


def test_a_hostile_page_ends_soon(tmp_path):
    assert paragraphs(tmp_path, "<i hidden>no</i>x" * 100_000, "x.html") == ["x" * 100_000]
    assert paragraphs(tmp_path, "<p>" + "<meta " * 100_000, "x.html") == []


@pytest.mark.parametrize("name", ["x.html", "x.md", "x.txt"])
def test_a_text_without_words_has_no_extracts(tmp_path, name):
    assert text(tmp_path, " \n\n ", name).extracts == ()


@pytest.mark.parametrize("name", ["x.txt", "x.md", "x.html", "x.vtt", "x.srt"])
def test_whatever_a_text_holds_its_extracts_are_clean(tmp_path, name):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.one_of(st.text().map(lambda words: words.encode("utf-8", "surrogatepass")), st.binary()))
    def check(content):
        head = b"WEBVTT\n\n00:01.000 --> 00:02.000\n" if name in {"x.vtt", "x.srt"} else b""
        for extract in text(tmp_path, head + content, name).extracts:
            assert extract.text.strip()
            assert not {unicodedata.category(letter) for letter in extract.text.replace("\n", "")} & {"Cc", "Cs"}

    check()
