"""Pages saved with everything in one file by a browser (MHTML). Specification: RFC 2557."""

from __future__ import annotations

from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message

from archive.media.matter import Found, Matter, Unreadable
from archive.media.model import Suggestion, Trace
from archive.media.texts.dating import iso_date
from archive.media.texts.pagefacts import without_credentials
from archive.media.texts.tidy import tidy_line
from archive.media.texts.webpage import read_page

# Headers of mail that tell of somebody, or of the program that saved it.
_TELLING = ("From", "To", "X-MimeOLE", "X-Mailer", "User-Agent")
_TORN = "ends before all of its parts do: it may have been cut off"
_WEB = ("http:", "https:")


def mhtml(matter: Matter) -> Found:
    """The text of the page, its address and when it was saved. Raises Unreadable where there is no page in it."""
    from email import message_from_bytes, policy  # noqa: PLC0415 -- takes a while to load, and few files need it

    message = message_from_bytes(matter.data, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"}), None)
    if page is None:
        raise Unreadable("holds no web page")
    found = read_page(_content(page), page.get_content_charset())
    # What the browser wrote tells where it was; what the page says of itself comes after.
    return Found(
        suggestions=(*_suggestions(message, page, len(parts) - 1), *found.suggestions),
        traces=(*_traces(message), *found.traces),
        extracts=found.extracts,
        problems=(*found.problems, *([_TORN] if any(map(_is_torn, message.walk())) else [])),
    )


def _is_torn(part: Message) -> bool:
    return any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _suggestions(message: Message, page: Message, resources: int) -> list[Suggestion]:
    found = []
    for part, name in ((message, "Snapshot-Content-Location"), (page, "Content-Location")):
        address = tidy_line(str(part.get(name) or ""))
        if address.startswith(_WEB):
            found.append(Suggestion("source", without_credentials(address), f"MHTML {name}"))
            break
    if saved := iso_date(str(message.get("Date") or "")):
        found.append(Suggestion("created", saved, "MHTML Date"))
    extent = f"1 page, {resources:,} resource{'' if resources == 1 else 's'}"
    return [*found, Suggestion("extent", extent, "MHTML parts")]


def _traces(message: Message) -> list[Trace]:
    said = ((name, tidy_line(str(message.get(name) or "")).strip('"<> ')) for name in _TELLING)
    return [Trace(f"MHTML {name}", value[:1_000]) for name, value in said if value]
