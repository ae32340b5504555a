"""The pages of a TIFF of several: a picture for the screen of each, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from archive.media.matter import Made, Unreadable
from archive.media.model import Recipe
from archive.media.pictures.drawing import made
from archive.media.pictures.stored import stored

PAGE = Recipe("page", 1600, 85)
# A ledger has hundreds of leaves; a file of more pages than these is a whole archive, or made to keep us busy.
MOST = 2_000
# Pages and all else that a TIFF holds: copies, masks.
_ENTRIES = 4 * MOST
# NewSubfileType (TIFF 6.0): a smaller copy of another picture, or a mask of one, is no page.
_SORT, _NO_PAGE = 254, 0b101


def numbers(image: Image.Image) -> list[int]:
    """The numbers of the pictures in an opened TIFF that are its pages, no more than one beyond `MOST`."""
    return list(_numbers(image))


def _numbers(image: Image.Image) -> Iterator[int]:
    found = 0
    for number in range(_ENTRIES):
        try:
            image.seek(number)
        except EOFError:
            break
        sort = getattr(image, "tag_v2", {}).get(_SORT, 0)
        if not isinstance(sort, int) or not sort & _NO_PAGE:
            yield number
            found += 1
            if found > MOST:
                break
    image.seek(0)


def pages(
    image: Image.Image, wanted: list[int], draw: Callable[[Image.Image], Image.Image], out: Path
) -> tuple[Made, tuple[str, ...]]:
    """A ZIP file at `out` with a JPEG of each page, `0001.jpg` and so on; and what is wrong with them, in words.

    A page that cannot be read is left out, and its number stays free.
    """
    broken: list[tuple[int, Exception]] = []
    with stored(out) as put:
        for page, number in enumerate(wanted[:MOST], 1):
            try:
                image.seek(number)
                data = made(PAGE, draw(image)).data
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 -- decoders raise anything, and one page must not cost the others
                broken.append((page, error))
            else:
                put(f"{page:04}.jpg", data if isinstance(data, bytes) else data.read_bytes())
    problems = []
    if broken:
        page, why = broken[0]
        said = why if isinstance(why, Unreadable) else f"cannot be read: {why or type(why).__name__}"
        problems.append(f"{len(broken)} of its pages cannot be shown; the first, page {page}, {said}")
    if len(wanted) > MOST:
        problems.append(f"has more than {MOST:,} pages, of which the others are not shown")
    return Made("pages", "application/zip", out), tuple(problems)
