"""All benchmarks, one after the other, and the page of what they found.

    python benchmarks/run.py [PART]

With a part (search, records, dates, museum, again, site, photos, likeness, names) only that is run, and nothing is
written.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path

from report import AbsentError, Row, machine, page, table

HERE = Path(__file__).resolve().parent
SCRATCH = HERE.parent / ".bench" / "scratch"
PARTS = {
    "search": "search_recall",
    "records": "records",
    "dates": "dates",
    "museum": "museum",
    "again": "again",
    "site": "website",
    "photos": "photos",
    "likeness": "likeness",
    "names": "names",
}
# As many that all of it takes ten minutes.
REPEATS = dict.fromkeys(PARTS, 1) | {"museum": 3, "again": 3, "site": 3, "photos": 2, "likeness": 3}


def main(only: str | None = None) -> None:
    if only and only not in PARTS:
        sys.exit(f"{only}; expected one of {', '.join(PARTS)}")
    SCRATCH.mkdir(parents=True, exist_ok=True)
    where, started = machine(), time.monotonic()
    rows: dict[str, list[Row]] = {}
    about: dict[str, str] = {}
    absent: list[str] = []
    for part in [only] if only else PARTS:
        try:
            module = import_module(PARTS[part])
            about[part] = (module.__doc__ or "").strip()
            began = time.monotonic()
            rows[part] = module.run(SCRATCH, REPEATS[part])
            print(f"{part}: {(time.monotonic() - began) / 60:.1f} minutes", file=sys.stderr)
        except AbsentError as error:
            absent.append(f"{part}: {error}")
    print(table(row for found in rows.values() for row in found), *absent, sep="\n")
    if not only:
        minutes = (time.monotonic() - started) / 60
        (HERE / "README.md").write_text(page(rows, about, absent, where, minutes), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
