"""withdrawn.csv: taking an item down, and taking that back. The row beats every record."""

from __future__ import annotations

from datetime import date

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused, replace_file
from archive.catalogue.rules import HEADER, read_withdrawn
from archive.records.findings import nearest
from archive.sources import read_rows, write_rows

# What a reason may be, for us; visitors read the public reason, where one was given.
REASONS = ("consent", "family", "privacy", "rights", "legal", "error", "other")


def withdraw(catalogue: Catalogue, item: str, reason: str, public_reason: str, today: date) -> None:
    """Write down that an item is withdrawn. Raises Refused where there is no such item, or the file cannot be read.

    An item that is withdrawn already stays as it is.
    """
    archive = catalogue.archive
    if item not in _withdrawn(archive):
        _refuse_unknown(catalogue, item)
        header, rows = _table(archive)
        row = {"id": item, "date": today.isoformat(), "reason": reason, "public_reason": public_reason}
        header = [*header, *(name for name in HEADER if name not in header)]
        rows.append([row.get(name, "") for name in header])
        replace_file(archive.withdrawn, write_rows(header, rows))
    _note(catalogue, journal.DEACCESSION, item)


def restore(catalogue: Catalogue, item: str) -> None:
    """Take a withdrawal back. Raises Refused where the item is not withdrawn, or the file cannot be read."""
    archive = catalogue.archive
    if item not in _withdrawn(archive):
        raise Refused(f"{item}: not withdrawn; expected an id from {archive.name(archive.withdrawn)}")
    header, rows = _table(archive)
    position = header.index("id")
    kept = [row for row in rows if row[position].strip() != item]
    replace_file(archive.withdrawn, write_rows(header, kept))
    _note(catalogue, journal.RESTORATION, item)


def _withdrawn(archive: Archive) -> set[str]:
    withdrawn, problems = read_withdrawn(archive)
    if problems:
        raise Refused("\n".join(str(problem) for problem in problems))
    return set(withdrawn)


def _table(archive: Archive) -> tuple[list[str], list[list[str]]]:
    if not archive.withdrawn.exists():
        return list(HEADER), []
    table, problems = read_rows(archive.withdrawn, archive.name(archive.withdrawn))
    if table is None:
        raise Refused("\n".join(str(problem) for problem in problems))
    return list(table.header), [cells for _, cells in table]


def _refuse_unknown(catalogue: Catalogue, item: str) -> None:
    known = {name for (name,) in catalogue.connection.execute("SELECT item FROM records")}
    if item not in known:
        raise Refused(f"{item}: no item has this id; expected {nearest(item, sorted(known)[:1000])}")


def _note(catalogue: Catalogue, kind: str, item: str) -> None:
    last = catalogue.last_events(journal.DEACCESSION, journal.RESTORATION).get(item)
    if last is None or last.type != kind:
        catalogue.commit([journal.Event(kind, item)], journal.now())
