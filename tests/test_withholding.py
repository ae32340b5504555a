"""Parts and names that are withheld: the item is published, and they are in no byte of the edition."""

from __future__ import annotations

import io
import math
import struct
import subprocess
import wave

import pytest
from PIL import Image

from archive.records.wording import has_words
from conftest import Workshop
from pdf_fixture import below_one_another, pdf_of, saved

ADULT = "p-1: {name: {en: Specimen reader}, withhold: false, adult: true}\n"
UNNAMED = """p-2:
  name: {ru: "Имярек Имяреков", en: "Imyarek Imyarekov"}
  public: {ru: Чтец, en: A reader}
  withhold: true
  adult: true
"""
SCOPE = "[publish, name, words, voice, face, download, harvest]"
TELLING = f"consents: [{{person: p-1, given: 2026, scope: {SCOPE}}}]\n"
TRANSCRIPT = """WEBVTT

00:00:00.000 --> 00:00:01.000
<v Reader>The first words.

00:00:01.000 --> 00:00:02.000
<v Reader>The zqxv words.

00:00:02.000 --> 00:00:03.000
<v Reader>The last words.
"""


def tone(seconds: int) -> bytes:
    """Sound that is never silent: a square wave of 16 bits at 8,000 Hz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", 9000 if at // 20 % 2 else -9000) for at in range(8000 * seconds)))
    return out.getvalue()


@pytest.fixture
def people(workshop) -> Workshop:
    workshop.write("metadata/people.yaml", ADULT + UNNAMED)
    return workshop


def published(workshop: Workshop, record: str, *, reason: str = "") -> list[tuple[str, str | None]]:
    """The passages and speakers of the edition; with a `reason` the item has to be hidden for it."""
    workshop.write("metadata/records/one.yaml", record)
    said = workshop.run("publish", "--yes").stdout
    assert reason in said
    assert workshop.public_ids() == (set() if reason else {"one"})
    with workshop.edition() as edition:
        return edition.execute("SELECT text, speaker FROM passages ORDER BY position").fetchall()


def statements(workshop: Workshop) -> list[str]:
    with workshop.edition() as edition:
        return [value for (value,) in edition.execute("SELECT value FROM statements ORDER BY item, term, position")]


def test_of_an_interval_the_transcript_says_that_something_is_missing(people):
    people.write("collection/one.en.vtt", TRANSCRIPT)
    record = f"id: one\nkind: testimony\ntitle: A title\nfiles: [one.en.vtt]\n{TELLING}"
    held = 'withhold: [{file: one.en.vtt, from: "00:00:01", to: "00:00:02"}]\n'
    assert published(people, record + held) == [
        ("The first words.", "Reader"),
        ("[…]", None),
        ("The last words.", "Reader"),
    ]
    assert b"zqxv" not in people.public_bytes()


def test_of_an_interval_the_sound_is_silent_in_the_copy_and_the_original_is_not_given(people, tmp_path):
    people.write("collection/one.wav", tone(4))
    people.write("collection/one.en.vtt", TRANSCRIPT)
    record = f"id: one\nkind: testimony\ntitle: A title\nfiles: [one.wav, one.en.vtt]\n{TELLING}"
    record += 'access: {originals: true}\nwithhold: [{file: one.wav, from: "00:00:01", to: "00:00:02"}]\n'
    assert len(published(people, record)) == 3
    with people.edition() as edition:
        files = edition.execute("SELECT role, path FROM files ORDER BY role").fetchall()
    assert [role for role, _ in files] == ["playable", "waveform"]
    loudest = loudness(people.root / "public/media" / files[0][1], tmp_path)
    assert loudest(1.0, 2.0) == 0
    assert loudest(0.2, 0.6) > 1000 < loudest(2.6, 3.0)


def test_words_that_are_withheld_are_silenced_where_they_are_said(people, tmp_path):
    people.write("collection/one.wav", tone(4))
    people.write("collection/one.en.vtt", TRANSCRIPT)
    record = f"id: one\nkind: testimony\ntitle: A title\nfiles: [one.wav, one.en.vtt]\n{TELLING}"
    published(people, record + "withhold: [{file: one.en.vtt, text: the ZQXV  words}]\n")
    assert b"zqxv" not in people.public_bytes().lower()
    with people.edition() as edition:
        (path,) = edition.execute("SELECT path FROM files WHERE role = 'playable'").fetchone()
    assert loudness(people.root / "public/media" / path, tmp_path)(1.0, 2.0) == 0


def test_words_that_are_withheld_are_in_no_other_transcript_of_these_seconds(people):
    people.write("collection/one.ru.vtt", TRANSCRIPT)
    people.write("collection/one.en.vtt", TRANSCRIPT.replace("zqxv", "brockenhurst"))
    people.write("collection/one.en.md", "The brockenhurst words once more.")
    files = "[one.ru.vtt, one.en.vtt, one.en.md]"
    record = f"id: one\nkind: testimony\ntitle: A title\nfiles: {files}\n{TELLING}"
    said = published(people, record + "withhold: [{file: one.ru.vtt, text: zqxv}]\n")
    assert [text for text, _ in said] == ["The first words.", "[…]", "The last words."] * 2 + ["[…]"]
    assert b"brockenhurst" not in people.public_bytes()
    assert "7 passages, 4 of them public" in people.run("show", "one").stdout


@pytest.mark.parametrize(
    "said",
    [
        "brocken\u00adhurst zqxvik",
        "brocken-\nhurst zqxvik",
        "brockenhurst, zqxvik",
        "**brockenhurst** _zqxvik_",
        "brocken\u200bhurst zqxvik",
        "b r o c k e n h u r s t zqxvik",
        "Brockenhurst\n(zqxvik)",
        "brо\u0441kenhurst zqxvik",
    ],
)
def test_words_that_are_withheld_are_found_however_they_are_set(said):
    assert has_words(f"Before it. {said} after it", "Brockenhurst zqxvik")
    assert not has_words(f"Before it. {said[4:]} after it", "Brockenhurst zqxvik")


def test_words_are_compared_as_they_are_spelt_in_russian_and_not_across_others():
    assert has_words("Это Елкин, иодныи раицентр", "Ёлкин") is True
    assert has_words("елкин йодный", "Ёлкин йодный")
    assert has_words("из-за леса", "из-за")
    assert has_words("из-\nза леса", "из-за")
    assert not has_words("при работе", "ира")
    assert has_words("what? No!", "?")


def test_words_that_are_not_found_hide_the_item(people):
    people.write("collection/one.txt", "Some text.")
    record = (
        "id: one\nkind: article\ntitle: A title\nfiles: [one.txt]\nwithhold: [{file: one.txt, text: other words}]\n"
    )
    published(people, record, reason="the words to be withheld of one.txt do not stand there as they are written")


def test_a_region_is_painted_over_in_every_picture(people):
    picture = Image.new("RGB", (640, 480), (200, 40, 40))
    picture.paste((0, 0, 255), (64, 64, 128, 128))
    content = io.BytesIO()
    picture.save(content, "PNG")
    people.write("collection/one.png", content.getvalue())
    published(
        people,
        "id: one\nkind: photo\ntitle: A title\nfiles: [one.png]\naccess: {level: public, originals: true}\n"
        'withhold: [{file: one.png, region: "64,64,64,64"}]\n',
    )
    with people.edition() as edition:
        files = edition.execute("SELECT role, path FROM files ORDER BY role").fetchall()
    assert [role for role, _ in files] == ["large", "small"]
    for _, path in files:
        with Image.open(people.root / "public/media" / path) as shown:
            assert not any(blue > red + 60 for red, _, blue in shown.convert("RGB").get_flattened_data())


def test_another_item_with_the_same_file_does_not_show_what_this_one_withholds(people):
    people.photo("collection/one.jpg")
    people.photo("collection/two.jpg")
    people.write("metadata/records/two.yaml", "id: two\nkind: photo\ntitle: Two\nfiles: [two.jpg]\n")
    people.write(
        "metadata/records/one.yaml",
        'id: one\nkind: photo\ntitle: One\nfiles: [one.jpg]\nwithhold: [{file: one.jpg, region: "0,0,16,16"}]\n',
    )
    people.run("publish", "--yes")
    with people.edition() as edition:
        assert {item for (item,) in edition.execute("SELECT item FROM files")} == {"one"}


def test_a_statement_is_withheld_in_one_language_or_all(people):
    record = "id: one\nkind: other\ntitle: A title\ndescription: {en: zqxv one, ru: Второе}\nsubject: [zqxv two]\n"
    published(people, record + "withhold: [{term: subject}, {term: description, language: en}]\n")
    assert statements(people) == ["Второе", "A title"]
    assert b"zqxv" not in people.public_bytes()


def test_a_withheld_person_has_the_public_name_in_every_item(people):
    people.write("collection/one.ru.txt", "Это рассказал Имярек Имяреков. Рассказ Имярека Имярекова записан.")
    record = 'id: one\nkind: article\ntitle: {en: "Imyarek Imyarekov and the shelf"}\nfiles: [one.ru.txt]\n'
    ((text, _),) = published(people, record)
    assert text == "Это рассказал [Чтец]. Рассказ [Чтец] записан."
    assert statements(people)[0] == "[A reader] and the shelf"
    public = people.public_bytes().lower()
    assert "имяр".encode() not in public
    assert b"imyar" not in public


def test_a_doubtful_word_hides_the_item_until_somebody_has_decided(people):
    people.write(
        "metadata/people.yaml", 'p-2: {name: {ru: "Вера Полкина"}, public: {ru: Чтец}, withhold: true, adult: true}\n'
    )
    people.write("collection/one.ru.txt", "На полке стоит каталог. Каталог принесла Вера.")
    record = "id: one\nkind: article\ntitle: Каталог\nfiles: [one.ru.txt]\n"
    published(people, record, reason="“Вера” may be a name that is withheld: archive reviews")
    ((text, _),) = published(people, record + "names: [{text: Вера, is: p-2}]\n")
    assert text == "На полке стоит каталог. Каталог принесла [Чтец]."
    ((text, _),) = published(people, record + "names: [{text: Вера, is: nobody, in: one.ru.txt}]\n")
    assert "Вера" in text


def test_a_name_that_was_withheld_is_given_only_when_somebody_agrees(people):
    record = "id: one\nkind: other\ntitle: {en: Imyarek Imyarekov}\n"
    published(people, record)
    assert statements(people) == ["[A reader]"]
    people.write("metadata/people.yaml", ADULT + UNNAMED.replace("withhold: true", "withhold: false"))
    assert "waiting for a yes" in people.run("publish", status=1).stderr
    assert "imyarek" not in people.public_bytes().decode(errors="replace").lower()
    people.run("publish", "--yes")
    assert statements(people) == ["Imyarek Imyarekov"]


def test_a_name_in_an_id_hides_the_item(people):
    people.write("metadata/records/one.yaml", "id: imyarek-imyarekov\nkind: other\ntitle: A title\n")
    assert "its id may hold a name that is withheld" in people.run("publish", "--yes").stdout
    assert not people.public_ids()


def test_without_the_scope_name_the_item_itself_does_not_give_it(people):
    people.write("metadata/people.yaml", UNNAMED.replace("withhold: true", "withhold: false"))
    people.write("collection/one.en.vtt", TRANSCRIPT.replace("<v Reader>", "<v Imyarek Imyarekov>"))
    people.write("metadata/records/two.yaml", "id: two\nkind: other\ntitle: {en: A talk of Imyarek Imyarekov}\n")
    people.write(
        "metadata/records/one.yaml",
        "id: one\nkind: testimony\ntitle: A title\nfiles: [one.en.vtt]\n"
        "consents: [{person: p-2, given: 2026, scope: [publish, words]}]\npeople: [{person: p-2, role: narrator}]\n",
    )
    people.run("publish", "--yes")
    with people.edition() as edition:
        assert {speaker for (speaker,) in edition.execute("SELECT speaker FROM passages")} == {"[A reader]"}
    assert "A talk of Imyarek Imyarekov" in statements(people)


def test_a_concept_that_tells_a_name_is_not_told(people):
    people.write(
        "metadata/vocabularies/subjects.yaml",
        "terms: [subject]\nentries:\n  imya: {label: {ru: Имярек Имяреков}}\n  shelf: {label: {en: Shelves}}\n",
    )
    published(people, "id: one\nkind: other\ntitle: A title\nsubject: [Имярек Имяреков, Shelves]\n")
    assert "имяр".encode() not in people.public_bytes().lower()
    with people.edition() as edition:
        assert edition.execute("SELECT id FROM concepts").fetchall() == [("shelf",)]


def loudness(path, tmp_path):
    """What gives the largest sample between two times, in seconds, of a recording."""
    out = tmp_path / "decoded.wav"
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", path, "-ar", "8000", "-ac", "1", out], check=True)
    with wave.open(str(out)) as sound:
        frames = sound.readframes(sound.getnframes())
    samples = struct.unpack(f"<{len(frames) // 2}h", frames)
    return lambda start, end: max(map(abs, samples[math.ceil(start * 8000) : int(end * 8000)]))


def test_show_gives_the_verdict_on_each_part(people):
    people.write("collection/one.wav", tone(2))
    people.write("collection/one.en.vtt", TRANSCRIPT)
    people.write(
        "metadata/records/one.yaml",
        "id: one\nkind: testimony\ntitle: A title\ndescription: zqxv\nfiles: [one.wav, one.en.vtt]\n"
        f"{TELLING}withhold: [{{term: description}}, {{file: one.wav, from: 1, to: 2}}]\n",
    )
    people.run("ingest")
    said = people.run("show", "one").stdout
    assert "public: made anew without what is withheld" in said
    assert "Description: not public: description is withheld" in said
    assert "3 passages, 2 of them public" in said


def test_a_person_whom_one_item_does_not_name_is_not_told_by_its_concepts_either(people):
    people.write("metadata/people.yaml", UNNAMED.replace("withhold: true", "withhold: false"))
    entries = "terms: [subject]\nentries:\n  talks: {label: {ru: Рассказы Имярека Имярекова}}\n"
    people.write("metadata/vocabularies/subjects.yaml", entries)
    record = "id: one\nkind: testimony\ntitle: A title\nsubject: talks\npeople: [{person: p-2, role: narrator}]\n"
    published(people, f"{record}consents: [{{person: p-2, given: 2026, scope: [publish, words]}}]\n")
    assert "имяр".encode() not in people.public_bytes().lower()
    published(people, f"{record}consents: [{{person: p-2, given: 2026, scope: [publish, words, name]}}]\n")
    assert "Рассказы Имярека Имярекова".encode() in people.public_bytes()


def test_a_name_is_not_told_by_addresses_tags_and_names_of_files_either(people):
    people.write("metadata/vocabularies/imyarekov.yaml", "terms: [subject]\nentries:\n  a: {label: {en: A shelf}}\n")
    people.write("collection/letter.imyar", "A letter.")
    record = "id: one\nkind: other\ntitle: A title\nsubject: A shelf\nfiles: [letter.imyar]\n"
    record += "access: {originals: true, level: public}\ndescription: {en-x-imyarek: A box}\n"
    written = "{value: '12', datatype: 'https://example.org/imyarekov', uri: 'urn:x:imyarek-imyarekov'}"
    published(people, f"{record}identifier: {written}\n")
    assert b"imyar" not in people.public_bytes().lower()


def test_a_name_is_not_told_by_the_language_in_the_name_of_a_file(people):
    people.write("collection/one.ru-x-imyarek.txt", "Некоторые слова.")
    published(people, "id: one\nkind: article\ntitle: A title\nfiles: [one.ru-x-imyarek.txt]\n")
    assert b"imyarek" not in people.public_bytes().lower()


def test_a_public_name_that_may_tell_the_one_that_is_withheld_is_warned_of(people):
    people.write("metadata/people.yaml", ADULT + UNNAMED.replace("A reader", "I. Imyarekova"))
    people.write("metadata/records/one.yaml", "id: one\nkind: article\ntitle: A title\n")
    warned = "metadata/people.yaml: warning: public: p-2: the name in public, “I. Imyarekova”, may tell the one"
    assert warned in people.run("publish", "--preview").stderr
    assert warned in people.run("publish", "--yes").stderr


def test_a_tombstone_whose_id_holds_a_name_that_is_withheld_by_now_is_none(people):
    people.write("metadata/people.yaml", ADULT)
    for name in ("imyarek-imyarekov", "two"):
        people.write(f"metadata/records/{name}.yaml", f"id: {name}\nkind: other\ntitle: A title\n")
    people.run("publish", "--yes")
    people.write("metadata/people.yaml", ADULT + UNNAMED)
    rows = "".join(f"{name},2026-01-01,x,As Imyarek Imyarekov asked,\n" for name in ("imyarek-imyarekov", "two"))
    people.write("metadata/withdrawn.csv", f"id,date,reason,public_reason\n{rows}")
    people.run("publish", "--yes")
    assert b"imyar" not in people.public_bytes().lower()
    with people.edition() as edition:
        assert edition.execute("SELECT id, reason FROM tombstones").fetchall() == [("two", "As [Чтец] asked")]


def test_while_a_source_cannot_be_read_a_name_that_is_withheld_by_now_goes_from_wherever_it_stands(people):
    people.write("metadata/people.yaml", ADULT)
    entries = "terms: [subject]\nentries:\n  talks: {label: {ru: Рассказы Имярека Имярекова}}\n"
    people.write("metadata/vocabularies/subjects.yaml", entries)
    warned = "kind: other\ntitle: A title\nsubject: talks\naccess: {level: public, warning: {ru: Имярек Имяреков}}\n"
    people.write("metadata/records/one.yaml", f"id: one\n{warned}")
    for name in ("two", "three"):
        people.write(f"metadata/records/{name}.yaml", f"id: {name}\nkind: other\ntitle: A title\n")
    people.write("metadata/withdrawn.csv", "id,date,reason,public_reason\n")
    people.run("publish", "--yes")
    people.write("metadata/withdrawn.csv", "id,date,reason,public_reason\ntwo,2026-01-01,x,Имярек Имяреков\n")
    people.run("publish", "--yes")
    assert "Имяр".encode() in people.public_bytes()
    people.write("metadata/people.yaml", ADULT + UNNAMED)
    people.write("metadata/records/three.yaml", 'id: three\ntitle: "torn\n')
    people.run("publish", "--yes", status=1)
    assert "имяр" not in people.public_bytes().decode(errors="replace").lower()
    with people.edition() as edition:
        (warning,) = edition.execute("SELECT warning FROM items WHERE id = 'one'").fetchone()
    assert warning == '{"ru": "[Чтец]"}'


def test_pages_of_a_document_in_which_somebody_may_be_seen_are_shown_by_no_item(people):
    saved(pdf_of(below_one_another(["Words of a specimen"])), people.root / "collection/one.pdf")
    people.write("metadata/records/two.yaml", "id: two\nkind: article\ntitle: Two\nfiles: [one.pdf]\n")
    told = "id: one\nkind: testimony\ntitle: One\nfiles: [one.pdf]\npeople: [{person: p-1, role: narrator}]\n"
    consent = "consents: [{person: p-1, given: 2026, scope: [publish, name, words, download]}]\n"
    people.write("metadata/records/one.yaml", told + consent)
    people.run("publish", "--yes")
    with people.edition() as edition:
        assert edition.execute("SELECT * FROM files").fetchall() == []
        assert {item for (item,) in edition.execute("SELECT item FROM passages")} == {"one", "two"}


def test_a_text_that_two_items_share_is_read_in_both_where_the_same_is_withheld(people):
    people.write("collection/one.ru.txt", "Это рассказал Имярек Имяреков.")
    people.write("collection/other.ru.txt", "Другое.")
    people.write("metadata/records/two.yaml", "id: two\nkind: article\ntitle: Two\nfiles: [other.ru.txt, one.ru.txt]\n")
    people.write("metadata/records/one.yaml", "id: one\nkind: article\ntitle: One\nfiles: [one.ru.txt]\n")
    people.run("publish", "--yes")
    with people.edition() as edition:
        said = edition.execute("SELECT item, text FROM passages ORDER BY item, position").fetchall()
    assert said == [("one", "Это рассказал [Чтец]."), ("two", "Другое."), ("two", "Это рассказал [Чтец].")]


def test_a_transcript_that_is_withheld_closes_no_other_document_of_the_item(people):
    saved(pdf_of(below_one_another(["Words of a specimen"])), people.root / "collection/one.pdf")
    people.write("collection/one.en.vtt", TRANSCRIPT)
    record = f"id: one\nkind: testimony\ntitle: One\nfiles: [one.pdf, one.en.vtt]\n{TELLING}withhold: "
    published(people, f"{record}[{{file: one.en.vtt}}]\n")
    with people.edition() as edition:
        assert ("large",) in edition.execute("SELECT role FROM files").fetchall()
    published(people, f"{record}[{{file: one.en.vtt, from: 0, to: 1}}]\n")
    with people.edition() as edition:
        assert edition.execute("SELECT role FROM files").fetchall() == []


def test_where_a_name_is_withheld_no_page_is_given_in_which_it_may_stand_unread(people):
    people.write("collection/one.html", "<title>Kept by Imyarekov</title><!-- Imyarekov --><p>Some words.</p>")
    published(people, "id: one\nkind: article\ntitle: A title\nfiles: [one.html]\naccess: {originals: true}\n")
    assert b"imyar" not in people.public_bytes().lower()
    with people.edition() as edition:
        assert not edition.execute("SELECT path FROM files").fetchall()


async def test_the_page_says_where_something_is_withheld(people):
    from archive.cli.serving import open_site

    people.write("collection/one.en.vtt", TRANSCRIPT)
    record = f"id: one\nkind: testimony\ntitle: A title\nfiles: [one.en.vtt]\n{TELLING}"
    published(people, record + "withhold: [{file: one.en.vtt, from: 1, to: 2}]\n")
    site = open_site(people.root, None)
    await site.invoke_startup()
    assert '[…] <span class="note" lang="en">withheld</span>' in (await site.client.get("/items/one")).text
    assert "не публикуется" in (await site.client.get("/ru/items/one")).text


@pytest.mark.parametrize("again", [1, 2])
def test_without_a_yes_nothing_that_was_withheld_comes_out_however_often_one_publishes(people, again):
    people.write("metadata/records/two.yaml", "id: two\nkind: other\ntitle: Two\ndescription: zqxv\n")
    held = people.root / "metadata/records/two.yaml"
    held.write_text(held.read_text() + "withhold: [{term: description}]\n")
    people.write("metadata/records/one.yaml", "id: one\nkind: other\ntitle: {en: A talk of Imyarek Imyarekov}\n")
    people.run("publish", "--yes")
    held.write_text(held.read_text().replace("withhold: [{term: description}]\n", ""))
    people.write("metadata/people.yaml", ADULT + UNNAMED.replace("withhold: true", "withhold: false"))
    for _ in range(again):
        assert "waiting for a yes" in people.run("publish", status=1).stderr
    assert statements(people) == ["A talk of [A reader]", "Two"]
    people.run("publish", "--yes")
    assert statements(people) == ["A talk of Imyarek Imyarekov", "zqxv", "Two"]


def test_withholding_more_is_not_called_showing_more(people):
    people.write("collection/one.en.vtt", TRANSCRIPT)
    record = f"id: one\nkind: testimony\ntitle: A title\nfiles: [one.en.vtt]\n{TELLING}"
    published(people, record)
    people.write("metadata/records/one.yaml", record + "withhold: [{file: one.en.vtt, from: 1, to: 2}]\n")
    people.run("publish")
    assert b"zqxv" not in people.public_bytes()


def test_brackets_that_stay_for_a_question_do_not_name_who_is_withheld_since(people):
    other = 'p-3: {name: {en: "Zahar Kvyzhitov"}, public: {en: Another}, adult: true}\n'
    people.write("metadata/people.yaml", ADULT + UNNAMED + other)
    record = "id: one\nkind: other\ntitle: {en: Imyarek Imyarekov and Zahar Kvyzhitov}\n"
    published(people, record + "access: {level: public, warning: {en: Of Imyarek Imyarekov}}\n")
    assert statements(people) == ["[A reader] and Zahar Kvyzhitov"]
    both = UNNAMED.replace("withhold: true", "withhold: false") + other.replace("adult", "withhold: true, adult")
    people.write("metadata/people.yaml", ADULT + both)
    for _ in range(2):
        people.run("publish", status=1)
        assert statements(people) == ["[A reader] and [Another]"]
        assert b"imyar" not in people.public_bytes().lower()
        assert b"kvyzh" not in people.public_bytes().lower()


BRACKETS = "id: one\nkind: other\ntitle: {{en: A talk of {}}}\ndescription: {}\nsubject: {}\n"


def test_brackets_that_stand_for_nobody_are_no_question(people):
    published(people, BRACKETS.format("Imyarek Imyarekov", "'[1905]'", "'[letter]'"))
    people.write("metadata/records/one.yaml", BRACKETS.format("Imyarek Imyarekov", "'1905'", "letter"))
    people.run("publish")
    assert "A talk of [A reader]" in statements(people)
    assert {"1905", "letter"} <= set(statements(people))


@pytest.mark.parametrize("after", [ADULT, ADULT + UNNAMED.replace("withhold: true", "withhold: false"), None])
def test_brackets_that_stood_for_somebody_are_a_question_whoever_is_withheld_now(people, after):
    published(people, BRACKETS.format("Imyarek Imyarekov", "'[1905]'", "x"))
    if after is None:  # nobody knows any more what stood in brackets
        people.write("metadata/records/one.yaml", BRACKETS.format("Imyarek Imyarekov", "'1905'", "x"))
        (people.root / ".archive/bracketed.json").unlink()
    else:
        people.write("metadata/people.yaml", after)
    before = statements(people)
    for _ in range(2):
        assert "waiting for a yes" in people.run("publish", status=1).stderr
        assert statements(people) == before


def test_a_name_in_brackets_is_remembered_while_it_is_a_question(people):
    record = BRACKETS.format("Imyarek Imyarekov", "'[1905]'", "x")
    published(people, record)
    people.write("metadata/people.yaml", ADULT + UNNAMED.replace("A reader", "Somebody"))
    people.run("publish", status=1)
    people.write("metadata/people.yaml", ADULT)
    assert "waiting for a yes" in people.run("publish", status=1).stderr
    assert b"imyar" not in people.public_bytes().lower()
