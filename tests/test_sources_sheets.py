"""Records from sheets: those of our own grammar, and those of other programs as they are."""

from __future__ import annotations

import csv
import gzip
import io
import random
import re

import pytest

from archive import sources
from archive.exports.sheet import export
from archive.records.build import build
from archive.records.columns import Column, HeaderError, parse, spell
from archive.records.model import Origin, Problem, Record
from archive.records.plain import plain
from archive.sources import read_rows, write_rows
from archive.store.rows import Item


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "things.csv"

    def write(content: str | bytes, encoding: str = "utf-8"):
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def read(path) -> tuple[list[Record], list[str]]:
    found = list(sources.read(path, f"metadata/{path.name}"))
    return [x for x in found if isinstance(x, Record)], [str(x) for x in found if isinstance(x, Problem)]


def records(path) -> list[Record]:
    found, problems = read(path)
    assert not problems
    return found


def said(record: Record) -> dict:
    return {key: value for key, value in plain(record).items() if key not in {"id", "kind"}}


def test_columns_are_terms_in_any_spelling_with_a_language_and_a_separator(sheet):
    [one] = records(sheet('id,Dublin Core:Title@ru,title,Subject[;],creator\na,Т,T, x ;; y,"B; C"\n'))
    assert said(one) == {"title": [{"ru": "Т"}, "T"], "subject": ["x", "y"], "creator": "B; C"}
    assert one.origin.line == 2


def test_the_same_header_may_stand_several_times(sheet):
    [one] = records(sheet("id,subject,subject,Box,Box\na,x,y,1,2\n"))
    assert said(one) == {"subject": ["x", "y"], "private": {"x:Box": ["1", "2"]}}


def test_cells_of_yaml_columns_are_read_as_in_a_record_file(sheet):
    rows = write_rows(
        ["id", "rights{}", "consents", "people{}", "withhold", "access{}", "private", "private.more{}", "file{}"],
        [
            [
                "a",
                "{value: In copyright, uri: 'https://example.org/r'}",
                '[{"person": "p-1", "given": "2024-05", "scope": ["publish"]}]',
                "{person: p-1, role: narrator}",
                "[{file: a.ogg, from: 00:01, to: 00:02}]",
                "{level: closed, until: 2034, then: public}",
                "{donor: somebody}",
                "[1, {b: 2}]",
                "[a.ogg, b.ogg]",
            ]
        ],
    )
    [one] = records(sheet(rows))
    assert said(one) == {
        "files": ["a.ogg", "b.ogg"],
        "rights": {"value": "In copyright", "uri": "https://example.org/r"},
        "people": [{"person": "p-1", "role": "narrator"}],
        "consents": [{"person": "p-1", "given": "2024-05", "scope": ["publish"]}],
        "access": {"level": "closed", "until": "2034", "then": "public"},
        "withhold": [{"file": "a.ogg", "from": "00:01", "to": "00:02"}],
        "private": {"donor": "somebody", "more": ["1", {"b": "2"}]},
    }


@pytest.mark.parametrize("column", ["consents", "people", "withhold"])
@pytest.mark.parametrize("cell", ["yes", "[{person", "p-1; p-2", "{persn: p-1}", "*x"])
def test_a_cell_about_access_that_is_not_understood_is_a_fault_of_the_item(sheet, column, cell):
    [one], problems = read(sheet(write_rows(["id", "title", column], [["a", "T", cell]])))
    assert one.faults
    assert any(problem.startswith(f"metadata/things.csv:2:{column}: ") for problem in problems)


def test_access_has_its_columns(sheet):
    header = "id,access,access.until,access.then,access.reviewed,access.originals,access.warning@en,access.warning@ru"
    [one] = records(sheet(f'{header}\na,hidden,2034,public,"{{by: A, on: 2035}}",yes,W,В\n'))
    assert said(one)["access"] == {
        "level": "hidden",
        "until": "2034",
        "then": "public",
        "reviewed": {"by": "A", "on": "2035"},
        "warning": {"en": "W", "ru": "В"},
        "originals": "true",
    }


