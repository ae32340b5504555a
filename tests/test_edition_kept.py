"""Items that are as they were are taken over from the last edition: what comes of it is what compiling all gives."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from dataclasses import fields

import pytest

from archive.edition import kept, publish, stamps
from archive.edition.indexing import Indexing
from archive.edition.project import Surroundings
from archive.search import index

PEOPLE = "p: {name: Тамара Иванова, withhold: true, public: {ru: Ученица}}\nq: {name: Пётр Петров, withhold: false}\n"
STORY = "A specimen of the machine.\n\nA second one, of words.\n"


def digest(workshop):
    return json.loads((workshop.root / "public/edition.json").read_text())["digest"]


def taken_over(monkeypatch):
    """The ids of the first and the last of each run, as they are taken over."""
    runs = []
    copy = kept.Kept.copy

    def noting(self, connection, run):
        runs.append((run.first, run.last, run.count))
        copy(self, connection, run)

    monkeypatch.setattr(kept.Kept, "copy", noting)
    return runs


def made_anew(workshop):
    """The digest of the edition when everything is compiled."""
    for name in ("kept.json", "published.json"):
        (workshop.root / ".archive" / name).unlink(missing_ok=True)
    workshop.run("publish", "--yes")
    return digest(workshop)


def record(workshop, name, title, *rest):
    workshop.write(f"metadata/records/{name}.yaml", "\n".join([f"id: {name}", f"title: {title}", *rest, ""]))


@pytest.fixture
def published(workshop):
    for number, name in enumerate("abcdefgh"):
        workshop.photo(f"collection/{name}.jpg", shade=20 * number)
        workshop.write(f"collection/{name}.txt", STORY.replace("words", f"words{name}"))
        related = f"relation: {'hgfedcba'[number]}"
        record(
            workshop,
            name,
            f"Title {name}",
            f"files: [{name}.jpg, {name}.txt]",
            "kind: article",
            "access: public",
            related,
        )
    record(workshop, "z", "Title z", "files: [z.jpg]", "access: hidden")
    workshop.photo("collection/z.jpg", shade=250)
    workshop.write("metadata/people.yaml", PEOPLE)
    workshop.run("publish", "--yes")
    return workshop


def test_all_but_what_changed_is_taken_over_and_the_edition_is_the_same_to_the_byte(published, monkeypatch):
    runs = taken_over(monkeypatch)
    record(published, "d", "Другое название", "files: [d.jpg, d.txt]", "kind: article", "access: public")
    published.run("publish", "--yes")
    assert runs == [("a", "c", 3), ("e", "h", 4)]
    assert digest(published) == made_anew(published)
    with published.edition() as connection:
        assert connection.execute("SELECT title FROM items WHERE id = 'd'").fetchone() == ("Другое название",)


def test_the_words_of_what_is_taken_over_are_not_analysed_again(published, monkeypatch):
    analysed = []
    real = index.analysed
    monkeypatch.setattr(index, "analysed", lambda batch: analysed.extend(batch) or real(batch))
    record(published, "d", "Другое название", "files: [d.jpg, d.txt]", "kind: article", "access: public")
    published.run("publish", "--yes")
    assert len(analysed) == 3  # its description and two passages
    assert published.run("search", "wordsa", "--json").stdout.count("\n") == 1


def test_items_that_come_and_go_move_the_others(published, monkeypatch):
    runs = taken_over(monkeypatch)
    record(published, "aa", "Title aa", "access: public")
    (published.root / "metadata/records/f.yaml").unlink()
    published.run("publish", "--yes")
    # c is related to f, which is there no more: that is no secret, and it is taken over.
    assert runs == [("a", "a", 1), ("b", "e", 4), ("g", "h", 2)]
    assert digest(published) == made_anew(published)


def twin(workshop, *rest):
    """Another item that has the bytes of a picture of c."""
    workshop.write("collection/y.jpg", (workshop.root / "collection/c.jpg").read_bytes())
    record(workshop, "y", "Title y", "files: [y.jpg]", *rest)


CHANGES = {
    "people": (
        lambda w: w.write("metadata/people.yaml", PEOPLE.replace("withhold: false", "withhold: true")),
        "abcdefgh",
    ),
    "policy for dates": (lambda w: w.write("metadata/policy.yaml", "default: hidden\ncirca: 9\n"), "abcdefgh"),
    "a vocabulary": (
        lambda w: w.write("metadata/vocabularies/places.yaml", "terms: [spatial]\nentries:\n  town: {label: Town}\n"),
        "abcdefgh",
    ),
    "the other end of a relation is hidden": (lambda w: record(w, "h", "Title h", "access: hidden"), "ah"),
    "another item has the same bytes and hides them": (lambda w: twin(w, "access: hidden"), "c"),
    "another item withholds a part of the same bytes": (
        lambda w: twin(w, "access: public", "withhold: [{file: y.jpg, region: '0,0,8,8'}]"),
        "c",
    ),
    "a file": (
        lambda w: [
            w.write("collection/b.txt", STORY.replace("words", "something else")),
            w.run("ingest", "--accept", "collection/b.txt"),
        ],
        "b",
    ),
    "a medium of the edition is lost": (
        lambda w: next(path for path in sorted((w.root / "public/media").rglob("*.jpg"))).unlink(),
        None,
    ),
    "a name": (lambda w: record(w, "e", "О Тамаре Ивановой", "access: public"), "e"),
    "a level": (lambda w: record(w, "e", "Title e", "files: [e.jpg, e.txt]", "kind: article", "access: closed"), "e"),
}


@pytest.mark.parametrize(("change", "touched"), CHANGES.values(), ids=CHANGES)
def test_whatever_decides_about_an_item_is_asked_again(published, monkeypatch, change, touched):
    runs = taken_over(monkeypatch)
    change(published)
    published.run("publish", "--yes")
    over = sum(count for *_, count in runs)
    assert over < len("abcdefgh")
    if touched is not None:
        named = {item for first, last, _ in runs for item in "abcdefgh" if first <= item <= last}
        assert not named & set(touched)
        assert named | set(touched) == set("abcdefgh")
    assert digest(published) == made_anew(published)


def test_whatever_a_projection_knows_beside_its_item_is_looked_at():
    places = [*stamps.BY_FILE, *stamps.BY_ITEM, *stamps.COMMON, *stamps.APART]
    assert sorted(places) == sorted(one.name for one in fields(Surroundings))


def test_nobody_writes_to_the_edition_that_readers_have_while_the_next_is_made(published, monkeypatch):
    before, seen = digest(published), []
    make_current = publish.make_current

    def looking(archive, draft, **rest):
        database = published.root / "public/editions" / before / "collection.db"
        seen.append(hashlib.sha256(database.read_bytes()).hexdigest())
        make_current(archive, draft, **rest)

    monkeypatch.setattr(publish, "make_current", looking)
    runs = taken_over(monkeypatch)
    record(published, "d", "Другое название", "access: public")
    published.run("publish", "--yes")
    assert runs
    assert seen == [before]


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "no note": lambda w: (w.root / ".archive/kept.json").unlink(),
    "a torn note": lambda w: w.write(".archive/kept.json", "[]"),
    "no words": lambda w: (w.root / ".archive/kept.db").unlink(),
    "damaged words": lambda w: damage(w.root / ".archive/kept.db"),
    "an edition that somebody wrote to": lambda w: damage(next((w.root / "public/editions").glob("*/*.db"))),
    "no pointer": lambda w: (w.root / "public/edition.json").unlink(),
}


@pytest.mark.parametrize("harm", DAMAGES.values(), ids=DAMAGES)
def test_from_what_is_not_as_it_was_written_nothing_is_taken(published, monkeypatch, harm):
    before = digest(published)
    runs = taken_over(monkeypatch)
    harm(published)
    (published.root / ".archive/published.json").unlink(missing_ok=True)
    published.run("publish", "--yes")
    assert not runs
    assert digest(published) == before


def test_an_item_of_which_a_file_could_not_be_placed_is_made_again(published, monkeypatch):
    record(published, "d", "Title d, again", "files: [d.jpg, d.txt]", "kind: article", "access: public")
    small = next((published.root / ".archive/derivatives").rglob("*"))
    for medium in sorted((published.root / "public/media").rglob("*.jpg")):
        medium.unlink()
    derivatives = {path: path.read_bytes() for path in small.parent.rglob("*") if path.is_file()}
    for path in derivatives:
        path.write_bytes(b"torn")
    assert "not published" in published.run("publish", "--yes", status=1).stderr
    runs = taken_over(monkeypatch)
    for path, content in derivatives.items():
        path.write_bytes(content)
    published.run("publish", "--yes")
    assert not runs
    with published.edition() as connection:
        assert connection.execute("SELECT count(DISTINCT item) FROM files").fetchone() == (8,)


def test_of_what_is_withdrawn_no_word_is_remembered(published):
    record(published, "d", "Quozorix", "files: [d.jpg, d.txt]", "kind: article", "access: public")
    published.run("publish", "--yes")
    assert "quozorix" in words(published)
    published.run("withdraw", "d", "--reason", "other", "--yes")
    published.run("publish", "--yes")
    assert "quozorix" not in words(published)
    assert b"quozorix" not in (published.root / ".archive/kept.db").read_bytes().lower()


def words(workshop):
    connection = sqlite3.connect(workshop.root / ".archive/kept.db")
    said = connection.execute("SELECT group_concat(title || ' ' || text) FROM words").fetchone()[0]
    connection.close()
    return said


def test_a_worker_that_died_leaves_nothing_to_take_over(published, monkeypatch):
    monkeypatch.setattr(Indexing, "end", lambda self, real=Indexing.end: real(self) and False)
    record(published, "d", "Другое название", "access: public")
    published.run("publish", "--yes")
    assert not list((published.root / ".archive").glob("kept*"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_changes_the_edition_is_that_of_a_compile_from_nothing(workshop, seed):
    rng = random.Random(seed)
    words = ["школа", "школы", "town", "река", "letter", "письмо", "1904", "ca. 1904", "Bahnhof"]
    there = [f"i{number:02}" for number in range(24)]
    for _ in range(4):
        for name in rng.sample(there, 7):
            lines = [f"access: {rng.choice(['public', 'public', 'public', 'closed', 'hidden'])}"]
            lines += [f"description: {' '.join(rng.choices(words, k=6))}", f"date: '{rng.randint(1890, 1910)}'"]
            lines += [f"relation: [{rng.choice(there)}, {rng.choice(there)}]"]
            record(workshop, name, " ".join(rng.choices(words, k=2)), *lines)
        workshop.run("publish", "--yes")
        assert digest(workshop) == made_anew(workshop)
