"""Photograph every page of the site: `make screenshots`, which needs Chromium, espeak-ng and ffmpeg.

Archives are made anew of the sample and of the specimens of `specimens.py`, published and served on 127.0.0.1. What
their pages look like, in both languages, light and dark, wide and narrow, goes to screenshots/, with an index.html to
look through them; the pictures of the README go to docs/pictures/.
"""

from __future__ import annotations

import contextlib
import html
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from specimens import add_pages, add_recording

PROJECT = Path(__file__).resolve().parent.parent
ALBUM, SHOWN = PROJECT / "screenshots", PROJECT / "docs" / "pictures"
COMMAND = [sys.executable, "-c", "from archive.cli import main; main()"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDTHS, HEIGHT = (1280, 390), 720
SCHEMES = ("light", "dark")
LANGUAGES = {"en": "", "ru": "/ru"}
MINUTES = 12  # of the long recording
COLOURS, MOST = 128, 120_000  # of a picture of the README: colours, and bytes
SQL = "select+kind%2C+count(*)+as+items+from+items+group+by+kind"


def _as_it_comes(page: Page) -> None:
    """Leave the page alone."""


def _open(page: Page) -> None:
    page.locator("details").first.evaluate("details => details.open = true")


def _listen(page: Page) -> None:
    """Let the recording play for a moment, so that the transcript shows where it is."""
    page.locator("audio").evaluate(
        "sound => new Promise(done => { sound.muted = true; sound.ontimeupdate = () =>"
        " { if (sound.currentTime > 9) { sound.pause(); sound.muted = false; done(); } }; sound.play(); })"
    )


def _zoom(page: Page) -> None:
    """Look closer, and wait for the finer tiles."""
    for _ in range(4):
        page.locator("[data-by='1.5']").click()
    page.wait_for_load_state("networkidle")


@dataclass(frozen=True, slots=True)
class Subject:
    """A page, and what is done to it before it is photographed; `english` where there is no other language."""

    name: str
    path: str
    before: Callable[[Page], None] = _as_it_comes
    english: bool = False


SUBJECTS = (
    Subject("home", "/"),
    Subject("search", "/search?q=школе"),
    Subject("search-nothing", "/search?q=zzzz&kind=photo"),
    Subject("browse", "/search"),
    Subject("browse-second-page", "/search?page=2"),
    Subject("photos", "/search?kind=photo"),
    Subject("browse-list", "/search?view=list&kind=photo&order=oldest"),
    Subject("facets", "/search?kind=article&language=ru", _open),
    Subject("photo", "/items/map-north-ossetia"),
    Subject("photo-of-parts", "/items/accession-sheet"),
    Subject("parts", "/items/index-cards"),
    Subject("picture", "/items/map-north-ossetia/picture/1"),
    Subject("picture-actual-size", "/items/map-north-ossetia/picture/1?size=actual#middle"),
    Subject("article", "/items/how-a-testimony-comes-in"),
    Subject("article-found", "/items/word-forms?q=школе&at=1"),
    Subject("testimony", "/items/specimen-0001?t=7.608", _listen),
    Subject("testimony-without-sound", "/items/specimen-0002"),
    Subject("testimony-withheld-minute", "/items/specimen-0005"),
    Subject("testimony-unnamed", "/items/specimen-0007"),
    Subject("warned", "/items/lights"),
    Subject("warned-shown", "/items/lights?shown=yes"),
    Subject("warned-article", "/items/chronology"),
    Subject("warned-article-shown", "/items/chronology?shown=yes"),
    Subject("closed", "/items/room-plan"),
    Subject("withdrawn", "/items/withdrawn-statement"),
    Subject("not-found", "/items/nothing-is-here"),
    Subject("data", "/data"),
    Subject("tables", "/collection", english=True),
    Subject("table", "/collection/statements?term=title", english=True),
    Subject("row", "/collection/items/judgment", english=True),
    Subject("query", f"/collection/-/query?sql={SQL}", english=True),
    Subject("query-refused", "/collection/-/query?sql=select+*+from+letters", english=True),
)
SPECIMENS = (
    Subject("recording-found", "/search?q=гигрометр+hygrometer"),
    Subject("recording-with-contents", "/items/specimen-long?t=420"),
    Subject("document", "/items/specimen-document"),
    Subject("document-page", "/items/specimen-document/pages/1/2?q=копию"),
    Subject("picture-of-tiles", "/items/specimen-large/picture/1"),
    Subject("picture-of-tiles-closer", "/items/specimen-large/picture/1", _zoom),
)


@dataclass(frozen=True, slots=True)
class View:
    """How somebody looks at a page."""

    width: int
    scheme: str = "light"
    language: str = "en"

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}-{self.language}"


