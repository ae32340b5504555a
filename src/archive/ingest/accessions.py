"""Accessions: noted in the journal once for each item, and held against the records that name them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from archive.catalogue import journal
from archive.catalogue.accessions import Arrival, accessions, arrivals
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.records.accessions import Accession
from archive.records.findings import nearest, shorten
from archive.records.model import Problem


def note_accessions(catalogue: Catalogue) -> None:
    """Note in the journal each item that is seen with an accession for the first time, or with another.

    The event has a digest of the accession's id (SHA-256), for the id itself may tell who gave it.
    """
    if not catalogue.archive.accessions.exists():
        return
    known, _ = accessions(catalogue.archive)
    last = catalogue.last_events(journal.ACCESSION) if known else {}
    events = []
    for arrival in arrivals(catalogue.connection) if known else ():
        mark = f"sha256:{hashlib.sha256(arrival.accession.encode()).hexdigest()}"
        if arrival.accession in known and (arrival.item not in last or last[arrival.item].digest != mark):
            events.append(journal.Event(journal.ACCESSION, arrival.item, mark))
    if events:
        catalogue.commit(events, journal.now())


def accession_problems(archive: Archive, connection: sqlite3.Connection) -> Iterator[Problem]:
    """What is wrong in accessions.yaml, agreements that are not there, and records that name an unknown accession.

    Where there is no such file, `accession` is a private note like any other.
    """
    if not archive.accessions.exists():
        return
    known, problems = accessions(archive)
    yield from problems
    for accession in known.values():
        yield from _agreement(archive, accession)
    if any(problem.severity == "error" for problem in problems):
        return  # an entry may be there and not be understood
    for arrival in arrivals(connection):
        if arrival.accession not in known:
            yield _unknown(arrival, known)


def _agreement(archive: Archive, accession: Accession) -> Iterator[Problem]:
    if accession.agreement and not _is_file(archive, accession.agreement):
        found = f"“{shorten(accession.agreement)}” is not in metadata/"
        name = archive.name(archive.accessions)
        yield Problem(name, accession.line, None, found, "the agreement", term=accession.id)


def _unknown(arrival: Arrival, known: dict[str, Accession]) -> Problem:
    found = f"“{shorten(arrival.accession)}” is not in accessions.yaml"
    expected = nearest(arrival.accession, list(known)[:1000]) or "an entry there"
    return Problem(arrival.origin.source, arrival.origin.line, None, found, expected, "warning", "accession")


def _is_file(archive: Archive, path: str) -> bool:
    try:
        return (archive.metadata / path).is_file()
    except OSError:  # a name that no system takes
        return False
