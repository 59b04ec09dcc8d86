"""How a receiver knows that a request is the store's, and of now."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

HEADER = "X-Store-Signature"


def signature(body: bytes, *, secrets: Iterable[str], timestamp: int) -> str:
    """`t=1767225600,v1=<hex>`: HMAC-SHA256 of "timestamp.body", one `v1` for each secret."""
    signed = f"{timestamp}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={mark}" for mark in marks)])
