"""What was to be paid online and was not paid in time: a word before, then it is cancelled."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from orders.locks import lock_order
from orders.models import Order, Payment
from orders.services.change_status import change_status
from orders.services.request_refund import WALLET
from orders.state import OrderStatus
from shop import outbox
from shop.models import StoreSettings

ACTOR = "system"
_WAITING = (OrderStatus.PENDING, OrderStatus.CONFIRMED)
_OWED = (Order.PaymentStatus.UNPAID, Order.PaymentStatus.PARTIALLY_PAID)
_LAST_PART = 4  # the reminder comes when a quarter of the time is left


def set_time_to_pay(order: Order, *, online: bool) -> None:
    """Let the locked `order` expire as the settings ask; never when it is paid on delivery.

    Choosing another way does not begin the time anew.
    """
    hours = StoreSettings.current().unpaid_hours
    if not (online and hours):
        if order.pay_by is not None:
            Order.objects.filter(pk=order.pk).update(pay_by=None, remind_at=None)
        return
    if order.pay_by is None:
        lifetime = timedelta(hours=hours)
        until = timezone.now() + lifetime
        Order.objects.filter(pk=order.pk).update(
            pay_by=until, remind_at=until - lifetime / _LAST_PART
        )


def expire_unpaid(limit: int = 100) -> int:
    """Cancel up to `limit` orders whose `pay_by` has passed, the longest overdue first; how many.

    Their stock goes back, and what the balance paid, and their customers are told, as with any
    cancelling. An order without `pay_by` (paid on delivery) never expires; one for which money
    came meanwhile, or that the staff began to pack, is left alone.
    """
    overdue = _waiting().filter(pay_by__lt=timezone.now())
    return sum(_expire(order) for order in overdue.order_by("pay_by")[:limit])


def remind_to_pay(limit: int = 100) -> int:
    """Remind up to `limit` customers, each once, that their order waits for money; how many."""
    due = list(_waiting().filter(remind_at__lt=timezone.now()).order_by("remind_at")[:limit])
    return sum(_remind(order) for order in due)


def _waiting() -> QuerySet[Order]:
    money = Payment.objects.filter(order=OuterRef("pk"), status=Payment.Status.PAID)
    return Order.objects.filter(
        ~Exists(money.exclude(provider=WALLET)), payment_status__in=_OWED, status__in=_WAITING
    )


@transaction.atomic
def _expire(order: Order) -> bool:
    found = lock_order(order)
    if not _waiting().filter(pk=found.pk, pay_by__lt=timezone.now()).exists():
        return False
    change_status(order=found, to=OrderStatus.CANCELLED, actor=ACTOR)
    return True


@transaction.atomic
def _remind(order: Order) -> bool:
    first = Order.objects.filter(pk=order.pk, remind_at=order.remind_at).update(remind_at=None)
    if first:
        outbox.publish("payment_due", {"order_id": order.pk}, customer_id=order.customer_id)
    return bool(first)
