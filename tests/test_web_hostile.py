"""What people wrote is shown as text: scripts, links that run, signs that turn the writing round, formulas.

The rows are put straight into an edition, past all that reads records: whatever comes in, the site holds.
"""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archive.records.kinds import KINDS
from archive.records.model import Access, Record, Statement
from archive.records.terms import TERMS
from archive.store.rows import Entry, Item, Passage
from archive.web.shown import settled
from archive.web.spreadsheets import harmless
from browsing import GONE, OURS, TABLES, chromium
from test_web_server import serving
from web_fixture import keep, make_edition, square

RUN = "window.stored=1"
TURN = "\u202eturned\u2066"
MARKUP = f"\"'><img src=none onerror={RUN}><svg/onload={RUN}><script>{RUN}</script><a href=javascript:{RUN}>x</a>"
PAYLOAD = f"{MARKUP}{{{{1234*4321}}}}{{%raw%}}<style>*{{display:none}}</style><base href=//example.org>\x01\x7f{TURN}"
ADDRESSES = (f"javascript:{RUN}", f"data:text/html,<script>{RUN}</script>", f'https://example.org/"onfocus={RUN}//')
VISITED = 80  # pages
WATCH = """
window.reported = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.reported.push(event.violatedDirective + " " + event.blockedURI);
});
"""


def name(number: int) -> str:
    """The id of an item with the payload."""
    return f'bad-{number}"><script>{RUN}<'


