"""Qualified Dublin Core in XML: every statement under its own term, with its language, its datatype and its URI.

The elements are those of DCMI's schema dcterms.xsd (2008-02-11) and are valid by it. A statement that needs more than
one element can say stands in a `<statement>` of ours; read as a source, the file gives the same file again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from archive.exports.model import Items, safe
from archive.exports.wrapper import ESCAPED, FORBIDDEN, XSI, element, opening
from archive.records.model import Record, Statement
from archive.records.schemes import DCMI_TYPES, SCHEMES
from archive.records.terms import NAMESPACE

_START = f'<?xml version="1.0" encoding="UTF-8"?>\n<records xmlns:dcterms="{NAMESPACE}" xmlns:xsi="{XSI}">\n'
_END = "</records>\n"
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_DATE = re.compile(r"(?!0000)[^T]*(T\d\d:\d\d:\d\d\S*)?", re.ASCII)  # a time without seconds is none to XML Schema
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[\w.~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+", re.ASCII)


def _is_any(_: str) -> bool:
    return True


def _is_date(text: str) -> bool:
    check = SCHEMES["W3CDTF"].check
    return _DATE.fullmatch(text) is not None and check is not None and check(text)


# The schemes that the schema knows, and whether it takes a text for one of theirs; URI is what a statement's URI is.
_SCHEMES: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("LCSH", "MESH", "DDC", "LCC", "UDC", "TGN", "IMT", "Period", "Point", "Box"), _is_any),
    **dict.fromkeys(("ISO639-2", "ISO639-3", "ISO3166"), _is_any),
    **dict.fromkeys(("RFC1766", "RFC3066", "RFC4646"), _LANGUAGE.fullmatch),
    "DCMIType": DCMI_TYPES.__contains__,
    "W3CDTF": _is_date,
}


def export(items: Items, out: BinaryIO) -> None:
    """Write every item as a `record` of its statements; files and what is private are left out, and what decides about
    access but for its level.
    """
    out.write(_START.encode())
    out.writelines(dcterms(safe(item.record)).encode() for item in items())
    out.write(_END.encode())


def dcterms(record: Record) -> str:
    """One record as a `record` element, whose namespaces are declared further out."""
    return f"{opening(record)}{''.join(map(_statement, record.statements))}</record>\n"


def _statement(statement: Statement) -> str:
    term, text, language, datatype, uri = statement
    name, head = f"dcterms:{term}", ""
    if any(map(FORBIDDEN.search, filter(None, (text, datatype, uri)))):
        head = ESCAPED
        text, datatype, uri = json.dumps(text), datatype and json.dumps(datatype), uri and json.dumps(uri)
    elif not (datatype or uri):
        return element(name, text, language)
    elif text == uri and not (datatype or language) and _URI.fullmatch(text):
        return element(name, text, more=_typed("URI"))
    elif not uri and (scheme := _scheme(statement)):
        return element(name, text, more=_typed(scheme))
    head += f" datatype={quoteattr(datatype)}" if datatype else ""
    second = element(name, uri, more=_typed("URI") if _URI.fullmatch(uri) else "") if uri else ""
    return f"<statement{head}>\n{element(name, text, language)}{second}</statement>\n"


def _typed(scheme: str) -> str:
    return f' xsi:type="dcterms:{scheme}"'


def _scheme(statement: Statement) -> str | None:
    """The name of the scheme by which the text of a statement is valid, without a language beside it."""
    fits = _SCHEMES.get(statement.datatype or "")
    return statement.datatype if fits and not statement.language and fits(statement.value) else None
