"""What an edit changes, line by line as people read it, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

import click

from archive.edits.differences import Difference, differences
from archive.edits.drafting import Draft
from archive.records.model import Origin

_ONE_BY_ONE = 200  # more changes than this are grouped by what changes
_NAMED = 5  # items of a group


def show_changes(made: Draft, *, as_json: bool = False) -> None:
    """Print every change of a draft; of many, those that are alike together."""
    changes = [(before.origin, after.id, one) for before, after in made.changes for one in differences(before, after)]
    if as_json:
        for origin, item, one in changes:
            row = {"id": item, "source": origin.source, "line": origin.line, "place": one.place}
            click.echo(json.dumps({**row, "before": one.before, "after": one.after}, ensure_ascii=False))
        return
    for line in _lines(changes):
        click.echo(line)
    if not changes:
        click.echo("Nothing would change." if not made.sources else "Only the layout of the file changes.")


def count(number: int, what: str) -> str:
    """A number of things in words."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _lines(changes: Collection[tuple[Origin, str, Difference]]) -> Iterator[str]:
    if len(changes) <= _ONE_BY_ONE:
        for origin, item, one in changes:
            yield f"{item}  {_place(origin)}  {one}"
        return
    groups: dict[str, list[tuple[Origin, str]]] = {}
    for origin, item, one in changes:
        groups.setdefault(str(one), []).append((origin, item))
    for said, where in sorted(groups.items(), key=lambda group: -len(group[1])):
        named_ones = ", ".join(f"{item} ({_place(origin)})" for origin, item in where[:_NAMED])
        more = f" and {len(where) - _NAMED:,} more (--json names them all)" if len(where) > _NAMED else ""
        yield f"{said}\n    {count(len(where), 'item')}: {named_ones}{more}"


def _place(origin: Origin) -> str:
    return f"{origin.source}:{origin.line}" if origin.line else origin.source
