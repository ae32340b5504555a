"""Two transcripts of one recording, cue beside cue, by the times at which they are said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.store.rows import Passage

Row = tuple[tuple[Passage, ...], tuple[Passage, ...]]


def aligned(first: Sequence[Passage], second: Sequence[Passage]) -> Iterator[Row]:
    """Every cue of the first transcript, with those cues of the second that are said at its time.

    Each cue stands in one row, in the order of its transcript: one of the second beside the earliest cue that it
    shares at least half of the shorter one's time with, else beside the one during which, or after which, it begins.
    What the second says before the first begins has a row of its own.
    """
    beside: list[list[Passage]] = [[] for _ in range(len(first) + 1)]  # the first of them: before all
    at = 0
    for cue in second:
        at = _place(first, cue, at)
        beside[at].append(cue)
    if beside[0]:
        yield (), tuple(beside[0])
    for cue, others in zip(first, beside[1:], strict=True):
        yield (cue,), tuple(others)


def _place(first: Sequence[Passage], cue: Passage, at: int) -> int:
    """Beside which cue of the first transcript another stands, counted from 1, not before `at`; 0: before all."""
    start, end = _span(cue)
    while at < len(first):
        low, high = _span(first[at])
        if low > start and (low >= end or not _shares(low, high, start, end)):
            break
        at += 1
        if _shares(low, high, start, end):
            break
    return at


def _shares(low: float, high: float, start: float, end: float) -> bool:
    """Whether two spans have half of the shorter one in common."""
    return 2 * (min(high, end) - max(low, start)) >= min(high - low, end - start)


def _span(cue: Passage) -> tuple[float, float]:
    start = cue.start or 0.0
    return start, max(cue.end if cue.end is not None else start, start)
