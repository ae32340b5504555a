"""Who speaks in a transcript without times, where it is certain: `Name: …` at the head of every paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from archive.media.model import Extract
from archive.media.texts.forms import HEADINGS

# Up to four words, the first with a capital letter.
_LABEL = re.compile(r"([^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,3}) ?:\s+(?=\S)")


def attribute(paragraphs: Sequence[Extract]) -> list[Extract]:
    """The paragraphs of a text, each with its speaker where every one but for headings begins with a name.

    The names must come back, twice on average; else the text stays as it is, with the names in it. Where each line
    begins with a name, each line is an extract.
    """
    lines = [replace(paragraph, text=line) for paragraph in paragraphs for line in paragraph.text.split("\n")]
    return _attributed(lines) or _attributed(paragraphs) or list(paragraphs)


def recur(names: Sequence[str]) -> bool:
    """Whether names come back so often that they are speakers' and not headings within paragraphs."""
    return bool(names) and len(names) >= 2 * len(set(names))


def _attributed(units: Sequence[Extract]) -> list[Extract]:
    """The units with their speakers, none where it is not certain who speaks."""
    spoken = [unit.text for unit in units if unit.form not in HEADINGS]
    names = [label[1] for label in takewhile(bool, map(_label, spoken)) if label]
    if len(names) < len(spoken) or not recur(names):
        return []
    # A name within a paragraph would give its words to the wrong person.
    if any(_label(line) for text in spoken for line in text.split("\n")[1:]):
        return []
    return [unit if unit.form in HEADINGS else _split(unit.text) for unit in units]


def _split(text: str) -> Extract:
    label = _label(text)
    return Extract(text[label.end() :], speaker=label[1]) if label else Extract(text)


def _label(text: str) -> re.Match[str] | None:
    label = _LABEL.match(text)
    return label if label and label[1][0].isupper() and len(label[1]) <= 40 else None
