"""Telegram on the status page: the bot itself, and the chat of the staff."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from telegram import Bot, User, WebhookInfo
from telegram.error import TelegramError

from botapp.sending import staff_chat
from integrations.telegram.bot import sending_bot
from shop.integrations import Integration, IntegrationError
from shop.models import StoreSettings

T = TypeVar("T")
_PATIENCE = 8.0  # seconds


class TelegramBot(Integration):
    name = "telegram"
    label = gettext_lazy("Telegram bot")
    icon = "smart_toy"
    needs = ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET")

    def test(self) -> str:
        """Who the bot is, and whether Telegram brings its updates here."""
        me, hook = _ask(_look)
        words = [f"@{me.username}"]
        if not hook.url:
            words.append(_("no webhook is set: run set_webhook, or let run_bot poll"))
        elif hook.url != f"{settings.PUBLIC_URL}/telegram/webhook":
            raise IntegrationError(
                _("Telegram brings updates elsewhere: %(url)s") % {"url": hook.url}
            )
        else:
            words.append(_("the webhook is set"))
        if hook.pending_update_count:
            words.append(_("updates waiting: %(n)d") % {"n": hook.pending_update_count})
        if hook.last_error_date and hook.last_error_message:
            words.append(
                _("Telegram's last error %(age)s ago: %(error)s")
                % {"age": timesince(hook.last_error_date), "error": hook.last_error_message}
            )
        return " · ".join(words)


class StaffChat(Integration):
    name = "staff-chat"
    label = gettext_lazy("Staff chat")
    icon = "forum"
    needs = ("TELEGRAM_BOT_TOKEN",)

    def missing(self) -> Sequence[str]:
        chat = [] if staff_chat() else [str(_("the staff chat's id in the settings"))]
        return [*super().missing(), *chat]

    def test(self) -> str:
        chat_id = staff_chat()
        if chat_id is None:
            raise IntegrationError(_("No staff chat is set."))
        store = StoreSettings.current().name
        text = _("✅ A test message from the admin of “%(store)s”.") % {"store": store}

        async def send(bot: Bot) -> object:
            return await bot.send_message(chat_id, text)

        _ask(send)
        return _("The message has arrived in the chat.")


async def _look(bot: Bot) -> tuple[User, WebhookInfo]:
    return await asyncio.gather(bot.get_me(), bot.get_webhook_info())


def _ask(question: Callable[[Bot], Awaitable[T]]) -> T:
    """What Telegram answers within a few seconds; its refusals as IntegrationError."""

    async def ask() -> T:
        async with asyncio.timeout(_PATIENCE), sending_bot() as bot:
            return await question(bot)

    try:
        return async_to_sync(ask)()
    except TimeoutError as late:
        raise IntegrationError(_("Telegram did not answer in time.")) from late
    except TelegramError as error:
        raise IntegrationError(str(error)) from error
