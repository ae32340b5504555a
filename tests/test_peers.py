"""Sheets and objects of other systems go in as they are: CollectionBuilder's demos, and sheets made for Omeka."""

from __future__ import annotations

import csv
import json

import pytest

from conftest import Workshop

DEMOS = {"demo-metadata": 7, "demo-compoundobjects-metadata": 34, "demo-compoundobjects-allmedia": 30}
OMEKA = {"Austen_published": 10, "HolmesCanon": 60, "cheeses": 13, "heyerMysteries": 12}


def published(workshop: Workshop) -> dict[str, set[tuple[str, str]]]:
    with workshop.edition() as edition:
        items = {item: set() for (item,) in edition.execute("SELECT id FROM items")}
        for item, term, value in edition.execute("SELECT item, term, value FROM statements"):
            items[item].add((term, value))
    return items


@pytest.mark.parametrize("name", DEMOS)
def test_a_collectionbuilder_demo_goes_in_with_its_objects_and_shows_its_metadata(workshop, shared_data, name):
    sheet = shared_data / "collectionbuilder" / f"{name}.csv"
    said = workshop.run("ingest", str(sheet), str(sheet.parent / "objects")).stderr
    with sheet.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    missing = [
        number for number, row in enumerate(rows, start=2) if row["object_location"] == "/objects/hells_half_theta.jpg"
    ]
    for number in missing:
        assert f"metadata/{name}.csv:{number}: warning: files: “objects/hells_half_theta.jpg”" in said
    assert said.count("is not in collection/") == len(missing)
    workshop.run("publish", "--yes")
    items = published(workshop)
    assert len(items) == len(rows) == DEMOS[name]
    for row in rows:
        described = items[row["objectid"]]
        for column in ("title", "description", "date", "source"):
            assert not row[column].strip() or (column, row[column].strip()) in described, (row["objectid"], column)
        for subject in filter(None, map(str.strip, row["subject"].split(";"))):
            assert ("subject", subject) in described
        if row.get("parentid"):
            assert ("isPartOf", row["parentid"]) in described
    with workshop.edition() as edition:
        query = "SELECT count(*) FROM files WHERE role = 'large' AND item = 'demo_001'"
        assert edition.execute(query).fetchone() == (1,)


@pytest.mark.parametrize("name", OMEKA)
def test_a_sheet_made_for_omeka_goes_in(workshop, shared_data, name):
    workshop.run("ingest", str(shared_data / "omeka" / f"{name}.csv"))
    workshop.run("publish", "--yes")
    items = published(workshop)
    assert len(items) == OMEKA[name]
    assert all(any(term == "title" for term, _ in described) for described in items.values())
    listed = workshop.run("list", "--json").stdout.splitlines()
    assert {json.loads(line)["access"] for line in listed} == {"public"}
