"""Files made to hurt or to tell more than they show: what is not seen in them does not come out, and nothing hangs."""

from __future__ import annotations

import importlib
import struct
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from pikepdf import Pdf

from archive.catalogue.workers import processes
from archive.media import RECIPES, Examined, examine
from archive.media.limits import limited
from archive.media.matter import Found, Matter
from archive.records.access import Verdict
from conftest import growth
from pdf_fixture import below_one_another, drawn, pdf_of, saved
from test_media_office import docx, odt, paragraph, run

EXAMINE = importlib.import_module("archive.media.examine")
SECRET = drawn([(100, 400, "Covered words")])
SHOWN = "A line that everybody sees."


def document(folder: Path, drawing: bytes, box: list[int] | None = None) -> Examined:
    """A PDF of a line and something else, examined with its pictures."""
    pdf: Pdf = pdf_of(below_one_another([SHOWN]))
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + drawing)
    if box:
        page.CropBox = box
    return examine(saved(pdf, folder / "a.pdf"), RECIPES, folder / "out")


@pytest.mark.parametrize(
    ("drawing", "box"),
    [
        (b" q 1 1 1 rg " + SECRET + b" Q", None),
        (SECRET + b" q 0 0 0 rg 90 390 200 25 re f Q", None),
        (SECRET + b" q 1 1 1 rg 90 390 200 25 re f Q", None),
        (drawn([(1000, 400, "Covered words")]), None),
        (SECRET, [0, 600, 595, 842]),
        (b" q 3 Tr " + SECRET + b" Q", None),
        (b" q 0 0 10 10 re W n " + SECRET + b" Q", None),
        (b" q .001 0 0 .001 0 0 cm " + SECRET + b" Q", None),
    ],
    ids=["white", "below black", "below white", "beside the page", "cut off", "invisible", "clipped", "too small"],
)
def test_words_of_a_pdf_that_nobody_sees_are_no_text_and_in_no_copy(tmp_path, drawing, box):
    examined = document(tmp_path, b" " + drawing, box)
    assert [extract.text for extract in examined.extracts] == [SHOWN]
    assert "has words that cannot be seen on page 1: they were left out" in examined.problems
    assert [one.recipe for one in examined.derivatives] == ["large", "small", "veiled"]


def test_of_a_line_only_the_covered_word_is_left_out(tmp_path):
    examined = document(tmp_path, b" " + SECRET + b" q 0 0 0 rg 98 395 44 20 re f Q")
    assert [extract.text for extract in examined.extracts] == [SHOWN, "words"]


def test_words_on_a_dark_ground_and_letters_that_are_but_a_stroke_are_seen(tmp_path):
    light = b" q 0 0 0 rg 90 390 300 25 re f Q q 1 1 1 rg " + SECRET + b" Q " + drawn([(100, 300, "I l 1 - . i")])
    examined = document(tmp_path, light)
    assert [extract.text for extract in examined.extracts] == [SHOWN, "Covered words", "I l 1 - . i"]
    assert not examined.problems


def test_letters_of_a_font_that_is_not_there_are_no_secret(tmp_path):
    words = "Описание хранится вместе с подлинником."
    examined = examine(saved(pdf_of(below_one_another([words])), tmp_path / "a.pdf"), (), tmp_path)
    assert [extract.text for extract in examined.extracts] == [words]


def row(cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{cells}</w:tr>"


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc>{properties}{paragraph(run(words))}</w:tc>"


WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (paragraph(run("Shown ") + run("secret", WHITE)), ["Shown"]),
        (paragraph(run("Shown", f'{WHITE}<w:shd w:val="clear" w:fill="1F3864"/>')), ["Shown"]),
        (f"<w:tbl>{row(cell('Shown'))}{row(cell('secret'), '<w:trPr><w:hidden/></w:trPr>')}</w:tbl>", ["Shown"]),
        (f"<w:tbl>{row(cell('Shown') + cell('secret', '<w:tcPr><w:cellDel/></w:tcPr>'))}</w:tbl>", ["Shown"]),
    ],
    ids=["white", "white on blue", "hidden row", "deleted cell"],
)
def test_what_a_docx_hides_by_its_looks_is_no_text(tmp_path, body, shown):
    examined = examine(docx(tmp_path / "a.docx", body), (), tmp_path)
    assert [extract.text for extract in examined.extracts] == shown


