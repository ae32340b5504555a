"""Headings, lists and quotations of an article: told from its marks, kept to the page, set in order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from lxml import html

from archive.media import examine
from archive.store.rows import Passage
from archive.web.blocks import blocks
from conftest import PROJECT
from web_fixture import make_edition

MARKDOWN = """\
# The name

first

## A part

3. three

   its second paragraph
4. four
   - within

> quoted
>
> # quoted, and no heading
> - quoted, and no item

1. again

- bullet

```
code
```

<h3>in HTML</h3>
"""
MARKED = [
    *[("h1", "The name"), (None, "first"), ("h2", "A part")],
    *[("item 3", "three"), (None, "its second paragraph"), ("item 4", "four"), ("item", "within")],
    *[("quote", "quoted"), ("quote", "quoted, and no heading"), ("quote", "quoted, and no item")],
    *[("item 1", "again"), ("item", "bullet"), (None, "code"), ("h3", "in HTML")],
]
PAGE = """\
<article><h1>The <i>name</i></h1><div>first</div><section><h2>A part</h2></section>
<ol start=3><li>three<p>its second paragraph</p><li><p>four</p><ul><li>within</ul></ol>
<blockquote>quoted<h1>quoted, and no heading</h1><ul><li>quoted, and no item</ul></blockquote>
<ol><li>again</ol><menu><li>bullet</menu><pre>code</pre><h3>in HTML</h3></article>
"""
TALK = "# The name\n\n**A:** one\n\n**B:** two\n\n**A:** three\n\n**B:** four\n"


def forms(folder, content, name):
    (folder / name).write_text(content, encoding="utf-8")
    return [(extract.form, extract.text) for extract in examine(folder / name, (), folder).extracts]


@pytest.mark.parametrize(("name", "content"), [("x.md", MARKDOWN), ("x.html", PAGE)])
def test_markdown_and_html_tell_headings_lists_and_quotations(tmp_path, name, content):
    assert forms(tmp_path, content, name) == MARKED


@pytest.mark.parametrize(
    ("list_of_two", "numbers"),
    [
        ("<ol><li value=7>a<li>b</ol>", ["item 7", "item 8"]),
        ("<ol start=x><li>a<li value=' -2 '>b</ol>", ["item 1", "item -2"]),
        ("<ol start=99999999999><li>a<li>b</ol>", ["item 1", "item 2"]),
        ("<ol reversed><li>a<li>b</ol>", ["item", "item"]),
        ("<ol type=a><li>a<li>b</ol>", ["item", "item"]),
        ("<li>a<li>b", ["item", "item"]),
        ("<ul><li><h4>a</h4>b</ul>", ["h4", None]),
    ],
)
def test_an_item_has_the_number_that_a_reader_of_the_file_sees_or_none(tmp_path, list_of_two, numbers):
    assert [form for form, _ in forms(tmp_path, list_of_two, "x.html")] == numbers


def test_a_plain_text_has_no_forms(tmp_path):
    assert forms(tmp_path, "A title\n\n# one\n\n- two", "x.txt") == [
        (None, "A title"),
        (None, "# one"),
        (None, "- two"),
    ]


@pytest.mark.parametrize("content", [TALK, TALK.replace("**", "")])
def test_where_people_speak_a_heading_is_still_one(tmp_path, content):
    said = [(None, text) for text in ("one", "two", "three", "four")]
    assert forms(tmp_path, content, "x.md") == [("h1", "The name"), *said]


def test_forms_reach_the_edition_and_its_record_and_the_words_of_a_heading_are_found(workshop):
    workshop.write("collection/x.en.md", MARKDOWN)
    workshop.write("metadata/x.yaml", "id: x\nkind: article\nfiles: [x.en.md]\ntitle: A specimen\n")
    workshop.run("publish", "--yes")
    with workshop.edition() as edition, workshop.catalogue() as catalogue:
        for connection in (edition, catalogue):
            assert connection.execute("SELECT form, text FROM passages ORDER BY position").fetchall() == MARKED
    assert "A specimen" in workshop.run("search", "parts").stdout


def set_out(*texts, names=(), page=None):
    """The blocks of passages given as `form: text`, as (around, start, tag, classes, texts)."""
    split = [text.rpartition(": ") for text in texts]
    passages = [Passage("x", 1, at, text, form=form or None, page=page) for at, (form, _, text) in enumerate(split, 1)]
    made = blocks(passages, names)
    return [(one.around, one.start, one.tag, one.classes, [said.text for said in one.passages]) for one in made]


def levels(*texts, names=()):
    return [(tag, classes) for _, _, tag, classes, _ in set_out(*texts, names=names) if tag.startswith("h")]


def test_a_heading_is_one_level_below_the_one_it_stands_under(tmp_path):
    part, point = "part", "point"
    assert levels("h1: a", "h2: b", "h4: c", "h3: d", "h2: e") == [
        ("h3", "name"),
        *[("h4", part), ("h5", point), ("h5", point), ("h4", part)],
    ]
    assert levels("h2: a", "b", "h2: c", "h3: d", "h1: e", "h2: f") == [
        *[("h3", part), ("h3", part), ("h4", point), ("h3", part), ("h4", point)]
    ]
    deep = levels(*[f"h{level}: x" for level in range(1, 7)])
    assert [tag for tag, _ in deep] == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_a_text_begins_with_its_name_where_that_is_certain():
    assert levels("h2: a", "b", names={"a"}) == levels("h2: a", "b") == [("h3", "name")]
    assert levels("a", "h1: b", names={"a"}) == [("h3", "name"), ("h4", "part")]
    assert levels("h1: a", "h1: b") == [("h3", "part"), ("h3", "part")]
    assert levels("b", "h1: a", names={"a"}) == [("h3", "part")]
    assert levels("item: a", "quote: b", names={"a", "b"}) == []


def test_a_list_goes_on_with_its_numbers_and_quotations_stay_together():
    assert set_out("item 1: a", "item 2: b", "c", "item 3: d", "item 1: e", "item: f", "item: g", "quote: h") == [
        ("ol", 1, "li", "", ["a", "b"]),
        (None, None, "p", "", ["c"]),
        ("ol", 3, "li", "", ["d"]),
        ("ol", 1, "li", "", ["e"]),
        ("ul", None, "li", "", ["f", "g"]),
        ("blockquote", None, "p", "", ["h"]),
    ]


def test_short_lines_stand_as_written_and_long_ones_do_not():
    assert [
        classes for _, _, _, classes, _ in set_out("a\nb", "a", "word " * 20 + "\nb", "quote: a\nb", "h1: a\nb")
    ] == [*["verse", "", "", "verse", "part verse"]]


SET = """
INSERT INTO passages (item, position, file, text, form, speaker) VALUES
('page.json', 1, 1, 'Name', 'h1', NULL), ('page.json', 2, 1, 'first', NULL, NULL),
('page.json', 3, 1, 'Part', 'h3', NULL), ('page.json', 4, 1, 'two', 'item 2', NULL),
('page.json', 5, 1, 'three', 'item 3', NULL), ('page.json', 6, 1, '<i>quoted</i>', 'quote', NULL),
('page.json', 7, 1, 'said', NULL, 'Asking');
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    datasette = make_edition(tmp_path_factory.mktemp("forms") / "public", extra=SET).site()
    yield datasette
    datasette.close()


