"""What `plugins: archive:` in `datasette.yaml` may say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.records.languages import is_tag
from archive.store import pointer

_KEYS = ("title", "about", "pictures", "languages", "edition", "today")
_Texts = tuple[tuple[str | None, str], ...]  # by language (BCP 47), None where it was said without one


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of what the archive says about itself, and its language (BCP 47) where it was said."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the archive says of itself to the readers of one language: its `title`, in `language`, and paragraphs."""

    title: str
    language: str | None
    about: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """`titles` and `abouts` are for the reader; `pictures` are the ids of the items on the home page, none where the
    site is to choose; `languages` are those in which readers are told what is not there in theirs, the best first;
    `edition` is a folder relative to that of `datasette.yaml`; `today` holds the clock for whoever
    looks at how the site will be on another day.
    """

    titles: _Texts = ()
    abouts: _Texts = ()
    pictures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    edition: str | None = None
    today: date | None = None

    def public(self, folder: Path) -> Path:
        """The folder of the edition, as seen from the folder of `datasette.yaml`."""
        if self.edition:
            return folder / self.edition
        return folder if (folder / pointer.NAME).exists() else folder / "public"

    def said(self, language: str) -> Said:
        """Title and paragraphs in a language, else in the best of the others in which there is something."""
        order = (language, *self.languages)
        title = _in(self.titles, order) if self.titles else ("en", "Archive")
        spoken, about = _in(self.abouts, order) if self.abouts else (None, "")
        paragraphs = (" ".join(one.split()) for one in re.split(r"\n\s*\n", about))
        return Said(title[1], title[0], tuple(Paragraph(one, spoken) for one in paragraphs if one))


def read(written: Any) -> Settings:
    """The settings as YAML gave them. Raises ValueError, naming all that is wrong."""
    written = {} if written is None else written
    if not isinstance(written, Mapping):
        raise ValueError(f"plugins: archive: {written!r}, expected keys {', '.join(_KEYS)}")  # noqa: TRY004  # as for every other key
    wrong = [f"unknown key {key!r}, expected one of {', '.join(_KEYS)}" for key in written if key not in _KEYS]
    unsaid = [key for key in ("title", "about") if not _spoken(written.get(key))]
    wrong += [f"{key}: {written[key]!r}, expected text, or text by language" for key in unsaid]
    if not _text(written.get("edition")):
        wrong.append(f"edition: {written['edition']!r}, expected text")
    pictures = written.get("pictures") or []
    if not isinstance(pictures, list) or not all(isinstance(one, str) for one in pictures):
        wrong.append(f"pictures: {pictures!r}, expected a list of ids of items")
    languages = written.get("languages") or []
    if not isinstance(languages, list) or not all(isinstance(one, str) and is_tag(one) for one in languages):
        wrong.append(f"languages: {languages!r}, expected a list of language tags (BCP 47) such as [ru, en, os]")
    today = None
    try:
        today = date.fromisoformat(str(written["today"])) if written.get("today") is not None else None
    except ValueError:
        wrong.append(f"today: {written['today']!r}, expected a day as YYYY-MM-DD")
    if wrong:
        raise ValueError("; ".join(f"plugins: archive: {one}" for one in wrong))
    titles, abouts = _by_language(written.get("title")), _by_language(written.get("about"))
    return Settings(titles, abouts, tuple(pictures), tuple(languages), written.get("edition"), today)


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _spoken(value: Any) -> bool:
    return _text(value) or (isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values()))


def _by_language(value: str | Mapping[str, str] | None) -> _Texts:
    texts = value.items() if isinstance(value, Mapping) else [(None, value)]
    return tuple((language, text.strip()) for language, text in texts if text and text.strip())


def _in(said: _Texts, languages: Sequence[str]) -> tuple[str | None, str]:
    return next((one for language in languages for one in said if one[0] == language), said[0])