def test_a_row_that_an_odt_folds_away_is_no_text(tmp_path):
    rows = "".join(
        f"<table:table-row{hides}><table:table-cell><text:p>{words}</text:p></table:table-cell></table:table-row>"
        for words, hides in (("Shown", ""), ("secret", ' table:visibility="collapse"'))
    )
    examined = examine(odt(tmp_path / "a.odt", f"<table:table>{rows}</table:table>"), (), tmp_path)
    assert [extract.text for extract in examined.extracts] == ["Shown"]


def test_a_note_that_is_referred_to_without_end_does_not_fill_the_catalogue(tmp_path, monkeypatch):
    monkeypatch.setattr(EXAMINE, "MOST_LETTERS", 10_000)
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="1">'
        f"{paragraph(run('x' * 400))}</w:footnote></w:footnotes>"
    )
    body = paragraph("<w:r>" + '<w:footnoteReference w:id="1"/>' * 100 + "</w:r>")
    examined = examine(docx(tmp_path / "a.docx", body, **{"word/footnotes.xml": notes}), (), tmp_path)
    assert examined.problems == ("unfolds into a text of more than 10,000 letters",)
    assert (examined.unreadable, examined.extracts) == (True, ())


def test_more_paragraphs_than_anybody_writes_are_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(EXAMINE, "MOST_PASSAGES", 100)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\n\n" * 101)
    assert examine(path, (), tmp_path).problems == ("has more than 100 paragraphs",)


def fill_memory(matter: Matter) -> Found:
    """Holds what it took when memory ends, as a parser holds its tree."""
    held: tuple = ()
    for size in (2**20, 2**12, *range(448, 0, -16)):
        with suppress(MemoryError):
            while True:
                held = (bytes(size), held)
    raise MemoryError


def look_within_memory(path: Path) -> Examined:
    EXAMINE.EXAMINERS["text/plain"] = replace(EXAMINE.EXAMINERS["text/plain"], look=fill_memory)
    return examine(path, (), path.parent, limited)


def test_a_file_that_fills_memory_with_small_things_is_kept_and_the_run_goes_on(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("A file.")
    with processes(1, []) as pool:
        examined = pool.submit(look_within_memory, path).result()
    assert examined.unreadable
    assert examined.problems[0].startswith("takes more memory to look into than the 1,024 MiB")


def test_tens_of_thousands_of_remarks_in_a_picture_are_each_read_once(tmp_path):
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    end = chunk(b"IDAT", zlib.compress(bytes(200))) + chunk(b"IEND", b"")
    path = tmp_path / "a.png"

    def read(number: int) -> None:
        remarks = b"".join(chunk(b"tEXt", b"k%d\0x%d" % (at, at)) for at in range(number))
        path.write_bytes(header + remarks + end)
        assert len(examine(path, (), tmp_path).traces) == 500

    assert growth(read, 2_000) < 24


@pytest.mark.parametrize("media_type", ["application/pdf", "application/rtf", "multipart/related", "application/warc"])
@pytest.mark.parametrize("lacking", ["words", "face", "download"])
def test_a_document_needs_words_face_and_download(media_type, lacking):
    scopes = frozenset({"publish", "name", "words", "face", "voice", "download"})
    assert Verdict("public", "", scope=scopes).shows(media_type)
    assert not Verdict("public", "", scope=scopes - {lacking}).shows(media_type)
    assert not Verdict("public", "", scope=scopes - {lacking}, originals=True).gives(media_type)
