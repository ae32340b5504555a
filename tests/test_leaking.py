"""What the audit finds, or cannot be decided, keeps nothing public that somebody has hidden."""

from __future__ import annotations

import pytest
from PIL import Image

from conftest import Workshop

PERSON = "p-1: {name: {en: Vexquil Brontsky}, public: {en: A pupil}%s}\n"


@pytest.fixture
def named(workshop: Workshop) -> Workshop:
    """Two public items; the original of one says a name in its EXIF, and is given."""
    workshop.write("metadata/people.yaml", PERSON % ", withhold: false")
    workshop.write("metadata/a.yaml", "id: item-a\nkind: article\ntitle: A title of zqxv\n")
    exif = Image.Exif()
    exif[0x10E] = "Vexquil Brontsky"
    workshop.photo("collection/c.jpg", exif=exif)
    record = (
        "id: item-c\nkind: photo\ntitle: Vexquil Brontsky\nfiles: [c.jpg]\naccess: {level: public, originals: true}\n"
    )
    workshop.write("metadata/c.yaml", record + "relation: {value: More, uri: 'https://example.org/vexquil-brontsky'}\n")
    workshop.run("publish", "--yes")
    assert workshop.public_ids() == {"item-a", "item-c"}
    return workshop


def test_what_is_hidden_goes_though_the_audit_finds_something_elsewhere(named):
    named.write("metadata/people.yaml", PERSON % ", withhold: true")
    named.write("metadata/a.yaml", "id: item-a\nkind: article\ntitle: A title of zqxv\naccess: hidden\n")
    named.write("metadata/d.yaml", "id: item-d\nkind: article\ntitle: New\n")
    said = named.run("publish", "--yes", status=1).stderr
    assert "not published: the audit found" in said
    assert "taken out of the edition: item-a, item-c; the rest of it is as it was" in said
    assert named.public_ids() == {"item-c"}
    public = named.public_bytes().lower()
    assert b"zqxv" not in public
    assert b"brontsky" not in public
    again = named.public_bytes()
    named.run("publish", "--yes", status=1)
    assert named.public_bytes() == again


def test_a_refused_source_keeps_no_name_in_an_address(named):
    named.write("metadata/people.yaml", PERSON % ", withhold: true")
    named.write("metadata/c.yaml", (named.root / "metadata/c.yaml").read_text().replace(", originals: true", ""))
    named.write("metadata/broken.yaml", "id: [\n")
    named.run("publish", "--yes", status=1)
    assert named.public_ids() == {"item-a", "item-c"}
    assert b"brontsky" not in named.public_bytes().lower()


@pytest.mark.parametrize("more", [(), ("--without-refused",)])
def test_an_item_that_its_record_hides_goes_though_the_rules_cannot_be_read(named, more):
    named.write("metadata/people.yaml", "p-1: [\n")
    named.write("metadata/a.yaml", "id: item-a\nkind: article\ntitle: A title of zqxv\naccess: hidden\n")
    said = named.run("publish", "--yes", *more, status=1).stderr
    assert "metadata/people.yaml cannot be read as it stands; taken out of the edition: item-a" in said
    assert named.public_ids() == {"item-c"}
    assert b"zqxv" not in named.public_bytes()


@pytest.mark.parametrize("written", ["title: Letters to Vexquil Brontsky", r'title: "Letters to Vexquil \x42rontsky"'])
def test_a_name_in_the_title_of_the_site_is_not_published(workshop, written):
    workshop.write("metadata/people.yaml", PERSON % ", withhold: true")
    workshop.write("metadata/a.yaml", "id: item-a\nkind: article\ntitle: A title\n")
    workshop.run("publish", "--yes")
    before = (workshop.root / "public/datasette.yaml").read_bytes()
    site = (workshop.root / "datasette.yaml").read_text()
    workshop.write("datasette.yaml", f"{site}\n{written}\n")
    assert "datasette.yaml: name" in workshop.run("publish", "--yes", status=1).stderr
    assert (workshop.root / "public/datasette.yaml").read_bytes() == before
    workshop.run("withdraw", "item-a", "--reason", "family", "--yes", status=1)
    assert workshop.public_ids() == set()
    assert b"rontsky" not in workshop.public_bytes()
