"""Random archives, compiled: what may not be public is in no byte of the edition, and what may be is there."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from hypothesis import HealthCheck, given, seed, settings
from PIL import Image

from archive.catalogue.workers import Workers
from archive.cli import main
from archive.edition import remaking
from archive.ingest import examine
from conftest import Workshop
from random_archives import ENDS, LETTERS, PALETTE, TODAY, Drawn, State, archives, code, word, write_files, write_state
from random_rule import judge

_CODES = {code(number, language): number for number in range(4_096) for language in LETTERS}
_END = re.compile("quozor|щукв[оӕæа]р")  # what stands behind the code of every word
_SIGNS = tuple(end for said in ENDS.values() for end in (said, said.upper()))
_ENCODINGS = ("utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866")
_LINK = re.compile(r'(?:href|src)="([^"#]+)"')
_PAGES = 60  # addresses that are asked for of one site
_NEAR = 14  # of a level of 255: what JPEG and scaling may change in a flat colour
_LEAST = 0.02  # of a picture


@pytest.fixture(scope="module")
def workers() -> Iterator[None]:
    """The processes that look into files live on from one archive to the next: to start them takes longer than all
    the rest. They know of no archive.
    """
    with pytest.MonkeyPatch.context() as patch:
        pool = Workers(2, (*examine.PRELOADED, "archive.media.withheld.making"))

        @contextlib.contextmanager
        def processes(_count: int, _loaded: object) -> Iterator[Workers]:
            yield pool

        patch.setattr(examine, "processes", processes)
        patch.setattr(remaking, "processes", processes)
        yield
        pool.shutdown()


@contextlib.contextmanager
def begun() -> Iterator[Workshop]:
    """An archive with nothing in it, in memory where the system has such a folder: a disk takes long to say that it
    has written.
    """
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        CliRunner().invoke(main, ["init", str(folder / "a"), "--open"], catch_exceptions=False)
        shutil.rmtree(folder / "a" / "metadata" / "records", ignore_errors=True)
        yield Workshop(folder / "a")
    finally:
        shutil.rmtree(folder)


def words_in(data: bytes) -> set[int]:
    """The numbers of the words in bytes of any kind."""
    found = set(_numbers(data.decode("utf-8", "replace")))
    for encoding in _ENCODINGS:
        if any(sign.encode(encoding, "ignore") in data for sign in _SIGNS if sign.encode(encoding, "ignore")):
            found |= set(_numbers(data.decode(encoding, "replace"))) | set(
                _numbers(data[1:].decode(encoding, "replace"))
            )
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            for member in bundle.infolist():
                found |= set(_numbers(member.filename)) | words_in(bundle.read(member) + member.comment + member.extra)
    if data.startswith(b"%PDF"):
        found |= set(_numbers(" ".join(_said_by_pdf(data))))
    if data.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(data)) as image:
            found |= set(_numbers(repr(image.info)))
    return found


def _said_by_pdf(data: bytes) -> Iterator[str]:
    """The texts of a document: on its pages, beside them, and packed."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield from (str(value) for value in pdf.docinfo.values())
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_bytes().decode("utf-8", "replace")
    with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
        yield from (page.get_textpage().get_text_bounded() for page in document)


def _numbers(text: str) -> Iterator[int]:
    folded = text.casefold()
    before = (folded[max(0, end.start() - 3) : end.start()] for end in _END.finditer(folded))
    return (_CODES[said] for said in before if said in _CODES)


