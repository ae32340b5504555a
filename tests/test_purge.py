"""After a purge nothing of the item is left in the archive's folder but its id, and all others are as they were."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.journal import read_journal
from archive.catalogue.layout import Archive
from archive.cli import main
from archive.edition.private import keeping_private
from archive.edits.drafting import scratch
from conftest import Workshop
from test_sources_workbook import row, xlsx

# Words that stand nowhere but in the item that goes, each in a place of its own.
WORDS = {
    "title": "Kvaxillo title",
    "earlier": "Kvaxolto earlier title",
    "private": "Kvaxumbi shelf mark",
    "text": "Kvaxarro paragraph",
    "file": "kvaxenno-file",
    "russian": "Щъюкварто заголовок",
    "draft": "Kvaxidda draft",
    "reason": "Kvaxokko inner reason",
}
OTHERS = (
    "# Two pieces.\n\n---\n# the first\nid: kept-1\nkind: article\ntitle: 'Kept one'   # as it is\nfiles: [kept.txt]\n"
)
DOCUMENT = f"""---
id: gone-1
kind: article
title: {{en: "{WORDS["title"]}", ru: "{WORDS["russian"]}"}}
files: [{WORDS["file"]}.txt, {WORDS["file"]}.jpg]
private: {{shelf: "{WORDS["private"]}"}}
consents: [{{person: p-1, given: 2024, scope: [publish, words, face, name, download], evidence: private/c1.txt}}]
"""
LAST = "---\nid: kept-2\ntitle: Kept two\nrelation: gone-1\n"


def packed(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("member.txt", content)
    return out.getvalue()


def everything(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder with its bytes, the members of packed ones among them."""
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        yield name, name.encode()
        if path.is_file():
            content = path.read_bytes()
            yield name, content
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as file:
                    yield from ((name, file.read(member)) for member in file.namelist())


def traces(root: Path) -> set[tuple[str, str]]:
    """Where any of the words stands, in whatever encoding."""
    spelt = {
        (word, spelling)
        for word in WORDS.values()
        for text in {word, word.upper(), word.lower()}
        for spelling in (
            text.encode(),
            text.encode("utf-16-le"),
            text.encode("utf-16-be"),
            text.encode("cp1251"),
            text.encode("unicode_escape"),
        )
    }
    # Of index tables, which hold words apart, the odd ones too.
    spelt |= {(word, word.split()[0].lower().encode()) for word in WORDS.values()}
    return {(name, word) for name, content in everything(root) for word, needle in spelt if needle in content}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """An archive in which everything that the program can do with an item has been done with `gone-1`."""
    workshop = Workshop(tmp_path_factory.mktemp("template") / "archive")
    CliRunner().invoke(main, ["init", str(workshop.root), "--open"], catch_exceptions=False)
    shutil.rmtree(workshop.root / "metadata/records")
    workshop.write("metadata/people.yaml", "p-1: {name: {en: Specimen reader}, born: 1970}\n")
    workshop.write("metadata/private/c1.txt", "A form, signed.")
    workshop.write("collection/kept.txt", "The text that stays.")
    workshop.write(f"collection/{WORDS['file']}.txt", f"{WORDS['text']}.\n\nMore of it.")
    workshop.photo(f"collection/{WORDS['file']}.jpg")
    workshop.write("metadata/m.yaml", OTHERS + DOCUMENT.replace(WORDS["title"], WORDS["earlier"]) + LAST)
    workshop.run("publish", "--yes")
    workshop.run("set", f"title@en={WORDS['title']}", "--where", "id=gone-1", "--yes")
    workshop.run("search", "Kvaxarro")
    workshop.run("withdraw", "gone-1", "--reason", "family")
    workshop.write(".archive/draft-x/m.yaml", f"title: {WORDS['draft']}\nid: gone-1\n")
    workshop.write(".archive/draft-x/short.yaml", "kvaxok")
    workshop.write(".archive/private-edition/media/ab/abc.txt", WORDS["text"])
    workshop.write(".archive/derivatives/.scratch-x/clean.txt", WORDS["text"])
    workshop.write(".archive/unsaved-gone-1-x.yaml", f"title: {WORDS['draft']}\n")
    workshop.write("metadata/.m.yaml.new", f"title: {WORDS['draft']}\n")
    rows = (workshop.root / "metadata/withdrawn.csv").read_text().replace(",family,", f",{WORDS['reason']},")
    workshop.write("metadata/withdrawn.csv", rows)
    return workshop


@pytest.fixture
def shelf(template: Workshop, tmp_path: Path) -> Workshop:
    """A copy of it."""
    shutil.copytree(template.root, tmp_path / "shelf")
    return Workshop(tmp_path / "shelf")


