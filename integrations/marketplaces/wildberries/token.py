"""What a Wildberries token says of itself; it is signed by Wildberries and readable by anybody.

https://dev.wildberries.ru/knowledge-base/articles/019d49a1-1540-76f6-befe-726633dc11be
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

# The bit of the mask `s` of each category that the store works with.
CATEGORIES = {"Контент": 1, "Аналитика": 2, "Маркетплейс": 4, "Статистика": 5}
_READ_ONLY = 30
_BASE, _TEST = 1, 2


@dataclass(frozen=True)
class Token:
    """`who` is the seller at Wildberries, whose limits all of their tokens share."""

    who: str
    expires_at: datetime | None = None
    is_base: bool = False
    is_test: bool = False
    is_read_only: bool = False
    missing: tuple[str, ...] = ()


def read(key: str) -> Token:
    """What can be read of a token; of one that is no JWT, only who it is."""
    claims = _claims(key)
    anonymous = f"key-{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    seller = claims.get("sid")
    who = seller if isinstance(seller, str) and 8 <= len(seller) <= 64 else anonymous
    mask = claims.get("s")
    return Token(
        who=who,
        expires_at=_moment(claims.get("exp")),
        is_base=claims.get("acc") == _BASE,
        is_test=claims.get("acc") == _TEST or claims.get("t") is True,
        is_read_only=isinstance(mask, int) and bool(mask >> _READ_ONLY & 1),
        missing=tuple(
            name
            for name, bit in CATEGORIES.items()
            if isinstance(mask, int) and not mask >> bit & 1
        ),
    )


def _claims(key: str) -> dict[str, object]:
    parts = key.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
