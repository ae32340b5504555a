"""Publishing: what may be public, and not a byte more."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from conftest import Workshop
from sample_needles import NEEDLES

PERSON = "p-1: {name: {en: Specimen reader}, withhold: false, adult: true}\n"


def record(workshop: Workshop, name: str, more: str = "", text: str = "Some text.") -> None:
    workshop.write(f"collection/{name}.txt", text)
    workshop.write(f"metadata/records/{name}.yaml", f"id: {name}\ntitle: Title of {name}\nfiles: [{name}.txt]\n{more}")


def test_nothing_that_is_not_public_is_in_any_byte_of_the_edition(taken):
    taken.run("publish", "--yes")
    public = taken.public_bytes().lower()
    assert len(taken.public_ids()) > 20
    leaks = [
        (item, needle) for item, needles in NEEDLES.items() for needle in needles if needle.lower().encode() in public
    ]
    assert not leaks


def test_every_needle_is_in_the_archive_itself(taken):
    everything = b"\n".join(path.encode() + data for path, data in taken.snapshot().items()).lower()
    assert not [
        needle for needles in NEEDLES.values() for needle in needles if needle.lower().encode() not in everything
    ]


def test_a_first_publication_is_asked_for(workshop):
    record(workshop, "one")
    said = workshop.run("publish", status=1)
    assert "For the first time public, or showing more than before: one." in said.stderr
    assert workshop.public_ids() == set()
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"one"}
    record(workshop, "two")
    record(workshop, "one", "access: hidden\n")
    workshop.run("publish", status=1)
    assert workshop.public_ids() == set(), "what is hidden goes at once, what is new waits for a yes"


def test_an_item_that_was_closed_is_asked_for_before_it_opens(workshop):
    record(workshop, "one", "access: closed\n")
    workshop.run("publish", "--yes")
    record(workshop, "one", "access: public\n")
    workshop.run("publish", status=1)
    with workshop.edition() as edition:
        assert edition.execute("SELECT access FROM items").fetchall() == [("closed",)]
        assert not edition.execute("SELECT * FROM passages").fetchall()


def test_a_record_made_hidden_and_published_without_an_ingest_between_is_gone(workshop):
    record(workshop, "one", text="An unmistakable sentence.")
    record(workshop, "two")
    workshop.run("publish", "--yes")
    assert b"An unmistakable sentence" in workshop.public_bytes()
    record(workshop, "one", "access: hidden\n", text="An unmistakable sentence.")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"two"}
    assert b"unmistakable" not in workshop.public_bytes()
    assert b"Title of one" not in workshop.public_bytes()


def test_a_broken_record_keeps_the_old_edition_and_is_named(workshop):
    record(workshop, "one")
    record(workshop, "two")
    workshop.run("publish", "--yes")
    before = workshop.public_bytes()
    workshop.write("metadata/records/one.yaml", 'id: one\ntitle: "torn\nfiles: [one.txt]\n')
    said = workshop.run("publish", "--yes", status=1).stderr
    assert "metadata/records/one.yaml:" in said
    assert "--without-refused" in said
    assert workshop.public_bytes() == before
    workshop.run("publish", "--yes", "--without-refused", status=1)
    assert workshop.public_ids() == {"two"}
    assert b"Title of one" not in workshop.public_bytes()


def test_publishing_again_with_nothing_changed_changes_no_byte(taken):
    taken.run("publish", "--yes")
    before = taken.snapshot()
    taken.run("publish", "--yes")
    assert taken.snapshot() == before


def test_a_preview_writes_nothing(taken):
    before = taken.snapshot()
    said = taken.run("publish", "--preview").stdout
    assert "would become public" in said
    assert taken.snapshot() == before


def test_a_closed_embargo_opens_only_after_its_end_and_a_review(workshop):
    embargo = "access: {level: closed, until: 2030-06, then: public}\n"
    record(workshop, "one", embargo)

    def level(day: str) -> str:
        workshop.run("--today", day, "publish", "--yes")
        with workshop.edition() as edition:
            return edition.execute("SELECT access FROM items").fetchone()[0]

    assert level("2030-06-30") == "closed"
    assert level("2030-07-01") == "closed", "its end alone opens nothing"
    record(workshop, "one", embargo.replace("}", ", reviewed: {by: an archivist, on: 2030-07-01}}"))
    assert level("2030-06-30") == "closed"
    assert level("2030-07-01") == "public"


def test_a_testimony_goes_when_its_consent_ends(workshop):
    workshop.write("metadata/people.yaml", PERSON)
    consents = "consents: [{person: p-1, given: 2024-05-01, scope: [publish, name, words, download], until: 2027-02}]\n"
    record(workshop, "told", f"kind: testimony\npeople: [{{person: p-1, role: narrator}}]\n{consents}")
    workshop.run("--today", "2027-02-28", "publish", "--yes")
    assert workshop.public_ids() == {"told"}
    pointer = json.loads((workshop.root / "public/edition.json").read_text())
    assert pointer["valid_until"] == "2027-02-28"
    workshop.run("--today", "2027-03-01", "publish", "--yes")
    assert workshop.public_ids() == set()


def test_visitors_may_take_the_database_only_where_every_consent_allows_it(workshop):
    workshop.write("metadata/people.yaml", PERSON)
    record(workshop, "one")
    workshop.run("publish", "--yes")
    path = workshop.root / "public/edition.json"
    assert (json.loads(path.read_text())["sql"], json.loads(path.read_text())["download"]) == (True, True)
    consents = "consents: [{person: p-1, given: 2024-05-01, scope: [publish, name, words]}]\n"
    record(workshop, "told", f"kind: testimony\npeople: [{{person: p-1, role: narrator}}]\n{consents}")
    workshop.run("publish", "--yes")
    assert (json.loads(path.read_text())["sql"], json.loads(path.read_text())["download"]) == (False, False)


def test_references_to_what_is_not_public_are_dropped(workshop):
    record(workshop, "one", "relation: [two, three]\nreferences: {uri: 'urn:x', value: two}\n")
    record(workshop, "two", "access: hidden\n")
    record(workshop, "three", "hasPart: one\n")
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        query = (
            "SELECT item, term, value FROM statements WHERE term IN ('relation', 'hasPart', 'references') ORDER BY item"
        )
        assert edition.execute(query).fetchall() == [("one", "relation", "three"), ("three", "hasPart", "one")]


def test_a_file_of_a_hidden_item_is_published_by_no_other(workshop):
    workshop.photo("collection/a.jpg")
    workshop.photo("collection/copy.jpg")
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.jpg]\n")
    workshop.write("metadata/records/b.yaml", "id: b\ntitle: B\nfiles: [copy.jpg]\naccess: hidden\n")
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        assert edition.execute("SELECT id FROM items").fetchall() == [("a",)]
        assert not edition.execute("SELECT * FROM files").fetchall()
    assert not list((workshop.root / "public").rglob("*.jpg"))


def test_pictures_carry_no_metadata_and_originals_stay_at_home(workshop):
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "needle in the description"
    exif[0x9C9C] = "needle".encode("utf-16-le")
    workshop.photo("collection/a.jpg", exif=exif, comment=b"needle in the comment")
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.jpg]\n")
    workshop.run("publish", "--yes")
    public = workshop.public_bytes()
    assert b"needle" not in public
    assert "needle".encode("utf-16-le") not in public
    assert b"Exif" not in public
    with workshop.edition() as edition:
        assert {role for (role,) in edition.execute("SELECT role FROM files")} == {"large", "small"}


def test_a_stranger_with_exiftool_finds_nothing_in_a_published_picture(taken):
    if shutil.which("exiftool") is None:
        pytest.skip("no exiftool on this machine: install it to look into pictures as a stranger would")
    taken.run("publish", "--yes")
    tell = ["exiftool", "-json", "-groupNames", "-recurse", "-unknown", "-extension", "jpg"]

    def groups(folder):
        told = json.loads(subprocess.run([*tell, str(folder)], capture_output=True, check=True).stdout)
        assert told
        return {name.split(":")[0] for picture in told for name in picture if ":" in name}

    assert {"EXIF", "XMP"} <= groups(taken.root / "collection")
    assert groups(taken.root / "public/media") <= {"ExifTool", "File", "JFIF", "Composite"}


def test_an_original_is_published_where_the_record_says_so(workshop):
    workshop.write("collection/a.bin", b"\0\1\2" + bytes(100))
    workshop.write(
        "metadata/records/a.yaml", "id: a\nkind: other\ntitle: A\nfiles: [a.bin]\naccess: {originals: true}\n"
    )
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        ((path,),) = edition.execute("SELECT path FROM files WHERE role = 'original'").fetchall()
    assert (workshop.root / "public/media" / path).read_bytes() == b"\0\1\2" + bytes(100)


def test_an_original_that_changed_since_is_not_published(workshop):
    workshop.write("collection/a.bin", b"\0\1\2" + bytes(100))
    workshop.write(
        "metadata/records/a.yaml", "id: a\nkind: other\ntitle: A\nfiles: [a.bin]\naccess: {originals: true}\n"
    )
    workshop.run("ingest")
    workshop.write("collection/a.bin", b"\0\1\2" + bytes(99) + b"!")
    said = workshop.run("publish", "--yes", status=1).stderr
    assert "differs from the manifest" in said
    assert not list((workshop.root / "public").rglob("*.bin"))


def test_a_withdrawn_item_is_gone_and_its_tombstone_stands(workshop):
    record(workshop, "one", text="An unmistakable sentence.")
    record(workshop, "two", "relation: one\n")
    workshop.run("publish", "--yes")
    workshop.run(
        "--today", "2026-11-22", "withdraw", "one", "--reason", "family", "--public-reason", "At the family's wish."
    )
    assert workshop.public_ids() == {"two"}
    public = workshop.public_bytes()
    assert b"unmistakable" not in public
    assert b"Title of one" not in public
    with workshop.edition() as edition:
        assert edition.execute("SELECT * FROM tombstones").fetchall() == [
            ("one", "2026-11-22", "At the family's wish.")
        ]
        assert not edition.execute("SELECT * FROM statements WHERE value = 'one'").fetchall()
    assert b"family," not in public, "the reason for us is for us"
    workshop.run("restore", "one", status=1)
    assert workshop.public_ids() == {"two"}
    assert "not withdrawn" in workshop.run("restore", "one", status=1).stderr
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"one", "two"}


def test_what_was_never_public_leaves_no_tombstone(workshop):
    record(workshop, "one", "access: hidden\n")
    record(workshop, "two")
    workshop.run("publish", "--yes")
    workshop.run("withdraw", "one", "--reason", "error")
    with workshop.edition() as edition:
        assert not edition.execute("SELECT * FROM tombstones").fetchall()


@pytest.mark.parametrize("broken", ["metadata/policy.yaml", "metadata/people.yaml", "metadata/records/two.yaml"])
def test_a_withdrawal_does_not_wait_for_another_file_to_be_mended(workshop, broken):
    record(workshop, "one", text="An unmistakable sentence.")
    record(workshop, "two", "relation: one\n")
    workshop.run("publish", "--yes")
    workshop.write(broken, 'a: "torn\n')
    said = workshop.run("withdraw", "one", "--reason", "family", status=1)
    assert "Withdrawn: one." in said.stdout
    assert "not published" in said.stderr
    assert workshop.public_ids() == {"two"}
    assert b"unmistakable" not in workshop.public_bytes()
    with workshop.edition() as edition:
        assert edition.execute("SELECT id FROM tombstones").fetchall() == [("one",)]
        assert not edition.execute("SELECT * FROM statements WHERE value = 'one'").fetchall()


def test_a_withdrawal_written_by_hand_counts(workshop):
    record(workshop, "one")
    workshop.run("publish", "--yes")
    workshop.write("metadata/withdrawn.csv", "id,date,reason,public_reason\none,2026-11-22,error,\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == set()
    with workshop.edition() as edition:
        assert edition.execute("SELECT id FROM tombstones").fetchall() == [("one",)]


def test_columns_that_people_added_to_withdrawn_csv_stay(workshop):
    record(workshop, "one")
    record(workshop, "two")
    workshop.run("ingest")
    workshop.write("metadata/withdrawn.csv", "id,date,reason,public_reason,letter\none,2026-11-22,error,,17-b\n")
    workshop.run("withdraw", "two", "--reason", "error")
    assert "17-b" in (workshop.root / "metadata/withdrawn.csv").read_text(encoding="utf-8-sig")


def test_an_edition_is_complete_in_itself(taken, tmp_path):
    taken.run("publish", "--yes")
    copy = Workshop(tmp_path / "copy")
    shutil.copytree(taken.root / "public", copy.root / "public")
    with copy.edition() as edition:
        paths = [path for (path,) in edition.execute("SELECT path FROM files")]
    assert len(paths) > 20
    assert all((copy.root / "public/media" / path).is_file() for path in paths)
    assert sorted(path.name for path in (copy.root / "public").iterdir()) == [
        "datasette.yaml",
        "edition.json",
        "editions",
        "media",
    ]


def test_nothing_is_left_of_earlier_editions(workshop):
    workshop.photo("collection/a.jpg")
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.jpg]\n")
    workshop.run("publish", "--yes")
    assert list((workshop.root / "public").rglob("*.jpg"))
    workshop.write("metadata/records/a.yaml", "id: a\ntitle: A\nfiles: [a.jpg]\naccess: closed\n")
    workshop.run("publish", "--yes")
    assert not list((workshop.root / "public").rglob("*.jpg"))
    assert len(list((workshop.root / "public/editions").iterdir())) == 1
