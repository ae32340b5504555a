"""A small published edition, made of specimens: what the tests of the site are about."""

from __future__ import annotations

import hashlib
import io
import shutil
import sqlite3
import struct
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datasette.app import Datasette
from PIL import Image, ImageDraw

from archive.records.kinds import media_type
from archive.records.model import Access, Record, Statement
from archive.search import build
from archive.store.pointer import Pointer, write
from archive.store.rows import Entry, File, Item, Passage, Tombstone
from archive.store.write import create, write_entries, write_tombstones

CONFIG = {"plugins": {"archive": {"title": "Specimen archive", "about": {"en": "One.\n\nTwo.", "ru": "Образец."}}}}
WEBSITE = Path(__file__).resolve().parent.parent / "datasette.yaml"

# id: kind, then the record: term, value, language, uri
RECORDS = {
    "article-1": (
        "article",
        ("title", "Как хранят бумагу", "ru", None),
        ("title", "How paper is kept", "en", None),
        ("title", "Гӕххӕтт куыд хъахъхъӕнынц", "os", None),
        ("creator", "Образцовая редакция", "ru", None),
        ("date", "2010", None, None),
        ("description", "Образец статьи о хранении.", "ru", None),
        ("subject", "Хранение", "ru", None),
        ("spatial", "Beslan", "en", "geo:43.19,44.54"),
        ("language", "ru", None, None),
        ("identifier", "javascript:alert(2)", None, None),
        ("source", "A bad link", "en", "javascript:alert(1)"),
        ("isReferencedBy", "testimony-1", None, None),
        ("references", "not-here", None, None),
        ("rights", "In Copyright", "en", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("license", "https://creativecommons.org/licenses/by-sa/4.0/", None, None),
    ),
    "closed-1": ("article", ("title", "A closed specimen", "en", None), ("date", "c. 1990", None, None)),
    "page.json": ("other", ("title", "An id that ends like a file", None, None)),
    "photo-1": (
        "photo",
        ("title", "A drawn square", "en", None),
        ("creator", "Specimen maker", "en", None),
        ("date", "2024-09-01", None, None),
        ("description", "A square, drawn for testing.", "en", None),
        ("isPartOf", "photo-2", None, None),
    ),
    "photo-2": ("photo", ("title", "Three drawn squares", "en", None)),
    "photo-3": (
        "photo",
        ("title", "A covered square", "en", None),
        ("description", "A square behind a warning.", "en", None),
    ),
    "photo-4": (
        "photo",
        ("title", '<b>"Quoted" & bold</b>', None, None),
        ("description", "<script>alert(1)</script>", None, None),
    ),
    "testimony-1": (
        "testimony",
        ("title", "Образец расшифровки", "ru", None),
        ("description", "Как записывают речь.", "ru", None),
        ("date", "2012", None, None),
        ("language", "ru", None, None),
        ("language", "os", None, None),
    ),
}
WARNED = {"photo-3": (Statement("warning", "A specimen warning.", "en"), Statement("warning", "Образец.", "ru"))}
PARAGRAPHS = (
    "Бумагу хранят в темноте и прохладе, при ровной влажности. Это образец текста, а не статья.",
    "Каждый лист лежит в отдельной папке. Папки подписаны карандашом.",
    "В архиве не пользуются скрепками: железо ржавеет.",
)
CUES = (
    ("Это образец расшифровки. Здесь никто ничего не рассказывает.", "Спрашивающий", 0.0, 4.5),
    ("Расшифровка показывает, как стоит время рядом с речью.", "Отвечающий", 4.5, 9.25),
    ("Тот же голос продолжает.", "Отвечающий", 9.25, 3671.0),
    ("Так проходит час.", "Спрашивающий", 3671.0, 3675.0),
)
TRANSLATED = (
    ("A specimen of a transcript. Nobody tells anything here.", "Asking", 0.0, 4.5),
    ("The transcript shows how a time stands beside the words.", "Answering", 4.5, 9.25),
)


@dataclass(frozen=True)
class Specimen:
    """A folder with an edition in it."""

    public: Path
    digest: str

    def site(self, **settings: object) -> Datasette:
        """A Datasette on it, as somebody would make one in Python."""
        config = {"plugins": {"archive": {**CONFIG["plugins"]["archive"], **settings}}}
        return Datasette(config=config, config_dir=self.public)

    def point(self, **changes: object) -> None:
        """Let `edition.json` name this edition, with other conditions."""
        write(self.public, Pointer(**{"digest": self.digest, "made": "2026-11-22T10:00:00Z", **changes}))

    def file(self, item: str, role: str = "original") -> sqlite3.Row:
        """The first file of an item."""
        connection = sqlite3.connect(self.public / "editions" / self.digest / "collection.db")
        connection.row_factory = sqlite3.Row
        row = connection.execute(
            "SELECT * FROM files WHERE item = ? AND role = ? ORDER BY position", (item, role)
        ).fetchone()
        connection.close()
        return row


def make_edition(
    public: Path,
    *,
    sql: bool = False,
    download: bool = False,
    mark: str = "",
    extra: str = "",
    more: Sequence[Entry] = (),
) -> Specimen:
    """Compile the specimens, and `more` of them, into a new edition of the folder and point to it.

    `mark` ends the title of photo-1 and so tells two editions apart; `extra` is more SQL for the database.
    """
    (public / "media").mkdir(parents=True, exist_ok=True)
    shutil.copy(WEBSITE, public / "datasette.yaml")
    digest = hashlib.sha256(f"{mark}{extra}".encode()).hexdigest()[:16]
    folder = public / "editions" / digest
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "collection.db").unlink(missing_ok=True)
    database = create(folder / "collection.db")
    connection = database.conn
    write_entries(connection, [*_entries(public / "media", mark), *more])
    write_tombstones(database, [Tombstone("gone-1", "2026-10-01", "At the request of the family.")])
    connection.executescript(extra)
    build(connection)
    connection.commit()
    connection.close()
    specimen = Specimen(public, digest)
    specimen.point(sql=sql, download=download)
    return specimen


