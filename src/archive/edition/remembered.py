"""The statements that the current edition withholds, kept beside the catalogue: the edition itself cannot tell what is
not in it, and whether something is shown that was not is asked.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from archive.catalogue.layout import Archive, replace_file
from archive.records.withholding import Part


def remember(archive: Archive, withheld: Mapping[str, Iterable[Part]]) -> None:
    """Keep by item of which terms, and in which language, the current edition withholds the statements."""
    plain = {
        item: sorted({(part.term or "", part.language or "") for part in parts if part.term})
        for item, parts in withheld.items()
    }
    told = json.dumps({item: terms for item, terms in plain.items() if terms}).encode()
    if not _place(archive).exists() or _place(archive).read_bytes() != told:
        replace_file(_place(archive), told)


def remembered(archive: Archive) -> dict[str, tuple[Part, ...]]:
    """What was kept, by item; nothing where there is none."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        told = json.loads(_place(archive).read_bytes())
        return {
            item: tuple(Part(term=term, language=tag or None) for term, tag in terms) for item, terms in told.items()
        }
    return {}


def _place(archive: Archive) -> Path:
    return archive.made / "withheld.json"
