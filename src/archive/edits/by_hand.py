"""A record changed in an editor: a whole YAML file, or the row of a sheet as a small YAML record."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import yaml

from archive.catalogue.layout import Archive, Refused
from archive.edits.drafting import Draft, copied, draft, scratch
from archive.records.build import build
from archive.records.model import Problem, Record
from archive.records.plain import plain
from archive.sources import is_sheet, read, read_mappings
from archive.sources.rewriting import Rewritten, new_problems
from archive.sources.sheets.opening import SUFFIXES
from archive.sources.yaml.reading import load


def as_written(archive: Archive, record: Record) -> Record:
    """The record as its source has it now. Raises Refused where it is not there any more."""
    source = record.origin.source
    mappings, _ = read_mappings(archive.metadata / "mappings", archive.root)
    found = read(archive.root / source, source, mappings.get(unicodedata.normalize("NFC", source)))
    for one in found:
        if isinstance(one, Record) and one.id == record.id:
            return one
    raise Refused(f"{record.id}: not in {source} any more, or that cannot be read (archive check says why)")


def text_to_edit(archive: Archive, record: Record) -> tuple[str, bytes, int]:
    """The name and the bytes of what is opened in the editor, and the line (from 1) at which. Raises Refused for a
    workbook.
    """
    source = record.origin.source
    if Path(source).suffix.lower() in SUFFIXES:
        raise Refused(f"{source}:{record.origin.line}: workbooks are never written; expected the row changed by hand")
    if not is_sheet(source):
        return source, (archive.root / source).read_bytes(), record.origin.line or 1
    head = f"# Row {record.origin.line} of {source}: what is changed here is written back into its cells.\n"
    written = yaml.safe_dump(plain(record), allow_unicode=True, sort_keys=False, width=100)
    return f"{Path(source).stem}.yaml", (head + written).encode(), 2


def edited(archive: Archive, record: Record, before: bytes, after: bytes) -> Draft:
    """What keeping the edited text would change; Problems where it is not in order, or has new errors."""
    if before == after:
        return Draft({}, ())
    if is_sheet(record.origin.source):
        return _of_row(archive, record, after)
    return _of_file(archive, record.origin.source, before, after)


def _of_row(archive: Archive, record: Record, after: bytes) -> Draft:
    name = f"{record.origin.source} (row {record.origin.line})"
    with scratch(archive) as folder:
        documents, problems = load(copied(Path(folder), "row.yaml", after), name)
    if len(documents) != 1 and not problems:
        problems = [Problem(name, found=f"{len(documents)} records", expected="one")]
    if problems:
        return Draft({}, tuple(problems))
    wanted, found = build(documents[0], replace(record.origin, source=name))
    errors = [problem for problem in found if problem.severity == "error"]
    if wanted is None or errors:
        return Draft({}, tuple(errors))
    if wanted.id != record.id:
        return Draft({}, (Problem(name, None, "id", f"“{wanted.id}”", f"{record.id}, the item's address"),))

    def alter(there: Record) -> Record:
        if there != record:
            raise Refused(f"{record.origin.source}: changed meanwhile; expected it as it was opened")
        return replace(wanted, origin=record.origin)

    return draft(archive, {record.origin.source: [record.id]}, alter)


def _of_file(archive: Archive, name: str, before: bytes, after: bytes) -> Draft:
    with scratch(archive) as folder:
        (old, said), (new, more) = (_read(copied(Path(folder), name, content), name) for content in (before, after))
    if errors := [problem for problem in new_problems(said, more) if problem.severity == "error"]:
        return Draft({}, tuple(errors))
    changes = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        empty = Record(key[0], (was or now or Record(key[0], "other")).kind)
        if was is None or now is None or replace(now, origin=was.origin) != was:
            changes.append((was or empty, now or empty))
    return Draft({name: Rewritten(before, after, tuple(changes))}, ())


def _read(copy: Path, name: str) -> tuple[dict[tuple[str, int], Record], list[Problem]]:
    """The records of a file by their ids, of which each may stand there more than once; and what is wrong."""
    records: dict[tuple[str, int], Record] = {}
    problems = []
    counts: Counter[str] = Counter()
    for found in read(copy, name):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            records[found.id, counts[found.id]] = found
            counts[found.id] += 1
    return records, problems
