"""What people and spreadsheets do wrong in a sheet: all of it is said at once, and nothing of the sheet goes in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from archive import sources
from archive.records.model import Problem, Record
from archive.sources.sheets.dialect import LONGEST, Dialect, dialect_of

HEADER = [
    *("id", "kind", "file[;]", "title", "title@ru", "title@rus", "date", "language", "subject[;]", "spatial{}"),
    *("latitude", "longitude", "access", "access.until", "access.then", "access.reviewed", "access.originals"),
    *("people", "consents", "withhold", "private", "private.box{}", "Shelf", "title[", "Restricted", "identifier"),
]
# A cell of a row of its own, and what is said of it.
CELLS = [
    ("id", "", "nothing; expected an id in every row"),
    ("id", "the bell", "“the bell”; expected letters, digits"),
    ("id", "слово", "“слово”; expected letters, digits"),
    ("id", "good", "“good” is also in row 2; expected an id of its own"),
    ("kind", "foto", "“foto”; expected photo"),
    ("file[;]", "/etc/passwd", "expected a path relative to collection/"),
    ("file[;]", "a.jpg; ../b.jpg", "“../b.jpg”; expected a path relative to collection/"),
    ("spatial{}", "{value: Beslan, latitude: 43.19}", "one coordinate; expected latitude and longitude"),
    ("spatial{}", "{value: Beslan, latitude: 143.19, longitude: 44.54}", "expected degrees from -90 to 90"),
    ("spatial{}", "[Beslan", "a list that is not closed"),
    ("spatial{}", "*place", "the alias *place"),
    ("spatial{}", "{uri: nowhere}", "“nowhere” is no URI"),
    ("spatial{}", "{qq-qq-qq: Beslan}", "no language tag"),
    ("spatial{}", "[[a list, in a list]]", "a list within a list"),
    ("latitude", "43.19", "one coordinate"),
    ("longitude", "east", "longitude “east”; expected degrees"),
    ("access", "secret", "level “secret”; expected public, closed, hidden"),
    ("access.until", "soon", "until “soon”; expected YYYY"),
    ("access.then", "opened", "then “opened”"),
    ("access.reviewed", "yes", "access"),
    ("access.originals", "perhaps", "originals “perhaps”; expected true, yes, false, no"),
    ("people", "p-1", "people"),
    ("people", "{person: p-1, role: narator}", "role “narator”; expected narrator"),
    ("consents", "yes", "consents"),
    ("consents", "{person: p-1, given: 2024, scope: [publish, word]}", "scope “word”; expected words"),
    ("consents", "{person: p-1, givn: 2024, scope: [publish]}", "“givn”; expected given"),
    ("withhold", "all", "withhold: “all”"),
    ("withhold", "[{page: 3}]", "“page”"),
    ("private", "a note", "not a map; expected a map of names and values"),
    ("private.box{}", "{a: 1, a: 2}", "“a” a second time"),
    ("Shelf", "не публиковать", "in a column that decides nothing; expected access as the header"),
    ("title", "#REF!", "“#REF!”, a spreadsheet's word for a value that it could not work out"),
    ("title@ru", "#ИМЯ?", "“#ИМЯ?”, a spreadsheet's word for a value that it could not work out"),
    ("identifier", "1.23457E+11", "warning: “1.23457E+11” is what a spreadsheet leaves of a long number"),
    ("date", "38231", "warning: “38231” may be what a spreadsheet made of 2004-09-01; expected the date itself"),
]
IN_HEADER = {"title[": "title", "Restricted": "a header that resembles access", "title@rus": "“rus”"}


def mistakes() -> str:
    good = [{"id": "good", "title": "A good row", "identifier": "0012"}]
    bad = [{"id": f"row-{number}", "title": "A title", column: cell} for number, (column, cell, _) in enumerate(CELLS)]
    lines = [",".join(HEADER)]
    lines += [",".join('"' + row.get(name, "").replace('"', '""') + '"' for name in HEADER) for row in (*good, *bad)]
    lines += [
        "stray" + "," * len(HEADER) + "one cell too many",
        'torn,photo,"a.jpg' + "," * (len(HEADER) - 3),
        "shortened,,0012.jpg,A title" + "," * (len(HEADER) - 4) + "12",
    ]
    return "\r\n".join([*lines, ""])


def said_of(path) -> tuple[list[Record], list[str]]:
    found = list(sources.read(path, f"metadata/{path.name}"))
    return [x for x in found if isinstance(x, Record)], [str(x) for x in found if isinstance(x, Problem)]


@pytest.fixture
def sheet(tmp_path):
    def write(content: str | bytes, name: str = "things.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_forty_mistakes_are_said_in_one_run_and_nothing_of_the_sheet_goes_in_while_the_others_do(workshop):
    workshop.write("metadata/people.yaml", "p-1: {name: {en: Specimen}, withhold: false, adult: true}\n")
    workshop.write("metadata/mistakes.csv", mistakes())
    workshop.write("metadata/other.csv", "id,title\nother,Another sheet\n")
    said = workshop.run("ingest", status=1).stderr.splitlines()
    told = [line for line in said if line.startswith("metadata/mistakes.csv:")]
    torn = len(CELLS) + 4
    expected = [(f"{row}:{column}", words) for row, (column, _, words) in enumerate(CELLS, start=3)]
    expected += [(f"1:{column}", words) for column, words in IN_HEADER.items()]
    expected += [
        (f"{torn - 1}", "in a column without a header (27)"),
        (f"{torn}", "a quotation mark without its other half"),
        (f"{torn + 1}:identifier", "warning: “12” beside the file 0012.jpg"),
    ]
    assert len(expected) == 41
    for place, words in expected:
        start = f"metadata/mistakes.csv:{place}: "
        assert [line for line in told if line.startswith(start) and words in line], (place, words, told)
    assert {line.split(": ")[0].split(":", 1)[1] for line in told} == {place for place, _ in expected}
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT item FROM records").fetchall() == [("other",)]
    assert workshop.run("ingest", status=1).stderr.splitlines() == said


def test_a_refused_sheet_stays_as_it_was_and_keeps_the_old_edition(workshop):
    workshop.write("metadata/s.csv", "id,kind,title,spatial{}\na,article,A,\nb,article,B,\n")
    workshop.run("publish", "--yes")
    before = workshop.public_bytes()
    workshop.write("metadata/s.csv", "id,kind,title,spatial{}\na,article,Another,\nb,article,B,[\n")
    assert "not published" in workshop.run("publish", "--yes", status=1).stderr
    assert workshop.public_bytes() == before
    workshop.run("publish", "--yes", "--without-refused", status=1)
    assert workshop.public_ids() == set()
    workshop.write("metadata/s.csv", "id,kind,title,spatial{}\na,article,Another,\nb,article,B,\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"a", "b"}


def test_a_word_about_access_that_is_not_understood_hides_its_item_at_once_and_no_other(workshop):
    workshop.write("metadata/s.csv", "id,kind,title,access\na,article,A,\nb,article,B,\n")
    workshop.run("publish", "--yes")
    workshop.write("metadata/s.csv", "id,kind,title,access\na,article,A,\nb,article,B,hiden\n")
    workshop.run("publish", "--yes", status=1)
    assert workshop.public_ids() == {"a"}


def test_an_odd_date_refuses_no_sheet(sheet):
    found, [problem] = said_of(sheet("id,date\na,when the hall was opened\nb,1931\n"))
    assert len(found) == 2
    assert "2:date: warning: " in problem


@pytest.mark.parametrize("where", range(3))
def test_behind_a_torn_quote_the_other_mistakes_are_found_as_well(sheet, where):
    rows = ['a,"One', 'b,"Two\nlines",x', "c,Three,[", "the d,Four,", 'e,"Fi"ve,']
    rows[0], rows[where] = rows[where], rows[0]
    _, problems = said_of(sheet("\n".join(["id,title,spatial{}", *rows, ""])))
    found = {words for words in ("without its other half", "not closed", "“the d”") if words in "\n".join(problems)}
    assert found == {"without its other half", "not closed", "“the d”"}


@pytest.mark.parametrize("column", ["id", "identifier"])
def test_numbers_that_lost_their_zeros_are_told_from_the_others_in_their_column(sheet, column):
    rows = "".join(f"{value}\n" for value in ("0012", "13", "0014", "A-1", "12345"))
    found, [problem] = said_of(sheet(f"{column}\n{rows}"))
    assert len(found) == 5
    assert problem.startswith(f"metadata/things.csv:3:{column}: warning: “13” among numbers of 4 digits")


def test_numbers_without_zeros_are_left_in_peace(sheet):
    assert said_of(sheet("id,identifier,file\n1,7,a.jpg\n12,100,12.jpg\n"))[1] == []


@pytest.mark.parametrize("column", ["title", "date", "Private note"])
def test_no_number_is_put_right_in_silence(sheet, column):
    [record], [problem, *_] = said_of(sheet(f"id,{column}\na,1.23457E+11\n"))
    assert "1.23457E+11" in str(record)
    assert f"2:{column}: warning: “1.23457E+11” is what a spreadsheet leaves of a long number" in problem


def test_a_year_is_no_number_of_days(sheet):
    assert said_of(sheet("id,date\na,1931\nb,0987\n"))[1] == []


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        (b"a;b\r\n1;2\r\n", Dialect("utf-8", b"", ";", "\r\n")),
        (b"\xef\xbb\xbfa\tb\n1\t2\n", Dialect("utf-8", b"\xef\xbb\xbf", "\t", "\n")),
        ("a,b\r1,2\r".encode("utf-16"), Dialect("utf-16-le", b"\xff\xfe", ",", "\r")),
        (b'sep=;\r\n"a\n[,]";b\r\n1;2\r\n', Dialect("utf-8", b"", ";", "\r\n", "sep=;\r\n")),
        (b"a", Dialect("utf-8", b"", ",", "\r\n")),
    ],
)
def test_how_a_sheet_is_written_down_is_told(sheet, content, dialect):
    path = sheet(content)
    assert dialect_of(path) == dialect
    skipped = dialect.bom + dialect.excel_line.encode(dialect.encoding)
    assert content.startswith(skipped)
    assert content[len(skipped) :].decode(dialect.encoding).encode(dialect.encoding) == content[len(skipped) :]


@pytest.mark.parametrize("content", ["id;title\na;Школа и её сад\n".encode("cp1251"), b"PK\x03\x04\x00\x00"])
def test_a_dialect_is_never_guessed_at(sheet, content):
    with pytest.raises(ValueError, match=r"guess|not a text file"):
        dialect_of(sheet(content))


def test_a_row_beyond_the_limit_is_said_and_those_behind_it_are_looked_at(sheet):
    long = b"a," + b"word " * (LONGEST // 5 + 1)
    found, problems = said_of(sheet(b"id,title\n" + long + b"\nthe b,B\n"))
    assert not found
    assert f"things.csv:2: a row of more than {LONGEST:,} characters" in problems[0]
    assert problems[1].startswith("metadata/things.csv:3:id: “the b”")


def test_a_header_beyond_the_limit_is_said(sheet):
    _, [problem] = said_of(sheet(",".join(f"c{number}" for number in range(20_000)) + "\n"))
    assert "20,000 columns; expected 16,384 at most" in problem


@pytest.mark.deep
def test_a_sheet_larger_than_the_memory_it_is_read_in(tmp_path):
    path = tmp_path / "large.csv"
    row = ",".join(["{}", "A title of some length", *[""] * 40, "word " * 400]) + "\r\n"
    with path.open("w", newline="") as out:
        out.write(
            ",".join(["id", "title", *(f"subject{'@ru' if n % 2 else ''}" for n in range(40)), "abstract"]) + "\r\n"
        )
        for number in range(160_000):
            out.write(row.format(f"n{number}"))
    assert path.stat().st_size > 300 << 20
    script = (
        "import resource, sys; from pathlib import Path; from archive import sources\n"
        "resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))\n"
        "print(sum(1 for _ in sources.read(Path(sys.argv[1]), 'large.csv')))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("160000\n", "")


def test_two_columns_in_two_spellings_of_one_language_refuse_the_sheet_where_a_row_fills_both(sheet):
    records, said = said_of(sheet("id,title@ru,title@RU,title@en\na,A,,A\nb,A,B,C\nc,,C,\n"))
    assert not records
    assert said == [
        "metadata/things.csv:1:title@RU: title: “RU” and “ru” are one language; expected one spelling of it"
    ]


def test_two_spellings_of_one_language_in_rows_of_their_own_are_read(sheet):
    records, said = said_of(sheet("id,title@ru,title@RU,subject@ru[;],subject@RU[|]\na,A,,B; C,\nb,,A,,B | C\n"))
    assert [[value.language for value in record.statements] for record in records] == [["ru"] * 3, ["RU"] * 3]
    assert not said


def test_a_warning_in_two_spellings_of_one_language_hides_the_item(sheet):
    [record], said = said_of(sheet("id,access.warning@ru,access.warning@RU\na,A,B\n"))
    assert record.faults
    assert "“RU” and “ru” are one language" in said[0]
