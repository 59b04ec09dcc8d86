"""Subscriptions of sellers by Telegram Stars: a link that anybody of theirs pays at, each 30 days.

https://core.telegram.org/bots/api#createinvoicelink
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from telegram import LabeledPrice, SuccessfulPayment
from telegram.error import BadRequest, TelegramError

from integrations.models import Plan, Provider, Seller, Subscription
from integrations.sellers.subscriptions.take_payment import Paid, take_payment
from integrations.telegram.bot import delivery_error, sending_bot
from shop.money import STARS

PERIOD = timedelta(days=30)  # the only one there is
PREFIX = "seller:"
_PAYLOAD = re.compile(rf"{PREFIX}([0-9]{{1,18}}):([-a-zA-Z0-9_]{{1,32}})")
_MAX_TITLE = 32
_MAX_DESCRIPTION = 255
_ENDED = "SUBSCRIPTION"  # words of Telegram's refusals of one that has ended or was cancelled


def is_on() -> bool:
    return bool(settings.TELEGRAM_BOT_TOKEN)


def open_link(*, seller: Seller, plan: Plan) -> str:
    """The address of the invoice. Raises DeliveryError."""
    with override(seller.language):
        title = plan.text_of("name", seller.language)[:_MAX_TITLE]
        description = _("Marketplace tracking for %(company)s, 30 days") % {"company": seller}
    try:
        return async_to_sync(_link)(seller, plan, title, description[:_MAX_DESCRIPTION])
    except TelegramError as error:
        raise delivery_error(error) from error


def cancel(payer: str, charge: str) -> None:
    """Renew it no more; what was paid for stays. Repeatable. Raises DeliveryError."""
    try:
        async_to_sync(_cancel)(int(payer), charge)
    except BadRequest as error:
        if _ENDED not in error.message.upper():
            raise delivery_error(error) from error
    except TelegramError as error:
        raise delivery_error(error) from error


def is_subscription(payload: str) -> bool:
    return payload.startswith(PREFIX)


def may_pay(payload: str, currency: str, amount: int) -> bool:
    """Whether an invoice may be paid now; a renewal is not asked about by Telegram."""
    seller, plan = _of(payload)
    if seller is None or plan is None or seller.closed_at is not None or not plan.is_active:
        return False
    held = Subscription.objects.filter(seller=seller).first()
    pays_already = held is not None and held.is_renewing
    return not pays_already and (currency, amount) == (STARS, plan.stars)


def take_money(paid: SuccessfulPayment, payer: int) -> bool:
    """Note Stars that came, the first time or by renewal; False when they are for no seller.

    The subscription is known by the charge of its first payment. Told again, nothing changes.
    """
    seller, plan = _of(paid.invoice_payload)
    if seller is None or plan is None:
        return False
    until = paid.subscription_expiration_date or timezone.now() + PERIOD
    first = paid.telegram_payment_charge_id
    if paid.is_recurring and not paid.is_first_recurring:
        held = Subscription.objects.filter(seller=seller, provider=Provider.STARS).first()
        first = held.external_id if held is not None and held.external_id else first
    take_payment(
        seller=seller,
        plan=plan,
        paid=Paid(
            provider=Provider.STARS,
            external_id=paid.telegram_payment_charge_id,
            amount=Decimal(paid.total_amount),
            currency=STARS,
            paid_until=until,
            renewing=first,
            payer=str(payer),
            renews=bool(paid.is_recurring),
        ),
    )
    return True


def _of(payload: str) -> tuple[Seller | None, Plan | None]:
    found = _PAYLOAD.fullmatch(payload)
    if found is None:
        return None, None
    return (
        Seller.objects.filter(pk=int(found[1])).first(),
        Plan.objects.filter(code=found[2]).first(),
    )


async def _link(seller: Seller, plan: Plan, title: str, description: str) -> str:
    async with sending_bot() as bot:
        return await bot.create_invoice_link(
            title,
            description,
            f"{PREFIX}{seller.pk}:{plan.code}",
            STARS,
            [LabeledPrice(title, plan.stars)],
            provider_token="",
            subscription_period=PERIOD,
        )


async def _cancel(payer: int, charge: str) -> None:
    async with sending_bot() as bot:
        await bot.edit_user_star_subscription(payer, charge, is_canceled=True)
