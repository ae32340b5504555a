"""Checking: what has to be said of an archive as it stands, whether or not anything changed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from archive.catalogue.layout import Archive
from archive.catalogue.rules import Rules, unknown_withdrawals, withdrawn_ids
from archive.ingest.accessions import accession_problems
from archive.ingest.find import Found
from archive.ingest.lacking import lacking
from archive.ingest.link import misfits
from archive.ingest.names import name_problems
from archive.ingest.parts import part_problems
from archive.ingest.related import relation_problems
from archive.ingest.report import FEW
from archive.records.model import Problem
from archive.records.withholding import NOBODY


def standing_problems(
    archive: Archive, connection: sqlite3.Connection, rules: Rules, found: Found, fresh: Collection[str]
) -> Iterator[Problem]:
    """Every problem of sources, originals, rules and vocabularies, and of what they say of one another.

    That nothing can be made out in an original is an error once, when it is `fresh`: then it is kept as it is. Of what
    is said of many files in the same words, the first few are named.
    """
    yield from found.problems
    yield from rules.problems
    yield from _of_sources(connection)
    yield from _of_originals(connection, fresh)
    yield from lacking(connection)
    yield from misfits(connection, found)
    yield from part_problems(connection)
    yield from _of_people(archive, connection, rules)
    yield from _of_withdrawals(archive, connection, rules)
    yield from accession_problems(archive, connection)
    yield from relation_problems(connection)
    yield from name_problems(archive, connection, rules)


def _of_sources(connection: sqlite3.Connection) -> Iterator[Problem]:
    query = 'SELECT source, line, "column", found, expected, severity, term FROM problems'
    return (Problem(*row) for row in connection.execute(query))


def _of_originals(connection: sqlite3.Connection, fresh: Collection[str]) -> Iterator[Problem]:
    query = "SELECT path, trouble FROM originals JOIN examined USING (sha256, suffixes) WHERE trouble IS NOT NULL"
    alike: Counter[str] = Counter()
    for path, trouble in connection.execute(query):
        for found in json.loads(trouble):
            alike[found] += path not in fresh
            if path in fresh or alike[found] <= FEW:
                yield Problem(path, found=found, severity="error" if path in fresh else "warning")
    for found, count in alike.items():
        if count > FEW:
            yield Problem("collection", found=f"{count - FEW:,} more files: {found}", severity="warning")


def _of_people(archive: Archive, connection: sqlite3.Connection, rules: Rules) -> Iterator[Problem]:
    """Persons whom nobody has entered, and evidence that is not there."""
    keys = " OR ".join(f"instr(body, '\"{key}\"')" for key in ("people", "consents", "permissions", "names"))
    query = f"SELECT source, line, body FROM records WHERE {keys} ORDER BY item"  # noqa: S608  ours
    for source, line, body in connection.execute(query):
        parts = json.loads(body)
        entries = [*parts.get("people", ()), *parts.get("consents", ()), *parts.get("names", ())]
        named = (entry[key] for entry in entries for key in ("person", "of", "is") if key in entry)
        for person in dict.fromkeys(named):
            if person != NOBODY and person not in rules.policy.people:
                expected = "an entry there; until there is one the item stays hidden"
                yield Problem(source, line, None, f"“{person}” is not in people.yaml", expected, term="people")
        for part in ("consents", "permissions"):
            for entry in parts.get(part, ()):
                evidence = entry.get("evidence")
                if evidence and not _is_file(archive.metadata / evidence):
                    found = f"“{evidence}” is not in metadata/"
                    yield Problem(source, line, None, found, f"the evidence of the {part[:-1]}", "warning", term=part)


def _of_withdrawals(archive: Archive, connection: sqlite3.Connection, rules: Rules) -> Iterator[Problem]:
    name = archive.name(archive.withdrawn)
    for item in unknown_withdrawals(connection, rules):
        yield Problem(name, found=f"no item has or had the id “{item}”", expected="the id of an item")
    for item in sorted(withdrawn_ids(connection, rules) - set(rules.withdrawn)):
        found = f"the row of “{item}” is gone, and it stays withdrawn"
        yield Problem(name, found=found, expected=f"the row, or `archive restore {item}`", severity="warning")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no system takes
        return False
