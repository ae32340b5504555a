"""Captures of websites: their pages as text, their addresses and times; and captures broken or made to hurt."""

from __future__ import annotations

import gzip
import io
import json
import threading
import zipfile
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from archive.media import Examined, examine
from archive.media.matter import Unreadable
from archive.media.texts.captures import Budget, records
from archive.media.texts.coding import uncoded

PAGE = """<!DOCTYPE html><html lang="ru"><head><meta charset="%s"><title>%s</title>
<link rel="stylesheet" href="/style.css"></head><body><nav>Home</nav><main><h1>%s</h1>
<h2>Часть</h2><p>Образец текста номер %d.</p><img src="/picture.png"></main></body></html>"""


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), (90, 40, 30)).save(content, "PNG")
    return content.getvalue()


def page(number: int, encoding: str = "utf-8") -> bytes:
    return (PAGE % (encoding, f"Страница {number}", f"Страница {number}", number)).encode(encoding)


# Path: status, content type, content coding, body.
SITE = {
    "/": (200, "text/html; charset=utf-8", "", page(1)),
    "/zipped": (200, "text/html", "gzip", gzip.compress(page(2, "cp1251"))),
    "/brotli": (200, "text/html; charset=koi8-r", "br", brotli.compress(page(3, "koi8-r"))),
    "/deflate": (200, "application/xhtml+xml", "deflate", zlib.compress(page(4))),
    "/chunked": (200, "text/html", "chunked", page(5)),
    "/gone": (404, "text/html", "", b"<html><body><p>Not there"),
    "/moved": (302, "text/html", "", b"<html><body><p>Moved"),
    "/style.css": (200, "text/css", "", b"p { color: red }"),
    "/picture.png": (200, "image/png", "", picture()),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, media_type, coding, body = SITE[self.path.partition("?")[0]]
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Set-Cookie", "session=zqxv-secret-1")
        if coding == "chunked":
            self.send_header("Transfer-Encoding", coding)
            parts = [body[at : at + 50] for at in range(0, len(body), 50)]
            body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])
        else:
            self.send_header("Content-Length", str(len(body)))
            if coding:
                self.send_header("Content-Encoding", coding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A site of several pages with a picture and a style, on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def captured(site, tmp_path_factory) -> tuple[Path, str]:
    """The site, captured with warcio as it was asked for."""
    # It replaces the connections of http.client: those that it hands out are used, and the old ones put back.
    import http.client

    before = http.client.HTTPConnection
    from warcio.capture_http import capture_http

    target = tmp_path_factory.mktemp("capture") / "site.warc.gz"
    try:
        with capture_http(str(target)):
            for path in SITE:
                connection = http.client.HTTPConnection(site)
                connection.request("GET", path, headers={"Cookie": "zqxv-secret-2", "Authorization": "Basic enF4dg=="})
                connection.getresponse().read()
                connection.close()
    finally:
        http.client.HTTPConnection = before
    return target, f"http://{site}"


def test_a_captured_site_reads_as_text_with_its_address_and_time(captured, tmp_path):
    path, address = captured
    examined = examine(path, (), tmp_path)
    assert (examined.media_type, examined.pages, examined.problems) == ("application/warc", 5, ())
    assert [(extract.page, extract.form, extract.text) for extract in examined.extracts] == [
        said
        for number in range(1, 6)
        for said in (
            (number, "h1", f"Страница {number}"),
            (number, "h3", "Часть"),
            (number, None, f"Образец текста номер {number}."),
        )
    ]
    suggested = [(one.term, one.value) for one in examined.suggestions]
    assert [value for term, value in suggested if term == "source"] == [
        f"{address}{path}" for path in ("/", "/zipped", "/brotli", "/deflate", "/chunked")
    ]
    assert ("title", "Страница 1") in suggested
    assert ("extent", "5 pages, 2 resources") in suggested
    (created,) = [value for term, value in suggested if term == "created"]
    assert len(created) == len("2004-09-05T10:00:00Z")


def test_what_a_capture_tells_of_visitor_and_server_is_kept_aside(captured, tmp_path):
    examined = examine(captured[0], (), tmp_path)
    traces = {(trace.name, trace.value) for trace in examined.traces}
    assert traces >= {
        ("WARC warc-ip-address", "127.0.0.1"),
        ("HTTP cookie", "zqxv-secret-2"),
        ("HTTP authorization", "Basic enF4dg=="),
        ("HTTP set-cookie", "session=zqxv-secret-1"),
    }
    shown = str(examined.extracts) + str(examined.suggestions)
    assert not [value for _, value in traces if value != "127.0.0.1" and value in shown]


def test_a_captured_site_is_an_article_to_be_read_and_found(captured, workshop):
    workshop.write("collection/site.warc.gz", captured[0].read_bytes())
    workshop.write("metadata/x.yaml", "id: x\nfiles: [site.warc.gz]\ntitle: A specimen\n")
    workshop.run("ingest")
    with workshop.catalogue() as catalogue:
        assert catalogue.execute("SELECT kind FROM items").fetchall() == [("article",)]
        assert catalogue.execute("SELECT count(*) FROM passages").fetchall() == [(15,)]
    assert "A specimen" in workshop.run("search", "образцы").stdout


REFUSED = {"bad.arc": "has records that do not say how long they are: 3 were left out"}
PAGELESS = {"example-digest.warc", "example-space-in-target-uri.warc.gz", "post-test.warc.gz"}
DAMAGED = {"example-trunc.warc": "has records that are longer or shorter than they say: some may have been left out"}


def test_every_capture_that_others_made_is_read_or_refused_by_name(shared_data, tmp_path, capfd):
    files = sorted((shared_data / "documents" / "warc").glob("*arc*"))
    assert len(files) == 16
    for path in files:
        examined = examine(path, (), tmp_path)
        assert examined.unreadable == (path.name in REFUSED)
        if path.name in REFUSED | DAMAGED:
            assert examined.problems == ((REFUSED | DAMAGED)[path.name],)
        elif path.name in PAGELESS:
            assert examined.problems == ("has no page that can be read as text",)
        else:
            assert examined.problems == ()
        if path.name not in REFUSED and path.name not in PAGELESS:
            assert examined.extracts[0].form == "h1"
            assert examined.suggested("source").startswith("http://")
            assert examined.suggested("created").startswith("201")
            assert examined.suggested("title") == examined.extracts[0].text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["example-iana.org-chunked.warc", "example.warc.gz", "example.arc"])
