"""Language tags (BCP 47)."""

from __future__ import annotations

from functools import lru_cache

import langcodes


@lru_cache(maxsize=1024)
def is_tag(written: str) -> bool:
    """Whether the text is a well-formed language tag whose parts are registered with IANA."""
    return langcodes.tag_is_valid(written)
