"""`archive set` and `archive edit`."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import click

from archive.catalogue import journal
from archive.catalogue.database import Catalogue, reading, trying, writing
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.records import deciding, stored
from archive.catalogue.rules import read_rules
from archive.catalogue.versions import Step
from archive.cli.ingesting import bar, say_report
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.edition.plan import plan
from archive.edits.assignments import Alter, AssignmentError, all_of, read_assignment
from archive.edits.by_hand import as_written, edited, text_to_edit
from archive.edits.choosing import chosen, named
from archive.edits.differences import Difference, differences
from archive.edits.drafting import Draft, draft, keep, scratch
from archive.edits.returned import read_returned
from archive.edits.where import ConditionError, read_condition
from archive.ingest.run import Options
from archive.ingest.run import ingest as run_ingest
from archive.records.model import Origin, Problem, Record

_ONE_BY_ONE = 200  # more changes than this are grouped by what changes
_NAMED = 5  # items of a group
_PATIENCE = 60  # seconds that what was written in the editor waits for another command to end
# Editors that open a file at the line that is said before it as +N.
_TAKE_LINES = (
    "vi",
    "vim",
    "nvim",
    "gvim",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "joe",
    "mg",
    "micro",
    "kak",
    "gedit",
)


@click.command("set")
@click.argument("words", nargs=-1, metavar="[TERM=VALUE]... [ID]...")
@click.option("--where", metavar="CONDITION", help="The items that are meant, as 'kind=photo and not subject'.")
@click.option(
    "--from",
    "sheet",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A sheet that was exported and has been worked on: what it says otherwise is set.",
)
@click.option("--preview", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--yes", is_flag=True, help="Change it without asking.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one for each change.")
@pass_setting
def set_values(
    setting: Setting,
    words: tuple[str, ...],
    where: str | None,
    sheet: Path | None,
    *,
    preview: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Change many records at once, in the files in which people wrote them, and nothing else there.

    TERM is what a sheet has as a header: title, title@ru, subject, access.level, private.donor. TERM=VALUE puts the
    value in the place of all others, TERM+=VALUE adds it, TERM-=VALUE takes it away, TERM= removes the term. Every
    change is shown first; all are made or none; `archive undo` takes them back.

    \b
        archive set 'subject+=Commemoration' --where 'kind=photo and date>2004'
        archive set access.level=closed reading-room bell-3
        archive set --from everything.csv
    """
    with trying(setting.archive) if preview else writing(setting.archive) as catalogue:
        known = take_in(catalogue)
        items, alter = _asked(catalogue, words, where, sheet)
        made = draft(catalogue.archive, items, alter)
        if made.problems:
            say_problems(made.problems)
            raise Refused("Nothing was changed.")
        _show(made, as_json=as_json)
        if preview or not made.sources:
            return
        if not (yes or _agreed(made)):
            click.echo("Nothing was changed: it waits for a yes (--yes).", err=True)
            sys.exit(1)
        _keep(setting, catalogue, made, "set", known, aside=as_json)


@click.command()
@click.argument("identity", metavar="ID")
@pass_setting
def edit(setting: Setting, identity: str) -> None:
    """Open the record of an item in $VISUAL or $EDITOR, and keep it when it is in order.

    A YAML file is opened whole, at the record; the row of a sheet as a small YAML record, and only the cells that
    changed are written back.

    \b
        archive edit reading-room
    """
    archive = setting.archive
    with reading(archive) as connection:
        named(connection, [identity])
        record = as_written(archive, next(stored(connection, passages=False, only=identity)).record)
    text, line = text_to_edit(archive, record)
    with scratch(archive) as folder:
        copy = Path(folder) / Path(record.origin.source).with_suffix(".yaml").name
        copy.write_bytes(text)
        with _not_lost(archive, identity, copy, text):
            made = _in_order(archive, record, text, copy, line)
            if not made.sources:
                click.echo("Nothing was changed.")
                return
            _show(made)
            with writing(archive, wait=_PATIENCE) as catalogue:
                _keep(setting, catalogue, made, "edit", take_in(catalogue))


def _in_order(archive: Archive, record: Record, text: bytes, copy: Path, line: int) -> Draft:
    """What somebody made of a record in the editor, once it is in order. Exits with 1 where they give it up."""
    while True:
        _open(copy, line)
        made = edited(archive, record, text, copy.read_bytes())
        if not made.problems:
            return made
        say_problems(made.problems)
        if not sys.stdin.isatty():
            raise Refused("Nothing was changed.")
        if not click.confirm("Edit again?", default=True, err=True):
            click.echo("Nothing was changed.", err=True)
            sys.exit(1)


@contextlib.contextmanager
def _not_lost(archive: Archive, identity: str, copy: Path, text: bytes) -> Iterator[None]:
    """Whatever stands in the way of keeping it, what somebody wrote is not thrown away: only they may do that."""
    try:
        yield
    except (Refused, OSError, KeyboardInterrupt):
        if copy.is_file() and copy.read_bytes() != text:
            kept = archive.made / f"unsaved-{identity}-{journal.now().replace(':', '')}.yaml"
            copy.replace(kept)
            click.echo(f"What you wrote is kept in {archive.name(kept)}.", err=True)
        raise


