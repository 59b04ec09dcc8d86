"""Money for the wallet, by any way to pay that the store has."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from orders import payments
from orders.models import Payment, WalletEntry
from orders.payments import Charge, How, Provider
from orders.services.move_wallet import move_wallet
from orders.services.open_payment import ask_for
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import Customer, StoreSettings
from shop.money import round_money
from shop.transactions import transactional

_STILL_WORTH_IT = timedelta(minutes=1)


@transactional
def request_top_up(*, customer: Customer, amount: Decimal, provider: Provider) -> Payment:
    """A payment that will be the customer's balance; they get what they need to pay it.

    Raises StoreError: TOP_UP_AMOUNT with the `least` and the `most`, PAYMENT_METHOD_OFF,
    PHONE_NEEDED for the receipt.
    """
    store = StoreSettings.current()
    check_top_up(amount)
    if provider not in top_up_ways(amount, store.currency):
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=provider.name)
    if provider.needs_phone() and not customer.phone_number:
        raise StoreError(ErrorCode.PHONE_NEEDED)
    charge = provider.charge(amount, store.currency)
    payment = _open_one(customer, provider, amount, charge) or Payment.objects.create(
        customer=customer,
        provider=provider.name,
        amount=amount,
        currency=store.currency,
        charged_amount=charge.amount,
        charged_currency=charge.currency,
        expires_at=_until(provider, store.invoice_seconds),
    )
    ask_for(payment, provider)
    return payment


def check_top_up(amount: Decimal) -> None:
    """Raises StoreError(TOP_UP_AMOUNT) with the `least` and the `most`; PAYMENT_METHOD_OFF."""
    store = StoreSettings.current()
    if not store.wallet_on:
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method="wallet")
    least, most = store.top_up_least, store.top_up_most
    if not least <= amount <= most or amount != round_money(amount, store.currency):
        raise StoreError(ErrorCode.TOP_UP_AMOUNT, least=least, most=most)


def _open_one(
    customer: Customer, provider: Provider, amount: Decimal, charge: Charge
) -> Payment | None:
    """The same that was asked for a moment ago, so that a second tap is no second payment."""
    return Payment.objects.filter(
        order=None,
        customer=customer,
        provider=provider.name,
        status=Payment.Status.ASKED,
        amount=amount,
        charged_amount=charge.amount,
        charged_currency=charge.currency,
        expires_at__gt=timezone.now() + _STILL_WORTH_IT,
    ).first()


def _until(provider: Provider, seconds: int) -> datetime:
    until = timezone.now() + timedelta(seconds=seconds)
    own = provider.expires_at()
    return min(until, own) if own else until


def top_up_ways(amount: Decimal, currency: str) -> list[Provider]:
    """The ways by which money can come before anything is delivered."""
    return [way for way in payments.offered(amount, currency) if way.how in (How.INVOICE, How.LINK)]


def credit(payment: Payment) -> None:
    """Put what was paid into the wallet, once."""
    move_wallet(
        customer=payment.customer,
        currency=payment.currency,
        amount=payment.amount,
        kind=WalletEntry.Kind.TOP_UP,
        reference=f"top-up:{payment.provider}:{payment.external_id}"[:80],
        actor=payment.provider,
    )
    outbox.publish("topped_up", {"payment_id": payment.pk}, customer_id=payment.customer_id)
