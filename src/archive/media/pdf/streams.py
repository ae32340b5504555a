"""The streams of a PDF: what is said within them, beside what they show, taken out."""

from __future__ import annotations

import re

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Pdf,
    Stream,
    StreamDecodeLevel,
)

from archive.media.pdf.inner import UnclearError, bare_jpeg, bare_jpeg2000, bare_profile

# What is written anew is held in memory until it is saved; of it, so many bytes and one stream more.
REWRITTEN = 192 * 1024 * 1024

_PICTURES = {Name.DCTDecode: bare_jpeg, Name.DCT: bare_jpeg, Name.JPXDecode: bare_jpeg2000}
_DRAWN = frozenset({"content", "glyph", "pattern"})
# Nothing but a number: what tagging leaves on every paragraph.
_NUMBERED = re.compile(rb"<<\s*/MCID\s+\d+\s*>>")
# A comment, a list of properties or a picture may be within; or it is only a sign in a text.
_SUSPECT = re.compile(rb"%|<<|BI[\s/]")
_MARKS = frozenset({"BDC", "DP"})
_OF_A_MARK = frozenset({"/MCID", "/Lang", "/ActualText", "/E"})

_Instruction = ContentStreamInstruction | ContentStreamInlineImage


class Streams:
    """Makes streams bare, as many as memory is for: it is `unfinished` where more should be made so."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._rewritten = 0
        self.unfinished = False

    def check(self, stream: Object) -> None:
        """Raise UnclearError where what a stream holds is elsewhere, or under a lock of its own."""
        if "/F" in stream:
            raise UnclearError("a reference to another file")
        if Name.Crypt in _filters(stream):
            raise UnclearError("an encrypted part")

    def bare(self, kind: str, stream: Object) -> None:
        """Take out of a stream of that sort what it says about itself. Raises UnclearError where that is uncertain."""
        subtype = stream.get("/Subtype")
        if kind in _DRAWN or (kind == "object" and subtype == Name.Form):
            self._content(stream)
        elif kind == "object":
            self._picture(stream)
        elif kind == "colour" and "/N" in stream and "/FunctionType" not in stream:
            self._write(stream, bare_profile(stream.read_bytes()))

    def _content(self, stream: Object) -> None:
        data = stream.read_bytes()
        if not _SUSPECT.search(_NUMBERED.sub(b"", data)):
            return
        before = len(self._pdf.get_warnings())
        instructions = [_plainly(one) for one in pikepdf.parse_content_stream(stream)]
        if len(self._pdf.get_warnings()) > before:
            raise UnclearError("a page whose drawing is damaged")
        written = pikepdf.unparse_content_stream(instructions)
        if written != data:
            self._write(stream, written)

    def _picture(self, stream: Object) -> None:
        filters = _filters(stream)
        last = filters[-1] if filters else None
        if last not in _PICTURES:
            return
        data = stream.read_raw_bytes() if len(filters) == 1 else self._peeled(stream, filters)
        bare = _PICTURES[last](data)
        if bare == data:
            return
        coding = stream.get("/DecodeParms")
        coding = coding[-1] if isinstance(coding, Array) and len(coding) else coding
        self._write(stream, bare, last, coding if isinstance(coding, Dictionary) else None)

    def _peeled(self, stream: Object, filters: list[Name]) -> bytes:
        """The bytes of a picture that was compressed once more."""
        outer = Stream(self._pdf, stream.read_raw_bytes())
        outer.Filter = Array(filters[:-1])
        return outer.read_bytes(StreamDecodeLevel.generalized)

    def _write(
        self, stream: Object, data: bytes, filtered: Name | None = None, coding: Dictionary | None = None
    ) -> None:
        if self._rewritten > REWRITTEN:
            self.unfinished = True
            return
        self._rewritten += len(data)
        stream.write(data, filter=filtered, decode_parms=coding)


def _filters(stream: Object) -> list[Name]:
    written = stream.get("/Filter")
    return [one for one in (written if isinstance(written, Array) else [written]) if isinstance(one, Name)]


def _plainly(instruction: _Instruction) -> _Instruction:
    """An instruction without what it says beside what it does."""
    if isinstance(instruction, ContentStreamInlineImage):
        if {"/DCT", "/DCTDecode"} & set(map(str, instruction.iimage.filters)):
            raise UnclearError("a photograph within the drawing of a page")
        return instruction
    operands, operator = instruction.operands, str(instruction.operator)
    if operator in _MARKS and len(operands) == 2 and isinstance(operands[1], Dictionary):
        for key in set(operands[1].keys()) - _OF_A_MARK:
            del operands[1][key]
        return ContentStreamInstruction(operands, instruction.operator)
    return instruction
