"""`archive withdraw` and `archive restore`."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Mapping

import click

from archive.catalogue.database import alone, reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.rules import Withdrawal, read_rules
from archive.cli.ingesting import bar
from archive.cli.opening import writing
from archive.cli.publishing import bring_out
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.edition.plan import current, plan
from archive.edition.project import Exposure
from archive.edition.publish import take_out, widens
from archive.edits import withdrawals
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest
from archive.records.findings import nearest
from archive.store.rows import Tombstone

_PATIENCE = 600.0  # seconds: rather wait for another command than let an item stay


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--reason", type=click.Choice(withdrawals.REASONS), required=True, help="Why, for us.")
@click.option("--public-reason", default="", help="What visitors read where the item was.")
@pass_setting
def withdraw(setting: Setting, identity: str, reason: str, public_reason: str) -> None:
    """Take an item out of the edition now; the record and the originals stay.

    Where it was public, its page says that it was withdrawn. What others have copied, this cannot reach.

    \b
        archive withdraw commemoration-2024 --reason family
    """
    archive = setting.archive
    with alone(archive, _PATIENCE):
        before = dict(current(archive.public))
        shown = set(before)
        known, digests, sharing = _look(archive, identity)
        if identity not in shown and identity not in known:
            likely = nearest(identity, sorted(shown | known)[:1000]) or "an id of this archive"
            raise Refused(f"{identity}: no item has this id; expected {likely}")
        # First out of what everybody can see: that needs nothing but the edition, and nothing can stand in its way.
        if identity in shown:
            stone = Tombstone(identity, setting.today.isoformat(), public_reason)
            take_out(archive, [identity], sharing, [stone])
        day = setting.today.isoformat()
        withdrawals.withdraw(archive, Withdrawal(identity, day, reason, public_reason, frozenset(digests)))
    click.echo(f"Withdrawn: {identity}.")
    before.pop(identity, None)
    _publish_the_rest(setting, identity, before)


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--yes", is_flag=True, help="It may become public again without asking.")
@pass_setting
def restore(setting: Setting, identity: str, yes: bool) -> None:
    """Take a withdrawal back. Whether the item is public again is for its record to say.

    \b
        archive restore commemoration-2024
    """
    with writing(setting.archive) as catalogue:
        withdrawals.restore(catalogue, identity)
        click.echo(f"No longer withdrawn: {identity}.")
        report = run_ingest(catalogue, Options(), bar)
        say_problems(report.sorted_problems())
        rules = read_rules(catalogue.archive)
        planned = plan(catalogue, rules, setting.today)
        others = [item for item in planned.opening if item != identity] + widens(catalogue.archive, planned)

        def agree(_: tuple[str, ...]) -> bool:
            return yes or (sys.stdin.isatty() and click.confirm(f"Publish {identity}?"))

        done = bring_out(catalogue, planned.without(others), rules, agree)
    if not done:
        sys.exit(1)


def _look(archive: Archive, identity: str) -> tuple[set[str], set[str], set[str]]:
    """The ids of all items, the digests of this one's files, and the items that have one of these files too; nothing
    where the catalogue cannot be read.
    """
    with contextlib.suppress(Refused, sqlite3.Error), reading(archive) as connection:
        known = {item for (item,) in connection.execute("SELECT item FROM records")}
        query = "SELECT sha256 FROM linked WHERE item = ?"
        digests = {digest for (digest,) in connection.execute(query, (identity,))}
        linked = connection.execute("SELECT item, sha256 FROM linked").fetchall()
        return known, digests, {item for item, digest in linked if digest in digests and item != identity}
    return set(), set(), set()


def _publish_the_rest(setting: Setting, identity: str, before: Mapping[str, Exposure]) -> None:
    """What follows from a withdrawal: events, and the items that showed the same files. It makes nothing public."""
    with writing(setting.archive, _PATIENCE) as catalogue:
        withdrawals.note(catalogue, identity)
        report = run_ingest(catalogue, Options(), bar)
        say_problems(report.sorted_problems())
        rules = read_rules(catalogue.archive)
        planned = plan(catalogue, rules, setting.today, before=before)
        if planned.before or planned.tombstones:
            bring_out(catalogue, planned.without(planned.opening), rules, lambda _: False)
