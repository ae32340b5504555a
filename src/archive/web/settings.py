"""What `plugins: archive:` in `datasette.yaml` may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.store import pointer

_KEYS = ("title", "about", "edition", "today")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of what the archive says about itself, and its language (BCP 47) where it was said."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """`title` and `about` are for the reader; `edition` is a folder relative to that of `datasette.yaml`; `today` holds
    the clock for whoever looks at how the site will be on another day.
    """

    title: str = "Archive"
    about: tuple[Paragraph, ...] = ()
    edition: str | None = None
    today: date | None = None

    def public(self, folder: Path) -> Path:
        """The folder of the edition, as seen from the folder of `datasette.yaml`."""
        if self.edition:
            return folder / self.edition
        return folder if (folder / pointer.NAME).exists() else folder / "public"


def read(written: Any) -> Settings:
    """The settings as YAML gave them. Raises ValueError, naming all that is wrong."""
    written = {} if written is None else written
    if not isinstance(written, Mapping):
        raise ValueError(f"plugins: archive: {written!r}, expected keys {', '.join(_KEYS)}")  # noqa: TRY004  # as for every other key
    wrong = [f"unknown key {key!r}, expected one of {', '.join(_KEYS)}" for key in written if key not in _KEYS]
    wrong += [f"{key}: {written[key]!r}, expected text" for key in ("title", "edition") if not _text(written.get(key))]
    about = written.get("about")
    if not (_text(about) or (isinstance(about, Mapping) and all(map(_text, about.values())))):
        wrong.append(f"about: {about!r}, expected text, or text by language")
    today = None
    try:
        today = date.fromisoformat(str(written["today"])) if written.get("today") is not None else None
    except ValueError:
        wrong.append(f"today: {written['today']!r}, expected a day as YYYY-MM-DD")
    if wrong:
        raise ValueError("; ".join(f"plugins: archive: {one}" for one in wrong))
    return Settings(written.get("title") or "Archive", _paragraphs(about), written.get("edition"), today)


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _paragraphs(about: str | Mapping[str, str] | None) -> tuple[Paragraph, ...]:
    texts = about.items() if isinstance(about, Mapping) else [(None, about)]
    return tuple(
        Paragraph(" ".join(paragraph.split()), language)
        for language, text in texts
        for paragraph in re.split(r"\n\s*\n", text or "")
        if paragraph.strip()
    )
