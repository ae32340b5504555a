"""`archive audit`: are the originals intact, and does the edition leak."""

from __future__ import annotations

import asyncio
import contextlib
import io
import sqlite3
import sys
import time
from collections.abc import Collection, Mapping

import click

from archive.catalogue import fixity
from archive.catalogue.layout import Archive
from archive.catalogue.manifest import read_manifest
from archive.catalogue.rules import read_rules
from archive.cli.opening import trying, writing
from archive.cli.serving import open_site
from archive.cli.setting import Setting, current_pointer, pass_setting, say_problems
from archive.cli.showing import count
from archive.edition.audit.finding import Finder
from archive.edition.audit.gathering import gather
from archive.edition.audit.hits import Hit, thinned
from archive.edition.audit.needles import Needles
from archive.edition.audit.pages import MOST, read_pages
from archive.edition.audit.whole import audit_edition
from archive.edition.plan import plan
from archive.ingest.find import find
from archive.records.model import Problem


@click.command()
@click.option("--fixity", "originals", is_flag=True, help="Only the originals, against the manifest.")
@click.option("--edition", is_flag=True, help="Only the edition.")
@click.option("--pages", is_flag=True, help="The edition, and its pages as they are served, which takes longer.")
@pass_setting
def audit(setting: Setting, originals: bool, edition: bool, pages: bool) -> None:
    """Whether the originals are intact, and whether the edition leaks.

    Reads every original and compares it with the manifest. Reads every byte of the edition and looks in it for what is
    not public: all that the archive holds, but for what its items may show today; take in first what has changed. Exit
    status 1 where an original differs, or anything is found.

    \b
        archive audit
        archive audit --edition --pages
    """
    archive = setting.archive
    both = not (originals or edition or pages)
    intact = _fixity(archive) if originals or both else True
    clean = _edition(setting, archive, pages=pages) if edition or pages or both else True
    if not (intact and clean):
        sys.exit(1)


def _fixity(archive: Archive) -> bool:
    began = time.monotonic()
    with writing(archive) as catalogue:
        manifest = read_manifest(archive.manifest)
        problems = [*_checked(archive, manifest), *_unlisted(archive, manifest)]
        if not problems and manifest:
            fixity.note(catalogue)
    say_problems(problems)
    wrong = f"{len(problems)} not as the manifest says" if problems else "all as the manifest says"
    click.echo(f"Originals: {len(manifest):,} read, {wrong}, {time.monotonic() - began:.1f} seconds.")
    return not problems


def _checked(archive: Archive, manifest: Mapping[str, str]) -> list[Problem]:
    checks = fixity.check(archive, manifest)
    if not sys.stderr.isatty():
        return [problem for problem in checks if problem]
    with click.progressbar(checks, len(manifest), "Originals", file=sys.stderr, show_pos=True) as shown:
        return [problem for problem in shown if problem]


def _unlisted(archive: Archive, manifest: Collection[str]) -> list[Problem]:
    found = find(archive).originals.keys() - set(manifest)
    return [Problem(path, found="not in the manifest", expected="archive ingest, first") for path in sorted(found)]


def _edition(setting: Setting, archive: Archive, *, pages: bool) -> bool:
    if current_pointer(archive) is None:
        click.echo("Edition: nothing is published.")
        return True
    began = time.monotonic()
    with trying(archive) as catalogue:
        planned = plan(catalogue, read_rules(archive), setting.today)
        needles = gather(catalogue, planned)
        found = audit_edition(archive.public, needles, hidden=planned.around.hidden)
    read = sum(path.stat().st_size for path in archive.public.rglob("*") if path.is_file())
    said = f"{read / 1e6:,.1f} MB"
    if pages:
        more, addresses = asyncio.run(_pages(setting, archive, needles))
        found += more
        said += f", {'the first ' if addresses == MOST else ''}{addresses:,} pages"
    told, others = thinned(found)
    for hit in told:
        click.echo(f"public/{hit}" if not hit.place.startswith("page ") else str(hit), err=True)
    if others:
        click.echo(f"and {others:,} more places of the same", err=True)
    looked = f"{said} read for {len(needles):,} needles, {_left_out(needles)}"
    result = f"{count(len(told) + others, 'place')} that should not be there" if told else "nothing found"
    click.echo(f"Edition: {result}; {looked}, {time.monotonic() - began:.1f} seconds.")
    return not told


def _left_out(needles: Needles) -> str:
    return f"{sum(needles.left_out.values()):,} texts left out that say nothing by themselves or are public as well"


async def _pages(setting: Setting, archive: Archive, needles: Needles) -> tuple[list[Hit], int]:
    current = current_pointer(archive)
    assert current is not None  # noqa: S101  the caller has looked
    path = current.database(archive.public)
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        items = [item for (item,) in connection.execute("SELECT id FROM items ORDER BY id")]
        items += [item for (item,) in connection.execute("SELECT id FROM tombstones ORDER BY id")]
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    site = open_site(archive.root, setting.day)
    with contextlib.redirect_stderr(io.StringIO()):  # Datasette prints what it answers with 404
        await site.invoke_startup()
        return await read_pages(site.client.get, items, tables, Finder(needles))
