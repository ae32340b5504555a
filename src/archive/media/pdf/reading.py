"""What is in a PDF, page by page: words, pictures, and in words what could not be had of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pikepdf
import pypdfium2.raw as pdfium
from pikepdf import PasswordError, Pdf, PdfError
from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from archive.media.matter import Found, Made, Matter, Unreadable
from archive.media.model import Extract
from archive.media.pdf.annotations import Sort, of_page, sort
from archive.media.pdf.clean import clean
from archive.media.pdf.layers import hiding
from archive.media.pdf.lines import Line, lines
from archive.media.pdf.pages import drawn, opened, page_jpeg, page_pictures
from archive.media.pdf.paragraphs import hyphenated, paragraphs
from archive.media.pdf.says import said
from archive.media.pictures.stored import stored

# A page takes a tenth of a second and 250 KB; longer works come in volumes. As many as of a TIFF.
PAGES = 2_000
# In all; the longest of novels have four million.
CHARACTERS = 16 * 1024 * 1024
# Of the letters of a page: where more of them have no meaning, its words are left out.
MEANINGLESS = 0.2
# What a stream may unpack to: a page at 600 dpi in colour has 100 MB.
_BOMB = 512 * 1024 * 1024
# Of a document, what is read of it before it is closed and opened again.
KEPT = 64 * 1024 * 1024
# So many numbers of pages are written out.
_NAMED = 8

# Letters that a font shows and nobody can read: no character, or one of its own.
_MEANINGLESS = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")

# PDFium is not made for several threads at a time.
ONE_AT_A_TIME = threading.Lock()
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_BOMB, run_length_max_memory=_BOMB, png_max_memory=_BOMB, tiff_max_memory=_BOMB
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What lies over a page, and whether it hides a layer."""

    over: list[Sort]
    hides: bool


@dataclass(slots=True)
class _Pages:
    """What was found on the pages; and the numbers of those, from 1, of which there is something to be said."""

    lines: dict[int, list[Line]] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    pictures_only: list[int] = field(default_factory=list)
    meaningless: list[int] = field(default_factory=list)
    covered: list[int] = field(default_factory=list)
    hiding: list[int] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    characters: int = 0


def read(matter: Matter) -> Found:
    """See `document.pdf`."""
    try:
        with Pdf.open(matter.path) as source:
            count = len(source.pages)
            told = said(source)
            hides = hiding(source)
            sheets = [_Sheet([sort(one) for one in of_page(page)], hides(page)) for page in source.pages[:PAGES]]
            path = _readable(source, matter) if count else matter.path
    except PasswordError as error:
        raise Unreadable("is encrypted: it cannot be opened without its password") from error
    except PdfError as error:
        raise Unreadable(f"is not a whole PDF: {error}") from error
    if not count:
        raise Unreadable("is a PDF without pages")
    with ONE_AT_A_TIME:
        pages = _pages(matter, path, sheets)
    problems = [*told.problems, *_problems(pages, count)]
    if path != matter.path:
        problems.append("is damaged, and was read as far as it can be")
    if matter.recipes:
        copy = matter.scratch() / "clean.pdf"
        if doubt := "it has words that cannot be seen" if pages.unseen else clean(matter.path, copy):
            problems.append(f"has no copy without its own metadata, as {doubt}")
        else:
            pages.made.append(Made("clean", "application/pdf", copy))
    return Found(
        pages=count,
        suggestions=tuple(told.suggestions),
        traces=tuple(told.traces),
        extracts=tuple(_extracts(pages)),
        made=tuple(pages.made),
        problems=tuple(problems),
    )


def _readable(source: Pdf, matter: Matter) -> Path:
    """The file that PDFium can read: the original, or what QPDF has put together of a damaged one."""
    with ONE_AT_A_TIME, suppress(PdfiumError), closing(PdfDocument(matter.path)) as document:
        if len(document) == len(source.pages):
            return matter.path
    mended = matter.scratch() / "mended.pdf"
    source.save(mended)
    try:
        with ONE_AT_A_TIME:
            PdfDocument(mended).close()
    except PdfiumError as error:
        raise Unreadable(f"is not a whole PDF: {error}") from error
    return mended


