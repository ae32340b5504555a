"""Ids for the rows of a sheet that has no column of them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from archive.records.ids import is_id, make_id
from archive.records.model import Written
from archive.sources.sheets.row import URL, Column, Row, values


class Ids:
    """Ids made of what the rows say.

    The identifier, else the name of the first file, where no other row has the same; else the sheet's name and a digest
    of what the row says: wherever it stands it keeps its id, and with it what was decided about its item.
    """

    def __init__(self, header: Iterable[str], columns: Sequence[Column], name: str) -> None:
        self.derived = all(column.path != ("id",) for column in columns)
        self.headers = [written.strip() for written in header]
        self.stem = (make_id(PurePosixPath(name).name.split(".")[0]) or "row")[:80]
        self.sources = [
            column
            for path in (("identifier",), ("files",))
            for column in columns
            if column.path == path and column.sort != "path or text" and not column.meant.yaml
        ]
        self.counts: Counter[str] = Counter()
        self.digests: Counter[str] = Counter()

    def foresee(self, number: int, cells: Sequence[str]) -> None:
        """Count what a row might be called by; every row has to be seen before the first gets its id."""
        self.counts.update(set(self.candidates(number, cells)))

    def give(self, row: Row, cells: Sequence[str]) -> None:
        """Put an id into the row's data where the sheet has no column of them."""
        if self.derived:
            own = (candidate for candidate in self.candidates(row.number, cells) if self.counts[candidate] == 1)
            row.data["id"] = next(own, None) or self.by_content(cells)

    def by_content(self, cells: Sequence[str]) -> str:
        """The same for the same words under the same headers; equal rows are numbered in their order."""
        words = ((header, " ".join(cell.split())) for header, cell in zip(self.headers, cells, strict=False))
        said = json.dumps(sorted(pair for pair in words if pair[1]))
        digest = hashlib.sha256(said.encode()).hexdigest()[:8]
        self.digests[digest] += 1
        number = self.digests[digest]
        return f"{self.stem}-{digest}" if number == 1 else f"{self.stem}-{digest}-{number}"

    def candidates(self, number: int, cells: Sequence[str]) -> Iterator[str]:
        for column in self.sources:
            cell = cells[column.position] if column.position < len(cells) else ""
            value = next(iter(values(column, cell, number)), Written("")).strip()
            if column.path == ("files",):
                name = "" if URL.fullmatch(value) else PurePosixPath(value).name
                if stem := make_id(name.split(".")[0]):
                    yield stem
            elif is_id(value):
                yield value
