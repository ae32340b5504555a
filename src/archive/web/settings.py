"""What `plugins: archive:` in `datasette.yaml` may say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.records.languages import is_tag
from archive.store import pointer

_KEYS = ("title", "about", "contact", "pictures", "languages", "edition", "today", "private")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")
_PAGE = re.compile(r"https?://[^\s<>\"]+")
_Texts = tuple[tuple[str | None, str], ...]  # by language (BCP 47), None where it was said without one


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of what the archive says about itself, and its language (BCP 47) where it was said."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the archive, as it is said, with the address (a URL) where it is one."""

    text: str
    language: str | None = None

    @property
    def address(self) -> str | None:
        """The URL of a page or of a mailbox, None where the text is neither."""
        if _MAIL.fullmatch(self.text):
            return f"mailto:{quote(self.text, safe='@')}"
        return self.text if _PAGE.fullmatch(self.text) else None


@dataclass(frozen=True, slots=True)
class Said:
    """What the archive says of itself to the readers of one language: its `title`, in `language`, and paragraphs; and
    how to reach it, where it says so.
    """

    title: str
    language: str | None
    about: tuple[Paragraph, ...]
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """`titles`, `abouts` and `contacts` are for the reader; `pictures` are the ids of the items on the home page, none
    where the site is to choose; `languages` are those in which readers are told what is not there in theirs, the best
    first; `edition` is a folder relative to that of `datasette.yaml`; `today` holds the clock for whoever looks at how
    the site will be on another day; a `private` site says on every page that it is one, and answers this computer only.
    """

    titles: _Texts = ()
    abouts: _Texts = ()
    contacts: _Texts = ()
    pictures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    edition: str | None = None
    today: date | None = None
    private: bool = False

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
        reached = _in(self.contacts, order) if self.contacts else None
        contact = Contact(" ".join(reached[1].split()), reached[0]) if reached else None
        return Said(title[1], title[0], tuple(Paragraph(one, spoken) for one in paragraphs if one), contact)


def read(written: Any) -> Settings:
    """The settings as YAML gave them. Raises ValueError, naming all that is wrong."""
    written = {} if written is None else written
    if not isinstance(written, Mapping):
        raise ValueError(f"plugins: archive: {written!r}, expected keys {', '.join(_KEYS)}")  # noqa: TRY004  # as for every other key
    wrong = [f"unknown key {key!r}, expected one of {', '.join(_KEYS)}" for key in written if key not in _KEYS]
    unsaid = [key for key in ("title", "about", "contact") if not _spoken(written.get(key))]
    wrong += [f"{key}: {written[key]!r}, expected text, or text by language" for key in unsaid]
    if not _text(written.get("edition")):
        wrong.append(f"edition: {written['edition']!r}, expected text")
    pictures = written.get("pictures") or []
    if not isinstance(pictures, list) or not all(isinstance(one, str) for one in pictures):
        wrong.append(f"pictures: {pictures!r}, expected a list of ids of items")
    languages = written.get("languages") or []
    if not isinstance(languages, list) or not all(isinstance(one, str) and is_tag(one) for one in languages):
        wrong.append(f"languages: {languages!r}, expected a list of language tags (BCP 47) such as [ru, en, os]")
    if not isinstance(written.get("private", False), bool):
        wrong.append(f"private: {written['private']!r}, expected true or false")
    today = None
    try:
        today = date.fromisoformat(str(written["today"])) if written.get("today") is not None else None
    except ValueError:
        wrong.append(f"today: {written['today']!r}, expected a day as YYYY-MM-DD")
    if wrong:
        raise ValueError("; ".join(f"plugins: archive: {one}" for one in wrong))
    titles, abouts, contacts = (_by_language(written.get(key)) for key in ("title", "about", "contact"))
    private = written.get("private", False)
    return Settings(titles, abouts, contacts, tuple(pictures), tuple(languages), written.get("edition"), today, private)


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _spoken(value: Any) -> bool:
    return _text(value) or (isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values()))


def _by_language(value: str | Mapping[str, str] | None) -> _Texts:
    texts = value.items() if isinstance(value, Mapping) else [(None, value)]
    return tuple((language, text.strip()) for language, text in texts if text and text.strip())


def _in(said: _Texts, languages: Sequence[str]) -> tuple[str | None, str]:
    return next((one for language in languages for one in said if one[0] == language), said[0])
