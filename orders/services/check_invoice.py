"""Before Telegram takes the money: is this invoice still what the order needs?"""

from __future__ import annotations

from django.utils import timezone

from orders.models import Payment
from orders.payments import Charge
from orders.services.payment_status import owed
from shop.errors import ErrorCode, StoreError


def check_invoice(*, key: str, customer_id: int, charge: Charge) -> Payment:
    """The payment that the invoice is for. The goods are the order's already, at its prices.

    Raises StoreError: INVOICE_PAID when the order is paid, INVOICE_CANCELLED when it is, INVOICE_WAY
    when another way to pay was chosen since, INVOICE_OLD when the order has changed, or when this
    is an old copy, or somebody else's.
    """
    payment = Payment.objects.select_related("order").filter(key=key).first()
    if payment is None or payment.customer_id != customer_id:
        raise StoreError(ErrorCode.INVOICE_OLD)
    order = payment.order
    amount = owed(order) if order else payment.amount
    if order and order.status == order.Status.CANCELLED:
        raise StoreError(ErrorCode.INVOICE_CANCELLED, order_id=order.pk)
    if not amount and order:
        raise StoreError(ErrorCode.INVOICE_PAID, order_id=order.pk)
    if order and order.pay_with != payment.provider:
        raise StoreError(ErrorCode.INVOICE_WAY, order_id=order.pk)
    is_open = payment.status == Payment.Status.ASKED and (
        payment.expires_at is None or payment.expires_at > timezone.now()
    )
    asked = Charge(payment.charged_amount, payment.charged_currency)
    if not is_open or payment.amount != amount or asked != charge:
        raise StoreError(ErrorCode.INVOICE_OLD, order_id=payment.order_id)
    return payment


def can_be_paid(payment: Payment) -> bool:
    """Whether `payment` is still what is needed: what `check_invoice` says, of any way to pay."""
    charge = Charge(payment.charged_amount, payment.charged_currency)
    try:
        check_invoice(key=payment.key, customer_id=payment.customer_id, charge=charge)
    except StoreError:
        return False
    return True
