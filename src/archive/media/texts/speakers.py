"""Who speaks in a transcript, and when, where that is certain: `Name: …` at the head of every paragraph, or times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from archive.media.model import Extract
from archive.media.texts.forms import HEADINGS
from archive.media.texts.timed import recur, timed

__all__ = ["attribute", "attribute_cues", "recur"]

# Up to four words, the first with a capital letter.
_LABEL = re.compile(r"([^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,3}) ?:\s+(?=\S)")


def attribute(paragraphs: Sequence[Extract]) -> list[Extract]:
    """The paragraphs of a text, each with its speaker where every one but for headings begins with a name, and with
    its times where it has any; what has a speaker already keeps it.

    The names must come back, twice on average; else the text stays as it is, with the names in it. Where each line
    begins with a name, each line is an extract.
    """
    if found := timed(paragraphs):
        return found
    first = next((paragraph.text for paragraph in paragraphs if paragraph.form not in HEADINGS), "")
    if any(paragraph.speaker for paragraph in paragraphs) or not _label(first):
        return list(paragraphs)
    lines = [replace(paragraph, text=line) for paragraph in paragraphs for line in paragraph.text.split("\n")]
    return _attributed(lines) or _attributed(paragraphs) or list(paragraphs)


def attribute_cues(cues: Sequence[Extract]) -> list[Extract]:
    """The cues of a transcript that marks no voices, each with its speaker where every one begins with a name."""
    unmarked = not any(cue.speaker for cue in cues)
    return (unmarked and _attributed(cues)) or list(cues)


def _attributed(units: Sequence[Extract]) -> list[Extract]:
    """The units with their speakers, none where it is not certain who speaks."""
    spoken = [unit.text for unit in units if unit.form not in HEADINGS]
    names = [label[1] for label in takewhile(bool, map(_label, spoken)) if label]
    if len(names) < len(spoken) or not recur(names):
        return []
    # A name within a paragraph would give its words to the wrong person.
    if any(_label(line) for text in spoken for line in text.split("\n")[1:]):
        return []
    return [unit if unit.form in HEADINGS else _split(unit) for unit in units]


def _split(unit: Extract) -> Extract:
    label = _label(unit.text)
    return replace(unit, text=unit.text[label.end() :], speaker=label[1], form=None) if label else unit


def _label(text: str) -> re.Match[str] | None:
    label = _LABEL.match(text)
    return label if label and label[1][0].isupper() and len(label[1]) <= 40 else None
