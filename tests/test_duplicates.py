"""Files that are there more than once, and pictures that look alike, are found and shown side by side."""

from __future__ import annotations

import json
import random
import shutil

import pytest
from lxml import html
from PIL import Image, ImageEnhance

from archive.media.pictures.alike import alike
from archive.media.pictures.likeness import ALIKE, distance


@pytest.fixture
def scans(workshop, shared_data):
    """Two real photographs: one with a smaller and a lighter version, one with a copy of its bytes."""
    folder = shared_data / "photos" / "orientation"
    for name in ("Landscape_1.jpg", "Portrait_1.jpg"):
        workshop.root.joinpath("collection").mkdir(exist_ok=True)
        shutil.copy(folder / name, workshop.root / "collection" / name)
    shutil.copy(folder / "Portrait_1.jpg", workshop.root / "collection" / "again.jpg")
    with Image.open(folder / "Landscape_1.jpg") as picture:
        picture.resize((600, 400)).save(workshop.root / "collection" / "smaller.jpg", quality=40)
        ImageEnhance.Brightness(picture).enhance(1.1).save(workshop.root / "collection" / "lighter.jpg", quality=70)
    workshop.write("metadata/records/x.yaml", "id: x\nfiles: [Landscape_1.jpg]\ntitle: X\n")
    workshop.run("ingest")
    return workshop


def test_the_same_bytes_and_pictures_that_look_alike_are_grouped(scans):
    groups = [json.loads(line) for line in scans.run("duplicates", "--json").stdout.splitlines()]
    found = [(group["found"], [file["path"] for file in group["files"]]) for group in groups]
    assert found == [
        ("same bytes", ["Portrait_1.jpg", "again.jpg"]),
        ("look alike", ["Landscape_1.jpg", "lighter.jpg", "smaller.jpg"]),
    ]
    assert groups[1]["files"][0]["items"] == ["x"]
    said = scans.run("duplicates").stdout
    assert "  smaller.jpg  600 × 400, " in said


def test_the_page_shows_them_side_by_side_without_scripts(scans):
    page = scans.run("duplicates", "--page").stdout.strip()
    assert page == str(scans.root / ".archive" / "duplicates.html")
    tree = html.parse(page).getroot()
    assert not tree.xpath("//script")
    pictures = tree.xpath("//img/@src")
    assert len(pictures) == 5
    assert all((scans.root / ".archive" / picture).is_file() for picture in pictures)
    assert not [address for address in tree.xpath("//@href | //@src") if ":" in address or address.startswith("/")]


def test_names_of_files_cannot_put_anything_into_the_page(workshop):
    for name in ("<b>a&.txt", "c.txt"):
        workshop.write(f"collection/{name}", "The same text.")
    workshop.run("ingest")
    page = workshop.run("duplicates", "--page").stdout.strip()
    tree = html.parse(page).getroot()
    assert not tree.xpath("//b")
    assert "<b>a&.txt" in tree.text_content()


def test_nothing_is_said_to_be_double_where_nothing_is(workshop):
    workshop.write("collection/a.txt", "One.")
    workshop.write("collection/b.txt", "Two.")
    workshop.run("ingest")
    assert workshop.run("duplicates").stdout == "No duplicates.\n"
    assert workshop.run("duplicates", "--json").stdout == ""


def likeness(rng: random.Random) -> int:
    return sum(1 << bit for bit in rng.sample(range(64), 32))


def test_every_pair_that_is_near_enough_is_found_and_no_other():
    rng = random.Random(5)
    hashes = [likeness(rng) for _ in range(150)]
    hashes += [one ^ sum(1 << bit for bit in rng.sample(range(64), rng.randint(1, 10))) for one in hashes]
    written = [f"{one:016x}" for one in hashes]
    together = {frozenset((one, other)) for group in alike(written) for one in group for other in group if one != other}
    near = {
        frozenset((one, other))
        for one in written
        for other in written
        if one != other and distance(one, other) <= ALIKE
    }
    assert len(near) > 50
    assert near <= together
    assert all(
        any(distance(one, other) <= ALIKE for other in group if other != one)
        for group in alike(written)
        for one in group
    )
