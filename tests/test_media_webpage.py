"""Web pages as they are saved: what is theirs to say, what they say of themselves, what they tell unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.media import Examined, examine
from archive.media.texts.dating import iso_date

HEAD = """<!DOCTYPE html><html lang="ru-RU"><head>
<!-- saved from url=(0031)https://user:pw@example.org/saved -->
<title>The title – The site</title>
<meta charset="utf-8">
<meta name="Author" content="A. B.">
<meta property="og:title" content="The title">
<meta property="og:site_name" content="The site">
<meta property="article:published_time" content="2004-09-05T12:30:00.000+0400">
<meta name="DC.Rights" content="Free to use">
<meta name="dcterms.spatial" content="Somewhere">
<meta name="keywords" content="one, two;one">
<meta name="description" content="What it is about.">
<meta name="generator" content="Editor 1.0">
<meta name="date" content="not a date">
<link rel="alternate canonical" href="https://example.org/page">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<script type="application/ld+json">
{"@graph": [{"@type": "WebSite", "name": "no"},
  {"@type": ["NewsArticle"], "headline": "The title", "author": [{"name": "C. D."}, {"name": "A. B."}],
   "dateModified": "Sun, 05 Sep 2004 10:00:00 +0400", "inLanguage": "ru"}]}
</script></head>"""
BODY = """<body>
<header><nav>Home</nav></header><div class="breadcrumbs">Home / News</div><div role="search">Search</div>
<div class="layout ads"><article><h1>The title</h1><p>First paragraph.</p>
<div class="ad">Buy this</div><div id="yandex-rtb">Buy that</div><aside>A remark at the side.</aside>
<p>Same.</p><p>Same.</p><div class="gradient leads">Kept.</div>
<p><a href="file:///C:/Users/Somebody/x.html">Last paragraph.</a></p></article></div>
<article><p>Another page</p></article>
<form><input value="hidden"></form><script>alert("x")</script><style>p {}</style>
<!-- nav --><!-- Edited by E. F. on the way home -->
</body></html>"""


def saved(folder: Path, content: str | bytes, name: str = "x.html") -> Examined:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return examine(folder / name, (), folder)


def words(examined: Examined) -> list[str]:
    return [extract.text for extract in examined.extracts]


def test_a_page_gives_its_text_and_nothing_of_what_stands_around_it(tmp_path):
    assert words(saved(tmp_path, HEAD + BODY)) == [
        *("The title", "First paragraph.", "A remark at the side.", "Same.", "Same.", "Kept.", "Last paragraph."),
    ]


def test_what_a_page_says_of_itself_is_suggested_with_where_it_says_so(tmp_path):
    examined = saved(tmp_path, HEAD + BODY)
    assert [(one.term, one.value, one.said_by) for one in examined.suggestions] == [
        ("title", "The title", "HTML h1"),
        ("source", "https://example.org/saved", "HTML comment of the browser that saved it"),
        ("source", "https://example.org/page", "HTML link canonical"),
        ("license", "https://creativecommons.org/licenses/by/4.0/", "HTML link license"),
        ("creator", "A. B.", "HTML meta Author"),
        ("publisher", "The site", "HTML meta og:site_name"),
        ("issued", "2004-09-05T12:30:00+04:00", "HTML meta article:published_time"),
        ("rights", "Free to use", "HTML meta DC.Rights"),
        ("spatial", "Somewhere", "HTML meta dcterms.spatial"),
        ("subject", "one", "HTML meta keywords"),
        ("subject", "two", "HTML meta keywords"),
        ("description", "What it is about.", "HTML meta description"),
        ("modified", "2004-09-05T06:00:00Z", "JSON-LD dateModified"),
        ("creator", "C. D.", "JSON-LD author"),
        ("language", "ru", "JSON-LD inLanguage"),
        ("language", "ru-RU", "HTML lang"),
    ]


def test_what_a_page_tells_unasked_is_kept_aside(tmp_path):
    assert {(trace.name, trace.value) for trace in saved(tmp_path, HEAD + BODY).traces} == {
        ("HTML comment", "saved from url=(0031)https://user:pw@example.org/saved"),
        ("HTML comment", "Edited by E. F. on the way home"),
        ("HTML meta generator", "Editor 1.0"),
        ("path on somebody's computer", "file:///C:/Users/Somebody/x.html"),
    }


@pytest.mark.parametrize(
    ("mark", "term", "value"),
    [
        ('<p itemprop="author">A. B.</p>', "creator", "A. B."),
        ('<meta itemprop="datePublished" content="2004-09-05">', "issued", "2004-09-05"),
        ('<a rel="author" href="/a">A. B.</a>', "creator", "A. B."),
        ('<time datetime="2004-09-05 10:00">then</time>', "date", "2004-09-05T10:00:00"),
        (
            "<!-- Page saved with SingleFile\n url: https://example.org/x\n -->",
            "source",
            "https://example.org/x",
        ),
    ],
)
def test_marks_within_the_text_are_heard_too(tmp_path, mark, term, value):
    assert saved(tmp_path, f"<html><body><p>text</p>{mark}</body></html>").suggested(term) == value


@pytest.mark.parametrize(
    "mark",
    [
        '<meta property="article:author" content="https://example.org/people/1">',
        '<meta name="date" content="soon">',
        '<link rel="canonical" href="javascript:alert(1)">',
        '<html lang="nonsense-">',
        '<script type="application/ld+json">{"@type": "Article", "author": </script>',
        f'<script type="application/ld+json">{"[" * 50_000}</script>',
        "<time datetime=2004>a</time><time datetime=2005>b</time>",
    ],
)
def test_what_is_not_what_it_should_be_suggests_nothing(tmp_path, mark):
    assert saved(tmp_path, f"<!doctype html><body><p>text</p>{mark}").suggestions == ()


def test_of_many_articles_the_page_is_a_list_and_none_is_lost(tmp_path):
    page = "<html><body>" + "".join(f"<article><p>Article {n}.</p></article>" for n in range(1, 4))
    assert words(saved(tmp_path, page)) == ["Article 1.", "Article 2.", "Article 3."]


def test_what_is_called_an_advertisement_but_holds_the_article_stays(tmp_path):
    assert words(saved(tmp_path, '<html><body><div class="ads"><h1>Title</h1><p>Text.</p></div>')) == ["Title", "Text."]


BILLION = """<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">%s<!ENTITY x SYSTEM "file:///etc/passwd">]>
<html><body><p>&j; &x; end</p></body></html>"""
ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))


@pytest.mark.parametrize("name", ["x.html", "x.xhtml"])
def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path, name):
    found = " ".join(words(saved(tmp_path, BILLION % ENTITIES, name)))
    assert "end" in found
    assert "aaaaaaaaaa" not in found
    assert "root:" not in found


HOSTILE = {
    "deep": "<div>" * 100_000,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(3_000)) + ">x",
    "comments": "<p>x" + "<!--" * 200_000,
    "advertisements": "<div class=ad>" * 1_500 + "<p>x</p>" * 20_000,
    "articles": "<article>" * 1_500 + "<p>x</p>" * 5_000,
    "metas": "<meta name=author content=x>" * 10_000 + "x",
    "itemprops": "<body>" + "<p itemprop=author>x" * 10_000,
    "tables": "<table><tr><td>" * 600 + "x",
    "unclosed": "<b><i><a>" * 20_000 + "x",
    "entities": "&amp;&#0;&#xffffffff;&nosuch;" * 50_000,
    "tags": "<p>x" * 400_001,
    "script": "<script>" + "x" * 5_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_hurt_ends_in_a_text_or_a_refusal(tmp_path, name):
    examined = saved(tmp_path, f"<!doctype html>{HOSTILE[name]}")
    assert len(examined.problems) <= 1
    assert len(examined.suggestions) < 300
    assert len(examined.traces) < 300


MHTML = b"""From: <Saved by Somebody>
Snapshot-Content-Location: https://example.org/page
Subject: =?utf-8?Q?=D0=9E=D0=B1=D1=80?=
Date: Sun, 5 Sep 2004 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="x"

