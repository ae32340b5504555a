"""PDF documents without the pages, and the regions of pages, that are withheld: as pictures, never as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from math import ceil

from pikepdf import PasswordError, Pdf, PdfError
from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from archive.media.matter import Found, Made, Matter, Unreadable
from archive.media.pdf.annotations import Sort, of_page, sort
from archive.media.pdf.pages import EDGE, drawn, opened, page_jpeg, page_pictures
from archive.media.pdf.reading import KEPT, ONE_AT_A_TIME, PAGES
from archive.media.pictures.stored import stored
from archive.media.withheld.instructions import Instructions
from archive.media.withheld.painting import GREY, boxes, fit, paint


def document(matter: Matter, instructions: Instructions) -> Found:
    """The pictures of pages that examining makes, with what is withheld painted over; a page that is withheld is not
    even drawn, and has a blank one in its place.

    There is no copy as PDF. Raises Unreadable where it needs a password or its pages cannot be counted on.
    """
    try:
        with Pdf.open(matter.path) as source:
            sheets = [[sort(one) for one in of_page(page)] for page in source.pages[:PAGES]]
            count = len(source.pages)
    except PasswordError as error:
        raise Unreadable("is encrypted: it cannot be opened without its password") from error
    except PdfError as error:
        raise Unreadable(f"is not a whole PDF: {error}") from error
    fit(instructions, count)
    with ONE_AT_A_TIME:
        return _found(matter, sheets, count, instructions)


def _found(matter: Matter, sheets: Sequence[Sequence[Sort]], count: int, instructions: Instructions) -> Found:
    files: list[Made] = []
    broken: list[int] = []
    bundle = matter.scratch() / "pages.zip" if len(sheets) > 1 else None
    with stored(bundle) if bundle else nullcontext() as put:
        for number, picture in _pictures(matter, sheets, count, instructions):
            if picture is None:
                broken.append(number)
                continue
            if number == 1:
                files += page_pictures(picture, matter.recipes)
            if put:
                put(f"{number:04}.jpg", page_jpeg(picture))
    if bundle:
        files.append(Made("pages", "application/zip", bundle))
    said = f"cannot be drawn on {len(broken)} of its pages, the first of them page {broken[0]}" if broken else ""
    return Found(made=tuple(files), problems=(said,) if said else ())


def _pictures(
    matter: Matter, sheets: Sequence[Sequence[Sort]], count: int, instructions: Instructions
) -> Iterator[tuple[int, Image.Image | None]]:
    """The number of each page, and its picture without what is withheld, None where it cannot be drawn.

    Raises Unreadable where PDFium finds other pages than QPDF did: nobody knows which are meant then.
    """
    # PDFium keeps what it has read until the document is closed.
    at_a_time = max(1, KEPT * len(sheets) // max(1, matter.size))
    for first in range(0, len(sheets), at_a_time):
        try:
            source = PdfDocument(matter.path)
        except PdfiumError as error:
            raise Unreadable(f"is not a whole PDF: {error}") from error
        with closing(source):
            if len(source) != count:
                raise Unreadable("is damaged: its pages cannot be counted on")
            for index in range(first, min(first + at_a_time, len(sheets))):
                try:
                    with opened(source, index, sheets[index]) as page:
                        yield index + 1, _masked(page, index + 1, instructions)
                except (PdfiumError, ValueError, IndexError):
                    yield index + 1, None


def _masked(page: PdfPage, number: int, instructions: Instructions) -> Image.Image:
    """The picture of a page in pixels, without what is withheld of it."""
    if number in instructions.pages:
        return _blank(page)
    picture = drawn(page)
    paint(picture, boxes(instructions.on(number), picture.size))
    return picture


def _blank(page: PdfPage) -> Image.Image:
    """A picture as large as that of a page, of which nothing is on it. Raises ValueError where the page has no size."""
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise ValueError("a page without a size")
    scale = (EDGE - 0.01) / max(width, height)
    return Image.new("RGB", (ceil(width * scale), ceil(height * scale)), GREY)
