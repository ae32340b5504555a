"""What a server sent, without the codings that it was sent in; and no more of it than may be."""

from __future__ import annotations

import io
import zlib

from archive.media.matter import Unreadable

_DEFLATED = frozenset({"gzip", "x-gzip", "deflate"})
_PLAIN = frozenset({"", "identity", "utf-8", "none"})


def uncoded(data: bytes, codings: str, most: int, *, chunked: bool = False) -> bytes:
    """The bytes of a body of HTTP that was sent in `codings` (the header Content-Encoding), at most so many.

    What is not in the coding that the server named is taken as it is, as browsers do; so it is with chunks.
    Raises Unreadable where there are more bytes, or the coding is not read.
    Specification: RFC 9110, 8.4; RFC 9112, 7.1.
    """
    if chunked:
        from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 -- as in captures.py

        data = bytes(ChunkedDataReader(io.BytesIO(data)).read(most + 1))
    for coding in reversed([part.strip().lower() for part in codings.split(",")][:3]):
        if coding in _DEFLATED:
            data = _inflated(data, most)
        elif coding == "br":
            data = _unbrotlied(data, most)
        elif coding not in _PLAIN:
            raise Unreadable(f"is in the coding {coding[:40]}, which is not read")
    if len(data) > most:
        raise Unreadable(f"expands to more than {most:,} bytes")
    return data


def _inflated(data: bytes, most: int) -> bytes:
    parts, left = list[bytes](), data
    while left and sum(map(len, parts)) <= most:
        # `deflate` has a header by the standard and none from some servers.
        for bits in (32 + zlib.MAX_WBITS, -zlib.MAX_WBITS):
            machine = zlib.decompressobj(bits)
            try:
                parts.append(machine.decompress(left, most + 1))
                break
            except zlib.error:
                continue
        else:
            break
        left = machine.unused_data
    return b"".join(parts) or data


def _unbrotlied(data: bytes, most: int) -> bytes:
    import brotli  # noqa: PLC0415 -- seldom needed

    machine, parts = brotli.Decompressor(), list[bytes]()
    try:
        parts.append(machine.process(data, output_buffer_limit=most + 1))
        while parts[-1] and sum(map(len, parts)) <= most and not machine.is_finished():
            parts.append(machine.process(b"", output_buffer_limit=most + 1))
    except brotli.error:
        pass
    return b"".join(parts) or data
