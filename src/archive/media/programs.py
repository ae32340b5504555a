"""Programs and libraries that are not on every system, and show more of some files where they are."""

from __future__ import annotations

import importlib.metadata
import shutil
from importlib.util import find_spec


def installed(name: str) -> bool:
    """Whether a program on the path, or a distribution of Python's, of this name is there; or MediaInfo."""
    if name == "MediaInfo":
        return _mediainfo()
    if shutil.which(name):
        return True
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _mediainfo() -> bool:
    if find_spec("pymediainfo") is None:
        return False
    from pymediainfo import MediaInfo  # noqa: PLC0415  it loads the library, which only this question needs

    return bool(MediaInfo.can_parse())
