"""Captures of websites: the text of their pages one after another, their addresses and when they were captured.

A capture is a copy that was made at that time, hence `created`; when a page was published, the page says, hence
`issued`. `source` is the address that it was copied from.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract, Suggestion, Trace
from archive.media.texts.captures import MEBIBYTE, Budget, Record, records
from archive.media.texts.coding import uncoded
from archive.media.texts.dating import iso_date
from archive.media.texts.forms import HEADINGS
from archive.media.texts.pagefacts import without_credentials
from archive.media.texts.tidy import tidy_line
from archive.media.texts.wacz import Wacz, open_wacz
from archive.media.texts.webpage import read_page

CAPTURES = ("application/warc", "application/x-internet-archive")
# Of one page no more is read; the largest in use have a fifth of it.
MOST_OF_PAGE = 8 * MEBIBYTE
# A book has fewer pages, and a novel fewer letters.
MOST_PAGES, MOST_LETTERS = 2_000, 16 * MEBIBYTE
# So many addresses are suggested, and so many traces kept, of so many letters each.
MOST_ADDRESSES, MOST_TRACES, LONGEST_TRACE = 100, 1_000, 1_000
# Of headings that a crawler wrote about itself no more is looked into.
MOST_OF_FIELDS = 65_536

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
# What identifies a browser, a visitor or the computer that made the capture.
_TELLING = frozenset(
    str.split(
        "cookie set-cookie authorization proxy-authorization user-agent referer origin from x-forwarded-for"
        " x-client-ip x-real-ip x-csrf-token x-api-key forwarded"
    )
)
_OF_RECORDS = frozenset({"warc-ip-address", "warc-filename", "warc-user-agent", "warc-referer", "warc-proxy-host"})
# What a crawler says of itself that tells of nobody.
_HARMLESS = frozenset({"format", "conformsto", "software", "robots"})


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that was captured: its address, when, and what is in it."""

    address: str
    time: str
    found: Found

    @property
    def title(self) -> str | None:
        return next((one.value for one in self.found.suggestions if one.term == "title"), None)


