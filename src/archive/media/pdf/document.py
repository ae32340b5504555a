"""PDF documents: registered as an examiner; what it takes is loaded when the first of them is met."""

from __future__ import annotations

from archive.media.matter import Found, Matter

# For two thousand pages: one takes a tenth of a second, one full of small shapes a whole one.
SECONDS = 900


def pdf(matter: Matter) -> Found:
    """The words of a PDF by page, what it says of itself, pictures of its pages, and a copy without its metadata.

    Raises Unreadable where it needs a password or is no PDF.
    """
    from archive.media.pdf.reading import read  # noqa: PLC0415 -- two libraries of 20 MB that few archives need

    return read(matter)
