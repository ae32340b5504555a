"""The headers of every answer: what a browser may do with it, who may embed it, what may be kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Pairs = list[tuple[bytes, bytes]]

# No page has scripts or styles within it or takes anything from elsewhere, Datasette's own included.
PAGES = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What is no page runs nothing. It names no styles: browsers dress JSON, texts and pictures that stand alone themselves.
_DATA = (
    "script-src 'none'; object-src 'none'; connect-src 'none'; frame-src 'none'; worker-src 'none'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb"),
)
# Readers of an archive like this one need not tell other sites what they read.
_ALWAYS: Mapping[bytes, bytes] = MappingProxyType(
    {
        b"x-content-type-options": b"nosniff",
        b"x-frame-options": b"DENY",
        b"cross-origin-opener-policy": b"same-origin",
        b"permissions-policy": ", ".join(f"{feature}=()" for feature in _UNUSED).encode(),
    }
)
# Search engines keep copies, which a withdrawal does not reach: whoever may lead to a page may still not keep it.
_OPEN, _SHUT = b"noarchive", b"noindex, nofollow, noarchive"
_DROPPED = frozenset({b"set-cookie", b"vary", *_ALWAYS})
_OTHERS = frozenset({b"access-control-allow-origin", b"cross-origin-resource-policy"})


def guarded(headers: Pairs, cache: bytes | None, *, robots: bool = False, private: bool = False) -> Pairs:
    """The headers of an answer with those of the whole site; what a route has said of its own policy holds.

    Nothing is kept by a cache without asking again, because what is withdrawn has to go at once: `cache` stands in the
    place of whatever was said, unless that was no-store, or it is None. No reader gets a cookie. `robots` are told
    whether they may lead to it. What is `private` no other site may take, whatever a route says.
    """
    said = [(key.lower(), value) for key, value in headers]
    dropped = _DROPPED | (_OTHERS if private else frozenset())
    kept = [pair for pair in said if pair[0] not in dropped and not _overruled(pair, cache)]
    present = dict(kept)
    page = present.get(b"content-type", b"").startswith(b"text/html")
    added = {
        b"content-security-policy": (PAGES if page else _DATA).encode(),
        b"cross-origin-resource-policy": b"same-origin",
        b"referrer-policy": b"same-origin",
        b"x-robots-tag": _OPEN if robots and not private else _SHUT,
        **({b"cache-control": cache} if cache else {}),
    }
    return [*kept, *_ALWAYS.items(), *(pair for pair in added.items() if pair[0] not in present)]


def _overruled(pair: tuple[bytes, bytes], cache: bytes | None) -> bool:
    return pair[0] == b"cache-control" and cache is not None and b"no-store" not in pair[1]
