"""Invoices that Telegram shows in the chat, and its questions and answers about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from telegram import Bot, LabeledPrice, SuccessfulPayment

from botapp.screens.messages import explain
from integrations.payments import stars_subscriptions
from integrations.payments.receipt import receipt_of
from orders.models import Payment
from orders.payments import Charge, Request
from orders.services.check_invoice import check_invoice
from orders.services.confirm_payment import confirm_payment
from orders.services.open_payment import request_for
from shop.errors import StoreError
from shop.models import Customer, StoreSettings
from shop.money import STARS, precision

# https://core.telegram.org/bots/api#sendinvoice
_MAX_TITLE = 32
_MAX_DESCRIPTION = 255


@dataclass(frozen=True)
class Invoice:
    """What `sendInvoice` is to be told; `amount` in the currency's smallest units."""

    title: str
    description: str
    payload: str
    provider_token: str
    currency: str
    amount: int
    provider_data: str = ""

    async def send(self, bot: Bot, chat_id: int) -> None:
        await bot.send_invoice(
            chat_id,
            self.title,
            self.description,
            self.payload,
            self.currency,
            [LabeledPrice(self.title, self.amount)],
            provider_token=self.provider_token,
            provider_data=self.provider_data or None,
        )


def invoice_of(payment: Payment) -> Invoice:
    """The invoice of an open payment; its payload is our key."""
    request = request_for(payment)
    currency = request.charge.currency
    return Invoice(
        title=request.title[:_MAX_TITLE],
        description=request.description[:_MAX_DESCRIPTION],
        payload=payment.key,
        provider_token="" if currency == STARS else settings.TELEGRAM_PROVIDER_TOKEN,
        currency=currency,
        provider_data="" if currency == STARS else _provider_data(request),
        amount=int(request.charge.amount.scaleb(precision(currency))),
    )


def _provider_data(request: Request) -> str:
    """The receipt that YooKassa is to make, the phone number being known: nothing is asked again.

    https://yookassa.ru/docs/support/payments/onboarding/integration/cms-module/telegram
    """
    receipt = receipt_of(request) if StoreSettings.current().telegram_receipts else {}
    return json.dumps({"receipt": receipt}, ensure_ascii=False) if receipt else ""


def refusal(customer_id: int, payload: str, currency: str, amount: int) -> str:
    """Why the invoice must not be paid now, in the customer's language; empty when it may."""
    if stars_subscriptions.is_subscription(payload):
        return _refusal_of_plan(customer_id, payload, currency, amount)
    try:
        check_invoice(key=payload, customer_id=customer_id, charge=_charge(currency, amount))
    except StoreError as error:
        return explain(error, _language(customer_id))
    return ""


def take_money(paid: SuccessfulPayment, payer: int) -> bool:
    """Note what `payer` paid by an invoice; False when it is none of ours. Told again, nothing
    changes."""
    if stars_subscriptions.is_subscription(paid.invoice_payload):
        return stars_subscriptions.take_money(paid, payer)
    payment = Payment.objects.select_related("order").filter(key=paid.invoice_payload).first()
    if payment is None:
        return False
    confirm_payment(
        payment=payment,
        external_id=paid.telegram_payment_charge_id,
        charge=_charge(paid.currency, paid.total_amount),
    )
    return True


def _refusal_of_plan(customer_id: int, payload: str, currency: str, amount: int) -> str:
    if stars_subscriptions.may_pay(payload, currency, amount):
        return ""
    with override(_language(customer_id)):
        return _("This plan cannot be paid now: open the subscription anew.")


def _language(customer_id: int) -> str:
    customer = Customer.objects.filter(pk=customer_id).first()
    return customer.language if customer else settings.STORE_LANGUAGES[0]


def _charge(currency: str, amount: int) -> Charge:
    return Charge(Decimal(amount).scaleb(-precision(currency)), currency)
