"""Values held against the vocabularies and against people.yaml."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from archive.catalogue.layout import Archive
from archive.catalogue.rules import Rules
from archive.catalogue.vocabularies import read_thesaurus
from archive.records.findings import shorten
from archive.records.model import Problem, Statement
from archive.records.policy import Person
from archive.records.thesaurus import Thesaurus
from archive.search import fold

FEW = 200  # values that are compared with all that is known
_AGENTS = ("creator", "contributor", "publisher", "subject", "rightsHolder")
_VALUES = """SELECT term, value, language, datatype, uri, min(item), count(*) FROM statements
    WHERE term IN ({}) GROUP BY term, value, language, datatype, uri"""
_PLACE = "SELECT source, line FROM records WHERE item = ?"

_Value = tuple[Statement, str, int]  # a value, the first item that has it, and how many have


def name_problems(archive: Archive, connection: sqlite3.Connection, rules: Rules) -> Iterator[Problem]:
    """What is wrong in the vocabularies; values that a closed one does not know; persons called otherwise than they
    are to be called.
    """
    thesaurus, problems = read_thesaurus(archive)
    yield from problems
    closed = [term for term, paths in thesaurus.terms.items() if paths]
    if closed:
        yield from _unknown(connection, thesaurus, _values(connection, closed))
    if names := _persons(rules.policy.people):
        yield from _misnamed(connection, names, _values(connection, _AGENTS))


def _values(connection: sqlite3.Connection, terms: Iterable[str]) -> Iterator[_Value]:
    asked = tuple(terms)
    for *said, item, count in connection.execute(_VALUES.format(",".join("?" * len(asked))), asked):
        yield Statement(*said), item, count


def _unknown(connection: sqlite3.Connection, thesaurus: Thesaurus, values: Iterable[_Value]) -> Iterator[Problem]:
    compared = 0
    for statement, item, count in values:
        if thesaurus.meaning(statement) is None:
            compared += 1
            near = thesaurus.nearest(statement) if compared <= FEW else []
            found = f"“{shorten(statement.value)}”{_times(count)} is not in {thesaurus.terms[statement.term][0]}"
            expected = ", ".join(f"“{label}”" for label in near) or "one of its entries"
            yield _warning(connection, item, statement.term, found, expected)


def _persons(people: Mapping[str, Person]) -> dict[str, Person]:
    """The persons by the spellings under which nobody is to find them."""
    names: dict[str, Person] = {}
    for person in people.values():
        spellings = (*person.names, *person.also) if person.withheld else person.also
        for spelling in spellings:
            names.setdefault(_form(spelling), person)
    return names


def _misnamed(
    connection: sqlite3.Connection, names: Mapping[str, Person], values: Iterable[_Value]
) -> Iterator[Problem]:
    for statement, item, count in values:
        person = names.get(_form(statement.value))
        if person is None:
            continue
        if person.withheld:
            # The name itself is not said: messages are copied into letters and tickets.
            found = f"the name of {person.id}{_times(count)}, who is withheld in people.yaml"
            expected = "nothing: it is published as the name they have in public, in brackets"
        else:
            found = f"“{shorten(statement.value)}”{_times(count)} is another spelling of {person.id}"
            expected = next((f"“{name}”" for name in person.names), "the name in people.yaml")
        yield _warning(connection, item, statement.term, found, expected)


def _form(name: str) -> str:
    return " ".join(fold(name).split())


def _times(count: int) -> str:
    return f" ({count:,} times)" if count > 1 else ""


def _warning(connection: sqlite3.Connection, item: str, term: str, found: str, expected: str) -> Problem:
    source, line = connection.execute(_PLACE, (item,)).fetchone() or (item, None)
    return Problem(source, line, None, found, expected, "warning", term)