async def test_a_page_has_real_headings_lists_and_quotations_each_with_its_address(site):
    page = html.fromstring((await site.client.get("/items/page.json")).text)
    shown = [(found.tag, found.get("id"), found.get("start")) for found in page.cssselect("article *")]
    assert shown == [
        *[("h3", "p1", None), ("p", "p2", None), ("h4", "p3", None)],
        *[("ol", None, "2"), ("li", "p4", None), ("li", "p5", None)],
        *[("blockquote", None, None), ("p", "p6", None), ("p", None, None), ("p", "p7", None)],
    ]
    assert page.get_element_by_id("p6").text == "<i>quoted</i>"
    assert page.cssselect(".speaker")[0].text == "Asking"
    record = (await site.client.get("/items/page.json.json")).json()
    assert [passage["form"] for passage in record["passages"]][2:5] == ["h3", "item 2", "item 3"]


async def test_no_page_of_the_site_skips_a_level_of_heading(site):
    for path in ("/items/page.json", "/items/article-1", "/ru/items/testimony-1?text=ru", "/items/photo-1"):
        page = html.fromstring((await site.client.get(path)).text)
        ranks = [int(found.tag[1]) for found in page.cssselect("h1, h2, h3, h4, h5, h6")]
        assert ranks[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(ranks))


def test_the_sample_archive_has_articles_with_headings_and_numbered_sources():
    article = examine(PROJECT / "collection" / "articles" / "judgment.en.html", (), PROJECT)
    assert [extract.form for extract in article.extracts if extract.form] == [
        *["h1", "h2", "item", "item", "item", "h2", "h2", "item 1", "item 2", "item 3"]
    ]