VIEWS = tuple(View(*one) for one in product(WIDTHS, SCHEMES, LANGUAGES))
PRIVATE = (
    Subject("private", "/"),
    Subject("private-hidden", "/items/specimen-0004-zqxv12"),
    Subject("private-picture", "/items/window/picture/1"),
    Subject("private-row", "/collection/items/specimen-0004-zqxv12", english=True),
)
# What the README shows: as much of a page as a window does.
CHOSEN = {
    "home": View(1024),
    "warned": View(390, "dark", "ru"),
    "search": View(1024, language="ru"),
    "article": View(390),
    "testimony": View(1024, "dark"),
    "photos": View(390),
}


def copy_sample(folder: Path) -> None:
    """The sample, as it comes."""
    for name in ("collection", "metadata"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy2(PROJECT / "datasette.yaml", folder)


def make_specimens(browser: Browser, folder: Path) -> None:
    """What the sample is too small to hold."""
    add_recording(folder, MINUTES)
    add_pages(folder, browser)


@contextlib.contextmanager
def site(fill: Callable[[Path], None], *options: str) -> Iterator[str]:
    """The address of an archive that is filled so, published and served as long as it is looked at; `options` are
    those of `archive serve`.
    """
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        archive = [*COMMAND, "--archive", folder]
        subprocess.run([*archive, "publish", "--yes"], check=True, capture_output=True)
        serve = [*archive, "serve", "--port", "0", *options]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
            try:
                said = server.stdout or ()
                yield next(line for line in said if line.startswith("http")).split()[0].rstrip("/")
            finally:
                server.terminate()


@contextlib.contextmanager
def seen(browser: Browser, address: str, view: View, subject: Subject, scale: float = 1) -> Iterator[Page]:
    """A page as somebody looks at it."""
    window = {"width": view.width, "height": HEIGHT}
    page = browser.new_page(
        viewport=window, color_scheme=view.scheme, device_scale_factor=scale, reduced_motion="reduce"
    )
    try:
        page.goto(f"{address}{LANGUAGES[view.language]}{subject.path}", wait_until="load")
        subject.before(page)
        page.evaluate("scrollTo(0, 0)")
        yield page
    finally:
        page.close()


def fill_album(browser: Browser, subjects: Iterable[tuple[str, Subject]]) -> None:
    """Every subject, at the address of its site, in every view, whole, and the page to look through them."""
    shutil.rmtree(ALBUM, ignore_errors=True)
    ALBUM.mkdir()
    rows = []
    for address, subject in subjects:
        names = [f"{subject.name}-{view}.png" for view in _views(subject)]
        for name, view in zip(names, _views(subject), strict=True):
            with seen(browser, address, view, subject) as page:
                # A picture may come late; whoever scrolls down sees it.
                page.evaluate("Promise.all([...document.images].map(one => (one.loading = 'eager', one.decode())))")
                page.screenshot(path=ALBUM / name, full_page=True, animations="disabled")
        pictures = "".join(f'<a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>' for name in names)
        rows.append(f"<h2>{html.escape(subject.name)}</h2><div>{pictures}</div>")
    style = "div{display:flex;gap:1rem;overflow:auto;align-items:start} img{height:24rem;border:1px solid #999}"
    page_head = f"<!doctype html><meta charset=utf-8><title>Screenshots</title><style>{style}</style>"
    (ALBUM / "index.html").write_text(page_head + "".join(rows), encoding="utf-8")


def _views(subject: Subject) -> Iterator[View]:
    return (view for view in VIEWS if view.language == "en" or not subject.english)


def show(browser: Browser, address: str) -> None:
    """The pictures of the README, small enough for a repository."""
    SHOWN.mkdir(exist_ok=True)
    for subject in SUBJECTS:
        if view := CHOSEN.get(subject.name):
            scale = 2 if view.width < 600 else 1.5
            with seen(browser, address, view, subject, scale) as page:
                # Of a recording, what is heard and said; its title is in the first line as well.
                page.evaluate("document.querySelector('.player')?.scrollIntoView()")
                taken = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
            path = SHOWN / f"{subject.name}.png"
            taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
            if path.stat().st_size > MOST:
                raise SystemExit(f"{path}: {path.stat().st_size} bytes, expected at most {MOST}")


def main() -> None:
    """All of it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium on this machine: install it to photograph the site")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        with (
            site(copy_sample) as sample,
            site(copy_sample, "--private") as private,
            site(partial(make_specimens, browser)) as specimens,
        ):
            show(browser, sample)
            sites = ((sample, SUBJECTS), (private, PRIVATE), (specimens, SPECIMENS))
            fill_album(browser, [(address, subject) for address, subjects in sites for subject in subjects])
        browser.close()
    sys.stdout.write(f"{ALBUM / 'index.html'}\n")


if __name__ == "__main__":
    main()
