"""Copying in what stands outside the archive, never over a file that is there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from archive.catalogue.layout import Archive, sync_folder
from archive.ingest.find import Listed
from archive.records.model import Problem


def copy_in(archive: Archive, files: Iterable[Listed]) -> tuple[list[str], list[Problem]]:
    """Copy each file to its place; the paths that are new, and what stood in the way. Equal bytes are passed over."""
    copied, problems = [], []
    for file in files:
        target = archive.root / file.path
        try:
            if target.exists() or target.is_symlink():
                if not same_bytes(file.actual, target):
                    problems.append(in_the_way(file))
                continue
            _copy(file.actual, target)
            copied.append(file.path)
        except OSError as error:
            problems.append(Problem(str(file.actual), found=f"cannot be copied ({error.strerror})"))
    return copied, problems


def in_the_way(file: Listed) -> Problem:
    """That another file has the place already."""
    return Problem(str(file.actual), found=f"{file.path} is there already, with other content", expected="another name")


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return _digest(one) == _digest(other)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(origin: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.incoming")  # hidden: a torn copy is never found as an original
    shutil.copyfile(origin, temporary)
    with temporary.open("rb") as copied:
        os.fsync(copied.fileno())
    shutil.copystat(origin, temporary)
    temporary.rename(target)  # the archive's lock is ours: nobody has put a file there since we looked
    sync_folder(target.parent)
