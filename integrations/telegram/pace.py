"""What workers send keeps under Telegram's limits, counted for all of them together.

About 30 messages a second in all, one a second to a chat (short bursts pass) and 20 a minute to a
group: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Answers to
what a customer pressed never wait here; the room left under 30 is theirs.
"""

from __future__ import annotations

import asyncio

from shop import throttle
from shop.throttle import Limit


async def wait_for_turn(chat_id: int, *, patience: float) -> float:
    """Wait until a message may go to the chat, and count it: 0.

    Seconds to try again after, nothing being counted, when that would take longer than `patience`.
    """
    left = patience
    while wait := await asyncio.to_thread(_take, chat_id):
        if wait > left:
            return float(wait)
        left -= wait
        await asyncio.sleep(wait)
    return 0.0


def _take(chat_id: int) -> int:
    """Count one message under every limit that it falls under, or under none: whole seconds."""
    counted: list[throttle.Hit] = []
    for limit, who in _limits(chat_id):
        hit = throttle.hit(limit, who)
        if not hit.allowed:
            for earlier in counted:
                throttle.take_back(earlier)
            return hit.retry_after
        counted.append(hit)
    return 0


def _limits(chat_id: int) -> list[tuple[Limit, str]]:
    """Groups have negative ids: https://core.telegram.org/bots/api#chat."""
    of_chat = "telegram_group" if chat_id < 0 else "telegram_chat"
    return [(Limit.named(of_chat), str(chat_id)), (Limit.named("telegram"), "all")]
