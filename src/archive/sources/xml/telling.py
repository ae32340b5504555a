"""What in XML may have been meant to decide about access: names and attributes that nobody here reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archive.records.columns import HeaderError, aside
from archive.records.telling import is_telling_cell
from archive.sources.xml.trees import XML, XSI, Element
from archive.sources.xml.wrappers import DUBLIN_CORE, OAI

RESOURCE = "http://www.w3.org/1999/02/22-rdf-syntax-ns# resource"
_KNOWN = {f"{XML} lang", f"{XML} space", f"{XSI} type", f"{XSI} schemaLocation", f"{XSI} noNamespaceSchemaLocation"}
_OURS = {
    "records": frozenset[str](),
    "record": frozenset({"id", "kind", "access"}),
    "statement": frozenset({"datatype", "escaped"}),
    "warning": frozenset({"escaped"}),
}
# What stands around a description in a harvest, and what there speaks of the harvest (OAI-PMH 2.0, schema). Anything
# else under its name may be a stranger's: elements within it that have no prefix are taken for its own.
_OAI_AROUND = frozenset({"record", "header", "metadata"})
_OAI_OF_HARVEST = frozenset(
    {"OAI-PMH", "responseDate", "request", "error", "GetRecord", "ListRecords", "resumptionToken", "about"}
    | {"identifier", "datestamp", "setSpec"}
)
# Attributes by which others say what an element is: `<field name="access">`, `<dcvalue element="rights">`.
_NAMING = frozenset({"name", "property", "key", "type", "element", "qualifier", "label", "field", "code"})


def is_telling(element: Element) -> bool:
    """Whether an element seems to speak of access."""
    return next(telling(element), None) is not None


def telling(element: Element) -> Iterator[str]:
    """What of an element, in words, seems to speak of access: its name, an attribute's, or what one says."""
    is_known = is_oai(element) or element.space in DUBLIN_CORE or _is_ours(element)
    if not is_known and (meant := _resembles(element.name)):
        yield f"an element that resembles {meant}" if meant != element.name else "an element that decides nothing"
    for said in element.asides:
        words = said.split()
        if is_telling_cell(said) or (len(words) > 1 and is_telling_cell(" ".join(words[1:]))):
            yield f"a comment or an instruction that says “{said}”"
    for name, value in unread(element):
        if _resembles(name) or is_telling_cell(value) or (name.lower() in _NAMING and _resembles(value)):
            yield f"the attribute {name}, which resembles one about access"


def is_oai(element: Element) -> bool:
    """Whether an element is one of OAI-PMH, by its name too."""
    return element.space == OAI and (element.name in _OAI_AROUND or element.name in _OAI_OF_HARVEST)


def unread(element: Element) -> Iterator[tuple[str, str]]:
    """The names and texts of those attributes of an element that no reader knows."""
    if is_oai(element) and element.name not in _OAI_AROUND:
        return
    known = _OURS.get(element.name, frozenset()) if element.space == "" else frozenset()
    for written, value in element.attributes.items():
        if written in _KNOWN or written in known or (written == RESOURCE and element.space in DUBLIN_CORE):
            continue
        if is_oai(element) and (element.name, written) == ("header", "status"):  # looked at with the record
            continue
        yield written.rpartition(" ")[2], value


def _is_ours(element: Element) -> bool:
    return element.space == "" and element.name in _OURS


@lru_cache(maxsize=4096)
def _resembles(name: str) -> str | None:
    """The column about access that a name resembles."""
    try:
        aside(name)
    except HeaderError as error:
        return error.found.removeprefix("a header that resembles ")
    return None
