"""Words that staff write about an order or to a customer."""

from __future__ import annotations

import unicodedata

from shop.errors import ErrorCode, StoreError

MAX_TEXT = 2000  # what fits into one Telegram message even when every character is an emoji
MAX_TRACKING = 64


def clean_text(text: str) -> str:
    """`text` of 1–2000 characters with its lines, without control characters; else INVALID_TEXT."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    cleaned = "\n".join(_visible(line).rstrip() for line in lines).strip()
    if not 1 <= len(cleaned) <= MAX_TEXT:
        raise StoreError(ErrorCode.INVALID_TEXT, longest=MAX_TEXT)
    return cleaned


def clean_tracking(text: str) -> str:
    """A carrier's name or number in one line of at most 64 characters; else INVALID_TEXT."""
    cleaned = " ".join(_visible(" ".join(text.split())).split())
    if len(cleaned) > MAX_TRACKING:
        raise StoreError(ErrorCode.INVALID_TEXT, longest=MAX_TRACKING)
    return cleaned


def _visible(line: str) -> str:
    return "".join(char for char in line if char == "\t" or unicodedata.category(char) != "Cc")
