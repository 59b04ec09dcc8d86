"""Who somebody is to a service of analytics: always the same, and nobody we know.

The ids are keyed hashes of the Telegram id. The key comes of SECRET_KEY, so who has the database
or the service's reports, but not the key, cannot tell whose they are, not even by trying every
Telegram id there is. The services have different ones, and cannot compare notes. With another
SECRET_KEY everybody is somebody new to them.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def google_client_id(customer_id: int) -> str:
    """Two numbers with a point between them, the form of the ids that Google's tag makes."""
    digest = _digest("ga4", customer_id)
    first, second = (int.from_bytes(digest[start : start + 4]) for start in (0, 4))
    return f"{first}.{second}"


def metrika_client_id(customer_id: int) -> str:
    """A number below 2⁶³, as Metrika's own ids are."""
    return str(int.from_bytes(_digest("metrika", customer_id)[:8]) >> 1)


def _digest(service: str, customer_id: int) -> bytes:
    key = f"analytics:{service}:{settings.SECRET_KEY}".encode()
    return hmac.digest(key, str(customer_id).encode(), hashlib.sha256)