def purge(workshop: Workshop, item: str = "gone-1", *words: str, status: int = 0) -> str:
    done = workshop.run("purge", item, "--yes-purge", item, *words, status=status)
    return done.stdout + done.stderr


def test_no_byte_of_it_is_left(shelf):
    assert {word for _, word in traces(shelf.root)} == set(WORDS.values())
    said = purge(shelf)
    assert traces(shelf.root) == set()
    assert not [path for path in (shelf.root / ".archive").rglob("*") if path.name in {"draft-x", "private-edition"}]
    assert f"collection/{WORDS['file']}.txt: removed\n" in said
    assert "metadata/m.yaml: its record taken out; the others as they were, byte for byte" in said
    assert "Its id stays in the journal" in said
    assert shelf.public_ids() == {"kept-1", "kept-2"}
    with shelf.edition() as edition:
        assert edition.execute("SELECT id FROM tombstones").fetchall() == [("gone-1",)]


def test_a_private_site_that_is_served_is_ended_before(shelf):
    with keeping_private(Archive(shelf.root)) as folder:
        (folder / "left.txt").write_text("x")
        assert "a private site is served" in purge(shelf, status=1)
        shelf.run("publish")
        assert (folder / "left.txt").exists()
    assert f"{WORDS['file']}.txt" in {path.name for path in (shelf.root / "collection").iterdir()}


@pytest.mark.parametrize("command", [("publish",), ("withdraw", "kept-2", "--reason", "other")])
def test_other_commands_that_write_remove_what_killed_ones_left(shelf, command):
    with scratch(Archive(shelf.root)) as used:
        shelf.run(*command)
        assert Path(used).is_dir()
        assert not [path.name for path in (shelf.root / ".archive").glob("draft-*") if path != Path(used)]
    assert not (shelf.root / ".archive/private-edition").exists()


def test_the_others_keep_their_bytes_and_the_journal_its_chain(shelf):
    journal = (shelf.root / "metadata/journal.jsonl").read_bytes()
    purge(shelf)
    assert (shelf.root / "metadata/m.yaml").read_text() == OTHERS + LAST
    after = (shelf.root / "metadata/journal.jsonl").read_bytes()
    assert after.startswith(journal)
    lines = list(read_journal(shelf.root / "metadata/journal.jsonl"))
    assert next(event.object for line in lines for event in line.events if event.type == "deletion") == "gone-1"
    shelf.run("status")
    shutil.rmtree(shelf.root / ".archive")
    shelf.run("publish", "--yes")
    assert shelf.public_ids() == {"kept-1", "kept-2"}


def test_evidence_stays_unless_it_is_to_go_too(shelf):
    assert "metadata/private/c1.txt: kept: the evidence of a consent to it" in purge(shelf)
    assert (shelf.root / "metadata/private/c1.txt").exists()


def test_evidence_goes_where_somebody_says_so(shelf):
    purge(shelf, "gone-1", "--with-evidence")
    assert not (shelf.root / "metadata/private/c1.txt").exists()
    shelf.run("ingest")


def test_evidence_that_something_else_rests_on_stays(shelf):
    shelf.write("metadata/accessions.yaml", "acc-1: {from: A donor, on: 2024, agreement: private/c1.txt}\n")
    said = purge(shelf, "gone-1", "--with-evidence")
    assert "metadata/private/c1.txt: kept: named in accessions.yaml as well" in said
    assert (shelf.root / "metadata/private/c1.txt").exists()


def test_a_list_of_withdrawals_that_cannot_be_written_again_is_said_before(shelf):
    rows = (
        (shelf.root / "metadata/withdrawn.csv").read_text(encoding="utf-8-sig").replace(WORDS["reason"], "Причина её")
    )
    shelf.write("metadata/withdrawn.csv", rows.encode("cp1251"))
    assert "metadata/withdrawn.csv: not UTF-8" in purge(shelf, status=1)
    assert (shelf.root / f"collection/{WORDS['file']}.txt").exists()


def test_what_another_item_needs_stays_and_is_said(workshop):
    for name in ("x-1", "y-1"):
        workshop.write(f"metadata/{name}.yaml", f"id: {name}\ntitle: T\naccess: hidden\nfiles: [shared.txt]\n")
    workshop.write("collection/shared.txt", "Words of both.")
    workshop.run("ingest")
    said = purge(workshop, "x-1")
    assert "collection/shared.txt: kept: y-1 has it as well" in said
    assert "metadata/x-1.yaml: removed: nothing else was in it" in said
    workshop.run("ingest")


