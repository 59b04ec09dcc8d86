"""A customer pays for an order that stands: by the balance, by a page to be opened at once."""

from __future__ import annotations

import structlog
from django.db import transaction

from orders import payments
from orders.models import Order, Payment
from orders.payments import How, Provider
from orders.services.open_payment import open_payment, request_for
from orders.services.pay_from_wallet import pay_from_wallet
from orders.services.request_payment import request_payment
from shop.errors import DeliveryError, ErrorCode, StoreError

log = structlog.get_logger(__name__)


def pay_order(*, order: Order, method: str = "", use_wallet: bool = False) -> Payment | None:
    """The payment that is to be made now, its page known if the provider answers; None for none.

    The page of an invoice is a link for the Mini App; the chat gets the invoice all the same.
    Asked again while the payment is open: the same one, and the chat is told nothing more. Not to
    be called inside a transaction: the provider is asked at once. While it does not answer, the
    outbox goes on asking. Raises StoreError: PAYMENT_NOT_NEEDED, PAYMENT_METHOD_OFF.
    """
    payment = _request(order, method, use_wallet)
    way = payments.providers().get(payment.provider) if payment else None
    if payment is None or way is None or way.how not in (How.LINK, How.INVOICE):
        return payment
    try:
        if way.how == How.LINK:
            open_payment(payment)
        elif not payment.url:
            _link_invoice(payment, way)
    except DeliveryError as error:
        log.warning("payment.not_opened", payment=payment.key, error=str(error))
        if error.permanent:
            raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=payment.provider) from error
    return payment


def _link_invoice(payment: Payment, way: Provider) -> None:
    """Of two that ask at once both get a link, and one is kept: an invoice is paid once."""
    url = way.invoice_link(request_for(payment))
    Payment.objects.filter(pk=payment.pk, url="").update(url=url)
    payment.refresh_from_db(fields=["url"])


@transaction.atomic
def _request(order: Order, method: str, use_wallet: bool) -> Payment | None:
    paid = pay_from_wallet(order=order) if use_wallet else None
    if paid is not None and order.payment_status == Order.PaymentStatus.PAID:
        return paid
    provider = payments.providers().get(method or order.pay_with)
    if provider is None:
        raise StoreError(ErrorCode.PAYMENT_METHOD_OFF, method=method)
    return request_payment(order=order, provider=provider, tell_again=False)
