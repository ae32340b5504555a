"""Changing a YAML file in place: what is not changed keeps its bytes."""

from __future__ import annotations

import codecs
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.edits.drafting import copied
from archive.records.build import build
from archive.records.model import Origin
from archive.sources.merging import merged
from archive.sources.rewriting import Rewritten
from archive.sources.rewriting import rewrite as rewrite_source
from archive.sources.yaml.rewriting import records_in, rewrite
from archive.sources.yaml.text import scalar

KEYS = ("title", "creator", "subject", "description", "source", "publisher", "format")
WORDS = (
    st.text(st.sampled_from("abc æӕшЖ:#'\"-[]{},&*!|>%@`0123 "), min_size=1, max_size=12).map(str.strip).filter(bool)
)
TEXTS = st.one_of(WORDS, st.text(min_size=1, max_size=12).map(str.strip).filter(bool))


def copies(tmp_path):
    """What puts bytes aside, to be read back."""
    return partial(copied, tmp_path / "copies", "copy.yaml")


@st.composite
def scalars(draw, *, flow):
    return scalar(draw(WORDS), draw(st.sampled_from(["", "'", '"'])), flow=flow)


@st.composite
def entries(draw, key, end):
    """The lines of one key, in one of the layouts in which people write."""
    comment = draw(st.sampled_from(["", "  # a remark", " # : [ { '"]))
    layout = draw(st.integers(0, 6))
    some = [draw(scalars(flow=False)) for _ in range(draw(st.integers(1, 3)))]
    flowing = [draw(scalars(flow=True)) for _ in range(draw(st.integers(1, 3)))]
    if layout == 0:
        return f"{key}:  {some[0]}{comment}{end}"
    if layout == 1:
        return f"{key}: [{', '.join(flowing)}]{comment}{end}"
    if layout == 2:
        indent = draw(st.sampled_from(["", "  ", "    "]))
        return f"{key}:{comment}{end}" + "".join(f"{indent}- {one}{comment}{end}" for one in some)
    languages = dict(zip(("ru", "en", "os"), flowing, strict=False))
    if layout == 3:
        return f"{key}: {{{', '.join(f'{tag}: {one}' for tag, one in languages.items())}}}{comment}{end}"
    if layout == 4:
        return f"{key}:{end}" + "".join(
            f"  {tag}: {one}{comment}{end}" for tag, one in zip(languages, some, strict=False)
        )
    if layout == 5:
        mark = draw(st.sampled_from(["|", ">-", "|-", ">"]))
        return f"{key}: {mark}{end}   one{end}   two{end}{draw(st.sampled_from(['', end]))}"
    return f"{key}: [{f',  # x{end}     '.join(flowing)}]{end}"


