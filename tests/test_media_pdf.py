"""PDF documents: their words by page, pictures of their pages, what they say of themselves, and limits."""

from __future__ import annotations

import io
import re
import shutil
import signal
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from archive.media import RECIPES, Examined, examine
from pdf_fixture import below_one_another, drawn, filled_in, pdf_of, saved, with_picture


def texts(examined: Examined) -> list[tuple[int | None, str]]:
    return [(extract.page, extract.text) for extract in examined.extracts]


def look(path: Path, out: Path | None = None) -> Examined:
    """A document examined, with its pictures where a folder for them is given."""
    return examine(path, RECIPES if out else (), out or path.parent / "out")


def derivative(examined: Examined, out: Path, recipe: str) -> Path:
    return next(out / one.path for one in examined.derivatives if one.recipe == recipe)


def jpeg(size: tuple[int, int] = (60, 40), colour: str = "teal", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **options)
    return out.getvalue()


LONG = "Описание хранится вместе с подлинником и никогда его не меняет, а копии делаются"


def test_lines_become_paragraphs_page_by_page(tmp_path):
    first = [LONG, "для чтения на экране.", "", "Второй абзац стоит после пустого места.", LONG, "и ещё раз."]
    second = ["A page of its own."]
    path = saved(pdf_of(below_one_another(first), below_one_another(second)), tmp_path / "a.pdf")
    examined = look(path)
    assert examined.pages == 2
    assert texts(examined) == [
        (1, f"{LONG} для чтения на экране."),
        (1, "Второй абзац стоит после пустого места."),
        (1, f"{LONG} и ещё раз."),
        (2, "A page of its own."),
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Все файлы проверяет храни-", "лище каждый год без исключения", "хранилище"),
        ("Эту дату записал здесь кто-", "то из тех, кто составлял опись", "кто-то"),
        ("Подлинник лежит из-", "за правила в отдельной папке", "из-за"),
        ("Письмо пришло в Санкт-", "Петербург только через год", "Санкт-Петербург"),
        ("The rooms were open in 2004-", "2005 and then closed for repair", "2004-2005"),
        ("The photo-", "graphs are kept as they came", "photographs"),
        ("Слово с мягким пере\xad", "носом остаётся одним словом", "переносом"),
        ("A well-known place, and well-", "known again in this line", "and well-known again"),
        ("Рукопись — это подлин\xadник, хра\xadнимый", "здесь", "подлинник, хранимый здесь"),
        ("The o\ufb03cial \ufb01le \ufb02oor", "is e\ufb00ective", "The official file floor is effective"),
    ],
)
def test_a_word_that_a_line_breaks_is_put_together(tmp_path, first, second, whole):
    path = saved(pdf_of(below_one_another([first, f"{second} и далее"])), tmp_path / "a.pdf")
    (extract,) = look(path).extracts
    assert whole in extract.text


def test_a_first_line_that_is_indented_a_heading_and_a_list_begin_paragraphs(tmp_path):
    lines = [
        (70, 700, LONG),
        (50, 685, LONG),
        (70, 670, LONG),
        (50, 655, "and its end."),
        (50, 640, "• the first thing in a list"),
        (50, 625, "• the second thing in it"),
    ]
    pdf = pdf_of(lines)
    page = pdf.pages[0].obj
    page.Contents = Array([pdf.make_stream(drawn([(50, 730, "Heading")], size=18)), page.Contents])
    examined = look(saved(pdf, tmp_path / "a.pdf"))
    assert [(one.form, one.text) for one in examined.extracts] == [
        (None, "Heading"),
        (None, f"{LONG} {LONG}"),
        (None, f"{LONG} and its end."),
        ("item", "the first thing in a list"),
        ("item", "the second thing in it"),
    ]


def test_columns_are_read_one_after_the_other(tmp_path):
    left = [(50, 700 - 15 * number, f"Left column, line {number}, which is full") for number in range(3)]
    right = [(320, 700 - 15 * number, f"Right column, line {number}, which is full") for number in range(3)]
    examined = look(saved(pdf_of([*left, *right]), tmp_path / "a.pdf"))
    assert [text for _, text in texts(examined)] == [
        " ".join(text for _, _, text in left),
        " ".join(text for _, _, text in right),
    ]


