"""What `set`, `edit` and `undo` share: records taken in before, the step tried, and what came of it."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Refused
from archive.catalogue.rules import read_rules
from archive.cli.ingesting import bar, say_report
from archive.cli.setting import Setting, say_problems
from archive.cli.showing import count
from archive.edition.shifting import Shift, shift
from archive.edits.drafting import Draft, copied, keep, scratch
from archive.ingest.report import Report
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest
from archive.records.model import Problem
from archive.sources.rewriting import new_problems

_NAMED = 5  # items


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an ingest would say of a step: what it does not say now, and all of it; and what publishing would do."""

    problems: tuple[Problem, ...]
    standing: tuple[Problem, ...]
    shift: Shift

    @property
    def refused(self) -> bool:
        """Whether there is a new error."""
        return any(problem.severity == "error" for problem in self.problems)


def take_in(catalogue: Catalogue) -> list[Problem]:
    """Take in what people changed by hand, so that a step begins with the files as they are; what is wrong already."""
    report = run_ingest(catalogue, Options(pictures=catalogue.keeps), bar)
    if catalogue.keeps and any(report.counts.values()):
        say_report(report, aside=True)
    return report.problems


def foresee(
    setting: Setting, catalogue: Catalogue, contents: Mapping[str, bytes], known: Iterable[Problem]
) -> Foreseen:
    """Try the whole ingest with sources, by their paths from the root, as they would be. Raises Refused where no copy
    of them can be written.
    """
    with scratch(catalogue.archive) as folder, contextlib.closing(catalogue.copied()) as trial:
        drafted = {
            name: copied(Path(folder) / str(number), name, content)
            for number, (name, content) in enumerate(contents.items())
        }
        report = run_ingest(trial, Options(pictures=False, drafted=drafted))
        rules = read_rules(catalogue.archive)
        moved = shift(catalogue, trial, rules, setting.today)
        return Foreseen(tuple(_new(report, known)), tuple(report.problems), moved)


def keep_step(catalogue: Catalogue, made: Draft, command: str, known: Iterable[Problem], *, aside: bool) -> None:
    """Keep a draft as a step, and take it in. Exits with 1 where that shows an error that was not `known`."""
    step = keep(catalogue.archive, made, command)
    changed = f"{count(len(step.items), 'item')} in {count(len(step.sources), 'file')}"
    click.echo(f"Changed: {changed} (step {step.number}; archive undo takes it back).", err=aside)
    settle(catalogue, known)


def settle(catalogue: Catalogue, known: Iterable[Problem]) -> None:
    """Take in what a step has changed. Exits with 1 where that shows an error that was not `known`."""
    try:
        new = _new(run_ingest(catalogue, Options(), bar), known)
    except (Refused, OSError, sqlite3.Error):
        click.echo("The files are changed all the same; `archive ingest` takes that in.", err=True)
        raise
    say_problems(new)
    if any(problem.severity == "error" for problem in new):
        sys.exit(1)


def say_shift(found: Shift, *, aside: bool = False) -> None:
    """Say what publishing would do about the items that a step lets more, or fewer, people see."""
    parts = (
        (found.opening, "would become public or show more"),
        (found.closing, "would go"),
        (found.narrowing, "would show less"),
    )
    said = [f"{len(items):,} {what} ({_named(items)})" for items, what in parts if items]
    if said:
        click.echo(f"With `archive publish`, {', '.join(said)}.", err=aside)


def _new(report: Report, known: Iterable[Problem]) -> list[Problem]:
    return Report(problems=new_problems(known, report.problems)).sorted_problems()


def _named(items: Iterable[str]) -> str:
    first = sorted(items)
    return ", ".join(first[:_NAMED]) + (f" and {len(first) - _NAMED:,} more" if len(first) > _NAMED else "")
