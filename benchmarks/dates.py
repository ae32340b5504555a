"""What two museums wrote as dates, beside the years that their curators gave: 97,460 rows.

Counted is every row with something written as its date; one whose cell is empty has nothing to be understood. "No date"
counts as understood. Years agree where the first and the last are those of the curator, and where neither has any.
Years contradict where none of ours is one of the curator's. A row has two bounds, and each is held against the
curator's by itself as well. `circa` is 0 at Tate, 5 at the Carnegie Museum of Art.

How much a text says of a curator's years at all is told by two readers who know the answers: one knows by heart the
commonest to each text, one has learnt them from a half of the rows and is asked about the other. What a habit of each
collection would be worth is told by the best of some reaches of circa for each group of its rows.

    python benchmarks/dates.py     the same, and the commonest disagreements
"""

from __future__ import annotations

import csv
import gzip
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import eq
from pathlib import Path
from typing import NamedTuple

from report import AbsentError, Row, compare

from archive.records.dates import understand

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "museum"
Years = tuple[int | None, int | None]
SEEDS = range(3)  # of the halves of the rows
REACHES = (0, 2, 3, 5, 10, 15)  # years of circa
SPAN = 50  # years of a group
csv.field_size_limit(2**31 - 1)


class Told(NamedTuple):
    """What is written in a row as its date, the curator's years, None where there is none, and its collection."""

    written: str
    years: Years
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Museum:
    """A sheet, the columns of the date and the curator's two years, and the years that circa reaches there.

    `groups` are the columns that name the collection an object is in.
    """

    name: str
    date: str
    first: str
    last: str
    circa: int
    agreeing: float
    groups: tuple[str, ...]

    def rows(self) -> Iterator[Told]:
        """All rows of the sheet."""
        path = DATA / f"{self.name}.csv.gz"
        if not path.is_file():
            raise AbsentError(f"../shared/data/museum/{path.name}")
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                years = (_year(row[self.first]), _year(row[self.last]))
                yield Told(row[self.date].strip(), years, tuple(row[column] for column in self.groups))


@dataclass(slots=True)
class Found:
    """How the rows of a museum came out; texts with the years of the curator and ours."""

    rows: int = 0
    empty: int = 0
    agree: int = 0
    contradict: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, Years]] = field(default_factory=Counter)
    disagree: Counter[tuple[str, Years, Years]] = field(default_factory=Counter)

    @property
    def written(self) -> int:
        return self.rows - self.empty

    @property
    def bounds(self) -> int:
        """How many of the bounds, two in a row, are the curator's."""
        single = ((count, sum(map(eq, theirs, ours))) for (_, theirs, ours), count in self.disagree.items())
        return 2 * self.agree + sum(count * equal for count, equal in single)

    @property
    def by_heart(self) -> int:
        """In how many rows whoever knows the commonest answer to each text would agree: more than a rule can."""
        return sum({text: count for (text, _), count in reversed(self.answers.most_common())}.values())


MUSEUMS = (
    Museum("tate", "dateText", "startYear", "endYear", 0, 0.97, ("classification",)),
    Museum(
        "cmoa",
        "creation_date",
        "creation_date_earliest",
        "creation_date_latest",
        5,
        0.92,
        ("department", "classification"),
    ),
)


def judge(rows: Iterable[Told], circa: int) -> Found:
    """How each row comes out."""
    found = Found()
    for written, theirs, _ in rows:
        found.rows += 1
        if not written:
            found.empty += 1
            continue
        found.answers[written, theirs] += 1
        ours = read(written, circa)
        if understand(written, circa) is None:
            found.unknown[written] += 1
        if ours == theirs:
            found.agree += 1
        else:
            found.disagree[written, theirs, ours] += 1
            found.contradict += contradict(ours, theirs)
    return found


def read(written: str, circa: int) -> Years:
    """Our years, None where there is none."""
    dated = understand(written, circa)
    return (_plain(dated.earliest), _plain(dated.latest)) if dated else (None, None)


