"""What a link in formatted text becomes: an address, or a mention of a person by their id."""

from __future__ import annotations

import re

from botapp.emulator.engine.errors import JSON

_USER = re.compile(r"tg://user\?id=(\d+)$")
_SCHEME = re.compile(r"(https?|tg|ton|tonsite)://", re.IGNORECASE)


def link_entity(url: str) -> JSON | None:
    """A ``text_mention`` or ``text_link`` without its place; None for what is no address."""
    if user := _USER.match(url):
        return {"type": "text_mention", "user": {"id": int(user[1])}}
    if not _SCHEME.match(url) and "." not in url:
        return None
    full = url if "://" in url or url.startswith("tg:") else f"http://{url}"
    tail = full.partition("://")[2]
    slash = "" if "/" in tail or "?" in tail or full.startswith("tg:") else "/"
    return {"type": "text_link", "url": full + slash}
