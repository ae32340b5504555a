"""What an RTF says of itself: the group `info` of its header, and the template it was made by."""

from __future__ import annotations

import re

from archive.media.pictures.moments import from_iso
from archive.media.pictures.telling import Told

_SUGGESTED = {"title": "title", "author": "creator", "doccomm": "description"}
_TRACED = frozenset({"author", "operator", "manager", "company", "category", "comment", "template", "userprops"})
_TIME = {"yr": 4, "mo": 2, "dy": 2, "hr": 2, "min": 2}
# The groups that are properties.
PROPERTIES = frozenset({*_SUGGESTED, *_TRACED, "info", "subject", "keywords", "creatim"})
_KEYWORDS = re.compile(r"[;,]\s*")


class Properties:
    """Tells properties as their groups end."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._time: dict[str, int] = {}
        self._said: set[str] = set()

    def date(self, word: str, number: int | None) -> None:
        """Take in a part of a date."""
        if word in _TIME and number is not None:
            self._time[word] = number

    def take(self, name: str, text: str) -> None:
        """Take in the property of that name."""
        if name in _SUGGESTED and name not in self._said:
            # LibreOffice writes a second author, who was the last to save it.
            self._said.add(name)
            self._told.suggest(_SUGGESTED[name], text, f"RTF {name}")
        elif name in {"subject", "keywords"}:
            for keyword in _KEYWORDS.split(text):
                self._told.suggest("subject", keyword, f"RTF {name}")
        elif name == "creatim":
            self._told.suggest("created", from_iso(self._date()), "RTF creatim")
        if name in _TRACED:
            self._told.trace(f"RTF {name}", text)
        self._time.clear()

    def _date(self) -> str:
        parts = [f"{self._time.get(word, 0):0{width}}" for word, width in _TIME.items()]
        return f"{'-'.join(parts[:3])}T{':'.join(parts[3:])}:00"
