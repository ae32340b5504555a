"""The pages of what has many pages, of what is larger than a screen, and of recordings with an index."""

from __future__ import annotations

import io
import json
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import html
from PIL import Image

from archive.records.model import Record, Statement
from archive.store.rows import Entry, Item, Passage
from web_fixture import keep, make_edition, square

WIDTH, HEIGHT = 1500, 1000


def bundle(files):
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def tiles():
    """A picture of 1500 × 1000 in tiles of 512, whole, halved and quartered."""
    whole = Image.open(io.BytesIO(square(WIDTH, 3)))
    info = {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": "",
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": WIDTH,
        "height": HEIGHT,
        "tiles": [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4]}],
    }
    files = {"info.json": json.dumps(info)}
    for factor in (1, 2, 4):
        for x in range(0, WIDTH, 512 * factor):
            for y in range(0, HEIGHT, 512 * factor):
                width, height = min(512 * factor, WIDTH - x), min(512 * factor, HEIGHT - y)
                size = (-(-width // factor), -(-height // factor))
                out = io.BytesIO()
                whole.crop((x, y, x + width, y + height)).resize(size).save(out, "JPEG")
                region = "full" if (width, height) == (WIDTH, HEIGHT) else f"{x},{y},{width},{height}"
                files[f"{region}/{size[0]},{size[1]}/0/default.jpg"] = out.getvalue()
    return bundle(files)


def entry(identity, kind, files, passages=()):
    record = Record(identity, kind, (Statement("title", f"Specimen {identity}", "en"),))
    return Entry(Item(record, tuple(files), "2026-11-20T09:00:00Z"), tuple(passages), "public")


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    public = tmp_path_factory.mktemp("depth") / "public"
    media = public / "media"
    media.mkdir(parents=True)
    pages = bundle({f"{number:04}.jpg": square(600, number) for number in (1, 2, 3)})
    document = [
        keep(media, ("document", 1, "clean"), b"%PDF-1.7 specimen", ".pdf"),
        keep(media, ("document", 1, "large"), square(800, 1), ".jpg", edges=(800, 600)),
        keep(media, ("document", 1, "pages"), pages, ".zip"),
        keep(media, ("document", 1, "small"), square(400, 1), ".jpg", edges=(400, 300)),
    ]
    written = [Passage("document", 1, number, f"What page {number} says.", "en", page=number) for number in (1, 2, 3)]
    large = [
        keep(media, ("large", 1, "large"), square(1000, 3), ".jpg", edges=(1000, 750)),
        keep(media, ("large", 1, "tiles"), tiles(), ".zip"),
    ]
    recording = [
        keep(media, ("recording", 1, "playable"), b"sound to be played", ".m4a", duration=90.0),
        keep(media, ("recording", 1, "waveform"), b"\x89PNG\r\n\x1a\n", ".png", edges=(1600, 120)),
    ]
    index = [
        Passage("recording", 2, 1, "How the specimen begins", "en", start=0.0, form="section"),
        Passage("recording", 2, 2, "It says that it is one.", "en", start=0.0, form="synopsis"),
        Passage("recording", 2, 3, "specimen; beginning", "en", start=0.0, form="keywords"),
        Passage("recording", 2, 4, "How it ends", "en", start=61.5, form="section"),
        Passage("recording", 3, 5, "These are the words of a specimen.", "en", "Reader", 0.0, 5.0),
    ]
    told = [
        ("Beginning", "en", 0.0, "section"),
        ("The first words of it", "en", 0.0, "quote"),
        ("The first words of it, and more.", "en", 0.0, None),
        ("And then the end.", "en", 8.0, None),
        ("Начало", "ru", 0.0, "section"),
        ("Первые слова и дальше.", "ru", 0.0, None),
        ("И конец.", "ru", 8.0, None),
    ]
    twice = [
        Passage("told-twice", 2, position, words, language, start=start, form=form)
        for position, (words, language, start, form) in enumerate(told, start=1)
    ]
    return make_edition(
        public,
        more=[
            entry("document", "article", document, written),
            entry("large", "photo", large),
            entry("recording", "testimony", recording, index),
            entry("told-twice", "testimony", [keep(media, ("told-twice", 1, "playable"), b"sound", ".m4a")], twice),
        ],
    )


@pytest.fixture(scope="module")
def site(specimen):
    datasette = specimen.site()
    yield datasette
    datasette.close()


async def see(site, path, status=200):
    answer = await site.client.get(path)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def text(page, path):
    return [" ".join(found.text_content().split()) for found in page.cssselect(path)]


async def test_a_document_shows_its_first_page_and_leads_to_all(site):
    page = await see(site, "/items/document")
    assert text(page, ".picture figcaption") == ["3 pages"]
    assert page.cssselect(".picture a")[0].get("href") == "/items/document/pages/1/1"
    assert [one.get("href") for one in page.cssselect(".text .page a")][1] == "/items/document/pages/1/2"
    assert text(page, ".files a") == ["The document"]
    russian = await see(site, "/ru/items/document")
    assert text(russian, ".picture figcaption") == ["3 страницы"]


async def test_a_page_of_a_document_is_a_picture_with_its_text_between_its_neighbours(site):
    page = await see(site, "/items/document/pages/1/2?q=page")
    picture = page.cssselect(".leaf img")[0].get("src")
    answer = await site.client.get(picture)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (600, 450)
    assert text(page, ".leaf .text p") == ["What page 2 says."]
    assert text(page, "mark") == ["page"]
    assert [one.get("href") for one in page.cssselect(".tools a")] == [
        "/items/document/pages/1/1?q=page",
        "/items/document/pages/1/3?q=page",
    ]
    for odd in ("1/0", "1/4", "2/1"):
        await see(site, f"/items/document/pages/{odd}", 404)
    await see(site, "/items/photo-1/pages/1/1", 404)


async def test_nothing_but_the_pictures_of_a_bundle_can_be_had_from_it(site, specimen):
    path = specimen.file("document", "pages")["path"]
    assert (await site.client.get(f"/media/{path}/0003.jpg")).status_code == 200
    for name in ("0004.jpg", "../../edition.json", "", "0001.jpg/", "info.json"):
        assert (await site.client.get(f"/media/{path}/{name}")).status_code == 404
    picture = specimen.file("photo-1")["path"]
    assert (await site.client.get(f"/media/{picture}.zip/0001.jpg")).status_code == 404


async def test_a_part_of_a_page_can_be_asked_for(site, specimen):
    address = f"/media/{specimen.file('document', 'pages')['path']}/0002.jpg"
    whole = (await site.client.get(address)).content
    part = await site.client.get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    first = await site.client.get(address.replace("0002", "0001"))
    assert first.headers["etag"] != part.headers["etag"]


async def test_a_large_picture_says_which_tiles_it_has_and_each_of_them_is_there(site):
    answer = await site.client.get("/iiif/large/1/info.json")
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert answer.headers["access-control-allow-origin"] == "*"
    info = answer.json()
    assert info["id"] == "http://localhost/iiif/large/1"
    first = await site.client.get("/iiif/large/1/0,0,512,512/512,512/0/default.jpg")
    assert Image.open(io.BytesIO(first.content)).size == (512, 512)
    for path in ("/iiif/large/1/0,0,512,512/9,9/0/default.jpg", "/iiif/large/2/info.json", "/iiif/photo-1/1/info.json"):
        assert (await site.client.get(path)).status_code == 404
    page = await see(site, "/items/large/picture/1")
    assert page.cssselect("[data-tiles]")[0].get("data-tiles") == "/iiif/large/1"
    assert page.cssselect("script")


async def test_a_recording_has_its_copy_to_play_its_loudness_and_its_contents(site, specimen):
    page = await see(site, "/items/recording")
    assert page.cssselect("audio")[0].get("src") == f"/media/{specimen.file('recording', 'playable')['path']}"
    assert page.cssselect(".wave img")[0].get("src") == f"/media/{specimen.file('recording', 'waveform')['path']}"
    lines = page.cssselect(".contents .lines > li")
    assert text(page, ".contents h3") == ["How the specimen begins", "How it ends"]
    assert text(lines[0], "p") == ["It says that it is one.", "specimen; beginning"]
    assert [line.get("data-start") for line in lines] == ["0.0", "61.5"]
    assert lines[1].cssselect(".time")[0].get("href") == "?t=61.5#t61.5"
    assert text(page, ".transcript .lines p") == ["Reader", "These are the words of a specimen."]
    assert not page.cssselect(".files")


async def test_a_transcript_can_be_taken_along_as_players_read_it(site):
    page = await see(site, "/items/recording")
    links = [link.get("href") for link in page.cssselect(".transcript .aside a[download]")]
    assert links == ["/items/recording/text/3.vtt", "/items/recording/text/3.srt"]
    written = await site.client.get(links[0])
    assert written.headers["content-type"] == "text/vtt; charset=utf-8"
    assert written.text.endswith("00:00:00.000 --> 00:00:05.000\n<v Reader>These are the words of a specimen.\n")
    assert "Reader: These are the words" in (await site.client.get(links[1])).text
    for odd in ("2.vtt", "9.srt"):
        await see(site, f"/items/recording/text/{odd}", 404)
    await see(site, "/items/photo-3/text/1.vtt", 404)


async def test_a_file_that_tells_a_recording_in_two_languages_is_shown_in_one_with_the_other_beside_it(site):
    page = await see(site, "/items/told-twice")
    assert text(page, ".contents h3") == ["Beginning"]
    assert text(page, ".contents .words") == ["The first words of it"]
    assert text(page, ".transcript .lines > li > div") == [
        "The first words of it, and more.",
        "Первые слова и дальше.",
        "And then the end.",
        "И конец.",
    ]
    assert text(page, ".besides a") == ["Russian", "nothing"]
    russian = await see(site, "/items/told-twice?text=ru&beside=none")
    assert text(russian, ".contents h3") == ["Начало"]
    assert text(russian, ".transcript .lines p") == ["Первые слова и дальше.", "И конец."]
    links = [link.get("href") for link in russian.cssselect(".transcript .aside a[download]")]
    assert links[0] == "/items/told-twice/text/2.vtt?text=ru"
    written = (await site.client.get(links[0])).text
    assert "И конец." in written
    assert "the end" not in written