def test_a_row_of_a_shared_sheet_goes_and_the_others_keep_their_bytes(workshop):
    head, mine = "\ufeffid;title;access\r\n", 'x-1;"Kvaxillo; one\nand more";hidden\r\n'
    workshop.write("metadata/s.csv", f'{head}{mine}y-1;"Other";hidden\r\n')
    workshop.run("ingest")
    workshop.run("set", "title=Another", "--where", "id=y-1", "--yes")  # and the earlier bytes are kept
    purge(workshop, "x-1")
    assert (workshop.root / "metadata/s.csv").read_bytes().decode() == f'{head}y-1;"Another";hidden\r\n'
    assert not [name for name, content in everything(workshop.root) if b"Kvax" in content]


def test_a_file_that_nobody_has_described_goes_with_its_row(workshop):
    for name in ("kvaxillo", "other"):
        workshop.write(f"collection/sub/{name}.txt", f"Words of {name}.")
    workshop.run("ingest")
    assert "collection/sub/kvaxillo.txt: removed\n" in purge(workshop, "kvaxillo")
    rows = (workshop.root / "metadata/undescribed.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["id", "other"]


def test_an_edit_that_was_cut_short_is_taken_back_before(shelf):
    step = {"number": 2, "time": "2026-11-23T00:00:00Z", "command": "set", "sources": [], "undone": None}
    shelf.write("metadata/versions/pending.json", json.dumps(step))
    purge(shelf)
    assert traces(shelf.root) == set()
    shelf.run("ingest")


@pytest.mark.parametrize("form", ["xlsx", "json", "flow"])
def test_what_cannot_be_written_in_place_is_refused_before_anything_goes(workshop, form):
    workshop.write("collection/x.txt", "Words.")
    if form == "xlsx":
        cells = (
            row("id", "title", "file", "access"),
            row("y-1", "Y", "", "hidden"),
            row("x-1", "X", "x.txt", "hidden"),
        )
        xlsx(workshop.write("metadata/s.xlsx", ""), *cells)
        expected = "metadata/s.xlsx:3: x-1: a row of a workbook"
    elif form == "json":
        rows = [{"id": name, "title": name, "access": "hidden", "files": ["x.txt"]} for name in ("x-1", "y-1")]
        workshop.write("metadata/s.json", json.dumps(rows))
        expected = "x-1: one record of several, and .json files are never written"
    else:
        workshop.write("metadata/s.yaml", "[{id: x-1, access: hidden, files: [x.txt]}, {id: y-1, access: hidden}]\n")
        expected = "metadata/s.yaml:1: x-1: stands in brackets with others"
    workshop.run("ingest")
    before = (workshop.root / "collection").stat().st_mtime_ns
    said = purge(workshop, "x-1", status=1)
    assert expected in said
    assert (workshop.root / "collection/x.txt").exists()
    assert (workshop.root / "collection").stat().st_mtime_ns == before


def test_an_entry_of_a_list_goes_with_the_comment_right_above_it(workshop):
    one, two, three = (
        "# all\n\n- id: a-1\n  title: A\n",
        "# of b\n- id: b-1\n  title: |\n    B\n    b\n",
        "- {id: c-1}\n",
    )
    workshop.write("metadata/l.yaml", one + two + three)
    workshop.write("metadata/policy.yaml", "default: hidden\n")
    workshop.run("ingest")
    purge(workshop, "b-1")
    assert (workshop.root / "metadata/l.yaml").read_text() == one + three
    purge(workshop, "c-1")
    assert (workshop.root / "metadata/l.yaml").read_text() == one
    purge(workshop, "a-1")
    assert not (workshop.root / "metadata/l.yaml").exists()


def test_what_is_public_is_withdrawn_before(workshop):
    workshop.write("metadata/x.yaml", "id: x-1\ntitle: T\naccess: public\n")
    workshop.run("publish", "--yes")
    assert "x-1: is public; expected `archive withdraw x-1` before" in purge(workshop, "x-1", status=1)
    workshop.write("metadata/x.yaml", "id: x-1\ntitle: T\naccess: hidden\n")
    workshop.run("publish")
    assert "x-1: was public; expected `archive withdraw x-1` before" in purge(workshop, "x-1", status=1)


def test_the_id_is_wanted_twice(shelf):
    before = (shelf.root / "metadata/m.yaml").read_bytes()
    for words in ((), ("--yes-purge", "gone-2")):
        assert "expected the id twice" in shelf.run("purge", "gone-1", *words, status=1).stderr
    assert f"  collection/{WORDS['file']}.jpg" in shelf.run("purge", "gone-1", "--preview").stderr
    assert (shelf.root / "metadata/m.yaml").read_bytes() == before
    assert "no item has this id" in purge(shelf, "gone-9", status=1)


def test_nothing_is_left_to_restore_and_a_second_purge_finds_nothing(shelf):
    purge(shelf)
    assert "gone-1: removed for good on 20" in shelf.run("restore", "gone-1", "--yes", status=1).stderr
    purge(shelf)
    assert shelf.public_ids() == {"kept-1", "kept-2"}


def test_the_receipt_keeps_nothing_but_the_id(shelf):
    (receipt,) = (shelf.root / "metadata/private/receipts").iterdir()
    assert WORDS["title"] in receipt.read_text()
    purge(shelf)
    assert "\n- gone-1\n" in receipt.read_text()
    shelf.run("ingest")


def test_what_people_have_put_elsewhere_in_the_folder_is_said(shelf):
    shelf.write("export.csv", f"x\n{WORDS['title']}\n".encode("utf-16"))
    shelf.write("old/export.zip", packed(f"{WORDS['text']}.".encode()))
    shelf.write("notes.txt", "Nothing of it but its id, gone-1, and that of kept-1.")
    said = purge(shelf, status=1)
    assert f"export.csv: LEFT: still holds “{WORDS['title']}”" in said
    assert f"old/export.zip: LEFT: still holds “{WORDS['text']}.”" in said
    assert "notes.txt" not in said


# A process that kills itself just before its operation on files with a number, again and again; sometimes another
# command follows, and then the purge carries on.
KILLED = """
import os, shutil, signal, sys, warnings
from archive.cli import main
import archive.edits.erasing, archive.cli.purging

template, root, moments = sys.argv[1], sys.argv[2], int(sys.argv[3])
PURGE = ("purge", "gone-1", "--yes-purge", "gone-1")
NAMES = {"os.rename", "os.remove", "os.rmdir", "os.truncate"}
seen, wanted = -1, 0

def watch(name, arguments):
    global seen
    if seen >= 0 and (name in NAMES or (name == "open" and isinstance(arguments[1], str) and "w" in arguments[1])):
        seen += 1
        if seen == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

def counted(*words):
    global seen
    seen = 0
    erase(*words)
    total, seen = seen, -1
    with open(f"{root}-total", "w") as out:
        out.write(str(total))

erase = archive.edits.erasing.erase
archive.cli.purging.erase = counted
sys.addaudithook(watch)

def child(at, *words):
    global wanted
    pid = os.fork()
    if pid == 0:
        wanted = at
        try:
            main(["--archive", root, *words], standalone_mode=False)
        except SystemExit as end:
            os._exit(end.code or 0)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def tried(at):
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    first = child(at, *PURGE)
    assert first == (-signal.SIGKILL if at else 0), first
    if at % 2:
        child(0, "publish")  # whatever it makes of what it finds
    assert not at or child(0, *PURGE) == 0
    os.rename(root, f"{root}-{at}")

tried(0)
total = int(open(f"{root}-total").read())
moments = moments or total
for at in sorted({max(1, total * moment // moments) for moment in range(1, moments + 1)}):
    tried(at)
"""


def killed_at(workshop: Workshop, root: Path, moments: int) -> None:
    """Purge copies of an archive, each killed at a moment (0: at every one) and then carried on; each ends the same."""
    words = [sys.executable, "-W", "ignore", "-c", KILLED, str(workshop.root), str(root), str(moments)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    undisturbed, *disturbed = sorted(root.parent.glob(f"{root.name}-[0-9]*"), key=lambda path: int(path.name[2:]))
    assert len(disturbed) >= (moments or 10)
    for one in disturbed:
        check_killed(Workshop(one), Workshop(undisturbed))


def test_words_of_the_vocabularies_are_no_items_own(workshop):
    workshop.write("metadata/vocabularies/v.yaml", "terms: [subject]\nentries:\n  a: {label: {en: Shelving units}}\n")
    workshop.write("metadata/x.yaml", "id: x-1\ntitle: T\nsubject: Shelving units\naccess: hidden\n")
    workshop.run("ingest")
    assert "LEFT" not in purge(workshop, "x-1")


def test_killed_on_the_way_the_next_purge_carries_on(shelf, tmp_path):
    killed_at(shelf, tmp_path / "a", 2)


@pytest.mark.deep
def test_killed_at_any_moment_the_next_purge_carries_on(shelf, tmp_path):
    killed_at(shelf, tmp_path / "a", 0)


def check_killed(disturbed: Workshop, undisturbed: Workshop) -> None:
    assert traces(disturbed.root) == set(), disturbed.root.name
    assert disturbed.public_ids() == undisturbed.public_ids()
    before, after = undisturbed.snapshot(), disturbed.snapshot()
    assert after.keys() == before.keys()
    for name in ("metadata/m.yaml", "metadata/manifest-sha256.txt"):
        assert after[name] == before[name]
    assert list(read_journal(disturbed.root / "metadata/journal.jsonl"))
