"""ZIP files of pictures: stored, not compressed, and the same bytes each time. Source: PKWARE APPNOTE.TXT 6.3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

Put = Callable[[str, bytes], None]


@contextmanager
def stored(path: Path) -> Iterator[Put]:
    """What puts a file, by name and bytes, into a new ZIP file at `path`."""
    with ZipFile(path, "w", ZIP_STORED) as bundle:
        # Without a date of its own each entry has the same.
        yield lambda name, data: bundle.writestr(ZipInfo(name), data)
