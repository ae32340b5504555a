"""Texts as pages show them: signs without a shape of their own have no power over what stands around them."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

# What has no shape and no place in HTML, but for tabs and ends of lines.
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNSEEN = "\N{REPLACEMENT CHARACTER}"
# UAX #9, table 4: what begins an embedding or an override, what begins an isolate, and what ends each.
_BEGUN = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"}
_ISOLATED = "\u2069"
_BEGUN |= dict.fromkeys("\u2066\u2067\u2068", _ISOLATED)
_TAG = re.compile("(<[^>]*>)")
_DIRECTIONS = re.compile(f"[{''.join(_BEGUN)}\u202c{_ISOLATED}]")


def settled(value: Any) -> Any:
    """A value as a template puts it into a page (Jinja's `finalize`): a text in which every change of the direction of
    writing ends with it (Unicode Standard Annex #9), and control characters can be seen. All else stays what it is.

    In what is markup already, each run of text between two tags is such a text.
    """
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    text = _CONTROLS.sub(_UNSEEN, value)
    if not isinstance(value, Markup):
        return _ended(text)
    if _DIRECTIONS.search(text):
        text = "".join(piece if piece.startswith("<") else _ended(piece) for piece in _TAG.split(text))
    return Markup(text)  # noqa: S704  it was markup before, and only signs are added to it


def _ended(text: str) -> str:
    """The text, with an end for every embedding, override and isolate that has none; of too many ends, none."""
    due: list[str] = []  # the ends of what has begun, the last first to come
    pieces, last = [], 0
    for found in _DIRECTIONS.finditer(text):
        sign = found.group()
        pieces.append(text[last : found.start()])
        last = found.end()
        if sign in _BEGUN:
            due.append(_BEGUN[sign])
            pieces.append(sign)
        elif due and (due[-1] == sign or (sign == _ISOLATED and sign in due)):
            while (end := due.pop()) != sign:
                pieces.append(end)  # an isolate ends what was begun in it
            pieces.append(sign)
    pieces.append(text[last:])
    return "".join((*pieces, *reversed(due)))
