"""PDF documents made for the tests, of lines of text in any script."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

# Every code is the character of that number.
_AS_WRITTEN = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /As-Written def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""
Placed = tuple[float, float, str]


def font(pdf: Pdf) -> pikepdf.Object:
    """A font whose letters are all half as wide as high, and can be read back; what they look like is left open."""
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Plain, Flags=4, FontBBox=[0, -200, 1000, 800])
    descriptor.update({"/ItalicAngle": 0, "/Ascent": 800, "/Descent": -200, "/CapHeight": 700, "/StemV": 80})
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Plain,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        DW=500,
        FontDescriptor=descriptor,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Plain,
            Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(below)],
            ToUnicode=pdf.make_stream(_AS_WRITTEN),
        )
    )


def drawn(lines: Iterable[Placed], size: float = 12) -> bytes:
    """The drawing of lines, each with the place where it begins, in points from the lower left corner."""
    return b"\n".join(
        f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET".encode() for x, y, text in lines
    )


def below_one_another(texts: Sequence[str], top: float = 780, pitch: float = 15) -> list[Placed]:
    """Lines at the left margin; an empty one leaves a gap."""
    return [(50, top - pitch * number, text) for number, text in enumerate(texts) if text]


def pdf_of(*pages: Sequence[Placed], size: float = 12) -> Pdf:
    """A document of so many pages of A4."""
    pdf = Pdf.new()
    letters = font(pdf)
    for lines in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=letters))
        page.obj.Contents = pdf.make_stream(drawn(lines, size))
    return pdf


def filled_in(pdf: Pdf, text: str) -> pikepdf.Object:
    """A field that is filled in with a text, and as it looks; at (50, 400)."""
    look = pdf.make_stream(drawn([(2, 4, text)]))
    look.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 100, 20])})
    look.Resources = Dictionary(Font=Dictionary(F1=font(pdf)))
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Rect=[50, 400, 150, 420], T="f", V=text)
    field.update({"/F": 4, "/AP": Dictionary(N=look)})
    return pdf.make_indirect(field)


def with_picture(pdf: Pdf, page: int, jpeg: bytes, **keys: object) -> pikepdf.Object:
    """Put a JPEG on a page, which then shows nothing else but text; the picture."""
    with Image.open(io.BytesIO(jpeg)) as image:
        width, height = image.size
    stream = pdf.make_stream(jpeg)
    stream.update(
        {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": width, "/Height": height}
        | {"/ColorSpace": Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": Name.DCTDecode}
    )
    stream.update({f"/{key}": value for key, value in keys.items()})
    own = pdf.pages[page].obj
    own.Resources.XObject = Dictionary(Im1=stream)
    own.Contents = Array([own.Contents, pdf.make_stream(b"q 300 0 0 200 100 100 cm /Im1 Do Q")])
    return stream


def saved(pdf: Pdf, path: Path, **options: object) -> Path:
    """The document as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.save(path, **options)
    return path
