"""A row of a table as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.media.model import Extract

# A row with more in it is no row of a table but a page laid out with one.
LONGEST = 400


def row(cells: Sequence[Sequence[Extract]]) -> Iterator[Extract]:
    """One paragraph for a row, its cells apart; or, where a table lays out a page, all paragraphs in it as they are."""
    text = " | ".join(" ".join(one.text.replace("\n", " ") for one in cell) for cell in cells if cell)
    if len(text) <= LONGEST and all(len(cell) <= 1 for cell in cells):
        if text:
            yield Extract(text)
    else:
        for cell in cells:
            yield from cell
