"""`archive duplicates`, and the page on which they stand side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

import click

from archive.catalogue.database import reading
from archive.catalogue.duplicates import Double, Group, duplicates
from archive.catalogue.layout import replace_file
from archive.cli.setting import Setting, pass_setting
from archive.cli.showing import count

_PAGE = "duplicates.html"
_HEAD = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Duplicates</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
h1 { font-size: 1.5rem; font-weight: 600 }
h2 { border-top: 1px solid; font-size: 1rem; font-weight: 600; margin: 2rem 0 1rem; padding-top: 1rem }
ul { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); list-style: none; padding: 0 }
img { background: #8882; display: block; height: 15rem; object-fit: contain; width: 100% }
p { margin: .5rem 0 0; overflow-wrap: anywhere }
small { font-size: .85rem }
</style>
"""  # noqa: E501  a rule of the style is a line


@click.command("duplicates")
@click.option("--page", is_flag=True, help="Write a private page that shows them side by side, and say where it is.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one for each group.")
@pass_setting
def find_duplicates(setting: Setting, *, page: bool, as_json: bool) -> None:
    """Files that are in collection/ more than once, and pictures that look alike.

    Pictures look alike where one is the other made smaller, compressed again, or a little lighter or darker. Nothing is
    changed: which of them to keep, a person decides.

    \b
        archive duplicates
        archive duplicates --page
    """
    archive = setting.archive
    with reading(archive) as connection:
        groups = list(duplicates(connection))
    if page:
        target = archive.made / _PAGE
        replace_file(target, "".join(_page(groups)).encode())
        click.echo(str(target))
    elif as_json:
        for group in groups:
            click.echo(json.dumps(_row(group), ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(groups)) or "No duplicates.")


def _lines(groups: Iterable[Group]) -> Iterator[str]:
    for number, group in enumerate(groups):
        if number:
            yield ""
        yield "The same bytes" if group.same else "Look alike"
        for file in group.files:
            yield f"  {file.path}  {_size(file)}  {_items(file)}"


def _row(group: Group) -> dict[str, Any]:
    return {"found": "same bytes" if group.same else "look alike", "files": [_plain(file) for file in group.files]}


def _plain(file: Double) -> dict[str, Any]:
    seen = file.examined
    return {
        "path": file.path,
        "items": file.items,
        "sha256": seen.sha256,
        "bytes": seen.bytes,
        "width": seen.width,
        "height": seen.height,
        "created": seen.suggested("created"),
    }


def _size(file: Double) -> str:
    seen = file.examined
    size = f"{seen.bytes:,} bytes"
    return f"{seen.width} × {seen.height}, {size}" if seen.width and seen.height else size


def _items(file: Double) -> str:
    return ", ".join(file.items) or "no item"


def _page(groups: Sequence[Group]) -> Iterator[str]:
    yield _HEAD
    yield f"<h1>Duplicates: {count(len(groups), 'group')}</h1>\n"
    yield "<p>Private: this page is not published. It shows what the last <code>archive ingest</code> found.</p>\n"
    for group in groups:
        said = "of the same bytes" if group.same else "that look alike"
        yield f"<h2>{count(len(group.files), 'file')} {said}</h2>\n<ul>\n"
        yield from map(_figure, group.files)
        yield "</ul>\n"


def _figure(file: Double) -> str:
    small = next((made.path for made in file.examined.derivatives if made.recipe == "small"), None)
    picture = f'<img src="derivatives/{escape(small)}" alt="" loading="lazy">' if small else ""
    created = file.examined.suggested("created")
    said = [_size(file), f"created {created}" if created else "", _items(file)]
    told = "<br>".join(escape(one) for one in said if one)
    digest = f"SHA-256 <code>{file.examined.sha256[:16]}…</code>"
    return f"<li>{picture}<p>{escape(file.path)}</p><p><small>{told}<br>{digest}</small></p></li>\n"
