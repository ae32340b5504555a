"""Which media have been found clean, and by which needles: nothing is read twice for the same question."""

from __future__ import annotations

import json
from pathlib import Path

from archive.catalogue.layout import Archive, replace_file
from archive.edition.audit.needles import Needles

_READING = 2  # more, whenever files are read in another way: what was found clean is not known to be so then


class Clean:
    """The media that were read with a set of needles, and in which nothing was found.

    One that has been written to since is not among them.
    """

    def __init__(self, archive: Archive, needles: Needles) -> None:
        """As `.archive/audited.json` says; a note that is damaged or of other needles says nothing."""
        self._path = archive.made / "audited.json"
        self._needles = f"{_READING} {needles.digest}"
        self._known: dict[str, str] = {}
        try:
            noted = json.loads(self._path.read_bytes())
            if noted["needles"] == self._needles:
                self._known = dict(noted["clean"])
        except (OSError, ValueError, KeyError, TypeError):
            return

    def knows(self, path: Path) -> bool:
        """Whether a file is as it was when nothing was found in it."""
        return self._known.get(path.name) == _state(path)

    def note(self, path: Path) -> None:
        """Remember that nothing was found in a file."""
        self._known[path.name] = _state(path)

    def keep(self) -> None:
        """Write down what is known."""
        replace_file(self._path, json.dumps({"needles": self._needles, "clean": self._known}).encode())


def _state(path: Path) -> str:
    status = path.stat()
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