--x
Content-Type: text/html; charset="windows-1251"
Content-Transfer-Encoding: quoted-printable
Content-Location: https://example.org/page

<html><head><title>T</title></head><body><p>=CE=E1=F0=E0=E7=E5=F6</p></body>=
</html>
--x
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://example.org/x.png

iVBORw0KGgo=
--x--
"""


@pytest.mark.parametrize("name", ["x.mht", "x.mhtml"])
def test_a_page_saved_in_one_file_gives_its_text_address_and_time(tmp_path, name):
    examined = saved(tmp_path, MHTML, name)
    assert words(examined) == ["Образец"]
    assert [(one.term, one.value) for one in examined.suggestions] == [
        ("source", "https://example.org/page"),
        ("created", "2004-09-05T10:00:00Z"),
        ("extent", "1 page, 1 resource"),
        ("title", "T"),
    ]
    assert [(trace.name, trace.value) for trace in examined.traces] == [("MHTML From", "Saved by Somebody")]


def test_a_page_that_was_cut_off_is_read_up_to_there(tmp_path):
    examined = saved(tmp_path, MHTML[: MHTML.index(b"--x\nContent-Type: image")], "x.mht")
    assert words(examined) == ["Образец"]
    assert examined.problems == ("ends before all of its parts do: it may have been cut off",)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Sun Sep 05 2004 10:00:00 GMT+0400 (Moscow Standard Time)", "2004-09-05T06:00:00Z"),
        ("Sun, 05 Sep 2004 10:00:00 GMT", "2004-09-05T10:00:00Z"),
        ("20040905100000", "2004-09-05T10:00:00Z"),
        ("20040905", "2004-09-05"),
        ("2004-09-05T10:00:00.123+0400", "2004-09-05T10:00:00+04:00"),
        ("2004-09-05 10:00", "2004-09-05T10:00:00"),
        ("5 сентября 2004", "2004-09-05"),
        ("2004", "2004"),
        ("2004-13-45T10:00:00Z", None),
        ("20041345", None),
        ("Sun, 99 Sep 99999 10:00:00 +9999", None),
        ("soon", None),
        ("9" * 1_000, None),
    ],
)
def test_dates_of_programs_become_edtf(written, date):
    assert iso_date(written) == date


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: x\n\nno page",
        b"Content-Type: multipart/related; boundary=x\n\n" + b"--x\n" * 500,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300)),
    ],
)
def test_a_saved_file_without_a_page_is_refused_by_name(tmp_path, content):
    examined = saved(tmp_path, content, "x.mht")
    assert examined.unreadable
    assert len(examined.problems) == 1