@dataclass(slots=True)
class _Capture:
    """What has been read of a capture so far."""

    wanted: Callable[[str], bool] = lambda _: True
    pages: list[_Page] = field(default_factory=list)
    resources: int = 0
    first: tuple[str, str] = ("", "")
    traces: dict[Trace, None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    letters: int = 0
    seen: set[tuple[str, int]] = field(default_factory=set)

    def read(self, found: Iterable[Record]) -> None:
        """Take in what can be read of the records; what is wrong with them becomes a problem."""
        try:
            for record in found:
                self._trace(record)
                if record.kind in {"response", "resource"}:
                    self._take(record)
        except Unreadable as problem:
            self.problems.append(str(problem))

    def _take(self, record: Record) -> None:
        address, time = record.header("warc-target-uri"), iso_date(record.header("warc-date")) or ""
        if record.kind == "response" and record.status not in {"200", "203"}:
            return
        self.first = self.first if self.first[0] else (address, time)
        found = self._page(record, address) if self.wanted(address) else None
        if found and found.extracts:
            self.pages.append(_Page(address, time, found))
        else:
            self.resources += 1

    def _page(self, record: Record, address: str) -> Found | None:
        declared = record.http_header("content-type") if record.http else record.header("content-type")
        media_type, _, parameters = declared.partition(";")
        if media_type.strip().lower() not in _PAGES:
            return None
        if len(self.pages) >= MOST_PAGES or self.letters >= MOST_LETTERS:
            self._problem(f"has more pages than are read: the first {len(self.pages):,} were")
            return None
        try:
            found = read_page(self._body(record), _charset(parameters))
        except Unreadable as problem:
            self._problem(f"has a page that was left out: {_shown(address)} {problem}")
            return None
        except Exception as error:  # noqa: BLE001 -- parsers raise anything over hostile bytes, and the others are good
            what = type(error).__name__
            self._problem(f"has a page that was left out: {_shown(address)} cannot be read as HTML ({what})")
            return None
        key = address, hash(found.extracts)
        if key in self.seen:
            return None
        self.seen.add(key)
        self.letters += sum(len(extract.text) for extract in found.extracts)
        if record.header("warc-truncated"):
            self._problem(f"has a page that was cut off when it was captured: {_shown(address)}")
        for said in found.problems:
            self._problem(f"has a page of which: {_shown(address)} {said}")
        return found

    def _body(self, record: Record) -> bytes:
        data = record.stream.read(MOST_OF_PAGE + 1)
        if len(data) > MOST_OF_PAGE:
            raise Unreadable(f"has more than {MOST_OF_PAGE // MEBIBYTE} MiB")
        chunked = "chunked" in record.http_header("transfer-encoding").lower()
        return uncoded(data, record.http_header("content-encoding"), MOST_OF_PAGE, chunked=chunked)

    def _problem(self, said: str) -> None:
        if said not in self.problems and len(self.problems) < 20:
            self.problems.append(said)

    def _trace(self, record: Record) -> None:
        for name, value in record.headers:
            if name in _OF_RECORDS:
                self.trace(f"WARC {name}", value)
        for name, value in record.http:
            if name in _TELLING:
                self.trace(f"HTTP {name}", value)
        if "@" in record.header("warc-target-uri").partition("//")[2].partition("/")[0]:
            self.trace("WARC warc-target-uri", record.header("warc-target-uri"))
        if record.kind in {"warcinfo", "request"}:
            body = record.stream.read(MOST_OF_FIELDS).decode("utf-8", "replace")
            for name, value in _fields(body) if record.kind == "warcinfo" else [("body", body)]:
                self.trace(f"{'WARC' if record.kind == 'warcinfo' else 'HTTP request'} {name}", value)

    def trace(self, name: str, value: str) -> None:
        """Keep what the capture tells beyond its pages."""
        one = Trace(name, tidy_line(value)[:LONGEST_TRACE])
        if one.value and len(self.traces) < MOST_TRACES:
            self.traces[one] = None

    def found(self, more: Iterable[Suggestion] = ()) -> Found:
        """All of it, page by page. Raises Unreadable where there is nothing but a problem."""
        if self.problems and not self.pages and not self.resources:
            raise Unreadable(self.problems[0])
        if not self.pages:
            self._problem("has no page that can be read as text")
        of_pages = dict.fromkeys(trace for page in self.pages for trace in page.found.traces)
        return Found(
            pages=len(self.pages) or None,
            suggestions=(*more, *self._suggestions()),
            traces=(*self.traces, *islice(of_pages, MOST_TRACES)),
            extracts=tuple(extract for number, page in enumerate(self.pages, 1) for extract in _set_out(page, number)),
            problems=tuple(self.problems),
        )

    def _suggestions(self) -> Iterable[Suggestion]:
        captured = [(page.address, page.time) for page in self.pages] or [self.first]
        if self.pages:
            # Of many pages none speaks for all, but that the first one names them.
            alone = len(self.pages) == 1
            of_first = self.pages[0].found.suggestions
            yield from (one for one in of_first if one.term == "title" or (alone and one.term != "source"))
        addresses = dict.fromkeys(tidy_line(without_credentials(address)) for address, _ in captured)
        web = (address for address in addresses if address.startswith(("http:", "https:")))
        yield from (Suggestion("source", address, "WARC-Target-URI") for address in islice(web, MOST_ADDRESSES))
        times = sorted(time for _, time in captured if time)
        if times:
            days = times[0][:10], times[-1][:10]
            yield Suggestion("created", times[0] if days[0] == days[1] else "/".join(days), "WARC-Date")
        pages, resources = _counted(len(self.pages), "page"), _counted(self.resources, "resource")
        yield Suggestion("extent", f"{pages}, {resources}", "WARC records")


def warc(matter: Matter) -> Found:
    """The pages of a WARC or ARC file. Raises Unreadable where there is nothing in it that can be read."""
    capture = _Capture()
    with matter.path.open("rb") as file:
        capture.read(records(file, Budget.of(matter.size)))
    return capture.found()


def wacz(matter: Matter) -> Found:
    """The pages of a WACZ file: those that it lists, or all where none of its list is in it.

    Raises Unreadable where there is nothing in it that can be read.
    """
    with matter.path.open("rb") as file:
        try:
            whole = open_wacz(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise Unreadable(f"is no WACZ file that can be read: {tidy_line(str(error))[:200]}") from error
        listed = {_address(address): title for address, title in whole.pages}
        capture = _of_wacz(whole, Budget.of(matter.size), lambda address: not listed or _address(address) in listed)
        if not capture.pages and listed:
            capture = _of_wacz(whole, Budget.of(matter.size), lambda _: True)
    for name, value in whole.said:
        capture.trace(name, value)
    capture.pages = [
        page if page.title else _titled(page, listed.get(_address(page.address))) for page in capture.pages
    ]
    return capture.found(whole.suggestions)


def _of_wacz(whole: Wacz, budget: Budget, wanted: Callable[[str], bool]) -> _Capture:
    capture = _Capture(wanted=wanted, problems=list(whole.problems))
    for archive in whole.archives:
        try:
            with archive() as packed:
                capture.read(records(packed, budget))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            capture.problems.append(f"holds a capture that cannot be read: {tidy_line(str(error))[:200]}")
    return capture


def _shown(address: str) -> str:
    """An address for people to read."""
    return tidy_line(without_credentials(address))[:200]


def _address(written: str) -> str:
    """An address as it is asked for: without the place on the page."""
    return written.partition("#")[0]


def _titled(page: _Page, title: str | None) -> _Page:
    if not title:
        return page
    named = Suggestion("title", title, "WACZ pages.jsonl")
    return replace(page, found=replace(page.found, suggestions=(named, *page.found.suggestions)))


def _set_out(page: _Page, number: int) -> Iterable[Extract]:
    """The text of a page under its title; its own headings are one level below."""
    extracts = page.found.extracts
    if page.title:
        yield Extract(page.title, page=number, form="h1")
        if extracts[0].form in HEADINGS and tidy_line(extracts[0].text) == page.title:
            extracts = extracts[1:]
    for extract in extracts:
        form = extract.form
        if form in HEADINGS:
            form = f"h{min(int(str(form)[1]) + 1, 6)}"
        yield replace(extract, page=number, form=form)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _fields(body: str) -> Iterable[tuple[str, str]]:
    """The fields of a `warcinfo` record that tell of somebody or something."""
    for line in body.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() not in _HARMLESS:
            yield name.strip()[:60], value.strip()
