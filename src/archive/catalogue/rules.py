"""The archive's standing rules: policy.yaml, people.yaml and withdrawn.csv, read together, with the withdrawals that
have begun and are not in withdrawn.csv yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from archive.catalogue import journal
from archive.catalogue.layout import Archive
from archive.records.model import Problem
from archive.records.policy import Person, Policy, read_people, read_policy
from archive.sources import read_rows
from archive.sources.yaml.reading import load

T = TypeVar("T")

HEADER = ("id", "date", "reason", "public_reason", "sha256")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A row of withdrawn.csv; `reason` is for us, `public_reason` for everybody, `digests` are those of its files."""

    id: str
    date: str
    reason: str
    public_reason: str
    digests: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds where a record does not speak, and what was taken down; with a problem nothing may be published."""

    policy: Policy
    withdrawn: Mapping[str, Withdrawal]
    problems: tuple[Problem, ...]


def read_rules(archive: Archive) -> Rules:
    """The rules as they stand; a file that is not there says nothing."""
    nobody: dict[str, Person] = {}
    people, found = read_document(archive, archive.people, read_people, nobody)
    policy, more = read_document(
        archive, archive.policy, lambda data, name: read_policy(data, name, people), Policy(people=people)
    )
    withdrawn, rest = read_withdrawn(archive)
    begun, last = read_begun(archive)
    for item, row in begun.items():
        withdrawn[item] = _united(withdrawn.get(item), row)
    return Rules(policy, withdrawn, (*found, *more, *rest, *last))


def read_withdrawn(archive: Archive) -> tuple[dict[str, Withdrawal], list[Problem]]:
    """The rows of withdrawn.csv, by id."""
    if not archive.withdrawn.exists():
        return {}, []
    name = archive.name(archive.withdrawn)
    try:
        table, problems = read_rows(archive.withdrawn, name)
    except OSError as error:
        return {}, [Problem(name, found=f"cannot be read ({error.strerror})")]
    if table is None:
        return {}, problems
    if table.header[0] != "id":
        return {}, [*problems, Problem(name, 1, None, f"“{table.header[0]}”", "the columns " + ", ".join(HEADER))]
    withdrawn: dict[str, Withdrawal] = {}
    for number, cells in table:
        row = dict(zip(table.header, (cell.strip() for cell in cells), strict=False))
        if not row["id"]:
            problems.append(Problem(name, number, "id", "nothing", "the id of an item"))
        identity, day, reason, public_reason, digests = (row.get(column, "") for column in HEADER)
        found = Withdrawal(identity, day, reason, public_reason, frozenset(digests.split()))
        withdrawn[identity] = _united(withdrawn.get(identity), found)
    return withdrawn, problems


def begun_place(archive: Archive) -> Path:
    """Where withdrawals stand that have begun and not ended."""
    return archive.made / "withdrawing.json"


def read_begun(archive: Archive) -> tuple[dict[str, Withdrawal], list[Problem]]:
    """The withdrawals that have begun and not ended, by id: one was killed, or withdrawn.csv could not be written."""
    place = begun_place(archive)
    try:
        rows = json.loads(place.read_bytes())
        found = [Withdrawal(**{**row, "digests": frozenset(row["digests"])}) for row in rows]
        return {row.id: row for row in found}, []
    except (FileNotFoundError, NotADirectoryError):
        return {}, []
    except (OSError, ValueError, KeyError, TypeError):
        expected = "it gone, and `archive withdraw` once more for what was being withdrawn"
        return {}, [Problem(archive.name(place), found="damaged", expected=expected)]


def _united(first: Withdrawal | None, second: Withdrawal) -> Withdrawal:
    """Two rows of one item: the first, and what only the second says."""
    if first is None:
        return second
    digests = first.digests | second.digests
    return replace(first, public_reason=first.public_reason or second.public_reason, digests=digests)


def withdrawn_ids(connection: sqlite3.Connection, rules: Rules) -> set[str]:
    """The ids of withdrawn items: those of withdrawn.csv, and those that the journal saw withdrawn and not restored."""
    rows = connection.execute(
        "SELECT object, type FROM events WHERE type IN (?,?) ORDER BY line, position",
        (journal.DEACCESSION, journal.RESTORATION),
    )
    noted = {item for item, event in dict(rows).items() if event == journal.DEACCESSION}
    return noted | set(rules.withdrawn)


def unknown_withdrawals(connection: sqlite3.Connection, rules: Rules) -> list[str]:
    """The ids in withdrawn.csv that no item has or ever had: somebody meant another."""
    if not rules.withdrawn:
        return []
    known = {item for (item,) in connection.execute("SELECT item FROM records UNION SELECT object FROM events")}
    return sorted(set(rules.withdrawn) - known)


def read_document(
    archive: Archive, path: Path, understand: Callable[[Any, str], tuple[T, list[Problem]]], nothing: T
) -> tuple[T, list[Problem]]:
    """What somebody understands of the one document in a YAML file of the archive; a file that is not there says
    `nothing`, and so does one that cannot be read.
    """
    if not path.exists():
        return nothing, []
    name = archive.name(path)
    try:
        documents, problems = load(path, name)
    except OSError as error:
        return nothing, [Problem(name, found=f"cannot be read ({error.strerror})")]
    if problems:
        return nothing, problems
    if len(documents) > 1:
        return nothing, [Problem(name, found="several documents", expected="one")]
    return understand(documents[0], name) if documents else (nothing, [])
