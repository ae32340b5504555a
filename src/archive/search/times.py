"""The years or decades by which an item is looked for: those in which it was made, and those that it is about.

Who looks for a year wants what is of that year and what tells of it, be it written much later. Of a time with an open
end, `before 1904`, the end that is known counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.records.dates import understand

YEARS = 30  # so many years are a list that can be read; of more, decades are made
SPAN = 12  # a time that reaches over more years or decades is not looked for by one of them

_Days = tuple[int, str | None, str | None]  # the number of an item, the first day and the last, None where it is open


def times(dates: Iterable[_Days], about: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """By the number of an item its years as `1931`, or, where all items have too many, its decades as `193X` (EDTF).

    `dates` are the bounds of items, `about` what was written of the times that they tell of; both come by number, and
    so do the times. One may come twice.
    """
    spans = list(_spans(dates))
    if told := list(_spans(_bounds(about))):
        spans = sorted(spans + told)
    years = {year for _, first, last in spans if last - first < SPAN for year in range(first, last + 1)}
    step = 1 if len(years) <= YEARS else 10
    for number, first, last in spans:
        if last // step - first // step < SPAN:
            for time in range(first // step, last // step + 1):
                yield number, f"{time:04}" if step == 1 else f"{time:03}X"


def _spans(bounds: Iterable[_Days]) -> Iterator[tuple[int, int, int]]:
    for number, first, last in bounds:
        low, high = first or last, last or first
        if low and high:
            yield number, int(low[:4]), int(high[:4])


def _bounds(about: Iterable[tuple[int, str]]) -> Iterator[_Days]:
    for number, written in about:
        if dated := understand(written):
            yield number, dated.earliest, dated.latest
