"""`archive`: the group of commands, and what holds for all of them."""

from __future__ import annotations

import gc
from datetime import datetime
from pathlib import Path

import click

from archive.cli.assigning import set_values
from archive.cli.auditing import audit
from archive.cli.comparing import find_duplicates
from archive.cli.editing import edit
from archive.cli.exporting import export
from archive.cli.ingesting import check, ingest, status
from archive.cli.looking import list_items, show
from archive.cli.mapping import propose_mapping
from archive.cli.publishing import publish
from archive.cli.purging import purge
from archive.cli.remembering import history, undo_step
from archive.cli.reviewing import reviews
from archive.cli.searching import search
from archive.cli.serving import serve
from archive.cli.setting import Setting, SpeakingGroup
from archive.cli.starting import init
from archive.cli.suggesting import suggestions
from archive.cli.withdrawing import restore, withdraw


@click.group(cls=SpeakingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="memory-archive", message="archive %(version)s")
@click.option(
    "--archive",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The archive's folder; otherwise the nearest one upwards from here.",
)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Do as if it were this day (YYYY-MM-DD).")
@click.pass_context
def main(ctx: click.Context, folder: Path | None, today: datetime | None) -> None:
    """Keep, describe and publish the photographs, articles and testimonies of an archive.

    An archive is a folder: originals in collection/, what people write about them in metadata/.

    \b
        archive init my-archive && cd my-archive
        archive ingest
        archive publish
        archive serve
    """
    # A catalogue is read by making millions of small things without cycles: to look for some after every 700 of them
    # takes a tenth of the time.
    if ctx.invoked_subcommand != "serve":  # which goes on for months
        gc.set_threshold(1_000_000, 10, 10)
    ctx.obj = Setting(folder, today.date() if today else None)


for command in (
    *(init, status, ingest, check, propose_mapping),
    *(list_items, show, search, history, reviews),
    *(suggestions, find_duplicates),
    *(edit, set_values, undo_step),
    *(publish, serve, withdraw, restore, purge, audit, export),
):
    main.add_command(command)
