"""What stands around Dublin Core in XML: which element is a description, and when it is whole.

DCMI leaves it open what stands around its elements ("Guidelines for implementing Dublin Core in XML", 2003). So an
element that holds elements of Dublin Core is a description, whatever it is called; the records of OAI-PMH and our own
have more around them.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.records.terms import ELEMENTS, NAMESPACE
from archive.sources.xml.trees import Element, Fate

DUBLIN_CORE = frozenset({NAMESPACE, ELEMENTS})
OAI = "http://www.openarchives.org/OAI/2.0/"
_OAI_DC = f"{OAI}oai_dc/"
RECORDS = frozenset({("", "record"), (OAI, "record")})


def fate(element: Element) -> Fate:
    """Whether an element is a description, or a part of one that is not whole yet."""
    if is_value(element):
        return "kept" if element.parent else "out"
    if is_within_record(element):
        return "kept"
    if is_description(element) or element.parent is None:
        return "out"
    return "kept" if element.children or element.text.strip() or element.attributes else "gone"


def is_within_record(element: Element) -> bool:
    """Whether an element stands somewhere in a record that says it is one."""
    around = element.parent
    while around:
        if (around.space, around.name) in RECORDS:
            return True
        around = around.parent
    return False


def is_description(element: Element) -> bool:
    """Whether an element is a record, by its name or by what it holds."""
    return (element.space, element.name) in RECORDS or _holds_terms(element)


def _holds_terms(element: Element) -> bool:
    if element.space in DUBLIN_CORE or is_ours(element, "statement"):
        return False
    return (element.space, element.name) == (_OAI_DC, "dc") or any(map(is_value, element.children))


def is_value(element: Element) -> bool:
    """Whether an element says what the one around it is about."""
    return element.space in DUBLIN_CORE or is_ours(element, "statement")


def is_ours(element: Element, name: str) -> bool:
    """Whether an element is one of those that we write, which are in no namespace."""
    return element.space == "" and element.name == name


def around_terms(tree: Element) -> Iterator[Element]:
    """The elements that hold elements of Dublin Core, `about` a record aside."""
    if tree.space in DUBLIN_CORE or (tree.space == OAI and tree.name == "about"):
        return
    if _holds_terms(tree):
        yield tree
    for child in tree.children:
        if child.space not in DUBLIN_CORE:
            yield from around_terms(child)