def test_a_capture_torn_off_anywhere_is_read_up_to_there_or_refused(shared_data, tmp_path, name, capfd):
    whole = (shared_data / "documents" / "warc" / name).read_bytes()
    for length in range(1, len(whole), len(whole) // 23):
        (tmp_path / name).write_bytes(whole[:length])
        examined = examine(tmp_path / name, (), tmp_path)
        assert all(isinstance(problem, str) for problem in examined.problems)
    assert capfd.readouterr() == ("", "")


def record(kind: str, body: bytes, **headers: str) -> bytes:
    named = {"WARC-Type": kind, "WARC-Date": "2004-09-05T10:00:00Z", **headers}
    named = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in named.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + body + b"\r\n\r\n"


def response(body: bytes, *headers: str, address: str = "http://example.org/", **more: str) -> bytes:
    head = "".join(f"{header}\r\n" for header in ("Content-Type: text/html", *headers))
    content = f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body
    return record("response", content, **{"WARC-Target-URI": address, "Content-Type": "application/http", **more})


def read(folder: Path, content: bytes, name: str = "x.warc") -> Examined:
    (folder / name).write_bytes(content)
    return examine(folder / name, (), folder)


def said(examined: Examined) -> list[str]:
    return [extract.text for extract in examined.extracts]


def test_pages_of_several_days_were_captured_from_the_first_to_the_last(tmp_path):
    pages = [
        response(b"<p>one"),
        response(b"<p>two", address="http://a:b@example.org/2", WARC_Date="2004-09-07T10:00:00Z"),
    ]
    examined = read(tmp_path, b"".join(pages))
    assert examined.suggested("created") == "2004-09-05/2004-09-07"
    assert [one.value for one in examined.suggestions if one.term == "source"] == [
        *("http://example.org/", "http://example.org/2"),
    ]
    assert "http://a:b@example.org/2" in {trace.value for trace in examined.traces}


def test_a_page_that_the_crawler_cut_off_is_read_and_named(tmp_path):
    examined = read(tmp_path, response(b"<p>one", WARC_Truncated="length"))
    assert said(examined) == ["one"]
    assert examined.problems == ("has a page that was cut off when it was captured: http://example.org/",)


def test_the_same_page_captured_twice_is_read_once(tmp_path):
    assert said(read(tmp_path, response(b"<p>one") * 2 + response(b"<p>two"))) == ["one", "two"]


def test_a_page_that_cannot_be_read_is_left_out_and_named(tmp_path):
    bomb = gzip.compress(b"\0" * 9_000_000, mtime=0)
    pages = [
        response(b"<p>first"),
        response(bomb, "Content-Encoding: gzip", address="http://example.org/bomb"),
        response(brotli.compress(b"\0" * 9_000_000), "Content-Encoding: br", address="http://example.org/br"),
        response(b"x", "Content-Encoding: zstd", address="http://example.org/zstd"),
        response(b"<div>" * 5_000, address="http://example.org/deep"),
        response(b"<p>last"),
    ]
    examined = read(tmp_path, b"".join(pages))
    assert said(examined) == ["first", "last"]
    assert [problem.split()[7] for problem in examined.problems] == [
        f"http://example.org/{name}" for name in ("bomb", "br", "zstd", "deep")
    ]


@pytest.mark.parametrize(
    ("sent", "coding"),
    [
        (b"abc", "gzip"),
        (gzip.compress(b"ab", mtime=0) + gzip.compress(b"c", mtime=0), "gzip"),
        (zlib.compress(b"abc"), "deflate"),
        (zlib.compress(b"abc")[2:-4], "deflate"),
        (gzip.compress(gzip.compress(b"abc", mtime=0), mtime=0), "gzip, gzip"),
        (b"abc", "br"),
        (brotli.compress(b"abc"), "BR"),
        (b"abc", "identity"),
    ],
)
def test_a_body_is_read_in_whatever_coding_it_came(sent, coding):
    assert uncoded(sent, coding, 100) == b"abc"


def test_chunks_that_are_wrong_are_read_as_they_are():
    assert uncoded(b"3\r\nabc\r\n0\r\n\r\n", "", 100, chunked=True) == b"abc"
    assert uncoded(b"abc", "", 100, chunked=True) == b"abc"
    assert uncoded(b"ffffffff\r\nabc", "", 100, chunked=True).endswith(b"abc")


HOSTILE = {
    "much of nothing": lambda: gzip.compress(response(b"<p>x") + record("resource", b"\0" * 330_000_000), 1),
    "a line without end": lambda: b"WARC/1.0\r\n" + b"x" * 3_000_000,
    "headers without end": lambda: b"WARC/1.0\r\n" + b"a: b\r\n" * 500_000,
    "a length beyond the file": lambda: record("response", b"x", Content_Length="99999999999999999999"),
    "a length below nothing": lambda: record("response", b"x", Content_Length="-1") * 3,
    "empty lines": lambda: record("warcinfo", b"a: b") + b"\r\n" * 2_000_000,
    "nothing but the beginning": lambda: b"WARC/1.0",
    "zeros in gzip": lambda: gzip.compress(b"WARC/1.0\r\n" + bytes(1_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_capture_made_to_hurt_is_read_in_part_or_refused(tmp_path, name, capfd):
    examined = read(tmp_path, HOSTILE[name]())
    assert examined.problems
    assert not set(said(examined)) - {"x"}
    assert capfd.readouterr() == ("", "")


def test_captures_expand_within_a_budget_that_they_share():
    budget = Budget(bytes=1_000_000)
    small = gzip.compress(record("resource", bytes(400_000)))
    for _ in range(2):
        assert len(list(records(io.BytesIO(small), budget))) == 1
    with pytest.raises(Unreadable, match="expands to more than"):
        list(records(io.BytesIO(small), budget))
    with pytest.raises(Unreadable, match="more than 200,000 records"):
        list(records(io.BytesIO(record("resource", b"x") * 3), Budget(bytes=1_000_000, records=2)))


HEADS = (b"", b"WARC/1.0\r\n", b"filedesc://x 127.0.0.1 20040905100000 text/plain 9\n", b"\x1f\x8b\x08\x00")
PARTS = (b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 5\r\n", b"a" * 9, b"\0", b"HTTP/1.1 200\r\n")


@pytest.mark.parametrize("head", HEADS)
def test_whatever_a_capture_holds_reading_it_ends(tmp_path, head, capfd):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(PARTS)))
    def check(parts):
        examined = read(tmp_path, head + b"".join(parts) or b"x", "x.warc.gz")
        assert all(problem.isprintable() for problem in examined.problems)

    check()
    assert capfd.readouterr() == ("", "")


def packed(folder: Path, files: dict[str, bytes], name: str = "x.wacz") -> Examined:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in files.items():
            target.writestr(path, content)
    return examine(folder / name, (), folder)


DESCRIPTION = {"profile": "data-package", "title": "A capture", "mainPageUrl": "http://example.org/", "software": "x"}
LISTED = b'{"format": "json-pages-1.0"}\n{"url": "http://example.org/#top", "title": "Listed"}\nbroken\n[]\n'
CAPTURE = gzip.compress(response(b"<p>one")) + gzip.compress(
    response(b"<p>an advertisement", address="http://ads.example/")
)


def test_a_wacz_file_gives_the_pages_that_it_lists(tmp_path):
    signed = {"signedData": {"domain": "example.org", "publicKey": "zqxv"}}
    examined = packed(
        tmp_path,
        {
            "datapackage.json": json.dumps(DESCRIPTION).encode(),
            "datapackage-digest.json": json.dumps(signed).encode(),
            "pages/pages.jsonl": LISTED,
            "archive/a.warc.gz": CAPTURE,
        },
    )
    assert said(examined) == ["Listed", "one"]
    assert [(one.term, one.value, one.said_by) for one in examined.suggestions] == [
        ("title", "A capture", "WACZ title"),
        ("source", "http://example.org/", "WACZ mainPageUrl"),
        ("title", "Listed", "WACZ pages.jsonl"),
        ("source", "http://example.org/", "WARC-Target-URI"),
        ("created", "2004-09-05T10:00:00Z", "WARC-Date"),
        ("extent", "1 page, 1 resource", "WARC records"),
    ]
    assert {(trace.name, trace.value) for trace in examined.traces} == {
        ("WACZ domain", "example.org"),
        ("WACZ publicKey", "zqxv"),
    }


def test_a_wacz_file_that_lists_nothing_of_what_it_has_gives_all(tmp_path):
    listed = b'{"url": "http://elsewhere.example/"}'
    assert said(packed(tmp_path, {"pages/pages.jsonl": listed, "archive/a.warc.gz": CAPTURE})) == [
        "one",
        "an advertisement",
    ]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"x.txt": b"x"}, "there are no captures"),
        ({"archive/a.warc": b"x"}, "is no WARC or ARC file"),
        ({"archive/a.warc": gzip.compress(b"\0" * 100_000, mtime=0)}, "is no WARC or ARC file"),
        (
            {"pages/pages.jsonl": b" " * 20_000_000, "archive/a.warc": response(b"<p>one")},
            "of more than 16,777,216 bytes",
        ),
        ({"datapackage.json": b"[" * 100_000, "archive/a.warc": b"WARC/1.0\r\n"}, "record"),
    ],
)
def test_a_wacz_file_made_to_hurt_is_read_in_part_or_refused(tmp_path, files, problem):
    examined = packed(tmp_path, files)
    assert problem in " ".join(examined.problems)
    assert not set(said(examined)) - {"one"}


def test_what_is_no_zip_file_or_a_broken_one_is_no_wacz(tmp_path):
    assert "no WACZ file" in read(tmp_path, b"PK\x03\x04" + bytes(200), "x.wacz").problems[0]
    whole = packed(tmp_path, {"archive/a.warc.gz": CAPTURE}, "whole.wacz")
    assert said(whole)
    content = bytearray((tmp_path / "whole.wacz").read_bytes())
    content[60:70] = bytes(10)
    assert read(tmp_path, bytes(content), "broken.wacz").problems
