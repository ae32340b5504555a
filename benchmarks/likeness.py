"""Pictures that look alike: a perceptual hash made of a photograph, and 100,000 hashes of no pictures compared.

Of a photograph of 12 megapixels the hash is made out of its small picture: it stands beside decoding and scaling down
to that picture, which come before. Comparing stands beside holding each hash against every other, one after the other,
as 3,000 of them take; seconds of the processor.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from make_photos import photographs
from PIL import Image
from report import Row, compare, interleaved

from archive.media.pictures.alike import alike
from archive.media.pictures.likeness import ALIKE, likeness

COUNT, TRIED = 100_000, 3_000
HASHES = 50  # so many of a picture, as one takes hardly any time


def run(scratch: Path, repeats: int) -> list[Row]:
    """Milliseconds for a hash, and seconds for comparing many."""
    (photograph,) = photographs(scratch / "photograph", 1)
    small = _small(photograph)
    chance = random.Random(7)
    hashes = [chance.getrandbits(64) for _ in range(COUNT)]
    written = [f"{one:016x}" for one in hashes]
    scaled, made, compared, tried = interleaved(
        repeats,
        lambda: 1_000 * _spent(lambda: _small(photograph)),
        lambda: 1_000 * _spent(lambda: [likeness(small) for _ in range(HASHES)]) / HASHES,
        lambda: _spent(lambda: alike(written)),
        lambda: _spent(lambda: _every(hashes[:TRIED])) * _pairs(COUNT) / _pairs(TRIED),
    )
    every = "each with every other, estimated"
    return [
        compare("a perceptual hash", ("archive", made), ("the small picture", scaled), "ms", at_most=0.05),
        compare(f"{COUNT:,} hashes compared", ("archive", compared), (every, tried), "s", at_most=0.05),
    ]


def _small(photograph: Path) -> Image.Image:
    with Image.open(photograph) as image:
        image.draft("RGB", (400, 400))
        image.thumbnail((400, 400))
        return image.copy()


def _every(hashes: list[int]) -> list[tuple[int, int]]:
    return [(one, other) for one, other in combinations(hashes, 2) if (one ^ other).bit_count() <= ALIKE]


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
