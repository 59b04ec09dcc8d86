"""`Last-Modified` of an answer whose parts nobody dates: since when the store has given it so.

The answer's ETag is remembered with the second it was first seen in. A change in the second that
was told already counts for the next one, so that whoever holds the older answer is never told that
it still stands; and what is not remembered has changed just now.
"""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest

_KEPT = 3600


def last_modified(request: HttpRequest, etag: str, language: str) -> int:
    """The Unix time, in whole seconds, since when `request` is answered with what has `etag`."""
    asked = f"{language} {request.get_full_path()}"
    key = f"api.modified.{hashlib.sha256(asked.encode('utf-8', 'replace')).hexdigest()}"
    known: tuple[str, int] | None = cache.get(key)
    if known is not None and known[0] == etag:
        return known[1]
    now = int(time.time())
    since = now if known is None else max(now, known[1] + 1)
    cache.set(key, (etag, since), _KEPT)
    return since
