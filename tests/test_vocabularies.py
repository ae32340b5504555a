"""The archive's own vocabularies: one thing under all its names, and nothing out of them that is not public."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3

import pytest
import yaml
from datasette.app import Datasette
from lxml import html

from archive.catalogue.layout import Archive
from archive.catalogue.vocabularies import read_thesaurus
from archive.edition.compile import compile_database
from archive.records.model import Statement
from archive.records.vocabulary import SPOKEN_FOR
from archive.search import Query, ask
from archive.search.meanings import read_concepts
from archive.store.read import entries
from archive.web import settings
from archive.web.interface import interface
from conftest import PROJECT

RUSSIAN = interface("ru")
PLACES = """\
terms: [spatial, coverage]
closed: true
entries:
  beslan:
    label: {ru: Беслан, en: Beslan, os: Беслӕн}
    also: [Беслан-город, Бесланъ]
    broader: region
    same: https://vocabulary.example.org/places/17
    note: zqxv90 what the note says stays here
  region:
    label: {ru: Северная Осетия, en: North Ossetia}
  elsewhere:
    label: {en: "Elsewhere zqxv91", ru: "Другое щъыж91"}
    also: ["Spelling zqxv92"]
"""


def record(workshop, name, text):
    workshop.write(f"metadata/records/{name}.yaml", f"id: {name}\nkind: other\n{text}")


@pytest.fixture
def places(workshop):
    """Four items that say one place in four ways, and a hidden one that says another."""
    workshop.write("metadata/vocabularies/places.yaml", PLACES)
    record(workshop, "one", "title: {en: First}\nspatial: Беслан\n")
    record(workshop, "two", "title: {en: Second}\nspatial: {en: beslan, ru: Беслан}\n")
    record(workshop, "three", "title: {en: Third}\nspatial: Беслæн\n")
    record(
        workshop,
        "four",
        "title: {en: Fourth}\nspatial: {value: A town, uri: 'http://vocabulary.example.org/places/17/'}\n",
    )
    record(workshop, "five", "title: {en: Fifth}\nspatial: Spelling zqxv92\naccess: hidden\n")
    return workshop


def said(workshop, content, name="places.yaml"):
    workshop.write(f"metadata/vocabularies/{name}", content)
    return [line for line in workshop.run("check", status=1).stderr.splitlines() if "vocabularies" in line]


def test_whatever_a_record_calls_it_an_edition_knows_what_is_meant_and_keeps_what_was_written(places):
    places.run("publish", "--yes")
    with places.edition() as edition:
        meant = edition.execute("SELECT item, term, position, concept FROM statement_concepts ORDER BY 1, 3").fetchall()
        assert meant == [
            ("four", "spatial", 1, "beslan"),
            ("one", "spatial", 1, "beslan"),
            ("three", "spatial", 1, "beslan"),
            ("two", "spatial", 1, "beslan"),
            ("two", "spatial", 2, "beslan"),
        ]
        written = edition.execute(
            "SELECT item, value, uri FROM statements WHERE term = 'spatial' ORDER BY item, position"
        )
        uri = "https://vocabulary.example.org/places/17"
        assert written.fetchall() == [
            ("four", "A town", "http://vocabulary.example.org/places/17/"),
            ("one", "Беслан", uri),
            ("three", "Беслæн", uri),
            ("two", "beslan", uri),
            ("two", "Беслан", uri),
        ]
        ((name, vocabulary, labels, also, same, broader),) = edition.execute("SELECT * FROM concepts").fetchall()
    assert (name, vocabulary, same, broader) == ("beslan", "places", uri, None)
    assert json.loads(labels) == {"ru": "Беслан", "en": "Beslan", "os": "Беслӕн"}
    assert json.loads(also) == ["Беслан-город", "Бесланъ"]


def test_nothing_comes_out_of_an_entry_that_only_a_hidden_item_uses_nor_out_of_a_note(places):
    places.run("publish", "--yes")
    assert places.public_ids() == {"one", "two", "three", "four"}
    public = places.public_bytes()
    for needle in ("zqxv90", "zqxv91", "щъыж91", "zqxv92", "elsewhere", "Северная Осетия", "North Ossetia"):
        assert needle.encode() not in public, needle
        assert needle.casefold().encode() not in public.lower(), needle


def test_what_is_broader_is_told_as_far_as_public_items_use_it(places):
    record(places, "six", "title: {en: Sixth}\nspatial: region\n")
    places.run("publish", "--yes")
    with places.edition() as edition:
        assert edition.execute("SELECT id, broader FROM concepts ORDER BY id").fetchall() == [
            ("beslan", "region"),
            ("region", None),
        ]


def test_an_entry_goes_with_the_last_item_that_used_it_even_where_it_is_withdrawn(places):
    record(places, "six", "title: {en: Sixth}\nspatial: Elsewhere zqxv91\n")
    places.run("publish", "--yes")
    assert b"zqxv91" in places.public_bytes()
    places.run("withdraw", "six", "--reason", "rights")
    with places.edition() as edition:
        assert edition.execute("SELECT id FROM concepts").fetchall() == [("beslan",)]
    for needle in ("zqxv91", "щъыж91", "zqxv92"):
        assert needle.encode() not in places.public_bytes()


def test_a_search_for_any_of_the_names_finds_all_and_the_facet_has_one_place(places):
    places.run("publish", "--yes")
    with places.edition() as edition:
        for words in ("Беслан", "Beslan", "Беслӕн", "Беслæн", "Бесланъ", "в Беслане"):
            assert ask(edition, Query(words.removeprefix("в "))).total == 4, words
        facets = ask(edition, Query()).facets["place"]
        assert [(count.key, count.language, count.items) for count in facets] == [("beslan", None, 4)]
        assert ask(edition, Query(filters=(("place", "beslan"),))).total == 4


def test_the_catalogue_is_searched_by_the_names_too_and_follows_the_vocabulary(places):
    places.run("ingest")
    assert "one" in places.run("search", "Beslan").stdout
    places.write("metadata/vocabularies/places.yaml", PLACES.replace("en: Beslan", "en: Anothername"))
    assert "one" in places.run("search", "anothername").stdout
    assert "one" not in places.run("search", "Beslan").stdout


def test_a_changed_vocabulary_makes_a_new_edition_although_no_record_changed(places):
    places.run("publish", "--yes")
    places.write("metadata/vocabularies/places.yaml", PLACES.replace("en: Beslan", "en: Newname"))
    places.run("publish")
    with places.edition() as edition:
        assert "Newname" in edition.execute("SELECT labels FROM concepts").fetchone()[0]


async def test_a_page_says_a_place_in_its_own_language_once_with_what_was_written_where_that_differs(places):
    places.run("publish", "--yes")
    site = Datasette(config_dir=places.root / "public")

    async def spatial(path):
        page = html.fromstring((await site.client.get(path)).text)
        rows = {row.cssselect("dt")[0].text_content(): row for row in page.cssselect(".terms > div")}
        row = rows.get("Spatial Coverage") if path.startswith("/items") else rows[RUSSIAN.labels.term("spatial")]
        return [" ".join(one.text_content().replace("↗", "").split()) for one in row.cssselect("li")], row

    assert (await spatial("/items/one"))[0] == ["Beslan in the record: Беслан"]
    assert (await spatial("/ru/items/one"))[0] == ["Беслан"]
    assert (await spatial("/ru/items/three"))[0] == ["Беслан в описании: Беслæн"]
    assert (await spatial("/ru/items/two"))[0] == ["Беслан"]
    shown, row = await spatial("/items/four")
    assert shown == ["Beslan in the record: A town"]
    assert [link.get("href") for link in row.cssselect("a")] == [
        "/search?place=beslan",
        "http://vocabulary.example.org/places/17/",
    ]
    for language, name in (("", "Beslan"), ("/ru", "Беслан")):
        page = html.fromstring((await site.client.get(f"{language}/search?place=beslan")).text)
        assert next(" ".join(chip.text_content().split()) for chip in page.cssselect(".chips a")).split()[-2] == name
    record = (await site.client.get("/items/one.json")).json()
    assert record["concepts"][0]["labels"]["os"] == "Беслӕн"
    site.close()


def test_a_large_edition_has_the_same_words_in_its_index_as_a_small_one(places, tmp_path):
    record(places, "six", "title: {en: Sixth}\nspatial: [region, Беслан]\n")
    places.run("publish", "--yes")
    with places.edition() as edition:
        found, concepts = list(entries(edition)), read_concepts(edition)
    words = []
    for many in (False, True):
        public = tmp_path / str(many)
        digest = compile_database(found, [], public, concepts=concepts, many=many)
        with contextlib.closing(sqlite3.connect(public / "editions" / digest / "collection.db")) as connection:
            connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, _search, instance)")
            words.append(connection.execute("SELECT * FROM words ORDER BY 1, 2, 3, 4").fetchall())
    assert words[0] == words[1]
    assert "беслæн" in {word[0] for word in words[0]}


def test_a_value_outside_a_closed_vocabulary_is_said_with_the_nearest_and_goes_in_all_the_same(places):
    record(places, "six", "title: {en: Sixth}\nspatial: Белсан\n")
    record(places, "seven", "title: {en: Seventh}\nspatial: Белсан\n")
    found = places.run("ingest").stderr
    assert (
        "metadata/records/seven.yaml:1: warning: spatial: “Белсан” (2 times) is not in "
        "metadata/vocabularies/places.yaml; expected “Беслан”" in found
    )
    assert found.count("Белсан") == 1
    places.run("publish", "--yes")
    assert {"six", "seven"} <= places.public_ids()


def test_an_open_vocabulary_lets_every_value_be(places):
    places.write("metadata/vocabularies/places.yaml", PLACES.replace("closed: true\n", ""))
    record(places, "six", "title: {en: Sixth}\nspatial: Белсан\n")
    assert "Белсан" not in places.run("ingest").stderr


def test_a_vocabulary_speaks_for_its_own_terms_alone(places):
    record(places, "six", "title: {en: Sixth}\nsubject: Беслан\n")
    places.run("publish", "--yes")
    with places.edition() as edition:
        assert edition.execute("SELECT 1 FROM statement_concepts WHERE term = 'subject'").fetchone() is None


def test_all_that_is_wrong_in_a_vocabulary_is_said_at_once_with_its_line(workshop):
    found = said(
        workshop,
        "terms: [spatail, spatial]\nclosed: perhaps\nentris: x\nentries:\n  good: {label: {xx-yy-zz: A}}\n"
        "  bad id: {label: B}\n  other:\n    labl: C\n    broader: goood\n    same: nowhere\n"
        "  round: {label: D, broader: round}\n",
    )
    assert [line.removeprefix("metadata/vocabularies/places.yaml:") for line in found] == [
        "1: terms: “spatail”; expected spatial (is that what was meant?)",
        "2: closed: “perhaps”; expected true or false",
        "3: entris: no such key; expected entries (is that what was meant?)",
        "5: good: “xx-yy-zz” is no language tag; expected a BCP 47 tag such as ru, os, en",
        "6: entries: “bad id”; expected an id: letters, digits, . - _ of ASCII",
        "7: other: no label; expected what it is called, as `label: {en: …, ru: …}`",
        "8: other: no such key: “labl”; expected label (is that what was meant?)",
        "9: other: broader: there is no entry “goood”; expected good (is that what was meant?)",
        "10: other: same: “nowhere” is no URI; expected https://… or another scheme",
        "11: round: broader: leads back to itself; expected an entry that is broader",
    ]


def test_a_vocabulary_that_cannot_be_read_hides_no_item_and_the_others_hold(places):
    places.write("metadata/vocabularies/broken.yaml", "terms: [subject]\nentries: {a: {label: \n")
    assert "broken.yaml:" in places.run("publish", "--yes", status=1).stderr
    assert len(places.public_ids()) == 4
    with places.edition() as edition:
        assert edition.execute("SELECT id FROM concepts").fetchall() == [("beslan",)]


def test_an_id_in_two_vocabularies_is_an_error_and_a_word_for_two_entries_means_neither(places):
    places.write(
        "metadata/vocabularies/second.yaml",
        "terms: [spatial]\nentries:\n  beslan: {label: X}\n  village: {label: {ru: Беслан}}\n",
    )
    found = places.run("check", status=1).stderr
    assert "second.yaml:3: “beslan” is also in the vocabulary places; expected an id of its own" in found
    assert "second.yaml:4: warning: spatial: “Беслан” is also beslan; a value that says no more means neither" in found
    thesaurus, _ = read_thesaurus(Archive(places.root))
    assert thesaurus.meaning(Statement("spatial", "Беслан")) is None
    assert thesaurus.meaning(Statement("spatial", "village")).id == "village"
    assert thesaurus.meaning(Statement("spatial", "Beslan")).id == "beslan"


def test_of_two_words_written_alike_the_language_tells_and_the_uri_tells_against(workshop):
    workshop.write(
        "metadata/vocabularies/words.yaml",
        "terms: [subject]\nentries:\n  present: {label: {en: Gift}}\n"
        "  poison: {label: {de: Gift}, same: https://vocabulary.example.org/2}\n",
    )
    thesaurus, problems = read_thesaurus(Archive(workshop.root))
    assert problems == []
    assert thesaurus.meaning(Statement("subject", "Gift", "en-GB")).id == "present"
    assert thesaurus.meaning(Statement("subject", "gift", "de")).id == "poison"
    assert thesaurus.meaning(Statement("subject", "Gift")) is None
    other = "https://vocabulary.example.org/3"
    assert thesaurus.meaning(Statement("subject", "Gift", "de", None, other)) is None


def test_an_archive_without_vocabularies_has_the_tables_empty(workshop):
    record(workshop, "one", "title: {en: First}\nspatial: Beslan\n")
    workshop.run("publish", "--yes")
    with workshop.edition() as edition:
        assert [edition.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("concepts", "related")] == [
            (0,),
            (0,),
        ]
        assert [count.key for count in ask(edition, Query()).facets["place"]] == ["Beslan"]


def test_the_name_of_a_withheld_person_in_a_value_is_warned_of_without_being_said(workshop):
    workshop.write(
        "metadata/people.yaml",
        "p-1: {name: {en: Nameless specimen}, also: [Specimen N.], withhold: true}\n"
        "p-2: {name: {en: Named specimen}, also: [Spec. Named], born: some day}\n",
    )
    record(workshop, "one", "title: {en: First}\ncreator: nameless  specimen\nsubject: Specimen N.\n")
    record(workshop, "two", "title: {en: Second}\ncreator: [Spec. Named, Named specimen]\n")
    found = workshop.run("ingest").stderr
    assert "one.yaml:1: warning: creator: the name of p-1, who is withheld in people.yaml" in found
    assert "one.yaml:1: warning: subject: the name of p-1, who is withheld in people.yaml" in found
    assert "ameless" not in found
    assert "two.yaml:1: warning: creator: “Spec. Named” is another spelling of p-2; expected “Named specimen”" in found
    assert "people.yaml:2: warning: p-2: born: “some day”; expected a date in EDTF" in found


def test_nothing_of_people_is_published_by_way_of_a_value_that_names_them(workshop):
    workshop.write(
        "metadata/people.yaml",
        'p-1: {name: {en: Named specimen, ru: "щъыж93"}, also: [zqxv93], born: 1950, died: 2001,\n'
        "  public: {en: zqxv94}}\n",
    )
    record(workshop, "one", "title: {en: First}\ncreator: Named specimen\n")
    workshop.run("publish", "--yes")
    for needle in ("щъыж93", "zqxv93", "zqxv94", "p-1"):
        assert needle.encode() not in workshop.public_bytes()


def test_the_examples_in_the_documentation_are_read_without_a_problem(workshop):
    page = (PROJECT / "docs" / "vocabularies.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    named = {re.match(r"# (\S+)\n", block)[1]: block for block in blocks if block.startswith("# metadata/")}
    assert set(named) == {"metadata/vocabularies/places.yaml", "metadata/accessions.yaml"}
    for path, block in named.items():
        workshop.write(path, block)
    (letter,) = (block for block in blocks if block.startswith("id: "))
    workshop.write("metadata/records/letter.yaml", letter)
    workshop.write("metadata/private/agreements/0001.pdf", "An agreement")
    assert workshop.run("check").stderr == ""
    concepts = read_thesaurus(Archive(workshop.root))[0].concepts
    assert concepts["beslan"].broader == "north-ossetia"
    (site,) = (block for block in blocks if block.startswith("plugins:"))
    assert settings.read(yaml.safe_load(site)["plugins"]["archive"]).languages == ("ru", "en", "os")
    terms = re.search(r"`terms` \| ([^|]+)", page)[1]
    assert set(re.findall(r"`(\w+)`", terms)) == {term for term in SPOKEN_FOR if not term.startswith("accrual")}
