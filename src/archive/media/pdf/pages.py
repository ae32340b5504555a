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


def page_pictures(page: PdfPage, recipes: Sequence[Recipe]) -> list[Made]:
    """A picture for each recipe. Raises PdfiumError or ValueError where the page cannot be drawn."""
    picture = _picture(page, max(recipe.edge for recipe in recipes))
    return [made(recipe, drawn) for recipe, drawn in smaller(picture, picture.size, recipes)]


def page_jpeg(page: PdfPage) -> bytes:
    """A JPEG of a page for the ZIP of all pages. Raises as `page_pictures`."""
    return jpeg(_picture(page, PAGE.edge), PAGE.quality)


def _picture(page: PdfPage, edge: int) -> Image.Image:
    """A page whose longer edge has `edge` pixels, however large it says it is: a page is drawn, not scaled."""
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise ValueError("a page without a size")
    # The bitmap is rounded upwards.
    with closing(page.render(scale=(edge - 0.01) / max(width, height), limit_image_cache=True)) as bitmap:
        picture: Image.Image = bitmap.to_pil()
        return picture.convert("RGB")
