"""accessions.yaml, and which items came in with which accession."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.catalogue.layout import Archive
from archive.catalogue.rules import read_document
from archive.records.accessions import Accession, accession_of, read_accessions
from archive.records.model import Origin, Problem

_NAMING = """SELECT item, source, line, json_extract(body, '$.private') FROM records
    WHERE body LIKE '%accession%' ORDER BY item"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item and the id of the accession with which its record says that it came."""

    item: str
    accession: str
    origin: Origin


def accessions(archive: Archive) -> tuple[dict[str, Accession], list[Problem]]:
    """The accessions by id, and all that is wrong with them; none where there is no file.

    They decide nothing about who may see an item: a problem in them hides nothing and brings nothing out.
    """
    nothing: dict[str, Accession] = {}
    return read_document(archive, archive.accessions, read_accessions, nothing)


def arrivals(connection: sqlite3.Connection) -> Iterator[Arrival]:
    """The items whose records name an accession, by id."""
    for item, source, line, private in connection.execute(_NAMING):
        if named := accession_of(json.loads(private or "{}")):
            yield Arrival(item, named, Origin(source, line))
