"""Telegram Payments: an invoice in the chat, taken by a payment provider that BotFather connected.

https://core.telegram.org/bots/payments
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.payments.receipt import makes_receipts
from integrations.telegram.invoice import invoice_link
from orders.payments import How, Provider, Request
from shop.models import StoreSettings


class TelegramPayments(Provider):
    """Refunds are made at the provider itself: the Bot API has none."""

    name = "telegram"
    title = _("Card, in the chat")
    how = How.INVOICE
    refunds = False

    def is_on(self, currency: str) -> bool:
        return bool(settings.TELEGRAM_BOT_TOKEN and settings.TELEGRAM_PROVIDER_TOKEN)

    def needs_phone(self) -> bool:
        return makes_receipts() and StoreSettings.current().telegram_receipts

    def invoice_link(self, request: Request) -> str:
        return invoice_link(request)
