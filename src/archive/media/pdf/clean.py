"""A copy of a PDF without its own metadata, made of what `allowed.py` names; or, in words, why none can be made."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, PdfError, Stream, String

from archive.media.pdf.allowed import ALLOWED, MAPS, PLAIN, STREAM
from archive.media.pdf.annotations import Sort, of_page, sort
from archive.media.pdf.inner import UnclearError
from archive.media.pdf.layers import shows_all
from archive.media.pdf.says import OBJECTS, objects
from archive.media.pdf.streams import Streams

# In each, as much is written anew as memory is for; a copy of what has come so far is the source of the next.
ROUNDS = 20

# Where a link may lead: a path on somebody's disk tells whose it was.
_WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_SHOWN_OBJECTS = frozenset({"/Image", "/Form"})


def clean(source: Path, target: Path) -> str | None:
    """Write a copy without metadata to `target`, with the same bytes for the same source; None, or why there is none.

    What it leaves behind: properties, XMP, identifiers, earlier revisions, comments, attachments, scripts, forms (what
    is filled in becomes part of the page), tags, bookmarks' scripts, names of layers, the private data of programs,
    and whatever pictures and colour profiles within say about themselves.
    """
    try:
        return _in_rounds(source, target)
    except UnclearError as error:
        return f"it holds {error}"
    except PdfError as error:
        return f"it is damaged: {error}"


def _in_rounds(source: Path, target: Path) -> str | None:
    with Pdf.open(source) as pdf:
        if doubt := _doubt(pdf):
            return doubt
        count = len(pdf.pages)
        whole = _strip(pdf)
        _save(pdf, target)
    rounds = 1
    while not whole and rounds < ROUNDS:
        before = target.replace(target.with_suffix(".part"))
        with Pdf.open(before) as pdf:
            whole = _strip(pdf)
            _save(pdf, target)
        before.unlink()
        rounds += 1
    with Pdf.open(target) as copy:
        if len(copy.pages) != count:
            return "its pages cannot be told apart"
    return None if whole else "its pictures hold more metadata than can be taken out"


def _save(pdf: Pdf, target: Path) -> None:
    pdf.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate, preserve_pdfa=False)


def _doubt(pdf: Pdf) -> str | None:
    """Why what is left in a copy could not be certain, or not the document any more."""
    root = pdf.Root
    form = root.get("/AcroForm")
    form = form if isinstance(form, Dictionary) else Dictionary()
    if pdf.is_encrypted:
        return "it is encrypted"
    if objects(pdf) > OBJECTS:
        return f"it has more than {OBJECTS:,} objects"
    if "/XFA" in form:
        return "it is a form of another sort (XFA)"
    if "/Perms" in root or int(form.get("/SigFlags", 0)) & 1 or any(map(_is_signed, _fields(form))):
        return "it is signed, which a copy could not be"
    if "/Collection" in root:
        return "it is a portfolio of other files"
    if not shows_all(pdf):
        return "it has layers that are not shown"
    if any(map(_is_undrawn, _fields(form))):
        return "it has fields that each program draws in its own way"
    if any(sort(one) is Sort.COVER for page in pdf.pages for one in of_page(page)):
        return "comments cover parts of its pages, and would not cover them any more"
    return None


def _fields(form: Dictionary) -> Iterator[Dictionary]:
    """The fields of a form, and those below them."""
    seen: set[tuple[int, int]] = set()
    waiting = [form.get("/Fields")]
    while waiting:
        for field in _each(waiting.pop()):
            if isinstance(field, Dictionary) and (field.objgen == (0, 0) or field.objgen not in seen):
                seen.add(field.objgen)
                yield field
                waiting.append(field.get("/Kids"))


def _each(written: object) -> Iterator[Object]:
    yield from written if isinstance(written, Array) else ()


def _is_signed(field: Dictionary) -> bool:
    return field.get("/FT") == Name.Sig and "/V" in field


def _is_undrawn(field: Dictionary) -> bool:
    return bool(field.get("/V")) and "/AP" not in field and "/Kids" not in field


def _strip(pdf: Pdf) -> bool:
    """Take away what is not allowed; whether that is all of it, or memory did not suffice for more."""
    links = [_links_and_fields(page) for page in pdf.pages]
    pdf.flatten_annotations("screen")
    for page, own in zip(pdf.pages, links, strict=True):
        page.obj.Annots = Array(own)
        if isinstance(page.obj.get("/Contents"), Array):
            page.contents_coalesce()
    for key in list(pdf.trailer.keys()):
        if key not in {"/Root", "/Size"}:
            del pdf.trailer[key]
    streams = Streams(pdf)
    sweep = Sweep(streams)
    # Pages first: links and bookmarks lead to them as well, and know less of them.
    sweep.go("page", [page.obj for page in pdf.pages])
    sweep.go("catalogue", [pdf.Root])
    return not streams.unfinished


def _links_and_fields(page: Page) -> list[Object]:
    """The links of a page, leaving there its fields."""
    found = of_page(page)
    page.obj.Annots = Array([one for one in found if sort(one) is Sort.OWN and one.Subtype == Name.Widget])
    return [one for one in found if sort(one) is Sort.OWN and one.Subtype == Name.Link]


class Sweep:
    """Goes through what hangs together and takes away whatever is not allowed there, each object once."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._seen: set[tuple[int, int]] = set()
        self._layers = 0

    def go(self, kind: str, things: Iterable[Object]) -> None:
        """From objects of one sort on, themselves before what is below them. Raises UnclearError, or PdfError of a
        damaged file.
        """
        waiting = deque((kind, thing) for thing in things)
        while waiting:
            kind, thing = waiting.popleft()
            if isinstance(thing, Array):
                waiting += [(kind, one) for one in thing]
            elif isinstance(thing, Dictionary | Stream):
                number = thing.objgen
                if number in self._seen:
                    continue
                if number != (0, 0):
                    self._seen.add(number)
                waiting += self._dictionary(kind, thing)

    def _dictionary(self, kind: str, thing: Object) -> list[tuple[str, Object]]:
        allowed = ALLOWED.get(kind, {})
        below: list[tuple[str, Object]] = []
        is_stream = isinstance(thing, Stream)
        if is_stream:
            self._streams.check(thing)
        for key, value in list(thing.items()):
            below_kind = MAPS.get(kind) or allowed.get(key) or (STREAM.get(key) if is_stream else None)
            if below_kind is None or not _fits(below_kind, value):
                del thing[key]
            elif below_kind != PLAIN:
                below.append((below_kind, value))
        if kind == "property" and "/Name" in thing:
            self._layers += 1
            thing.Name = String(f"Layer {self._layers}")
        if is_stream:
            self._streams.bare(kind, thing)
        return below


def _fits(kind: str, value: Object) -> bool:
    """Whether a value is what its key allows."""
    if kind == PLAIN:
        return _is_plain(value)
    check = _CHECKS.get(kind)
    return not isinstance(value, Dictionary | Stream) or check is None or check(value)


def _is_plain(value: object, depth: int = 0) -> bool:
    if isinstance(value, Array):
        return depth < 3 and all(_is_plain(one, depth + 1) for one in value)
    return not isinstance(value, Dictionary | Stream)


def _leads_somewhere(action: Object) -> bool:
    if action.get("/S") == Name.GoTo:
        return True
    return action.get("/S") == Name.URI and bool(_WEB.match(str(action.get("/URI"))))


_CHECKS: dict[str, Callable[[Object], bool]] = {
    "action": _leads_somewhere,
    "object": lambda thing: isinstance(thing, Stream) and str(thing.get("/Subtype")) in _SHOWN_OBJECTS,
}
