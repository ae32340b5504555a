"""A withdrawal shows what it touches, takes it out at once, and gives a receipt that says what it cannot reach."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.layout import Archive
from archive.catalogue.rules import Withdrawal
from archive.cli import main
from archive.edits import withdrawals
from conftest import COMMAND, Workshop

PEOPLE = "p-1: {name: {en: Specimen reader}, born: 1970}\np-2: {name: {en: Other reader}, born: 1970}\n"


def item(workshop: Workshop, name: str, more: str = "") -> None:
    workshop.write(f"collection/{name}.txt", f"The text of {name}.")
    record = f"id: {name}\nkind: article\ntitle: Title of {name}\nfiles: [{name}.txt]\n{more}"
    workshop.write(f"metadata/records/{name}.yaml", record)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Two items of one person, of which one is hidden, and one of another who refers to the first."""
    workshop = Workshop(tmp_path_factory.mktemp("template") / "archive")
    CliRunner().invoke(main, ["init", str(workshop.root), "--open"], catch_exceptions=False)
    workshop.write("metadata/people.yaml", PEOPLE)
    item(workshop, "a-1", "people: [{person: p-1, role: mentioned}]\n")
    item(workshop, "a-2", "consents: [{person: p-1, given: 2024, scope: [publish]}]\naccess: hidden\n")
    item(workshop, "b-1", "people: [{person: p-2, role: mentioned}]\nrelation: a-1\n")
    workshop.run("publish", "--yes")
    return workshop


@pytest.fixture
def three(template: Workshop, tmp_path: Path) -> Workshop:
    """A copy of it."""
    shutil.copytree(template.root, tmp_path / "three")
    return Workshop(tmp_path / "three")


def events(workshop: Workshop) -> list[tuple[str, str]]:
    lines = (workshop.root / "metadata/journal.jsonl").read_text().splitlines()
    return [(event["type"], event["object"]) for line in lines for event in json.loads(line)["events"]]


def receipt(workshop: Workshop, name: str) -> str:
    (path,) = (workshop.root / "metadata/private/receipts").glob(f"{name}-*.txt")
    return path.read_text()


def test_what_it_touches_is_said(three):
    said = three.run("withdraw", "a-1", "--reason", "family").stderr
    assert "a-1  Title of a-1\n  public since 20" in said
    assert "1 file, 0 copies made from them, 1 passage: collection/a-1.txt" in said
    assert "named elsewhere, which stays: b-1 (relation)" in said
    assert "1 edition and 0 exports since it became public" in said
    assert "replace that copy now" in said


def test_the_bytes_that_others_have_are_said(three):
    three.write("collection/c.txt", "The text of a-1.")
    three.write("metadata/records/c.yaml", "id: c-1\nkind: article\ntitle: C\nfiles: [c.txt]\n")
    three.run("publish", "--yes")
    assert "the same bytes, which go as well: c-1" in three.run("withdraw", "a-1", "--reason", "family").stderr


def test_the_events_are_those_of_premis(three):
    three.run("withdraw", "a-1", "--reason", "family")
    assert [event for event, name in events(three) if name == "a-1"][-2:] == ["deaccession", "policy assignment"]
    three.run("withdraw", "a-1", "--reason", "family")
    assert [event for event, name in events(three) if name == "a-1"].count("deaccession") == 1
    three.run("restore", "a-1", "--yes")
    assert [event for event, name in events(three) if name == "a-1"][-3:-1] == ["recovery", "policy assignment"]
    assert three.public_ids() == {"a-1", "b-1"}