# Some with Cyrillic letters that look like Latin ones, and one with a letter that is not seen.
TELLING = (
    *(
        "acess",
        "аccess",
        "аccеss",
        "accesa",
        "axcess",
        "eccess",
        "Áccess",
        "ac\u200bcess",
        "access.untill",
        "access_until",
    ),
    *("publish", "published", "no publish", "do_not_publish", "doNotPublish", "draft", "release date", "privacy"),
    *("visible", "visibility", "sensitive", "closed", "secret", "permission", "hide", "hidden", "kint", "person"),
    *("Consent", "consnt", "withheld", "with hold", "embargo", "peple"),
    *("закрыто", "открыто", "публикация", "не публиковать", "Доступ", "согласие"),
    *("Revoked", "Consent revoked", "Revoked on", "Отозвано", "Отозван", "Дата отзыва", "Widerrufen am", "Opt-out"),
    *("Закрыто до", "Срок закрытия", "Closed until", "Available from", "Sperrfrist", "Gesperrt bis"),
    *("Veröffentlichen", "Nicht öffentlich", "Freigabe", "Einwilligung", "Показывать на сайте", "Снято с публикации"),
    *("Show on website", "Approved", "Content warning", "Предупреждение", "Анонимно", "ДСП", "Сусӕг", "Сусæг"),
)


@pytest.mark.parametrize("header", TELLING)
def test_a_column_that_resembles_one_about_access_is_an_error_and_hides_every_item(sheet, header):
    found, problems = read(sheet(f"id,title,{header}\na,T,\nb,U,x\n"))
    assert len(found) == 2
    assert all(record.faults for record in found)
    assert len(problems) == 1
    assert problems[0].startswith(f"metadata/things.csv:1:{header}: ")


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Accession number",
            "Date published",
            "Place of publication",
            "Publisher ID",
            "Public domain",
            "Restorations",
        ),
        *("Side", "Craft", "Find", "Kiln", "Prison", "Mission", "Private collection", "Date closed", "Condition"),
        *("Дата публикации", "Открытка", "Открытие", "Дата поступления", "Сохранность", "Инвентарный номер"),
        *("Published in", "Publication history", "Release number", "Website", "Classification", "Review", "Status"),
        *("Отзывы", "Дата открытия", "Издательство", "Zugangsnummer", "Veröffentlichungsdatum", "Zustand"),
    ],
)
def test_an_ordinary_column_of_a_museum_is_no_column_about_access(sheet, header):
    [one] = records(sheet(f"id,{header}\na,x\n"))
    assert said(one) == {"private": {f"x:{header}": "x"}}


@pytest.mark.parametrize(
    "cell",
    [
        *("hidden", " Hidden ", "hiddеn", "closed", "public", "private", "restricted", "confidential", "embargo"),
        *("withheld", "do not publish", "скрыто", "закрыто", "открыто", "публично", "не публиковать", "Личное"),
        "конфиденциально",
        *("только для служебного пользования", "ДСП", "Not for publication.", "CONFIDENTIAL!", "strictly private"),
        *("closed until 2030", "закрыто до 2030 года", "embargo 2030", "не публиковать до 2040", "top secret"),
        *("consent revoked", "согласие отозвано", "нет согласия", "No consent", "without permission", "доступ закрыт"),
        *("публикация запрещена", "запрещено к публикации", "family only", "только для родственников", "nur intern"),
        *("don’t publish", "Do not publish: a child is named", "Не публиковать: есть адрес", "nicht veröffentlichen"),
        *("vertraulich", "gesperrt bis 2031", "сусӕг", "на сайте не показывать"),
    ],
)
def test_a_word_of_access_in_an_unknown_column_hides_its_item_and_is_said(sheet, cell):
    one, two, three = (found := read(sheet(f"id,Note,private.Box\na,{cell},\nb,a {cell} b,\nc,,{cell}\n")))[0]
    assert (bool(one.faults), two.faults, three.faults) == (True, (), ())
    said_of_it = f"metadata/things.csv:2:Note: “{cell.strip()}” in a column that decides nothing"
    assert found[1] == [f"{said_of_it}; expected access as the header, or private.Note for a mere note"]


@pytest.mark.parametrize(
    "cell",
    [
        *("no", "нет", "yes", "not on display", "Not signed", "no date", "Published", "Опубликовано", "Publication"),
        *("open until 1998", "for children", "не датировано", "без подписи", "нет в наличии", "только копия", "Снято"),
        *("not published in the catalogue of 1930", "закрытое письмо", "private collection", "No known restrictions"),
        *("Public domain", "family archive", "на сайте", "до 1917 года", "с согласия", "Die Schule", "in use"),
    ],
)
def test_an_ordinary_cell_decides_nothing(sheet, cell):
    [one] = records(sheet(f'id,Note,rights\na,"{cell}","{cell}"\n'))
    assert said(one)["private"] == {"x:Note": cell}