def renamed(specimen, number):
    """A further edition beside one, in which the title of photo-1 says its number."""
    digest = f"{number:016x}"
    folder = specimen.public / "editions" / digest
    shutil.copytree(specimen.public / "editions" / specimen.digest, folder)
    connection = sqlite3.connect(folder / "collection.db")
    for table, column in (("items", "title"), ("statements", "value")):
        connection.execute(
            f"UPDATE {table} SET {column} = replace({column}, 'square edition 0', 'square edition {number}')"
        )
    connection.commit()
    connection.close()
    return Specimen(specimen.public, digest)


def _entries(media: Path, mark: str):
    files, passages = list(_files(media)), list(_passages())
    for identity, (kind, *rows) in RECORDS.items():
        statements = tuple(Statement(term, value, language, None, uri) for term, value, language, uri in rows)
        if identity == "photo-1":
            statements = (statements[0]._replace(value=statements[0].value + mark), *statements[1:])
        record = Record(identity, kind, statements, access=Access(warning=WARNED.get(identity, ())))
        item = Item(record, tuple(file for file in files if file.item == identity), "2026-11-20T09:00:00Z")
        spoken = tuple(passage for passage in passages if passage.item == identity)
        yield Entry(item, spoken, "closed" if identity == "closed-1" else "public")


def _passages():
    for position, text in enumerate(PARAGRAPHS, start=1):
        yield Passage("article-1", 1, position, text, "ru", page=1 if position < 3 else 2)
    for position, (text, speaker, start, end) in enumerate(CUES, start=1):
        yield Passage("testimony-1", 2, position, text, "ru", speaker, start, end)
    for position, (text, speaker, start, end) in enumerate(TRANSLATED, start=len(CUES) + 1):
        yield Passage("testimony-1", 3, position, text, "en", speaker, start, end)
    yield Passage("photo-3", 1, 1, "A passage behind a warning.", "en")


def _files(media: Path):
    squares = [("photo-1", 1), ("photo-2", 1), ("photo-2", 2), ("photo-2", 3), ("photo-3", 1), ("photo-4", 1)]
    for number, (item, position) in enumerate(squares):
        for role, edge in (("large", 1600), ("small", 400)):
            drawn = square(edge, number)
            yield keep(media, (item, position, role), drawn, ".jpg", edges=(edge, edge * 3 // 4))
    yield keep(media, ("photo-3", 1, "veiled"), square(400, 9), ".jpg", edges=(400, 300))
    yield keep(media, ("photo-1", 1, "original"), square(2000, 0), ".jpg", edges=(2000, 1500))
    yield keep(media, ("article-1", 1, "original"), b"<script>alert(1)</script>", ".html")
    yield keep(media, ("testimony-1", 1, "original"), _tone(), ".wav", duration=2.0)


def keep(media, key, content, suffix, *, edges=(None, None), duration=None):
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}{suffix}"
    (media / path).parent.mkdir(exist_ok=True)
    (media / path).write_bytes(content)
    return File(*key, path, media_type(path), len(content), digest, None, *edges, duration)


def square(edge, number):
    picture = Image.new("RGB", (edge, edge * 3 // 4), (222, 218, 208))
    ImageDraw.Draw(picture).rectangle((edge // 4, edge // 8, edge * 3 // 4, edge * 5 // 8), (70 + 20 * number, 90, 110))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def _tone():
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(struct.pack("<16000h", *[(step % 40 - 20) * 200 for step in range(16000)]))
    return out.getvalue()
