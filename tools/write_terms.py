"""The page of the terms and the JSON Schema of a record, out of the table that the program itself goes by.

python tools/write_terms.py            writes docs/terms.md and docs/record.schema.json
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.records import jsonschema
from archive.records.languages import nearest_tag
from archive.records.rights import STATEMENTS
from archive.records.schemes import DCMI_TYPES, SCHEMES
from archive.records.terms import NAMESPACE, TERMS, Term

DOCS = Path(__file__).resolve().parent.parent / "docs"

# The classes of DCMI Metadata Terms in plain words.
RANGES = {
    "Agent": "a person or an organisation",
    "AgentClass": "a group of people",
    "Class": "a DCMI Type, or a word of your own",
    "Extent": "a size",
    "Frequency": "a frequency",
    "Jurisdiction": "a jurisdiction",
    "LicenseDocument": "the address of a licence",
    "LinguisticSystem": "a language tag",
    "Literal": "a text",
    "Location": "a place",
    "MediaType": "a media type",
    "MethodOfAccrual": "a method",
    "MethodOfInstruction": "a method",
    "PeriodOfTime": "a period",
    "PhysicalMedium": "a material or a carrier",
    "Policy": "a rule",
    "ProvenanceStatement": "a statement",
    "RightsStatement": "a statement, or its address",
    "SizeOrDuration": "a size or a duration",
    "Standard": "a standard",
}
MISTAKES = ("rus", "ru_RU", "oss", "en-UK", "ua", "Russian", "рус", "осетинский")

_HEAD = """\
# The terms

This page is written by `make terms` out of `src/archive/records/terms.csv` and the modules beside it; change those, not
the page. How values are written is in [records.md](records.md).

The properties, what each refines and which values it expects are those of
[DCMI Metadata Terms](https://www.dublincore.org/specifications/dublin-core/dcmi-terms/) (2020-01-20, the properties in
the namespace `{namespace}`). The definitions and the Russian are ours. Where only the fifteen elements
are understood, as in `oai_dc`, a term is given as the element in the last column, and left out where there is none.

| term | in English | in Russian | refines | expected | element |
|---|---|---|---|---|---|
"""

_TYPES = """
## Types

`type` is best one of the DCMI Type Vocabulary:

> {types}

Letter case and blanks do not count. A word of your own is as good. A misspelt type, and a word for which DCMI has
another (`photo` is StillImage), gives a warning.

## Languages

The language of a value, and the value of `language`, is a tag after BCP 47 (RFC 5646), all of whose parts are
registered with IANA. Anything else as the language of a value is an error, as the value of `language` a warning, and
the nearest tag is named:

| written | meant |
|---|---|
"""

_SCHEMES = """
An address (`https://id.loc.gov/…`) is a value of `language` too.

## Rights

Addresses of [rightsstatements.org](https://rightsstatements.org/) and [Creative Commons](https://creativecommons.org/)
in `rights`, `accessRights` and `license` are known. A mistyped one is kept as it is written and gives a warning with
the nearest. Other addresses and words are not looked at. The codes of the statements are:

> {statements}

## Datatypes

`datatype` says what kind of value a value is: `{{value: "1931-05", datatype: W3CDTF}}`. `w3cdtf`, `dcterms:W3CDTF` and
the URI name the same one, which is kept by the name in this table. A value that is none of its datatype is kept and
gives a warning, and so does a datatype that is neither in this table nor a URI.

| datatype | URI | a value of it |
|---|---|---|
"""

_EDITORS = """
Where “not checked” stands, the text does not show whether a value is one.

## Completion in an editor

[record.schema.json](record.schema.json) is the JSON Schema (2020-12) of a file of records. `archive init` writes it to
`metadata/{file}`, and its examples name it in their first line, so that nothing is asked of the network:

```text
# yaml-language-server: $schema=../{file}
```

Editors with the YAML language server (VS Code, Neovim, Emacs, Kate and others) then complete terms, roles and levels,
show definitions, and underline what does not fit. The path is counted from the file in which the line stands. For a
newer version of the program delete the schema and run `archive init` again; it leaves everything else as it is.

The schema knows less than the program: `archive check` has the last word.
"""


def page() -> str:
    """The page of the terms (Markdown)."""
    wrong = ((f"`{written}`", f"`{nearest_tag(written)}`") for written in MISTAKES)
    schemes = (
        (f"`{scheme.name}`", f"`{scheme.uri}`", scheme.expected + ("" if scheme.check else "; not checked"))
        for scheme in SCHEMES.values()
    )
    return (
        _HEAD.format(namespace=NAMESPACE)
        + _rows(map(_cells, TERMS.values()))
        + _TYPES.format(types=", ".join(DCMI_TYPES))
        + _rows(wrong)
        + _SCHEMES.format(statements=", ".join(STATEMENTS))
        + _rows(schemes)
        + _EDITORS.format(file=jsonschema.FILE)
    )


def _cells(term: Term) -> Iterator[str]:
    yield f"`{term.name}`"
    for language in ("en", "ru"):
        yield f"**{term.labels[language]}.** {term.definitions[language]}"
    yield f"`{term.refines}`" if term.refines else ""
    yield "a date" if term.element == "date" else ", ".join(RANGES[name] for name in term.range) or "anything"
    yield f"`{term.element}`" if term.element else ""


def _rows(rows: Iterable[Iterable[str]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def main() -> None:
    """Write both."""
    (DOCS / "terms.md").write_text(page(), encoding="utf-8")
    (DOCS / "record.schema.json").write_text(jsonschema.text(), encoding="utf-8")


if __name__ == "__main__":
    main()
