"""What a benchmark gives: figures of ours, each beside a peer's or a limit; and the page that shows them."""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
import sqlite3
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

HEADER = ("", "ours", "", "peer or limit", "", "ratio", "wanted", "met", "runs")
RULE = ("---", "---", "---:", "---", "---:", "---:", "---", "---", "---:")
INTRODUCTION = """# Benchmarks

`make bench` writes this page; `make bench ONLY=museum` runs one part and prints it. Figures are medians of runs,
ours and the peer's in turn; a ratio is ours divided by the other.
"""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of ours beside a peer's, or beside a limit.

    The values are medians in `unit`; `ratio` is ours divided by the peer's, both NaN where the peer is not there.
    `wanted` says what the ratio should be, nothing where a figure is only told; `met` is whether it is so.
    """

    what: str
    ours: str
    ours_value: float
    peer: str
    peer_value: float
    unit: str
    ratio: float
    wanted: str
    met: bool
    runs: int


class AbsentError(Exception):
    """A part cannot be run here; the message says what is not there."""


def compare(
    what: str,
    ours: tuple[str, Sequence[float]],
    peer: tuple[str, Sequence[float]],
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Row:
    """A row out of the values of several runs; the ratio of the medians has to keep the bounds that are given.

    A limit is a peer with one value; a peer that is not there has none.
    """
    value = statistics.median(ours[1])
    other = statistics.median(peer[1]) if peer[1] else math.nan
    ratio = value / other
    bounds = {"≤": at_most, "≥": at_least} if at_most != at_least else {"=": at_most}
    wanted = " and ".join(f"{sign} {bound:g}" for sign, bound in bounds.items() if bound is not None)
    met = (at_most is None or ratio <= at_most) and (at_least is None or ratio >= at_least)
    return Row(what, ours[0], value, peer[0], other, unit, ratio, wanted, met, len(ours[1]))


def interleaved(repeats: int, *ways: Callable[[], Result]) -> list[list[Result]]:
    """The results of each way, one after the other and that several times, so that all meet the same weather."""
    runs = [[way() for way in ways] for _ in range(repeats)]
    return [list(results) for results in zip(*runs, strict=True)]


def table(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [HEADER, RULE, *map(_cells, rows)]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n" for cells in lines)


def page(
    parts: Mapping[str, Sequence[Row]], about: Mapping[str, str], absent: Iterable[str], where: str, minutes: float
) -> str:
    """The page of all parts: where they ran, the table, what was not measured, and what each part does."""
    rows = [row for part in parts.values() for row in part]
    wanted = [row for row in rows if row.wanted and not math.isnan(row.ratio)]
    missing = "".join(f"- {line}\n" for line in absent)
    return (
        f"{INTRODUCTION}\n{where}\n\n"
        f"{sum(row.met for row in wanted)} of {len(wanted)} as wanted, measured in {minutes:.0f} minutes.\n\n"
        + table(rows)
        + (f"\nNot measured:\n\n{missing}" if missing else "")
        + "".join(f"\n## {name}\n\n{text}\n" for name, text in about.items())
    )


def machine() -> str:
    """The machine, how busy it is, and the versions that matter."""
    model = next((line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if "model name" in line), "")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    versions = [f"{name} {importlib.metadata.version(name.lower())}" for name in ("Datasette", "Pillow")]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()}, {model or platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GB of memory, load {os.getloadavg()[0]:.1f} at the start.\n"
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {', '.join(versions)}."
    )


def _lines(path: str) -> Iterable[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).is_file() else ()


def _cells(row: Row) -> tuple[str, ...]:
    there = not math.isnan(row.ratio)
    return (
        row.what,
        row.ours,
        _number(row.ours_value, row.unit),
        row.peer,
        _number(row.peer_value, row.unit) if there else "absent",
        f"{row.ratio:.3g}" if there else "",
        row.wanted,
        ("yes" if row.met else "**no**") if row.wanted and there else "",
        str(row.runs),
    )


def _number(value: float, unit: str) -> str:
    """Three digits that count, thousands apart; whole numbers whole."""
    digits = 0 if value == int(value) or abs(value) >= 100 else 2 - math.floor(math.log10(abs(value)))
    return f"{value:,.{digits}f} {unit}".rstrip()