def _pages(matter: Matter, path: Path, sheets: Sequence[_Sheet]) -> _Pages:
    found = _Pages()
    bundle = matter.scratch() / "pages.zip" if len(sheets) > 1 and matter.recipes else None
    # PDFium keeps what it has read until the document is closed: all of a book of scans.
    at_a_time = max(1, KEPT * len(sheets) // path.stat().st_size)
    with stored(bundle) if bundle else nullcontext() as put:
        for first in range(0, len(sheets), at_a_time):
            with closing(PdfDocument(path)) as document:
                for index in range(first, min(first + at_a_time, len(sheets))):
                    try:
                        with opened(document, index, sheets[index].over) as page:
                            picture = drawn(page)
                            _words(page, picture, index + 1, found, sheets[index])
                            if index == 0 and matter.recipes:
                                found.made += page_pictures(picture, matter.recipes)
                            if put:
                                put(f"{index + 1:04}.jpg", page_jpeg(picture))
                    except (PdfiumError, ValueError, IndexError):
                        found.broken.append(index + 1)
    if bundle:
        found.made.append(Made("pages", "application/zip", bundle))
    return found


def _words(page: PdfPage, picture: Image.Image, number: int, found: _Pages, sheet: _Sheet) -> None:
    if found.characters >= CHARACTERS:
        return
    read, hidden = lines(page, picture)
    text = "".join(line.text for line in read)
    if hidden and not sheet.hides and Sort.COVER not in sheet.over:
        found.unseen.append(number)
    if sheet.hides and (read or hidden):
        found.hiding.append(number)
    elif Sort.COVER in sheet.over and (read or hidden):
        found.covered.append(number)
    elif len(_MEANINGLESS.findall(text)) > MEANINGLESS * len(text):
        found.meaningless.append(number)
    elif read:
        found.lines[number] = read
        found.characters += len(text)
    elif next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4), None):
        found.pictures_only.append(number)


def _extracts(pages: _Pages) -> Iterator[Extract]:
    kept = {word for each in pages.lines.values() for line in each for word in hyphenated(line.text)}
    for number, read in pages.lines.items():
        yield from paragraphs(read, number, kept)


def _problems(pages: _Pages, count: int) -> Iterator[str]:
    if count > PAGES:
        yield f"has {count:,} pages, of which the first {PAGES:,} were looked at"
    if len(pages.pictures_only) == count:
        yield f"has no text of its own: {'its page is a picture' if count == 1 else f'its {count} pages are pictures'}"
    elif pages.pictures_only:
        yield f"has no text of its own on {_listed(pages.pictures_only)}: there it has pictures alone"
    if pages.meaningless:
        yield f"does not tell which letters are written on {_listed(pages.meaningless)}: the text there was left out"
    if pages.covered:
        yield f"has comments that cover parts of {_listed(pages.covered)}: the text there was left out"
    if pages.hiding:
        yield f"has layers that are not shown on {_listed(pages.hiding)}: the text there was left out"
    if pages.unseen:
        yield f"has words that cannot be seen on {_listed(pages.unseen)}: they were left out"
    if pages.broken:
        yield f"cannot be drawn on {_listed(pages.broken)}"
    if pages.characters >= CHARACTERS:
        yield f"has more text than the {CHARACTERS:,} characters that are taken"


def _listed(numbers: Iterable[int]) -> str:
    """Page numbers in words: `page 3`, `pages 1–4 and 9`."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    said = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    if said == [str(runs[0][0])]:
        return f"page {said[0]}"
    if len(said) > _NAMED:
        return f"pages {', '.join(said[:_NAMED])} and others"
    return f"pages {' and '.join(filter(None, (', '.join(said[:-1]), said[-1])))}"
