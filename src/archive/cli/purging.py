"""`archive purge`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive, Refused
from archive.cli.ingesting import bar
from archive.cli.leftovers import sweep
from archive.cli.opening import alone, trying, writing
from archive.cli.publishing import bring_out
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.edition.plan import current, plan
from archive.edition.standing import read_ruling
from archive.edits import withdrawals
from archive.edits.erasing import erase, left_of
from archive.edits.purging import Purge, begin, begun, end, plan_purge
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--preview", is_flag=True, help="Say what would go, and write nothing.")
@click.option("--yes-purge", metavar="ID", help="For scripts: the id once more; nothing is asked.")
@click.option("--with-evidence", is_flag=True, help="Papers in metadata/private that only this item names go too.")
@pass_setting
def purge(setting: Setting, identity: str, *, preview: bool, yes_purge: str | None, with_evidence: bool) -> None:
    """Remove a withdrawn item for good: originals, record, earlier versions, all that was made from them.

    An item that was never public may go as well. Says of every path what has become of it. Nobody can take this back;
    the journal keeps the id, digests and times, and what others have copied stays with them.

    \b
        archive purge commemoration-2024 --preview
        archive purge commemoration-2024
    """
    archive = setting.archive
    if preview:
        with trying(archive) as catalogue:
            _show(_planned(catalogue, identity))
        return
    if not sweep(archive):
        raise Refused("a private site is served, which shows all items; expected it ended (Ctrl-C) before")
    if (left := begun(archive)) is not None:
        click.echo(f"The purge of {left.item} of {left.time} was cut short, and is carried on.", err=True)
        _finish(setting, left)
        if left.item == identity:
            return
    with writing(archive) as catalogue:
        planned = _planned(catalogue, identity)
    _show(planned)
    planned = _agreed(planned, yes_purge, with_evidence=with_evidence)
    with writing(archive) as catalogue:
        if sys.stdin.isatty() and not _still(planned, _planned(catalogue, identity)):
            raise Refused(f"{identity}: changed meanwhile; nothing was removed")
        begin(archive, planned)
    _finish(setting, planned)


def _planned(catalogue: Catalogue, identity: str) -> Purge:
    """What is to go, as the files stand now. Raises Refused where it may not."""
    say_problems(run_ingest(catalogue, Options(), bar).sorted_problems())
    shown = {item for item, _ in current(catalogue.archive)}
    return plan_purge(catalogue, identity, shown, journal.now())


def _still(planned: Purge, now: Purge) -> bool:
    """Whether what somebody said yes to is what would go now."""
    return (planned.files, planned.sources) == (now.files, now.sources) and set(planned.evidence) <= set(now.evidence)


def _show(planned: Purge) -> None:
    """Say what would go, and what stays."""
    _list("To be removed for good:", planned.files)
    _list("Its record is taken out of:", planned.sources)
    _list("Evidence that only it names, which goes if you say so:", planned.evidence)
    _list("Stays:", [f"{path}: {why}" for path, why in planned.kept])


def _list(head: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo("\n".join((head, *(f"  {line}" for line in lines))), err=True)


def _agreed(planned: Purge, yes_purge: str | None, *, with_evidence: bool) -> Purge:
    """The plan as somebody agrees to it, twice. Raises Refused where nobody does."""
    item = planned.item
    if yes_purge is None and sys.stdin.isatty():
        if planned.evidence and not with_evidence:
            with_evidence = click.confirm("Does the evidence go too?", err=True)
        typed = click.prompt(f"Nobody can take this back. The id, to go on ({item})", default="", err=True)
        sure = typed.strip() == item and click.confirm(f"Remove {item} for good?", err=True)
    else:
        sure = yes_purge == item
    if not sure:
        raise Refused(f"Nothing was removed; expected the id twice: archive purge {item} --yes-purge {item}")
    if with_evidence:
        return planned
    kept = tuple((path, "the evidence of a consent to it; --with-evidence removes it") for path in planned.evidence)
    return replace(planned, evidence=(), kept=(*planned.kept, *kept))


def _finish(setting: Setting, planned: Purge) -> None:
    """Carry out a plan, publish what follows, and give account. Exits with 1 where words of the item are left."""
    archive = setting.archive
    with alone(archive):
        erase(archive, planned, _tell)
        withdrawals.end(archive, [planned.item])
        end(archive)
    sweep(archive)
    _publish(setting, archive)
    for path, why in planned.kept:
        _tell(path, f"kept: {why}")
    left = [*left_of(archive, planned)]
    for path, why in left:
        _tell(path, f"LEFT: {why}")
    click.echo(f"Purged: {planned.item}. Its id stays in the journal; backups and copies elsewhere are beyond this.")
    if left:
        sys.exit(1)


def _publish(setting: Setting, archive: Archive) -> None:
    """Take in what is left, and let the edition be made of that; it makes nothing public."""
    with writing(archive) as catalogue:
        say_problems(run_ingest(catalogue, Options(), bar).sorted_problems())
        ruling = read_ruling(archive)
        planned = plan(catalogue, ruling.rules, setting.today)
        if planned.before or planned.tombstones:
            with contextlib.suppress(Refused):  # whatever stands in the way of publishing, the item is not public
                bring_out(catalogue, planned.without(planned.opening), ruling, agreed=False)


def _tell(path: str, what: str) -> None:
    click.echo(f"{path}: {what}")
