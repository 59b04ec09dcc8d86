"""Telegram Stars: an invoice in the chat, in XTR, with an empty provider token and one price.

https://core.telegram.org/bots/payments-stars
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from telegram import StarTransaction, TransactionPartnerUser
from telegram.error import BadRequest, TelegramError

from integrations.payments.stars_subscriptions import is_subscription
from integrations.telegram.bot import delivery_error, sending_bot
from orders.payments import Charge, How, LedgerEntry, Provider, Refunded, State
from shop.models import StoreSettings
from shop.money import STARS

_MOST = Decimal(25_000)  # a price in Stars that Telegram takes at most
_ALREADY = "CHARGE_ALREADY_REFUNDED"


class Stars(Provider):
    name = "stars"
    title = _("Telegram Stars")
    how = How.INVOICE
    refunds_in_part = False
    has_ledger = True
    takes_digital = True

    def is_on(self, currency: str) -> bool:
        return bool(settings.TELEGRAM_BOT_TOKEN) and StoreSettings.current().star_rate > 0

    def takes(self, amount: Decimal, currency: str) -> bool:
        return self.charge(amount, currency).amount <= _MOST

    def charge(self, amount: Decimal, currency: str) -> Charge:
        """Whole Stars, rounded up, at the store's rate."""
        stars = amount / StoreSettings.current().star_rate
        return Charge(stars.quantize(Decimal(1), rounding=ROUND_UP), STARS)

    def refund(self, external_id: str, charge: Charge, *, key: str, customer_id: int) -> Refunded:
        """Telegram gives back the whole payment, once: asking again is told so."""
        try:
            async_to_sync(_refund)(customer_id, external_id)
        except BadRequest as error:
            if _ALREADY not in error.message:
                raise delivery_error(error) from error
        except TelegramError as error:
            raise delivery_error(error) from error
        return Refunded(State.PAID, external_id)

    def ledger(self, position: int, limit: int) -> Sequence[LedgerEntry | None]:
        """https://core.telegram.org/bots/api#getstartransactions"""
        try:
            lines = async_to_sync(_lines)(position, limit)
        except TelegramError as error:
            raise delivery_error(error) from error
        return [_entry(line) for line in lines]


def _entry(line: StarTransaction) -> LedgerEntry | None:
    """A payment by one of our invoices, or its refund, which has the payment's id."""
    partner = line.source or line.receiver
    if not isinstance(partner, TransactionPartnerUser) or not partner.invoice_payload:
        return None
    if is_subscription(partner.invoice_payload):
        return None
    charge = Charge(Decimal(line.amount), STARS)
    return LedgerEntry(line.id, partner.invoice_payload, charge, is_refund=line.source is None)


async def _lines(position: int, limit: int) -> Sequence[StarTransaction]:
    async with sending_bot() as bot:
        return (await bot.get_star_transactions(position, limit)).transactions


async def _refund(customer_id: int, charge_id: str) -> None:
    async with sending_bot() as bot:
        await bot.refund_star_payment(customer_id, charge_id)
