"""`archive withdraw` and `archive restore`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from archive.catalogue import journal
from archive.catalogue.database import Catalogue, reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.rules import Withdrawal, read_rules
from archive.cli.ingesting import bar
from archive.cli.leftovers import sweep
from archive.cli.opening import alone, writing
from archive.cli.publishing import Ready, agreed_upon, bring_out, make_ready
from archive.cli.setting import Setting, file_of, pass_setting, say_problems
from archive.cli.showing import count
from archive.cli.touched import look, show, show_names, whatever_is_wrong
from archive.edition.plan import current, plan
from archive.edition.project import Exposure
from archive.edition.publish import take_out, widens
from archive.edition.standing import read_ruling
from archive.edition.unnamed import Unnamed
from archive.edits import withdrawals
from archive.edits.choosing import likely
from archive.edits.receipts import Receipt, keep_receipt
from archive.edits.touching import items_of, known_items
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest
from archive.store.rows import Tombstone

_PATIENCE = 600.0  # seconds: rather wait for another command than let an item stay


@dataclass(frozen=True, slots=True)
class _Request:
    """What somebody asked for: an item or a person, why, what visitors are told, and where the receipt goes."""

    name: str
    person: bool
    reason: str
    public_reason: str
    receipt: Path | None


@click.command()
@click.argument("identity", metavar="[ID]", required=False)
@click.option("--person", help="Every item in whose people or consents this person of people.yaml stands.")
@click.option("--reason", type=click.Choice(withdrawals.REASONS), required=True, help="Why, for us.")
@click.option("--public-reason", default="", help="What visitors read where the item was.")
@click.option(
    "--receipt",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the receipt goes.  [default: metadata/private/receipts/ID-DATE.txt]",
)
@click.option("--yes", is_flag=True, help="Do not ask; out first, and then what it touched.")
@pass_setting
def withdraw(setting: Setting, /, identity: str | None, person: str | None, *, yes: bool, **why: Any) -> None:
    """Take an item out of the edition now; the record and the originals stay.

    Shows on a terminal what that touches, and asks; where nobody can be asked it is done, as it can be taken back.
    Where the item was public, its page says that it was withdrawn. What others have copied, this cannot reach: the
    receipt, which can be handed to a family, says so.

    \b
        archive withdraw commemoration-2024 --reason family
        archive withdraw --person p-017 --reason consent --yes
    """
    if (identity is None) == (person is None):
        raise click.UsageError("expected an ID, or --person")
    archive = setting.archive
    wanted = _Request(identity or person or "", person is not None, **why)
    asked = not yes and sys.stdin.isatty()
    if asked:
        shown = {item for item, _ in current(archive)}
        items = _items(archive, wanted, shown)
        show(look(archive, items, shown))
        if wanted.person:
            show_names(archive, wanted.name, items)
        if items and not click.confirm(f"Withdraw {count(len(items), 'item')}?", err=True):
            raise Refused("Nothing was withdrawn.")
    with alone(archive, _PATIENCE):
        before = dict(current(archive))
        items = _items(archive, wanted, before)
        complete = not items or _take_down(setting, wanted, items, before, tell=not asked)
    complete = _follow(setting, wanted, items, before) and complete
    if not complete:
        sys.exit(1)


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--yes", is_flag=True, help="It may become public again without asking.")
@pass_setting
def restore(setting: Setting, identity: str, *, yes: bool) -> None:
    """Take a withdrawal back. Whether the item is public again is for its record to say.

    \b
        archive restore commemoration-2024
    """

    def ready(catalogue: Catalogue, before: Ready | None) -> Ready:
        if before is None:
            withdrawals.restore(catalogue, identity)
            click.echo(f"No longer withdrawn: {identity}.")
        say_problems(run_ingest(catalogue, Options(), bar).sorted_problems())
        ruling = read_ruling(catalogue.archive)
        planned = plan(catalogue, ruling.rules, setting.today)
        others = [item for item in planned.opening if item != identity] + widens(catalogue.archive, planned)
        return make_ready(catalogue, planned.without(others), ruling)

    if not agreed_upon(setting.archive, ready, lambda _: click.confirm(f"Publish {identity}?", err=True), yes=yes):
        sys.exit(1)


def _items(archive: Archive, wanted: _Request, shown: Collection[str]) -> list[str]:
    """The ids that are meant, as far as the catalogue is up to date. Raises Refused where an id is none."""
    known: set[str] = set()
    with whatever_is_wrong(), reading(archive) as connection:
        if wanted.person:
            return items_of(connection, wanted.name)
        known = known_items(connection)
    if wanted.person:
        return []  # nothing has been taken in yet; that is what `_follow` does
    if wanted.name not in shown and wanted.name not in known:
        raise Refused(f"{wanted.name}: no item has this id; expected {likely(wanted.name, known | set(shown))}")
    return [wanted.name]


def _take_down(
    setting: Setting, wanted: _Request, items: Sequence[str], before: dict[str, Exposure], *, tell: bool
) -> bool:
    """First out of what everybody can see, and out of `before`, which needs nothing but the edition; then written
    down, with a receipt; whether that could be written too. That it has begun is kept before, so that no edition shows
    the items whatever happens. Whoever calls it holds the archive's lock.
    """
    archive, day = setting.archive, setting.today.isoformat()
    digests, sharing = _bytes(archive, items)
    rows = [
        Withdrawal(item, day, wanted.reason, wanted.public_reason, frozenset(digests.get(item, ()))) for item in items
    ]
    with _going_on(setting, "It is not written down before it is done"):
        withdrawals.begin(archive, rows)
    shown = [item for item in items if item in before]
    if shown:
        # Nothing can stand in its way.
        stones = [Tombstone(item, day, _without_names(archive, wanted.public_reason)) for item in shown]
        take_out(archive, shown, sharing - set(items), stones)
    time = journal.now()
    found = look(archive, items, before)
    for item in shown:
        del before[item]
    new: list[str] | None = None
    with _going_on(setting, f"Not in {archive.name(archive.withdrawn)} yet; mend it, and withdraw once more"):
        new = withdrawals.withdraw(archive, rows)
        withdrawals.end(archive, items)
    click.echo("\n".join(f"Withdrawn: {item}." for item in items))
    if tell:
        show(found)
        if wanted.person:
            show_names(archive, wanted.name, items)
    if not (new or shown or wanted.receipt):
        return new is not None
    return _hand_out(setting, Receipt(found, setting.today, time, wanted.public_reason), wanted) and new is not None


@contextlib.contextmanager
def _going_on(setting: Setting, what: str) -> Iterator[None]:
    """Say what could not be written, and go on: a withdrawal waits for nothing."""
    try:
        yield
    except Refused as refused:
        click.echo(f"{refused}\n{what}.", err=True)
    except OSError as error:
        click.echo(f"{file_of(setting, error)}: {error.strerror}\n{what}.", err=True)


def _without_names(archive: Archive, text: str) -> str:
    """What visitors may read of a reason: no name that is withheld; nothing where nobody can tell which those are."""
    rules = read_rules(archive)
    if any(problem.severity == "error" for problem in rules.problems):
        return ""
    return Unnamed(rules.policy.people).in_text(text)


def _hand_out(setting: Setting, receipt: Receipt, wanted: _Request) -> bool:
    """Write the receipt, and say where it is; whether it could be written."""
    archive = setting.archive
    try:
        place = keep_receipt(archive, receipt, wanted.name, wanted.receipt)
    except OSError as error:
        click.echo(f"{file_of(setting, error)}: {error.strerror}; the receipt is not written", err=True)
        return False
    click.echo(f"Receipt: {archive.name(place) if place.is_relative_to(archive.root) else place}", err=True)
    if any(one.shown for one in receipt.items):
        click.echo("Where a site shows a copy of public/, replace that copy now: the item is still in it.", err=True)
    return True


def _bytes(archive: Archive, items: Collection[str]) -> tuple[dict[str, set[str]], set[str]]:
    """The digests of each item's files, and the items that have one of these files too; nothing where the catalogue
    cannot be read.
    """
    digests: dict[str, set[str]] = {}
    with whatever_is_wrong(), reading(archive) as connection:
        linked = connection.execute("SELECT item, sha256 FROM linked").fetchall()
        for item, digest in linked:
            if item in items:
                digests.setdefault(item, set()).add(digest)
        mine = {digest for found in digests.values() for digest in found}
        return digests, {item for item, digest in linked if digest in mine}
    return digests, set()


def _follow(setting: Setting, wanted: _Request, items: Sequence[str], before: dict[str, Exposure]) -> bool:
    """What follows from a withdrawal: events, and the items that showed the same files, or that only now turn out to
    be the person's. It makes nothing public. Whether all of it could be written down.
    """
    complete = True
    with writing(setting.archive, _PATIENCE) as catalogue:
        sweep(setting.archive)
        withdrawals.note(catalogue, items)
        say_problems(run_ingest(catalogue, Options(), bar).sorted_problems())
        if wanted.person:
            more = sorted(set(items_of(catalogue.connection, wanted.name)) - set(items))
            if not (items or more):
                raise Refused(f"{wanted.name}: in the people or consents of no item; expected an id of people.yaml")
            if more:
                complete = _take_down(setting, wanted, more, before, tell=True)
                withdrawals.note(catalogue, more)
        ruling = read_ruling(catalogue.archive)
        planned = plan(catalogue, ruling.rules, setting.today, before=before)
        if planned.before or planned.tombstones:
            bring_out(catalogue, planned.without(planned.opening), ruling, agreed=False)
    return complete
