"""Buttons to pay by leave the chat with what there was to pay: no stale one is left to press."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from telegram import Bot
from telegram.error import BadRequest

from botapp.models import PayMessage
from botapp.screen import Screen
from botapp.screens import payment as screens
from integrations.telegram.bot import PARSE_MODE


@dataclass(frozen=True)
class Closing:
    """The end of a message to pay by: it says what became of it, or goes, if it is an invoice.

    An invoice cannot be edited. What Telegram will not change (it is gone, or older than 48
    hours) stays as it is.
    """

    message: PayMessage
    screen: Screen

    async def send(self, bot: Bot, chat_id: int) -> None:
        with suppress(BadRequest):
            await self._change(bot, chat_id)
        await PayMessage.objects.filter(pk=self.message.pk).adelete()

    async def _change(self, bot: Bot, chat_id: int) -> None:
        message = self.message
        if message.is_receipt:
            return
        if message.is_invoice:
            await bot.delete_message(chat_id, message.message_id)
            return
        await bot.edit_message_text(
            self.screen.text,
            chat_id,
            message.message_id,
            parse_mode=PARSE_MODE,
            reply_markup=self.screen.inline,
        )


def closings(about: str, keys: Collection[int]) -> dict[int, list[Closing]]:
    """The ends of messages about these ("order" or "payment") that have nothing left to pay."""
    messages = PayMessage.objects.filter(**{f"{about}__in": keys}).order_by("pk")
    found: dict[int, list[Closing]] = {}
    for message in messages.select_related("customer", "order", "payment__order"):
        if not message.is_open:
            screen = screens.over(message.order, message.payment, message.customer.language)
            key = getattr(message, f"{about}_id")
            found.setdefault(key, []).append(Closing(message, screen))
    return found
