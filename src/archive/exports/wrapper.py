"""What stands around a description in the XML that we write, and how a text stands in it.

`<records>` holds a `<record>` for each item, both in no namespace: `id`, `kind`, `access` where the record says more
than the description carries, and `<warning>`, what a reader should know before looking.
"""

from __future__ import annotations

import json
import re
from xml.sax.saxutils import escape, quoteattr

from archive.records.model import Record

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ESCAPED = ' escaped="json"'  # the texts are JSON strings: they hold a character that XML cannot
_CR = {"\r": "&#13;"}  # else a parser makes LF of it


def opening(record: Record) -> str:
    """The start of the element around an item, with all that has to come along wherever its description goes."""
    level = _level(record)
    access = f' access="{level}"' if level else ""
    warnings = (_warning(text.value, text.language) for text in record.access.warning)
    return f'<record id="{record.id}" kind="{record.kind}"{access}>\n{"".join(warnings)}'


def _warning(text: str, language: str | None) -> str:
    if FORBIDDEN.search(text):
        return element("warning", json.dumps(text), language, ESCAPED)
    return element("warning", text, language)


def _level(record: Record) -> str | None:
    """The level that a description carries which leaves behind consents, embargoes, parts to withhold."""
    access = record.access
    deciding = record.people or record.consents or record.withhold or record.permissions or record.names
    if deciding or access.until or access.then or access.opaque:
        return "hidden"
    return access.level


def element(name: str, text: str, language: str | None = None, more: str = "") -> str:
    """An element with a text that XML can hold, on a line; `more` are further attributes."""
    spoken = f" xml:lang={quoteattr(language)}" if language else ""
    return f"<{name}{spoken}{more}>{escape(text, _CR)}</{name}>\n"


def visible(text: str) -> str:
    """The text, with a mark (U+FFFD) for each character that XML cannot hold."""
    return FORBIDDEN.sub("\ufffd", text)
