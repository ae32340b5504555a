"""How the words of a file are made clean: the one place for white space, control characters and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A line longer than this is a paragraph by itself: neither verse nor lines broken by hand are so long.
LONG_LINE = 200

_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[^\S\n]+")
# Control characters, lone surrogates, and what Unicode and XML never allow in a text.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BLANK = re.compile(r"\n\s*\n")


def tidy(text: str) -> str:
    """`text` without control characters, each run of white space one space, its line breaks kept but no empty line."""
    clean = _SPACE.sub(" ", _FORBIDDEN.sub("", _BREAK.sub("\n", text)))
    return "\n".join(line for line in (line.strip() for line in clean.split("\n")) if line)


def tidy_line(text: str) -> str:
    """`text` made tidy, on one line."""
    return tidy(text).replace("\n", " ")


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a plain text, tidy: what stands between empty lines, or long lines each by itself."""
    for block in _BLANK.split(_BREAK.sub("\n", text)):
        lines = block.split("\n")
        parts = lines if any(len(line) > LONG_LINE for line in lines) else [block]
        yield from filter(None, map(tidy, parts))
