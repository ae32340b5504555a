"""Checking: what has to be said of an archive as it stands, whether or not anything changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from archive.catalogue.layout import Archive
from archive.catalogue.rules import Rules
from archive.ingest.find import Found
from archive.ingest.link import missing
from archive.records.model import Problem


def standing_problems(
    archive: Archive, connection: sqlite3.Connection, rules: Rules, found: Found
) -> Iterator[Problem]:
    """Every problem of sources, originals and rules, and of what they say of one another."""
    yield from found.problems
    yield from rules.problems
    yield from _of_sources(connection)
    yield from _of_originals(connection)
    yield from missing(connection, found)
    yield from _of_people(archive, connection, rules)
    yield from _of_withdrawals(archive, connection, rules)


def _of_sources(connection: sqlite3.Connection) -> Iterator[Problem]:
    query = 'SELECT source, line, "column", found, expected, severity, term FROM problems'
    return (Problem(*row) for row in connection.execute(query))


def _of_originals(connection: sqlite3.Connection) -> Iterator[Problem]:
    query = "SELECT path, trouble FROM originals JOIN examined USING (sha256) WHERE trouble IS NOT NULL"
    for path, trouble in connection.execute(query):
        severity, *said = json.loads(trouble)
        for found in said:
            yield Problem(path, found=found, severity=severity)


def _of_people(archive: Archive, connection: sqlite3.Connection, rules: Rules) -> Iterator[Problem]:
    """Persons whom nobody has entered, and evidence that is not there."""
    query = "SELECT source, line, body FROM records WHERE body LIKE '%\"person\"%' ORDER BY item"
    for source, line, body in connection.execute(query):
        parts = json.loads(body)
        entries = [*parts.get("people", ()), *parts.get("consents", ())]
        for person in dict.fromkeys(entry["person"] for entry in entries):
            if person not in rules.policy.people:
                expected = "an entry there; until there is one the item stays hidden"
                yield Problem(source, line, None, f"“{person}” is not in people.yaml", expected, term="people")
        for consent in parts.get("consents", ()):
            evidence = consent.get("evidence")
            if evidence and not (archive.metadata / evidence).is_file():
                found = f"“{evidence}” is not in metadata/"
                yield Problem(source, line, None, found, "the evidence of the consent", "warning", term="consents")


def _of_withdrawals(archive: Archive, connection: sqlite3.Connection, rules: Rules) -> Iterator[Problem]:
    items = {item for (item,) in connection.execute("SELECT item FROM records")}
    for identity in sorted(set(rules.withdrawn) - items):
        found = f"no item has the id “{identity}”"
        yield Problem(archive.name(archive.withdrawn), None, None, found, "the id of an item", "warning")
