"""A new archive: hidden by default, with an honest example of each kind, and nothing touched that was there."""

from __future__ import annotations

import re

import pytest
import yaml
from click.testing import CliRunner

from archive.cli import main
from conftest import PROJECT, Workshop


def begin(root, *words: str) -> Workshop:
    result = CliRunner().invoke(main, ["init", str(root), *words], catch_exceptions=False)
    assert result.exit_code == 0
    return Workshop(root)


def test_a_new_archive_is_whole_and_empty_and_nothing_is_wrong_with_it(tmp_path):
    made = begin(tmp_path / "new")
    assert "Nothing to say." in made.run("check").stdout
    made.run("publish")
    assert made.public_ids() == set()


def test_plainly_begun_it_hides_and_opened_it_shows(tmp_path):
    for words, shown in ((), set()), (("--open",), {"one"}):
        made = begin(tmp_path / f"new{len(words)}", *words)
        made.write("metadata/records/one.yaml", "id: one\nkind: photo\ntitle: One\n")
        made.write("metadata/records/told.yaml", "id: told\nkind: testimony\ntitle: Told\n")
        made.run("publish", "--yes")
        assert made.public_ids() == shown


@pytest.mark.parametrize("kind", ["photo", "article", "testimony"])
def test_an_example_is_a_record_once_its_marks_are_taken_away(tmp_path, kind):
    made = begin(tmp_path / "new", "--open")
    made.write("metadata/people.yaml", "p-001: {name: {en: Specimen}, withhold: false, adult: true}\n")
    path = made.root / f"metadata/records/example-{kind}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("# id:"))
    path.write_text("\n".join(re.sub(r"^# ?", "", line) for line in lines[first:]), encoding="utf-8")
    said = made.run("check").stderr
    assert "error" not in said
    assert all(": warning: " in line for line in said.splitlines()), said
    made.run("ingest")
    with made.catalogue() as catalogue:
        assert catalogue.execute("SELECT kind FROM items").fetchall() == [(kind,)]


def test_git_changes_no_line_ends_in_what_was_entrusted(tmp_path):
    made = begin(tmp_path / "new")
    for root in (made.root, PROJECT):
        assert "collection/** -text" in (root / ".gitattributes").read_text()


def test_what_is_there_is_left_as_it_is(tmp_path):
    made = begin(tmp_path / "new")
    made.write("metadata/policy.yaml", "default: closed\n")
    begin(tmp_path / "new", "--open")
    assert (made.root / "metadata/policy.yaml").read_text() == "default: closed\n"


def test_the_tables_are_described_the_same_everywhere():
    ours, new = (
        yaml.safe_load((PROJECT / place).read_text(encoding="utf-8"))
        for place in ("datasette.yaml", "src/archive/cli/skeleton/datasette.yaml")
    )
    assert ours["databases"] == new["databases"]
    assert ours["settings"] == new["settings"]
