"""The lines of a page as they stand on it, in the order in which PDFium reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfPage, PdfTextPage

from archive.media.pdf.seen import unseen

# The characters that are taken of one page: a newspaper page has some sixty thousand.
CHARACTERS = 500_000
# PDFium's sign for the hyphen of a word that goes on in the next line; no line break follows it.
_BROKEN_WORD = "\x02"
_ENDS = frozenset("\r\n\x02")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\xad]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its words, where it begins, ends and stands (points, turned so that it runs from left to right, `base`
    counted upwards), and the size of its letters. `broken` says that it ends within a word, its hyphen left out.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    broken: bool = False


def lines(page: PdfPage, picture: Image.Image) -> tuple[list[Line], bool]:
    """The lines of a page that hold anything but white space, without the words that nobody sees in its picture; and
    whether there are such words.
    """
    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), CHARACTERS)
        text = [chr(pdfium.FPDFText_GetUnicode(textpage, index)) for index in range(count)]
        hidden = [at for places in unseen(page, textpage, text, picture) for at in places]
        for at in hidden:
            text[at] = " "
        return [_line(textpage, text, start, end) for start, end in _spans(text)], bool(hidden)
    finally:
        textpage.close()


def _spans(text: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end, without the white space around them."""
    start = 0
    for at, character in enumerate([*text, "\n"]):
        if character not in _ENDS:
            continue
        first, last = start, at
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
        if first < last:
            yield first, last
        start = at + 1


def _line(textpage: PdfTextPage, text: Sequence[str], start: int, end: int) -> Line:
    turns = round(pdfium.FPDFText_GetCharAngle(textpage, start) / (math.pi / 2)) % 4
    left, base = _turned(*_origin(textpage, start), turns)
    right = max(_turned(x, y, turns)[0] for x, y in _corners(textpage, end - 1))
    # What is beyond the basic plane comes in two halves.
    words = "".join(text[start:end]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    broken = end < len(text) and text[end] == _BROKEN_WORD
    if hyphen := _HYPHEN.search(words):
        words, broken = words[: hyphen.start()], True
    return Line(words, left, right, base, _size(textpage, start), broken)


def _turned(x: float, y: float, turns: int) -> tuple[float, float]:
    """A point of the page after so many quarter turns counter-clockwise."""
    return ((x, y), (-y, x), (-x, -y), (y, -x))[turns]


def _origin(textpage: PdfTextPage, index: int) -> tuple[float, float]:
    x, y = c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, byref(x), byref(y))
    return x.value, y.value


def _corners(textpage: PdfTextPage, index: int) -> tuple[tuple[float, float], tuple[float, float]]:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, index, byref(box))
    return (box.left, box.bottom), (box.right, box.top)


def _size(textpage: PdfTextPage, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, byref(matrix))
    return float(pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d))
