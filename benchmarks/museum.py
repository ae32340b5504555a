"""The sheets of two museums, 97,460 rows, taken in and published in a fresh archive by the commands as one types them.

The peer is `plain_sqlite.py`: the same tables and texts, written by a plain script that checks nothing. `ingest` stands
beside the whole script, `publish` beside its writing and indexing. Seconds are those of whole processes.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import json
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import Cost, cost
from plain_sqlite import columns
from report import AbsentError, Row, compare, interleaved

HERE = Path(__file__).resolve().parent
MAPPINGS = HERE / "mappings"
DATA = HERE.parents[1] / "shared" / "data" / "museum"
COMMAND = Path(sys.executable).with_name("archive")
NAMES = ("tate", "cmoa")
PEER = "plain sqlite3 script"
MEMORY = ("limit", [500.0])  # MB
STEPS = {"ingest": ["ingest"], "publish": ["publish", "--yes"]}
AGAIN = {f"{step} again": words for step, words in STEPS.items()}
STATEMENTS = """SELECT number.value, statements.term, statements.value
    FROM statements JOIN statements AS number USING (item)
    WHERE number.term = 'identifier' AND number.position = 1 AND statements.term <> 'subject'"""


def run(scratch: Path, repeats: int) -> list[Row]:
    """Time, memory, and whether everything is there afterwards."""
    plain, ours = interleaved(repeats, lambda: _plain(scratch), lambda: _archive(scratch))

    def row(what: str, step: str, peer: str, seconds: Sequence[float], most: float) -> Row:
        own = [costs[step].seconds for costs in ours]
        return compare(what, (f"archive {step}", own), (peer, seconds), "s", at_most=most)

    script = [costs["script"] for costs in plain]
    parts = [json.loads(cost.said) for cost in script]
    writing = [part["write"] + part["index"] for part in parts]
    first = {step: [costs[step].seconds for costs in ours] for step in STEPS}
    return [
        row("97,460 rows taken in", "ingest", PEER, [cost.seconds for cost in script], 2.5),
        row("… published", "publish", f"{PEER}: writing, index", writing, 3),
        row("… taken in again, nothing changed", "ingest again", "the first time", first["ingest"], 0.1),
        row("… published again, nothing changed", "publish again", "the first time", first["publish"], 0.1),
        *(
            compare(f"peak memory of {step}", (f"archive {step}", _peaks(ours, step)), MEMORY, "MB", at_most=1)
            for step in STEPS | AGAIN
        ),
        *_whole(scratch),
    ]


def published(scratch: Path) -> Path:
    """The archive as the last run left it, published by the program as it is now; made where there is none."""
    root = scratch / "museum"
    if (root / "public").exists():
        cost([COMMAND, "--archive", root, *STEPS["publish"]])
    else:
        _archive(scratch)
    return root


def _archive(scratch: Path) -> dict[str, Cost]:
    """What each command costs in an archive begun anew, one after the other."""
    root = scratch / "museum"
    shutil.rmtree(root, ignore_errors=True)
    cost([COMMAND, "init", root])
    shutil.copytree(MAPPINGS, root / "metadata" / "mappings", dirs_exist_ok=True)
    imports = root / "metadata" / "imports"
    imports.mkdir()
    for name in NAMES:
        shutil.copy2(sheet(scratch, name), imports)
    (root / "metadata" / "policy.yaml").write_text("default: public\n", encoding="utf-8")
    return {step: cost([COMMAND, "--archive", root, *words]) for step, words in (STEPS | AGAIN).items()}


def _plain(scratch: Path) -> dict[str, Cost]:
    out = scratch / "plain.db"
    out.unlink(missing_ok=True)
    sheets = [f"{MAPPINGS / name}.yaml={sheet(scratch, name)}" for name in NAMES]
    return {"script": cost([sys.executable, HERE / "plain_sqlite.py", out, *sheets])}


def _peaks(costs: Sequence[dict[str, Cost]], step: str) -> list[float]:
    return [cost[step].megabytes for cost in costs]


def sheet(scratch: Path, name: str) -> Path:
    """A sheet, unpacked once."""
    packed, path = DATA / f"{name}.csv.gz", scratch / f"{name}.csv"
    if not packed.is_file():
        raise AbsentError(f"../shared/data/museum/{packed.name}")
    if not path.exists():
        path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


def _whole(scratch: Path) -> Iterator[Row]:
    """Whether each row is an item, and whether the cells come back with every letter and line break."""
    (edition,) = (scratch / "museum" / "public" / "editions").glob("*/collection.db")
    with contextlib.closing(sqlite3.connect(f"{edition.as_uri()}?mode=ro", uri=True)) as connection:
        items = connection.execute("SELECT count(*) FROM items").fetchone()[0]
        kept = Counter(connection.execute(STATEMENTS))
    rows, cells = 0, Counter[tuple[str, str, str]]()
    for name in NAMES:
        with sheet(scratch, name).open(encoding="utf-8", newline="") as lines:
            cells_of = csv.reader(lines)
            named = columns(MAPPINGS / f"{name}.yaml", next(cells_of))
            whole = [(place, term) for place, term, separator in named if not separator]
            number = next(place for place, term in whole if term == "identifier")
            for row in cells_of:
                rows += 1
                cells.update((row[number], term, cell) for place, term in whole if (cell := row[place].strip()))
    broken = sum(times for (*_, cell), times in cells.items() if "\n" in cell)
    what = f"cells as they were written, {broken:,} with line breaks"
    sheets = "the sheets"
    yield compare("rows that are items", ("edition", [items]), (sheets, [rows]), "", at_most=1, at_least=1)
    same = (cells & kept).total()
    yield compare(what, ("edition", [same]), (sheets, [cells.total()]), "", at_most=1, at_least=1)
