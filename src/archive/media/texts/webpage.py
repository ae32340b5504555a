"""HTML pages: the words of the main content by paragraph, without scripts, styles, navigation and what is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Extract, Suggestion
from archive.media.texts.decode import decode
from archive.media.texts.forms import Place
from archive.media.texts.tidy import paragraphs, tidy_line

_CHARSET = re.compile(rb"""<(?:meta\s[^>]*?charset|\?xml\s[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# So far into a page its encoding is looked for; the standard says 1,024 bytes, and many authors put it later.
_DECLARED_WITHIN = 8_192

_DROPPED = (
    *("script", "style", "template", "noscript", "nav", "iframe", "object", "svg"),
    *("button", "select", "textarea", "input"),
)
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
    """The paragraphs of an HTML page: of its one `<article>`, else its `<main>`, else its body.

    The title is the one `<h1>` of the content, else the page's.
    Raises Unreadable where the page is no text or nested too deep.
    """
    declared = _CHARSET.search(matter.data[:_DECLARED_WITHIN])
    text, problems = decode(matter.data, declared[1].decode("ascii") if declared else None)
    root = _parse(text)
    if root is None:
        return Found(problems=problems)
    content = _content(root)
    headings = [tidy_line(str(heading.text_content())) for heading in content.iter("h1")]
    titles = headings if len(headings) == 1 else [tidy_line(title) for title in root.xpath("//head/title/text()")]
    title = next(filter(None, titles), None)
    return Found(
        suggestions=(Suggestion("title", title, "HTML title"),) if title else (),
        extracts=tuple(_extracts(content)),
        problems=problems,
    )


def fragment(text: str) -> list[Extract]:
    """The paragraphs of a piece of HTML. Raises Unreadable where it is nested too deep."""
    root = _parse(text)
    return [] if root is None else list(_extracts(root))


def _parse(text: str) -> html.HtmlElement | None:
    # Deeper than 2,048 elements lxml leaves the rest out, and says so only in its log.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        # As bytes: lxml refuses a str that declares an encoding, as XHTML does.
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Unreadable("is nested too deep to be read as HTML")
    for element in root.iter("*"):
        is_page = element.tag in {"html", "body"}
        if is_page and _is_unseen(element):
            return None
        if not is_page and (_is_unseen(element) or element.get("role") == "navigation"):
            # To be dropped with the others: one by one takes a time that grows with the square of their number.
            element.tag = "template"
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    return root


def _is_unseen(element: html.HtmlElement) -> bool:
    """Whether an element says that browsers do not show it, be it that a script would."""
    style = element.get("style")
    return "hidden" in element.attrib or bool(style and _UNSEEN.search(_CSS_COMMENT.sub("", style)))


def _content(root: html.HtmlElement) -> html.HtmlElement:
    articles, mains = list(root.iter("article")), list(root.iter("main"))
    if len(articles) == 1:
        return articles[0]
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
    return (Extract(text, form=place.form()) for text in paragraphs("".join(words)))
