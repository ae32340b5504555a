"""`archive ingest`, `archive check` and `archive status`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.catalogue.records import proposed
from archive.catalogue.rules import read_rules
from archive.catalogue.versions import is_pending
from archive.cli.mapping import place_mapping, try_mapping
from archive.cli.opening import trying, writing
from archive.cli.presenting import site_problems
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.edition.plan import plan
from archive.edits.returned import refuse_described
from archive.ingest.examine import Outcome
from archive.ingest.report import Report
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest
from archive.store import pointer


def bar(label: str, length: int, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """The outcomes, with a bar on a terminal that shows how many are done."""
    if not length or not sys.stderr.isatty():
        yield from outcomes
        return
    with click.progressbar(outcomes, length=length, label=label, file=sys.stderr, show_pos=True) as shown:
        yield from shown


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="PATH",
    help="An original (collection/…) whose new content or absence is right, or the manifest if it is lost.",
)
@click.option("--workers", type=click.IntRange(min=1), help="How many processes look into files (one a processor).")
@click.option(
    "--map",
    "mapping",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the columns of the sheet at PATH are (archive map proposes one); kept in metadata/mappings/.",
)
@pass_setting
def ingest(  # noqa: PLR0917  click hands options over by name
    setting: Setting,
    paths: tuple[Path, ...],
    dry_run: bool,
    accepted: tuple[str, ...],
    workers: int | None,
    mapping: Path | None,
) -> None:
    """Take in what is new or changed in collection/ and metadata/.

    Files at PATHS outside those two are copied in first: sheets and records to metadata/, everything else to
    collection/, never over a file.

    \b
        archive ingest
        archive ingest ~/scans --dry-run
        archive ingest museum.csv --map museum.yaml
    """
    archive = setting.archive
    options = Options(paths, [_from_root(archive, path) for path in accepted], workers)
    if mapping and dry_run:
        try_mapping(archive, paths, mapping)
        return
    with trying(archive) if dry_run else writing(archive) as catalogue:
        refuse_described(archive, catalogue.connection, paths)
        if mapping:
            place_mapping(archive, paths, mapping)
        report = run_ingest(catalogue, options, bar)
    say_report(report, would=dry_run)
    if report.refused:
        sys.exit(1)


@click.command()
@pass_setting
def check(setting: Setting) -> None:
    """Say everything that ingest would refuse or warn of; write nothing.

    \b
        archive check
    """
    with trying(setting.archive) as catalogue:
        report = run_ingest(catalogue, Options(), bar)
    problems = report.sorted_problems()
    if (setting.archive.public / pointer.NAME).exists():
        problems = [*problems, *site_problems(setting.archive)]
    say_problems(problems)
    if not (problems or is_pending(setting.archive)):
        click.echo("Nothing to say.")
    if report.refused:
        sys.exit(1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_setting
def status(setting: Setting, as_json: bool) -> None:
    """What is new, changed, undescribed or refused, and what publishing would change. Writes nothing.

    \b
        archive status
    """
    archive = setting.archive
    with trying(archive) as catalogue:
        report = run_ingest(catalogue, Options(pictures=False), bar)
        lines = [(what, count) for what, count in sorted(report.counts.items()) if count]
        lines += _standing(catalogue, setting)
    if as_json:
        for what, count in lines:
            click.echo(json.dumps({"what": what, "count": count}))
    else:
        for what, count in lines:
            click.echo(f"{count:>8}  {what}")
        if not lines:
            click.echo("Nothing is new, and publishing would change nothing.")
    say_problems(report.sorted_problems())
    if report.refused:
        sys.exit(1)


def say_report(report: Report, *, would: bool = False, aside: bool = False) -> None:
    """Print what a run did, or would do, and its problems; `aside` leaves standard output to something else."""
    done = [f"{count} {what}" for what, count in sorted(report.counts.items()) if count]
    say_problems(report.sorted_problems())
    if done:
        click.echo(("Would take in: " if would else "Taken in: ") + ", ".join(done) + ".", err=aside)
    else:
        click.echo("Nothing is new or changed.", err=aside)


def _standing(catalogue: Catalogue, setting: Setting) -> Iterator[tuple[str, int]]:
    rules = read_rules(catalogue.archive)
    planned = plan(catalogue, rules, setting.today)
    undescribed = len(proposed(catalogue.connection))
    refused = catalogue.connection.execute("SELECT count(*) FROM sources WHERE state = 'refused'")
    yield from (
        (what, count)
        for what, count in (
            ("without a description (metadata/undescribed.csv)", undescribed),
            ("sources that cannot be read", refused.fetchone()[0]),
            ("would become public, or show more", len(planned.opening)),
            ("would no longer be public", len(planned.closing)),
        )
        if count
    )


def _from_root(archive: Archive, path: str) -> str:
    """A path as the manifest has it, whether it was given from the root or from here."""
    here = Path(path).absolute()
    return archive.name(here) if here.is_relative_to(archive.root) and here.exists() else Path(path).as_posix()
