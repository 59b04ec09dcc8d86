"""Invoices that Telegram shows in the chat, and its questions and answers about them."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from telegram import SuccessfulPayment

from botapp.screens.messages import explain
from integrations.payments import stars_subscriptions
from integrations.telegram.invoice import Invoice, invoice_for
from orders.models import Payment
from orders.payments import Charge
from orders.services.check_invoice import check_invoice
from orders.services.confirm_payment import confirm_payment
from orders.services.open_payment import request_for
from shop.errors import StoreError
from shop.models import Customer
from shop.money import precision


def invoice_of(payment: Payment) -> Invoice:
    """The invoice of an open payment."""
    return invoice_for(request_for(payment))


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
