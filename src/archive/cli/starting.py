"""`archive init`."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from archive.records import jsonschema

_OPEN_POLICY = "policy.open.yaml"


@click.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--open", "opened", is_flag=True, help="Photos, articles and others public, testimonies by consent.")
def init(folder: Path, opened: bool) -> None:
    """Begin an archive in FOLDER (here, where none is given), hidden by default. Nothing that is there is touched.

    \b
        archive init my-archive
    """
    skeleton = files("archive.cli") / "skeleton"
    made = []
    for place in ("collection", "metadata/private", "metadata/records", "metadata/vocabularies"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    contents = [(source.read_bytes(), place) for source, place in _contents(skeleton, opened=opened)]
    contents.append((jsonschema.text().encode(), f"metadata/{jsonschema.FILE}"))
    for content, place in contents:
        target = folder / place
        if target.exists():
            click.echo(f"{target}: there already, left as it is", err=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        made.append(place)
    click.echo(f"An archive in {folder}: originals go to collection/, records to metadata/.")
    for place in made:
        click.echo(f"  {place}")


def _contents(skeleton: Traversable, *, opened: bool) -> list[tuple[Traversable, str]]:
    policy = _OPEN_POLICY if opened else "policy.yaml"
    contents = [
        (skeleton / "gitignore", ".gitignore"),
        (skeleton / "gitattributes", ".gitattributes"),
        (skeleton / "datasette.yaml", "datasette.yaml"),
        (skeleton / policy, "metadata/policy.yaml"),
        (skeleton / "people.yaml", "metadata/people.yaml"),
    ]
    records = sorted((skeleton / "records").iterdir(), key=lambda entry: entry.name)
    return contents + [(entry, f"metadata/records/{entry.name}") for entry in records]
