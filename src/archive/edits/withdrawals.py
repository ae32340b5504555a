"""withdrawn.csv: taking an item down, and taking that back. The row beats every record."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused, replace_file
from archive.catalogue.rules import HEADER, Withdrawal, read_withdrawn
from archive.sources import Table, read_rows, write_rows

# What a reason may be, for us; visitors read the public reason, where one was given.
REASONS = ("consent", "family", "privacy", "rights", "legal", "error", "other")


def withdraw(archive: Archive, withdrawal: Withdrawal) -> None:
    """Write down that an item is withdrawn, with the digests of its files, so that no other item shows them either.

    Of an item that is withdrawn already, another row says what the first does not. Raises Refused where the file
    cannot be read.
    """
    before = _withdrawn(archive).get(withdrawal.id)
    if before and withdrawal.digests <= before.digests and (before.public_reason or not withdrawal.public_reason):
        return
    row = {name: str(getattr(withdrawal, name)) for name in HEADER[:4]}
    row["sha256"] = " ".join(sorted(withdrawal.digests))
    table = _table(archive)
    if table is None:
        replace_file(archive.withdrawn, write_rows(HEADER, [[row[name] for name in HEADER]]))
    elif set(HEADER) <= set(table.header) or not _is_utf8(table):
        replace_file(archive.withdrawn, _with_row(archive, table, [row.get(name, "") for name in table.header]))
    else:
        header = (*table.header, *(name for name in HEADER if name not in table.header))
        rows = [[*cells, *("" for _ in header[len(cells) :])] for _, cells in table]
        replace_file(archive.withdrawn, write_rows(header, [*rows, [row.get(name, "") for name in header]]))


def restore(catalogue: Catalogue, item: str) -> None:
    """Take a withdrawal back. Raises Refused where the item is not withdrawn, or the file cannot be written again."""
    archive = catalogue.archive
    last = catalogue.last_events(journal.DEACCESSION, journal.RESTORATION).get(item)
    noted = last is not None and last.type == journal.DEACCESSION
    if item in _withdrawn(archive):
        table = _table(archive)
        if table is None or not _is_utf8(table):
            raise Refused(f"{archive.name(archive.withdrawn)}: not UTF-8; expected a sheet saved as UTF-8")
        position = table.header.index("id")
        kept = [cells for _, cells in table if cells[position].strip() != item]
        replace_file(archive.withdrawn, write_rows(table.header, kept))
    elif not noted:
        raise Refused(f"{item}: not withdrawn; expected an id from {archive.name(archive.withdrawn)}")
    if noted:
        catalogue.commit([journal.Event(journal.RESTORATION, item)], journal.now())


def note(catalogue: Catalogue, item: str) -> None:
    """Write into the journal that an item is withdrawn, unless it says so already."""
    last = catalogue.last_events(journal.DEACCESSION, journal.RESTORATION).get(item)
    if last is None or last.type != journal.DEACCESSION:
        catalogue.commit([journal.Event(journal.DEACCESSION, item)], journal.now())


def _withdrawn(archive: Archive) -> dict[str, Withdrawal]:
    withdrawn, problems = read_withdrawn(archive)
    if any(problem.severity == "error" for problem in problems):
        raise Refused("\n".join(str(problem) for problem in problems))
    return withdrawn


def _table(archive: Archive) -> Table | None:
    if not archive.withdrawn.exists():
        return None
    table, _ = read_rows(archive.withdrawn, archive.name(archive.withdrawn))
    return table


def _is_utf8(table: Table) -> bool:
    return table.dialect.encoding == "utf-8"


def _with_row(archive: Archive, table: Table, cells: Collection[str]) -> bytes:
    """The sheet as it stands, byte for byte, and one row behind it in its own encoding."""
    data, encoding = archive.withdrawn.read_bytes(), table.dialect.encoding
    out = io.StringIO()
    csv.writer(out, delimiter=table.dialect.delimiter).writerow(cells)
    line_end = "" if data.endswith(("\n".encode(encoding), "\r".encode(encoding))) else "\r\n"
    return data + (line_end + out.getvalue()).encode(encoding, "xmlcharrefreplace")
