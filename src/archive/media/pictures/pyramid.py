"""Pictures too large to be handled whole: taken in bands, each scale half of the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PIL import Image

# Rows of a band, and the edge of a tile.
ROWS = 512

Cut = Callable[[Image.Image, int, int], None]


def scale_down(
    bands: Iterable[Image.Image], size: tuple[int, int], edge: float, cut: Cut | None = None
) -> tuple[Image.Image, int]:
    """The picture that comes in bands of `ROWS`, halved as often as leaves its longer edge not below `edge`; and by how
    much it is smaller. `cut` is given each band on the way, but for those of the last scale: it, its number, its scale.
    """
    factor = 1
    while max(_at(size, 2 * factor)) >= edge:
        bands = _paired(_halved(bands, factor, cut))
        factor *= 2
    return _joined(bands, _at(size, factor)), factor


def _at(size: tuple[int, int], factor: int) -> tuple[int, int]:
    return -(-size[0] // factor), -(-size[1] // factor)


def _halved(bands: Iterable[Image.Image], factor: int, cut: Cut | None) -> Iterator[Image.Image]:
    for number, band in enumerate(bands):
        if cut:
            cut(band, number, factor)
        yield band.reduce(2)


def _paired(halves: Iterable[Image.Image]) -> Iterator[Image.Image]:
    """Bands out of two halves each; the last may have only one."""
    waiting: Image.Image | None = None
    for half in halves:
        if waiting is None:
            waiting = half
            continue
        yield _joined((waiting, half), (half.width, waiting.height + half.height))
        waiting = None
    if waiting is not None:
        yield waiting


def _joined(bands: Iterable[Image.Image], size: tuple[int, int]) -> Image.Image:
    whole: Image.Image | None = None
    top = 0
    for band in bands:
        whole = whole or Image.new(band.mode, size)
        whole.paste(band, (0, top))
        top += band.height
    if whole is None:
        raise ValueError("a picture without pixels")
    return whole
