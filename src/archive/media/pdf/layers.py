"""The layers of a PDF (optional content, ISO 32000-2, 8.11): which are not shown, and where they are used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

# Parts within the parts of one page that are gone through.
_PARTS = 10_000


def shows_all(pdf: Pdf) -> bool:
    """Whether no layer is hidden, be it for the screen or for the printer alone."""
    shown = _default(pdf)
    return shown.get("/BaseState") in {None, Name.ON} and not shown.get("/OFF") and not shown.get("/AS")


def hiding(pdf: Pdf) -> Callable[[Page], bool]:
    """What tells of a page whether it has something in a layer that is not shown."""
    shown = _default(pdf)
    is_off = shown.get("/BaseState") not in {None, Name.ON}
    exceptions = shown.get("/ON" if is_off else "/OFF")
    named = frozenset(one.objgen for one in exceptions) if isinstance(exceptions, Array) else frozenset()
    if not is_off and not named:
        return lambda _page: False
    return partial(_hides, is_off=is_off, exceptions=named)


def _default(pdf: Pdf) -> Object:
    layers = pdf.Root.get("/OCProperties")
    shown = layers.get("/D") if isinstance(layers, Dictionary) else None
    return shown if isinstance(shown, Dictionary) else Dictionary()


def _hides(page: Page, *, is_off: bool, exceptions: frozenset[tuple[int, int]]) -> bool:
    return any((layer.objgen in exceptions) != is_off for layer in _layers(page))


def _layers(page: Page) -> Iterator[Object]:
    """The layers that a page uses, and those that what is on it uses."""
    waiting: list[Object | None] = [page.resources]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _PARTS:
        resources = waiting.pop()
        for one in _values(resources, "/Properties"):
            yield from _named(one)
        for one in _values(resources, "/XObject"):
            if isinstance(one, Stream) and one.objgen not in seen:
                seen.add(one.objgen)
                yield from _named(one.get("/OC"))
                waiting.append(one.get("/Resources"))


def _values(resources: Object | None, key: str) -> Iterator[Object]:
    below = resources.get(key) if isinstance(resources, Dictionary) else None
    if isinstance(below, Dictionary):
        yield from (value for _, value in below.items())


def _named(membership: Object | None) -> Iterator[Object]:
    """The layers that a property names: itself, or those of which it is made up."""
    if not isinstance(membership, Dictionary):
        return
    if membership.get("/Type") == Name.OCG:
        yield membership
    within = membership.get("/OCGs")
    for one in within if isinstance(within, Array) else [within]:
        if isinstance(one, Dictionary):
            yield one