def test_a_person_takes_all_their_items_along_and_only_public_ones_leave_a_stone(three):
    said = three.run("withdraw", "--person", "p-1", "--reason", "consent", "--public-reason", "At somebody's request")
    assert "Withdrawn: a-1.\nWithdrawn: a-2." in said.stdout
    assert three.public_ids() == {"b-1"}
    with three.edition() as edition:
        stones = edition.execute("SELECT id, reason FROM tombstones").fetchall()
    assert stones == [("a-1", "At somebody's request")]
    assert b"a-2" not in three.public_bytes()
    rows = (three.root / "metadata/withdrawn.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["id", "a-1", "a-2"]


def test_what_was_written_of_a_person_since_the_last_ingest_goes_too(three):
    item(three, "b-1", "people: [{person: p-1, role: author}]\n")
    three.run("withdraw", "--person", "p-1", "--reason", "consent")
    assert three.public_ids() == set()
    assert {path.name.split("-20")[0] for path in (three.root / "metadata/private/receipts").iterdir()} == {"p-1"}


def test_a_person_of_no_item_is_said(three):
    assert (
        "p-9: in the people or consents of no item"
        in three.run("withdraw", "--person", "p-9", "--reason", "other", status=1).stderr
    )
    assert three.public_ids() == {"a-1", "b-1"}


def test_either_an_item_or_a_person(three):
    three.run("withdraw", "--reason", "other", status=2)
    three.run("withdraw", "a-1", "--person", "p-1", "--reason", "other", status=2)


def test_the_receipt_says_what_was_done_and_what_is_beyond_it(three):
    three.run("--today", "2026-11-23", "withdraw", "--person", "p-1", "--reason", "family", "--public-reason", "Why")
    said = receipt(three, "p-1")
    russian, english = said.split("\n\n\n")
    assert russian.startswith("СПРАВКА О СНЯТИИ МАТЕРИАЛОВ С ПУБЛИКАЦИИ\n")
    assert "Дата: 23 ноября 2026" in russian
    assert "Date: 23 November 2026\nOut of the archive's edition since " in english
    assert "- a-1 «Title of a-1»; файлов: 1; было опубликовано с " in russian
    assert "- a-2 «Title of a-2»; файлов: 1; опубликовано не было" in russian
    assert "кэш поисковых систем" in russian
    assert "- a-1 “Title of a-1”; files: 1; public since " in english
    assert "The original files and the descriptions remain" in english
    assert "The reason given to visitors: Why" in english
    assert "Of what was not public the site says nothing." in english
    assert "editions of the archive that held this material: 1 (" in english
    assert "private/receipts/p-1-2026-11-23.txt" in (three.root / "metadata/manifest-sha256.txt").read_text()


def test_of_what_was_never_public_the_receipt_names_no_copies(three):
    three.run("withdraw", "a-2", "--reason", "family")
    assert "cannot reach" not in receipt(three, "a-2")
    with three.edition() as edition:
        assert edition.execute("SELECT id FROM tombstones").fetchall() == []


def test_a_receipt_goes_where_it_is_wanted_and_over_no_file(three, tmp_path):
    wanted = tmp_path / "receipt.txt"
    three.run("withdraw", "a-1", "--reason", "family", "--receipt", str(wanted))
    assert "a-1" in wanted.read_text()
    assert not (three.root / "metadata/private/receipts").exists()
    said = three.run("withdraw", "b-1", "--reason", "family", "--receipt", str(wanted), status=1)
    assert "is there already; the receipt is not written" in said.stderr
    assert three.public_ids() == set()


def test_without_a_catalogue_the_receipt_says_no_more_than_is_known(three):
    shutil.rmtree(three.root / ".archive")
    three.run("withdraw", "a-1", "--reason", "family")
    assert "\n- a-1; was public\n" in receipt(three, "a-1")
    three.run("purge", "a-1", "--yes-purge", "a-1")
    assert "\n- a-1\n" in receipt(three, "a-1")


def test_a_second_receipt_of_a_day_has_another_name(three):
    three.run("--today", "2026-11-23", "withdraw", "a-1", "--reason", "family")
    three.run("restore", "a-1", "--yes")
    three.run("--today", "2026-11-23", "withdraw", "a-1", "--reason", "family")
    names = sorted(path.name for path in (three.root / "metadata/private/receipts").iterdir())
    assert names == ["a-1-2026-11-23-2.txt", "a-1-2026-11-23.txt"]


def test_exports_that_may_hold_an_item_are_named(three, tmp_path):
    three.run("export", "json", "-o", str(tmp_path / "public.json"))
    three.run("export", "csv", "--scope", "all", "-o", str(tmp_path / "all.csv"))
    assert [name for event, name in events(three) if event == "exporting"] == ["export/public/json", "export/all/csv"]
    assert "1 edition and 2 exports" in three.run("withdraw", "a-1", "--reason", "family").stderr
    assert "exports that the archive made in that time: " in receipt(three, "a-1")
    assert "0 editions and 1 export " in three.run("withdraw", "a-2", "--reason", "family").stderr


def test_other_items_that_name_the_person_are_said(three):
    item(three, "c-1", "description: As the Specimen Reader said\n")
    three.run("ingest")
    said = three.run("withdraw", "--person", "p-1", "--reason", "consent").stderr
    assert "Stays, and names the person: c-1" in said


def test_a_withheld_name_in_the_public_reason_is_not_published(three):
    withheld = PEOPLE.replace("born: 1970}\np-2", "born: 1970, withhold: true, public: {en: A reader}}\np-2")
    three.write("metadata/people.yaml", withheld)
    three.run("withdraw", "b-1", "--reason", "other", "--public-reason", "Asked for by Specimen reader")
    assert b"Specimen" not in three.public_bytes()
    with three.edition() as edition:
        assert dict(edition.execute("SELECT id, reason FROM tombstones"))["b-1"].startswith("Asked for by [")


def on_a_terminal(workshop: Workshop, answers: str, *words: str) -> tuple[int, str]:
    """What a command says and how it ends where somebody sits before it who answers so."""
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode())
    command = [*COMMAND, "--archive", str(workshop.root), *words]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    os.close(theirs)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_on_a_terminal_it_asks_before_and_nothing_happens_without_a_yes(three):
    status, said = on_a_terminal(three, "n\n", "withdraw", "a-1", "--reason", "family")
    assert status == 1
    assert said.index("public since") < said.index("Withdraw 1 item?")
    assert three.public_ids() == {"a-1", "b-1"}
    status, said = on_a_terminal(three, "y\n", "withdraw", "a-1", "--reason", "family")
    assert status == 0, said
    assert three.public_ids() == {"b-1"}


