"""Large pictures: pictures for the screen, and tiles to zoom into, without ever holding more than has to be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from archive.media.matter import Unreadable
from archive.media.model import Recipe
from archive.media.pictures.colour import scalable, to_srgb
from archive.media.pictures.drawing import Drawn, smaller
from archive.media.pictures.opening import afford
from archive.media.pictures.pyramid import ROWS, scale_down
from archive.media.pictures.stored import stored
from archive.media.pictures.strips import Strips
from archive.media.pictures.tiles import Tiles
from archive.media.pictures.upright import Pixels, bands, orientation, turned

# Pictures of more pixels than these are large.
LARGE = 24_000_000
# How much larger than needed the picture is, at least, that is halved until Lanczos scales it: at 1.25 times it still
# came out at 45 dB, from 1.5 times on at 52.
SHARP = 1.5


def is_large(size: tuple[int, int]) -> bool:
    """Whether a picture of this width and height is large."""
    return size[0] * size[1] > LARGE


def pixels(image: Image.Image) -> tuple[Pixels, int] | None:
    """What gives the parts of an opened picture that is large, and how it lies; None where it is not, or where it takes
    too much memory to be seen in full. Raises what its decoder raises.
    """
    if not is_large(image.size):
        return None
    if isinstance(image, TiffImageFile):
        try:
            strips = Strips(image)
        except (Unreadable, KeyError, TypeError, ValueError):
            pass
        else:
            # Only what lies level can be taken row by row.
            return (strips, strips.orientation) if strips.orientation < 5 else (strips.whole(), strips.orientation)
    if not afford(image, image.size):
        return None
    image.load()
    return image, orientation(image)


def draw_large(
    found: tuple[Pixels, int], profile: bytes | None, recipes: Sequence[Recipe], tiles: Path | None
) -> tuple[Drawn, tuple[str, ...]]:
    """As `drawing.draw`, from the `pixels` of a large picture, whose tiles go into a ZIP file at `tiles`."""
    parts, lies = found
    size = turned(parts.size, lies)
    upright = map(scalable, bands(parts, lies, ROWS))
    edge = SHARP * max(recipe.edge for recipe in recipes)
    if tiles is None:
        picture, _ = scale_down(upright, size, edge)
    else:
        with stored(tiles) as put:
            cutter = Tiles(size, lambda part: to_srgb(part, profile)[0], put)
            picture, factor = scale_down(upright, size, edge, cutter.cut)
            cutter.finish(picture, factor)
    shown, problem = to_srgb(picture, profile)
    return smaller(shown, size, recipes), (problem,) if problem else ()
