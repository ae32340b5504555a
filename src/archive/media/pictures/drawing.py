"""Pictures for the screen: scaled down, upright, in sRGB, and nothing but pixels."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile

from archive.media.matter import Made, Unreadable
from archive.media.model import Recipe
from archive.media.pictures.colour import scalable, to_srgb
from archive.media.pictures.opening import TOO_LARGE, afford
from archive.media.pictures.upright import turn, turned

# How much larger than needed a JPEG is decoded, at least, before Lanczos scales it: from here on the decoder halves
# nearly as well as Lanczos does (46 dB), in a third of the time.
HEADROOM = 1.1
# Where in JPEG 2000 stands how often it can be halved (ISO/IEC 15444-1, A.6.1): after this marker.
_CODING_STYLE, _LEVELS = b"\xff\x52\x00", 9
_HEADER = 64 * 1024

Drawn = list[tuple[Recipe, Image.Image]]


def draw(image: Image.Image, lies: int, recipes: Sequence[Recipe]) -> tuple[Drawn, tuple[str, ...]]:
    """The pixels of each recipe's picture, the largest first, upright and in sRGB; and what is wrong with the colours.

    `image` is opened and not yet decoded, `lies` its orientation, 1 to 8. Raises what its decoder raises, and
    Unreadable where it takes too much memory or has pixels of a sort that cannot be shown.
    """
    size = turned(image.size, lies)
    target = within(size, max(recipe.edge for recipe in recipes))
    decode(image, HEADROOM * max(target))
    profile = image.info.get("icc_profile")
    # Scaled first, as all else is then done to fewer pixels.
    picture = scaled(scalable(image), turned(target, lies))
    largest, problem = to_srgb(turn(picture, lies), profile)
    return smaller(largest, size, recipes), (problem,) if problem else ()


def decode(image: Image.Image, edge: float) -> None:
    """Decode an opened picture: a JPEG at a smaller size, with a longer edge of at least `edge`, where it can be; JPEG
    2000 only where it would take too much memory, as what its decoder halves is shifted by a part of a pixel.

    Raises what its decoder raises, and Unreadable where it takes too much memory.
    """
    whole = size = image.size
    if isinstance(image, Jpeg2KImageFile):
        halvings = 0
        while not afford(image, size) and halvings < _levels(image):
            halvings += 1
            size = (whole[0] >> halvings, whole[1] >> halvings)
        image.reduce = halvings
    else:
        scale = min(1.0, edge / max(whole))
        image.draft(image.mode, (max(1, int(whole[0] * scale)), max(1, int(whole[1] * scale))))
        size = image.size
    if not afford(image, size, whole):
        raise Unreadable(TOO_LARGE)
    image.load()


def _levels(image: Jpeg2KImageFile) -> int:
    """How often the decoder can halve a JPEG 2000 picture; 0 where that is not to be found."""
    file = image.fp
    if file is None:
        return 0
    place = file.tell()
    file.seek(0)
    head = file.read(_HEADER)
    file.seek(place)
    at = head.find(_CODING_STYLE)
    return head[at + _LEVELS] if 0 <= at < len(head) - _LEVELS else 0


def smaller(picture: Image.Image, size: tuple[int, int], recipes: Sequence[Recipe]) -> Drawn:
    """The picture of each recipe, the largest first, out of one that is large enough, of a whole of `size`."""
    drawn: Drawn = []
    for recipe in sorted(recipes, key=lambda recipe: -recipe.edge):
        picture = scaled(picture, within(size, recipe.edge))
        drawn.append((recipe, _blurred(picture, recipe.detail) if recipe.detail else picture))
    return drawn


def within(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """The size at which the longer edge has at most `edge` pixels; never a larger one."""
    scale = min(1.0, edge / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at another size, by Lanczos."""
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def made(recipe: Recipe, picture: Image.Image) -> Made:
    """The picture of a recipe as a JPEG file."""
    # Huffman tables of its own halve a blur; of another picture they save a hundredth, for twice the time.
    data = jpeg(picture, recipe.quality, optimize=recipe.detail is not None)
    return Made(recipe.name, "image/jpeg", data, *picture.size)


def jpeg(picture: Image.Image, quality: int, *, optimize: bool = False) -> bytes:
    """A JPEG file with nothing in it but pixels."""
    out = io.BytesIO()
    # Pillow would write a comment that it finds here into the new file; and the picture may be the original itself.
    kept, picture.info = picture.info, {}
    try:
        picture.save(out, "JPEG", quality=quality, optimize=optimize)
    finally:
        picture.info = kept
    return out.getvalue()


def _blurred(image: Image.Image, detail: int) -> Image.Image:
    """A picture of the same size out of the means of `detail` patches along its longer edge; the rest is gone."""
    patches = image.resize(within(image.size, detail), Image.Resampling.BOX)
    return patches.resize(image.size, Image.Resampling.BICUBIC)
