"""Relations between items: checked from both sides when they come in, shown from both sides on the site."""

from __future__ import annotations

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archive.records.relations import INVERSE, loops, nearest_id
from archive.records.terms import RELATIONS
from archive.web.relations import MOST


def record(workshop, name, text):
    workshop.write(f"metadata/records/{name}.yaml", f"id: {name}\nkind: other\ntitle: {{en: Item {name}}}\n{text}")


def warnings(workshop):
    said = workshop.run("ingest").stderr.splitlines()
    return [line.removeprefix("metadata/records/") for line in said]


@pytest.fixture
def box(workshop):
    """A whole that names two of its parts in an order, and a part that names the whole."""
    record(workshop, "box-1", "hasPart: [letter-2, letter-1, letter-9]\n")
    record(workshop, "letter-1", "references: photo-1\n")
    record(workshop, "letter-2", "isPartOf: box-1\n")
    record(workshop, "letter-0", "isPartOf: box-1\n")
    record(workshop, "letter-9", "access: hidden\n")
    record(workshop, "letter-8", "isPartOf: box-1\naccess: hidden\n")
    record(workshop, "photo-1", "")
    return workshop


def test_an_edition_has_every_relation_from_both_sides_in_the_order_that_the_whole_says_and_nothing_hidden(box):
    box.run("publish", "--yes")
    with box.edition() as edition:
        found = edition.execute("SELECT item, term, position, other FROM related ORDER BY item, term, position")
        assert found.fetchall() == [
            ("box-1", "hasPart", 1, "letter-2"),
            ("box-1", "hasPart", 2, "letter-1"),
            ("box-1", "hasPart", 3, "letter-0"),
            ("letter-0", "isPartOf", 1, "box-1"),
            ("letter-1", "isPartOf", 1, "box-1"),
            ("letter-1", "references", 1, "photo-1"),
            ("letter-2", "isPartOf", 1, "box-1"),
            ("photo-1", "isReferencedBy", 1, "letter-1"),
        ]
    for hidden in ("letter-8", "letter-9"):
        assert hidden.encode() not in box.public_bytes()


async def test_a_whole_shows_its_parts_as_cards_and_each_item_what_others_say_of_it(box):
    box.run("publish", "--yes")
    site = Datasette(config_dir=box.root / "public")
    whole = html.fromstring((await site.client.get("/items/box-1")).text)
    cards = whole.cssselect("section[aria-labelledby=parts] .wall a")
    assert [card.get("href") for card in cards] == [f"/items/letter-{number}" for number in (2, 1, 0)]
    assert not [dt for dt in whole.cssselect("dt") if dt.text_content() == "Has Part"]
    for item, label, other in (("letter-1", "Is Part Of", "box-1"), ("photo-1", "Is Referenced By", "letter-1")):
        page = html.fromstring((await site.client.get(f"/items/{item}")).text)
        rows = {row.cssselect("dt")[0].text_content(): row for row in page.cssselect(".terms > div")}
        assert [link.get("href") for link in rows[label].cssselect("a")] == [f"/items/{other}"]
    assert (await site.client.get("/items/box-1.json")).json()["related"][0] == {"term": "hasPart", "other": "letter-2"}
    site.close()


async def test_of_a_large_collection_the_first_parts_are_shown_and_the_way_to_the_others(workshop):
    record(workshop, "fonds", "")
    rows = "".join(f"piece-{number:03},other,Piece {number},fonds\n" for number in range(MOST + 5))
    workshop.write("metadata/pieces.csv", "id,kind,title@en,isPartOf\n" + rows)
    workshop.run("publish", "--yes")
    site = Datasette(config_dir=workshop.root / "public")
    page = html.fromstring((await site.client.get("/items/fonds")).text)
    assert len(page.cssselect(".wall li")) == MOST
    (more,) = page.cssselect("section[aria-labelledby=parts] .facts a")
    assert more.text_content() == "and 5 more"
    answer = await site.client.get(more.get("href"))
    assert answer.status_code == 200
    assert f"{MOST + 5} rows" in answer.text
    site.close()


def test_a_withdrawn_whole_leaves_its_parts_without_a_word_of_it(box):
    box.run("publish", "--yes")
    box.run("withdraw", "box-1", "--reason", "rights")
    with box.edition() as edition:
        assert edition.execute("SELECT item, other FROM related").fetchall() == [
            ("letter-1", "photo-1"),
            ("photo-1", "letter-1"),
        ]


def test_a_value_that_resembles_an_id_and_is_none_is_said_with_the_nearest(box):
    record(box, "letter-3", "isPartOf: Box-l\nrelation: [Something else, unrelated]\nsource: The town library\n")
    assert warnings(box) == ["letter-3.yaml:1: warning: isPartOf: no item has the id “Box-l”; expected box-1"]


def test_of_many_such_values_the_first_are_said_and_how_many_more_there_are(box):
    rows = "".join(f"row-{number},other,letter-x{number}\n" for number in range(30))
    box.write("metadata/rows.csv", "id,kind,relation\n" + rows)
    found = [line for line in box.run("ingest").stderr.splitlines() if "rows.csv" in line]
    assert len(found) == 21
    assert found[0].endswith("10 more values that resemble ids and are none; expected ids of items")


def test_a_part_of_which_another_whole_says_that_it_has_it_is_said(box):
    record(box, "box-2", "")
    record(box, "letter-1", "isPartOf: box-2\n")
    assert warnings(box) == [
        (
            "letter-1.yaml:1: warning: isPartOf: “box-2”, but box-1 says that it has letter-1 as a part; "
            "expected the same on both sides, or both wholes here"
        )
    ]
    record(box, "letter-1", "isPartOf: [box-2, box-1]\n")
    assert warnings(box) == []


def test_wholes_within_their_own_parts_are_said_once(workshop):
    record(workshop, "a", "isPartOf: b\n")
    record(workshop, "b", "isPartOf: c\n")
    record(workshop, "c", "")
    record(workshop, "a", "isPartOf: b\nhasPart: c\n")
    assert warnings(workshop) == [
        (
            "a.yaml:1: warning: isPartOf: a is part of b is part of c is part of a; "
            "expected wholes that are not within their own parts"
        )
    ]


def test_every_term_that_names_items_is_answered_by_one_or_stands_for_itself():
    assert set(INVERSE) == RELATIONS - {"conformsTo"}
    assert all(INVERSE[INVERSE[term]] == term for term in INVERSE if term != "source")


WHOLES = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("abcdef"), max_size=3))


def reaches(wholes, start):
    """All that is above an item."""
    found, todo = set(), list(wholes.get(start, ()))
    while todo:
        above = todo.pop()
        if above not in found:
            found.add(above)
            todo += wholes.get(above, ())
    return found


@given(WHOLES)
def test_a_loop_is_found_exactly_where_there_is_one_and_each_step_of_it_is_there(wholes):
    found = loops(wholes)
    assert bool(found) == any(item in reaches(wholes, item) for item in wholes)
    for way in found:
        assert way[0] == min(way)
        for part, whole in zip(way, (*way[1:], way[0]), strict=True):
            assert whole in wholes[part]


def test_an_id_is_near_when_little_of_it_differs_whatever_the_letter_case():
    ids = sorted(["box-1", "letter-12", "photo_0001"])
    assert nearest_id("Photo-0001", ids) == "photo_0001"
    assert nearest_id("letter-1", ids) == "letter-12"
    assert nearest_id("lexicon", ids) is None
