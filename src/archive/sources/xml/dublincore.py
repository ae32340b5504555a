"""Records from Dublin Core in XML: `archive export dc` and `dcterms`, oai_dc, harvests by OAI-PMH, and the like."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from archive.records.build import build
from archive.records.ids import is_id, make_id
from archive.records.model import Origin, Problem, Record
from archive.sources.xml.descriptions import Description, descriptions


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
                faults = (f"{wrong.term}: {wrong.found}" for wrong in found.problems if wrong.severity == "error")
                yield replace(record, faults=(*record.faults, *faults)) if found.problems else record


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
