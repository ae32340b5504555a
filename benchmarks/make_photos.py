"""Photographs of twelve megapixels to measure with, made from smaller real ones.

Each is a mirrored pattern of one photograph, cropped at a place of its own, enlarged until its grain shows, and given
the noise that a sensor and its demosaicing leave: so it has the size of what a camera writes, 2.5 to 6 megabytes.
"""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps
from report import AbsentError

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
REAL = (
    "photos/orientation/Landscape_1.jpg",
    "photos/orientation/Portrait_1.jpg",
    "collectionbuilder/objects/210a.jpg",
    "collectionbuilder/objects/210b.jpg",
    "collectionbuilder/objects/demo_001.jpg",
    "collectionbuilder/objects/demo_004.jpg",
)
SIZES = ((4000, 3000), (4032, 3024))
# As cameras lie: mostly level, now and then on one side.
ORIENTATIONS = (1, 1, 1, 6, 1, 1, 8)


def photographs(folder: Path, count: int) -> list[Path]:
    """The photographs in `folder`, made where they are not there yet: the same bytes each time."""
    for name in REAL:
        if not (SHARED / name).is_file():
            raise AbsentError(f"the photograph {name} is not there")
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        return list(pool.map(partial(_photograph, folder), range(count)))


def _photograph(folder: Path, number: int) -> Path:
    target = folder / f"photograph-{number:03d}.jpg"
    if target.is_file():
        return target
    chance = random.Random(number)
    image = _enlarged(REAL[number % len(REAL)], chance)
    image = _noisy(image, chance.uniform(18, 36), chance)
    exif = Image.Exif()
    exif[0x0112] = ORIENTATIONS[number % len(ORIENTATIONS)]
    making = target.with_suffix(".making")
    subsampling = "4:4:4" if number % 3 == 2 else "4:2:0"
    image.save(making, "JPEG", quality=chance.randint(90, 94), subsampling=subsampling, exif=exif)
    return making.replace(target)


def _enlarged(name: str, chance: random.Random) -> Image.Image:
    """A crop of a photograph beside its mirror images, enlarged to one of the sizes."""
    size = chance.choice(SIZES)
    times = chance.uniform(1.5, 2.5)
    crop = round(size[0] / times), round(size[1] / times)
    with Image.open(SHARED / name) as opened:
        real = opened.convert("RGB")
    pattern = Image.new("RGB", (crop[0] + real.width, crop[1] + real.height))
    for row, y in enumerate(range(0, pattern.height, real.height)):
        for column, x in enumerate(range(0, pattern.width, real.width)):
            tile = ImageOps.mirror(real) if column % 2 else real
            pattern.paste(ImageOps.flip(tile) if row % 2 else tile, (x, y))
    x, y = chance.randrange(real.width), chance.randrange(real.height)
    box = (x, y, x + crop[0], y + crop[1])
    return pattern.resize(size, Image.Resampling.BICUBIC, box=box)


def _noisy(image: Image.Image, strength: float, chance: random.Random) -> Image.Image:
    """Noise of up to `strength` levels up and down, the same in all colours, softened as demosaicing softens it."""
    grain = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
    grain = grain.filter(ImageFilter.Kernel((3, 3), (1, 2, 1, 2, 4, 2, 1, 2, 1), 16))
    levels = grain.point([round(level * 2 * strength / 255) for level in range(256)])
    return ImageChops.add(image, Image.merge("RGB", [levels] * 3), scale=1, offset=-round(strength))
