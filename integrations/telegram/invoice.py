"""Invoices as Telegram is told of them: shown in the chat, or opened by a link."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from telegram import Bot, LabeledPrice, Message
from telegram.error import TelegramError

from integrations.payments.receipt import receipt_of
from integrations.telegram.bot import delivery_error, sending_bot
from orders.payments import Request
from shop.models import StoreSettings
from shop.money import STARS, precision

# https://core.telegram.org/bots/api#sendinvoice
_MAX_TITLE = 32
_MAX_DESCRIPTION = 255


@dataclass(frozen=True)
class Invoice:
    """What Telegram is to be told; `amount` in the currency's smallest units."""

    title: str
    description: str
    payload: str
    provider_token: str
    currency: str
    amount: int
    provider_data: str = ""

    async def send(self, bot: Bot, chat_id: int) -> Message:
        return await bot.send_invoice(chat_id, **self._told())

    async def link(self, bot: Bot) -> str:
        """https://core.telegram.org/bots/api#createinvoicelink"""
        return await bot.create_invoice_link(**self._told())

    def _told(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "description": self.description,
            "payload": self.payload,
            "currency": self.currency,
            "prices": [LabeledPrice(self.title, self.amount)],
            "provider_token": self.provider_token,
            "provider_data": self.provider_data or None,
        }


def invoice_for(request: Request) -> Invoice:
    """The invoice of a payment; its payload is our key."""
    currency = request.charge.currency
    return Invoice(
        title=request.title[:_MAX_TITLE],
        description=request.description[:_MAX_DESCRIPTION],
        payload=request.key,
        provider_token="" if currency == STARS else settings.TELEGRAM_PROVIDER_TOKEN,
        currency=currency,
        provider_data="" if currency == STARS else _provider_data(request),
        amount=int(request.charge.amount.scaleb(precision(currency))),
    )


def invoice_link(request: Request) -> str:
    """The address at which Telegram shows the invoice. Raises `DeliveryError`."""
    try:
        return async_to_sync(_link)(invoice_for(request))
    except TelegramError as error:
        raise delivery_error(error) from error


async def _link(invoice: Invoice) -> str:
    async with sending_bot() as bot:
        return await invoice.link(bot)


def _provider_data(request: Request) -> str:
    """The receipt that YooKassa is to make, the phone number being known: nothing is asked again.

    https://yookassa.ru/docs/support/payments/onboarding/integration/cms-module/telegram
    """
    asked = StoreSettings.current().telegram_receipts
    receipt = receipt_of(request.receipt, request.charge.currency) if asked else {}
    return json.dumps({"receipt": receipt}, ensure_ascii=False) if receipt else ""