def test_words_of_access_in_a_title_or_a_description_are_words(sheet):
    [one] = records(sheet("id,title,description\na,Не публиковать,Confidential\n"))
    assert (said(one)["title"], said(one)["description"]) == ("Не публиковать", "Confidential")


@pytest.mark.parametrize("header", ["title@", "title[", "subject{", "title[;]{}", "title@en[;]{}"])
def test_a_suffix_that_cannot_be_refuses_the_sheet(sheet, header):
    found, [problem] = read(sheet(write_rows(["id", header], [["a", "x"]])))
    assert not found
    assert ":1:" in problem


@pytest.mark.parametrize("header", ["consents@ru", "access[;]", "kind[;]", "access.until{}"])
def test_a_suffix_that_cannot_be_on_a_column_that_decides_hides_every_item(sheet, header):
    [one], [problem] = read(sheet(write_rows(["id", header], [["a", "x"]])))
    assert one.faults
    assert ":1:" in problem


def test_any_other_column_is_kept_privately_under_its_name_as_written(sheet):
    names = ["Country of Origin", "Contents", "Box[;]", "Accession number", "x{}"]
    [one] = records(sheet(write_rows(["id", *names, "private.Access date"], [["a", "1", "2", "3;4", "5", "6", "7"]])))
    assert said(one) == {
        "private": {
            **{f"x:{name}": cell for name, cell in zip(names, ["1", "2", "3;4", "5", "6"], strict=True)},
            "Access date": "7",
        }
    }


def test_coordinates_join_the_first_place_that_is_named(sheet):
    lines = "id,spatial[;],latitude,longitude\na,Beslan; Vladikavkaz,43.19,44.54\nb,,43.19,44.54\nc,Beslan,,\n"
    first, second, third = records(sheet(lines))
    place = {"latitude": "43.19", "longitude": "44.54"}
    assert said(first)["spatial"] == [{"value": "Beslan", **place}, "Vladikavkaz"]
    assert said(second)["spatial"] == place
    assert said(third)["spatial"] == "Beslan"


def test_a_url_in_a_file_column_is_where_else_it_can_be_had_and_no_file(sheet):
    [one] = records(sheet("id,file[;]\na,a.jpg; https://example.org/a.tif\n"))
    assert said(one) == {"files": ["a.jpg"], "hasFormat": {"uri": "https://example.org/a.tif"}}


def test_two_values_where_one_can_be_are_a_fault(sheet):
    [one], [problem] = read(sheet("id,access,access.level\na,public,hidden\n"))
    assert one.faults
    assert problem == "metadata/things.csv:2:access.level: a second value of access.level; expected one"


def test_without_a_column_of_ids_they_come_from_the_identifier_the_file_or_the_words(sheet):
    lines = [
        "title,identifier,file",
        "1,AB-1,x/y.jpg",
        "2,not safe!,x/Школа 1.jpg",
        "3,twice,p.jpg",
        "4,twice,",
        "5,,z/p.jpg",
        "6,,",
    ]
    made = [record.id for record in records(sheet("\n".join(lines)))]
    assert made[:2] == ["AB-1", "shkola-1"]
    assert len(set(made)) == 6
    assert all(re.fullmatch(r"things-[0-9a-f]{8}", identity) for identity in made[2:])


def test_an_id_made_of_words_stays_with_its_row(sheet):
    before = {r.values("title")[0].value: r.id for r in records(sheet("title,Box,Shelf\nA,1,2\nB,,3\n"))}
    moved = records(sheet("Shelf;title;Note;Box\n;New;;\n\n3; B ;;\n2;A;;1\n"))
    assert {r.values("title")[0].value: r.id for r in moved} | before == {
        **before,
        "New": moved[0].id,
    }
    assert [r.id for r in moved[1:]] == [before["B"], before["A"]]


def test_rows_that_say_the_same_are_numbered_and_other_columns_are_other_words(sheet):
    first, second, third, other = (r.id for r in records(sheet("title,source\nA,\nA,\nA,\n,A\n")))
    assert [second, third] == [f"{first}-2", f"{first}-3"]
    assert other.removeprefix("things-") not in first


def test_ids_made_of_words_fit_under_the_longest_name(tmp_path):
    path = tmp_path / f"{'n' * 200}.csv"
    path.write_text("title\nA\nA\n")
    assert len(records(path)) == 2


