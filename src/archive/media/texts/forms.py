"""What a piece of text is within the whole: a heading, an item of a list, part of a quotation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_NUMBER = re.compile(r"\s*(-?\d{1,9})\s*", re.ASCII)


@dataclass(slots=True)
class Place:
    """Where in a text one is, as its elements open and close; they have the names and attributes of HTML's.

    `numbers` has for each open list the number of its next item, None where they have none; `items` for each open item
    its form, until the first words in it have taken it.
    """

    quotes: int = 0
    heading: str | None = None
    numbers: list[int | None] = field(default_factory=list)
    items: list[str | None] = field(default_factory=list)

    def open(self, name: str, attributes: Mapping[str, object]) -> None:
        """An element begins."""
        if name == "blockquote":
            self.quotes += 1
        elif name in HEADINGS:
            self.heading = name
        elif name in _LISTS:
            self.numbers.append(_first(attributes) if name == "ol" else None)
        elif name == "li":
            self.items.append(self._item(attributes))

    def close(self, name: str) -> None:
        """The element ends that was opened last of this name."""
        if name == "blockquote":
            self.quotes -= 1
        elif name in HEADINGS:
            self.heading = None
        elif name in _LISTS:
            self.numbers.pop()
        elif name == "li":
            self.items.pop()

    def form(self) -> str | None:
        """The form (see `model.Extract`) of the words that stand here. Whatever is quoted is a quotation first."""
        item = None
        if self.items:
            item, self.items[-1] = self.items[-1], None
        return "quote" if self.quotes else self.heading or item

    def _item(self, attributes: Mapping[str, object]) -> str:
        number = self.numbers[-1] if self.numbers else None
        if number is None:
            return "item"
        number = _number(attributes.get("value"), number)
        self.numbers[-1] = number + 1
        return f"item {number}"


def _first(attributes: Mapping[str, object]) -> int | None:
    """The first number of a list; None where it has letters, or counts down: no number is better than a wrong one."""
    if "reversed" in attributes or attributes.get("type", "1") != "1":
        return None
    return _number(attributes.get("start"), 1)


def _number(written: object, otherwise: int) -> int:
    found = _NUMBER.fullmatch(str(written))
    return int(found[1]) if found else otherwise
