"""The properties of DCMI Metadata Terms, and the many ways in which people write their names.

Source: DCMI Usage Board, DCMI Metadata Terms, 2020-01-20, section 2 (properties in the `/terms/` namespace).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

NAMESPACE = "http://purl.org/dc/terms/"
ELEMENTS = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class Term:
    """A property: its name, its English label, and the element of the fifteen that it refines ("dumb-down")."""

    name: str
    label: str
    element: str | None


def _table(rows: str) -> dict[str, Term]:
    terms = {}
    for row in rows.strip().splitlines():
        name, label, element = (cell.strip() for cell in row.split("|"))
        terms[name] = Term(name, label, element or None)
    return terms


# In the order in which a person reads a description; exports and pages keep it.
TERMS = _table("""
title                 | Title                     | title
alternative           | Alternative Title         | title
creator               | Creator                   | creator
contributor           | Contributor               | contributor
publisher             | Publisher                 | publisher
date                  | Date                      | date
created               | Date Created              | date
issued                | Date Issued               | date
available             | Date Available            | date
valid                 | Date Valid                | date
modified              | Date Modified             | date
dateAccepted          | Date Accepted             | date
dateCopyrighted       | Date Copyrighted          | date
dateSubmitted         | Date Submitted            | date
description           | Description               | description
abstract              | Abstract                  | description
tableOfContents       | Table Of Contents         | description
subject               | Subject                   | subject
spatial               | Spatial Coverage          | coverage
temporal              | Temporal Coverage         | coverage
coverage              | Coverage                  | coverage
type                  | Type                      | type
format                | Format                    | format
extent                | Extent                    | format
medium                | Medium                    | format
language              | Language                  | language
identifier            | Identifier                | identifier
bibliographicCitation | Bibliographic Citation    | identifier
source                | Source                    | source
relation              | Relation                  | relation
isPartOf              | Is Part Of                | relation
hasPart               | Has Part                  | relation
isVersionOf           | Is Version Of             | relation
hasVersion            | Has Version               | relation
isFormatOf            | Is Format Of              | relation
hasFormat             | Has Format                | relation
isReferencedBy        | Is Referenced By          | relation
references            | References                | relation
isReplacedBy          | Is Replaced By            | relation
replaces              | Replaces                  | relation
isRequiredBy          | Is Required By            | relation
requires              | Requires                  | relation
conformsTo            | Conforms To               | relation
rights                | Rights                    | rights
accessRights          | Access Rights             | rights
license               | License                   | rights
rightsHolder          | Rights Holder             |
provenance            | Provenance                |
audience              | Audience                  |
educationLevel        | Audience Education Level  |
mediator              | Mediator                  |
instructionalMethod   | Instructional Method      |
accrualMethod         | Accrual Method            |
accrualPeriodicity    | Accrual Periodicity       |
accrualPolicy         | Accrual Policy            |
""")

# Terms whose value may be the id of another item of the archive.
RELATIONS = frozenset(name for name, term in TERMS.items() if term.element == "relation" or name == "source")

ORDER = {name: position for position, name in enumerate(TERMS)}

_PREFIXES = (NAMESPACE, ELEMENTS, "dcterms:", "dc:", "dc.", "dublin core:", "dcterms.")
_BY_SPELLING = {name.lower(): name for name in TERMS} | {term.label.lower(): term.name for term in TERMS.values()}


@lru_cache(maxsize=4096)
def term_name(written: str) -> str | None:
    """The name of the term that somebody wrote as `title`, `dcterms:title`, `dc:title` or `Dublin Core:Title`.

    None where it is no property of Dublin Core. Letter case does not count, nor do spaces in labels.
    """
    spelling = written.strip().lower()
    for prefix in _PREFIXES:
        if spelling.startswith(prefix):
            spelling = spelling[len(prefix) :].strip()
            break
    return _BY_SPELLING.get(spelling) or _BY_SPELLING.get(spelling.replace(" ", ""))