def hostile(media) -> list[Entry]:
    """An item of every kind, and of one that there is not, with the payload in all of its fields."""
    found = []
    for number, kind in enumerate((*KINDS, PAYLOAD)):
        item = name(number)
        statements = [
            Statement(term, f"{term} {PAYLOAD}", language, PAYLOAD, ADDRESSES[at % len(ADDRESSES)])
            for at, term in enumerate([*TERMS, PAYLOAD])
            for language in ("en", PAYLOAD)
        ]
        statements += [Statement("relation", "photo-1"), Statement("source", ADDRESSES[0], None, None, ADDRESSES[1])]
        warning = (Statement("warning", PAYLOAD, "en"), Statement("warning", PAYLOAD, PAYLOAD)) if number == 1 else ()
        drawn = [
            keep(media, (item, 1, role), square(edge, number + 20), ".jpg", edges=(edge, edge * 3 // 4))
            for role, edge in (("large", 800), ("small", 200), ("veiled", 100))
        ]
        page = keep(media, (item, 2, "original"), PAYLOAD.encode(), ".html")
        drawing = keep(media, (item, 3, "original"), f"<svg onload='{RUN}'/>{number}".encode(), ".svg")
        sound = keep(media, (item, 4, "original"), b"RIFF0000WAVE", ".wav", duration=9.0)
        times = ((None, None, 2), (0.0, 1.0, 5), (1.0, 2.0, 5))
        said = tuple(
            Passage(item, file, at, f"{PAYLOAD} {form}", PAYLOAD if at % 2 else "en", PAYLOAD, start, end, 1, form)
            for at, (form, (start, end, file)) in enumerate(
                [(form, one) for form in (None, "h2", "item 1", "quote", PAYLOAD) for one in times], start=1
            )
        )
        record = Record(item, kind, tuple(statements), access=Access(warning=warning))
        whole = Item(record, (*drawn, page, drawing, sound), f"2026-01-01T00:00:00Z{PAYLOAD}")
        found.append(Entry(whole, said, "public" if number else PAYLOAD))
    return found


@pytest.fixture(scope="module")
def specimen(tmp_path_factory):
    public = tmp_path_factory.mktemp("hostile") / "public"
    (public / "media").mkdir(parents=True)
    labels = json.dumps({"en": PAYLOAD, "ru": PAYLOAD, PAYLOAD: PAYLOAD}).replace("'", "''")
    text = PAYLOAD.replace("'", "''")
    extra = f"""
        INSERT INTO concepts VALUES ('{text}', '{text}', '{labels}', '["{quote(PAYLOAD)}"]', '{ADDRESSES[0]}', NULL);
        INSERT INTO statement_concepts SELECT item, term, position, '{text}' FROM statements
            WHERE term IN ('subject', 'spatial') AND item LIKE 'bad-%' AND position = 1;
        INSERT INTO tombstones VALUES ('gone-2', '2026-10-01', '{text}');
        INSERT INTO tombstones VALUES ('gone-3"><script>{RUN}<', '2026-10-01{text}', '{text}');
        INSERT INTO statements VALUES ('photo-1', 'abstract', 1, '=HYPERLINK("https://example.org")', NULL, NULL, NULL);
        INSERT INTO statements VALUES ('photo-1', 'extent', 1, '-12.5', NULL, NULL, NULL);
    """
    made = make_edition(public, sql=True, download=True, extra=extra, more=hostile(public / "media"))
    words = {"title": PAYLOAD, "description": PAYLOAD, "columns": {"id": PAYLOAD, "title": PAYLOAD}}
    site = {
        "plugins": {
            "archive": {
                "title": {"en": PAYLOAD, "ru": PAYLOAD},
                "about": {"en": f"{PAYLOAD}\n\n{PAYLOAD}", PAYLOAD: PAYLOAD},
                "contact": ADDRESSES[0],
            }
        },
        "databases": {"collection": {"title": PAYLOAD, "description": PAYLOAD, "tables": {"items": words}}},
    }
    (public / "datasette.yaml").write_text(json.dumps(site), encoding="utf-8")
    return made


def starts() -> list[str]:
    """The first pages: one of each kind for the items with something in every field, and what others lead on to."""
    bad = [f"/items/{quote(name(number), safe='')}" for number in range(len(KINDS) + 1)]
    gone = quote(f'gone-3"><script>{RUN}<', safe="")
    quoted = PAYLOAD.replace("'", "''")
    asked = ("select * from passages limit 20", f"select '{quoted}' as \"<b>x\"", f"select {PAYLOAD}")
    tables = ("items", "statements?_size=20", "passages?_size=20", "files", "concepts", "tombstones")
    first = [f"{bad[1]}?shown=yes", bad[0], f"/ru{bad[-1]}", f"/search?q={quote(PAYLOAD)}", "/items/gone-2", "/"]
    first += [f"/collection/{table}" for table in tables] + [f"/items/{gone}", "/search", "/data", "/items/testimony-1"]
    first += [f"/collection/-/query?sql={quote(one)}" for one in asked]
    first += [f"/{quote(PAYLOAD)}", "/ru/", "/search?q=onerror", f"/collection/items/{quote(PAYLOAD)}"]
    return first + [page + end for end in (".json", "/picture/1", "", "?shown=yes") for page in bad]


def links(here: str, page: html.HtmlElement) -> list[str]:
    found = (urldefrag(urljoin(here, one)).url for one in page.xpath("//a/@href"))
    return [one for one in found if urlsplit(one).netloc == urlsplit(here).netloc]


@pytest.fixture
async def site(specimen):
    from datasette.app import Datasette

    opened = Datasette(config_dir=specimen.public)
    yield opened
    opened.close()


@pytest.mark.parametrize("most", [30, pytest.param(3 * VISITED, marks=pytest.mark.deep)])
async def test_every_page_shows_it_as_text(site, most):
    seen = 0
    due = deque(f"http://localhost{path}" for path in starts())
    known = set(due)
    while due and seen < most:
        here = due.popleft()
        answer = await site.client.get(here.removeprefix("http://localhost"), follow_redirects=True)
        seen += 1
        assert answer.status_code in {200, 400, 403, 404, 410}, here
        if not answer.headers["content-type"].startswith("text/html"):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "script-src 'none'" in answer.headers["content-security-policy"] or (
                "sandbox" in answer.headers["content-security-policy"]
            ), here
            continue
        page = html.fromstring(answer.text)
        assert not page.xpath("//script[not(@src)] | //style | //base | //svg | //@*[starts-with(name(), 'on')]"), here
        assert not page.xpath("//img[not(starts-with(@src, '/media/'))] | //*[@style] | //iframe | //object"), here
        schemes = {urlsplit(one).scheme for one in page.xpath("//@href | //@src | //@action | //@srcset")}
        assert schemes <= {"", "http", "https"}, here
        assert str(1234 * 4321) not in answer.text, here
        assert "\x01" not in answer.text, here
        for text in page.xpath("//text() | //@alt | //@title | //@content"):
            assert_balanced(str(text), here)
        for link in links(here, page):
            if link not in known:
                known.add(link)
                due.append(link)
    assert seen == most


def assert_balanced(text: str, here: str) -> None:
    begun = sum(text.count(sign) for sign in "\u202a\u202b\u202d\u202e")
    isolated = sum(text.count(sign) for sign in "\u2066\u2067\u2068")
    assert (begun, isolated) == (text.count("\u202c"), text.count("\u2069")), here


@pytest.mark.parametrize("most", [12, pytest.param(VISITED * 2, marks=pytest.mark.deep)])
def test_in_a_browser_nothing_of_it_runs_and_the_policy_has_nothing_to_report(specimen, most):
    with serving(specimen.public) as (port, _), chromium() as browser:
        address = f"http://127.0.0.1:{port}"
        assert look_around(browser, address, [address + path for path in starts()], most) == most


@pytest.mark.deep
def test_in_normal_use_the_policy_has_nothing_to_report(shown):
    with chromium() as browser:
        first = [*OURS.values(), *GONE.values(), *TABLES.values()]
        visited = look_around(browser, shown, [shown + path for path in first], 250)
    assert visited == 250


def look_around(browser, address: str, first: list[str], most: int) -> int:
    """Open pages with scripts allowed, and what they lead to; how many. Nothing ran, asked elsewhere or complained."""
    trouble: list[str] = []
    context = browser.new_context(accept_downloads=False)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("dialog", lambda dialog: (trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda one: one.url.startswith(address) or trouble.append(f"asked {one.url}"))
    page.on("pageerror", lambda error: trouble.append(f"{page.url}: {error}"))
    page.on("console", lambda told: " policy" in told.text.lower() and trouble.append(f"{page.url}: {told.text}"))
    due, known, visited = deque(first), set(first), 0
    while due and visited < most:
        here = due.popleft()
        path = urlsplit(here).path
        if path.startswith("/media/") or path.endswith((".db", ".vtt", ".srt", ".csv")):
            continue
        page.goto(here, wait_until="load")
        visited += 1
        ran, reported = page.evaluate("[window.stored, window.reported]")
        assert ran is None, here
        assert not reported, (here, reported)
        for link in page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href.split('#')[0])"):
            if link.startswith(address) and link not in known:
                known.add(link)
                due.append(link)
    context.close()
    assert not trouble, trouble[:5]
    return visited


async def test_a_file_that_could_run_is_only_handed_over(site, specimen):
    for path in specimen.public.joinpath("media").rglob("*"):
        if path.suffix not in {".html", ".svg"}:
            continue
        answer = await site.client.get(f"/media/{path.relative_to(specimen.public / 'media')}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_spreadsheet_runs_nothing_of_a_table(site):
    for path in ("/collection/statements.csv?_size=max", "/collection/statements.csv?_stream=on&_size=7"):
        answer = await site.client.get(path)
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert {len(row) for row in rows} == {7}
        values = [row[3] for row in rows]
        assert '\'=HYPERLINK("https://example.org")' in values
        assert "-12.5" in values, "a number stays one"
        answer = await site.client.get("/collection/statements.json?_size=max&_shape=array")
        assert [harmless(row["value"]) for row in answer.json()] == values[1:]
    sql = quote("""select '@SUM(1)' as "=1+1", '+1' as "a,b", char(9) || '=x' as "c" """)
    answer = await site.client.get(f"/collection/-/query.csv?sql={sql}")
    assert list(csv.reader(io.StringIO(answer.text))) == [["'=1+1", "a,b", "c"], ["'@SUM(1)", "+1", "'\t=x"]]


@pytest.mark.parametrize(
    "value", ["x" * 5_000_000, "\u202e" * 100_000, "<" * 1_000_000], ids=["long", "turned", "open"]
)
def test_a_huge_value_is_shown_or_refused_in_time(value):
    shown = settled(value)
    assert len(shown) <= 2 * len(value)
    assert_balanced(shown, "a huge value")


@given(st.text(alphabet="a\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n", max_size=30))
def test_every_change_of_direction_ends_with_its_value(text):
    shown = settled(text)
    assert_balanced(shown, text)
    assert settled(shown) == shown
    kept = str.maketrans("", "", "\u202c\u2069")
    assert shown.translate(kept) == text.translate(kept)
