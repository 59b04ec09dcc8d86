"""The bot as python-telegram-bot knows it, and what its errors mean for a delivery."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from django.conf import settings
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest

from integrations.telegram.request import AiohttpRequest, NotSentError
from shop.errors import DeliveryError

PARSE_MODE = "HTML"


def bot_id() -> int:
    """The Telegram id of the bot, which its token begins with; 0 without a token."""
    number = settings.TELEGRAM_BOT_TOKEN.partition(":")[0]
    return int(number) if number.isdigit() else 0


def build_bot(request: BaseRequest) -> Bot:
    """A bot that talks to `TELEGRAM_API_URL` through `request`."""
    return Bot(
        settings.TELEGRAM_BOT_TOKEN,
        base_url=f"{settings.TELEGRAM_API_URL}/bot",
        base_file_url=f"{settings.TELEGRAM_API_URL}/file/bot",
        request=request,
        get_updates_request=request,
    )


@asynccontextmanager
async def sending_bot() -> AsyncIterator[Bot]:
    """A bot for a worker that sends a few messages: no `getMe` first."""
    request = AiohttpRequest(connections=10)
    await request.initialize()
    try:
        yield build_bot(request)
    finally:
        await request.shutdown()


def retry_after(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait."""
    asked = error._retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def delivery_error(error: TelegramError) -> DeliveryError:
    """`error` as the outbox understands it: what trying again cannot mend is permanent.

    Whatever is no refusal of Telegram's (a 5xx, a timeout, garbage) leaves it uncertain
    whether the message arrived: `sendMessage` has no idempotency key.
    """
    if isinstance(error, RetryAfter):
        return DeliveryError(str(error), retry_after=retry_after(error))
    permanent = isinstance(error, (BadRequest, Forbidden, ChatMigrated))
    uncertain = not permanent and not isinstance(error, (NotSentError, InvalidToken, Conflict))
    return DeliveryError(str(error), permanent=permanent, uncertain=uncertain)