@pytest.mark.parametrize("column", ["id", "objectid"])
def test_rows_without_a_usable_id_refuse_the_sheet_and_all_are_said(sheet, column):
    found, problems = read(sheet(f"{column},title\na,T\n ,U\nслово,V\nd,W\nb c,X\n"))
    assert not found
    usable = "letters, digits, dots, hyphens and underscores (ASCII)"
    assert problems == [
        f"metadata/things.csv:3:{column}: nothing; expected an id in every row",
        f"metadata/things.csv:4:{column}: “слово”; expected {usable}",
        f"metadata/things.csv:6:{column}: “b c”; expected {usable}",
    ]


def test_a_yaml_record_without_a_usable_id_refuses_its_file(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_text("id: a\n---\nid: b c\n---\nid: d\ntitel: T\n", encoding="utf-8")
    found, problems = read(path)
    assert not found
    assert any(problem.startswith("metadata/some.yaml:3: id: “b c”") for problem in problems)
    path.write_text("id: a\n---\nid: d\n", encoding="utf-8")
    assert [record.id for record in records(path)] == ["a", "d"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_ends_of_lines_and_marked_encodings_are_told(sheet, delimiter, end, encoding):
    text = end.join(["id,Title", 'a,"Одна, ""две"";\tтри"', "", ",", f'b,"x{end}y"', "c,z", ""])
    text = text.replace(",", delimiter).replace("Одна" + delimiter, "Одна,")
    assert [(r.id, r.origin.line, r.values("title")[0].value) for r in records(sheet(text, encoding))] == [
        ("a", 2, 'Одна, "две";\tтри'),
        ("b", 5, f"x{end}y"),
        ("c", 6, "z"),
    ]


def test_excels_own_first_line_names_the_delimiter_and_is_no_row(sheet):
    [one] = records(sheet("sep=;\r\nid;subject[,]\r\na;x,y\r\n"))
    assert (one.origin.line, said(one)) == (2, {"subject": ["x", "y"]})


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "mac_cyrillic", "cp866"])
def test_an_encoding_that_was_guessed_is_said(sheet, encoding):
    title = "Торжественная линейка в Беслане, улица Коминтерна, вид на железную дорогу и сады"
    text = "id;title\n" + "".join(f"p{n};plain\n" for n in range(3000)) + f"a;{title}\n"
    found, [problem] = read(sheet(text, encoding))
    assert found[-1].values("title")[0].value == title
    assert problem == f"metadata/things.csv: warning: read as {encoding}, which is a guess; expected UTF-8"


ROWS = ['a,"One, two",x', "b,Two,y", 'c,"Three",z', "d,Four,", 'e,"Five\nlines","v"', "f,Six,w"]


@pytest.mark.parametrize(
    ("row", "torn"),
    [
        (2, 'a,"One, two,x'),
        (2, 'a,One, two",x'),
        (4, 'c,"Three,z'),
        (4, 'c,"Three" and more,z'),
        (4, 'c,Three",z'),
        (4, 'c,Th"ree,z'),
        (4, 'c,"Th"ree",z'),
        (6, 'e,"Five\nlines,"v"'),
        (7, 'f,Six,"w'),
        (7, '"f,Six,w'),
        (7, 'f,Six,w"'),
    ],
)
def test_a_torn_quote_refuses_the_sheet_and_names_the_row_where_it_opens(sheet, row, torn):
    rows = [torn if number == row else text for number, text in enumerate(ROWS, 2)]
    found, [problem] = read(sheet("\n".join(["id,title,source", *rows, ""])))
    assert not found
    assert problem.startswith(f"metadata/things.csv:{row}: a quotation mark without its other half")


def test_a_torn_quote_in_the_header_refuses_the_sheet(sheet):
    found, [problem] = read(sheet('id,"title\na,T\n'))
    assert not found
    assert problem.startswith("metadata/things.csv:1: ")


def test_inches_may_stand_in_pairs(sheet):
    [one] = records(sheet('id,extent\na,12" x 15"\n'))
    assert said(one) == {"extent": '12" x 15"'}


def test_cells_without_a_header_refuse_the_sheet_and_all_are_said(sheet):
    found, problems = read(sheet("id,title,\na,One, two\nb,Two,,\nc,Three,x,y\n"))
    assert not found
    assert [problem.split(": ")[0] for problem in problems] == ["metadata/things.csv:2", "metadata/things.csv:4"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "an empty file"), (b"\r\n,,\r\n", "an empty file"), (b"PK\x03\x04\x00", "not a text file")],
)
def test_what_is_no_sheet_is_said(sheet, content, expected):
    found, [problem] = read(sheet(content))
    assert not found
    assert expected in problem


