"""How long Telegram wants to be left alone (429), known to all processes until it is over."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from django.core.cache import cache

WHOLE_BOT = 0
"""Stands for every chat, where the call that was refused named none."""


def pause(chat_id: int, seconds: float) -> None:
    """Make no call to this chat for `seconds`."""
    if seconds > 0:
        cache.set(_key(chat_id), time.time() + seconds, timeout=seconds + 1)


def pauses(chat_ids: Iterable[int]) -> Mapping[int, float]:
    """Seconds still to be waited, for those of the chats that must be left alone."""
    wanted = list(chat_ids)
    found = cache.get_many([_key(chat_id) for chat_id in (WHOLE_BOT, *wanted)])
    if not found:
        return {}
    whole = found.get(_key(WHOLE_BOT), 0.0)
    ends = {chat_id: max(whole, found.get(_key(chat_id), 0.0)) for chat_id in wanted}
    now = time.time()
    return {chat_id: end - now for chat_id, end in ends.items() if end > now}


def pause_of(chat_id: int) -> float:
    """Seconds for which this chat must still be left alone; 0 when it may be written to."""
    return pauses([chat_id]).get(chat_id, 0.0)


def _key(chat_id: int) -> str:
    return f"telegram.pause.{chat_id}"
