"""`archive publish`, and the way from an archive to its edition that other commands go too."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import click

from archive.catalogue.database import Catalogue, state
from archive.catalogue.layout import Archive
from archive.catalogue.rules import Rules
from archive.cli.ingesting import bar, say_report
from archive.cli.leftovers import sweep
from archive.cli.opening import trying, writing
from archive.cli.presenting import site_problems
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.edition.concealed import concealed
from archive.edition.loosening import loosened, remember
from archive.edition.plan import Plan, plan, shrinking
from archive.edition.publish import publish as make_current
from archive.edition.publish import refuse_if_blocked, widens
from archive.edition.remaking import remake, unmade
from archive.edition.remembered import settle_names, widen_names
from archive.edition.standing import Ruling, forget, note, read_ruling, standing
from archive.edition.tightening import tighten
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest

_ITEM_BY_ITEM = 400  # more lines than this nobody reads; --json gives them all
_PATIENCE = 600  # seconds that somebody who has answered waits for another command to end


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
    archive, quick = setting.archive, not (without_refused or as_json)

    def look(catalogue: Catalogue, *, first: bool) -> tuple[Plan, Ruling, bool]:
        report = run_ingest(catalogue, Options(), bar)
        if first or any(report.counts.values()):
            say_report(report, would=preview, aside=as_json)
        if not preview:
            sweep(archive)
            if first and quick and _stands(catalogue, setting.today):
                sys.exit(1 if report.refused else 0)
        ruling = read_ruling(archive)
        planned = plan(catalogue, ruling.rules, setting.today, without_refused=without_refused)
        if not preview and make_anew(catalogue, planned):
            planned = plan(catalogue, ruling.rules, setting.today, without_refused=without_refused)
        return planned, ruling, bool(report.refused)

    def ready(catalogue: Catalogue, before: Ready | None) -> Ready:
        planned, ruling, refused = look(catalogue, first=before is None)
        found = make_ready(catalogue, planned, ruling, refused=refused)
        if before is None or not found.is_as(before):
            _tell(catalogue, found.planned, found.ruling.rules, as_json=as_json)
        return found

    if preview:
        with trying(archive) as catalogue:
            planned, ruling, refused = look(catalogue, first=True)
            _tell(catalogue, planned, ruling.rules, as_json=as_json)
            _foretell(catalogue, planned, ruling.rules, aside=as_json)
        done = not refused
    else:
        done = agreed_upon(archive, ready, _ask, yes=yes, aside=as_json, notes=True)
    if not done:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan with the rules that it was made by; what it opens, so that somebody has to agree; the catalogue's state,
    which tells with the rules and the day whether it is still the plan; and whether something was refused.
    """

    planned: Plan
    ruling: Ruling
    opening: tuple[str, ...]
    state: str
    refused: bool

    def is_as(self, before: Ready) -> bool:
        """Whether this opens what the one before did, of the same catalogue, by the same rules, on the same day."""
        now, then = ((one.opening, one.state, one.ruling.made_by, one.planned.today) for one in (self, before))
        return now == then


def make_ready(catalogue: Catalogue, planned: Plan, ruling: Ruling, *, refused: bool = False) -> Ready:
    """A plan, ready to be agreed upon."""
    return Ready(planned, ruling, _opening(catalogue, planned), state(catalogue.archive), refused)


def agreed_upon(
    archive: Archive,
    ready: Callable[[Catalogue, Ready | None], Ready],
    ask: Callable[[tuple[str, ...]], bool],
    *,
    yes: bool,
    aside: bool = False,
    notes: bool = False,
) -> bool:
    """Bring out what is `ready`, once somebody on a terminal has agreed to what it opens; whether all of it was done.

    Nobody else waits while somebody is asked: with the answer, all is planned again as it stands by then, and where
    anything has changed, what opens is asked again. Raises Refused before a question that would be for nothing.
    """
    before, answer = None, None
    while True:
        with writing(archive, 0 if before is None else _PATIENCE) as catalogue:
            found = ready(catalogue, before)
            agreed = yes or (answer is True and before is not None and found.is_as(before))
            if agreed or answer is False or not found.opening or not sys.stdin.isatty():
                if not agreed and answer is None and found.opening:
                    _say_opening(found.opening)
                done = bring_out(catalogue, found.planned, found.ruling, agreed=agreed, aside=aside, notes=notes)
                return done and not found.refused
            _refuse(catalogue, found.planned, found.ruling.rules)
        if before is not None:
            click.echo("Something has changed meanwhile, and nothing is published yet.", err=True)
        before, answer = found, ask(found.opening)


