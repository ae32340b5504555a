"""`archive set`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import click

from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Refused
from archive.cli.opening import trying, writing
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.cli.showing import count, show_changes
from archive.cli.stepping import foresee, keep_step, say_shift, take_in
from archive.edits.assignments import Alter, AssignmentError, all_of, read_assignment
from archive.edits.choosing import chosen, disputed, named
from archive.edits.drafting import Draft, draft
from archive.edits.moved import following, moves_of
from archive.edits.returned import read_returned
from archive.edits.where import ConditionError, read_condition
from archive.ingest.link import moves
from archive.records.model import Problem


@click.command("set")
@click.argument("words", nargs=-1, metavar="[TERM=VALUE]... [ID]...")
@click.option("--where", metavar="CONDITION", help="The items that are meant, as 'kind=photo and not subject'.")
@click.option(
    "--from",
    "sheet",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A sheet that was exported and has been worked on: what it says otherwise is set.",
)
@click.option("--moved", is_flag=True, help="Files that were moved or renamed: set the new paths in their records.")
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
    moved: bool,
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
        archive set --moved
    """
    if moved and (where or sheet or any("=" in word for word in words)):
        raise click.UsageError("--moved says what is to be set; expected nothing beside it but ids of items.")
    with trying(setting.archive) if preview else writing(setting.archive) as catalogue:
        known = take_in(catalogue)
        items, alter = _brought_after(catalogue, words) if moved else _asked(catalogue, words, where, sheet)
        change(setting, catalogue, (items, alter), known, "set", preview=preview, yes=yes, as_json=as_json)


def change(
    setting: Setting,
    catalogue: Catalogue,
    asked: tuple[Mapping[str, Collection[str]], Alter],
    known: Iterable[Problem],
    command: str,
    *,
    preview: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Alter the records of items (ids by source) as a step: what would change is shown first, and asked about.

    `known` are the problems that there are already. Raises Refused where a record cannot be altered; exits with 1
    where nobody says yes, or where the step shows an error that was not known.
    """
    items, alter = asked
    made = draft(catalogue.archive, items, alter)
    if made.problems:
        say_problems(made.problems)
        raise Refused("Nothing was changed.")
    if several := disputed(catalogue.connection, made.items):
        raise Refused("\n".join((*several, "Nothing was changed.")))
    if not made.sources:
        show_changes(made, as_json=as_json)
        return
    foreseen = foresee(setting, catalogue, made.contents, known)
    say_problems(foreseen.problems)
    if foreseen.refused:
        raise Refused("Nothing was changed.")
    show_changes(made, as_json=as_json)
    say_shift(foreseen.shift, aside=as_json)
    if preview:
        return
    if not (yes or _agreed(made)):
        click.echo("Nothing was changed: it waits for a yes (--yes).", err=True)
        sys.exit(1)
    keep_step(catalogue, made, command, foreseen.standing, aside=as_json)


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


def _brought_after(catalogue: Catalogue, ids: Collection[str]) -> tuple[Mapping[str, Collection[str]], Alter]:
    """The items (of these alone, where some are named) whose files were moved, by source, and what brings their records
    after them. Raises Refused.
    """
    connection = catalogue.connection
    named(connection, ids)
    found = moves_of(moves(connection), ids)
    return named(connection, found), following(found)


def _agreed(made: Draft) -> bool:
    asked = f"Change {count(len(made.items), 'item')} in {count(len(made.sources), 'file')}?"
    return sys.stdin.isatty() and click.confirm(asked, err=True)
