"""HTML pages: the words of the main content by paragraph, without scripts, navigation, advertisements and the unseen.

trafilatura and its like choose by density what to read: of 1,515 paragraphs of 61 pages it dropped 241, code, tables
and sources among them. Here only what says of itself that it is no part of the text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract, Suggestion
from archive.media.texts.decode import decode
from archive.media.texts.forms import Place
from archive.media.texts.pagefacts import page_facts
from archive.media.texts.tidy import paragraphs, tidy_line

_CHARSET = re.compile(rb"""<(?:meta\s[^>]*?charset|\?xml\s[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# So far into a page its encoding is looked for; the standard says 1,024 bytes, and many authors put it later.
_DECLARED_WITHIN = 8_192

_DROPPED = (
    *("script", "style", "template", "noscript", "nav", "iframe", "object", "svg"),
    *("button", "select", "textarea", "input"),
)
_BESIDE_BY_ROLE = frozenset({"navigation", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog"})
# Names that makers of pages give to what is not theirs to say. Exactly these: `leads` and `gradient` are none.
_BESIDE_BY_NAME = frozenset(
    str.split(
        "ad ads advert adverts advertisement advertising adsbygoogle sponsored yandex-rtb cookie-banner cookie-consent"
        " cookie-notice cookies-notice breadcrumb breadcrumbs navbar share-buttons social-share ya-share2 skip-link"
    )
)
# Long pages have tens of thousands; so many take some seconds and two hundred megabytes.
MOST_TAGS = 400_000
# An article is the page's where it has so much of the text of all: the others lead to other pages.
MOSTLY = 0.6
# A page of more articles is a list.
MOST_ARTICLES = 50
_UNSEEN = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden)",
    re.IGNORECASE,
)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INLINE = frozenset(
    str.split(
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small"
        " span strike strong sub sup time tt u var wbr"
    )
)
_CELLS = frozenset({"td", "th"})


def webpage(matter: Matter) -> Found:
    """What `read_page` finds in an HTML file."""
    return read_page(matter.data)


def read_page(data: bytes, charset: str | None = None) -> Found:
    """The paragraphs of an HTML page, and what it says of itself; `charset` as a server declared it.

    They are those of its `<article>`, where one holds nearly all that articles do, else of its `<main>`, else of its
    body. The title is the one heading `<h1>` of these, else the page's.
    Raises Unreadable where the page is no text or nested too deep.
    """
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    text, problems = decode(data, charset or (declared[1].decode("ascii") if declared else None))
    root = _parse(text)
    if root is None:
        return Found(problems=problems)
    facts = page_facts(root, text)
    root = _shown(root)
    if root is None:
        return Found(suggestions=facts.suggestions, traces=facts.traces, problems=problems)
    content = _content(root)
    headings = [tidy_line(str(heading.text_content())) for heading in content.iter("h1")]
    titles = [Suggestion("title", heading, "HTML h1") for heading in headings if len(headings) == 1]
    titles += [Suggestion("title", tidy_line(title), "HTML title") for title in root.xpath("//head/title/text()")]
    title = next((one for one in titles if one.value), None)
    return Found(
        suggestions=(*([title] if title else []), *(one for one in facts.suggestions if not _repeats(one, title))),
        traces=facts.traces,
        extracts=tuple(_extracts(content)),
        problems=problems,
    )


def fragment(text: str) -> list[Extract]:
    """The paragraphs of a piece of HTML. Raises Unreadable where it is nested too deep."""
    root = _parse(text)
    root = None if root is None else _shown(root)
    return [] if root is None else list(_extracts(root))


def _repeats(one: Suggestion, title: Suggestion | None) -> bool:
    return title is not None and (one.term, one.value) == ("title", title.value)


def _parse(text: str) -> html.HtmlElement | None:
    if text.count("<") > MOST_TAGS:
        raise Unreadable(f"is no page that anybody would read: it has more than {MOST_TAGS:,} tags")
    # Deeper than 2,048 elements lxml leaves the rest out, and says so only in its log.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        # As bytes: lxml refuses a str that declares an encoding, as XHTML does.
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Unreadable("is nested too deep to be read as HTML")
    return root


def _shown(root: html.HtmlElement) -> html.HtmlElement | None:
    """The page without what a browser does not show or nobody would read; None where it shows nothing."""
    around = _around(root)
    for element in root.iter("*"):
        is_page = element.tag in {"html", "body"}
        if is_page and _is_unseen(element):
            return None
        if not is_page and (_is_unseen(element) or _is_beside(element, around)):
            # To be dropped with the others: one by one takes a time that grows with the square of their number.
            element.tag = "template"
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    return root


def _is_unseen(element: html.HtmlElement) -> bool:
    """Whether an element says that browsers do not show it, be it that a script would."""
    style = element.get("style")
    return "hidden" in element.attrib or bool(style and _UNSEEN.search(_CSS_COMMENT.sub("", style)))


def _around(root: html.HtmlElement) -> frozenset[html.HtmlElement]:
    """The elements around main headings and articles: whatever they are called, they hold what is to be read."""
    found = set[html.HtmlElement]()
    for element in root.iter("h1", "article", "main"):
        for outer in element.iterancestors():
            if outer in found:
                break
            found.add(outer)
    return frozenset(found)


def _is_beside(element: html.HtmlElement, around: frozenset[html.HtmlElement]) -> bool:
    """Whether an element says that it is no part of what the page is there for."""
    if element.get("role") in _BESIDE_BY_ROLE:
        return True
    if element.tag not in {"div", "section", "aside", "ul"} or element in around:
        return False
    return not _BESIDE_BY_NAME.isdisjoint(f"{element.get('class', '')} {element.get('id', '')}".lower().split())


def _content(root: html.HtmlElement) -> html.HtmlElement:
    articles, mains = list(root.iter("article")), list(root.iter("main"))
    if articles:
        sizes = [len(str(article.text_content())) for article in articles] if len(articles) <= MOST_ARTICLES else [0]
        largest = max(sizes)
        if len(articles) == 1 or largest > MOSTLY * sum(sizes):
            return articles[sizes.index(largest)]
    return mains[0] if mains else next(root.iter("body"), root)


def _extracts(content: html.HtmlElement) -> Iterator[Extract]:
    """The paragraphs of an element, with the line breaks that its markup means and none of those in its source."""
    place, words, preformatted = Place(), list[str](), 0
    for event, element in etree.iterwalk(content, events=("start", "end")):
        tag, starts = element.tag, event == "start"
        preformatted += (tag == "pre") * (1 if starts else -1)
        if tag == "br":
            words.append("\n" if starts else "")
        elif tag in _CELLS:
            words.append(" ")
        elif tag not in _INLINE:
            yield from _said(words, place)
            words.clear()
            if starts:
                place.open(tag, element.attrib)
            else:
                place.close(tag)
        text = element.text if starts else (element.tail if element is not content else None)
        if text:
            words.append(text if preformatted else re.sub(r"\s+", " ", text))
    yield from _said(words, place)


def _said(words: list[str], place: Place) -> Iterator[Extract]:
    """What has been said since the last element of its own began or ended."""
    said = "".join(words)
    if not said or said.isspace():
        return
    yield from (Extract(text, form=place.form()) for text in paragraphs(said))
