"""Cash or a transfer on delivery: the staff say that it came."""

from __future__ import annotations

from decimal import Decimal

from orders.locks import lock_order
from orders.models import Order, Payment
from orders.payments import ON_DELIVERY
from orders.services.confirm_payment import confirm_locked
from orders.services.payment_status import missing
from shop.errors import ErrorCode, StoreError
from shop.money import round_money
from shop.transactions import transactional


@transactional
def mark_paid(*, order: Order, amount: Decimal, actor: str, key: str) -> Payment:
    """Note that `amount` of what `order` is short of was paid to the staff; once per `key`.

    Raises StoreError: PAYMENT_NOT_NEEDED when nothing is missing, INVALID_AMOUNT with the `most`
    that is.
    """
    found = lock_order(order)
    known = Payment.objects.filter(key=key, order=found).first()
    if known is not None:
        return known
    if found.has_digital:
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=ON_DELIVERY)
    most = missing(found)
    if not most:
        raise StoreError(ErrorCode.PAYMENT_NOT_NEEDED, status=found.status)
    if not 0 < amount <= most or amount != round_money(amount, found.currency):
        raise StoreError(ErrorCode.INVALID_AMOUNT, most=most)
    payment = Payment.objects.create(
        order=found,
        customer_id=found.customer_id,
        provider=ON_DELIVERY,
        key=key,
        amount=amount,
        currency=found.currency,
        charged_amount=amount,
        charged_currency=found.currency,
    )
    paid = confirm_locked(payment, found, external_id=key, charge=None, actor=actor)
    order.payment_status = found.payment_status
    return paid
