"""`archive reviews`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import chain, groupby

import click

from archive.catalogue.records import deciding
from archive.catalogue.rules import Rules, read_rules
from archive.cli.opening import trying
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.cli.showing import count
from archive.edition.judging import Judged, judge
from archive.records.reviews import KINDS, Doubtful, Due, harsh_word, is_licence, names_to_decide, reviews_of

_SHOWN = 20  # of a kind; --all and --json give the rest
_READ = ("title", "alternative", "description", "abstract", "tableOfContents", "subject")


@click.command()
@click.option("--within", type=click.IntRange(min=0), default=90, show_default=True, help="Days that one looks ahead.")
@click.option("--all", "everything", is_flag=True, help="Every line; otherwise the first of each kind.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, all of them.")
@pass_setting
def reviews(setting: Setting, within: int, *, everything: bool, as_json: bool) -> None:
    """What somebody should look at: embargoes and consents that end, minors who come of age, and what is missing.

    Doubtful names are shown with the words about them: until a person has decided, their items stay hidden. That words
    suggest a warning is a hint from a short list, and no more.

    \b
        archive reviews
        archive reviews --within 365 --json
    """
    rules = read_rules(setting.archive)
    say_problems(rules.problems)
    with trying(setting.archive) as catalogue:
        judged = judge(catalogue.archive, catalogue.connection, rules, setting.today)
        found = sorted(due(catalogue.connection, rules, judged, setting.today, within), key=_order)
    if as_json:
        for one in found:
            click.echo(json.dumps(_plain(one), ensure_ascii=False))
        return
    for kind, ones in groupby(found, lambda one: one.kind):
        _say(kind, list(ones), everything=everything)
    if not found:
        click.echo(f"Nothing to look at within {count(within, 'day')}.")


def due(connection: sqlite3.Connection, rules: Rules, judged: Judged, today: date, within: int) -> Iterator[Due]:
    """Everything that is to be looked at, item by item; what is withdrawn is at rest."""
    licensed, stated = _rights(connection)
    public: set[str] = set()
    bare: set[str] = set()
    for record, _ in deciding(connection):
        if record.id in judged.withdrawn:
            continue
        verdict = judged.verdicts[record.id]
        found = reviews_of(record, verdict, rules.policy, today, within)
        yield from (one for one in found if one.kind != "reproduction" or one.item not in licensed)
        if verdict.level == "public":
            public.add(record.id)
            if not record.access.warning:
                bare.add(record.id)
    yield from (Due("rights", item, None, "`rights` or `license` says nothing") for item in public - stated)
    yield from _harsh(connection, bare)
    doubts = (one for one in judged.doubts if one.item not in judged.withdrawn)
    yield from names_to_decide(Doubtful(one.item, one.word, one.context, one.person) for one in doubts)


def _rights(connection: sqlite3.Connection) -> tuple[set[str], set[str]]:
    """The items whose rights are a licence, and those of whose rights anything is said."""
    rows = connection.execute("SELECT item, value, uri FROM statements WHERE term IN ('rights', 'license')").fetchall()
    licensed = {item for item, value, uri in rows if is_licence(value) or is_licence(uri or "")}
    return licensed, {item for item, _, _ in rows}


def _harsh(connection: sqlite3.Connection, items: Collection[str]) -> Iterator[Due]:
    marks = ",".join("?" * len(_READ))
    said = connection.execute(f"SELECT item, value FROM statements WHERE term IN ({marks})", _READ)  # noqa: S608  marks
    heard = connection.execute("SELECT item, text FROM passages")
    seen: set[str] = set()
    for item, text in chain(said, heard):
        if item in items and item not in seen and (word := harsh_word([text])):
            seen.add(item)
            yield Due("warning", item, None, f"“{word}”")


def _order(one: Due) -> tuple[int, str, str, str]:
    return [*KINDS].index(one.kind), one.on.isoformat() if one.on else "", one.item, one.said


def _plain(one: Due) -> Mapping[str, str | None]:
    day = one.on.isoformat() if one.on else None
    return {"kind": one.kind, "id": one.item, "on": day, "said": one.said, "person": one.person}


def _say(kind: str, ones: list[Due], *, everything: bool) -> None:
    click.echo(f"{KINDS[kind]}: {len(ones):,}")
    for one in ones if everything else ones[:_SHOWN]:
        parts = (one.on.isoformat() if one.on else "", one.item, one.person or "", one.said)
        click.echo("  " + "  ".join(filter(None, parts)))
    if len(ones) > _SHOWN and not everything:
        click.echo(f"  and {len(ones) - _SHOWN:,} more (--all)")
    click.echo()
