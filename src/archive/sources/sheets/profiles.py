"""Sheets of other programs, recognised by their columns and read as they are. A new one is one more entry of PROFILES.

Only a sheet without a column `id` is taken for one: what has ids is written in our own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

# text: as under our header. path: a file, its first slash dropped, or a URL. uri: names something.
# path or text: a file where it looks like one, else a text that is kept privately.
Sort = Literal["text", "path", "uri", "path or text"]


@dataclass(frozen=True, slots=True)
class Profile:
    """How another program's sheet is read. All names are in lower case.

    `signs` are the headers one of which makes the sheet known; `headers` gives ours for theirs, `sorts` what the cells
    of some of them hold; `kinds` gives the kind for a type, without spaces, where a row names none. Any other column is
    read as in our own sheets.
    """

    name: str
    signs: frozenset[str]
    headers: Mapping[str, str]
    sorts: Mapping[str, Sort] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


OWN = Profile("archive", frozenset(), {})

PROFILES = (
    # https://collectionbuilder.github.io/cb-docs/docs/metadata/csv_metadata/
    Profile(
        "CollectionBuilder",
        frozenset({"objectid"}),
        {
            "objectid": "id",
            "parentid": "isPartOf",
            "location": "spatial[;]",
            "rightsstatement": "rights",
            "object_location": "file",
            "object_transcript": "file",
            **{term: f"{term}[;]" for term in ("subject", "creator", "contributor", "type", "language", "format")},
        },
        {"rightsstatement": "uri", "object_location": "path", "object_transcript": "path or text"},
        # It describes a site that is published already: sound and film are no testimonies that wait for a consent.
        dict.fromkeys(("sound", "audio", "movingimage", "video"), "other"),
    ),
    # https://omeka.org/classic/docs/Plugins/CSV_Import/, https://omeka.org/s/docs/user-manual/modules/csvimport/
    Profile(
        "Omeka",
        frozenset({"tag", "tags", "file url", "fileurl", "file uri", "fileuri"}),
        {
            **dict.fromkeys(("tag", "tags"), "subject[,]"),
            **dict.fromkeys(("file url", "fileurl", "file uri", "fileuri"), "file"),
        },
    ),
)


def profile_of(headers: Iterable[str]) -> Profile:
    """The profile of a sheet with these headers; one that changes nothing where the sheet is our own."""
    names = {header.strip().lower() for header in headers}
    if "id" in names:
        return OWN
    return next((profile for profile in PROFILES if profile.signs & names), OWN)
