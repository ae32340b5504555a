"""Which words of a page can be seen on it: a PDF may hold others, white on white, below a black box, or cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double, c_int, c_uint
from math import ceil, floor

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfPage, PdfTextPage

# Levels of grey that differ less than this look alike; scanned paper alone differs by ten.
_CONTRAST = 16
# Of the size of its letters, by how much the edges of a word are left aside, as what covers it may end there; and what
# is looked at around a word of a letter or two, which may be nothing but a stroke.
_INSET, _AROUND, _SHORT = 0.15, 0.2, 2
_WORD, _RUN = re.compile(r"\w+"), re.compile(r"[^\s\x02]+")
# The letters that a substitute for any font has.
_LATIN = 0x17F
_INVISIBLE = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})

_Box = tuple[float, float, float, float]


def unseen(page: PdfPage, textpage: PdfTextPage, text: Sequence[str], picture: Image.Image) -> Iterator[range]:
    """Where in the characters of a page words stand that nobody sees in its `picture`.

    Signs between two words go with these. A word below a picture of it, as machines put it that read scans, is seen.
    """
    shown = _Shown(page, textpage, text, picture)
    for run in _RUN.finditer("".join(text)):
        words = [range(run.start() + word.start(), run.start() + word.end()) for word in _WORD.finditer(run[0])]
        hidden = [word for word in words if not shown.has(word)]
        yield from [range(*run.span())] if hidden == words and words else hidden


class _Shown:
    """What a picture shows of a page."""

    def __init__(self, page: PdfPage, textpage: PdfTextPage, text: Sequence[str], picture: Image.Image) -> None:
        self._page, self._textpage, self._text, self._grey = page, textpage, text, picture.convert("L")

    def has(self, word: range) -> bool:
        """Whether there is anything to be seen where the word stands, or would be if its letters were known."""
        left, top, right, bottom = self._place(word)
        size = min(right - left, bottom - top) if len(word) > _SHORT else max(right - left, bottom - top)
        more = -_INSET * size if len(word) > _SHORT else _AROUND * size
        place = (
            max(0, floor(left - more)),
            max(0, floor(top - more)),
            min(self._grey.width, ceil(right + more)),
            min(self._grey.height, ceil(bottom + more)),
        )
        if place[0] >= place[2] or place[1] >= place[3]:
            return False
        levels = self._grey.crop(place).tobytes()
        darkest, lightest = min(levels), max(levels)
        return lightest - darkest >= _CONTRAST or self._lacks_letters(word[0], (darkest + lightest) / 2)

    def _place(self, word: range) -> _Box:
        """Where a word stands in the picture: left, top, right, bottom."""
        lefts, rights, bottoms, tops = zip(*map(self._box, word), strict=True)
        across, down = c_int(), c_int()
        # In hundredths of a pixel, as it gives whole numbers.
        size = 100 * self._grey.width, 100 * self._grey.height
        points = []
        for x, y in ((min(lefts), min(bottoms)), (max(rights), max(tops))):
            pdfium.FPDF_PageToDevice(self._page, 0, 0, *size, 0, x, y, byref(across), byref(down))
            points.append((across.value / 100, down.value / 100))
        (one, upper), (other, lower) = points
        return min(one, other), min(upper, lower), max(one, other), max(upper, lower)

    def _box(self, at: int) -> _Box:
        """Where a letter stands on the page: left, right, bottom, top, in points."""
        left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
        found = pdfium.FPDFText_GetCharBox(self._textpage, at, byref(left), byref(right), byref(bottom), byref(top))
        if found and left.value != right.value and bottom.value != top.value:
            return left.value, right.value, bottom.value, top.value
        loose = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._textpage, at, byref(loose))
        return loose.left, loose.right, loose.bottom, loose.top

    def _lacks_letters(self, at: int, ground: float) -> bool:
        """Whether nothing is seen of a letter only because its font is not in the file, nor on this computer: old
        documents in Cyrillic are often so, and would lose all their words.
        """
        thing = pdfium.FPDFText_GetTextObject(self._textpage, at)
        if ord(self._text[at]) <= _LATIN or not thing or pdfium.FPDFTextObj_GetTextRenderMode(thing) in _INVISIBLE:
            return False
        font = pdfium.FPDFTextObj_GetFont(thing)
        if not font or pdfium.FPDFFont_GetIsEmbedded(font):
            return False
        red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
        pdfium.FPDFText_GetFillColor(self._textpage, at, byref(red), byref(green), byref(blue), byref(alpha))
        grey = (299 * red.value + 587 * green.value + 114 * blue.value) / 1000
        return abs(grey - ground) * alpha.value / 255 >= _CONTRAST
