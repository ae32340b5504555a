"""The addresses of rights statements and licences, and the one that somebody meant who mistyped it.

Sources: rightsstatements.org, data model 1.0 (twelve statements); creativecommons.org, licences 1.0 to 4.0.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher, get_close_matches
from functools import cache, lru_cache

STATEMENTS = (
    *("InC", "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "NoC-CR", "NoC-NC", "NoC-OKLR", "NoC-US"),
    *("CNE", "UND", "NKC"),
)
LICENCES = ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")
_VERSIONS = ("4.0", "3.0", "2.5", "2.0", "1.0")
# Whoever was given one of these still has it.
_RETIRED = (
    *("by-nd-nc", "nd", "nc", "sa", "nd-nc", "nc-sa", "publicdomain", "devnations"),
    *("sampling", r"sampling\+", r"nc-sampling\+", "LGPL", "GPL", "BSD", "MIT"),
)

_HOSTS = ("rightsstatements.org", "creativecommons.org")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?([^\s/]+\.[^\s/]+)(/\S*)?", re.IGNORECASE)
_RIGHT = re.compile(
    rf"https?://(?:www\.)?(?:rightsstatements\.org/(?:vocab|page)/(?:{'|'.join(STATEMENTS)})/1\.0/\S*"
    r"|creativecommons\.org/(?:"
    rf"licenses/(?:{'|'.join(LICENCES + _RETIRED)})(?:/[1-4]\.[015])?(?:/[a-z-]+)*"
    r"|publicdomain/(?:zero|mark|certification)(?:/1\.0)?(?:/[a-z-]+)*)(?:\.[a-zA-Z_-]+)?/?)"
)
_NEAR = 0.88  # hosts of which fewer letters agree are others: commons.wikimedia.org


@lru_cache(maxsize=4096)
def address_wanted(written: str) -> str | None:
    """What is expected instead of a mistyped address of rightsstatements.org or Creative Commons, for a message.

    None where it is one of theirs as it should be, or none of theirs at all.
    """
    found = _ADDRESS.fullmatch(written)
    if found is None or not _is_theirs(found[1].lower()) or _RIGHT.fullmatch(written):
        return None
    known = _known()
    near = get_close_matches(f"{found[1]}{found[2] or ''}".lower().rstrip("/") + "/", known, n=1, cutoff=0.8)
    return f"{known[near[0]]} (is that what was meant?)" if near else f"an address such as {next(iter(known.values()))}"


def _is_theirs(host: str) -> bool:
    return any(host == own or SequenceMatcher(None, host, own).ratio() >= _NEAR for own in _HOSTS)


@cache
def _known() -> dict[str, str]:
    """Every address that is in use today, by itself without what all begin with, in small letters."""
    addresses = [f"http://rightsstatements.org/vocab/{code}/1.0/" for code in STATEMENTS]
    addresses += [f"https://creativecommons.org/publicdomain/{name}/1.0/" for name in ("zero", "mark")]
    for version in _VERSIONS:
        addresses += [f"https://creativecommons.org/licenses/{code}/{version}/" for code in LICENCES]
    return {address.partition("://")[2].lower(): address for address in addresses}
