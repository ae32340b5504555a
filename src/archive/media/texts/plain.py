"""Plain text: paragraphs between empty lines, verse with its line breaks."""

from __future__ import annotations

from archive.media.matter import Found, Matter
from archive.media.model import Extract, Suggestion
from archive.media.texts.decode import decode
from archive.media.texts.speakers import attribute
from archive.media.texts.tidy import paragraphs

# A first paragraph of one line, not longer than this and without a stop at its end, is a title.
TITLE = 120


def plain_text(matter: Matter) -> Found:
    """The paragraphs of a plain text. Raises Unreadable where it is no text."""
    text, problems = decode(matter.data)
    whole = list(map(Extract, paragraphs(text)))
    extracts = attribute(whole)
    if not _titled(whole) or extracts[0].speaker or extracts[0].start is not None:
        return Found(extracts=tuple(extracts), problems=problems)
    return Found(
        suggestions=(Suggestion("title", whole[0].text, "first line"),),
        extracts=(whole[0], *attribute(whole[1:])),
        problems=problems,
    )


def _titled(whole: list[Extract]) -> bool:
    if len(whole) < 2:
        return False
    first = whole[0].text
    return len(first) <= TITLE and "\n" not in first and not first.endswith((".", ",", ";", ":", "…"))
