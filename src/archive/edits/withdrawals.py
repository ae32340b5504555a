"""withdrawn.csv: taking items down, and taking that back. The row beats every record.

A withdrawal is written down in .archive before anything else is done, and holds from then on: whoever is killed
meanwhile, or cannot write withdrawn.csv, has withdrawn the item all the same.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused, replace_file
from archive.catalogue.rules import HEADER, Withdrawal, begun_place, read_begun, read_withdrawn
from archive.sources import Table, read_rows, write_rows

# What a reason may be, for us; visitors read the public reason, where one was given.
REASONS = ("consent", "family", "privacy", "rights", "legal", "error", "other")


def begin(archive: Archive, withdrawals: Iterable[Withdrawal]) -> None:
    """Write down that items are being withdrawn, so that no edition shows them from here on.

    Raises Refused where what has begun before cannot be read.
    """
    found = _begun(archive)
    found.update({one.id: one for one in withdrawals})
    _keep(archive, found)


def begun(archive: Archive) -> list[str]:
    """The ids of the items whose withdrawal has begun and not ended."""
    return sorted(read_begun(archive)[0])


def end(archive: Archive, items: Collection[str]) -> None:
    """Let go what withdrawn.csv says by now, or what was taken back. Raises Refused as `begin` does."""
    found = _begun(archive)
    if not found.keys().isdisjoint(items):
        _keep(archive, {item: one for item, one in found.items() if item not in items})


def withdraw(archive: Archive, withdrawals: Iterable[Withdrawal]) -> list[str]:
    """Write down that items are withdrawn, with the digests of their files, so that no other item shows them either;
    the ids of those that were not before.

    Of an item that is withdrawn already, another row says what the first does not. Raises Refused where the file
    cannot be read.
    """
    before = withdrawn(archive)
    new = [one for one in withdrawals if not _says(before.get(one.id), one)]
    rows = [
        {name: str(getattr(one, name)) for name in HEADER[:4]} | {"sha256": " ".join(sorted(one.digests))}
        for one in new
    ]
    if rows:
        _put(archive, rows)
    return [one.id for one in new if one.id not in before]


def restore(catalogue: Catalogue, item: str) -> None:
    """Take a withdrawal back. Raises Refused where the item is not withdrawn, or nothing is left of it, or the file
    cannot be written again.
    """
    archive = catalogue.archive
    last = catalogue.last_events(journal.DEACCESSION, journal.RESTORATION).get(item)
    noted = last is not None and last.type == journal.DEACCESSION
    started = item in begun(archive)
    if (purged := purged_on(catalogue, item)) is not None:
        raise Refused(f"{item}: removed for good on {purged[:10]}; nothing is left that could be restored")
    if item in withdrawn(archive):
        table = _table(archive)
        if table is None or not _is_utf8(table):
            raise Refused(f"{archive.name(archive.withdrawn)}: not UTF-8; expected a sheet saved as UTF-8")
        position = table.header.index("id")
        kept = [cells for _, cells in table if cells[position].strip() != item]
        replace_file(archive.withdrawn, write_rows(table.header, kept))
    elif not (noted or started):
        raise Refused(f"{item}: not withdrawn; expected an id from {archive.name(archive.withdrawn)}")
    if started:
        end(archive, [item])
    if noted:
        events = [journal.Event(journal.RESTORATION, item), journal.Event(journal.POLICY, item)]
        catalogue.commit(events, journal.now())


def note(catalogue: Catalogue, items: Iterable[str]) -> None:
    """Write into the journal that items are withdrawn, unless it says so already: they were taken out, and the rule
    that holds for them is another.
    """
    last = catalogue.last_events(journal.DEACCESSION, journal.RESTORATION)
    new = [item for item in items if item not in last or last[item].type != journal.DEACCESSION]
    types = (journal.DEACCESSION, journal.POLICY)
    if new:
        catalogue.commit([journal.Event(event, item) for item in new for event in types], journal.now())


def purged_on(catalogue: Catalogue, item: str) -> str | None:
    """When an item was removed for good (RFC 3339), None where it was not, or somebody has described it anew."""
    last = catalogue.last_events(journal.DELETION).get(item)
    there = catalogue.connection.execute("SELECT 1 FROM records WHERE item = ?", (item,)).fetchone()
    return last.time if last and not there else None


def withdrawn(archive: Archive) -> dict[str, Withdrawal]:
    """What withdrawn.csv says, by id. Raises Refused where it cannot be read as it stands."""
    rows, problems = read_withdrawn(archive)
    if any(problem.severity == "error" for problem in problems):
        raise Refused("\n".join(str(problem) for problem in problems))
    return rows


def forget_reason(archive: Archive, item: str, *, trial: bool = False) -> bool:
    """Of an item that is gone for good, let withdrawn.csv keep no words of its own about why but the public ones;
    whether it had any. On a trial nothing is written. Raises Refused where the file cannot be written again.
    """
    row = withdrawn(archive).get(item)
    table = _table(archive)
    if row is None or table is None or not {"id", "reason"} <= set(table.header):
        return False
    identity, reason = table.header.index("id"), table.header.index("reason")
    rows = [cells for _, cells in table]
    mine = [cells for cells in rows if cells[identity].strip() == item and len(cells) > reason]
    if all(cells[reason].strip() in {"", *REASONS} for cells in mine):
        return False
    if not _is_utf8(table):
        raise Refused(f"{archive.name(archive.withdrawn)}: not UTF-8; expected a sheet saved as UTF-8")
    if trial:
        return True
    for cells in mine:
        cells[reason] = cells[reason] if cells[reason].strip() in REASONS else "other"
    replace_file(archive.withdrawn, write_rows(table.header, rows))
    return True


def _begun(archive: Archive) -> dict[str, Withdrawal]:
    rows, problems = read_begun(archive)
    if problems:
        raise Refused("\n".join(map(str, problems)))
    return rows


def _keep(archive: Archive, rows: Mapping[str, Withdrawal]) -> None:
    place = begun_place(archive)
    if rows:
        said = [asdict(row) | {"digests": sorted(row.digests)} for row in rows.values()]
        replace_file(place, json.dumps(said, ensure_ascii=False).encode())
    else:
        place.unlink(missing_ok=True)


def _says(before: Withdrawal | None, wanted: Withdrawal) -> bool:
    """Whether what stands there says all that is wanted."""
    if before is None or not wanted.digests <= before.digests:
        return False
    return bool(before.public_reason or not wanted.public_reason)


def _put(archive: Archive, rows: Sequence[dict[str, str]]) -> None:
    table = _table(archive)
    if table is None:
        replace_file(archive.withdrawn, write_rows(HEADER, [[row[name] for name in HEADER] for row in rows]))
    elif set(HEADER) <= set(table.header) or not _is_utf8(table):
        lines = [[row.get(name, "") for name in table.header] for row in rows]
        replace_file(archive.withdrawn, _with_rows(archive, table, lines))
    else:
        header = (*table.header, *(name for name in HEADER if name not in table.header))
        there = [[*cells, *("" for _ in header[len(cells) :])] for _, cells in table]
        added = [[row.get(name, "") for name in header] for row in rows]
        replace_file(archive.withdrawn, write_rows(header, [*there, *added]))


def _table(archive: Archive) -> Table | None:
    if not archive.withdrawn.exists():
        return None
    table, _ = read_rows(archive.withdrawn, archive.name(archive.withdrawn))
    return table


def _is_utf8(table: Table) -> bool:
    return table.dialect.encoding == "utf-8"


def _with_rows(archive: Archive, table: Table, rows: Iterable[Collection[str]]) -> bytes:
    """The sheet as it stands, byte for byte, and rows behind it in its own encoding."""
    data, encoding = archive.withdrawn.read_bytes(), table.dialect.encoding
    out = io.StringIO()
    csv.writer(out, delimiter=table.dialect.delimiter).writerows(rows)
    line_end = "" if data.endswith(("\n".encode(encoding), "\r".encode(encoding))) else "\r\n"
    return data + (line_end + out.getvalue()).encode(encoding, "xmlcharrefreplace")
