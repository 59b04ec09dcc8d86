"""A screen that changes without its person pressing anything: a worker has found out something."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone
from telegram import Bot
from telegram.error import TelegramError

from botapp.answer import deliver
from botapp.callbacks import Callback
from botapp.dispatch import SHOWING, Reply, reply_of
from botapp.models import Session
from botapp.screen import Screen
from botapp.turn import Turn
from integrations.telegram.bot import sending_bot

log = structlog.get_logger(__name__)

Draw = Callable[[Turn], Screen | None]


@transaction.atomic
def draw_over(chat_id: int, place: Callback, draw: Draw) -> Reply | None:
    """Put what `draw` makes in the place of the screen `place`; None when another one stands now.

    What is returned is to be shown by `show_all`. If that fails, the screen is one that was missed,
    and is shown as such.
    """
    found = Session.objects.select_for_update(of=("self",)).select_related("customer")
    session = found.filter(pk=chat_id, route=place.pack()).first()
    if session is None or session.customer.blocked_at is not None:
        return None
    session.notice = ""
    turn = Turn(session.customer, session)
    screen = draw(turn)
    if screen is None:
        return None
    session.route = screen.route.pack() if screen.route else session.route
    session.version += 1
    session.target_id, session.target_has_photo = session.screen_id, False
    session.shown_by = timezone.now() + SHOWING
    session.save()
    return reply_of(turn, screen)


def show_all(replies: Sequence[Reply]) -> None:
    """Show them; outside any transaction."""
    if replies:
        async_to_sync(_show)(replies)


async def _show(replies: Sequence[Reply]) -> None:
    async with sending_bot() as bot:
        for reply in replies:
            await _try(bot, reply)


async def _try(bot: Bot, reply: Reply) -> None:
    try:
        await deliver(bot, reply)
    except TelegramError as error:
        log.info("bot.screen_not_pushed", chat_id=reply.chat_id, error=str(error))