def test_a_sheet_with_a_header_alone_holds_nothing(sheet):
    assert records(sheet("id,title\n")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_a_cell_may_hold_a_transcript(sheet, encoding):
    [one], _ = read(sheet(f"id,description,title\na,{'word ' * 40_000}end,Беслан\n", encoding))
    assert len(one.values("description")[0].value) == 200_003


def test_rows_that_were_written_are_read_back(sheet):
    rows = [["a", 'x "y"', "1;2"], ["b", "two\nlines", " =1"]]
    table, problems = read_rows(sheet(write_rows(["id", "note", "more[;]"], rows)), "x.csv")
    assert (table.header, list(table), problems) == (("id", "note", "more[;]"), [(2, rows[0]), (3, rows[1])], [])


def test_collectionbuilder_sheets_are_read_as_they_are(shared_data):
    found, problems = read(shared_data / "collectionbuilder" / "demo-compoundobjects-allmedia.csv")
    assert all("“eng” is no language tag" in problem or "“Audio” is no DCMI Type" in problem for problem in problems)
    found = {r.id: r for r in found}
    assert len(found) == 30
    first, third, fifth = (said(found[f"demo_00{number}"]) for number in (1, 3, 5))
    assert first["files"] == ["objects/demo_001.jpg"]
    assert first["isPartOf"] == "demo_008"
    assert first["subject"] == ["universities", "buildings", "campuses", "picture postcards"]
    assert first["type"] == ["Image", "StillImage"]
    assert first["spatial"] == {"value": "Moscow, Idaho", "latitude": "46.725562", "longitude": "-117.009633"}
    assert first["rights"] == ["Public Domain", {"uri": "https://creativecommons.org/publicdomain/mark/1.0/"}]
    assert first["private"]["x:display_template"] == "image"
    assert third["private"]["x:object_transcript"].startswith("[slightly scratchy recording")
    assert third["files"] == ["objects/demo_003.mp3"]
    assert fifth["files"] == ["objects/demo_005.txt"]
    assert fifth["hasFormat"] == {"uri": "https://vimeo.com/464555587"}


@pytest.mark.parametrize(("name", "rows"), [("demo-metadata", 7), ("demo-compoundobjects-metadata", 34)])
def test_every_collectionbuilder_row_is_a_record(shared_data, name, rows):
    found, problems = read(shared_data / "collectionbuilder" / f"{name}.csv")
    assert all(": warning: " in problem for problem in problems)
    assert len(found) == len({record.id for record in found}) == rows
    assert not [record.faults for record in found if record.faults]


@pytest.mark.parametrize(
    ("name", "rows", "first"),
    [
        ("cheeses", 13, r"cheeses-[0-9a-f]{8}"),
        ("heyerMysteries", 12, r"heyermysteries-[0-9a-f]{8}"),
        ("Austen_published", 10, r"austen_published-[0-9a-f]{8}"),
        ("HolmesCanon", 60, "STUD"),
    ],
)
def test_omeka_sheets_are_read_as_they_are(shared_data, name, rows, first):
    found, problems = read(shared_data / "omeka" / f"{name}.csv")
    assert len(found) == len({record.id for record in found}) == rows
    assert re.fullmatch(first, found[0].id)
    assert all("warning: " in problem for problem in problems)
    assert not any(record.faults or record.files for record in found)


def test_omeka_files_are_named_and_never_fetched_and_tags_are_subjects(shared_data):
    [one, *_], [problem] = read(shared_data / "omeka" / "HolmesCanon.csv")
    assert said(one)["subject"] == "mystery"
    assert said(one)["hasFormat"]["uri"].endswith("ArthurConanDoyle_AStudyInScarlet.jpg")
    assert "which is a guess" in problem


@pytest.mark.parametrize(("written", "kind"), [("Sound", "other"), ("Image; Moving Image", "other"), ("", "testimony")])
def test_sound_and_film_of_a_collectionbuilder_site_wait_for_no_consent(sheet, written, kind):
    [one] = records(sheet(f"objectid,type,object_location\na,{written},a.mp3\n"))
    assert one.kind == kind


def test_a_kind_that_is_written_stands_in_a_collectionbuilder_sheet_and_other_sheets_have_the_general_rule(sheet):
    [one] = records(sheet("objectid,type,kind,object_location\na,Sound,testimony,a.mp3\n"))
    [two] = records(sheet("id,type,file\na,Sound,a.mp3\n"))
    assert (one.kind, two.kind) == ("testimony", "testimony")


@pytest.mark.parametrize(("name", "rows"), [("tate", 6_921), ("cmoa", 2_826)])
def test_the_columns_of_a_museum_are_read_without_a_fault(shared_data, tmp_path, name, rows):
    path = tmp_path / f"{name}.csv"
    with gzip.open(shared_data / "museum" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        content = list(csv.reader(lines))
    place = content[0].index("id")  # those of cmoa hold what no address may
    sample = [[*row[:place], f"n{number}", *row[place + 1 :]] for number, row in enumerate(content)][1::10]
    path.write_bytes(write_rows(content[0], sample))
    found, problems = read(path)
    assert len(found) == rows
    assert not [record.faults for record in found if record.faults]
    assert not [problem for problem in problems if "decides nothing" in problem]


def test_rows_are_those_that_pythons_own_reader_finds(shared_data, tmp_path):
    path = tmp_path / "cmoa.csv"
    path.write_bytes(gzip.decompress((shared_data / "museum" / "cmoa.csv.gz").read_bytes()))
    table, problems = read_rows(path, "cmoa.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        expected = [row for row in csv.reader(lines) if any(row)][1:]
    assert (problems, [cells for _, cells in table]) == ([], expected)


def test_a_quote_torn_off_anywhere_in_a_real_sheet_is_found(shared_data, sheet):
    content = (shared_data / "collectionbuilder" / "demo-metadata.csv").read_bytes()
    places = [position for position, byte in enumerate(content) if byte == ord('"')]
    for position in random.Random(1).sample(places, 40):
        found, problems = read(sheet(content[:position] + content[position + 1 :]))
        assert (found, sum(": warning: " not in problem for problem in problems)) == ([], 1)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Title", Column(("title",))),
        ("dcterms:title@zh-Hant[ | ]", Column(("title",), "zh-Hant", " | ")),
        ("rights {}", Column(("rights",), yaml=True)),
        ("Access", Column(("access", "level"))),
        ("private.a.b@c[;]", Column(("private", "a.b@c"), separator=";")),
        ("private.size [cm]", Column(("private", "size [cm]"))),
        ("consents", Column(("consents",), yaml=True)),
    ],
)
def test_a_header_is_parsed_and_spelt_as_one_that_parses_the_same(header, column):
    assert parse(header) == column
    assert parse(spell(column)) == column


def test_a_private_name_that_is_a_word_of_the_grammar_is_spelt_in_full():
    assert spell(Column(("private", "x:title"))) == "private.x:title"
    assert spell(Column(("private", "x:Box"))) == "Box"
    assert spell(Column(("private", " x "))) is None


def test_a_header_error_says_what_would_do():
    with pytest.raises(HeaderError, match=r"resembles access\.until; expected access\.until, or `private\.embargo`"):
        parse("embargo")


def test_private_notes_may_repeat_in_a_cell_and_units_in_brackets_are_part_of_the_name(sheet):
    header = "id,private.notes[;],private.size [cm],private.seen[ | ],private.box{}"
    [one, two] = records(sheet(f'{header}\na,first; second ;,12,x | y; z,"[1, 2]"\nb,alone,,,\n'))
    assert one.private == {"notes": ["first", "second"], "size [cm]": "12", "seen": ["x", "y; z"], "box": ["1", "2"]}
    assert two.private == {"notes": "alone"}
    assert {type(note) for note in one.private["notes"]} == {str}


def test_private_without_a_name_is_said(sheet):
    _, problems = read(sheet("id,private.\na,a note\n"))
    assert problems[0] == "metadata/things.csv:1:private.: private. without a name; expected private.NAME"


@pytest.mark.parametrize(
    "private",
    [
        {"notes": ["a", "b"]},
        {"notes": ["a"]},
        {"notes": ["a; b", "c"]},
        {"notes[;]": "a; b"},
        {"notes[;]": ["x", "y; z"]},
        {"notes[;]{}": "x"},
        {"size [cm]": "12"},
        {"notes": [["a"], {"b": "c"}]},
        {"notes": ["a", ""]},
        {"x:Shelf[;]": "a; b"},
        {"": "x"},
    ],
)
def test_private_notes_of_any_form_come_back_from_a_sheet(sheet, private):
    record, _ = build({"id": "a", "private": private}, Origin("one.yaml"))
    out = io.BytesIO()
    export(lambda: iter([Item(record)]), out)
    [back] = records(sheet(out.getvalue()))
    assert back.private == private
