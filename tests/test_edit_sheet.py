"""Changing cells of a sheet in place: every other cell keeps its bytes."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.edits.assignments import all_of, read_assignment
from archive.edits.drafting import copied
from archive.records.model import Problem, Record
from archive.sources import read, read_mappings
from archive.sources.rewriting import Rewritten, rewrite

ROOM = "id,kind,title@ru,subject[;],spatial{},access,Shelf mark\n"
ROW = 'room,photo,"Зал ""А""",libraries; bells,"{value: Beslan, latitude: 43.19, longitude: 44.54}",closed,B 12\n'


def copies(tmp_path):
    """What puts bytes aside, to be read back."""
    return partial(copied, tmp_path / "copies", "copy.csv")


def changed(tmp_path, content, *words, item="room", name="a.csv", columns=None):
    """The sheet after `archive set WORDS`, or the problems."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    alter = all_of([read_assignment(word) for word in words])
    made = rewrite(path, f"metadata/{name}", columns, [item], alter=alter, copy=copies(tmp_path))
    return made.after if isinstance(made, Rewritten) else list(map(str, made))


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (["title@ru=Зал «Б»"], ROW.replace('Зал ""А""', "Зал «Б»")),
        (["subject+=doors"], ROW.replace("libraries; bells", "libraries; bells; doors")),
        (["subject-=bells"], ROW.replace("libraries; bells", "libraries")),
        (["access.level="], ROW.replace("closed", "")),
        (["private.x:Shelf mark=C, 1"], ROW.replace("B 12", '"C, 1"')),
        (["spatial=Alagir"], ROW.replace("{value: Beslan, latitude: 43.19, longitude: 44.54}", "Alagir")),
        (["kind=article", "title@ru=A"], ROW.replace('Зал ""А""', "A").replace("photo", "article")),
    ],
)
def test_only_the_cells_concerned_change(tmp_path, words, row):
    other = 'bell,photo,Колокол , bells ;x,,"public",\n'
    assert changed(tmp_path, ROOM + other + ROW, *words).decode() == ROOM + other + row


def test_a_term_without_a_column_gets_one_at_the_end(tmp_path):
    content = "id,kind,title\nroom,photo,A\nbell,photo,B\n"
    assert changed(tmp_path, content, "date=1931~", "subject+=a", "subject+=b").decode() == (
        "id,kind,title,date,subject,subject\nroom,photo,A,1931~,a,b\nbell,photo,B\n"
    )
    complex_value = "spatial{}={value: Beslan, latitude: 43.19, longitude: 44.54}"
    assert changed(tmp_path, content, complex_value).decode() == (
        "id,kind,title,spatial{}\n"
        'room,photo,A,"{value: Beslan, latitude: ""43.19"", longitude: ""44.54""}"\nbell,photo,B\n'
    ).replace('""43.19""', "43.19").replace('""44.54""', "44.54")


def test_coordinates_stand_in_their_columns(tmp_path):
    content = "id,spatial,latitude,longitude\nroom,Beslan,43.19,44.54\n"
    moved = changed(tmp_path, content, "spatial{}={value: Alagir, latitude: 43.04, longitude: 44.22}")
    assert moved.decode() == "id,spatial,latitude,longitude\nroom,Alagir,43.04,44.22\n"
    assert changed(tmp_path, content, "spatial=Alagir").decode().endswith("\nroom,Alagir,,\n")


DIALECTS = [
    ("utf-8", b"", ",", "\r\n", ""),
    ("utf-8", codecs.BOM_UTF8, ";", "\n", "sep=;\n"),
    ("utf-16-le", codecs.BOM_UTF16_LE, "\t", "\r\n", ""),
    ("utf-16-be", codecs.BOM_UTF16_BE, ",", "\r", ""),
]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_encoding_mark_delimiter_and_line_ends_stay(tmp_path, dialect):
    encoding, bom, delimiter, end, first = dialect
    rows = [
        ["id", "kind", "title", "description"],
        ["bell", "photo", "Колокол", '"Слова, слова; слова"'],
        ["room", "photo", "Зал", "Читальный зал городской библиотеки"],
        ["last", "photo", "", "Конец"],
    ]
    text = first + end.join(delimiter.join(cells) for cells in rows)
    content = bom + text.encode(encoding)
    wanted = bom + text.replace("Зал", "Школа").encode(encoding)
    assert changed(tmp_path, content, "title=Школа") == wanted


CELLS = st.text(st.sampled_from('ab ,;\t"\n\rЖӕ='), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5), st.data())
def test_every_other_cell_keeps_its_bytes(tmp_path_factory, rows, data):
    folder = tmp_path_factory.mktemp("sheet")
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    lines = ["id,title,description,source" + end]
    for number, cells in enumerate(rows):
        styled = [
            cell if not set(cell) & set(',;\t"\n\r') and data.draw(st.booleans()) else quoted(cell) for cell in cells
        ]
        lines.append(",".join([f"r{number}", *styled]) + end)
    number = data.draw(st.integers(0, len(rows) - 1))
    value = data.draw(CELLS.map(str.strip).filter(bool))
    after = changed(folder, "".join(lines), f"title={value}", item=f"r{number}").decode()
    assert after.startswith("".join(lines[: number + 1]) + f"r{number},")
    assert after.endswith("".join(lines[number + 2 :]))
    before_cells, cells = (list(csv.reader(io.StringIO(text, newline=""))) for text in ("".join(lines), after))
    before_cells[number + 1][1] = cells[number + 1][1]
    assert before_cells == cells


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize(
    ("content", "item", "words", "said"),
    [
        ("title,creator\nA,B\n", None, ["title=C"], "id"),
        (ROOM + ROW, "room", ["access.then=public"], "no until"),
    ],
)
def test_what_would_come_back_otherwise_is_refused(tmp_path, content, item, words, said):
    if item is None:
        (tmp_path / "a.csv").write_text(content)
        [item] = [one.id for one in read(tmp_path / "a.csv", "metadata/a.csv") if isinstance(one, Record)]
    problems = changed(tmp_path, content, *words, item=item)
    assert said in problems[0]
    assert problems[0].startswith("metadata/a.csv:2")


def test_a_kind_that_nobody_wrote_follows_the_type_and_is_among_the_changes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,type\nroom,Text\n")
    alter = read_assignment("type=Still Image")
    made = rewrite(path, "metadata/a.csv", None, ["room"], alter=alter, copy=copies(tmp_path))
    [(before, after)] = made.changes
    assert (before.kind, after.kind) == ("article", "photo")


def test_a_sheet_whose_encoding_is_a_guess_is_left_alone(tmp_path):
    content = "id;title;description\nroom;Зал;Читальный зал городской библиотеки\n".encode("cp1251")
    [problem] = changed(tmp_path, content, "title=Школа")
    assert "which is a guess" in problem


def test_a_sheet_of_other_people_is_changed_by_its_mapping(tmp_path):
    folder = tmp_path / "metadata" / "mappings"
    folder.mkdir(parents=True)
    (folder / "m.yaml").write_text(
        'sheets: [a.csv]\ncolumns: {No.: [id, identifier], Object: title@en, Keywords: "subject[;]"}\n'
    )
    mappings, _ = read_mappings(folder, tmp_path)
    columns = mappings["metadata/a.csv"]
    content = "No.,Object,Keywords,Remarks\nroom,A,x;y,none\n"
    after = changed(tmp_path, content, "title@en=B", "subject+=z", columns=columns)
    assert after.decode() == "No.,Object,Keywords,Remarks\nroom,B,x;y;z,none\n"
    assert changed(tmp_path, content, "identifier=q", columns=columns) != content
    [problem] = changed(tmp_path, content, "date=1931", columns=columns)
    assert "m.yaml names no column that could hold it (date)" in problem


def test_what_the_reader_makes_of_it_is_what_was_wanted(tmp_path):
    after = changed(tmp_path, ROOM + ROW, "creator=A; B", "warning=x".replace("warning", "access.warning@ru"))
    path = tmp_path / "b.csv"
    path.write_bytes(after)
    found = list(read(path, "metadata/b.csv"))
    assert not [one for one in found if isinstance(one, Problem)]
    [record] = found
    [creator] = record.values("creator")
    assert (creator.value, record.access.warning[0].value, record.access.level) == ("A; B", "x", "closed")
    assert replace(record).private == {"x:Shelf mark": "B 12"}


def test_a_form_that_is_never_written_is_refused_by_name(tmp_path):
    (tmp_path / "a.json").write_text('[{"id": "room", "kind": "photo", "title": "A"}]')
    alter = read_assignment("title=B")
    made = rewrite(tmp_path / "a.json", "metadata/a.json", None, ["room"], alter=alter, copy=copies(tmp_path))
    assert "metadata/a.json" in str(made[0])
    assert "room: title is to change, and .json files are never written" in str(made[0])
