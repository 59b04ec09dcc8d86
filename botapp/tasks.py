from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from asgiref.sync import async_to_sync
from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone
from telegram.error import TelegramError

from botapp.answer import show_missed
from botapp.models import Session, UpdateClaim
from integrations.telegram.bot import sending_bot

log = structlog.get_logger(__name__)

_GIVEN_UP_AFTER = timedelta(seconds=60)
_WORTH_SHOWING = timedelta(days=1)
_CLAIMS_KEPT = timedelta(days=7)
_ANSWERS_KEPT = timedelta(days=30)
_AT_ONCE = 50


@shared_task(name="botapp.show_missed_screens", time_limit=60, soft_time_limit=50)
def show_missed_screens() -> int:
    """Show the screens that never reached Telegram and that it no longer asks for; how many."""
    now = timezone.now()
    missed = Session.objects.filter(
        shown_version__lt=F("version"),
        updated_at__range=(now - _WORTH_SHOWING, now - _GIVEN_UP_AFTER),
        customer__blocked_at=None,
    )
    chat_ids = list(missed.order_by("updated_at").values_list("pk", flat=True)[:_AT_ONCE])
    if chat_ids:
        async_to_sync(_show)(chat_ids)
    return len(chat_ids)


@shared_task(name="botapp.forget_old_updates", time_limit=60, soft_time_limit=50)
def forget_old_updates() -> int:
    """Drop the claims of updates that Telegram, which keeps them a day, cannot send again; how many."""
    old = UpdateClaim.objects.filter(claimed_at__lt=timezone.now() - _CLAIMS_KEPT)
    gone, _by_model = old.delete()
    return gone


@shared_task(name="botapp.forget_answers", time_limit=60, soft_time_limit=50)
def forget_answers() -> int:
    """Drop what people began to answer, names and addresses, and left for a month; how many did."""
    begun = Session.objects.filter(~Q(data={}) | ~Q(step=""))
    left = begun.filter(updated_at__lt=timezone.now() - _ANSWERS_KEPT)
    return left.update(data={}, step="", route="")


async def _show(chat_ids: list[int]) -> None:
    async with sending_bot() as bot:
        results = await asyncio.gather(
            *(show_missed(bot, chat_id) for chat_id in chat_ids), return_exceptions=True
        )
    for chat_id, result in zip(chat_ids, results, strict=True):
        if isinstance(result, TelegramError):
            log.info("bot.screen_still_missed", chat_id=chat_id, error=str(result))
        elif isinstance(result, BaseException):
            raise result
