"""The one way an order's status moves: along the table, once, with an event in its timeline."""

from __future__ import annotations

from django.db.models import Sum
from django.utils import timezone

from catalog.models import StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from orders.customer_figures import order_went
from orders.locks import lock_order
from orders.models import Order, OrderEvent
from orders.services.promo_codes import release_codes
from orders.services.request_refund import give_balance_back, leave_to_staff
from orders.state import OrderStatus
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional

_NO_LONGER_WAITS = (OrderStatus.CANCELLED, OrderStatus.SHIPPED)  # for money, or be cancelled


@transactional
def change_status(*, order: Order, to: str, actor: str) -> None:
    """Move `order` to the status `to`.

    Cancelling returns its stock in the same transaction, its promo codes, and what the
    customer's balance paid.

    Raises StoreError(TRANSITION_NOT_ALLOWED) with the status found and those `allowed` from
    it, also when somebody else was first; none are once the goods `came_back` unpaid. The instance
    given is brought up to date.
    """
    locked = lock_order(order)
    found, payment_status = locked.status, locked.payment_status
    allowed = locked.next_statuses
    why = {"came_back": True} if locked.came_back_unpaid else {}
    if to not in allowed:
        raise StoreError(
            ErrorCode.TRANSITION_NOT_ALLOWED,
            status=found,
            to=to,
            allowed=[status.value for status in allowed],
            **why,
        )
    now = timezone.now()
    Order.objects.filter(pk=order.pk, status=found).update(status=to, updated_at=now)
    if to in _NO_LONGER_WAITS:
        Order.objects.filter(pk=order.pk).update(pay_by=None, remind_at=None)
    if to == OrderStatus.CANCELLED:
        _return_stock(order, actor)
        release_codes(order)
        give_balance_back(order)
        leave_to_staff(order)
    _tell(order, found, to, actor, payment_status)
    if to == OrderStatus.CANCELLED:
        order_went(order)
    order.status = to
    order.updated_at = now


def deliver_at_once(order: Order, actor: str) -> None:
    """Move the locked `order`, all of which was handed over in the chat, to delivered."""
    old, now = order.status, timezone.now()
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.DELIVERED, updated_at=now)
    _tell(order, old, OrderStatus.DELIVERED, actor, order.payment_status)
    order.status, order.updated_at = OrderStatus.DELIVERED, now


def _tell(order: Order, old: str, new: str, actor: str, payment_status: str) -> None:
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.STATUS_CHANGED,
        old_status=old,
        new_status=new,
        actor=actor,
    )
    outbox.publish(
        "order_status_changed",
        {"order_id": order.pk, "old": old, "new": new, "payment_status": payment_status},
        customer_id=order.customer_id,
    )


def _return_stock(order: Order, actor: str) -> None:
    quantities = dict(
        order.items.filter(variant__isnull=False, handed_over_at=None)
        .order_by()
        .values_list("variant_id")
        .annotate(pieces=Sum("quantity"))
    )
    locked = lock_variants(quantities)
    move_locked_stock(
        locked,
        {pk: quantities[pk] for pk in locked},
        reason=StockMovement.Reason.ORDER_CANCELLED,
        actor=actor,
        reference=f"order:{order.pk}",
    )
