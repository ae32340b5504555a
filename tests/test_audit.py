"""The leak audit finds what is planted into a finished edition, of every kind, and nothing in one that is clean."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import os
import re
import shutil
import sqlite3
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from archive.catalogue.database import trying
from archive.catalogue.layout import Archive
from archive.catalogue.rules import read_rules
from archive.cli.main import main
from archive.edition.audit.clean import Clean
from archive.edition.audit.database import read_bytes
from archive.edition.audit.finding import Finder
from archive.edition.audit.folding import CHUNK
from archive.edition.audit.gathering import gather
from archive.edition.audit.index import _terms
from archive.edition.audit.making import make_needles
from archive.edition.audit.needles import Secret
from archive.edition.audit.whole import audit
from archive.edition.plan import plan
from archive.media.examine import EXAMINERS
from audit_fixture import (
    CLOSED,
    HIDDEN,
    LONG,
    NAME_FORMS,
    OF_CLOSED,
    SHORT,
    WORD,
    Finished,
    as_json,
    finished,
    picture,
    run,
)

PAGE = Path(__file__).resolve().parent.parent / "docs" / "audit.md"
FRAGMENT = " ".join(LONG.split()[5:13])  # eight words of it
SAYING = "INSERT INTO statements VALUES ('paper-1', 'description', 9, ?, NULL, NULL, NULL)"

Plant = Callable[[Finished], None]
PLANTS: dict[str, tuple[Plant, str]] = {}


def plant(name: str, said: str) -> Callable[[Plant], Plant]:
    """A leak, by the name that it has in the docs, and what the audit has to say of it."""

    def noted(how: Plant) -> Plant:
        assert name not in PLANTS
        PLANTS[name] = (how, said)
        return how

    return noted


def sql(name: str, said: str, script: str, *values: object) -> None:
    plant(name, said)(lambda edition: edition.sql(script, values))


def medium(name: str, said: str, make: Callable[[], bytes], kind: tuple[str, str], role: str = "large") -> None:
    plant(name, said)(lambda edition: edition.add(make(), *kind, role=role))


def outside(name: str, said: str, path: str, content: str) -> None:
    def write(edition: Finished) -> None:
        place = edition.public / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")

    plant(name, said)(write)


# In the database.
sql("a statement", f"statement, as text, of {HIDDEN}", SAYING, SHORT)
sql("a fragment of eight words", "six words in a row", SAYING, f"Some say: {FRAGMENT}!")
sql("a fragment in capitals", "six words in a row", SAYING, FRAGMENT.upper())
sql(
    "a column of a list", f"statement, as text, of {HIDDEN}", "UPDATE items SET creator = ? WHERE id = 'paper-1'", SHORT
)
sql(
    "a passage of a closed item",
    f"passage, as text, six words in a row, of {CLOSED}",
    "INSERT INTO passages VALUES ('paper-1', 9, 1, ?, NULL, NULL, NULL, NULL, NULL, NULL)",
    OF_CLOSED,
)
sql(
    "passages below a closed item",
    f"rows of an item that is closed of {CLOSED}",
    f"INSERT INTO passages VALUES ('{CLOSED}', 1, 1, 'x', NULL, NULL, NULL, NULL, NULL, NULL)",
)
sql(
    "rows of a hidden item",
    f"not there of {HIDDEN}",
    f"INSERT INTO related VALUES ('{HIDDEN}', 'relation', 1, 'paper-1')",
)
sql(
    "a relation to a hidden item",
    "relation names an item that is not public",
    f"INSERT INTO statements VALUES ('paper-1', 'relation', 9, '{HIDDEN}', NULL, NULL, NULL)",
)
sql("the id of a hidden item", f"id, as text, of {HIDDEN}", SAYING, f"see also {HIDDEN}")
sql("the reason on a tombstone", "statement, as text", "INSERT INTO tombstones VALUES ('old-1', '2020', ?)", SHORT)
sql(
    "the label of a concept",
    "in escapes of JSON",
    "INSERT INTO concepts VALUES ('c-1', 'subjects', ?, '[]', NULL, NULL)",
    as_json(SHORT),
)
sql("a name in one of its forms", "name, as text", SAYING, f"Подарено {NAME_FORMS[0]}.")
sql("a surname alone in Latin letters", "name, as text", SAYING, "The papers of Probina")
sql("a name within tags and emphasis", "name, between marks", SAYING, "<i>Про</i>бина **Нор**ма")
sql("a name with an end of line in HTML", "name, between tags", SAYING, "Пробина<br>Норма")
sql("a name in letters of two scripts", "name, as text", SAYING, "Пpoбинa Нopмa")
sql("entities of entities", "in entities of HTML", SAYING, html.escape("Пробина Норма").replace("о", "&amp;#1086;"))
sql("a note of people.yaml", "person, as text", SAYING, "Просила образец не называть её")
sql("a donor", "private part, as text", SAYING, "ДАРИТЕЛЬ  образца №12")
sql("a position in degrees", "coordinates, as text", SAYING, "12.568167, 5.102167")
sql("a position with commas", "coordinates, as text", SAYING, "12,56817 / 5,10217")
sql("a position in minutes", "coordinates, as text", SAYING, "12° 34' 5\" N".replace("'", "′").replace('"', "″"))
sql("a position with plain signs", "coordinates, as text", SAYING, "12° 34' 5\" N, 5° 6' 8\" E")
sql("a position in parts of minutes", "coordinates, as text", SAYING, "N 12°34.090, E 5°06.130")
sql("a position as EXIF has it", "coordinates, as text", SAYING, "((12.0, 34.0, 5.4), (5.0, 6.0, 7.8))")
sql("a serial number", "trace, as text", SAYING, "sn-44-0071")
sql("a path", "path, as text", SAYING, "letters/kept-7.txt")
sql("decomposed letters", "statement, as text", SAYING, unicodedata.normalize("NFD", f"й {SHORT}"))
sql("letters without width", "statement, as text", SAYING, "\u200b".join(SHORT))
sql("percent-encoding in an address", "percent-encoded", SAYING, f"https://example.org/?q={quote(SHORT)}")
sql("entities of HTML", "in entities of HTML", SAYING, "".join(f"&#{ord(letter)};" for letter in SHORT))
sql("base64", "in base64", SAYING, base64.b64encode(f"ab {SHORT}".encode()).decode())
sql("base64 within other letters", "in base64", SAYING, "x" + base64.urlsafe_b64encode(SHORT.encode()).decode())
sql(
    "quoted-printable",
    "in quoted-printable",
    SAYING,
    "=?utf-8?Q?" + "".join(f"={byte:02X}" for byte in SHORT.encode()) + "?=",
)
sql("letters taken for Windows-1251", "encoded twice", SAYING, SHORT.encode().decode("cp1251", "replace"))
sql("letters taken for Latin-1", "encoded twice", SAYING, SHORT.encode().decode("latin-1"))
sql("a blob in UTF-16, the lesser byte first", "in UTF-16-LE", SAYING, SHORT.encode("utf-16-le"))
sql("a blob in UTF-16, the greater byte first", "in UTF-16-BE", SAYING, b"\0" + SHORT.upper().encode("utf-16-be"))
sql("a blob in Windows-1251", "in Windows-1251", SAYING, b"\xff\0" + SHORT.encode("cp1251"))
sql("a blob in KOI8-R", "in KOI8-R", SAYING, b"\xff\0" + SHORT.upper().encode("koi8-r"))
sql("a view", "a view that an edition has not: more", f"CREATE VIEW more AS SELECT '{SHORT}'")
sql("a table beyond the edition's", "a table that an edition has not: notes", "CREATE TABLE notes (text)")
sql("an index with words of its own", "statement, in UTF-8", f"CREATE INDEX more ON items ((id || '{SHORT}'))")
sql("a trigger", "a trigger that an edition has not: more", "CREATE TRIGGER more DELETE ON items BEGIN SELECT 1; END")
sql("the user_version", "user_version is set", "PRAGMA user_version = 7")
sql("the full-text index's own tables", "statement, in UTF-8", "INSERT INTO _search_config VALUES ('note', ?)", SHORT)
sql(
    "words of no row in the index",
    "words of a text that is not there",
    "INSERT INTO _search (rowid, text) VALUES (99, 'x')",
)


@plant("a word of the index", "statement, as a word of the index,")
def _(edition: Finished) -> None:
    number = "(SELECT number << 20 FROM _search_items WHERE item = 'photo-1') | 0"
    edition.sql(f"INSERT INTO _search (rowid, text) VALUES ({number}, 'квa квз {WORD}')")


@plant("a word deleted from the index", "as a word of the index")
def _(edition: Finished) -> None:
    edition.sql(f"INSERT INTO _search (rowid, text) VALUES (77, 'квз {WORD}')")
    edition.sql(
        f"INSERT INTO _search (_search, rowid, title, title_lemmas, text, text_lemmas) "
        f"VALUES ('delete', 77, '', '', 'квз {WORD}', '')"
    )


@plant("a deleted row", "statement, in UTF-8,")
def _(edition: Finished) -> None:
    edition.sql(SAYING, (SHORT,))
    edition.sql("DELETE FROM statements WHERE position = 9")


@plant("a free page", "page 17: statement, in UTF-8,")
def _(edition: Finished) -> None:
    edition.sql("CREATE TABLE gone AS SELECT ? AS text", (SHORT * 400,))
    edition.sql("DROP TABLE gone")


@plant("a digest as 32 bytes", "digest, as 32 bytes,")
def _(edition: Finished) -> None:
    edition.sql(SAYING, (bytes.fromhex(next(iter(edition.needles.digests))),))


@plant("a digest", "digest, as text,")
def _(edition: Finished) -> None:
    edition.sql(SAYING, (next(iter(edition.needles.digests)).upper(),))


@plant("a digest in base64", "in base64,")
def _(edition: Finished) -> None:
    digest = bytes.fromhex(next(iter(edition.needles.digests)))
    edition.sql(SAYING, (f"sha256-{base64.b64encode(digest).decode()}",))


@plant("the header of the database", "reserved part of the header")
def _(edition: Finished) -> None:
    with edition.database.open("r+b") as content:
        content.seek(72)
        content.write(SHORT.encode()[:20])
    edition.settle()


@plant("bytes behind the last page", "something behind the last page")
def _(edition: Finished) -> None:
    with edition.database.open("ab") as content:
        content.write(SHORT.encode())
    edition.settle()


@plant("another database in the place of the edition's", "other bytes than the name of its folder says")
def _(edition: Finished) -> None:
    with sqlite3.connect(edition.database) as connection:
        connection.execute("UPDATE items SET title = 'other'")
    connection.close()


# Beside the database.
@plant("a write-ahead log left behind", "statement, in UTF-8,")
def _(edition: Finished) -> None:
    edition.database.with_name("collection.db-wal").write_bytes(bytes(32) + SHORT.encode())


@plant("a second database", "a file that the edition does not name")
def _(edition: Finished) -> None:
    with sqlite3.connect(edition.database.with_name("old.db")) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1")
    connection.close()


@plant("a link", "a file that the edition does not name")
def _(edition: Finished) -> None:
    (edition.public / "media" / "more").symlink_to("/")


@plant("a file that everybody may write to", "everybody may write to it")
def _(edition: Finished) -> None:
    (edition.public / "edition.json").chmod(0o666)


@plant("a file that is not there", "a file that is missing")
def _(edition: Finished) -> None:
    next(path for path in (edition.public / "media").rglob("*.jpg")).unlink()


@plant("a file that is longer than its row says", "not as long as the edition says")
def _(edition: Finished) -> None:
    with next(path for path in (edition.public / "media").rglob("*.jpg")).open("ab") as content:
        content.write(b"x")


@plant("the pointer", "in escapes of JSON")
def _(edition: Finished) -> None:
    path = edition.public / "edition.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"made": SHORT}))


outside("the name of a file", f"statement, as text, of {HIDDEN}", f"media/{SHORT}.txt", "")
outside("the name of a folder", "a folder that no file of the edition is in", "media/kept-7/x.txt", "")
outside("a hidden file", "a file that the edition does not name", "media/.DS_Store", "x")
outside("the site's own file", f"statement, as text, of {HIDDEN}", "datasette.yaml", f"# {SHORT}\n")
outside("an earlier edition", "a folder that no file of the edition is in", "editions/0/collection.db", "")


# In media.
def exif(tag: int, value: object) -> Callable[[], bytes]:
    def make() -> bytes:
        said = Image.Exif()
        said[tag] = value
        return picture("JPEG", exif=said)

    return make


def exif_thumbnail() -> bytes:
    said = Image.Exif()
    said[0x010F] = "maker"
    small = picture("JPEG", comment=SHORT.encode())
    return picture("JPEG", exif=said.tobytes() + b"\0\0" + small)


def segment(marker: int, content: bytes) -> Callable[[], bytes]:
    part = b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content
    return lambda: picture("JPEG")[:2] + part + picture("JPEG")[2:]


def xmp() -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + html.escape(SHORT).encode() + b"</x:xmpmeta>")()


def profile() -> bytes:
    bare = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture("JPEG", icc_profile=bare + SHORT.encode("utf-16-be"))


def png(packed: bool) -> Callable[[], bytes]:
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Comment", SHORT, zip=packed)
    return lambda: picture("PNG", pnginfo=said)


def bundle(name: str = "0.jpg", data: bytes = b"", comment: bytes = b"", how: int = zipfile.ZIP_STORED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as packed:
        packed.writestr(zipfile.ZipInfo(name), data or picture("JPEG"), how)
        packed.comment = comment
    return content.getvalue()


def pdf(info: str = "", page: str = "", earlier: str = "") -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    text = f"BT /F1 12 Tf ({page}) Tj ET".encode()
    made.pages[0].Contents = pikepdf.Stream(made, text)
    if info:
        made.docinfo["/Author"] = info
    content = io.BytesIO()
    made.save(
        content, compress_streams=True, recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
    )
    if earlier:  # what an editor that only appends leaves: nothing refers to it any more
        packed = zlib.compress(earlier.encode() * 9)
        return content.getvalue().replace(b"\n", b"\n%s\nstream\n%s\nendstream\n" % (b"9 0 obj", packed), 1)
    return content.getvalue()


def atom(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4() -> bytes:
    data = atom(b"data", struct.pack(">II", 1, 0) + SHORT.encode())
    return atom(b"ftyp", b"M4A \0\0\0\0") + atom(
        b"moov", atom(b"udta", atom(b"meta", atom(b"ilst", atom(b"\xa9cmt", data))))
    )


def mp3() -> bytes:
    text = b"\1" + SHORT.encode("utf-16")
    frame = b"TIT2" + struct.pack(">IH", len(text), 0) + text
    return b"ID3\3\0\0\0\0\0" + bytes([len(frame)]) + frame + os.urandom(3000)


JPG = (".jpg", "image/jpeg")
PDF, OTHER = (".pdf", "application/pdf"), "application/octet-stream"
ZIP = (".zip", "application/zip")
medium("a comment in EXIF", "a picture with EXIF or XMP", exif(0x9286, b"ASCII\0\0\0" + b"x"), JPG)
medium("words in EXIF", "statement, in UTF-8,", exif(0x010E, SHORT.encode()), JPG)
medium("words in EXIF in UTF-16", "statement, in UTF-16-LE,", exif(0x9C9C, SHORT.encode("utf-16-le")), JPG)
medium("a thumbnail in EXIF", "a picture with EXIF or XMP", exif_thumbnail, JPG)
medium("IPTC", "a picture with IPTC", segment(0xED, b"Photoshop 3.0\x008BIM" + SHORT.encode("cp1251")), JPG)
medium("XMP", "statement, in UTF-8,", xmp, JPG)
medium("a comment in a JPEG", "a picture with a comment", segment(0xFE, b"specimen"), JPG)
medium("the name of a colour profile", "statement, in UTF-16-BE,", profile, JPG)
medium("bytes behind the end of a picture", "something behind its end", lambda: picture("JPEG") + b"\0more", JPG)
medium("words within a picture's own bytes", "statement, in UTF-8,", lambda: os.urandom(70_000) + SHORT.encode(), JPG)
medium("a part of text in a PNG", "a picture with a part 'iTXt'", png(packed=False), (".png", "image/png"))
medium("a packed text in a PNG", "iTXt: statement, in UTF-8,", png(packed=True), (".png", "image/png"))
medium(
    "a track of captions",
    "as text",
    f"WEBVTT\n\n00:01.000 --> 00:02.000\n{SHORT}".encode,
    (".vtt", "text/vtt"),
    "original",
)
medium(
    "a track of captions in Windows-1251",
    "in Windows-1251",
    lambda: SHORT.encode("cp1251"),
    (".srt", "text/plain"),
    "original",
)
medium(
    "a tile with EXIF",
    "member 1: a picture with EXIF",
    lambda: bundle(data=exif(0x010E, "x")()),
    ZIP,
    "tiles",
)
medium(
    "the name in a bundle",
    "name: statement, as text,",
    lambda: bundle(name=f"{SHORT}.jpg"),
    ZIP,
    "tiles",
)
medium(
    "the comment of a bundle",
    "a comment in a ZIP file",
    lambda: bundle(comment=b"x"),
    ZIP,
    "tiles",
)
medium(
    "a packed member of a bundle",
    "member 1: statement, in UTF-8,",
    lambda: bundle(data=b"x" * 999 + SHORT.encode(), how=zipfile.ZIP_DEFLATED),
    ZIP,
    "pages",
)
medium("the author of a PDF", "statement, as text,", lambda: pdf(info=SHORT), (".pdf", "application/pdf"), "bare")
medium("the text of a PDF's page", "statement, in UTF-8,", lambda: pdf(page=SHORT), (".pdf", "application/pdf"), "bare")
medium(
    "an earlier state of a PDF", "statement, in UTF-8,", lambda: pdf(earlier=SHORT), (".pdf", "application/pdf"), "bare"
)
medium("a tag of MP4", "statement, in UTF-8,", mp4, (".m4a", "audio/mp4"), "sound")
medium("a tag of MP3 (ID3)", "statement, in UTF-16-LE,", mp3, (".mp3", "audio/mpeg"), "sound")
medium(
    "a packed file (gzip)",
    "statement, in UTF-8,",
    lambda: gzip.compress(SHORT.encode()),
    (".gz", "application/gzip"),
    "original",
)
medium(
    "a later part of a packed file",
    "statement, in UTF-8,",
    lambda: gzip.compress(b"x") + gzip.compress(SHORT.encode()),
    (".gz", "application/gzip"),
    "original",
)
medium(
    "a file packed by bzip2",
    "statement, in UTF-8,",
    lambda: bz2.compress(SHORT.encode()),
    (".bz2", "application/x-bzip2"),
)
medium(
    "a file packed by xz", "statement, in UTF-8,", lambda: lzma.compress(SHORT.encode()), (".xz", "application/x-xz")
)
medium(
    "a file packed otherwise",
    "packed in a way",
    lambda: b"7z\xbc\xaf\x27\x1c rest",
    (".7z", "application/x-7z-compressed"),
)
medium(
    "a packed member within a bundle",
    "statement, in UTF-8,",
    lambda: bundle(data=gzip.compress(SHORT.encode())),
    ZIP,
    "tiles",
)
medium("a file that cannot be taken apart", "cannot be read", lambda: b"PK\3\4 torn", ZIP, "tiles")


def test_a_pdf_that_takes_too_long_is_told(clean, tmp_path, monkeypatch):
    edition = clean.copied(tmp_path)
    edition.add(pdf(page="x"), ".pdf", "application/pdf", role="original")
    assert edition.audit() == []
    quick = replace(EXAMINERS["application/pdf"], seconds=0.001)
    monkeypatch.setitem(EXAMINERS, "application/pdf", quick)
    (hit,) = edition.audit()
    assert "takes longer than 0 seconds to look into, so that nobody can tell what it says" in str(hit)


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Finished:
    return finished(tmp_path_factory.mktemp("audit") / "archive")


def test_nothing_is_found_in_an_edition_as_it_was_made(clean):
    assert clean.audit() == []


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_is_found(name, clean, tmp_path):
    edition = clean.copied(tmp_path)
    how, said = PLANTS[name]
    how(edition)
    told = [str(hit) for hit in edition.audit()]
    assert any(said in line for line in told), told


def test_the_page_lists_what_is_planted():
    table = PAGE.read_text(encoding="utf-8").partition("\n## What is planted\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| (?!planted|-)(.+?) \|", table, re.MULTILINE) == list(PLANTS)


def test_an_extended_attribute_is_found(clean, tmp_path):
    edition = clean.copied(tmp_path)
    try:
        os.setxattr(edition.public / "edition.json", "user.comment", SHORT.encode())
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    assert [str(hit) for hit in edition.audit()] == ["edition.json: an extended attribute"]


def test_what_is_found_is_shortened_when_it_is_told(clean, tmp_path):
    edition = clean.copied(tmp_path)
    edition.sql(SAYING, (LONG,))
    told = [str(hit) for hit in edition.audit()]
    assert told
    assert not [line for line in told if len(line.rpartition("“")[2]) > 26]


def test_an_edition_of_other_media_is_read_before_it_is_the_current_one(clean, tmp_path):
    edition = clean.copied(tmp_path)
    media = [path for path in (edition.public / "media").rglob("*") if path.is_file()]
    assert audit(edition.database, media, edition.needles, hidden=edition.hidden) == []
    media[0].write_bytes(SHORT.encode())
    told = [str(hit) for hit in audit(edition.database, media, edition.needles)]
    assert told
    assert {line.partition(",")[0] for line in told} == {f"media/{media[0].name}"}


def test_media_that_were_clean_are_not_read_again_for_the_same_needles(clean, tmp_path):
    edition = clean.copied(tmp_path)
    media = [path for path in (edition.public / "media").rglob("*") if path.is_file()]
    (tmp_path / ".archive").mkdir()
    for _ in range(2):
        known = Clean(Archive(tmp_path), edition.needles)
        found = audit(edition.database, media, edition.needles, clean=known)
        known.keep()
        assert found == []
    assert all(Clean(Archive(tmp_path), edition.needles).knows(path) for path in media)
    media[0].write_bytes(media[0].read_bytes())
    others = make_needles([Secret("another secret 9", "note", "x")], [])
    assert not Clean(Archive(tmp_path), edition.needles).knows(media[0])
    assert not Clean(Archive(tmp_path), others).knows(media[1])


LETTERS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]
WORDS = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=60)


@given(hidden=WORDS, public=st.lists(WORDS, max_size=3), begin=st.integers(0, 60))
def test_every_fragment_of_eight_words_is_found_unless_its_runs_of_six_are_public(hidden, public, begin):
    said = [" ".join(text) for text in public]
    needles = make_needles([Secret(" ".join(hidden), "passage", "x")], said)
    fragment = hidden[begin : begin + 8]
    runs = [" ".join(fragment[at : at + 6]) for at in range(len(fragment) - 5)]
    expected = len(fragment) == 8 and not all(any(f" {run} " in f" {text} " for text in said) for run in runs)
    found = list(Finder(needles).in_text(f"They said: {' '.join(fragment).upper()}."))
    assert bool(found) or not expected
    assert not [match for text in said for match in Finder(needles).in_text(text)]


@pytest.mark.parametrize(
    ("text", "sort", "reason"),
    [
        ("ab-1", "id", "too short"),
        ("1 September 2004", "note", None),
        ("2004-09-01T10:00:00Z", "suggestion", "a number or a date"),
        ("Commemoration", "statement", "a few ordinary words"),
        ("The garden", "statement", "a few ordinary words"),
        ("Specimen Donor", "private part", None),
        ("Ада", "name", "too short"),
        ("Адам", "name", None),
    ],
)
def test_what_says_nothing_by_itself_is_counted_and_not_looked_for(text, sort, reason):
    needles = make_needles([Secret(text, sort, "x")], [])
    assert (len(needles), dict(needles.left_out)) == ((0, {reason: 1}) if reason else (1, {}))


def test_a_name_is_found_as_a_word_and_not_within_another(clean):
    finder = Finder(make_needles([Secret("Адам", "name", "p-1")], ["мадам Беловадамова"]))
    assert [bool(list(finder.in_text(text))) for text in ("у Адам, ", "мадам", "АДАМ")] == [True, False, True]


def test_originals_that_are_not_what_the_manifest_says_are_told(clean, tmp_path):
    root = tmp_path / "archive"
    shutil.copytree(clean.root, root)
    run(root, "audit", "--fixity")
    (event,) = [line for line in (root / "metadata/journal.jsonl").read_text().splitlines() if '"fixity check"' in line]
    assert "metadata/manifest-sha256.txt" in event
    (root / "collection" / "paper.txt").write_text("other", encoding="utf-8")
    (root / "collection" / "notebook.txt").unlink()
    (root / "collection" / "new.txt").write_text("new", encoding="utf-8")
    result = CliRunner().invoke(main, ["--archive", str(root), "audit", "--fixity"])
    assert result.exit_code == 1
    told = {line.partition(":")[0] for line in result.stderr.splitlines() if line.startswith("collection/")}
    assert told == {"collection/paper.txt", "collection/notebook.txt", "collection/new.txt"}
    assert (root / "metadata/journal.jsonl").read_text().count('"fixity check"') == 1


def test_the_command_says_what_it_read_and_fails_on_a_hit(clean, tmp_path):
    root = tmp_path / "archive"
    shutil.copytree(clean.root, root)
    result = CliRunner().invoke(main, ["--archive", str(root), "audit"])
    assert result.exit_code == 0, result.output
    assert re.search(r"^Edition: nothing found; [\d.]+ MB read for \d+ needles", result.stdout, re.MULTILINE)
    (root / "public" / "datasette.yaml").write_text(f"# {SHORT}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["--archive", str(root), "audit", "--edition"])
    assert result.exit_code == 1
    assert result.stderr == f"public/datasette.yaml: statement, as text, of {HIDDEN}: “{SHORT[:8]}…”\n"


@pytest.mark.deep
def test_the_pages_as_they_are_served_hold_nothing_and_what_is_planted_in_one_is_found(clean, tmp_path):
    root = tmp_path / "archive"
    shutil.copytree(clean.root, root)
    result = CliRunner().invoke(main, ["--archive", str(root), "audit", "--pages"])
    assert result.exit_code == 0, result.output
    Finished(root, clean.needles, clean.hidden).sql(SAYING, (SHORT,))
    result = CliRunner().invoke(main, ["--archive", str(root), "audit", "--pages"])
    assert result.exit_code == 1
    assert re.search(rf"^page /\S+: statement, as text, of {HIDDEN}", result.stderr, re.MULTILINE)


def test_the_terms_of_the_index_are_read_out_of_its_pages_as_fts5_tells_them(clean):
    with closing(sqlite3.connect(clean.database)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, _search, row)")
        told = [term for (term,) in connection.execute("SELECT term FROM terms ORDER BY term")]
        assert sorted(_terms(connection, "_search_data")) == told
    assert len(told) > 20


def test_a_needle_is_found_where_it_stands_across_the_ends_of_what_is_read_at_once(clean, tmp_path):
    finder = Finder(clean.needles)
    path = tmp_path / "long"
    for at in (CHUNK - 5, 2 * CHUNK - 40, (1 << 22) - 9):
        path.write_bytes(bytes(at) + SHORT.encode() + bytes(100))
        assert [hit for hit in read_bytes(path, finder, "long") if hit.item == HIDDEN]


@pytest.mark.deep
def test_nothing_is_found_in_the_sample(taken):
    taken.run("publish", "--yes")
    archive = Archive(taken.root)
    with trying(archive) as catalogue:
        planned = plan(catalogue, read_rules(archive), date.today())  # noqa: DTZ011  as the command
        needles = gather(catalogue, planned)
    edition = Finished(taken.root, needles, frozenset(planned.around.hidden))
    edition.sql("VACUUM")
    assert [str(hit) for hit in edition.audit()] == []
