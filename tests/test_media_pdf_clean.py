"""The copy of a PDF without its own metadata: what it leaves behind, what it keeps, and when there is none."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem, Pdf, String
from PIL import Image, ImageChops, ImageCms

from archive.media.pdf.clean import clean
from archive.media.pdf.inner import UnclearError, bare_jpeg, bare_jpeg2000, bare_profile
from pdf_fixture import filled_in, pdf_of, saved, with_picture

# Each of these words is planted in a place of its own, and must not be in a copy.
SECRETS = (
    *("SecretAuthor", "SecretCompany", "SecretPacket", "SecretProgram", "SecretRevision", "SecretAttachment"),
    *("SecretComment", "SecretReviewer", "SecretScript", "SecretOpening", "SecretThumbnail", "SecretLayer"),
    *("SecretCamera", "SecretJpegComment", "SecretAfterTheEnd", "SecretPictureProperty", "SecretProfile"),
    *("SecretRemark", "SecretMark", "SecretPath", "SecretTag", "SecretField", "SecretAction", "SecretUnreferenced"),
    *("SecretDestination", "SecretThread", "SecretPlace", "SecretTransport"),
)


def secret(word: str) -> str:
    """A word that is planted, spelled so that leaving it out of the list above is noticed."""
    assert word in SECRETS
    return word


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = secret("SecretCamera")
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 11.0, 24.0), 3: "E", 4: (44.0, 32.0, 24.0)})
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    picture.save(out, "JPEG", exif=exif, comment=secret("SecretJpegComment").encode(), quality=90)
    return out.getvalue() + secret("SecretAfterTheEnd").encode()


def profile() -> bytes:
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", data, 128)[0]
    for number in range(count):
        name, at, size = struct.unpack_from(">4sII", data, 132 + 12 * number)
        if name == b"cprt":
            data[at + 28 : at + size] = secret("SecretProfile").encode().ljust(size - 28, b" ")[: size - 28]
    assert b"SecretProfile" in data
    return bytes(data)


def with_secrets(path: Path) -> Path:
    """A document with a secret in each place that is known to have some."""
    pdf = pdf_of([(50, 700, "What the page shows")], [(50, 700, "The second page")])
    page, second = pdf.pages[0].obj, pdf.pages[1].obj
    pdf.docinfo["/Author"] = secret("SecretAuthor")
    pdf.docinfo["/Company"] = secret("SecretCompany")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        packet["dc:creator"] = [secret("SecretPacket")]
    pdf.Root.PieceInfo = Dictionary(Program=Dictionary(Private=String(secret("SecretProgram"))))
    pdf.attachments["notes.txt"] = pikepdf.AttachedFileSpec(pdf, secret("SecretAttachment").encode())
    script = Dictionary(S=Name.JavaScript, JS=secret("SecretScript"))
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("s"), script]))
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=secret("SecretOpening"))
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Threads = Array([Dictionary(I=Dictionary(Title=secret("SecretThread")))])
    pdf.Root.Legal = Dictionary(Attestation=secret("SecretTransport"))
    photo = with_picture(pdf, 0, photograph())
    photo.Metadata = pdf.make_stream(secret("SecretPictureProperty").encode())
    photo.ColorSpace = Array([Name.ICCBased, pdf.make_stream(profile(), N=3)])
    thumbnail = pdf.make_stream(secret("SecretThumbnail").encode(), Width=1, Height=1)
    page.Thumb = thumbnail
    page.VP = Array([Dictionary(Measure=Dictionary(GPTS=[1, 2], Name=secret("SecretPlace")))])
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=secret("SecretLayer")))
    pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(ON=[layer], Order=[String("SecretLayer"), layer]))
    form = pdf.make_stream(b"% SecretRemark\n/Span <</MCID 0 /Who (SecretMark)>> BDC (50%) pop EMC\n0 0 9 9 re f")
    form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 9, 9])})
    form["/PTEX.FileName"] = String(secret("SecretPath"))
    secret("SecretRemark")
    secret("SecretMark")
    page.Resources.XObject.Fm1 = form
    page.Resources.Properties = Dictionary(L1=layer)
    page.Contents.append(pdf.make_stream(b"/OC /L1 BDC /Fm1 Do EMC % SecretRemark"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[9, 9, 20, 20], T=secret("SecretReviewer"))
    note.Contents = String(secret("SecretComment"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[50, 690, 90, 710], Contents="SecretComment")
    link.A = Dictionary(S=Name.URI, URI="https://example.org/shown")
    inside = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[50, 650, 90, 670], Dest=[second, Name.Fit])
    outside = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[50, 600, 90, 620])
    outside.A = Dictionary(S=Name.URI, URI=f"file:///home/{secret('SecretDestination')}/a.doc")
    page.Annots = Array([pdf.make_indirect(one) for one in (note, link, inside, outside, field(pdf))])
    pdf.Root.AcroForm = Dictionary(Fields=[page.Annots[4]])
    tag = Dictionary(S=Name.Figure, Alt=secret("SecretTag"), Pg=page)
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(K=Array([pdf.make_indirect(tag)])))
    pdf.Root.Unknown = Dictionary(Anything=secret("SecretUnreferenced"))
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("A chapter", 1))
    pdf.Root.Outlines.First.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=secret("SecretAction")))
    NumberTree.new(pdf)
    pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.r)])
    saved(pdf, path, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return revised(path)


def field(pdf: Pdf) -> pikepdf.Object:
    """A field that is filled in, with a name of its own."""
    one = filled_in(pdf, "Filled")
    one.T, one.TU = String(secret("SecretField")), String("SecretField")
    return one


def revised(path: Path) -> Path:
    """The document with one revision more: what the second page showed before is in the file still."""
    with Pdf.open(path) as pdf:
        now = pdf.pages[1].obj.Contents.read_bytes()
        pdf.pages[1].obj.Contents.write(secret("SecretRevision").join(["BT (", ") Tj ET\n"]).encode())
        saved(
            pdf,
            path.with_name("before.pdf"),
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
        )
    data = path.with_name("before.pdf").read_bytes()
    with Pdf.open(path.with_name("before.pdf")) as pdf:
        number, size, root = pdf.pages[1].obj.Contents.objgen[0], int(pdf.trailer.Size), pdf.Root.objgen[0]
    start = data.rindex(b"startxref")
    last = int(data[start:].split()[1])
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(now), now)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    path.write_bytes(data + body + table % (number, len(data), size, root, last, len(data) + len(body)))
    return path


def laid_open(path: Path) -> bytes:
    """All that is in a file: its bytes, each stream unpacked, every string."""
    found = [path.read_bytes()]
    with Pdf.open(path) as pdf:
        for thing in pdf.objects:
            found.append(repr(thing).encode())
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_raw_bytes())
                if thing.get("/Filter") not in {Name.DCTDecode, Name.JPXDecode}:
                    found.append(thing.read_bytes())
    plain = b"\n".join(found)
    return plain + plain.replace(b"\x00", b"")


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    return with_secrets(tmp_path_factory.mktemp("original") / "a.pdf")


@pytest.fixture(scope="module")
def copy(original, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("copy") / "clean.pdf"
    assert clean(original, target) is None
    return target


def test_every_secret_is_in_the_original(original):
    everything = laid_open(original)
    assert [word for word in SECRETS if word.encode() not in everything] == []


@pytest.mark.parametrize("word", SECRETS)
def test_no_secret_is_in_the_copy(copy, word):
    assert word.encode() not in laid_open(copy)


def test_exiftool_finds_nothing_but_the_format_in_the_copy(copy):
    if not shutil.which("exiftool"):
        pytest.skip("exiftool is not installed")
    said = subprocess.run(["exiftool", "-j", "-a", "-G1", "-ee3", copy], capture_output=True, text=True, check=True)
    names = {
        name
        for name in json.loads(said.stdout)[0]
        if name.partition(":")[0] not in {"SourceFile", "System", "ExifTool", "File"}
    }
    embedded = {f"PDF:EmbeddedImage{what}" for what in ("", "ColorSpace", "Filter", "Height", "Width")}
    expected = {"PDF:PDFVersion", "PDF:Linearized", "PDF:PageCount", "PDF:PageMode", *embedded}
    sizes = {"Composite:ImageSize", "Composite:Megapixels"}
    of_colours = {name for name in names if name.startswith(("ICC", "JFIF"))}
    assert names - expected - sizes - of_colours == set()
    assert not {name for name in of_colours if "Description" in name or "Copyright" in name}


def test_the_copy_shows_what_the_original_shows(original, copy):
    one, other = pypdfium2.PdfDocument(original), pypdfium2.PdfDocument(copy)
    assert len(one) == len(other) == 2
    for index in range(2):
        before = one[index]
        if index == 0:
            # The sign of the comment.
            pypdfium2.raw.FPDFPage_RemoveAnnot(before, 0)
        pictures = [page.render(scale=1).to_pil() for page in (before, other[index])]
        for picture in pictures:
            # PDFium alone does not draw what is filled in; the copy has it as a part of the page.
            picture.paste("white", (50, 842 - 420, 150, 842 - 400))
        assert ImageChops.difference(*pictures).getbbox() is None
        assert one[index].get_textpage().get_text_range() in other[index].get_textpage().get_text_range()
    assert "Filled" in other[0].get_textpage().get_text_range()
    one.close()
    other.close()


def test_links_bookmarks_and_page_numbers_stay(copy):
    with Pdf.open(copy) as pdf:
        links = list(pdf.pages[0].obj.Annots)
        assert [str(link.A.URI) for link in links if "/A" in link] == ["https://example.org/shown"]
        assert [link.Dest[0].objgen for link in links if "/Dest" in link] == [pdf.pages[1].obj.objgen]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["A chapter"]
        assert pdf.pages[0].label == "i"
        assert set(pdf.trailer.keys()) <= {
            "/Root",
            "/Size",
            "/ID",
            "/Type",
            "/W",
            "/Length",
            "/Filter",
            "/DecodeParms",
            "/Index",
        }


def test_the_same_original_gives_the_same_bytes(original, copy, tmp_path):
    again = tmp_path / "again.pdf"
    assert clean(original, again) is None
    assert again.read_bytes() == copy.read_bytes()


def test_a_copy_of_a_copy_is_the_copy(copy, tmp_path):
    again = tmp_path / "again.pdf"
    assert clean(copy, again) is None
    with Pdf.open(copy) as one, Pdf.open(again) as other:
        assert len(one.objects) == len(other.objects)


def test_pictures_that_are_too_many_for_memory_are_cleaned_in_rounds(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.media.pdf.streams.REWRITTEN", 1000)
    pdf = pdf_of(*([] for _ in range(5)))
    for page in range(5):
        with_picture(pdf, page, photograph() + bytes([page]))
    path = saved(pdf, tmp_path / "a.pdf")
    target = tmp_path / "clean.pdf"
    assert clean(path, target) is None
    assert not {word for word in SECRETS if word.encode() in laid_open(target)}
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.pdf", "clean.pdf"}


def signed(pdf: Pdf) -> None:
    signature = Dictionary(FT=Name.Sig, T="s", V=Dictionary(Type=Name.Sig))
    pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(signature)], SigFlags=3)


def xfa(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))


def hidden_layer(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Names"))
    pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))


def portfolio(pdf: Pdf) -> None:
    pdf.Root.Collection = Dictionary()


def undrawn_field(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=[Dictionary(FT=Name.Tx, T="f", V="Filled")], NeedAppearances=True)


def outside(pdf: Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"", F="elsewhere.dat")


def broken_jpeg(pdf: Pdf) -> None:
    with_picture(pdf, 0, photograph()).write(b"\xff\xd8\xff\xe1\x00", filter=Name.DCTDecode)


def inline_photograph(pdf: Pdf) -> None:
    jpeg = photograph()
    head = b"q 9 0 0 9 0 0 cm BI /W 64 /H 48 /CS /RGB /BPC 8 /F /DCT /L %d ID " % len(jpeg)
    pdf.pages[0].obj.Contents = pdf.make_stream(head + jpeg + b"\nEI Q")


@pytest.mark.parametrize(
    ("doubt", "said"),
    [
        (signed, "it is signed, which a copy could not be"),
        (xfa, "it is a form of another sort (XFA)"),
        (hidden_layer, "it has layers that are not shown"),
        (portfolio, "it is a portfolio of other files"),
        (undrawn_field, "it has fields that each program draws in its own way"),
        (outside, "it holds a reference to another file"),
        (broken_jpeg, "it holds a broken JPEG picture"),
        (inline_photograph, "it holds a photograph within the drawing of a page"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_where_a_copy_would_not_be_certain_there_is_none(tmp_path, doubt, said):
    pdf = pdf_of([(50, 700, "Text")])
    doubt(pdf)
    path = saved(pdf, tmp_path / "a.pdf", compress_streams=False)
    assert clean(path, tmp_path / "clean.pdf") == said


def test_a_jpeg_keeps_its_pixels_and_loses_the_rest():
    data = photograph()
    bare = bare_jpeg(data)
    assert not {word for word in SECRETS if word.encode() in bare}
    assert bare.endswith(b"\xff\xd9")
    with Image.open(io.BytesIO(data)) as one, Image.open(io.BytesIO(bare)) as other:
        assert ImageChops.difference(one, other.convert("RGB")).getbbox() is None
        assert not other.getexif()
    assert bare_jpeg(bare) == bare


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"quality": 30, "subsampling": 2}, {"restart_marker_rows": 1}]
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_of_any_sort_decodes_to_the_same_pixels(options, mode):
    out = io.BytesIO()
    Image.effect_mandelbrot((90, 70), (-2, -1, 1, 1), 30).convert(mode).save(out, "JPEG", **options)
    data = out.getvalue()
    with Image.open(io.BytesIO(data)) as one, Image.open(io.BytesIO(bare_jpeg(data))) as other:
        assert (one.mode, one.tobytes()) == (other.mode, other.tobytes())


def test_a_jpeg_2000_picture_loses_its_boxes_and_comments():
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((64, 64))
    picture.save(out, "JPEG2000", comment=b"SecretJpegComment")
    data = out.getvalue()
    assert b"SecretJpegComment" in data
    with_box = data + struct.pack(">I4s", 8 + 20, b"xml ") + b"SecretPictureProprt "[:20]
    bare = bare_jpeg2000(with_box)
    assert len(bare) == len(with_box)
    assert b"Secret" not in bare
    with Image.open(io.BytesIO(bare)) as shown:
        assert shown.tobytes() == picture.tobytes()


def test_a_profile_still_turns_colours_the_same_way():
    data = profile()
    bare = bare_profile(data)
    assert b"SecretProfile" not in bare
    picture = Image.effect_mandelbrot((60, 60), (-2, -1, 1, 1), 30).convert("RGB")
    lab = ImageCms.createProfile("LAB")
    one, other = (
        ImageCms.applyTransform(
            picture, ImageCms.buildTransform(ImageCms.ImageCmsProfile(io.BytesIO(each)), lab, "RGB", "LAB")
        )
        for each in (data, bare)
    )
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("bare", [bare_jpeg, bare_jpeg2000, bare_profile])
@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\x00" * 200, zlib.compress(b"x")])
def test_what_is_not_what_it_says_it_is_is_not_passed_on(bare, data):
    with pytest.raises(UnclearError):
        bare(data)
