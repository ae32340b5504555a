"""Coordinates in a text, in the ways in which programs and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_POINT = re.compile(r"([-+]?\d{1,2}\.\d{3,})\s*[,; ]\s*([-+]?\d{1,3}\.\d{3,})")

_MARKS = (("°", "′", "″"), ("°", "'", '"'), ("° ", "′ ", "″"), ("° ", "' ", '"'))


def points(text: str) -> Iterator[str]:
    """Each latitude and longitude that stands in a text with three decimals or more, written in other ways: cut and
    rounded to four decimals, with a comma, in minutes and seconds, in minutes with decimals.
    """
    for point in _POINT.finditer(text):
        for written in point.groups():
            yield from _written(float(written))


def _written(degrees: float) -> Iterator[str]:
    whole, rest = divmod(abs(degrees), 1)
    minutes, seconds = divmod(rest * 3600, 60)
    cut = f"{int(whole)}{f'{rest:.6f}'[1:6]}"  # four decimals, some ten metres; more may follow where it is found
    for decimal in dict.fromkeys((cut, f"{abs(degrees):.4f}")):
        yield from (decimal, decimal.replace(".", ","))
    for degree, minute, second in _MARKS:
        yield f"{int(whole)}{degree}{int(minutes)}{minute}{seconds:.0f}{second}"
        yield f"{int(whole)}{degree}{int(minutes):02}{minute}{seconds:02.0f}{second}"
    yield f"{int(whole)} {int(minutes)} {seconds:.1f}"
    yield f"{whole:.1f}, {int(minutes):.1f}, {seconds:.1f}"  # as programs write what EXIF holds
    parts = f"{rest * 60:.6f}"[:-4]  # of a minute two decimals, some twenty metres
    yield from (f"{int(whole)}{degree}{parts}" for degree in ("°", "° "))
