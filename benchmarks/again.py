"""Ten thousand rows of the Tate's sheet, published; then one of them changes, and they are published again.

Timed is what makes the edition (`compiling.py`), without the plan before it and the audit after it. The peer is raw
SQLite: `executemany` of the very rows that the edition has then, table by table, and FTS5's `rebuild` over the words
that its index was made from.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import cost
from museum import COMMAND, HERE, MAPPINGS, sheet
from report import Row, compare, interleaved

MANY = 10_000
PEER = "sqlite3: executemany, rebuild"


def run(scratch: Path, repeats: int) -> list[Row]:
    """Seconds of making the edition beside those of the raw rows, how often words were analysed, and whether the
    edition is the one that compiling everything gives.
    """
    root = scratch / "again"
    changes = _changes(root, _begin(root, scratch))
    publish = [COMMAND, "--archive", root, "publish", "--yes"]
    first = cost(publish).seconds

    def ours() -> dict[str, float]:
        next(changes)
        cost([COMMAND, "--archive", root, "ingest"])
        return _compiling("ours", root)

    changed, raw = interleaved(repeats, ours, lambda: _compiling("raw", root))
    edition = _edition(root)
    (root / ".archive" / "kept.json").unlink()
    whole = _compiling("ours", root)
    same = int(_edition(root) == edition)
    next(changes)
    again = cost(publish).seconds
    peer = (PEER, [one["seconds"] for one in raw])
    compiled = ("archive", [one["compile"] for one in changed])
    analysed = ("archive", [one["analysed"] for one in changed])
    audited = ("the audit", [one["audit"] for one in changed])
    return [
        compare(f"an edition of {MANY:,} items, one changed", compiled, peer, "s", at_most=2),
        compare("… everything compiled", ("archive", [whole["compile"]]), peer, "s"),
        compare("… texts analysed", analysed, ("of the one", [1]), "", at_most=1),
        compare("… the same as one compiled whole", ("archive", [same]), ("the same", [1]), "", at_least=1),
        compare("… and its audit", audited, compiled, "s"),
        compare("… the whole command", ("archive publish", [again]), ("the first time", [first]), "s"),
    ]


def _begin(root: Path, scratch: Path) -> list[list[str]]:
    """A fresh archive; the first rows of the sheet, the header before them."""
    shutil.rmtree(root, ignore_errors=True)
    cost([COMMAND, "init", root])
    shutil.copytree(MAPPINGS, root / "metadata" / "mappings", dirs_exist_ok=True)
    (root / "metadata" / "mappings" / "cmoa.yaml").unlink()
    (root / "metadata" / "imports").mkdir()
    (root / "metadata" / "policy.yaml").write_text("default: public\n", encoding="utf-8")
    with sheet(scratch, "tate").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[: MANY + 1]
    _write(root, rows)
    return rows


def _changes(root: Path, rows: list[list[str]]) -> Iterator[None]:
    """Give one item another title each time, always another item."""
    title = rows[0].index("title")
    for number in range(MANY // 2, MANY):
        rows[number][title] += " (a specimen of a change)"
        _write(root, rows)
        yield


def _write(root: Path, rows: list[list[str]]) -> None:
    with (root / "metadata" / "imports" / "tate.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def _edition(root: Path) -> str:
    (folder,) = (root / "public" / "editions").iterdir()
    return folder.name


def _compiling(way: str, root: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(cost([sys.executable, HERE / "compiling.py", way, root]).said)
    return found
