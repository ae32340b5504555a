"""Looking into one file: what a worker does, that loads nothing else of the program."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

from archive.media import Examined, Recipe
from archive.media.examine import examine
from archive.media.limits import limited


def look(path: Path, known: Collection[str], recipes: Sequence[Recipe], out: Path) -> Examined | str:
    """What is in a file; of one whose digest is among the `known`, no more than the digest (SHA-256, hexadecimal).

    Ends this process where the file breaks a limit. Raises OSError where it cannot be read.
    """
    if known and (found := digest(path)) in known:
        return found
    return examine(path, recipes, out, limited)


def digest(path: Path) -> str:
    """The SHA-256 of a file (hexadecimal). Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
