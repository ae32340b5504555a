"""`edition.json`: which edition is current. Replaced by a rename: a reader sees one whole edition or the other."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

NAME = "edition.json"

_DIGEST = re.compile(r"[0-9A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Pointer:
    """The current edition: its digest (the folder below `editions/`), when it was made (RFC 3339), the last day on
    which its verdicts hold (`YYYY-MM-DD`, None: no end is known), what visitors may do with the database, how many
    years an approximate date reaches in it, and whether search engines may read the site (`robots`).
    """

    digest: str
    made: str
    valid_until: str | None = None
    sql: bool = False
    download: bool = False
    circa: int = 0
    robots: bool = False

    def database(self, public: Path) -> Path:
        """The database of this edition in the folder `public`."""
        return public / "editions" / self.digest / "collection.db"

    def expired(self, today: date) -> bool:
        """Whether something in the edition may no longer be public today."""
        return self.valid_until is not None and today.isoformat() > self.valid_until


def read(public: Path) -> Pointer | None:
    """The pointer in the folder `public`, None where nothing is published. Raises ValueError where it is damaged."""
    try:
        text = (public / NAME).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        pointer = Pointer(**json.loads(text))
    except TypeError as error:
        raise ValueError(f"{NAME}: {error}") from error
    _check(pointer)
    return pointer


def _check(pointer: Pointer) -> None:
    """Raise ValueError where a field is not what it should be: a date that is none would never pass."""
    if not (isinstance(pointer.digest, str) and _DIGEST.fullmatch(pointer.digest)):
        raise ValueError(f"{NAME}: digest {pointer.digest!r}, expected letters and digits")
    if pointer.valid_until is not None and str(date.fromisoformat(str(pointer.valid_until))) != pointer.valid_until:
        raise ValueError(f"{NAME}: valid_until {pointer.valid_until!r}, expected a day as YYYY-MM-DD")
    if not all(isinstance(allowed, bool) for allowed in (pointer.sql, pointer.download, pointer.robots)):
        raise ValueError(f"{NAME}: sql, download and robots, expected true or false")
    if type(pointer.circa) is not int or pointer.circa < 0:
        raise ValueError(f"{NAME}: circa {pointer.circa!r}, expected a number of years")


def write(public: Path, pointer: Pointer) -> None:
    """Make `pointer` the current edition of the folder `public`, at once and for good."""
    temporary = public / f".{NAME}.new"
    with temporary.open("w", encoding="utf-8") as out:
        json.dump(asdict(pointer), out, indent=2)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(public / NAME)
    directory = os.open(public, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