def _tell(catalogue: Catalogue, planned: Plan, rules: Rules, *, as_json: bool) -> None:
    """Say of every item what is public, and what else there is to know before somebody agrees."""
    _say(catalogue, planned, as_json=as_json)
    say_problems(site_problems(catalogue.archive))
    for change in loosened(catalogue, rules, planned.today):
        click.echo(f"{change}: {_listed(change.items)}.", err=True)


def _foretell(catalogue: Catalogue, planned: Plan, rules: Rules, *, aside: bool) -> None:
    """Say what would come of a plan. Raises Refused where it would not be carried out."""
    refuse_if_blocked(planned, rules, shrinking(catalogue, planned) if planned.obstacles else (), trial=True)
    say_problems(concealed(catalogue, planned))
    say_problems(planned.around.unnamed.betrayed())
    said = f"{len(planned.opening)} would become public or show more, {len(planned.closing)} would go."
    click.echo(said, err=aside)


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
    catalogue: Catalogue, planned: Plan, ruling: Ruling, *, agreed: bool, aside: bool = False, notes: bool = False
) -> bool:
    """Make a plan the current edition, without what it opens where nobody has `agreed`; whether all of it was done.
    `notes` is whether it is written down that nothing is to be done until something changes. Raises Refused where the
    old edition has to stay.
    """
    archive, rules = catalogue.archive, ruling.rules
    _refuse(catalogue, planned, rules)
    forget(archive)
    concealing = list(concealed(catalogue, planned))
    say_problems(concealing)
    say_problems(planned.around.unnamed.betrayed())
    opening = _opening(catalogue, planned)
    agreed = agreed or not opening
    if not agreed:
        planned = planned.without(opening)
    published = make_current(catalogue, planned)
    problems, audited = published.problems, published.audited
    say_problems(problems)
    shown = sum(verdict.shown for verdict in planned.verdicts.values())
    click.echo(f"Published: {shown} of {len(planned.verdicts)} items.", err=aside)
    share = f"{audited.seconds:.1f} of {published.seconds:.1f} seconds"
    click.echo(f"Audited: nothing found of {audited.needles:,} things that are not public, {share}.", err=aside)
    if agreed and not planned.held:
        remember(archive, ruling.policy)
        settle_names(archive, rules.policy.people.values())
    if notes and agreed and not (problems or concealing or planned.held or _is_refused(catalogue)):
        note(archive, planned.today, ruling.made_by)
    if not agreed:
        click.echo(f"{len(opening)} waiting for a yes: archive publish --yes", err=True)
    return agreed and not problems


def _opening(catalogue: Catalogue, planned: Plan) -> tuple[str, ...]:
    """What visitors could do, and the items that they would see, or see more of: what somebody has to agree to."""
    wider = widens(catalogue.archive, planned)
    return tuple(name for name in (*wider, *planned.opening) if name not in planned.held)


def _refuse(catalogue: Catalogue, planned: Plan, rules: Rules) -> None:
    """Raise Refused where the old edition has to stay; it then shows no more than the plan lets it."""
    widen_names(catalogue.archive, rules.policy.people.values())
    refuse_if_blocked(planned, rules, tighten(catalogue, planned, rules))


def _is_refused(catalogue: Catalogue) -> bool:
    return catalogue.connection.execute("SELECT 1 FROM sources WHERE state = 'refused'").fetchone() is not None


def _ask(opening: tuple[str, ...]) -> bool:
    _say_opening(opening)
    return click.confirm(f"Publish {'it' if len(opening) == 1 else f'these {len(opening)}'}?", err=True)


def _say_opening(opening: tuple[str, ...]) -> None:
    click.echo(f"For the first time public, or showing more than before: {_listed(opening)}.", err=True)


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
