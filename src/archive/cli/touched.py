"""What a withdrawal touches, as it is said before somebody decides, or beside what was done."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Sequence

import click

from archive.catalogue.database import reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.rules import read_rules
from archive.cli.showing import count
from archive.edition.pointing import EDITION
from archive.edits.touching import Touched, named_in, touched
from archive.search.naming import Name, Naming

_NAMED = 10  # files, or items, of one item


def whatever_is_wrong() -> contextlib.suppress:
    """Nothing that is wrong with the catalogue stands in the way of a withdrawal."""
    return contextlib.suppress(Refused, sqlite3.Error, ValueError)


def look(archive: Archive, items: Sequence[str], shown: Collection[str]) -> list[Touched]:
    """What the withdrawal touches; where the catalogue cannot be read, just what readers see."""
    with whatever_is_wrong(), reading(archive) as connection:
        return touched(connection, items, shown, EDITION)
    return [Touched(item, shown=item in shown) for item in items]


def show(found: Sequence[Touched]) -> None:
    """Say of each item what goes with it, and what stays."""
    for one in found:
        since = f" since {one.since[:10]}" if one.since else ""
        click.echo(f"{one.id}  {one.title}", err=True)
        click.echo(f"  {f'public{since}' if one.shown else 'not in the edition'}", err=True)
        if one.files:
            said = f"{count(len(one.files), 'file')}, {count(one.derivatives, 'copy').replace('copys', 'copies')} made"
            click.echo(f"  {said} from them, {count(one.passages, 'passage')}: {_named(one.files)}", err=True)
        if one.sharing:
            click.echo(f"  the same bytes, which go as well: {_named(one.sharing)}", err=True)
        if one.mentions:
            mentions = [f"{mention.item} ({mention.place})" for mention in one.mentions]
            click.echo(f"  named elsewhere, which stays: {_named(mentions)}", err=True)
        if one.editions or one.exports:
            made = f"{count(len(one.editions), 'edition')} and {count(len(one.exports), 'export')}"
            click.echo(f"  {made} since it became public: others may have copies", err=True)


def show_names(archive: Archive, person: str, items: Collection[str]) -> None:
    """Say which other items name a person, certainly or perhaps: they stay as they are."""
    naming = _naming(archive, person)
    with whatever_is_wrong(), reading(archive) as connection:
        found = named_in(connection, naming, items) if naming else {}
        for word, certain in (("names the person", True), ("may name the person", False)):
            others = sorted(item for item, sure in found.items() if sure is certain)
            if others:
                click.echo(f"Stays, and {word}: {_named(others)}", err=True)


def _naming(archive: Archive, identity: str) -> Naming | None:
    """What finds the name of the person who is meant, None where there is none to find."""
    people = read_rules(archive).policy.people
    if identity not in people:
        return None
    person = people[identity]
    others = (name for one in people.values() if one.id != person.id for name in (*one.names, *one.also))
    return Naming([Name(person.id, (*person.names, *person.also), {})], others)


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else "")