def _asked(
    catalogue: Catalogue, words: Collection[str], where: str | None, sheet: Path | None
) -> tuple[Mapping[str, Collection[str]], Alter]:
    """Which items are meant, by source, and what is to be made of their records. Raises click.UsageError, Refused."""
    if any("\udc80" <= letter <= "\udcff" for word in (*words, where or "") for letter in word):
        raise Refused("bytes that are no UTF-8; expected a terminal that writes UTF-8")
    assignments, ids = [word for word in words if "=" in word], [word for word in words if "=" not in word]
    connection = catalogue.connection
    if sheet is not None:
        if words or where:
            raise click.UsageError("--from says all that is to be set; expected nothing beside it.")
        returned = read_returned(sheet)
        return named(connection, returned.rows), returned.alter
    if not assignments:
        raise click.UsageError("Nothing to set; expected TERM=VALUE, or --from a sheet.")
    if bool(ids) == bool(where):
        raise click.UsageError("Expected ids of items, or --where CONDITION (one of the two).")
    try:
        alter = all_of([read_assignment(word) for word in assignments])
        return (chosen(connection, read_condition(where)) if where else named(connection, ids)), alter
    except (AssignmentError, ConditionError) as error:
        raise Refused(str(error)) from error


def _agreed(made: Draft) -> bool:
    asked = f"Change {count(len(made.items), 'item')} in {count(len(made.sources), 'file')}?"
    return sys.stdin.isatty() and click.confirm(asked, err=True)


def take_in(catalogue: Catalogue) -> frozenset[Problem]:
    """Take in what people changed by hand, so that a step begins with the files as they are; what is wrong already."""
    report = run_ingest(catalogue, Options(pictures=catalogue.keeps), bar)
    if catalogue.keeps and any(report.counts.values()):
        say_report(report, aside=True)
    return frozenset(replace(problem, line=None) for problem in report.problems)


def _keep(
    setting: Setting,
    catalogue: Catalogue,
    made: Draft,
    command: str,
    known: Collection[Problem],
    *,
    aside: bool = False,
) -> None:
    step = keep(catalogue.archive, made, command)
    click.echo(
        f"Changed: {count(len(step.items), 'item')} in {count(len(step.sources), 'file')} "
        f"(step {step.number}; archive undo takes it back).",
        err=aside,
    )
    after_step(setting, catalogue, step, known, aside=aside)


def after_step(
    setting: Setting, catalogue: Catalogue, step: Step, known: Collection[Problem], *, aside: bool = False
) -> None:
    """Take in what a step changed, and say what is wrong now and was not `known`, and what it means for the edition
    where who may see an item has changed. Exits with 1 where there is a new error.
    """
    items = step.items
    before = _decided(catalogue, items)
    report = run_ingest(catalogue, Options(), bar)
    new = [problem for problem in report.sorted_problems() if replace(problem, line=None) not in known]
    say_problems(new)
    if _decided(catalogue, items) != before:
        planned = plan(catalogue, read_rules(catalogue.archive), setting.today)
        opening, closing = (len(items & set(others)) for others in (planned.opening, planned.closing))
        said = f"{opening} would become public or show more, {closing} would go"
        click.echo(f"Who may see them has changed. With `archive publish`, of these items {said}.", err=aside)
    if any(problem.severity == "error" for problem in new):
        sys.exit(1)


def _decided(catalogue: Catalogue, items: Collection[str]) -> list[Record]:
    """What decides who may see these items."""
    found = (record for record, _ in deciding(catalogue.connection) if record.id in items)
    return [replace(record, origin=Origin("")) for record in found]


def _show(made: Draft, *, as_json: bool = False) -> None:
    """Print every change; of many, those that are alike together."""
    changes = [(before.origin, after.id, one) for before, after in made.changes for one in differences(before, after)]
    say_problems(warning for rewritten in made.sources.values() for warning in rewritten.warnings)
    if as_json:
        for origin, item, one in changes:
            row = {"id": item, "source": origin.source, "line": origin.line, "place": one.place}
            click.echo(json.dumps({**row, "before": one.before, "after": one.after}, ensure_ascii=False))
        return
    for line in _lines(changes):
        click.echo(line)
    if not changes:
        click.echo("Nothing would change." if not made.sources else "Only the layout of the file changes.")


def _lines(changes: Collection[tuple[Origin, str, Difference]]) -> Iterator[str]:
    if len(changes) <= _ONE_BY_ONE:
        for origin, item, one in changes:
            yield f"{item}  {_place(origin)}  {one}"
        return
    groups: dict[str, list[tuple[Origin, str]]] = {}
    for origin, item, one in changes:
        groups.setdefault(str(one), []).append((origin, item))
    for said, where in sorted(groups.items(), key=lambda group: -len(group[1])):
        named_ones = ", ".join(f"{item} ({_place(origin)})" for origin, item in where[:_NAMED])
        more = f" and {len(where) - _NAMED:,} more (--json names them all)" if len(where) > _NAMED else ""
        yield f"{said}\n    {count(len(where), 'item')}: {named_ones}{more}"


def _place(origin: Origin) -> str:
    return f"{origin.source}:{origin.line}" if origin.line else origin.source


def count(number: int, what: str) -> str:
    """A number of things in words."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _open(path: Path, line: int) -> None:
    """Open a file in the person's editor and wait. Raises Refused where there is none, or it says that it failed."""
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(wanted)
    except ValueError:
        words = []
    if not words:
        raise Refused(f"“{wanted}”; expected an editor in $VISUAL or $EDITOR")
    at = [f"+{line}"] if line > 1 and Path(words[0]).stem in _TAKE_LINES else []
    try:
        done = subprocess.run([*words, *at, str(path)], check=False)
    except OSError as error:
        raise Refused(f"{words[0]}: {error.strerror}; expected an editor in $VISUAL or $EDITOR") from error
    if done.returncode:
        raise Refused(f"{words[0]} ended with status {done.returncode}; nothing was changed")
