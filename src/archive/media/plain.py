"""Plain text: paragraphs between empty lines, verse with its line breaks."""

from __future__ import annotations

from archive.media.decode import decode
from archive.media.matter import Found, Matter
from archive.media.speakers import attribute
from archive.media.tidy import paragraphs

# A first paragraph of one line, not longer than this and without a stop at its end, is a title.
TITLE = 120


def plain_text(matter: Matter) -> Found:
    """The paragraphs of a plain text. Raises Unreadable where it is no text."""
    text, problems = decode(matter.data)
    found = list(paragraphs(text))
    extracts = attribute(found)
    if not _titled(found) or (extracts and extracts[0].speaker):
        return Found(extracts=tuple(extracts), problems=problems)
    return Found(title=found[0], extracts=tuple(attribute(found, headings={0})), problems=problems)


def _titled(found: list[str]) -> bool:
    if len(found) < 2:
        return False
    first = found[0]
    return len(first) <= TITLE and "\n" not in first and not first.endswith((".", ",", ";", ":", "…"))
