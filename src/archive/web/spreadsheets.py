"""CSV for readers: what a spreadsheet would run as a formula is made text, as OWASP advises against CSV injection."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]

# Their full-width forms as well: some spreadsheets take the one for the other.
_FORMULA = re.compile("[\\s\0]*[=+\\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_LONGEST = 1 << 30  # characters of a cell: as many as there may be


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would run it; a number stays one."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unarmed(send: Send) -> Send:
    """Like `send`, for an answer that is a table in CSV: all its cells are harmless."""
    rows = _Rows()

    async def sent(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            more = message.get("more_body", False)
            message = {**message, "body": rows.take(message.get("body", b""), last=not more)}
        elif message["type"] == "http.response.start":
            # The length is another now.
            headers = [pair for pair in message.get("headers", []) if pair[0].lower() != b"content-length"]
            message = {**message, "headers": headers}
        await send(message)

    return sent


class _Rows:
    """Bytes of CSV as they come, rewritten row by row."""

    def __init__(self) -> None:
        self._left: list[bytes] = []
        self._open = False

    def take(self, body: bytes, *, last: bool) -> bytes:
        """What can be told now: all whole rows, at the end the rest."""
        self._open ^= body.count(b'"') % 2 == 1
        self._left.append(body)
        if not last and (self._open or not body.endswith(b"\n")):
            return b""
        whole = b"".join(self._left).decode("utf-8", "replace")
        self._left.clear()
        out = io.StringIO()
        csv.writer(out).writerows(self._cells(whole))
        return out.getvalue().encode()

    @staticmethod
    def _cells(text: str) -> Iterator[list[str]]:
        csv.field_size_limit(_LONGEST)
        for row in csv.reader(io.StringIO(text, newline="")):
            yield [harmless(cell) for cell in row]
