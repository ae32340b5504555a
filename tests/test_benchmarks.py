"""The benchmarks compare like with like, and their table says what was measured. Times are not tested."""

from __future__ import annotations

import contextlib
import csv
import gzip
import json
import math
import sqlite3
import subprocess
import sys
from importlib import import_module

import pytest

from archive.sources.sheets.table import write_rows
from conftest import PROJECT

BENCHMARKS = PROJECT / "benchmarks"
SHEETS = ("tate", "cmoa")
SOME = 60
# A date in other words is understood by us alone; the plain script knows years and days.
DATED = ("date_edtf", "date_earliest", "date_latest")


@pytest.fixture
def bench(monkeypatch):
    """Gives a module of the benchmarks."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return import_module


def excerpt(packed):
    """The first rows of a sheet, and the first of those with line breaks in a cell."""
    with gzip.open(packed, "rt", encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    broken = [row for row in rows[SOME:] if any("\n" in cell for cell in row)]
    return header, rows[:SOME] + broken[:SOME]


def rows(connection, table, order):
    connection.row_factory = sqlite3.Row
    return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order}")]


def test_the_plain_script_writes_the_rows_that_archive_publishes(workshop, shared_data, tmp_path):
    count, words = 0, []
    for name in SHEETS:
        header, chosen = excerpt(shared_data / "museum" / f"{name}.csv.gz")
        sheet = workshop.write(f"metadata/imports/{name}.csv", write_rows(header, chosen))
        mapping = BENCHMARKS / "mappings" / f"{name}.yaml"
        words.append(f"{workshop.write(f'metadata/mappings/{name}.yaml', mapping.read_bytes())}={sheet}")
        count += len(chosen)
    workshop.write("metadata/policy.yaml", "default: public\n")
    workshop.run("publish", "--yes")
    subprocess.run([sys.executable, BENCHMARKS / "plain_sqlite.py", tmp_path / "plain.db", *words], check=True)
    with workshop.edition() as ours, contextlib.closing(sqlite3.connect(tmp_path / "plain.db")) as plain:
        own, theirs = rows(ours, "items", "id"), rows(plain, "items", "id")
        for one, other in zip(own, theirs, strict=True):
            other.update({name: one[name] for name in DATED if other[name] is None}, updated=one["updated"])
        assert own == theirs
        assert len(own) == count
        order = "item, term, position"
        assert rows(ours, "statements", order) == rows(plain, "statements", order)


def test_every_column_of_a_mapping_is_in_its_sheet(bench, shared_data):
    for name in SHEETS:
        header, _ = excerpt(shared_data / "museum" / f"{name}.csv.gz")
        mapping = BENCHMARKS / "mappings" / f"{name}.yaml"
        named = mapping.read_text(encoding="utf-8").partition("columns:\n")[2].splitlines()
        assert len(bench("plain_sqlite").columns(mapping, header)) == len(named)


def test_a_row_has_medians_and_their_ratio_and_keeps_its_bounds_or_not(bench):
    report = bench("report")
    row = report.compare("a", ("ours", [9, 1, 2]), ("theirs", [4, 4, 1]), "s", at_most=0.5)
    assert (row.ours_value, row.peer_value, row.ratio, row.wanted, row.met, row.runs) == (2, 4, 0.5, "≤ 0.5", True, 3)
    assert not report.compare("a", ("ours", [2]), ("theirs", [4]), "s", at_most=0.4).met
    assert not report.compare("a", ("ours", [2]), ("theirs", [4]), "s", at_least=0.6).met
    assert report.compare("a", ("ours", [2]), ("theirs", [2]), "", at_most=1, at_least=1).wanted == "= 1"


def test_a_peer_that_is_absent_is_neither_met_nor_missed(bench):
    report = bench("report")
    row = report.compare("a", ("ours", [2]), ("theirs", []), "s", at_most=1)
    assert math.isnan(row.ratio)
    assert report.table([row]).splitlines()[-1] == "| a | ours | 2 s | theirs | absent |  | ≤ 1 |  | 1 |"


def test_the_table_has_a_line_for_each_row_with_three_digits_and_says_what_is_missed(bench):
    report = bench("report")
    found = report.table(
        [
            report.compare("a|b", ("ours", [1234.5]), ("a | b", [0.012345]), "ms", at_least=3),
            report.compare("c", ("ours", [30]), ("limit", [10]), "", at_most=1),
            report.compare("d", ("ours", [1]), ("other", [3]), "s"),
        ]
    )
    assert found.splitlines()[2:] == [
        "| a&#124;b | ours | 1,234 ms | a &#124; b | 0.0123 ms | 1e+05 | ≥ 3 | yes | 1 |",
        "| c | ours | 30 | limit | 10 | 3 | ≤ 1 | **no** | 1 |",
        "| d | ours | 1 s | other | 3 s | 0.333 |  |  | 1 |",
    ]


def test_ways_are_run_in_turn(bench):
    order = []
    ways = [lambda: order.append("a") or 1, lambda: order.append("b") or 2]
    assert bench("report").interleaved(2, *ways) == [[1, 1], [2, 2]]
    assert order == ["a", "b", "a", "b"]


def test_the_page_counts_what_is_as_wanted_and_says_what_was_not_measured(bench):
    report = bench("report")
    part = [
        report.compare("a", ("ours", [1]), ("other", [2]), "s", at_most=1),
        report.compare("b", ("ours", [3]), ("other", [2]), "s", at_most=1),
        report.compare("c", ("ours", [3]), ("other", [2]), "s"),
        report.compare("d", ("ours", [3]), ("other", []), "s", at_most=1),
    ]
    page = report.page({"one": part}, {"one": "What one is."}, ["two: its data"], "A machine.", 3.4)
    assert "\nA machine.\n" in page
    assert "1 of 2 as wanted, measured in 3 minutes." in page
    assert "\nNot measured:\n\n- two: its data\n" in page
    assert page.endswith("\n## one\n\nWhat one is.\n")


def test_the_cost_of_a_command_is_that_of_the_command_alone(bench):
    cost = bench("measure").cost
    held = b"x" * (200 << 20)  # what this process holds is not counted
    small = cost([sys.executable, "-c", "print('one'); print('two')"])
    large = cost([sys.executable, "-c", f"b'x' * {len(held) // 2}"])
    assert small.said == "one\ntwo"
    assert small.megabytes < 100 < large.megabytes < 200
    with pytest.raises(RuntimeError, match="no such thing"):
        cost([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_the_plain_script_tells_the_seconds_of_its_parts(tmp_path):
    sheet, mapping = tmp_path / "sheet.csv", tmp_path / "mapping.yaml"
    sheet.write_bytes(write_rows(["number", "words"], [["a-1", "one;two"], ["a-2", ""]]))
    mapping.write_text('sheets: [sheet.csv]\ncolumns: {number: identifier, words: "subject[;]"}\n', encoding="utf-8")
    words = [sys.executable, BENCHMARKS / "plain_sqlite.py", tmp_path / "plain.db", f"{mapping}={sheet}"]
    done = subprocess.run(words, check=True, capture_output=True)
    assert set(json.loads(done.stdout)) == {"parse", "write", "index"}
    with contextlib.closing(sqlite3.connect(tmp_path / "plain.db")) as plain:
        assert plain.execute("SELECT count(*) FROM search").fetchone() == (2,)
        assert plain.execute("SELECT value FROM statements WHERE term = 'subject'").fetchall() == [("one",), ("two",)]