def test_what_a_page_turned_aside_says_is_read_as_upright(tmp_path):
    pdf = pdf_of([])
    content = "\n".join(
        f"BT /F1 12 Tf 0 1 -1 0 {100 + 15 * number} 50 Tm <{text.encode('utf-16-be').hex()}> Tj ET"
        for number, text in enumerate([LONG, "и конец абзаца."])
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(content.encode())
    pdf.pages[0].obj.Rotate = 90
    assert texts(look(saved(pdf, tmp_path / "a.pdf"))) == [(1, f"{LONG} и конец абзаца.")]


def test_what_it_says_of_itself_is_suggested_and_who_made_it_traced(tmp_path):
    pdf = pdf_of([(50, 700, "Text")])
    pdf.Root.Lang = pikepdf.String("ru-RU")
    pdf.docinfo["/Title"] = "Опись фонда"
    pdf.docinfo["/Author"] = "Отдел хранения"
    pdf.docinfo["/Subject"] = "О правилах"
    pdf.docinfo["/Keywords"] = "хранение; опись"
    pdf.docinfo["/CreationDate"] = "D:20040510120000+04'00'"
    pdf.docinfo["/Company"] = "A company"
    pdf.docinfo["/Producer"] = "Some program 1.0"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        packet["dc:rights"] = "Rights of use"
        packet["xmpMM:DocumentID"] = "uuid:document"
    examined = look(saved(pdf, tmp_path / "a.pdf", fix_metadata_version=False))
    assert {(one.term, one.value, one.said_by) for one in examined.suggestions} == {
        ("title", "Опись фонда", "PDF Info Title"),
        ("creator", "Отдел хранения", "PDF Info Author"),
        ("description", "О правилах", "PDF Info Subject"),
        ("subject", "хранение", "PDF Info Keywords"),
        ("subject", "опись", "PDF Info Keywords"),
        ("created", "2004-05-10T12:00:00+04:00", "PDF Info CreationDate"),
        ("rights", "Rights of use", "XMP dc:rights"),
        ("language", "ru-RU", "PDF Lang"),
    }
    assert {(one.name, one.value) for one in examined.traces} == {
        ("PDF Info Author", "Отдел хранения"),
        ("PDF Info Company", "A company"),
        ("XMP xmpMM:DocumentID", "uuid:document"),
    }


def test_properties_in_an_old_code_page_are_read_in_it(tmp_path):
    pdf = pdf_of([(50, 700, "Text")])
    pdf.docinfo["/Title"] = pikepdf.String("Опись дел архива".encode("cp1251"))
    assert look(saved(pdf, tmp_path / "a.pdf")).suggested("title") == "Опись дел архива"


def test_each_page_becomes_a_picture_and_the_first_one_for_the_lists_too(tmp_path):
    out = tmp_path / "out"
    path = saved(pdf_of(*([(50, 700, f"Page {number}")] for number in range(3))), tmp_path / "a.pdf")
    examined = look(path, out)
    sizes = {one.recipe: (one.width, one.height) for one in examined.derivatives}
    assert sizes.keys() == {"large", "small", "veiled", "pages", "clean"}
    assert max(sizes["large"]) == 1600
    assert max(sizes["small"]) == max(sizes["veiled"]) == 400
    with zipfile.ZipFile(derivative(examined, out, "pages")) as bundle:
        assert bundle.namelist() == ["0001.jpg", "0002.jpg", "0003.jpg"]
        for entry in bundle.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            with Image.open(bundle.open(entry)) as picture:
                assert (picture.format, max(picture.size)) == ("JPEG", 1600)
    again = look(path, tmp_path / "again")
    assert again == examined


def test_one_page_alone_needs_no_bundle_of_pages(tmp_path):
    examined = look(saved(pdf_of([(50, 700, "One")]), tmp_path / "a.pdf"), tmp_path / "out")
    assert {one.recipe for one in examined.derivatives} == {"large", "small", "veiled", "clean"}


def test_a_scan_without_text_says_so_in_words(tmp_path):
    pdf = pdf_of([], [], [(50, 700, "A page that was typed")])
    for page in (0, 1):
        with_picture(pdf, page, jpeg())
    mixed = look(saved(pdf, tmp_path / "mixed.pdf"))
    assert mixed.problems == ("has no text of its own on pages 1–2: there it has pictures alone",)
    del pdf.pages[2]
    scanned = look(saved(pdf, tmp_path / "scan.pdf"))
    assert scanned.problems == ("has no text of its own: its 2 pages are pictures",)
    assert scanned.extracts == ()


def test_letters_that_nobody_can_read_are_left_out_and_said(tmp_path):
    private = "".join(chr(0xE000 + number) for number in range(40))
    examined = look(saved(pdf_of([(50, 700, private)]), tmp_path / "a.pdf"))
    assert examined.extracts == ()
    assert examined.problems == ("does not tell which letters are written on page 1: the text there was left out",)


def covering(kind: str, **keys: object) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[40, 690, 400, 720], **keys)


