"""undescribed.csv tells what files say of themselves, in words for whoever describes them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from functools import partial

from archive.catalogue.database import Catalogue
from archive.catalogue.records import UNDESCRIBED
from archive.catalogue.suggested import in_one_line, of_file
from archive.ingest import undescribed
from archive.ingest.undescribed import Says

# A sheet is looked through by eye: `archive suggestions` tells all, and in full.
_VALUE, _CELL = 120, 500  # characters
# A sheet goes from hand to hand: who wrote a file is often only whose computer it was.
_NAMES = frozenset({"creator", "contributor", "rightsHolder", "publisher"})


def saying(connection: sqlite3.Connection) -> Says:
    """What originals (paths below collection/) say of themselves, in one line without names of people."""
    return partial(_said, connection)


def tell(catalogue: Catalogue) -> None:
    """Write down in undescribed.csv what originals say that have been examined."""
    archive = catalogue.archive
    if not catalogue.keeps:
        return
    content = undescribed.retold(archive.undescribed, saying(catalogue.connection))
    if content is None:
        return
    undescribed.write(archive.undescribed, content)
    # What has been read out of it is as it was: it need not be read again.
    mark = hashlib.sha256(content).hexdigest()
    catalogue.connection.execute("UPDATE sources SET sha256 = ? WHERE path = ? AND state = 'ok'", (mark, UNDESCRIBED))
    catalogue.connection.commit()


def _said(connection: sqlite3.Connection, names: Iterable[str]) -> str:
    found: dict[tuple[str, str], str] = {}
    for name in names:
        for one in of_file(connection, f"collection/{name}"):
            if one.term not in _NAMES:
                found.setdefault((one.term, _short(one.value, _VALUE)), one.said_by)
    return _short("; ".join(f"{term}: {value} ({said_by})" for (term, value), said_by in found.items()), _CELL)


def _short(text: str, most: int) -> str:
    """A text in one line of no more characters than these."""
    text = in_one_line(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
