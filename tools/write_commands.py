"""The reference of the commands, out of what they say of themselves.

python tools/write_commands.py docs/commands.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from archive.cli import main

WIDTH = 80  # columns of a help text

_HEAD = """\
# The commands

Each command with what it says of itself under `--help`. This page is written by `make docs`; change the commands, not
the page.

`archive` works in the archive's folder and anywhere below it; `archive --archive DIR` works from elsewhere.

A problem is one line on standard error, `FILE:LINE: what was found; expected what`, in a sheet `FILE:ROW:COLUMN`. All
problems are said at once. What has no problem goes in all the same.

| exit status | meaning |
|---|---|
| 0 | done, warnings included |
| 1 | something was refused or could not be done; what it was is said |
| 2 | the command was used wrongly |

| command | |
|---|---|
"""


def commands(group: click.Group = main, above: click.Context | None = None) -> Iterator[tuple[str, click.Context]]:
    """Every command with its whole name, the group before its commands, these by name."""
    name = group.name if above else "archive"
    context = click.Context(group, above, info_name=name, terminal_width=WIDTH, **group.context_settings)
    yield context.command_path, context
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, context)
        elif command:
            within = click.Context(command, context, info_name=name, terminal_width=WIDTH)
            yield within.command_path, within


def reference() -> str:
    """The whole page (Markdown)."""
    found = list(commands())
    rows = (f"| [`{path}`](#{_anchor(path)}) | {_first_sentence(context)} |\n" for path, context in found[1:])
    parts = (f"\n## {path}\n\n```text\n{context.get_help()}\n```\n" for path, context in found)
    return _HEAD + "".join(rows) + "".join(parts)


def _anchor(path: str) -> str:
    return path.replace(" ", "-")


def _first_sentence(context: click.Context) -> str:
    return context.command.get_short_help_str(limit=WIDTH * 4)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("expected the file to write: python tools/write_commands.py docs/commands.md")
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
