"""`archive map`, and `archive ingest --map`: sheets with other people's columns."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from archive.catalogue.layout import Archive, Refused, find_archive, replace_file
from archive.cli.setting import Setting, pass_setting, say_problems
from archive.ingest.copy_in import in_the_way, same_bytes
from archive.ingest.find import outside
from archive.records.model import Problem, Record
from archive.sources import Columns, for_sheet, is_sheet, read, read_mappings
from archive.sources.sheets.opening import open_sheet
from archive.sources.sheets.proposing import as_mapping, propose


@click.command("map")
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_setting
def propose_mapping(setting: Setting, sheet: Path) -> None:
    """Propose what the columns of SHEET are, for a person to look through; write nothing.

    The proposal is a mapping: a header of ours for each column of theirs. Columns that nothing is proposed for, and
    whatever may be about access or about persons, are kept privately.

    \b
        archive map museum.csv > museum.yaml
        archive ingest museum.csv --map museum.yaml
    """
    if not is_sheet(sheet.name):
        raise Refused(f"{sheet}: no sheet; expected .csv, .tsv, .xlsx or .ods")
    opened = open_sheet(sheet, str(sheet))
    say_problems(opened.problems)
    if opened.table is None:
        sys.exit(1)
    command = f"archive map {shlex.quote(sheet.name)}"
    click.echo(as_mapping(propose(opened.table), _below_metadata(_archive(setting), sheet), command), nl=False)
    if not opened.table.whole:
        sys.exit(1)


def place_mapping(archive: Archive, sheets: Sequence[Path], mapping: Path) -> None:
    """Put a mapping into metadata/mappings/ under the name of the sheet that it is for, before that is copied in.

    Raises Refused where there is not one sheet, the mapping cannot be read, or something else has its place or that of
    the sheet; then nothing is written.
    """
    sheet, content, _ = _checked(archive, sheets, mapping)
    target = _target(archive, sheet)
    target.parent.mkdir(exist_ok=True)
    if not target.exists():
        replace_file(target, content)


def try_mapping(archive: Archive, sheets: Sequence[Path], mapping: Path) -> None:
    """Say what a sheet would be by a mapping; write nothing. Raises Refused as `place_mapping` does."""
    sheet, _, columns = _checked(archive, sheets, mapping)
    name = f"metadata/{_below_metadata(archive, sheet)}"
    found = list(read(sheet, name, columns))
    say_problems(one for one in found if isinstance(one, Problem))
    records = sum(isinstance(one, Record) for one in found)
    click.echo(f"Would take in: {records} records.")
    if any(isinstance(one, Problem) and one.severity == "error" for one in found):
        sys.exit(1)


def _checked(archive: Archive, sheets: Sequence[Path], mapping: Path) -> tuple[Path, bytes, Columns]:
    if len(sheets) != 1 or not sheets[0].is_file() or not is_sheet(sheets[0].name):
        raise Refused("--map goes with one sheet; expected `archive ingest SHEET --map MAPPING`")
    sheet = sheets[0]
    wanted = _below_metadata(archive, sheet)
    content, columns, problems = for_sheet(mapping, str(mapping), wanted)
    target = _target(archive, sheet)
    if target.exists() and target.read_bytes() != content:
        found = f"{archive.name(target)} is there already, with other content"
        problems.append(Problem(str(mapping), found=found, expected="another name for the sheet"))
    others, _ = read_mappings(archive.metadata / "mappings", archive.root)
    if (other := others.get(f"metadata/{wanted}")) and other.name != archive.name(target):
        problems.append(Problem(str(mapping), found=f"“{wanted}” is also in {other.name}", expected="one mapping"))
    coming, wrong = outside(archive, sheets)
    problems += wrong
    for file in coming:
        place = archive.root / file.path
        if place.exists() and not same_bytes(file.actual, place):
            problems.append(in_the_way(file))
    if problems or columns is None:
        raise Refused("\n".join(map(str, problems)))
    return sheet, content, columns


def _target(archive: Archive, sheet: Path) -> Path:
    return archive.metadata / "mappings" / f"{sheet.stem}.yaml"


def _below_metadata(archive: Archive | None, sheet: Path) -> str:
    """The path of a sheet below metadata/: where it is, or will be copied to."""
    whole = sheet.resolve()
    if archive and whole.is_relative_to(archive.metadata.resolve()):
        return whole.relative_to(archive.metadata.resolve()).as_posix()
    return sheet.name


def _archive(setting: Setting) -> Archive | None:
    """The archive that is meant, None outside of any: a proposal needs none."""
    try:
        return find_archive(setting.folder or Path.cwd())
    except Refused:
        return None
