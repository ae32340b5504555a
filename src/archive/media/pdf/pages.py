"""Pictures of pages, as a reader sees them: without comments, and with whatever covers a part of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfDocument, PdfPage

from archive.media.matter import Made
from archive.media.model import Recipe
from archive.media.pdf.annotations import Sort
from archive.media.pictures.drawing import jpeg, made, smaller
from archive.media.pictures.pages import PAGE

# In pixels: what the largest recipe has too.
EDGE = PAGE.edge


@contextmanager
def opened(document: PdfDocument, index: int, sorts: Sequence[Sort]) -> Iterator[PdfPage]:
    """A page without its comments, what is filled into its fields a part of it: in memory only.

    Raises PdfiumError or IndexError where it cannot be read.
    """
    with closing(document[index]) as page:
        for number in reversed(range(len(sorts))):
            if sorts[number] is Sort.COMMENT:
                pdfium.FPDFPage_RemoveAnnot(page, number)
        if Sort.OWN not in sorts or pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
            yield page
            return
    with closing(document[index]) as page:
        yield page


def drawn(page: PdfPage) -> Image.Image:
    """A page, its longer edge of `EDGE` pixels, however large it says it is: it is drawn, not scaled. Raises
    PdfiumError or ValueError where it cannot be drawn.
    """
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise ValueError("a page without a size")
    # The bitmap is rounded upwards.
    with closing(page.render(scale=(EDGE - 0.01) / max(width, height), limit_image_cache=True)) as bitmap:
        picture: Image.Image = bitmap.to_pil()
        return picture.convert("RGB")


def page_pictures(picture: Image.Image, recipes: Sequence[Recipe]) -> list[Made]:
    """A picture for each recipe of a page that was drawn."""
    return [made(recipe, smaller_one) for recipe, smaller_one in smaller(picture, picture.size, recipes)]


def page_jpeg(picture: Image.Image) -> bytes:
    """A JPEG of a page for the ZIP of all pages."""
    return jpeg(picture, PAGE.quality)
