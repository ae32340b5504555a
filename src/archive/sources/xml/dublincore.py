"""Records from Dublin Core in XML: `archive export dc` and `dcterms`, oai_dc, harvests by OAI-PMH, and the like."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from archive.records.build import build
from archive.records.ids import is_id, make_id
from archive.records.model import Origin, Problem, Record
from archive.sources.glimpses import Glimpse, deciding
from archive.sources.xml.descriptions import Description, descriptions

_FEW = 20  # descriptions, to tell what a file holds


def read(path: Path, name: str, _columns: object = None) -> Iterator[Record | Problem]:
    """The records of an XML file and what is to be said of them; only Problems where it cannot be read whole.

    What is not understood in a record is its fault. Elements that are not of Dublin Core are kept privately. A record
    with an id that cannot be one refuses the file, and so does what belongs to no record.
    """
    count = 0
    problems: list[Problem] = []
    for found in descriptions(path, name, heads=True):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            count += 1
            problems += _without_id(found, name)
    yield from problems
    if any(problem.severity == "error" for problem in problems):
        return
    for found in descriptions(path, name):
        if isinstance(found, Description):
            record, told = build(_named(found.data, name, alone=count == 1), Origin(name, found.line))
            yield from found.problems
            yield from told
            if record:
                faults = (*record.faults, *_faults(found.problems))
                yield replace(record, faults=faults) if found.problems else record


def glimpse(path: Path, name: str, _columns: object = None) -> Glimpse:
    """What can be made out of a refused file: its records before the place at which it cannot be read on. What belongs
    to no record may speak of all of them, and is a fault of each.
    """
    count, wrong = 0, list[Problem]()
    for found in descriptions(path, name, heads=True):
        if isinstance(found, Description):
            count += 1
        elif found.severity == "error":
            wrong.append(found)
    loose = [problem for problem in wrong if problem.term]  # the others say why the file is not read on
    records = []
    for found in descriptions(path, name):
        if isinstance(found, Description):
            record, problems = build(_named(found.data, name, alone=count == 1), Origin(name, found.line))
            said = (*found.problems, *problems, *loose)
            if record:
                records.append(deciding(record, _faults(said)))
    return Glimpse(tuple(records), len(loose) == len(wrong))


def holds_records(path: Path) -> bool:
    """Whether a file begins with descriptions, one of which has an id, an identifier or a title: feeds and settings may
    hold single elements of Dublin Core.
    """
    first = islice((found for found in descriptions(path, path.name) if isinstance(found, Description)), _FEW)
    return any({"id", "identifier", "title"} & {key.lower() for key in found.data} for found in first)


def _faults(problems: Iterable[Problem]) -> Iterator[str]:
    return (f"{problem.term}: {problem.found}" for problem in problems if problem.severity == "error")


def _without_id(found: Description, name: str) -> list[Problem]:
    """What is to be said of a description that has an id which cannot be one."""
    written = found.data.get("id")
    if written is None or is_id(written):
        return []
    record, problems = build({"id": written}, Origin(name, found.line))
    return [] if record else problems


def _named(data: dict[str, Any], name: str, *, alone: bool) -> dict[str, Any]:
    """The data with an id by what it says, where it has neither one nor an identifier, and others stand beside it."""
    if alone or "id" in data or any(key.lower() == "identifier" for key in data):
        return data
    stem = (make_id(PurePosixPath(name).name.split(".")[0]) or "record")[:80]
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:8]
    return {"id": f"{stem}-{digest}", **data}
