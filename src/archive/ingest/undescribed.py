"""undescribed.csv: one row for each file, or group of files of one name, that has no record yet.

A row in which nobody has written anything is ours: made anew in every run, and gone when a record names its files. A
row that somebody has begun to fill in is theirs, and is kept as it is. What the files say of themselves stands in a
column of its own, which nobody reads but people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from archive.catalogue.layout import replace_file
from archive.catalogue.records import UNDESCRIBED, candidates, composed
from archive.records.columns import SUGGESTED
from archive.records.ids import make_id
from archive.records.kinds import kind_of
from archive.records.model import Problem
from archive.sources import Table, read_rows, write_rows

Says = Callable[[list[str]], str]
HEADER = (
    "id",
    "kind",
    "file[|]",
    "title",
    "description",
    "creator",
    "date",
    "language",
    "subject[;]",
    "rights",
    "access",
    SUGGESTED,
)
_EMPTY = dict.fromkeys(HEADER, "")
_FILES = "file[|]"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands, under the header of the sheet; two columns may have one name."""

    header: tuple[str, ...]
    cells: tuple[str, ...]

    def get(self, name: str) -> str:
        """The cell in the first column of this name, empty where there is none."""
        return next((cell.strip() for column, cell in zip(self.header, self.cells, strict=False) if column == name), "")

    @property
    def names(self) -> list[str]:
        """The files it names, relative to collection/."""
        return [name.strip() for name in (self.get(_FILES) or self.get("file")).split("|") if name.strip()]

    @property
    def ours(self) -> bool:
        """Whether nobody has written anything in it: it is what we would propose for its files."""
        names = self.names
        if not names or not re.fullmatch(rf"{re.escape(_base(names))}(-\d+)?", self.get("id")):
            return False
        proposed = _proposal(names, self.get("id"))
        cells = zip(self.header, self.cells, strict=False)
        return all(cell.strip() == proposed.get(name, "") for name, cell in cells if name != SUGGESTED)

    def under(self, header: tuple[str, ...]) -> tuple[str, ...]:
        """The cells below a longer header."""
        return (*self.cells, *("" for _ in header[len(self.cells) :]))


def update(
    path: Path, originals: Iterable[str], described: set[str], taken: set[str], says: Says
) -> tuple[bytes | None, list[Problem]]:
    """What undescribed.csv is to hold now, None where it stands as it is.

    `originals` are the paths below collection/, `described` those that a record names (form C), `taken` the ids that
    records have; `says` is what files say of themselves.
    """
    table, problems = _existing(path)
    if problems:
        # Unread, or read by a guess at its encoding: written again, it might come out as something else.
        return None, [*problems, Problem(UNDESCRIBED, None, None, "left as it is", "a sheet saved as UTF-8")]
    rows = [Row(tuple(table.header), tuple(cells)) for _, cells in table] if table else []
    kept = [row for row in rows if not row.ours]
    described = described | {place for row in kept for name in row.names for place in candidates(UNDESCRIBED, name)}
    used = taken | {row.get("id") for row in kept}
    rest = sorted(path for path in originals if composed(path) not in described)
    problems = [Problem(path, found="a name with |", expected="another name") for path in rest if "|" in path]
    proposed = list(_propose((path for path in rest if "|" not in path), used))
    standing = [(row.get("id"), row.names) for row in rows if row.ours]
    if standing == [(row["id"], row[_FILES].split(" | ")) for row in proposed]:
        return None, problems
    for row in proposed:
        row[SUGGESTED] = says(row[_FILES].split(" | "))
    before = tuple(table.header) if table else HEADER
    header = (*before, *(name for name in HEADER if name not in before))
    lines = [row.under(header) for row in kept]
    lines += [tuple(row.get(name, "") for name in header) for row in proposed]
    return write_rows(header, lines), problems


def retold(path: Path, says: Says) -> bytes | None:
    """What undescribed.csv is to hold now that originals have been examined: rows that are ours tell what their files
    say of themselves, also those that an earlier run examined before it was killed. None where it stands as it is.
    """
    table, problems = _existing(path)
    if table is None or problems:
        return None
    before = tuple(table.header)
    header = before if SUGGESTED in before else (*before, SUGGESTED)
    rows = [Row(before, tuple(cells)) for _, cells in table]
    said = [says(row.names) if row.ours else row.get(SUGGESTED) for row in rows]
    if said == [row.get(SUGGESTED) for row in rows]:
        return None
    place = header.index(SUGGESTED)
    lines = [row.under(header) for row in rows]
    return write_rows(header, [(*line[:place], one, *line[place + 1 :]) for line, one in zip(lines, said, strict=True)])


def write(path: Path, content: bytes) -> None:
    """Put the new content in its place."""
    replace_file(path, content)


def _existing(path: Path) -> tuple[Table | None, list[Problem]]:
    if not path.exists():
        return None, []
    try:
        return read_rows(path, UNDESCRIBED)
    except OSError as error:
        return None, [Problem(UNDESCRIBED, found=f"cannot be read ({error.strerror})")]


def _propose(paths: Iterable[str], used: set[str]) -> Iterator[dict[str, str]]:
    """One row for the files of a folder that share a stem: `0001.opus`, `0001.ru.vtt`."""
    groups: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        pure = PurePosixPath(path).relative_to("collection")
        groups.setdefault((str(pure.parent), _stem(pure)), []).append(str(pure))
    for names in groups.values():
        base = _base(names)
        identity = next(
            name for number in count(1) if (name := base if number == 1 else f"{base}-{number}") not in used
        )
        used.add(identity)
        yield _proposal(names, identity)


def _proposal(names: list[str], identity: str) -> dict[str, str]:
    return _EMPTY | {"id": identity, "kind": kind_of(names), _FILES: " | ".join(names), "access": "hidden"}


def _base(names: list[str]) -> str:
    made = make_id(_stem(PurePosixPath(names[0]))) or "file"
    # A spreadsheet would make the number 1 of 0001, and another address with it.
    return made if any(letter.isalpha() for letter in made) else f"{kind_of(names)}-{made}"


def _stem(path: PurePosixPath) -> str:
    return path.name.split(".")[0]
