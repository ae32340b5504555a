"""`archive withdraw` and `archive restore`."""

from __future__ import annotations

import sqlite3
import sys

import click

from archive.catalogue import journal
from archive.catalogue.database import Catalogue, writing
from archive.catalogue.layout import Refused
from archive.catalogue.rules import read_rules
from archive.cli.ingesting import bar
from archive.cli.publishing import bring_out
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.edition.plan import current_levels, plan
from archive.edition.publish import take_out
from archive.edits import withdrawals
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest
from archive.store import pointer
from archive.store.rows import Tombstone


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
    with writing(archive) as catalogue:
        withdrawals.withdraw(catalogue, identity, reason, public_reason, setting.today)
        _take_down(catalogue, identity, setting)
    click.echo(f"Withdrawn: {identity}.")


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

        def agree(opening: list[str]) -> bool:
            asked = f"Publish {', '.join(opening)}?"
            return opening == [identity] and (yes or (sys.stdin.isatty() and click.confirm(asked)))

        done = bring_out(catalogue, planned, rules, agree)
    if not done:
        sys.exit(1)


def _take_down(catalogue: Catalogue, identity: str, setting: Setting) -> None:
    """Publish without the item; where anything else stands in the way, take it out of the edition that there is."""
    archive = catalogue.archive
    if pointer.read(archive.public) is None:
        return
    before = current_levels(archive.public)
    try:
        report = run_ingest(catalogue, Options(), bar)
        say_problems(report.sorted_problems())
        rules = read_rules(archive)
        planned = plan(catalogue, rules, setting.today)
        # A withdrawal makes nothing public: what waits for a yes goes on waiting.
        bring_out(catalogue, planned.without(planned.opening), rules, lambda _: False)
    except (Refused, OSError, sqlite3.Error) as trouble:
        catalogue.connection.rollback()
        click.echo(f"{trouble}\nOnly {identity} is taken out of the edition that there is.", err=True)
        stones = []
        if identity in before or catalogue.happened(journal.DISSEMINATION, identity):
            row = read_rules(archive).withdrawn[identity]
            stones.append(Tombstone(row.id, row.date, row.public_reason))
        take_out(catalogue, [identity], stones)
