"""The manifest: the digest of every original, as `sha256sum -c` reads it from the archive's root."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from archive.catalogue.layout import Refused, replace_file

_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)")
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def read_manifest(path: Path) -> dict[str, str]:
    """Digest by path from the archive's root. Raises Refused where a line is not one of `sha256sum`."""
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")  # a name may hold a bare carriage return
    except FileNotFoundError:
        return {}
    digests = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), start=1):
        match = _LINE.fullmatch(line.removesuffix("\r"))  # an editor's; one in a name is escaped
        if match is None:
            raise Refused(f"{path.parent.name}/{path.name}:{number}: not a line of sha256sum; expected DIGEST  PATH")
        escaped, digest, name = match.groups()
        digests[re.sub(r"\\[\\nr]", lambda found: _ESCAPES[found[0]], name) if escaped else name] = digest
    return digests


def write_manifest(path: Path, digests: Mapping[str, str]) -> None:
    """Write the manifest, sorted by path; a file that would not change is not touched."""
    content = "".join(_line(digest, name) for name, digest in sorted(digests.items()))
    encoded = content.encode("utf-8", errors="surrogateescape")
    if not path.exists() or path.read_bytes() != encoded:
        replace_file(path, encoded)


def _line(digest: str, name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"
