"""A process of its own that asks MediaInfo: `python -I mediainfo.py PARSER < FILE` writes what it says as JSON.

MediaInfo's library is C++ and knows very many formats, playlists with addresses among them; a few changed bytes can
make it ask for twelve gigabytes, or go round for a minute. Here it is told which format to expect, can open nothing
beside the file on standard input, and gets only so much memory and time, where the system can bound them.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from io import FileIO, RawIOBase

MEBIBYTE = 1024 * 1024
# It reads the beginning, the end and a few places between; a file that sends it to and fro is left after so much.
MOST_READ = 256 * MEBIBYTE
# What it needs for the largest films is a tenth of it; where it gets no more, it does without.
MOST_MEMORY = 512 * MEBIBYTE
SECONDS = 5
MOST_SAID = 4 * MEBIBYTE
# The exit status where the library is not there.
MISSING = 3


class _Bounded(RawIOBase):
    """A file of which not more than `MOST_READ` is read, wherever in it."""

    mode = "rb"

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._left = MOST_READ

    def read(self, size: int = -1, /) -> bytes:
        piece = self._file.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def main(parser: str) -> int:
    """Write what MediaInfo says of standard input, read by one of its parsers, to standard output; the exit status."""
    try:
        from pymediainfo import MediaInfo  # noqa: PLC0415 -- where it is not there, that is told by the status
    except ImportError:
        return MISSING
    if not MediaInfo.can_parse():  # this loads the library, as long as files can be opened
        return MISSING
    _hold_down()
    written = MediaInfo.parse(
        _Bounded(FileIO(0, "rb", closefd=False)),
        output="JSON",
        full=False,
        buffer_size=MEBIBYTE,
        mediainfo_options={"File_ForceParser": parser},
    )
    sys.stdout.buffer.write(written.encode("utf-8", "replace")[:MOST_SAID])
    return 0


def _hold_down() -> None:
    """Leave this process nothing to open, and not much memory and time."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 -- not on Windows

    for what, most in ((resource.RLIMIT_NOFILE, 0), (resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        _, hard = resource.getrlimit(what)
        with suppress(OSError, ValueError):  # not every system bounds memory
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
