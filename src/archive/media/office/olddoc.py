"""DOC, Word's format until 2007: no library that may be used here reads it, and so it is refused in words."""

from __future__ import annotations

from archive.media.matter import Found, Matter, Unreadable

# Compound files, in which old and encrypted documents come.
MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def doc(_matter: Matter) -> Found:
    """Raise Unreadable, with what to do about it."""
    raise Unreadable(
        "is a Word document in the format of before 2007, which is not read: put a copy as DOCX or PDF beside it"
    )
