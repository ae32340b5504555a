"""What metadata say, gathered from wherever they say it: suggestions for a record, and traces that stay private."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import langcodes

from archive.media.model import Suggestion, Trace
from archive.media.pictures.wording import tidy

# More suggestions or traces than these of one picture help nobody, and are what a hostile file would have.
MOST = 500


@dataclass(slots=True)
class Told:
    """What has been told so far. What is told twice of one thing counts once; what differs stands side by side."""

    suggestions: list[Suggestion] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def suggest(self, term: str, value: str | None, said_by: str, language: str | None = None) -> None:
        """Take a value in, unless it is empty or was told before; of two that are equal the language is kept."""
        value = tidy(value or "")
        if not value or len(self.suggestions) >= MOST:
            return
        for place, known in enumerate(self.suggestions):
            if (known.term, known.value) != (term, value):
                continue
            if language is None or known.language in {None, language}:
                self.suggestions[place] = Suggestion(term, value, known.said_by, known.language or language)
                return
        self.suggestions.append(Suggestion(term, value, said_by, language))

    def trace(self, name: str, value: str) -> None:
        """Take a trace in, unless it is empty or was told before."""
        if len(self.traces) >= MOST:
            return
        trace = Trace(name, tidy(value))
        if trace.value and trace not in self.traces:
            self.traces.append(trace)

    def trace_block(self, name: str, data: bytes) -> None:
        """Take in that there is a block of bytes which nobody reads as text: a thumbnail, a camera maker's notes."""
        self.trace(name, f"{len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


def known_language(written: str | bytes | None) -> str | None:
    """The language tag (BCP 47) of a value; None for the one that holds where no other does, and for what is no tag."""
    if not isinstance(written, str) or written.lower() == "x-default" or not langcodes.tag_is_valid(written):
        return None
    return langcodes.standardize_tag(written)
