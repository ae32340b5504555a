"""Among many pictures, those that look alike: perceptual hashes of which few bits differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from archive.media.pictures.likeness import ALIKE

_BITS = 64


def near(likenesses: Iterable[str], most: int = ALIKE) -> Iterator[tuple[str, str]]:
    """The pairs of different hashes (16 hexadecimal digits) that differ in no more than `most` bits, each pair once.

    Where few bits differ, there is one in which they differ at most in one of some bands of bits: only hashes with such
    a band are compared. Six seconds for 100,000 of them.
    """
    hashes = {int(one, 16) for one in likenesses}
    edges = [_BITS * number // (most // 2 + 1) for number in range(most // 2 + 2)]
    bands = [(low, (1 << high - low) - 1) for low, high in pairwise(edges)]
    for number, (low, mask) in enumerate(bands):
        buckets: dict[int, list[int]] = defaultdict(list)
        for one in hashes:
            buckets[one >> low & mask].append(one)
        for one, other in _neighbours(buckets, mask.bit_length(), most):
            # What an earlier band has brought together is known by now.
            if not any(((one ^ other) >> at & of).bit_count() <= 1 for at, of in bands[:number]):
                yield f"{min(one, other):016x}", f"{max(one, other):016x}"


def alike(likenesses: Iterable[str]) -> list[list[str]]:
    """Groups of two or more different hashes (16 hexadecimal digits), each near another one of its group."""
    above: dict[str, str] = {}
    for one, other in near(likenesses):
        above.setdefault(one, one)
        above.setdefault(other, other)
        above[_head(above, other)] = _head(above, one)
    groups: dict[str, list[str]] = {}
    for one in sorted(above):
        groups.setdefault(_head(above, one), []).append(one)
    return sorted(groups.values())


def _neighbours(buckets: dict[int, list[int]], bits: int, most: int) -> Iterator[tuple[int, int]]:
    """The pairs of values that differ in no more than `most` bits, and whose keys differ in one at most; each once."""
    for key, values in buckets.items():
        keys = [other for bit in range(bits) if (other := key ^ 1 << bit) > key and other in buckets]
        beside = [value for other in keys for value in buckets[other]]
        for place, one in enumerate(values):
            # Forty million comparisons among 100,000: in a comprehension they take half the time.
            yield from [(one, other) for other in beside if (one ^ other).bit_count() <= most]
            yield from [(one, other) for other in values[place + 1 :] if (one ^ other).bit_count() <= most]


def _head(above: dict[str, str], one: str) -> str:
    """The hash by which a group is known; on the way to it the way is made shorter."""
    while (higher := above[one]) != one:
        above[one] = above[higher]
        one = higher
    return one