def cells(database: Path) -> str:
    """Everything that can be asked of a database, the terms of its index too."""
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, _search, row)")
        tables = [name for (name,) in connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'")]
        said = [str(row) for table in [*tables, "terms"] for row in connection.execute(f"SELECT * FROM {table}")]
        return "\n".join(said)


def colours_in(data: bytes) -> set[int]:
    """The colours of the palette of which there is a field in a picture, or in one of a bundle."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            return {one for member in bundle.namelist() for one in colours_in(bundle.read(member))}
    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB").resize((24, 24), Image.Resampling.NEAREST)
    found: Counter[int] = Counter()
    for count, pixel in small.getcolors(24 * 24) or ():
        near = (n for n, one in enumerate(PALETTE) if max(abs(a - b) for a, b in zip(one, pixel, strict=True)) < _NEAR)
        found.update(dict.fromkeys(near, count))
    return {number for number, count in found.items() if count > _LEAST * 24 * 24}


def look(workshop: Workshop) -> tuple[set[int], set[int]]:
    """The words and the colours that are in public/."""
    words, colours = set(), set()
    for path in sorted((workshop.root / "public").rglob("*")):
        words |= set(_numbers(str(path.relative_to(workshop.root))))
        if not path.is_file():
            continue
        data = path.read_bytes()
        words |= words_in(data)
        if path.suffix == ".db":
            words |= set(_numbers(cells(path)))
        elif path.suffix in {".jpg", ".png", ".zip"}:
            colours |= colours_in(data)
    return words, colours


def digests_in_public(drawn: Drawn, state: State, workshop: Workshop) -> list[str]:
    """The originals whose SHA-256 is told, though nothing says that they may be given."""
    public = workshop.public_bytes()
    given = zip(drawn.things, state.fates, strict=True)
    known = {file.path for thing, fate in given if fate.originals for file in thing.files}
    paths = {file.path for thing in drawn.things for file in thing.files} - known
    digests = {path: hashlib.sha256((workshop.root / "collection" / path).read_bytes()) for path in paths}
    return [path for path, one in digests.items() if one.hexdigest().encode() in public or one.digest() in public]


async def served(workshop: Workshop, withheld: set[int]) -> set[int]:
    """The numbers of the words in the pages of a site and in what they name, when it is asked for withheld words too.
    What was asked for stands in the answer, so that only its links tell whether something was found.
    """
    site = Datasette(config_dir=workshop.root / "public")
    due = ["/", "/ru/", "/items", "/search", "/data", "/sitemap.xml", "/no-such-page", "/collection.json"]
    due += [f"/items/{item}{end}" for item in sorted(workshop.public_ids()) for end in ("", ".json", "?shown=yes")]
    seen, found = set(due), set()
    for _ in range(_PAGES):
        if not due:
            break
        answer = await site.client.get(due.pop(0))
        assert answer.status_code < 500, answer.text
        found |= words_in(answer.content) | set(_numbers(repr(answer.headers)))
        for link in _LINK.findall(answer.text) if "html" in answer.headers["content-type"] else ():
            address = unescape(link)
            if address.startswith("/") and not address.startswith(("//", "/-/static")) and address not in seen:
                seen.add(address)
                due.append(address)
    for number in sorted(withheld)[:3]:
        for asked in (word(number, "ru"), word(number, "en")):
            answer = await site.client.get("/search", params={"q": asked})
            assert not re.search(r'href="/(ru/)?items/[^"?]+quozor', answer.text), asked
    site.close()
    return found


def hold(drawn: Drawn, workshop: Workshop, *, pages: bool = False) -> None:
    """Publish every state of an archive, and hold what is public against what may be; the pages of its site too."""
    write_files(drawn, workshop)
    met: frozenset[int] = frozenset()
    for number, state in enumerate(drawn.states):
        write_state(drawn, state, workshop)
        result = CliRunner().invoke(main, ["--archive", str(workshop.root), "--today", TODAY, "publish", "--yes"])
        assert not result.exception or isinstance(result.exception, SystemExit), result.output
        assert "Published:" in result.output, result.output
        expected, met = judge(drawn, state, met)
        words, colours = look(workshop)
        (must, must_be_seen), (may_not, may_not_be_seen) = expected.must(), expected.may_not()
        said = f"state {number}\n{(workshop.root / 'metadata/records/all.yaml').read_text()}\n{result.output}"
        assert not {word(one, "en") for one in words & may_not}, said
        assert not colours & may_not_be_seen, said
        assert not {word(one, "en") for one in must - words}, said
        assert not must_be_seen - colours, said
        if pages:
            assert not {word(one, "en") for one in asyncio.run(served(workshop, may_not)) & may_not}, said
        assert not digests_in_public(drawn, state, workshop), said
        if number:
            assert made_anew(workshop) == edition(workshop), said


def edition(workshop: Workshop) -> str:
    """The digest of the current edition."""
    (folder,) = (workshop.root / "public" / "editions").iterdir()
    return folder.name


def made_anew(workshop: Workshop) -> str:
    """The same where nothing can be taken over from the edition before."""
    aside = workshop.root.parent / "anew"
    shutil.copytree(workshop.root, aside, symlinks=True)
    (aside / ".archive" / "kept.json").unlink()
    run = CliRunner().invoke(main, ["--archive", str(aside), "--today", TODAY, "publish", "--yes"])
    assert "Published:" in run.output, run.output
    found = edition(Workshop(aside))
    shutil.rmtree(aside)
    return found


@pytest.mark.usefixtures("workers")
@settings(max_examples=100, suppress_health_check=list(HealthCheck), derandomize=True)
@given(archives(most=4, states=1))
def test_what_may_not_be_public_is_in_no_byte_of_a_random_archives_edition_and_the_rest_is(drawn):
    with begun() as workshop:
        hold(drawn, workshop)


@pytest.mark.usefixtures("workers")
@settings(max_examples=12, suppress_health_check=list(HealthCheck), derandomize=True)
@given(archives(most=3, states=3))
def test_what_may_not_be_public_any_more_is_in_no_byte_when_a_random_archive_is_published_again(drawn):
    with begun() as workshop:
        hold(drawn, workshop)


def hold_with_pages(drawn):
    with begun() as workshop:
        hold(drawn, workshop, pages=True)


@pytest.mark.deep
@pytest.mark.usefixtures("workers")
@pytest.mark.parametrize("start", range(4))  # so that the tests can run side by side
def test_what_may_not_be_public_is_on_no_page_of_a_random_archives_site(start):
    asked = settings(max_examples=500 // 4, suppress_health_check=list(HealthCheck), database=None)
    seed(start)(asked(given(archives(most=6, states=2))(hold_with_pages)))()
