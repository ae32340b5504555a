"""Everything can be taken out again: an export, taken in elsewhere, gives the same export."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from lxml import etree

from archive.exports import EXPORTS
from conftest import Workshop

OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"


def fresh(root) -> Workshop:
    made = Workshop(root)
    made.root.mkdir()
    (made.root / "collection").mkdir()
    (made.root / "metadata").mkdir()
    return made


def test_the_whole_archive_as_csv_comes_back_byte_for_byte(taken, tmp_path):
    first = tmp_path / "first.csv"
    taken.run("export", "csv", "--scope", "all", "-o", str(first))
    text = first.read_text(encoding="utf-8-sig")
    for word in ("consents", "spec-reader", "withhold", "access.until", "private.", "hidden", "access.warning@ru"):
        assert word in text, f"{word!r} has to be in it for the test to mean something"
    again = fresh(tmp_path / "again")
    # Its files are not there and its persons not entered: both are said, and every record is taken in all the same.
    again.run("ingest", str(first), status=1)
    second = tmp_path / "second.csv"
    again.run("export", "csv", "--scope", "all", "-o", str(second))
    assert second.read_bytes() == first.read_bytes()


def test_a_private_note_that_sounds_like_access_comes_back_as_a_note(workshop, tmp_path):
    workshop.write("metadata/records/x.yaml", 'id: x\ntitle: X\nprivate: {"x:Status": closed, note: hidden}\n')
    workshop.run("ingest")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    workshop.run("export", "csv", "--scope", "all", "-o", str(first))
    again = fresh(tmp_path / "again")
    again.run("ingest", str(first))
    again.run("export", "csv", "--scope", "all", "-o", str(second))
    assert second.read_bytes() == first.read_bytes()


def test_what_is_private_leaves_only_when_everything_is_asked_for(taken):
    taken.run("publish", "--yes")
    for form in EXPORTS:
        public = taken.run("export", form).stdout
        assert "zqxv" not in public.lower()
        assert "щъыж" not in public.lower()
        assert "zqxv" in taken.run("export", form, "--scope", "all").stdout


def test_what_may_not_be_harvested_is_not_exported(workshop):
    workshop.write("metadata/people.yaml", "p-1: {name: {en: Specimen}, withhold: false, adult: true}\n")
    consents = "consents: [{person: p-1, given: 2024-05-01, scope: [publish, name, words]}]\n"
    people = "people: [{person: p-1, role: narrator}]\n"
    workshop.write("metadata/records/told.yaml", f"id: told\nkind: testimony\ntitle: Told\n{people}{consents}")
    workshop.write("metadata/records/other.yaml", "id: other\ntitle: Other\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"told", "other"}
    assert [item["id"] for item in json.loads(workshop.run("export", "json").stdout)] == ["other"]


def test_dublin_core_is_valid_by_the_schema_of_oai_pmh(taken, shared_data):
    taken.run("publish", "--yes")
    whole = etree.fromstring(taken.run("export", "dc").stdout_bytes)
    records = list(whole.iter(OAI_DC))
    assert len(records) > 20
    schema = schema_of(shared_data)
    for record in records:
        schema.assertValid(etree.fromstring(etree.tostring(record)))


def schema_of(shared_data):
    class Local(etree.Resolver):
        def resolve(self, url, public_id, context):
            return self.resolve_filename(str(shared_data / "schemas" / url.rpartition("/")[2]), context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    return etree.XMLSchema(etree.parse(shared_data / "schemas" / "oai_dc.xsd", parser))


TITLES = """
def export(items, out):
    for item in items():
        out.write(f"{item.record.values('title')[0].value}\\n".encode())
"""
WITH_TITLES = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import titles
from archive.exports import EXPORTS, Export
EXPORTS["titles"] = Export("titles", ".txt", "text/plain", titles.export)  # the one line
from archive.cli import main
main()
"""


def test_a_new_form_is_one_file_and_one_line(taken, tmp_path):
    taken.run("publish", "--yes")
    (tmp_path / "titles.py").write_text(TITLES)
    words = [sys.executable, "-c", WITH_TITLES, str(tmp_path), "--archive", str(taken.root), "export", "titles"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "The judgment of the European Court of Human Rights" in done.stdout.splitlines()
    with taken.edition() as edition:
        (count,) = edition.execute("SELECT count(*) FROM items WHERE harvest").fetchone()
    assert len(done.stdout.splitlines()) == count > 20


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_that_fails_leaves_no_half_file(taken, tmp_path, form):
    target = tmp_path / "out" / "records"
    taken.run("publish", "--yes")
    assert "No such file or directory" in taken.run("export", form, "-o", str(target), status=1).stderr
    assert not target.parent.exists()


@pytest.mark.parametrize(
    "place", ["collection/a.jpg", "metadata/new.csv", "public/all.csv", ".archive/x", "datasette.yaml", "letter.txt"]
)
def test_an_export_takes_the_place_of_nothing_in_the_archive_and_lies_before_no_reader(workshop, place):
    workshop.photo("collection/a.jpg")
    workshop.write("letter.txt", "A letter.")
    workshop.run("publish", "--yes")
    before = workshop.snapshot()
    said = workshop.run("export", "csv", "--scope", "all", "-o", str(workshop.root / place), status=1).stderr
    assert f"{place}: " in said
    assert workshop.snapshot() == before


def test_nor_does_a_link_lead_there(workshop, tmp_path):
    workshop.run("publish", "--yes")
    (tmp_path / "link").symlink_to(workshop.root / "public")
    workshop.run("export", "json", "--scope", "all", "-o", str(tmp_path / "link" / "all.json"), status=1)
    assert not (workshop.root / "public/all.json").exists()
    workshop.run("export", "json", "--scope", "all", "-o", str(workshop.root / "all.json"))


HIDING = {
    "a record": ("metadata/records/one.yaml", "id: one\ntitle: One\naccess: hidden\n"),
    "no record": ("metadata/records/one.yaml", "id: other\ntitle: Other\n"),
    "a row": ("metadata/withdrawn.csv", "id,date,reason,public_reason\none,2026-11-22,family,\n"),
    "the policy": ("metadata/policy.yaml", "default: hidden\n"),
    "a policy with a fault": ("metadata/policy.yaml", "default: hiden\n"),
}


@pytest.mark.parametrize("hidden", HIDING)
def test_what_is_hidden_since_the_edition_was_made_is_not_exported(workshop, tmp_path, hidden):
    workshop.write("metadata/records/one.yaml", "id: one\ntitle: One\n")
    workshop.run("publish", "--yes")
    assert "One" in workshop.run("export", "json").stdout
    workshop.write(*HIDING[hidden])
    refused = workshop.run("export", "csv", "-o", str(tmp_path / "one.csv"), status=1)
    assert not refused.stdout
    assert not (tmp_path / "one.csv").exists()
    if "fault" not in hidden:
        assert "one: more in the edition than may be public now" in refused.stderr
        workshop.run("publish", "--yes")
        assert "One" not in workshop.run("export", "json").stdout


def test_what_somebody_adds_stands_in_no_exports_way(workshop):
    workshop.write("metadata/records/one.yaml", "id: one\ntitle: One\n")
    workshop.run("publish", "--yes")
    workshop.write("metadata/records/two.yaml", "id: two\ntitle: Two\n")
    assert [item["id"] for item in json.loads(workshop.run("export", "json").stdout)] == ["one"]
