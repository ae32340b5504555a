"""What the styles and numbers of a DOCX make of a paragraph: a heading, an item, a quotation, something hidden."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from lxml import etree

from archive.media.office.parts import attribute, child, local

# Styles are based on one another; no program goes further.
_DEEP = 20
_HEADING = re.compile(r"heading ([1-6])")
_TITLES = frozenset({"title"})
_QUOTES = frozenset({"quote", "intense quote", "block text", "quotations"})
_WHITE = "FFFFFF"
_NUMBERED = frozenset({"decimal", "decimalZero", "ordinal", "cardinalText"})


@dataclass(frozen=True, slots=True)
class Style:
    """What is known of a paragraph: a form of its own, its list and level, and whether it is hidden."""

    form: str | None = None
    list: str | None = None
    level: int = 0
    hidden: bool = False


def is_on(switch: etree._Element | None) -> bool | None:
    """Whether a switch is on; None where it is not there."""
    return None if switch is None else attribute(switch, "val") not in {"0", "false", "off"}


class Styles:
    """The styles and lists of one document, and how far each list has been counted."""

    def __init__(self, styles: etree._Element | None, numbering: etree._Element | None) -> None:
        elements = [] if styles is None else [one for one in styles if local(one) == "style"]
        self._elements = {attribute(one, "styleId") or "": one for one in elements}
        self._default = next((key for key, one in self._elements.items() if _is_default(one)), "")
        self._known: dict[str, Style] = {}
        self._formats = _formats(numbering)
        self._counted: dict[str, dict[int, int]] = defaultdict(dict)

    def of_paragraph(self, paragraph: etree._Element) -> Style:
        """What a paragraph is by its style and by what it says itself."""
        properties = child(paragraph, "pPr")
        name = attribute(child(properties, "pStyle"), "val") or self._default
        return _changed(self._style(name, 0), properties, None)

    def is_hidden(self, run: etree._Element, *, hidden: bool) -> bool:
        """Whether a run is not shown, within a paragraph whose style is, or is `hidden`."""
        properties = child(run, "rPr")
        if _is_white(run):
            return True
        own = is_on(child(properties, "vanish"))
        if own is not None:
            return own
        name = attribute(child(properties, "rStyle"), "val")
        return hidden or (name is not None and self._style(name, 0).hidden)

    def form(self, style: Style) -> str | None:
        """The form of a paragraph of that style (see `model.Extract`), which counts as an item of its list."""
        if style.form or style.list is None:
            return style.form
        kind, start = self._formats.get((style.list, style.level), ("bullet", 1))
        counted = self._counted[style.list]
        number = counted.get(style.level, start - 1) + 1
        counted[style.level] = number
        for below in [level for level in counted if level > style.level]:
            del counted[below]
        return f"item {number}" if kind in _NUMBERED else "item"

    def _style(self, name: str, depth: int) -> Style:
        if name not in self._known:
            element = self._elements.get(name)
            if element is None or depth > _DEEP:
                return Style()
            based_on = attribute(child(element, "basedOn"), "val")
            below = self._style(based_on, depth + 1) if based_on else Style()
            shown = (attribute(child(element, "name"), "val") or "").lower()
            changed = _changed(below, child(element, "pPr"), shown)
            hidden = is_on(child(element, "rPr", "vanish"))
            self._known[name] = changed if hidden is None else replace(changed, hidden=hidden)
        return self._known[name]


def _is_white(run: etree._Element) -> bool:
    """Whether a run is written in white on paper that nothing says is of another colour."""
    if (attribute(child(run, "rPr", "color"), "val") or "").upper() != _WHITE:
        return False
    return not any(_is_coloured(one) for one in (run, *run.iterancestors()))


def _is_coloured(element: etree._Element) -> bool:
    """Whether what is within an element may stand on a ground of its own: shaded, marked, in a box, in a table that a
    style colours.
    """
    if local(element) == "txbxContent" or child(element, "tblPr", "tblStyle") is not None:
        return True
    properties = [child(element, name) for name in ("rPr", "pPr", "tcPr", "tblPr")]
    fills = (attribute(child(one, "shd"), "fill") for one in properties)
    marked = any(child(one, "highlight") is not None for one in properties)
    return marked or any(fill and fill.upper() not in {_WHITE, "AUTO"} for fill in fills)


def _is_default(style: etree._Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true"}


def _changed(style: Style, properties: etree._Element | None, name: str | None) -> Style:
    """A style with what its name and its properties change of it."""
    if heading := _HEADING.match(name or ""):
        style = replace(style, form=f"h{heading[1]}")
    elif name in _TITLES:
        style = replace(style, form="h1")
    elif name in _QUOTES:
        style = replace(style, form="quote")
    outline = attribute(child(properties, "outlineLvl"), "val")
    if outline and outline.isdecimal():
        style = replace(style, form=f"h{int(outline) + 1}" if int(outline) < 6 else None)
    numbers = child(properties, "numPr")
    if numbers is None:
        return style
    key, level = attribute(child(numbers, "numId"), "val"), attribute(child(numbers, "ilvl"), "val")
    level_number = int(level) if level and level.isdecimal() and len(level) < 3 else style.level
    return replace(style, list=(None if key == "0" else key) if key else style.list, level=level_number)


def _formats(numbering: etree._Element | None) -> dict[tuple[str, int], tuple[str, int]]:
    """For each list and level what its numbers look like, and the first of them."""
    if numbering is None:
        return {}
    abstract = {attribute(one, "abstractNumId"): one for one in numbering if local(one) == "abstractNum"}
    formats: dict[tuple[str, int], tuple[str, int]] = {}
    for number in (one for one in numbering if local(one) == "num"):
        key = attribute(number, "numId") or ""
        pattern = abstract.get(attribute(child(number, "abstractNumId"), "val"))
        for level in pattern if pattern is not None else ():
            at = attribute(level, "ilvl")
            if local(level) != "lvl" or not at or not at.isdecimal():
                continue
            start = attribute(child(level, "start"), "val") or "1"
            kind = attribute(child(level, "numFmt"), "val") or "decimal"
            formats[key, int(at)] = (kind, int(start) if start.isdecimal() and len(start) < 7 else 1)
    return formats
