"""Parts to be withheld that do not suit their file: all of it is withheld then, and that is said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from archive.catalogue.meant import mistaken
from archive.records.findings import Findings
from archive.records.model import Origin, Problem
from archive.records.suiting import Matter, unsuited
from archive.records.withholding import parts, read_withhold

_RECORDS = """SELECT item, source, line, json_extract(body, '$.withhold') FROM records
    WHERE instr(body, '"withhold"') ORDER BY item"""
_FILES = """SELECT path, media_type, width, height, duration,
        (SELECT count(start) FROM passages AS said WHERE said.item = files.item AND file = files.position),
        (SELECT count(page) FROM passages AS said WHERE said.item = files.item AND file = files.position)
    FROM files WHERE item = ? AND role = 'original' ORDER BY position"""


def part_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """A warning for each part of a file that such a file cannot have, at the record that withholds it."""
    for item, source, line, said in connection.execute(_RECORDS):
        wanted = [
            part for part in parts(read_withhold(json.loads(said or "[]"), Findings(Origin(source)))) if part.file
        ]
        files = [(path, Matter(*known)) for path, *known in connection.execute(_FILES, (item,))] if wanted else []
        for part in wanted:
            for path, matter in files:
                if part.names(path) and (wrong := unsuited(part, matter)):
                    found = f"“{part.file}” is withheld whole: {wrong[0]}"
                    yield Problem(source, line, None, found, wrong[1], "warning", term="withhold")
    for one in mistaken(connection):
        found = f"“{one.part.file}” is withheld whole: it is another file than the one of which a part was withheld"
        expected = "the entry as it holds for this file, with other numbers"
        yield Problem(one.origin.source, one.origin.line, None, found, expected, "warning", term="withhold")
