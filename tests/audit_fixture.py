"""A small finished edition, into which tests plant what an audit has to find."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from click.testing import CliRunner
from PIL import Image

from archive.catalogue.database import trying
from archive.catalogue.layout import Archive
from archive.catalogue.rules import read_rules
from archive.cli.main import main
from archive.edition.audit.gathering import gather
from archive.edition.audit.hits import Hit
from archive.edition.audit.needles import Needles
from archive.edition.audit.whole import audit_edition
from archive.edition.plan import plan
from archive.store import pointer

HIDDEN = "letter-kept-7"
CLOSED = "notebook-closed-3"
SHORT = "Опись ящика 7-Щ"
LONG = (
    "В этом образце письма стоит длинная закрытая фраза про полку у северного окна, "
    "и ни одно слово опыта квзщ из неё публике не показано никогда."
)
WORD = "квзщ"
OF_CLOSED = "The shelf mark of this specimen notebook is kept apart from every published page of it."
_TODAY = date(2026, 11, 23)
NAME_FORMS = ("Пробиной Нормы", "Пробина Норма")
RECORDS = f"""
id: paper-1
kind: article
files: [paper.txt]
title: {{en: How a specimen is kept, ru: Как хранят образец}}
subject: Storage
---
id: photo-1
kind: photo
files: [photo.jpg]
title: A drawn square
relation: a square without companions
---
id: {HIDDEN}
kind: article
files: [letters/kept-7.txt]
access: hidden
title: {{ru: "{SHORT}"}}
description: {{ru: "{LONG}"}}
private: {{donor: "Даритель образца №12"}}
---
id: {CLOSED}
kind: article
files: [notebook.txt]
access: closed
title: A notebook that is closed
"""


@dataclass(frozen=True)
class Finished:
    """A published archive: its folder, and what its edition must not hold."""

    root: Path
    needles: Needles
    hidden: frozenset[str]

    @property
    def public(self) -> Path:
        return self.root / "public"

    @property
    def database(self) -> Path:
        return pointer.read(self.public).database(self.public)

    def copied(self, root: Path) -> Finished:
        """The same once more, to plant something in."""
        shutil.copytree(self.public, root / "public")
        return replace(self, root=root)

    def sql(self, script: str, values: Sequence[object] = ()) -> None:
        """Change the database, and call its folder by what it became."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            connection.execute("PRAGMA secure_delete = OFF")  # as not every SQLite is built
            connection.execute(script, values)
            connection.commit()
        self.settle()

    def settle(self) -> None:
        """Let folder and pointer say what the database is now."""
        path, current = self.database, pointer.read(self.public)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != current.digest:
            path.parent.rename(path.parent.with_name(digest))
            pointer.write(self.public, replace(current, digest=digest))

    def add(self, data: bytes, suffix: str, media_type: str, *, role: str = "large") -> None:
        """Publish one more file of the photograph."""
        digest = hashlib.sha256(data).hexdigest()
        path = f"{digest[:2]}/{digest}{suffix}"
        place = self.public / "media" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        row = ("photo-1", 9, role, path, media_type, None, len(data), digest, None, None, None)
        self.sql("INSERT INTO files VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)

    def audit(self) -> list[Hit]:
        return audit_edition(self.public, self.needles, hidden=self.hidden)


def finished(root: Path) -> Finished:
    """The archive, taken in and published."""
    run(root, "init", str(root), "--open", before=False)
    (root / "metadata" / "records").mkdir(exist_ok=True)
    for path in (root / "metadata" / "records").glob("*"):
        path.unlink()
    (root / "metadata" / "records" / "all.yaml").write_text(RECORDS.lstrip(), encoding="utf-8")
    people = 'p-901: {name: {ru: "Норма Пробина"}, withhold: true, note: "Просила образец не называть её"}\n'
    (root / "metadata" / "people.yaml").write_text(people, encoding="utf-8")
    files = {
        "paper.txt": "Образец лежит в коробке.\n\nA specimen lies in a box, and everybody may read about it here.\n",
        "letters/kept-7.txt": LONG,
        "notebook.txt": OF_CLOSED,
    }
    for name, text in files.items():
        path = root / "collection" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    exif = Image.Exif()
    exif[0xA431] = "SN-44-0071"
    exif.get_ifd(0x8825).update({1: "N", 2: (12.0, 34.0, 5.4), 3: "E", 4: (5.0, 6.0, 7.8)})
    Image.new("RGB", (64, 48), (90, 45, 30)).save(root / "collection" / "photo.jpg", exif=exif)
    run(root, "ingest")
    run(root, "publish", "--yes")
    archive = Archive(root)
    with trying(archive) as catalogue:
        planned = plan(catalogue, read_rules(archive), _TODAY)
        needles = gather(catalogue, planned, NAME_FORMS)
    made = Finished(root, needles, frozenset(planned.around.hidden))
    made.sql("VACUUM")
    return made


def run(root: Path, *words: str, before: bool = True) -> None:
    result = CliRunner().invoke(main, [*(("--archive", str(root)) if before else ()), *words])
    assert result.exit_code == 0, f"{result.output}\n{result.stderr}"


def picture(kind: str, **options: object) -> bytes:
    """A small picture with whatever is said beside it."""
    content = io.BytesIO()
    Image.new("RGB", (32, 24), (10, 90, 50)).save(content, kind, **options)
    return content.getvalue()


def as_json(text: str) -> str:
    return json.dumps({"en": text})
