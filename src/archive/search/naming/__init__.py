"""The names of persons who are not to be named: found in texts and file names, and replaced."""

from archive.search.naming.finding import WITHHELD, Mention, Name, Naming, redact

__all__ = ["WITHHELD", "Mention", "Name", "Naming", "redact"]