@pytest.mark.parametrize(
    "annotation",
    [
        covering("Square", IC=[0, 0, 0], C=[0, 0, 0]),
        covering("Redact"),
        covering("FreeText", C=[1, 1, 1], DA="/Helv 12 Tf"),
        covering("Highlight", C=[0, 0, 0], QuadPoints=[40, 720, 400, 720, 40, 690, 400, 690]),
        covering("Ink", BS=Dictionary(W=14), InkList=[[40, 705, 400, 705]]),
        covering("Stamp"),
    ],
    ids=lambda annotation: str(annotation.Subtype),
)
def test_what_a_comment_covers_stays_covered(tmp_path, annotation):
    out = tmp_path / "out"
    pdf = pdf_of([(50, 700, "What somebody covered")], [(50, 700, "What nobody covered")])
    pdf.pages[0].obj.Annots = Array([annotation])
    examined = look(saved(pdf, tmp_path / "a.pdf"), out)
    assert texts(examined) == [(2, "What nobody covered")]
    assert "has comments that cover parts of page 1: the text there was left out" in examined.problems
    assert "clean" not in {one.recipe for one in examined.derivatives}
    assert any(problem.startswith("has no copy without its own metadata, as comments") for problem in examined.problems)


def test_a_box_over_a_name_is_in_the_picture_and_a_comment_is_not(tmp_path):
    out = tmp_path / "out"
    pdf = pdf_of([(50, 700, "What somebody covered")])

    def look_of(colour: bytes) -> pikepdf.Object:
        stream = pdf.make_stream(colour + b" rg 0 0 360 30 re f")
        stream.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 360, 30])})
        return Dictionary(N=stream)

    box = covering("Square", IC=[0, 0, 0], AP=look_of(b"0 0 0"))
    note = covering("Caret", AP=look_of(b"1 0 0"), Contents="A remark")
    note.Rect = Array([40, 290, 400, 320])
    pdf.pages[0].obj.Annots = Array([note, box])
    examined = look(saved(pdf, tmp_path / "a.pdf"), out)
    with Image.open(derivative(examined, out, "large")) as picture:
        scale = picture.height / 842
        assert max(picture.getpixel((200 * scale, (842 - 705) * scale))) < 20
        assert min(picture.getpixel((200 * scale, (842 - 305) * scale))) > 235


def test_what_is_in_a_layer_that_is_not_shown_is_no_text(tmp_path):
    pdf = pdf_of([(50, 700, "Shown")], [(50, 700, "On another page")])
    shown, hidden = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("Shown", "Hidden"))
    pdf.Root.OCProperties = Dictionary(OCGs=[shown, hidden], D=Dictionary(OFF=[hidden]))
    form = pdf.make_stream(drawn([(50, 600, "Hidden")]), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    form.OC = Dictionary(Type=Name.OCMD, OCGs=[hidden])
    form.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
    pdf.pages[0].obj.Resources.XObject = Dictionary(Fm=form)
    pdf.pages[0].obj.Contents = Array([pdf.pages[0].obj.Contents, pdf.make_stream(b"/Fm Do")])
    pdf.pages[1].obj.Resources.Properties = Dictionary(L=shown)
    examined = look(saved(pdf, tmp_path / "a.pdf"))
    assert texts(examined) == [(2, "On another page")]
    assert examined.problems == ("has layers that are not shown on page 1: the text there was left out",)


def test_what_is_filled_into_a_form_is_read_and_shown(tmp_path):
    out = tmp_path / "out"
    pdf = pdf_of([(50, 700, "Name:")])
    pdf.pages[0].obj.Annots = Array([filled_in(pdf, "Filled in")])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots)
    examined = look(saved(pdf, tmp_path / "a.pdf"), out)
    assert [text for _, text in texts(examined)] == ["Name:", "Filled in"]
    with Image.open(derivative(examined, out, "large")) as picture:
        scale = picture.height / 842
        field = picture.crop(tuple(int(side * scale) for side in (50, 842 - 420, 150, 842 - 400)))
        assert field.convert("L").getextrema()[0] < 100


def test_one_that_needs_a_password_is_refused_by_name(tmp_path):
    pdf = pdf_of([(50, 700, "Locked")])
    path = saved(pdf, tmp_path / "a.pdf", encryption=pikepdf.Encryption(user="open", owner="own"))
    examined = look(path, tmp_path / "out")
    assert examined.unreadable
    assert examined.problems == ("is encrypted: it cannot be opened without its password",)
    assert examined.derivatives == ()


