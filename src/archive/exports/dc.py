"""Simple Dublin Core in XML (oai_dc, the schema of OAI-PMH 2.0), every term told by the element that it refines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from archive.exports.model import Items, safe
from archive.exports.wrapper import XSI, element, opening, visible
from archive.records.kinds import dcmi_type, media_type
from archive.records.model import Statement
from archive.records.terms import ELEMENTS, TERMS
from archive.store.rows import Item

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_START = (
    f'<oai_dc:dc xmlns:oai_dc="{NAMESPACE}" xmlns:dc="{ELEMENTS}" xmlns:xsi="{XSI}"'
    f' xsi:schemaLocation="{NAMESPACE} {SCHEMA}">\n'
)
_END = "</oai_dc:dc>\n"


def export(items: Items, out: BinaryIO) -> None:
    """Write every item as an `oai_dc:dc`; what is private, and terms that refine no element, are left out."""
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<records>\n')
    out.writelines(f"{opening(safe(item.record))}{dc(item)}</record>\n".encode() for item in items())
    out.write(b"</records>\n")


def dc(item: Item) -> str:
    """One item as an `oai_dc:dc` element, complete with its namespaces."""
    lines = (element(f"dc:{name}", text, language) for name, text, language in dict.fromkeys(_said(item)))
    return f"{_START}{''.join(lines)}{_END}"


def _said(item: Item) -> Iterator[tuple[str, str, str | None]]:
    """Element, text and language of all that the item's record says, and its type where the record says none."""
    record = item.record
    yield "identifier", record.id, None
    media_types = [file.media_type for file in item.files] or [media_type(path) for path in record.files]
    if not record.values("type") and (known := dcmi_type(record.kind, media_types)):
        yield "type", known, None
    for statement in record.statements:
        if name := TERMS[statement.term].element:
            for text, language in _texts(statement):
                yield name, visible(text), language


def _texts(statement: Statement) -> Iterator[tuple[str, str | None]]:
    if statement.value != statement.uri:
        yield statement.value, statement.language
    if statement.uri:
        yield statement.uri, None
