"""Which pictures look alike: a perceptual hash of 64 bits, of which few differ between two versions of one picture.

It is the signs of the lowest frequencies of a picture (its discrete cosine transform), which outlast scaling,
compression and a change of brightness. Source: C. Zauner, Implementation and Benchmarking of Perceptual Image Hash
Functions, 2010.
"""

from __future__ import annotations

from math import cos, pi, sqrt
from operator import mul

from PIL import Image

# Pictures of which no more bits than these differ are taken for versions of one: nine in ten of those that were
# scaled, compressed, brightened or slightly cut. Among 100,000 pictures chance makes one such pair; at 10 bits fifty.
ALIKE = 8

_BITS, _EDGE, _KEPT = 64, 32, 8
# Not the frequency 0: how light or dark a picture is, it does not share with its versions.
_WAVES = [
    [cos(pi * wave * (2 * place + 1) / (2 * _EDGE)) * sqrt(2 / _EDGE) for place in range(_EDGE)]
    for wave in range(1, _KEPT + 1)
]
# The signs of frequencies that are all weaker than one level of grey would be chance: the picture is a blank sheet.
_FAINT = _EDGE / 2


def likeness(picture: Image.Image) -> str | None:
    """The perceptual hash of an upright picture, 16 hexadecimal digits; None of one that shows nothing."""
    grey = picture.convert("L").resize((_EDGE, _EDGE), Image.Resampling.BOX).tobytes()
    rows = [grey[at : at + _EDGE] for at in range(0, len(grey), _EDGE)]
    # Along the rows first, then along the columns of what that gives.
    across = [[sum(map(mul, wave, row)) for row in rows] for wave in _WAVES]
    found = [sum(map(mul, wave, column)) for wave in _WAVES for column in across]
    if max(map(abs, found)) < _FAINT:
        return None
    return f"{sum((value > 0) << bit for bit, value in enumerate(found)):016x}"


def distance(one: str, other: str) -> int:
    """In how many bits two hashes differ, 0 to 64."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
