"""`archive history` and `archive undo`."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any

import click

from archive.catalogue.database import reading
from archive.catalogue.layout import Archive, Refused
from archive.catalogue.versions import Step, steps
from archive.cli.opening import say_unfinished, trying, writing
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.cli.showing import count
from archive.cli.stepping import foresee, say_shift, settle, take_in
from archive.edits.undoing import Change, Undoing, changes_of, undo, undoing

_ONE_BY_ONE = 50  # files; more are counted


@click.command()
@click.argument("identity", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_setting
def history(setting: Setting, identity: str | None, as_json: bool) -> None:
    """What happened to an item, and what the commands that edit changed in it; without ID, what those commands did.

    \b
        archive history reading-room
        archive history
    """
    archive = setting.archive
    say_unfinished(archive)
    rows = list(_of_item(archive, identity) if identity else _of_steps(archive))
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))
    if not rows and not as_json:
        click.echo("No command has changed a record, or what it did is not kept any more.")


@click.command("undo")
@click.argument("number", metavar="[STEP]", type=click.IntRange(min=1), required=False)
@click.option("--preview", is_flag=True, help="Say what would be restored, and write nothing.")
@pass_setting
def undo_step(setting: Setting, number: int | None, preview: bool) -> None:
    """Take back what the last command (or STEP of `archive history`) changed in the records' files.

    A file is restored where it is still as that command left it; any other is named and left alone. Undoing is a step
    too: undone in its turn, what was taken back is there again.

    \b
        archive undo
        archive undo 3
    """
    archive = setting.archive
    with trying(archive) if preview else writing(archive) as catalogue:
        known = take_in(catalogue)
        planned = undoing(archive, number)
        if not planned.contents:
            _say(planned)
            raise Refused("Nothing can be restored.")
        contents = {name: held.after for name, held in planned.contents.items()}
        foreseen = foresee(setting, catalogue, contents, known)
        step = None if preview else undo(archive, planned)
        _say(planned)
        if step:
            click.echo(f"Undone: step {planned.step.number} (as step {step.number}).")
        say_problems(foreseen.problems)
        say_shift(foreseen.shift)
        if step:
            settle(catalogue, foreseen.standing)
    if not preview and (planned.left or foreseen.refused):
        sys.exit(1)


def _say(planned: Undoing) -> None:
    """Print what is restored, or would be, and what is left."""
    said = f"as before step {planned.step.number} ({planned.step.command})"
    for name in list(planned.contents)[:_ONE_BY_ONE]:
        click.echo(f"{name}: {said}")
    if more := planned.contents.keys() - list(planned.contents)[:_ONE_BY_ONE]:
        click.echo(f"and {count(len(more), 'more file')}: {said}")
    for name, reason in planned.left.items():
        click.echo(f"{name}: {reason}; left as it is", err=True)


def _of_steps(archive: Archive) -> Iterator[dict[str, Any]]:
    return (_step(step) for step in steps(archive))


def _of_item(archive: Archive, identity: str) -> Iterator[dict[str, Any]]:
    """The events and the steps of an item in their order: a step stands before the event that came of it."""
    with reading(archive) as connection:
        query = "SELECT time, agent, type, digest FROM events WHERE object = ? ORDER BY line, position"
        events = connection.execute(query, (identity,)).fetchall()
    changes = deque(changes_of(archive, identity))
    if not (events or changes):
        raise Refused(f"{identity}: nothing ever happened to an item of this id; expected an id (archive list)")
    for time, agent, happened, digest in events:
        while changes and (changes[0].step.time < time or (changes[0].step.time, changes[0].digest) == (time, digest)):
            yield _change(changes.popleft())
        yield {"time": time, "type": happened, "agent": agent}
    yield from map(_change, changes)


def _change(change: Change) -> dict[str, Any]:
    said = None if change.differences is None else list(map(str, change.differences))
    return _step(change.step) | {"source": change.source, "changes": said}


def _step(step: Step) -> dict[str, Any]:
    counts = {"items": len(step.items), "sources": len(step.sources), "undone": step.undone}
    return {"time": step.time, "step": step.number, "command": step.command, **counts}


def _line(row: dict[str, Any]) -> str:
    if "step" not in row:
        return f"{row['time']}  {row['type']}  ({row['agent']})"
    undone = f" of step {row['undone']}" if row["undone"] else ""
    head = f"{row['time']}  step {row['step']}: {row['command']}{undone}"
    if "source" not in row:
        return f"{head}, {count(row['items'], 'item')} in {count(row['sources'], 'file')}"
    if row["changes"] is None:
        return f"{head}, {row['source']}\n    what changed is not kept any more"
    return "\n    ".join((f"{head}, {row['source']}", *row["changes"]))
