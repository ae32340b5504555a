"""`archive search`."""

from __future__ import annotations

import json

import click

from archive.catalogue.finding import searchable
from archive.cli.setting import Setting, pass_setting
from archive.records.kinds import KINDS
from archive.search import Hit, Query, ask, excerpt

_WIDTH = 100  # characters of an excerpt


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only items of this kind.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_setting
def search(setting: Setting, words: tuple[str, ...], kind: str | None, limit: int, as_json: bool) -> None:
    """Find items by WORDS in whichever of their forms, in everything that was taken in, public or not.

    The best come first, each with the words around what was found. A phrase goes in quotation marks.

    \b
        archive search школа
        archive search '"School No. 1"' --kind article
    """
    text = " ".join(words)
    filters = (("kind", kind),) if kind else ()
    with searchable(setting.archive) as connection:
        results = ask(connection, Query(text, filters, limit=limit))
    for hit in results.hits:
        click.echo(json.dumps(_row(hit, text), ensure_ascii=False) if as_json else _lines(hit, text))
    if not as_json:
        shown = f"; the first {len(results.hits)} are shown" if results.total > len(results.hits) else ""
        click.echo(f"Found: {results.total}{shown}.", err=True)


def _row(hit: Hit, text: str) -> dict[str, object]:
    return {
        "id": hit.item,
        "kind": hit.kind,
        "title": hit.title,
        "term": hit.term,
        "text": "".join(piece for piece, _ in excerpt(hit.text, text, hit.language, _WIDTH)),
        "start": hit.start,
    }


def _lines(hit: Hit, text: str) -> str:
    pieces = excerpt(hit.text, text, hit.language, _WIDTH)
    found = "".join(click.style(piece, bold=True) if asked else piece for piece, asked in pieces)
    return f"{hit.kind:<10} {hit.item:<32} {hit.title or ''}".rstrip() + f"\n{'':<11}{' '.join(found.split())}"
