"""An order is to be paid: what is owed, by the way that the customer chose."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from orders import payments
from orders.locks import lock_order
from orders.models import Order, Payment
from orders.payments import How, Provider
from orders.services.confirm_payment import confirm_locked, received
from orders.services.open_payment import publish_ready, request_for
from orders.state import OrderStatus
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional


def owed(order: Order) -> Decimal:
    """What is still to be paid for `order`; 0 once it is cancelled or paid."""
    if order.status == OrderStatus.CANCELLED:
        return Decimal(0)
    return max(order.total_amount - received(order), Decimal(0))


@transactional
def request_payment(*, order: Order, provider: Provider) -> Payment | None:
    """A payment of what `order` owes, open to be paid; the one that is open already, if it still fits.

    The order is paid by `provider` from now on. What the customer needs to pay (an invoice, a
    link) reaches them through the outbox as `payment_ready`, once the provider has been asked if it
    must be (`payment_requested`); None when there is nothing to do before delivery. Raises
    StoreError: PAYMENT_NOT_NEEDED when nothing is owed, PAYMENT_METHOD_OFF, and what an AT_ONCE
    provider refuses with.
    """
    found = lock_order(order)
    amount = owed(found)
    if not amount:
        raise StoreError(ErrorCode.PAYMENT_NOT_NEEDED, status=found.status)
    if provider.name not in [way.name for way in payments.offered(amount, found.currency)]:
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=provider.name)
    if found.pay_with != provider.name:
        Order.objects.filter(pk=found.pk).update(pay_with=provider.name, updated_at=timezone.now())
        order.pay_with = provider.name
    if provider.how == How.LATER:
        return None
    payment = _open_one(found, provider, amount) or _new(found, provider, amount)
    if provider.how == How.AT_ONCE:
        created = provider.create(request_for(payment, found))
        return confirm_locked(payment, found, external_id=created.external_id, charge=None)
    if provider.how == How.INVOICE or payment.url:
        publish_ready(payment, found)
    else:
        outbox.publish("payment_requested", {"payment_id": payment.pk})
    return payment


def _open_one(order: Order, provider: Provider, amount: Decimal) -> Payment | None:
    charge = provider.charge(amount, order.currency)
    waiting = Payment.objects.filter(
        order=order,
        provider=provider.name,
        status=Payment.Status.ASKED,
        amount=amount,
        charged_amount=charge.amount,
        charged_currency=charge.currency,
    )
    now = timezone.now()
    return next((one for one in waiting if one.expires_at is None or one.expires_at > now), None)


def _new(order: Order, provider: Provider, amount: Decimal) -> Payment:
    charge = provider.charge(amount, order.currency)
    return Payment.objects.create(
        order=order,
        provider=provider.name,
        amount=amount,
        charged_amount=charge.amount,
        charged_currency=charge.currency,
        expires_at=provider.expires_at(),
    )
