"""One update from end to end: the database, then Telegram, then the note that it was shown."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog
from django.utils import timezone
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from botapp.bridge import in_db
from botapp.dispatch import InFlight, Reply, redraw, redraw_missed, take
from botapp.incoming import Incoming
from botapp.settle import give_back, settle
from botapp.show import Shown, remove, show
from integrations.telegram.bot import retry_after

log = structlog.get_logger(__name__)

_POLL_SECONDS = 0.3
_REDRAWS = 3


async def answer(bot: Bot, incoming: Incoming) -> None:
    """Give `incoming` its effect and show what follows.

    Returns when both are done, by us or by whoever took the same update first. Raises what
    kept it from being done; then nothing is lost, and the update may simply come again.
    """
    while isinstance(reply := await in_db(partial(take, incoming)), InFlight):
        left = (reply.until - timezone.now()).total_seconds()
        await asyncio.sleep(min(max(left, 0.0), _POLL_SECONDS))
    if reply is not None:
        await deliver(bot, reply)


async def show_missed(bot: Bot, chat_id: int) -> None:
    """Show a customer the screen that a dead process, or an outage, kept from them."""
    reply = await in_db(partial(redraw_missed, chat_id))
    if reply is not None:
        await deliver(bot, reply)


async def deliver(bot: Bot, reply: Reply) -> None:
    """Show `reply`. If a newer screen was drawn meanwhile, see that it is the newer that stands."""
    for _redraw in range(_REDRAWS):
        try:
            shown = await show(bot, reply)
        except TelegramError as error:
            asked = retry_after(error) if isinstance(error, RetryAfter) else 0.0
            await in_db(partial(give_back, reply, 0.0 if reply.wait else asked))
            raise
        if await in_db(partial(settle, reply, shown)):
            return
        newer = await _yield_to_newer(bot, reply, shown)
        if newer is None:
            return
        reply = newer
    log.warning("bot.screens_racing", chat_id=reply.chat_id)


async def _yield_to_newer(bot: Bot, reply: Reply, shown: Shown) -> Reply | None:
    """Ours came too late: take a new message away, draw the newer screen over an edited one."""
    if shown.message_id is None or (reply.screen and reply.screen.stays):
        return None
    if shown.is_new:
        await remove(bot, reply.chat_id, shown.message_id)
        return None
    newer = await in_db(partial(redraw, reply.chat_id))
    return newer if newer and newer.target_id == shown.message_id else None
