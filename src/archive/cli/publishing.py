"""`archive publish`, and the way from an archive to its edition that other commands go too."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import click

from archive.catalogue.database import Catalogue
from archive.catalogue.rules import Rules, read_rules
from archive.cli.ingesting import bar, say_report
from archive.cli.opening import trying, writing
from archive.cli.presenting import site_problems
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.edition.loosening import loosened, remember
from archive.edition.plan import Plan, concealed, plan, shrinking
from archive.edition.publish import publish as make_current
from archive.edition.publish import refuse_if_blocked, tighten, widens
from archive.edition.remaking import remake, unmade
from archive.edition.standing import forget, note, rules_now, standing
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest

_ITEM_BY_ITEM = 400  # more lines than this nobody reads; --json gives them all


@click.command()
@click.option("--preview", is_flag=True, help="Say what would be public, and write nothing.")
@click.option("--yes", is_flag=True, help="Items may become public, or show more than before, without asking.")
@click.option("--without-refused", is_flag=True, help="Leave out the items of sources that cannot be read.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one for each item.")
@pass_setting
def publish(setting: Setting, preview: bool, yes: bool, without_refused: bool, as_json: bool) -> None:
    """Compile the edition: take in what changed, say item by item what is public and why, and make it current.

    Asks before an item becomes public for the first time, or shows more than it did, or other than it did; what
    nobody agrees to is not shown, everything else goes on.

    \b
        archive publish --preview
        archive publish --yes
    """

    def agree(opening: tuple[str, ...]) -> bool:
        return yes or _ask(opening)

    with trying(setting.archive) if preview else writing(setting.archive) as catalogue:
        report = run_ingest(catalogue, Options(), bar)
        say_report(report, would=preview, aside=as_json)
        if not (preview or without_refused or as_json) and _stands(catalogue, setting.today):
            sys.exit(1 if report.refused else 0)
        made_by = rules_now(catalogue.archive)
        rules = read_rules(catalogue.archive)
        planned = plan(catalogue, rules, setting.today, without_refused=without_refused)
        if not preview and make_anew(catalogue, planned):
            planned = plan(catalogue, rules, setting.today, without_refused=without_refused)
        _say(catalogue, planned, as_json=as_json)
        say_problems(site_problems(catalogue.archive))
        for change in loosened(catalogue, rules, setting.today):
            click.echo(f"{change}: {_listed(change.items)}.", err=True)
        if preview:
            refuse_if_blocked(planned, rules, shrinking(catalogue, planned) if planned.obstacles else (), trial=True)
            said = f"{len(planned.opening)} would become public or show more, {len(planned.closing)} would go."
            click.echo(said, err=as_json)
            done = True
        else:
            done = bring_out(catalogue, planned, rules, agree, aside=as_json, made_by=made_by)
    if report.refused or not done:
        sys.exit(1)


def make_anew(catalogue: Catalogue, planned: Plan) -> bool:
    """Make the media of which a part is withheld without that part; whether there were any that had not been made."""
    due = unmade(catalogue.archive, planned.tasks)
    if due:
        say_problems(remake(catalogue.archive, due))
    return bool(due)


def _stands(catalogue: Catalogue, today: date) -> bool:
    """Whether there is nothing to publish anew; said where there are more items than are listed one by one."""
    count = standing(catalogue.archive, today)
    if count is None or count <= _ITEM_BY_ITEM:
        return False
    click.echo(f"Nothing has changed since the edition was made: {count} items are published.")
    return True


def bring_out(
    catalogue: Catalogue,
    planned: Plan,
    rules: Rules,
    agree: Callable[[tuple[str, ...]], bool],
    *,
    aside: bool = False,
    made_by: list[str | None] | None = None,
) -> bool:
    """Make a plan the current edition, as far as somebody agrees; whether all of it was done. Raises Refused where the
    old edition has to stay. `made_by` is what `rules_now` said before the rules were read.
    """
    refuse_if_blocked(planned, rules, tighten(catalogue, planned, rules))
    forget(catalogue.archive)
    concealing = list(concealed(catalogue, planned))
    say_problems(concealing)
    waiting = tuple(item for item in planned.opening if item not in planned.held)
    wider = tuple(name for name in widens(catalogue.archive, planned) if name not in planned.held)
    agreed = not (waiting or wider) or agree((*wider, *waiting))
    if not agreed:
        planned = planned.without((*waiting, *wider))
    published = make_current(catalogue, planned)
    problems, audited = published.problems, published.audited
    say_problems(problems)
    shown = sum(verdict.shown for verdict in planned.verdicts.values())
    click.echo(f"Published: {shown} of {len(planned.verdicts)} items.", err=aside)
    share = f"{audited.seconds:.1f} of {published.seconds:.1f} seconds"
    click.echo(f"Audited: nothing found of {audited.needles:,} things that are not public, {share}.", err=aside)
    if agreed and not planned.held:
        remember(catalogue.archive)
    if made_by and agreed and not (problems or concealing or planned.held or _refused(catalogue)):
        note(catalogue.archive, planned.today, made_by)
    if not agreed:
        click.echo(f"{len(waiting) + len(wider)} waiting for a yes: archive publish --yes", err=True)
    return agreed and not problems


def _refused(catalogue: Catalogue) -> bool:
    return catalogue.connection.execute("SELECT 1 FROM sources WHERE state = 'refused'").fetchone() is not None


def _ask(opening: tuple[str, ...]) -> bool:
    click.echo(f"For the first time public, or showing more than before: {_listed(opening)}.", err=True)
    asked = f"Publish {'it' if len(opening) == 1 else f'these {len(opening)}'}?"
    return sys.stdin.isatty() and click.confirm(asked, err=True)


def _listed(items: Sequence[str]) -> str:
    return ", ".join(items[:20]) + (f" and {len(items) - 20} more" if len(items) > 20 else "")


def _say(catalogue: Catalogue, planned: Plan, *, as_json: bool) -> None:
    many = len(planned.verdicts) > _ITEM_BY_ITEM and not as_json
    kinds = {} if many else dict(catalogue.connection.execute("SELECT id, kind FROM items"))
    if as_json:
        for item, verdict in sorted(planned.verdicts.items()):
            row = {"id": item, "kind": kinds.get(item), "access": verdict.level, "reason": verdict.reason}
            click.echo(json.dumps(row, ensure_ascii=False))
    elif not many:
        opening = set(planned.opening)
        for item, verdict in sorted(planned.verdicts.items()):
            new = "  (new, or more than before)" if item in opening else ""
            click.echo(f"{verdict.level:<7} {kinds.get(item, ''):<10} {item:<32} {verdict.reason}{new}")
    else:
        counts = Counter((verdict.level, verdict.reason) for verdict in planned.verdicts.values())
        for (level, reason), count in counts.most_common():
            click.echo(f"{level:<7} {count:>8}  {reason}")
