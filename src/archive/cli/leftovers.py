"""What commands that were killed have left in `.archive`: removed before others go on."""

from __future__ import annotations

from archive.catalogue.layout import Archive
from archive.edition.private import sweep_private
from archive.edits.drafting import sweep_drafts


def sweep(archive: Archive) -> bool:
    """Remove a private edition and drafts that no living process uses; whether there is no private edition now."""
    sweep_drafts(archive)
    return sweep_private(archive)
