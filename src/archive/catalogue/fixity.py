"""Fixity: whether every original is still what the manifest says (PREMIS: fixity check)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from archive.catalogue import journal
from archive.catalogue.database import Catalogue
from archive.catalogue.layout import Archive
from archive.records.model import Problem

FIXITY = "fixity check"


def check(archive: Archive, manifest: Mapping[str, str]) -> Iterator[Problem | None]:
    """Of each line of the manifest what is wrong with its file, None where nothing is."""
    for path, digest in manifest.items():
        try:
            with (archive.root / path).open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            yield Problem(path, found="gone", expected="the original (from a backup)")
        except OSError as error:
            yield Problem(path, found=f"cannot be read ({error.strerror})", expected="the original")
        else:
            differs = f"differs from the manifest ({found[:12]}… instead of {digest[:12]}…)"
            yield None if found == digest else Problem(path, found=differs, expected="the original (from a backup)")


def note(catalogue: Catalogue) -> None:
    """Write down that everything in the manifest was found as it says."""
    archive = catalogue.archive
    digest = hashlib.sha256(archive.manifest.read_bytes()).hexdigest()
    event = journal.Event(FIXITY, archive.name(archive.manifest), f"sha256:{digest}")
    catalogue.commit([event], journal.now())
