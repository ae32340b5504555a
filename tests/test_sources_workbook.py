"""Workbooks (XLSX, ODS) as sheets: every cell as the text that a person sees, and nothing lost without a word."""

from __future__ import annotations

import csv
import gzip
import io
import random
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from click.testing import CliRunner

from archive import sources
from archive.cli import main
from archive.records.model import Problem, Record
from archive.sources.sheets.opening import open_sheet
from archive.sources.workbooks.cells import Calendar, format_of, moment, number
from conftest import PROJECT, Workshop

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
OFFICE = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def worksheet(rows: str, before: str = "", behind: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'


def xlsx(path: Path, *rows: str, before: str = "", behind: str = "", strict: bool = False, **more: str) -> Path:
    """A workbook with these rows of cells in XML; `more` are other parts, by their names with _ for /."""
    formats = [
        "General",
        "0000",
        "0%",
        "yyyy\\-mm\\-dd",
        "mmm\\ yyyy",
        "yyyy",
        "h:mm",
        "d-mmm",
        '"A-"0000',
        "yyyy-mm-dd hh:mm",
    ]
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name="Items" sheetId="1" r:id="rId1"/>{more.pop("sheets", "")}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/worksheet" Target="/xl/worksheets/sheet2.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId4" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>'
        + "".join(f"<numFmt numFmtId='{200 + n}' formatCode={quoteattr(code)}/>" for n, code in enumerate(formats))
        + "</numFmts><cellXfs>"
        + "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
        + "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>id</t></si>'
        '<si><t xml:space="preserve"> Два\nряда_x000D_</t></si>'
        "<si><r><t>rich </t></r><r><t>text</t></r><rPh><t>phonetic</t></rPh></si></sst>",
        "xl/worksheets/sheet1.xml": worksheet("".join(rows), before, behind),
    } | {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            for old, new in STRICT.items() if strict else ():
                text = text.replace(old, new)  # noqa: PLW2901  one text, said twice
            book.writestr(name, text)
    return path


def row(*cells: str, attributes: str = "") -> str:
    """A row of cells, each in XML or a text."""
    inner = (
        cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in cells
    )
    return f"<row {attributes}>{''.join(inner)}</row>"


def ods(path: Path, content: str, styles: str = "", **more: str) -> Path:
    """A workbook with these tables in XML."""
    text = (
        f"<office:document-content {OFFICE}"
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("content.xml", text)
        for name, part in more.items():
            book.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return path


def table(*rows: str, name: str = "Items", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


def line(*cells: str, more: str = "") -> str:
    inner = (cell if cell.startswith("<table:") else text_cell(cell) for cell in cells)
    return f"<table:table-row {more}>{''.join(inner)}</table:table-row>"


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{escape(text)}</text:p></table:table-cell>'


def value_cell(kind: str, name: str, value: str, shown: str) -> str:
    typed = f'office:value-type="{kind}" office:{name}="{value}"'
    return f"<table:table-cell {typed}><text:p>{shown}</text:p></table:table-cell>"


def cells_of(path: Path) -> tuple[list[list[str]], list[str]]:
    opened = open_sheet(path, path.name)
    return [cells for _, cells in opened.table] if opened.table else [], [str(problem) for problem in opened.problems]


def read(path: Path, name: str = "") -> tuple[list[Record], list[str]]:
    found = list(sources.read(path, name or f"metadata/{path.name}"))
    return [x for x in found if isinstance(x, Record)], [str(x) for x in found if isinstance(x, Problem)]


@pytest.mark.parametrize("strict", [False, True])
def test_cells_of_excel_come_as_the_text_that_a_person_sees(tmp_path, strict):
    path = xlsx(
        tmp_path / "a.xlsx",
        row('<c t="s"><v>0</v></c>', *"bcdefghijklm"),
        row(
            *(
                "<c><v>12</v></c>",
                '<c s="1"><v>12</v></c>',
                "<c><v>43.189999999999998</v></c>",
                '<c t="b"><v>1</v></c>',
            ),
            *(
                '<c s="2"><v>0.125</v></c>',
                "<c><v>123457000000</v></c>",
                '<c t="s"><v>1</v></c>',
                '<c t="s"><v>2</v></c>',
            ),
            *(
                '<c t="str"><f>A1&amp;B1</f><v>made</v></c>',
                '<c s="3"><v>38231</v></c>',
                '<c s="6"><v>0.385416666666667</v></c>',
            ),
            *('<c s="9"><v>38231.385416666664</v></c>', "<c><v>-0.5</v></c>"),
        ),
        strict=strict,
    )
    [cells], problems = cells_of(path)
    assert cells[:6] == ["12", "0012", "43.19", "TRUE", "12.5%", "123457000000"]
    assert cells[6:] == [" Два\nряда\r", "rich text", "made", "2004-09-01", "09:15", "2004-09-01T09:15:00", "-0.5"]
    assert problems == []


def test_cells_of_libreoffice_come_as_the_text_that_a_person_sees(tmp_path):
    shown = "<text:p>Two</text:p><text:p>lines<text:s text:c='2'/>and<text:tab/>more"
    shown += "<text:line-break/>x<text:span>y</text:span></text:p>"
    note = "<office:annotation><text:p>A comment, not the text</text:p></office:annotation>"
    path = ods(
        tmp_path / "a.ods",
        table(
            line(*"abcdefgh"),
            line(
                *(value_cell("float", "value", "12", "12"), value_cell("float", "value", "12", "0012")),
                *(
                    value_cell("float", "value", "43.19", "43,2"),
                    value_cell("boolean", "boolean-value", "true", "ИСТИНА"),
                ),
                *(
                    value_cell("percentage", "value", "0.125", "13%"),
                    value_cell("date", "date-value", "2004-09-01", "01.09.04"),
                ),
                f'<table:table-cell office:value-type="string">{note}{shown}</table:table-cell>',
                value_cell("time", "time-value", "PT09H15M00S", "09:15"),
            ),
        ),
    )
    [cells], problems = cells_of(path)
    assert cells == ["12", "0012", "43.19", "TRUE", "12.5%", "2004-09-01", "Two\nlines  and\tmore\nxy", "09:15"]
    assert problems == []


@pytest.mark.parametrize(
    ("style", "shown", "text", "words"),
    [
        (4, "март 1936", "1936-03", "1936-03-01, of which only 1936-03 is shown"),
        (4, "03.1936", "1936-03", "1936-03-01, of which only 1936-03 is shown"),
        (5, "1936", "1936", "1936-03-01, of which only 1936 is shown"),
    ],
)
def test_a_date_is_as_precise_as_it_is_shown_and_that_is_said(tmp_path, style, shown, text, words):
    excel = xlsx(tmp_path / "a.xlsx", row("id", "date"), row("a", f'<c s="{style}"><v>13210</v></c>'))
    libre = ods(
        tmp_path / "a.ods", table(line("id", "date"), line("a", value_cell("date", "date-value", "1936-03-01", shown)))
    )
    for path in (excel, libre):
        [record], [problem] = read(path)
        assert [said.value for said in record.values("date")] == [text]
        assert problem.startswith(f"metadata/{path.name}:2:date: warning: {words}")


@pytest.mark.parametrize(
    ("written", "code", "calendar", "text"),
    [
        ("13210.5", "d.m.yyyy h:mm", Calendar(), "1936-03-01T12:00:00"),
        ("-4381", "yyyy-mm-dd", Calendar(), "1888-01-01"),
        ("1", "yyyy-mm-dd", Calendar(shifted=True), "1900-01-01"),
        ("2", "yyyy-mm-dd", Calendar(shifted=False), "1900-01-01"),
        ("36769", "dd/mm/yy", Calendar(Calendar().since.replace(1904, 1, 1)), "2004-09-01"),
        ("1.5", "[h]:mm", Calendar(), "36:00"),
        ("38231", "[$-419]d mmmm yyyy;@", Calendar(), "2004-09-01"),
        ("38231", "m/d/yy", Calendar(), "2004-09-01"),
        ("0.51041666", "h:mm AM/PM", Calendar(), "12:15"),
        ("38231", '"Date: "yyyy"-"mm"-"dd', Calendar(), "2004-09-01"),
    ],
)
def test_days_are_counted_as_the_workbook_counts_them(written, code, calendar, text):
    assert moment(written, format_of(code), calendar) == (text, None)


@pytest.mark.parametrize(
    ("written", "code", "text", "said"),
    [
        ("12", "General", "12", False),
        ("12.0", "0", "12", False),
        ("1234.5", "#,##0.00", "1234.5", False),
        ("1E+21", "0.00E+00", "1000000000000000000000", True),
        ("0.30000000000000004", "0.0", "0.3", False),
        ("12", '"A-"0000', "0012", True),
        ("12", "000\\-000", "000012", True),
        ("12", "[$€-407]0", "12", True),
        ("12", "[Red]0;[Blue]-0", "12", False),
        ("12", "00000", "00012", False),
        ("-0", "General", "0", False),
    ],
)
def test_numbers_are_told_in_full_and_what_is_shown_beside_them_is_said(written, code, text, said):
    told, note = number(written, format_of(code))
    assert (told, note is not None) == (text, said)


def test_an_error_in_a_cell_refuses_the_sheet(tmp_path):
    excel = xlsx(tmp_path / "a.xlsx", row("id", "title"), row("a", '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'))
    typed = 'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"'
    cell = f"<table:table-cell {typed}><text:p>Err:510</text:p></table:table-cell>"
    libre = ods(tmp_path / "a.ods", table(line("id", "title"), line("a", cell)))
    for path in (excel, libre):
        found, [problem] = read(path)
        assert not found
        assert problem.startswith(f"metadata/{path.name}:2:title: “")
        assert "a spreadsheet's word for a value that it could not work out" in problem


def test_a_formula_without_its_value_refuses_the_sheet(tmp_path):
    excel = xlsx(
        tmp_path / "a.xlsx",
        row("id", "title"),
        row("a", "<c><f>B1</f></c>"),
        row("b", '<c t="str"><f>""</f><v></v></c>'),
    )
    libre = ods(
        tmp_path / "a.ods", table(line("id", "title"), line("a", '<table:table-cell table:formula="of:=[.B1]"/>'))
    )
    for path in (excel, libre):
        found, [problem] = read(path)
        assert not found
        assert f"{path.name}:2:title: a formula whose value was not saved" in problem


def test_merged_cells_refuse_the_sheet(tmp_path):
    excel = xlsx(
        *(tmp_path / "a.xlsx", row("id", "access"), row("a", "hidden"), row("b", "<c/>")),
        behind='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>',
    )
    libre = ods(
        tmp_path / "a.ods",
        table(
            line("id", "access"),
            line("a", text_cell("hidden", 'table:number-rows-spanned="2"')),
            line("b", "<table:covered-table-cell/>"),
        ),
    )
    for path in (excel, libre):
        found, [problem] = read(path)
        assert not found
        assert "cells merged into one" in problem
        assert "expected every cell by itself" in problem


def test_rows_hidden_by_hand_refuse_the_sheet_and_those_that_a_filter_hides_are_said(tmp_path):
    rows = (row("id"), row("a", attributes='hidden="1"'), row("b"))
    found, [problem] = read(xlsx(tmp_path / "a.xlsx", *rows))
    assert not found
    assert problem == "metadata/a.xlsx:2: hidden rows (2); expected every row shown, or deleted"
    found, [problem] = read(
        xlsx(tmp_path / "a.xlsx", *rows, behind='<autoFilter ref="A1:A3"><filterColumn colId="0"/></autoFilter>')
    )
    assert len(found) == 2
    assert "warning: rows that a filter hides (2), read like the others" in problem
    for visibility, many in (("collapse", 0), ("filter", 2)):
        hidden = line("a", more=f'table:visibility="{visibility}"')
        found, [problem] = read(ods(tmp_path / "a.ods", table(line("id"), hidden, line("b"))))
        assert len(found) == many


def test_hidden_columns_are_read_and_said(tmp_path):
    excel = xlsx(
        tmp_path / "a.xlsx", row("id", "title"), row("a", "A"), before='<cols><col min="2" max="2" hidden="1"/></cols>'
    )
    column = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    libre = ods(tmp_path / "a.ods", table(column, line("id", "title"), line("a", "A")))
    for path in (excel, libre):
        [record], [problem] = read(path)
        assert [said.value for said in record.values("title")] == ["A"]
        assert "warning: hidden columns" in problem


def test_the_first_sheet_that_can_be_seen_is_read_and_the_others_are_said(tmp_path):
    second = f'<worksheet xmlns="{MAIN}"><sheetData>{row("Not", "read")}</sheetData></worksheet>'
    excel = xlsx(
        *(tmp_path / "a.xlsx", row("id", "date"), row("a", "some time")),
        sheets='<sheet name="Lists" sheetId="2" state="hidden" r:id="rId2"/>',
        xl__worksheets__sheet2_dot_xml=second,
    )
    libre = ods(
        tmp_path / "a.ods",
        table(line("hidden"), name="Lists", more='table:style-name="ta2"')
        + table(line("id", "date"), line("a", "some time")),
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>',
    )
    for path in (excel, libre):
        [record], problems = read(path)
        assert record.id == "a"
        assert "warning: the sheets “Lists” are not read; expected records in the first, “Items”" in problems[0]
        assert problems[1].startswith(f"metadata/{path.name}:2:Items!date: warning: “some time”")


def test_an_empty_second_sheet_is_no_matter(tmp_path):
    empty = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    sheets = '<sheet name="Sheet2" sheetId="2" r:id="rId2"/>'
    path = xlsx(tmp_path / "a.xlsx", row("id"), row("a"), sheets=sheets, xl__worksheets__sheet2_dot_xml=empty)
    assert read(path)[1] == []


def test_rows_keep_their_numbers_and_cells_their_columns(tmp_path):
    path = xlsx(
        tmp_path / "a.xlsx",
        '<row r="3"><c r="B3" t="str"><v>id</v></c><c r="D3" t="str"><v>title</v></c></row>',
        '<row r="90000"><c r="B90000"><v>7</v></c><c r="D90000"><v>8</v></c></row>',
    )
    [record], [] = read(path)
    assert (record.id, record.origin.line, record.values("title")[0].value) == ("7", 90_000, "8")
    repeated = text_cell("x", 'table:number-columns-repeated="2"')
    blank = line("<table:table-cell/>", more='table:number-rows-repeated="5"')
    end = line('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048560"')
    path = ods(
        tmp_path / "a.ods",
        table(blank, line("id", "subject", "subject"), line("a", repeated, more='table:number-rows-repeated="1"'), end),
    )
    [record], [] = read(path)
    assert (record.origin.line, len(record.values("subject"))) == (7, 2)


def test_a_date_where_none_is_expected_is_said(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", row("id", "title", "date", "Note"), row("a", *['<c s="3"><v>38231</v></c>'] * 3))
    _, [problem] = read(path)
    assert problem.startswith("metadata/a.xlsx:2:title: warning: a cell that the spreadsheet holds for a date")


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"id,title\na,A\n", bytes(range(256)) * 20])
def test_what_is_no_workbook_is_one_clear_problem(tmp_path, suffix, content):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert read(path) == (
        [],
        [f"metadata/{path.name}: not a whole workbook; expected a whole workbook, or the sheet saved as CSV in UTF-8"],
    )


def test_a_damaged_workbook_never_ends_in_anything_but_problems(tmp_path):
    whole = xlsx(
        tmp_path / "a.xlsx", row("id", "title"), row("a", "A" * 500), row("b", '<c t="s"><v>1</v></c>')
    ).read_bytes()
    rng = random.Random(7)
    for _ in range(200):
        torn = bytearray(whole)
        for place in rng.sample(range(len(whole)), 3):
            torn[place] = rng.randrange(256)
        (tmp_path / "b.xlsx").write_bytes(torn[: rng.randrange(len(torn))] if rng.random() < 0.3 else torn)
        read(tmp_path / "b.xlsx")


def test_a_workbook_with_a_password_is_said(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    assert "encrypted with a password, or a workbook of an older form (.xls)" in read(path)[1][0]
    manifest = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><encryption-data/></manifest>'
    path = ods(tmp_path / "a.ods", "", META_INF="", **{"META-INF__manifest_dot_xml": manifest})
    assert read(path)[1] == ["metadata/a.ods: encrypted with a password; expected the workbook saved without one"]


BOMBS = {
    "entities": '<!DOCTYPE x [<!ENTITY a "aa">]>' + worksheet('<row><c t="str"><v>&a;</v></c></row>'),
    "a column too far": worksheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'),
    "a row too far": worksheet('<row r="99999999999"><c><v>1</v></c></row>'),
    "rows out of order": worksheet('<row r="2"/><row r="1"/>'),
    "a text that is not there": worksheet('<row><c t="s"><v>99</v></c></row>'),
    "an endless text": worksheet(f'<row><c t="str"><v>{"x" * (17 << 20)}</v></c></row>'),
}


@pytest.mark.parametrize("sheet", BOMBS.values(), ids=BOMBS)
def test_a_hostile_workbook_is_refused(tmp_path, sheet):
    found, [problem] = read(xlsx(tmp_path / "a.xlsx", xl__worksheets__sheet1_dot_xml=sheet))
    assert not found
    assert problem.startswith("metadata/a.xlsx: ")


@pytest.mark.parametrize(
    "content",
    [
        table(line("id"), line("a", more='table:number-rows-repeated="1048000"')),
        table(line(text_cell("id", 'table:number-columns-repeated="99999"'))),
    ],
)
def test_rows_and_cells_repeated_without_end_are_refused(tmp_path, content):
    found, [problem] = read(ods(tmp_path / "a.ods", content))
    assert not found
    assert problem.startswith("metadata/a.ods: ")


def test_a_part_that_unpacks_to_more_than_the_limit_is_refused_unread(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", row("id"))
    content = bytearray(path.read_bytes())
    name = content.rindex(b"xl/sharedStrings.xml")  # in the directory at the end, 46 bytes behind its entry's beginning
    content[name - 22 : name - 18] = (1 << 30).to_bytes(4, "little")
    path.write_bytes(content)
    found, [problem] = read(path)
    assert not found
    assert "xl/sharedStrings.xml unpacks to 1,073,741,824 bytes; expected 268,435,456 at most" in problem


def test_a_workbook_goes_through_the_whole_archive(workshop):
    path = workshop.root / "metadata/sheet.xlsx"
    xlsx(
        path,
        row("id", "kind", "title", "Inventar"),
        row("a", "article", "A title", "12"),
        row("b", "article", "B", "13"),
    )
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"a", "b"}
    workshop.write(
        "metadata/mappings/sheet.yaml",
        "sheets: [sheet.xlsx]\ncolumns: {id: id, kind: kind, title: alternative, Inventar: identifier}\n",
    )
    assert "2 changed records" in workshop.run("ingest").stdout


# With LibreOffice itself.

AS_TEXT = "CSV:44,34,76,1,,0,true,true,false"  # commas, UTF-8, quoted cells as text, dates recognised


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """Files as LibreOffice saves them in another form."""
    program = shutil.which("soffice")
    if not program:
        pytest.skip("soffice is not installed (libreoffice-calc-nogui): nothing is saved by LibreOffice")
    home = tmp_path_factory.mktemp("office")

    def run(paths: list[Path], form: str, out: Path, *more: str) -> list[Path]:
        words = [program, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", form, *more]
        subprocess.run([*words, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=120)
        return [out / f"{path.stem}.{form.split(':', maxsplit=1)[0]}" for path in paths]

    return run


@pytest.fixture(scope="module")
def exported(tmp_path_factory, shared_data):
    """Our own CSV of the sample collection and of a thousand rows of a museum."""
    folder = tmp_path_factory.mktemp("exported")
    sample = Workshop(folder / "sample")
    for name in ("collection", "metadata"):
        shutil.copytree(PROJECT / name, sample.root / name)
    shutil.copy2(PROJECT / "datasette.yaml", sample.root)
    museum = Workshop(folder / "museum")
    CliRunner().invoke(main, ["init", str(museum.root), "--open"], catch_exceptions=False)
    with gzip.open(shared_data / "museum" / "cmoa.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([rows[0], *rows[1 :: len(rows) // 1000][:1000]])
    museum.write("metadata/imports/cmoa.csv", out.getvalue())
    museum.write("metadata/mappings/cmoa.yaml", (PROJECT / "benchmarks/mappings/cmoa.yaml").read_bytes())
    for shop in (sample, museum):
        shop.run("ingest")
        shop.run("export", "csv", "--scope", "all", "-o", str(folder / f"{shop.root.name}.csv"))
    return [folder / "sample.csv", folder / "museum.csv"]


@pytest.mark.parametrize("form", ["xlsx", "ods", pytest.param("csv", marks=pytest.mark.deep)])
def test_an_export_that_libreoffice_saved_comes_back_unharmed(convert, exported, tmp_path, form):
    if form == "csv":
        books = convert(exported, "ods", tmp_path, f"--infilter={AS_TEXT}")
        saved = convert(books, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", tmp_path)
    else:
        saved = convert(exported, form, tmp_path, f"--infilter={AS_TEXT}")
    for before, after in zip(exported, saved, strict=True):
        expected, _ = read(before, "metadata/own.csv")
        found, problems = read(after, "metadata/own.csv")
        assert len(expected) in {39, 1000}
        assert found == expected
        assert not [problem for problem in problems if ": warning: " not in problem]