def test_a_second_receipt_says_as_the_first_that_it_was_public(workshop, tmp_path):
    workshop.write("metadata/records/one.yaml", "id: one\nkind: other\ntitle: A title\n")
    workshop.run("publish", "--yes")
    workshop.run("withdraw", "one", "--reason", "error", "--yes", "--receipt", str(tmp_path / "none" / "r"), status=1)
    workshop.run("withdraw", "one", "--reason", "error", "--yes", "--receipt", str(tmp_path / "receipt.txt"))
    assert "было опубликовано с" in (tmp_path / "receipt.txt").read_text("utf-8")


def test_no_receipt_is_written_where_readers_are(workshop):
    workshop.write("metadata/records/one.yaml", "id: one\nkind: other\ntitle: A title\n")
    workshop.run("publish", "--yes")
    place = str(workshop.root / "public" / "receipt.txt")
    done = workshop.run("withdraw", "one", "--reason", "error", "--yes", "--receipt", place, status=1)
    assert "no place for private papers" in done.stderr
    assert not workshop.public_ids()
    assert workshop.run("audit", "--edition").stdout.startswith("Edition: nothing found")


def test_what_could_not_be_written_down_stays_withdrawn(three):
    listed = three.root / "metadata/withdrawn.csv"
    listed.mkdir()
    said = three.run("withdraw", "a-1", "--reason", "family", status=1).stderr
    assert "Not in metadata/withdrawn.csv yet" in said
    listed.rmdir()
    shutil.rmtree(three.root / ".archive")
    three.run("publish", "--yes")
    assert three.public_ids() == {"b-1"}
    three.run("withdraw", "a-1", "--reason", "family")
    assert "a-1," in listed.read_text()


def test_a_withdrawal_that_was_killed_is_carried_out_by_the_next_publish_and_can_be_taken_back(three):
    archive = Archive(three.root)
    withdrawals.begin(archive, [Withdrawal("a-1", "2026-11-22", "family", "A public reason.", frozenset())])
    said = three.run("publish", "--yes").stderr
    assert "The withdrawal of a-1 has begun and not ended" in said
    assert three.public_ids() == {"b-1"}
    with three.edition() as edition:
        assert edition.execute("SELECT * FROM tombstones").fetchall() == [("a-1", "2026-11-22", "A public reason.")]
    three.run("restore", "a-1", "--yes")
    assert three.public_ids() == {"a-1", "b-1"}
    assert "has begun" not in three.run("publish", "--preview").stderr


def test_a_damaged_note_of_what_was_begun_stops_publishing_and_no_withdrawal(three):
    three.write(".archive/withdrawing.json", "{")
    assert "withdrawing.json: damaged" in three.run("publish", "--yes", status=1).stderr
    three.run("withdraw", "a-1", "--reason", "family", status=1)
    assert three.public_ids() == {"b-1"}
