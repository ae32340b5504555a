"""What `archive set` is told: `subject+=Commemoration`, `title@ru=…`, `access.level=closed`.

Before the operator stands the header that a sheet would have for it, behind it what a cell would say; `=` puts the
value in the place of all that was there (nothing behind it: removes it), `+=` adds, `-=` takes away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from archive.catalogue.layout import Refused
from archive.records.build import build
from archive.records.columns import Column, HeaderError, parse
from archive.records.findings import nearest
from archive.records.model import Access, Origin, Problem, Record, Statement
from archive.records.statements import LISTS, PARTS
from archive.records.terms import ORDER, TERMS
from archive.sources.yaml.reading import read_cell

Alter = Callable[[Record], Record]

_FORM = re.compile(r"\s*(?P<header>[^=]+?)\s*(?P<operator>\+=|-=|=)(?P<value>.*)", re.DOTALL)
_SPLIT = re.compile(r"\[[^\w\s]\]$")
_MANY = frozenset({"files", *LISTS})


class AssignmentError(ValueError):
    """An assignment that cannot be read, said in one line."""


def read_assignment(written: str) -> Alter:
    """What an assignment makes of a record. Raises AssignmentError."""
    found = _FORM.fullmatch(written)
    if found is None:
        raise AssignmentError(f"“{written}”: no `=`; expected term=value, term+=value, term-=value or term=")
    header, operator, value = found["header"], found["operator"], found["value"].strip()
    column = _column(header)
    part = column.path[0]
    if not value and operator != "=":
        raise AssignmentError(f"{header}: nothing behind `{operator}`; expected a value")
    if operator != "=" and not (column.is_term or part in _MANY or (part == "private" and len(column.path) > 1)):
        raise AssignmentError(f"{header}: `{operator}` for a place that holds one value; expected `=`")
    said = _said(column, header, value) if value else Record("none", "other")
    if column.is_term:
        return partial(_of_term, column, operator, said.values(part))
    if part in _MANY:
        return partial(_of_many, part, operator, getattr(said, part))
    if part == "access":
        return partial(_of_access, column, said.access)
    if part == "private":
        return partial(_of_private, column, operator, said.private)
    if not value:
        raise AssignmentError(f"{header}: nothing behind `=`; expected a {header}")
    return partial(_of_kind, said.kind)


def all_of(alters: Sequence[Alter]) -> Alter:
    """What several assignments make of a record, one after the other."""

    def alter(record: Record) -> Record:
        for one in alters:
            record = one(record)
        return record

    return alter


def _column(header: str) -> Column:
    try:
        column = parse(header)
    except HeaderError as error:
        raise AssignmentError(f"{header}: {error}") from error
    if column.path == ("private", f"x:{header}") and header.lower() == "names":
        raise AssignmentError(f"{header}: no such term; expected names{{}}=[{{text: …, is: …}}], or private.names")
    if column.path[-1].startswith("x:") and not header.lower().startswith("private."):
        raise AssignmentError(f"{header}: no such term; expected {_likely(header)}")
    if column.path == ("id",):
        raise AssignmentError(f"{header}: the address of an item is not changed; expected another term")
    if column.path[0] == "private" and _SPLIT.search(header):
        name = _SPLIT.sub("", header)
        raise AssignmentError(f"{header}: what is private is not split; expected {name}+=… or {name}{{}}=[…, …]")
    if column.path[0] in {"latitude", "longitude"}:
        raise AssignmentError(
            f"{header}: a part of a place; expected spatial{{}}={{value: …, latitude: …, longitude: …}}"
        )
    return column


def _likely(header: str) -> str:
    near = nearest(header.partition("@")[0], (*TERMS, *PARTS, "access.level"))
    return near if near.endswith("?)") else "a term, kind, file, access.level or private.NAME"


def _said(column: Column, header: str, value: str) -> Record:
    """The record that says nothing but what stands behind the operator."""
    data: Any = value
    problems: list[Problem] = []
    if column.yaml:
        data, problems = read_cell(value, header, 1, header)
    elif column.separator:
        data = [piece.strip() for piece in value.split(column.separator) if piece.strip()]
    for key in (column.language, *reversed(column.path[1:])):
        data = {key: data} if key else data
    record, found = build({"id": "none", "kind": "other", column.path[0]: data}, Origin(header), whole=False)
    problems += [problem for problem in found if problem.severity == "error"]
    # What of an access only makes sense beside other parts is looked at when the whole record is read back.
    if problems and not (column.path[0] == "access" and record and record.access != Access()):
        raise AssignmentError("\n".join(f"{header}: {one.found}; expected {one.expected}" for one in problems))
    if record is None:
        raise AssignmentError(f"{header}: “{value}” is not understood")
    return record


def _of_term(column: Column, operator: str, said: Sequence[Statement], record: Record) -> Record:
    term, language = column.path[0], column.language
    there = [one for one in record.statements if one.term == term]
    meant = [one for one in there if language is None or one.language == language]
    if operator == "=":
        rest = [one for one in there if one not in meant]
        now = _in_place(there, meant, rest, said)
    elif operator == "+=":
        now = [*there, *(one for one in said if one not in there)]
    else:
        gone = [one for one in meant if any(_matches(one, other) for other in said)]
        now = [one for one in there if one not in gone]
    return with_term(record, term, now)


def with_term(record: Record, term: str, statements: Iterable[Statement]) -> Record:
    """The record in which a term has these statements."""
    others = [one for one in record.statements if one.term != term]
    return replace(record, statements=tuple(sorted([*others, *statements], key=lambda one: ORDER[one.term])))


def _in_place(
    there: Sequence[Statement], meant: Sequence[Statement], rest: Sequence[Statement], said: Sequence[Statement]
) -> list[Statement]:
    """What is said where the first of those that were meant stood, behind all where there was none."""
    at = there.index(meant[0]) if meant else len(rest)
    return [*rest[:at], *said, *rest[at:]]


def _matches(there: Statement, said: Statement) -> bool:
    return there.value == said.value and (said.uri is None or there.uri == said.uri)


def _of_many(part: str, operator: str, said: tuple[Any, ...], record: Record) -> Record:
    there = getattr(record, part)
    if operator == "=":
        now = said
    elif operator == "+=":
        now = (*there, *(one for one in said if one not in there))
    else:
        now = tuple(one for one in there if one not in said)
    changed: dict[str, Any] = {part: now}
    return replace(record, **changed)


def _of_access(column: Column, said: Access, record: Record) -> Record:
    if len(column.path) == 1:
        return replace(record, access=said)
    key = column.path[1]
    value = getattr(said, key)
    if key == "warning" and column.language:
        value = (*(one for one in record.access.warning if one.language != column.language), *value)
    return replace(record, access=replace(record.access, **{key: value}))


def _of_private(column: Column, operator: str, said: Mapping[str, Any], record: Record) -> Record:
    if len(column.path) == 1:
        return replace(record, private=dict(said))
    key = column.path[1]
    value = said.get(key)
    if operator != "=":
        value = _listed(key, operator, record, value if isinstance(value, list) else [value])
    private = {name: there for name, there in record.private.items() if name != key or value is not None}
    return replace(record, private=private if value is None else private | {key: value})


def _listed(key: str, operator: str, record: Record, said: list[Any]) -> Any:
    """What a private place holds when values have been added to it, or taken away: one is a text, several are a list,
    and a list stays one. None where nothing is left.
    """
    there = record.private.get(key)
    if isinstance(there, Mapping):
        raise Refused(f"{record.id}: private.{key} holds a map; expected private.{key}{{}}={{…}} to replace it")
    values = there if isinstance(there, list) else [] if there is None else [there]
    if operator == "+=":
        now = [*values, *(one for one in said if one not in values)]
    else:
        now = [one for one in values if one not in said]
    return (now or None) if isinstance(there, list) or len(now) > 1 else next(iter(now), None)


def _of_kind(kind: str, record: Record) -> Record:
    return replace(record, kind=kind)