def held_out(rows: Iterable[Told], circa: int, seed: int) -> float:
    """Of the rows of a random half, the share that agrees with the commonest answer in the other half.

    Where that is no commoner than ours, or there is none, ours is taken.
    """
    written = [row for row in rows if row.written]
    random.Random(seed).shuffle(written)
    half = len(written) // 2
    known: defaultdict[str, Counter[Years]] = defaultdict(Counter)
    for row in written[:half]:
        known[row.written][row.years] += 1
    agree = 0
    for row in written[half:]:
        ours, answers = read(row.written, circa), known[row.written]
        best, count = answers.most_common(1)[0] if answers else (ours, 0)
        agree += row.years == (best if count > answers[ours] else ours)
    return agree / (len(written) - half)


def fitted(rows: Iterable[Told]) -> tuple[float, int]:
    """The share of rows that agrees where each group has the best of `REACHES` as its circa, and how many groups."""
    total, agree = Counter[object](), defaultdict[object, Counter[int]](Counter)
    for row in rows:
        if row.written:
            first, last = read(row.written, 0)
            start = last if first is None else first
            group = (row.group, None if start is None else start // SPAN)
            total[group] += 1
            agree[group].update(reach for reach in REACHES if read(row.written, reach) == row.years)
    return sum(max(counts.values(), default=0) for counts in agree.values()) / total.total(), len(total)


def contradict(ours: Years, theirs: Years) -> bool:
    """Whether no year can be both ours and theirs."""
    spans = ((ours[0], theirs[1]), (theirs[0], ours[1]))
    return any(low is not None and high is not None and low > high for low, high in spans)


def _plain(day: str | None) -> int | None:
    return int(day[:4]) if day else None


def _year(written: str) -> int | None:
    """The curator's year out of `1851`, `1851-01-01`, `-0206-01-05`; None where there is none.

    Before the reform of 1582 the sheet of the Carnegie Museum has the first of January as the old calendar counted it:
    1500 begins on `1499-12-22`.
    """
    sign = -1 if written.startswith("-") else 1
    digits, _, day = written.lstrip("-").partition("-")
    if not digits.isdecimal():
        return None
    year = sign * int(digits)
    return year + 1 if year < 1582 and day > "12-15" else year


def run(_scratch: Path, _repeats: int) -> list[Row]:
    """The seconds that all dates take, and the shares of each museum's rows beside what is wanted."""
    written = [(row.written, museum.circa) for museum in MUSEUMS for row in museum.rows()]
    began = time.perf_counter()
    for text, circa in written:
        understand(text, circa)
    seconds = time.perf_counter() - began
    rows = [
        compare(f"{len(written):,} dates understood", ("records.dates", [seconds]), ("limit", [2.0]), "s", at_most=1)
    ]
    for museum in MUSEUMS:
        told = list(museum.rows())
        found = judge(told, museum.circa)
        for what, count, least in (
            ("understood", found.written - found.unknown.total(), 0.99),
            ("with the curator's years", found.agree, museum.agreeing),
            ("against the curator's years", found.contradict, None),
        ):
            peer = ("rows with a date", [found.written])
            rows.append(compare(f"dates of {museum.name} {what}", ("rows", [count]), peer, "", at_least=least))
        bounds, both = ("bounds", [found.bounds]), ("two in a row", [2 * found.written])
        rows.append(compare(f"bounds of {museum.name} in the curator's year", bounds, both, ""))
        learnt = [100 * held_out(told, museum.circa, seed) for seed in SEEDS]
        ours, by_heart = [100 * found.agree / found.written] * len(learnt), ("learnt from the other half", learnt)
        rows.append(compare(f"dates of {museum.name}, halves of the rows", ("archive.records", ours), by_heart, "%"))
    return rows


def main() -> None:
    for museum in MUSEUMS:
        told = list(museum.rows())
        found = judge(told, museum.circa)
        print(f"{museum.name}: {found.rows} rows, {found.empty} without a date, {found.written} with one")
        print(f"  understood {1 - found.unknown.total() / found.written:.2%}")
        print(f"  the curator's years {found.agree / found.written:.2%}, by heart {found.by_heart / found.written:.2%}")
        print(f"  against them {found.contradict}; single bounds {found.bounds / (2 * found.written):.2%}")
        learnt = sorted(held_out(told, museum.circa, seed) for seed in SEEDS)
        print("  learnt from the other half", *(f"{share:.2%}" for share in learnt))
        print("  circa fitted to {1} groups {0:.2%}".format(*fitted(told)))
        for counter in (found.disagree, found.unknown):
            print(*(f"  {count:6} {what}" for what, count in counter.most_common(20)), sep="\n")


if __name__ == "__main__":
    main()
