"""What providers answer is kept without what opens a payment or says who paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_HIDDEN = "…"
# Parts of names of fields; what they hold is not kept.
_SECRETS = (
    "secret", "token", "card", "phone", "email", "name", "address", "passenger", "account",
    "confirmation", "customer", "comment", "hash", "login", "ip", "url",
)  # fmt: skip
_LONGEST = 200


def masked(answer: Mapping[str, Any]) -> dict[str, Any]:
    """`answer` as it may be kept: secrets and personal fields masked, long texts cut."""
    return {key: _HIDDEN if _is_secret(key) else _plain(value) for key, value in answer.items()}


def _is_secret(key: str) -> bool:
    words = key.lower().replace("-", "_").split("_")
    return any(secret in words for secret in _SECRETS)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return masked(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)[:_LONGEST]
