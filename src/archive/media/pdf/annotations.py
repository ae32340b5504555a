"""What lies over the pages of a PDF: its own links and fields, comments, and what covers something.

Annotation types: ISO 32000-2, 12.5.6.
"""

from __future__ import annotations

from enum import Enum

from pikepdf import Array, Dictionary, Object, Page

# More on one page are not gone through: a page of a large form has some hundreds.
MOST = 20_000
# A pen so broad (points) blots out a line of writing.
_BROAD = 5.0
# Of 1: a marker that is darker hides more than it marks.
_DARK = 0.4

_OWN = frozenset({"/Link", "/Widget"})
_COVERS = frozenset({"/Redact", "/Stamp"})
# Which colour fills it.
_FILLED = {"/Square": "/IC", "/Circle": "/IC", "/Polygon": "/IC", "/FreeText": "/C"}
_DRAWN = frozenset({"/Ink", "/Line", "/PolyLine"})


class Sort(Enum):
    """What an annotation is: the document's own, a comment on it, or something that covers a part of the page."""

    OWN = 1
    COMMENT = 2
    COVER = 3


def of_page(page: Page) -> list[Object]:
    """The annotations of a page, in the order in which every reader counts them."""
    found = page.obj.get("/Annots")
    return list(found)[:MOST] if isinstance(found, Array) else []


def sort(annotation: Object) -> Sort:
    """What an annotation is. People hide names under black boxes, be it that the words are still there below."""
    if not isinstance(annotation, Dictionary):
        return Sort.COMMENT
    kind = str(annotation.get("/Subtype"))
    if kind in _OWN:
        return Sort.OWN
    return Sort.COVER if _covers(annotation, kind) else Sort.COMMENT


def _covers(annotation: Dictionary, kind: str) -> bool:
    if kind in _FILLED:
        return bool(_colour(annotation, _FILLED[kind]))
    if kind == "/Highlight":
        return _light(_colour(annotation, "/C")) < _DARK
    if kind in _DRAWN:
        return _width(annotation) >= _BROAD
    return kind in _COVERS


def _colour(annotation: Dictionary, key: str) -> list[float]:
    written = annotation.get(key)
    return [float(part) for part in list(written)[:4]] if isinstance(written, Array) else []


def _light(colour: list[float]) -> float:
    """How light a colour is, 0 to 1, by its lightest part; without any it shows nothing."""
    if len(colour) == 4:
        return max(1 - min(1.0, part + colour[3]) for part in colour[:3])
    return max(colour, default=1.0)


def _width(annotation: Dictionary) -> float:
    style, border = annotation.get("/BS"), annotation.get("/Border")
    if isinstance(style, Dictionary):
        return float(style.get("/W", 1))
    return float(border[2]) if isinstance(border, Array) and len(border) > 2 else 1.0
