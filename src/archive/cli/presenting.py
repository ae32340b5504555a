"""What a site lacks that shows this archive, as far as datasette.yaml says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archive.catalogue.layout import Archive
from archive.records.model import Problem
from archive.sources.yaml.reading import load


def site_problems(archive: Archive) -> Iterator[Problem]:
    """That nobody who reads the site is told how to reach the archive. Whether the file can be read at all, Datasette
    says when it starts.
    """
    name = archive.name(archive.site)
    documents, problems = load(archive.site, name) if archive.site.exists() else ([], [])
    if not problems and not _said(documents[0] if documents else None, "plugins", "archive", "contact"):
        expected = "plugins: archive: contact: an address for whoever wants something taken down"
        yield Problem(name, found="no contact", expected=expected, severity="warning")


def _said(found: Any, *keys: str) -> Any:
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
