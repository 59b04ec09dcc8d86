"""The bot's username, which links to it begin with: Telegram tells it, by `getMe`."""

from __future__ import annotations

from django.core.cache import cache

_KEY = "botapp.username"
_told_here = ""


def remember_username(username: str) -> None:
    """Keep what Telegram said, also for processes that never ask it."""
    global _told_here
    _told_here = username
    cache.set(_KEY, username, timeout=None)


def start_link(payload: str) -> str:
    """The link that opens the bot and sends `/start payload`; empty before the bot's name is known.

    https://core.telegram.org/bots/features#deep-linking
    """
    username = _told_here or cache.get(_KEY)
    return f"https://t.me/{username}?start={payload}" if username else ""
