"""A hundred thousand records, each in a small YAML file of its own, read into what the archive keeps of them.

The peer is PyYAML's C loader alone (`yaml.load` with `CBaseLoader`), which gives maps, lists and texts and checks
nothing. Both open and read every file; they take turns, a thousand files at a time. Seconds are those of the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml
from report import Row, compare

from archive import sources
from archive.records.model import Record

COUNT = 100_000
BATCH = 1000
OURS = "archive.sources.read"
RECORDS = (
    """\
id: item-{0:06}
kind: photo
files: [photos/{0:06}.jpg]
title: {{en: "The reading room, view {0}", ru: "Читальный зал, вид {0}"}}
date: {1}~
creator: "Unknown photographer"
description:
  en: "The reading room before the new shelves were put up."
  ru: "Читальный зал до того, как поставили новые шкафы."
subject: [libraries, interiors]
spatial: {{value: "Beslan, North Ossetia–Alania", latitude: 43.19, longitude: 44.54}}
rights: http://rightsstatements.org/vocab/UND/1.0/
access: public
private: {{shelf: "B {0}"}}
""",
    """\
# What stood in the inventory.
id: item-{0:06}
title: "A minute book, volume {0}"
created: {1}-05-02
language: ru
identifier: {{value: "{0:06}", datatype: "https://example.org/inventory"}}
""",
    """\
id: item-{0:06}
kind: testimony
files:
  - testimonies/{0:06}.opus
  - testimonies/{0:06}.ru.vtt
title:
  en: Specimen {0}, not a testimony
  ru: Образец {0}, не свидетельство
date: {1}
language: [ru, os]
people:
  - {{person: p-{0:06}, role: narrator}}
consents:
  - person: p-{0:06}
    given: 2024-05-01
    scope: [publish, name, words, voice]
access:
  level: closed
  until: 2034-09
  then: public
  warning: {{en: "What a reader should know.", ru: "О чём следует знать."}}
""",
)


def run(scratch: Path, repeats: int) -> list[Row]:
    """What reading costs beside parsing, and whether every file gave its record."""
    files = _files(scratch / "records")
    ours, plain = [], []
    for _ in range(repeats):
        count, seconds, parsing = 0, 0.0, 0.0
        for start in range(0, COUNT, BATCH):
            batch = files[start : start + BATCH]
            parsing += _timed(_parse, batch)[0]
            spent, read = _timed(_read, batch)
            seconds, count = seconds + spent, count + read
        ours.append(seconds)
        plain.append(parsing)
    return [
        compare(f"{COUNT:,} YAML files read", (OURS, ours), ("CBaseLoader alone", plain), "s", at_most=1.5),
        compare("… that gave their record", (OURS, [count]), ("files", [COUNT]), "", at_most=1, at_least=1),
    ]


def _timed(work: Callable[[Sequence[Path]], int], files: Sequence[Path]) -> tuple[float, int]:
    started = time.perf_counter()
    done = work(files)
    return time.perf_counter() - started, done


def _parse(files: Sequence[Path]) -> int:
    return sum(isinstance(yaml.load(file.read_bytes(), Loader=yaml.CBaseLoader), dict) for file in files)


def _read(files: Sequence[Path]) -> int:
    return sum(isinstance(found, Record) for file in files for found in sources.read(file, file.name))


def _files(folder: Path) -> list[Path]:
    """The files, written once."""
    files = list(_paths(folder))
    if not files[-1].exists():
        for number, file in enumerate(files):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(RECORDS[number % len(RECORDS)].format(number, 1860 + number % 140), encoding="utf-8")
    return files


def _paths(folder: Path) -> Iterator[Path]:
    for number in range(COUNT):
        yield folder / f"{number // BATCH:03}" / f"{number:06}.yaml"
