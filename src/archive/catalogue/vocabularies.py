"""The archive's own vocabularies, read together, and whether they are still those that something was made from."""

from __future__ import annotations

import contextlib
import hashlib

from archive.catalogue.layout import Archive
from archive.records.model import Problem
from archive.records.thesaurus import Thesaurus
from archive.search import fold
from archive.sources.vocabularies import read_vocabularies, vocabulary_files


def read_thesaurus(archive: Archive) -> tuple[Thesaurus, list[Problem]]:
    """What the values of records mean, as the vocabularies stand, and every Problem in them."""
    vocabularies, problems = read_vocabularies(archive.vocabularies, archive.root)
    thesaurus = Thesaurus(vocabularies, fold)
    return thesaurus, [*problems, *thesaurus.problems]


def vocabularies_now(archive: Archive) -> str:
    """A digest of all that the vocabularies say (SHA-256)."""
    said = hashlib.sha256()
    for path in vocabulary_files(archive.vocabularies):
        with contextlib.suppress(OSError):
            said.update(f"{path.name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return said.hexdigest()
