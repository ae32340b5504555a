"""Publishing again where nothing has changed, and every change after which everything is compiled anew."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from archive.cli import main, publishing
from conftest import Workshop

STANDS = "Nothing has changed since the edition was made: 402 items are published.\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """An archive of so many items that they are not listed one by one, published."""
    made = Workshop(tmp_path_factory.mktemp("large") / "archive")
    CliRunner().invoke(main, ["init", str(made.root), "--open"], catch_exceptions=False)
    rows = "".join(f"i{number},Item {number},public\n" for number in range(401))
    made.write("metadata/sheet.csv", f"id,title,access\n{rows}")
    made.photo("collection/a.jpg")
    made.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.jpg]\naccess: public\n")
    made.run("publish", "--yes")
    return made


@pytest.fixture
def published(large, tmp_path):
    made = Workshop(shutil.copytree(large.root, tmp_path / "archive"))
    made.run("publish", "--yes")  # as a file that was copied is another
    return made


def test_nothing_changed_is_told_and_nothing_is_written(published):
    before = published.snapshot()
    assert published.run("publish").stdout.endswith(STANDS)
    assert published.snapshot() == before


def test_a_small_archive_is_told_item_by_item_every_time(workshop):
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\naccess: public\n")
    workshop.run("publish", "--yes")
    assert "Published: 1 of 1 items." in workshop.run("publish").stdout


def medium(workshop):
    return next(path for path in sorted((workshop.root / "public/media").rglob("*.jpg")))


CHANGES = {
    "a record": lambda w: w.write("metadata/records/a.yaml", "id: a\ntitle: B\nfiles: [a.jpg]\naccess: public\n"),
    "the policy": lambda w: w.write("metadata/policy.yaml", "default: hidden\nsql: false\n"),
    "a withdrawal": lambda w: w.write("metadata/withdrawn.csv", "id,date,reason,public_reason\ni7,2026-01-01,x,\n"),
    "the people": lambda w: w.write("metadata/people.yaml", "p: {name: Specimen}\n"),
    "the look of the site": lambda w: w.write("datasette.yaml", "plugins:\n  archive:\n    title: Other\n"),
    "the pointer": lambda w: (w.root / "public/edition.json").unlink(),
    "a lost medium": lambda w: medium(w).unlink(),
    "a torn medium": lambda w: medium(w).write_bytes(b"torn"),
    "the database": lambda w: next((w.root / "public/editions").glob("*/*.db")).write_bytes(b"damaged"),
    "the catalogue": lambda w: (w.root / ".archive/catalogue.db").unlink(),
    "the note": lambda w: w.write(".archive/published.json", "[]"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_any_change_the_edition_is_compiled(published, change):
    change(published)
    assert STANDS not in published.run("publish", "--yes").stdout
    assert published.run("publish").stdout.endswith((STANDS, STANDS.replace("402", "401")))
    with published.edition() as connection:
        for path, size in connection.execute("SELECT path, bytes FROM files"):
            assert (published.root / "public/media" / path).stat().st_size == size


def test_another_day_asks_again_what_may_be_public(published):
    published.run("--today", "2030-01-01", "publish", "--yes")
    assert STANDS not in published.run("--today", "2031-01-01", "publish").stdout


def test_an_export_is_noted_and_changes_nothing_that_was_made(published, tmp_path):
    assert published.run("search", "Item").stdout
    index = published.root / ".archive/search.db"
    made = index.stat().st_ino
    for scope in ("public", "all"):
        published.run("export", "csv", "--scope", scope, "-o", str(tmp_path / "all.csv"))
        assert published.run("publish").stdout.endswith(STANDS)
        published.run("search", "Item")
        assert index.stat().st_ino == made
    with published.catalogue() as catalogue:
        assert catalogue.execute("SELECT count(*) FROM events WHERE type = 'exporting'").fetchone() == (2,)


@pytest.mark.parametrize("change", [CHANGES["a record"], CHANGES["the policy"], CHANGES["the catalogue"]])
def test_a_change_before_or_after_an_export_is_published(published, tmp_path, change):
    words = ("export", "json", "--scope", "all", "-o", str(tmp_path / "all.json"))
    published.run(*words)
    change(published)
    published.run("ingest")
    published.run(*words)
    assert STANDS not in published.run("publish", "--yes").stdout


def test_what_waits_for_a_yes_is_asked_for_again(published):
    published.write("metadata/records/b.yaml", "id: b\ntitle: B\naccess: public\n")
    for _ in range(2):
        assert "1 waiting for a yes" in published.run("publish", status=1).stderr


def test_the_json_of_all_verdicts_is_given_every_time(published):
    rows = [json.loads(line) for line in published.run("publish", "--json").stdout.splitlines()]
    assert len(rows) == 402


def test_what_somebody_hides_while_an_edition_is_made_is_hidden_by_the_next(published, monkeypatch):
    compiled = publishing.make_current

    def and_somebody_writes(*how):
        published.write("metadata/policy.yaml", "default: hidden\nsql: false\n")
        return compiled(*how)

    published.write("metadata/records/b.yaml", "id: b\ntitle: B\naccess: public\n")
    monkeypatch.setattr(publishing, "make_current", and_somebody_writes)
    published.run("publish", "--yes")
    assert "Nothing has changed" not in published.run("publish", "--yes").stdout


def test_what_an_edition_does_not_name_is_removed(published):
    stray = published.write("public/media/zz/stray.jpg", "not named")
    published.run("publish")
    assert not stray.exists()
