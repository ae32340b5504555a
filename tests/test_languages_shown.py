"""What a reader is shown where their own language is missing: in the archive's order, and said in which it is."""

from __future__ import annotations

import pytest
from datasette.app import Datasette
from lxml import html

from archive.web.cards import Text, preferred, readable
from archive.web.settings import read

SITE = "plugins:\n  archive:\n    title: {{en: An archive, os: Архив}}\n    languages: {languages}\n"


@pytest.fixture
def spoken(workshop):
    """An item in three languages and one in two, none of them that of the page."""
    workshop.write(
        "metadata/vocabularies/places.yaml", "terms: [spatial]\nentries: {b: {label: {os: Беслӕн, ru: Беслан}}}\n"
    )
    workshop.write(
        "metadata/records/one.yaml",
        "id: one\nkind: other\ntitle: {os: Фыццаг, ru: Первый, de: Erstes}\n"
        "description: {de: Deutsch, os: Ирон, ru: Русский}\nspatial: b\nsubject: {ru: Тема, de: Thema}\n",
    )
    return workshop


def published(workshop, languages):
    workshop.write("datasette.yaml", SITE.format(languages=languages))
    workshop.run("publish", "--yes")
    return Datasette(config_dir=workshop.root / "public")


async def see(site, path):
    return html.fromstring((await site.client.get(path)).text)


@pytest.mark.parametrize(
    ("languages", "shown", "place"),
    [
        ("[ru, os]", ("Первый", "ru", "Russian"), "Беслан"),
        ("[os, ru]", ("Фыццаг", "os", "Ossetian"), "Беслӕн"),
        ("[de]", ("Erstes", "de", "German"), "Беслӕн"),
        ("[]", ("Фыццаг", "os", "Ossetian"), "Беслӕн"),
    ],
)
async def test_the_archive_decides_what_stands_in_for_a_missing_language(spoken, languages, shown, place):
    site = published(spoken, languages)
    page = await see(site, "/items/one")
    (heading,) = page.cssselect("h1")
    assert (heading.text_content(), heading.get("lang"), heading.get("data-in")) == shown
    assert page.cssselect("dd a[href='/search?place=b']")[0].text_content() == place
    (card,) = (await see(site, "/search")).cssselect(".results h2")
    assert (card.text_content(), card.get("lang"), card.get("data-in")) == shown
    own = (await see(site, "/ru/items/one")).cssselect("h1")[0]
    assert (own.text_content(), own.get("lang"), own.get("data-in")) == ("Первый", None, None)
    site.close()


async def test_the_texts_of_an_item_follow_in_the_same_order_each_with_its_language(spoken):
    site = published(spoken, "[ru, os]")
    described = (await see(site, "/items/one")).cssselect(".description p")
    assert [(one.text_content(), one.get("lang"), one.get("data-in")) for one in described] == [
        ("Русский", "ru", "Russian"),
        ("Ирон", "os", "Ossetian"),
        ("Deutsch", "de", "German"),
    ]
    css = (await site.client.get("/-/static-plugins/memory-archive/archive.css")).text
    assert "[data-in]::after" in css
    assert "attr(data-in)" in css
    site.close()


def test_texts_without_a_language_come_behind_ones_own_and_before_the_others():
    texts = [Text("d", "de"), Text("o", "os"), Text("none"), Text("r", "ru-RU"), Text("e", "en")]
    assert [text.text for text in preferred(texts, ("en", "ru", "os"))] == ["e", "none", "r", "o", "d"]
    assert [text.text for text in readable(texts[:2], ("en", "ru", "os"))] == ["o"]
    assert readable([], ("en",)) == ()


def test_the_order_is_a_list_of_language_tags():
    assert read({"languages": ["ru", "en", "os"]}).languages == ("ru", "en", "os")
    for wrong in ("ru", ["russian"], [1], {"ru": 1}):
        with pytest.raises(ValueError, match=r"languages: .*, expected a list of language tags"):
            read({"languages": wrong})


def test_the_archives_own_name_falls_back_in_the_same_order():
    said = read({"title": {"en": "An archive", "os": "Архив"}, "languages": ["os", "en"]})
    assert said.said("ru").title == "Архив"
    assert read({"title": {"en": "An archive", "os": "Архив"}}).said("ru").title == "An archive"
