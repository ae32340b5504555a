"""What two museums wrote as dates, beside the years that their curators gave: 97,460 rows.

Counted is every row with something written as its date; one whose cell is empty has nothing to be understood. "No date"
counts as understood. Years agree where the first and the last are those of the curator, and where neither has any.
Years contradict where none of ours is one of the curator's. `circa` is 0 at Tate, 5 at the Carnegie Museum of Art.

    python benchmarks/dates.py     the same, and the commonest disagreements
"""

from __future__ import annotations

import csv
import gzip
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from report import AbsentError, Row, compare

from archive.records.dates import understand

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "museum"
Years = tuple[int | None, int | None]
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Museum:
    """A sheet, the columns of the date and the curator's two years, and the years that circa reaches there."""

    name: str
    date: str
    first: str
    last: str
    circa: int
    agreeing: float

    def rows(self) -> Iterator[tuple[str, Years]]:
        """What is written in each row, and the curator's years, None where there is none."""
        path = DATA / f"{self.name}.csv.gz"
        if not path.is_file():
            raise AbsentError(f"../shared/data/museum/{path.name}")
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield row[self.date].strip(), (_year(row[self.first]), _year(row[self.last]))


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
    def by_heart(self) -> int:
        """In how many rows whoever knows the commonest answer to each text would agree: more than a rule can."""
        return sum({text: count for (text, _), count in reversed(self.answers.most_common())}.values())


MUSEUMS = (
    Museum("tate", "dateText", "startYear", "endYear", 0, 0.97),
    Museum("cmoa", "creation_date", "creation_date_earliest", "creation_date_latest", 5, 0.92),
)


def judge(rows: Iterable[tuple[str, Years]], circa: int) -> Found:
    """How each row comes out."""
    found = Found()
    for written, theirs in rows:
        found.rows += 1
        if not written:
            found.empty += 1
            continue
        found.answers[written, theirs] += 1
        dated = understand(written, circa)
        bounds = (dated.earliest, dated.latest) if dated else (None, None)
        ours = (bounds[0] and int(bounds[0][:4]), bounds[1] and int(bounds[1][:4]))
        if dated is None:
            found.unknown[written] += 1
        if ours == theirs:
            found.agree += 1
        else:
            found.disagree[written, theirs, ours] += 1
            found.contradict += contradict(ours, theirs)
    return found


def contradict(ours: Years, theirs: Years) -> bool:
    """Whether no year can be both ours and theirs."""
    spans = ((ours[0], theirs[1]), (theirs[0], ours[1]))
    return any(low is not None and high is not None and low > high for low, high in spans)


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
    written = [(text, museum.circa) for museum in MUSEUMS for text, _ in museum.rows()]
    began = time.perf_counter()
    for text, circa in written:
        understand(text, circa)
    seconds = time.perf_counter() - began
    rows = [
        compare(f"{len(written):,} dates understood", ("records.dates", [seconds]), ("limit", [2.0]), "s", at_most=1)
    ]
    for museum in MUSEUMS:
        found = judge(museum.rows(), museum.circa)
        for what, count, least in (
            ("understood", found.written - found.unknown.total(), 0.99),
            ("with the curator's years", found.agree, museum.agreeing),
            ("against the curator's years", found.contradict, None),
        ):
            peer = ("rows with a date", [found.written])
            rows.append(compare(f"dates of {museum.name} {what}", ("rows", [count]), peer, "", at_least=least))
    return rows


def main() -> None:
    for museum in MUSEUMS:
        found = judge(museum.rows(), museum.circa)
        print(f"{museum.name}: {found.rows} rows, {found.empty} without a date, {found.written} with one")
        print(f"  understood {1 - found.unknown.total() / found.written:.2%}")
        print(f"  the curator's years {found.agree / found.written:.2%}, by heart {found.by_heart / found.written:.2%}")
        print(f"  against them {found.contradict}")
        for counter in (found.disagree, found.unknown):
            print(*(f"  {count:6} {what}" for what, count in counter.most_common(20)), sep="\n")


if __name__ == "__main__":
    main()
