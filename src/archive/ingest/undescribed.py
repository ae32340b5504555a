"""undescribed.csv: one row for each file, or group of files of one name, that has no record yet.

A row in which nobody has written anything is ours: made anew in every run, and gone when a record names its files. A
row that somebody has begun to fill in is theirs, and is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path, PurePosixPath

from archive.catalogue.layout import replace_file
from archive.catalogue.records import UNDESCRIBED, candidates, composed
from archive.records.ids import make_id
from archive.records.kinds import kind_of
from archive.records.model import Problem
from archive.sources import read_rows, write_rows

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
)
_OURS = ("id", "kind", "file[|]", "access")
Row = Mapping[str, str]


def update(
    path: Path, originals: Iterable[str], described: set[str], taken: set[str]
) -> tuple[bytes | None, list[Problem]]:
    """What undescribed.csv is to hold now, None where it stands as it is.

    `originals` are the paths below collection/, `described` those that a record names (form C), `taken` the ids that
    records have.
    """
    header, rows, problems = _existing(path)
    if any(problem.severity == "error" for problem in problems):
        return None, problems  # reading it as a source will say so too; until it is mended it is left alone
    kept = [row for row in rows if _is_filled(row)]
    described = described | {place for row in kept for place in _places(row)}
    taken = taken | {row.get("id", "") for row in kept}
    rest = sorted(path for path in originals if composed(path) not in described)
    proposed = list(_propose(rest, taken))
    if [*kept, *proposed] == rows or not (kept or proposed or rows):
        return None, problems
    header = [*header, *(name for name in HEADER if name not in header)]
    cells = [[row.get(name, "") for name in header] for row in (*kept, *proposed)]
    return write_rows(header, cells), problems


def write(path: Path, content: bytes) -> None:
    """Put the new content in its place."""
    replace_file(path, content)


def _existing(path: Path) -> tuple[list[str], list[Row], list[Problem]]:
    if not path.exists():
        return list(HEADER), [], []
    table, problems = read_rows(path, UNDESCRIBED)
    if table is None:
        return [], [], problems
    return list(table.header), [dict(zip(table.header, cells, strict=False)) for _, cells in table], problems


def _is_filled(row: Row) -> bool:
    written = any(cell.strip() for name, cell in row.items() if name not in _OURS)
    return written or row.get("access", "").strip() not in {"hidden", ""}


def _places(row: Row) -> Iterator[str]:
    for written in row.get("file[|]", row.get("file", "")).split("|"):
        if written.strip():
            yield from candidates(UNDESCRIBED, written.strip())


def _propose(paths: Iterable[str], taken: set[str]) -> Iterator[Row]:
    """One row for the files of a folder that share a stem: `0001.opus`, `0001.ru.vtt`."""
    groups: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        pure = PurePosixPath(path)
        groups.setdefault((str(pure.parent), pure.name.split(".")[0]), []).append(path)
    used = set(taken)
    for (_, stem), members in groups.items():
        names = [str(PurePosixPath(member).relative_to("collection")) for member in members]
        yield _row(names, _new_id(stem, used))


def _row(names: list[str], identity: str) -> Row:
    row = dict.fromkeys(HEADER, "")
    return row | {"id": identity, "kind": kind_of(names), "file[|]": " | ".join(names), "access": "hidden"}


def _new_id(stem: str, used: set[str]) -> str:
    """An id after the file's name that nobody has."""
    base = make_id(stem) or "file"
    identity = next(name for number in count(1) if (name := base if number == 1 else f"{base}-{number}") not in used)
    used.add(identity)
    return identity