def test_one_that_anybody_can_open_is_read_though_it_is_locked_against_changes(tmp_path):
    pdf = pdf_of([(50, 700, "Readable")])
    path = saved(pdf, tmp_path / "a.pdf", encryption=pikepdf.Encryption(user="", owner="own"))
    examined = look(path, tmp_path / "out")
    assert texts(examined) == [(1, "Readable")]
    assert examined.problems == ("has no copy without its own metadata, as it is encrypted",)


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.4\n" + bytes(5000), b"%PDF-1.5\nxref\n0 1\ntrailer <<>>\n"],
)
def test_what_is_no_pdf_is_refused_by_name(tmp_path, content):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    examined = look(path, tmp_path / "out")
    assert examined.unreadable
    assert examined.problems[0].startswith("is ")


def test_a_torn_document_is_read_as_far_as_it_can_be(tmp_path):
    path = saved(pdf_of([(50, 700, "Whole")], [(50, 700, "Torn")]), tmp_path / "a.pdf")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 150])
    examined = look(path, tmp_path / "out")
    assert (1, "Whole") in texts(examined)


def deep(pdf: Pdf) -> None:
    pdf.Root.Deep = pikepdf.Object.parse(b"[" * 400 + b"]" * 400)


def long_chain(pdf: Pdf) -> None:
    below = pdf.make_indirect(Dictionary())
    for _ in range(10_000):
        below = pdf.make_indirect(Dictionary(Parent=below, Kids=Array([below])))
    pdf.Root.Outlines = Dictionary(First=below, Last=below)


def huge_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 566_929, 566_929])
    pdf.pages[0].obj.UserUnit = 1000


def thin_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 500_000, 1])


def no_page_size(pdf: Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 0, 0])


def loops(pdf: Pdf) -> None:
    form = pdf.make_stream(b"/Me Do /Me Do")
    form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 9, 9])})
    form.Resources = Dictionary(XObject=Dictionary(Me=form))
    pdf.pages[0].obj.Resources.XObject = Dictionary(Me=form)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/Me Do")


def bomb(pdf: Pdf) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(700)) + packer.flush()
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode)


def scripts(pdf: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS="app.launchURL('http://127.0.0.1:9/');")
    pdf.Root.OpenAction = script
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script])))
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F="/bin/true"))


def broken_picture(pdf: Pdf) -> None:
    with_picture(pdf, 0, jpeg()).write(b"\xff\xd8\xff\xe1\xff\xff", filter=Name.DCTDecode)


HOSTILE = [
    *(deep, long_chain, huge_page, thin_page, no_page_size, scripts, broken_picture),
    *(pytest.param(hurt, marks=pytest.mark.deep) for hurt in (loops, bomb)),
]
_RUN = """
import sys, time
from pathlib import Path
from archive.media import RECIPES, examine
from archive.media.limits import limited
path = Path(sys.argv[1])
examined = examine(path, RECIPES, path.parent / "out", limited)
print(examined.pages, examined.problems)
"""


@pytest.mark.parametrize("hurt", HOSTILE, ids=lambda hurt: hurt.__name__)
def test_a_document_made_to_hurt_ends_in_a_description_or_a_refusal(tmp_path, hurt):
    pdf = pdf_of([(50, 700, "Harmless")])
    hurt(pdf)
    path = saved(pdf, tmp_path / "a.pdf", compress_streams=False)
    run = subprocess.run(
        [sys.executable, "-c", _RUN, path], capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path
    )
    # A worker that dies takes nothing with it, and its file is refused by name.
    assert run.returncode in {0, *({-signal.SIGABRT} if hurt in {bomb, loops} else ())}, run.stderr
    assert "Traceback" not in run.stderr
    assert {entry.name for entry in tmp_path.iterdir()} <= {"a.pdf", "out"}


@pytest.mark.deep
def test_five_hundred_pages_of_scans_take_less_than_a_gigabyte(tmp_path):
    noise = Image.effect_noise((1240, 1754), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=50, comment=b"A remark of the scanner")
    scan = out.getvalue()
    pdf = pdf_of(*([(50, 700, f"Page {number} and its words")] for number in range(500)))
    for number in range(500):
        with_picture(pdf, number, scan + bytes([number % 250]))
    path = saved(pdf, tmp_path / "a.pdf")
    del pdf
    code = _RUN + "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    run = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, timeout=900, check=True)
    assert run.stdout.startswith("500 ")
    assert int(run.stdout.split()[-1]) < 1024 * 1024


def test_a_scan_that_was_read_by_machine_has_the_words_that_a_peer_reads(tmp_path, shared_data):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    path = shared_data / "collectionbuilder" / "objects" / "demo_002.pdf"
    peer = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    ours = " ".join(text for _, text in texts(look(path, tmp_path)))
    words = re.compile(r"\S*\w\S*")
    assert sorted(words.findall(ours)) == sorted(words.findall(peer))
