"""What a web page says of itself outside its text: author, date, address, language; and what it tells unasked.

Sources: HTML Living Standard (standard metadata names, `canonical`), The Open Graph protocol, DCMI's “Expressing Dublin
Core metadata using HTML/XHTML meta and link elements” (2008), schema.org as JSON-LD (Article and what is below it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from lxml import html

from archive.media.model import Suggestion, Trace
from archive.media.texts.dating import iso_date
from archive.media.texts.tidy import tidy, tidy_line
from archive.records.languages import canonical, is_tag
from archive.records.terms import term_name

# A value longer than this is no longer a title, a name or a description of a page.
LONGEST = 2_000
# So many values of a term, comments and local addresses are taken.
MANY = 50
# Comments with fewer letters are marks of those who make pages: found anywhere, they say nothing.
SHORTEST_COMMENT = 12
# More of it is the data of a program.
MOST_OF_JSON = 262_144
# What is nested deeper in it says nothing of the page as a whole.
JSON_LEVELS = 4

_META = {
    "author": "creator",
    "article:author": "creator",
    "article:published_time": "issued",
    "article:modified_time": "modified",
    "article:tag": "subject",
    "og:title": "title",
    "og:description": "description",
    "og:site_name": "publisher",
    "og:url": "source",
    "og:locale": "language",
    "date": "date",
    "pubdate": "issued",
    "last-modified": "modified",
    "description": "description",
    "keywords": "subject",
    "copyright": "rights",
    "content-language": "language",
}
_ITEMPROPS = {"author": "creator", "datePublished": "issued", "dateModified": "modified"}
_DATES = frozenset({"date", "created", "issued", "modified", "available", "valid"})
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# Internet Explorer and Chromium, and SingleFile, write into a page where they saved it from.
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d{4}\)\s*(\S+)|\s*Page saved with SingleFile\s+url:\s*(\S+)")
_SAVED_ON = re.compile(r"saved date:\s*(.+)")
_LETTERS = re.compile(r"\w")
_LOCAL = re.compile(r"""file:/{2,3}[^\s"'<>]{1,500}|\b[A-Za-z]:\\(?:Users|Documents and Settings)\\[^\s"'<>]{1,500}""")
_ARTICLE = re.compile(r"(?:Article|Posting|Page|Report|Document|CreativeWork|Review)\Z")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found, the likelier before the less likely."""

    suggestions: tuple[Suggestion, ...]
    traces: tuple[Trace, ...]


def page_facts(root: html.HtmlElement, text: str) -> Facts:
    """What a page, parsed and as the text that it was parsed from, says of itself."""
    found = list(_from_comments(text)) + list(_from_links(root)) + list(_from_meta(root))
    found += [*_from_json(root), *_from_marks(root)]
    languages = [one.get("lang") for one in root.xpath("//html[@lang]")]
    found += [Suggestion("language", language, "HTML lang") for language in languages[:1] if language]
    local = sorted(set(_LOCAL.findall(text[: 1 << 20])))[:MANY]
    traces = comments(text)
    traces += [Trace("path on somebody's computer", path) for path in local]
    generators = root.xpath("//meta[translate(@name, 'GENRATO', 'genrato')='generator']/@content")
    traces += [Trace("HTML meta generator", tidy_line(str(name))[:LONGEST]) for name in generators[:MANY]]
    return Facts(tuple(_cleaned(found)), tuple(trace for trace in traces if trace.value))


def comments(text: str) -> list[Trace]:
    """What is written in the comments of a page, those aside that are marks of the trade."""
    long = (comment for comment in _comments(text) if len(_LETTERS.findall(comment)) >= SHORTEST_COMMENT)
    return [Trace("HTML comment", tidy(comment)[:LONGEST]) for comment in islice(long, MANY)]


def without_credentials(address: str) -> str:
    """A web address without the user's name and password that may stand in it."""
    try:
        parts = urlsplit(address)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return address


def _from_meta(root: html.HtmlElement) -> Iterator[Suggestion]:
    for meta in root.iter("meta"):
        content = meta.get("content")
        for kind in ("name", "property", "itemprop", "http-equiv"):
            name = (meta.get(kind) or "").strip()
            term = _META.get(name.lower()) or _dublin_core(name) or (_ITEMPROPS.get(name) if kind == "itemprop" else "")
            if term and content:
                yield Suggestion(term, content, f"HTML meta {name}")


def _dublin_core(name: str) -> str | None:
    prefix, dot, term = name.partition(".")
    return term_name(term.partition(".")[0]) if dot and prefix.lower() in {"dc", "dcterms"} else None


def _from_links(root: html.HtmlElement) -> Iterator[Suggestion]:
    for link in root.iter("link"):
        for rel, term in (("canonical", "source"), ("license", "license")):
            if rel in (link.get("rel") or "").lower().split() and _ADDRESS.match(link.get("href") or ""):
                yield Suggestion(term, link.get("href") or "", f"HTML link {rel}")


def _from_marks(root: html.HtmlElement) -> Iterator[Suggestion]:
    """What is marked within the text: schema.org as microdata, and the one time that a page names."""
    for element in root.xpath("//body//*[@itemprop]")[:MANY]:
        term = _ITEMPROPS.get(element.get("itemprop") or "")
        value = element.get("datetime") or element.get("content") or tidy_line(str(element.text_content()))
        if term and value:
            yield Suggestion(term, value, f"HTML itemprop {element.get('itemprop')}")
    for element in root.xpath("//body//a[@rel='author']")[:MANY]:
        yield Suggestion("creator", str(element.text_content()), "HTML rel author")
    times = {element.get("datetime") for element in root.xpath("//body//time[@datetime]")}
    if len(times) == 1:
        yield Suggestion("date", times.pop() or "", "HTML time")


def _from_comments(text: str) -> Iterator[Suggestion]:
    for comment in _comments(text):
        saved = _SAVED_FROM.match(comment)
        if saved and _ADDRESS.match(address := saved[1] or saved[2]):
            yield Suggestion("source", address, "HTML comment of the browser that saved it")
        if saved and (saved_on := _SAVED_ON.search(comment)):
            yield Suggestion("created", saved_on[1], "HTML comment of the browser that saved it")


def _from_json(root: html.HtmlElement) -> Iterator[Suggestion]:
    for script in root.xpath("//script[@type='application/ld+json']")[:MANY]:
        written = script.text or ""
        try:
            data = json.loads(written) if len(written) <= MOST_OF_JSON else None
        except (ValueError, RecursionError):
            continue
        for thing in _articles(data):
            for key, term in (("datePublished", "issued"), ("dateModified", "modified"), ("headline", "title")):
                yield from _said(thing, key, term)
            for key, term in (("author", "creator"), ("publisher", "publisher"), ("inLanguage", "language")):
                yield from _said(thing, key, term)


def _articles(data: Any, level: int = 0) -> Iterator[dict[str, Any]]:
    if level >= JSON_LEVELS:
        return
    if isinstance(data, list):
        for each in data[:MANY]:
            yield from _articles(each, level + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield data
        yield from _articles(data.get("@graph"), level + 1)


def _said(thing: dict[str, Any], key: str, term: str) -> Iterator[Suggestion]:
    values = thing.get(key)
    for value in (values if isinstance(values, list) else [values])[:MANY]:
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str):
            yield Suggestion(term, name, f"JSON-LD {key}")


def _comments(text: str) -> Iterator[str]:
    end = 0
    for _ in range(10 * MANY):
        start = text.find("<!--", end)
        end = text.find("-->", start + 4)
        if start < 0 or end < 0:
            return
        yield text[start + 4 : end]


def _cleaned(found: list[Suggestion]) -> Iterator[Suggestion]:
    """Tidy, dated as EDTF, each value of a term once; what is not what it should be is left out."""
    seen = set[tuple[str, str]]()
    for one in found:
        for value in _values(one):
            known = (one.term, value.casefold())
            if value and len(value) <= LONGEST and known not in seen and len(seen) < 4 * MANY:
                seen.add(known)
                yield Suggestion(one.term, value, one.said_by)


def _values(one: Suggestion) -> list[str]:
    value = tidy_line(one.value)
    if one.term in _DATES:
        return [iso_date(value) or ""]
    if one.term == "language":
        tag = value.replace("_", "-")
        return [canonical(tag) if is_tag(tag) else ""]
    if one.term == "source":
        return [without_credentials(value)]
    if one.term == "subject":
        return [part.strip() for part in re.split(r"[,;]", value)][:MANY]
    if one.term == "creator" and _ADDRESS.match(value):
        return []
    return [value]