@st.composite
def files(draw):
    """A file as the texts of its entries, record by record, with what stands between them."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    pieces: list[tuple[int, str, str]] = []
    for number in range(draw(st.integers(1, 3))):
        if number:
            pieces.append((number, "", f"---{end}"))
        pieces.append((number, "id", f"id: r{number}{end}"))
        for key in draw(st.permutations(KEYS))[: draw(st.integers(1, 4))]:
            if draw(st.booleans()):
                pieces.append((number, "", draw(st.sampled_from([end, f"# about what follows{end}"]))))
            pieces.append((number, key, draw(entries(key, end))))
    return pieces


VALUES = st.one_of(
    TEXTS,
    st.lists(TEXTS, min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(["ru", "en", "os"]), TEXTS, min_size=1),
)


@given(st.data())
def test_bytes_outside_the_edited_value_are_identical(data):
    pieces = data.draw(files())
    text = "".join(piece for _, _, piece in pieces)
    place = data.draw(st.sampled_from([at for at, (_, key, _) in enumerate(pieces) if key not in {"", "id"}]))
    number, key, _ = pieces[place]
    said = records_in(text)
    value = data.draw(st.one_of(st.none(), VALUES))
    wanted = {name: inner for name, inner in said[number].items() if name != key or value is not None}
    if value is not None:
        wanted[key] = value
    changed = rewrite(text, {number: wanted})
    assert changed.startswith("".join(piece for _, _, piece in pieces[:place]))
    assert changed.endswith("".join(piece for _, _, piece in pieces[place + 1 :]))
    assert records_in(changed) == [wanted if at == number else one for at, one in enumerate(said)]


@given(st.data())
def test_a_new_term_touches_nothing_that_stands_there(data):
    text = "".join(piece for _, _, piece in data.draw(files()))
    said = records_in(text)
    number = data.draw(st.integers(0, len(said) - 1))
    changed = rewrite(text, {number: said[number] | {"abstract": data.draw(VALUES)}})
    [prefix] = [at for at in range(len(text) + 1) if at == len(text) or text[at] != changed[at]][:1]
    assert changed.endswith(text[prefix:])


@given(st.data())
def test_of_a_list_or_a_map_only_the_entries_concerned_change(data):
    pieces = data.draw(files())
    text = "".join(piece for _, _, piece in pieces)
    said = records_in(text)
    places = [(at, key) for at, one in enumerate(said) for key, value in one.items() if not isinstance(value, str)]
    if not places:
        return
    number, key = data.draw(st.sampled_from(places))
    more = [*said[number][key], "new"] if isinstance(said[number][key], list) else said[number][key] | {"kk": "new"}
    changed = rewrite(text, {number: said[number] | {key: more}})
    assert rewrite(changed, {number: said[number]}) == text


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("id: a\ntitle: {en: 'A', ru: \"Б\"}  # x\n", {"title": {"en": "it's", "ru": "Б"}}, "title: {en: 'it''s', ru:"),
        ("id: a\nsubject:\n- x  # one\n- y\n", {"subject": ["x", "z: 1"]}, '- x  # one\n- "z: 1"\n'),
        ("id: a\nsubject:\n  - x\n  - y # two\n\n# end\n", {"subject": ["y", "z"]}, "  - y # two\n  - z\n\n# end\n"),
        ("id: a\ntitle:\nkind: photo\n", {"title": "T"}, "title: T\nkind"),
        ("id: a\ntitle: T", {"title": "T", "subject": ["a", "b"]}, "title: T\nsubject: [a, b]"),
        ("id: a\ndescription: |\n  one\n  two\n\nkind: photo\n", {"description": "three\n"}, "three"),
        ("id: a\ndescription: one\nkind: photo\n", {"description": "one\ntwo"}, "|-\n  one\n  two\nkind: photo\n"),
        (
            "- id: a\n  title: T\n- id: b\n",
            {"title": "T", "creator": "C"},
            "- id: a\n  title: T\n  creator: C\n- id: b\n",
        ),
        ("{id: a, title: T}\n", {"title": "null"}, '{id: a, title: "null"}\n'),
        ("id: a\ntitle: T\r\nkind: photo\r\n", {"title": "U\nV"}, "kind: photo\r\n"),
    ],
)
def test_a_value_is_written_in_the_style_of_what_was_there(before, change, after):
    said = records_in(before)[0]
    kept = {key: value for key, value in said.items() if key in change or key in {"id", "kind"}}
    assert after in rewrite(before, {0: kept | change})


def test_the_form_in_which_somebody_wrote_is_kept_where_it_says_the_same():
    said = {"id": "a", "dc:Subject": ["x", {"ru": "ы"}], "access": "closed", "private": {"shelf": "B", "note": ["1"]}}
    before, _ = build(said, Origin("x"))
    closed = {**said, "access": "hidden", "private": {"shelf": "C", "note": ["1"]}}
    after, _ = build(closed | {"dc:Subject": ["x", "y", {"ru": "ы"}]}, Origin("x"))
    assert merged(said, before, after) == closed | {"dc:Subject": ["x", "y", {"ru": "ы"}]}


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_the_encoding_stays_with_its_mark(tmp_path, bom):
    encoding = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(bom, "utf-8")
    path = tmp_path / "a.yaml"
    text = "# шапка\r\nid: a\r\nkind: photo\r\ntitle: Колокол # тут\r\n"
    path.write_bytes(bom + text.encode(encoding))
    made = rewrite_source(path, "a.yaml", None, ["a"], alter=renamed("Школа"), copy=copies(tmp_path))
    assert isinstance(made, Rewritten)
    assert made.after == bom + text.replace("Колокол", "Школа").encode(encoding)


def renamed(title):
    def alter(record):
        [old] = record.values("title")
        return record.__class__(record.id, record.kind, (old._replace(value=title),), origin=record.origin)

    return alter


def test_a_record_that_would_come_back_otherwise_is_refused(tmp_path):
    path = tmp_path / "b.yaml"
    path.write_text("identifier: a\nkind: photo\ntitle: T\n")

    def other_id(record):
        return record.__class__(record.id, record.kind, record.values("title"), origin=record.origin)

    [problem] = rewrite_source(path, "b.yaml", None, ["a"], alter=other_id, copy=copies(tmp_path))
    assert "identifier" in str(problem) or "id" in str(problem)
    assert path.read_text() == "identifier: a\nkind: photo\ntitle: T\n"
