"""An order is to be paid: what is owed, by the way that the customer chose."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from orders import payments
from orders.locks import lock_order
from orders.models import Order, Payment
from orders.payments import How, Provider
from orders.services.expire_unpaid import set_time_to_pay
from orders.services.open_payment import ask_for
from orders.services.payment_status import owed
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional


@transactional
def request_payment(*, order: Order, provider: Provider, tell_again: bool = True) -> Payment | None:
    """A payment of what `order` owes, open to be paid; the one that is open already, if it still fits.

    The order is paid by `provider` from now on. What the customer needs to pay (an invoice, a
    link) reaches them through the outbox, for a payment that is open already only if `tell_again`;
    None when there is nothing to do before delivery.
    Raises StoreError: PAYMENT_NOT_NEEDED when nothing is owed, PAYMENT_METHOD_OFF.
    """
    found = lock_order(order)
    amount = owed(found)
    if not amount:
        raise StoreError(ErrorCode.PAYMENT_NOT_NEEDED, status=found.status)
    if provider.name not in [
        way.name for way in payments.offered(amount, found.currency, digital=found.has_digital)
    ]:
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=provider.name)
    if found.pay_with != provider.name:
        Order.objects.filter(pk=found.pk).update(pay_with=provider.name, updated_at=timezone.now())
        order.pay_with = provider.name
    set_time_to_pay(found, online=provider.how != How.LATER)
    if provider.how == How.LATER:
        outbox.publish("payment_put_off", {"order_id": found.pk}, customer_id=found.customer_id)
        return None
    open_one = _open_one(found, provider, amount)
    payment = open_one or _new(found, provider, amount)
    if open_one is None or tell_again:
        ask_for(payment, provider)
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
        customer_id=order.customer_id,
        provider=provider.name,
        amount=amount,
        currency=order.currency,
        charged_amount=charge.amount,
        charged_currency=charge.currency,
        expires_at=provider.expires_at(),
    )
