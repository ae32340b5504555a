"""What the last compile made, item by item: what would be made the same is taken over from it.

Beside the catalogue lie the analysed words of the edition, which its own index does not tell, and a note of what each
item was made from. The edition that comes of it is the one that compiling everything gives, to the byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.catalogue.layout import Archive, replace_file
from archive.search import index
from archive.store import pointer
from archive.store.read import entries
from archive.store.rows import Entry
from archive.store.write import copy_rows

_OLD, _KNOWN = "old", "known"  # as which the edition and its words are attached


@dataclass(frozen=True, slots=True)
class Run:
    """Items that follow one another in both editions: the ids of the first and the last, the number that the first has
    in the old one, and how many they are.
    """

    first: str
    last: str
    number: int
    count: int


class Kept:
    """What can be taken over from the current edition, and the note for the next time.

    `stamps` say of each item what it is made from, `common` what all of them are.
    """

    def __init__(self, archive: Archive, stamps: Mapping[str, bytes], common: str) -> None:
        self._archive = archive
        self._stamps = {item: stamp.hex() for item, stamp in stamps.items()}
        self._common = common
        self._incomplete: set[str] = set()
        self._whole = True
        self._old: Path | None = None
        self._numbers: dict[str, int] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, sqlite3.DatabaseError):
            self._read()

    def __contains__(self, item: str) -> bool:
        return item in self._numbers

    def among(self, items: Iterable[str], made: Iterator[Entry]) -> Iterator[Entry | Run]:
        """What the edition is to hold of all `items`, by id: those that are `made`, and the others in runs."""
        run: Run | None = None
        for item in items:
            number = self._numbers.get(item)
            if run and number == run.number + run.count:
                run = Run(run.first, item, run.number, run.count + 1)
                continue
            if run:
                yield run
            run = None if number is None else Run(item, item, number, 1)
            if number is None:
                yield next(made)
        if run:
            yield run

    def read(self, run: Run) -> Iterator[Entry]:
        """What the edition says of the items of a run."""
        if self._old is None:
            return
        with contextlib.closing(_read_only(self._old)) as connection:
            yield from entries(connection, between=(run.first, run.last))

    def leave_out(self, item: str) -> None:
        """An item of which something could not be put into the edition has to be made again."""
        self._incomplete.add(item)

    def spoil(self) -> None:
        """The words are not all remembered: nothing of them is of use."""
        self._whole = False

    def words(self) -> str:
        """The file, not there yet, in which the words of the next edition are to be remembered."""
        _next(self._archive).unlink(missing_ok=True)
        return str(_next(self._archive))

    def attach(self, connection: sqlite3.Connection) -> None:
        """Let a database that is being filled reach the current edition and its words."""
        if self._old:
            for name, path in ((_OLD, self._old), (_KNOWN, _words(self._archive))):
                connection.execute(f"ATTACH ? AS {name}", (f"{path.resolve().as_uri()}?mode=ro",))

    def copy(self, connection: sqlite3.Connection, run: Run) -> None:
        """Take over the rows of a run."""
        copy_rows(connection, _OLD, run.first, run.last)

    def remember(self, connection: sqlite3.Connection, run: Run, number: int) -> None:
        """Take over the words of a run whose first item has this number now."""
        index.remember_known(connection, _KNOWN, first=run.number, count=run.count, number=number)

    def settle(self, edition: str) -> None:
        """Remember what was made, now that this edition is the current one."""
        if not self._whole:
            drop(self._archive)
            return
        _note(self._archive).unlink(missing_ok=True)
        _next(self._archive).replace(_words(self._archive))
        made = {item: stamp for item, stamp in self._stamps.items() if item not in self._incomplete}
        noted = {"edition": edition, "common": self._common, "words": _digest(_words(self._archive)), "made": made}
        replace_file(_note(self._archive), json.dumps(noted).encode())

    def discard(self) -> None:
        """Forget what was made, as it is not to be the current edition."""
        _next(self._archive).unlink(missing_ok=True)

    def _read(self) -> None:
        noted = json.loads(_note(self._archive).read_bytes())
        current = pointer.read(self._archive.public)
        if current is None or (noted["edition"], noted["common"]) != (current.digest, self._common):
            return
        database = current.database(self._archive.public)
        if _digest(database) != current.digest or _digest(_words(self._archive)) != noted["words"]:
            return
        made = noted["made"]
        same = {item for item, stamp in self._stamps.items() if made.get(item) == stamp}
        with contextlib.closing(_read_only(database)) as connection:
            same -= set(_without_media(connection, self._archive.public / "media", same))
            numbers = connection.execute("SELECT item, number FROM _search_items")
            known = {item: number for item, number in numbers if item in same}
        self._old, self._numbers = database, known


def drop(archive: Archive) -> None:
    """Let the next publishing compile everything: what is noted is not of the edition that is current now."""
    _note(archive).unlink(missing_ok=True)
    _words(archive).unlink(missing_ok=True)
    _next(archive).unlink(missing_ok=True)


def _without_media(connection: sqlite3.Connection, media: Path, items: Collection[str]) -> Iterator[str]:
    """The items of which a file is not there as it was."""
    for item, path, size in connection.execute("SELECT item, path, bytes FROM files"):
        if item in items:
            file = media / path
            if not file.exists() or file.stat().st_size != size:
                yield item


def _words(archive: Archive) -> Path:
    return archive.made / "kept.db"


def _next(archive: Archive) -> Path:
    return archive.made / "kept.new"


def _note(archive: Archive) -> Path:
    return archive.made / "kept.json"


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
