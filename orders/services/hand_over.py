"""Digital goods change hands the moment the order is paid, once; nothing of them leaves by events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.db import connection
from django.utils import timezone

from catalog.models import DigitalKind
from orders.models import (
    DigitalCode,
    DigitalFile,
    DigitalText,
    Order,
    OrderEvent,
    OrderItem,
    Payment,
)
from orders.services.change_status import deliver_at_once
from orders.services.payment_status import missing
from orders.state import OrderStatus
from shop import outbox

log = structlog.get_logger(__name__)
ACTOR = "system"


@dataclass(frozen=True)
class Goods:
    """What a buyer gets for a line of their order."""

    item: OrderItem
    texts: Sequence[str]
    file: DigitalFile | None = None


def hand_over(order: Order) -> bool:
    """Give the buyer of the locked `order` the digital goods that it has paid for; whether any were.

    An order of nothing else is delivered by that. What is missing is left to staff, and handed
    over when codes come.
    """
    if not order.has_digital or order.status == OrderStatus.CANCELLED or missing(order):
        return False
    waiting = OrderItem.objects.filter(order=order, is_digital=True, handed_over_at=None)
    items = list(waiting.select_related("variant").order_by("variant_id", "pk"))
    given = [item for item in items if _give(item)]
    if len(given) < len(items):
        log.error("digital.codes_missing", order=order.pk)
        Payment.objects.filter(order=order, status=Payment.Status.PAID).update(needs_hand=True)
    if not given:
        return False
    OrderItem.objects.filter(pk__in=[item.pk for item in given]).update(
        handed_over_at=timezone.now()
    )
    OrderEvent.objects.create(order=order, kind=OrderEvent.Kind.HANDED_OVER, actor=ACTOR)
    outbox.publish(
        "goods_handed_over",
        {"order_id": order.pk, "items": [item.pk for item in given]},
        customer_id=order.customer_id,
    )
    for item in given:
        if item.variant and item.variant.digital_kind == DigitalKind.FILE:
            send_file(item, order)
    if not OrderItem.objects.filter(order=order, handed_over_at=None).exists():
        deliver_at_once(order, ACTOR)
    return True


def send_file(item: OrderItem, order: Order) -> None:
    """Have the file of a line that was handed over sent to the buyer's chat."""
    outbox.publish(
        "file_handed_over",
        {"order_id": order.pk, "item_id": item.pk},
        customer_id=order.customer_id,
    )


def send_as_file(order: Order) -> None:
    """Have all that was handed over of `order` sent to the buyer's chat as one text file."""
    outbox.publish("file_handed_over", {"order_id": order.pk}, customer_id=order.customer_id)


def goods_of(order: Order) -> list[Goods]:
    """What was handed over of `order`, readable: for its buyer's eyes alone."""
    handed = order.items.exclude(handed_over_at=None).select_related(
        "variant__digital_text", "variant__digital_file"
    )
    return [_goods(item) for item in handed.prefetch_related("codes")]


def _goods(item: OrderItem) -> Goods:
    codes = [code.code for code in sorted(item.codes.all(), key=lambda code: code.pk)]
    if codes or item.variant is None:
        return Goods(item, codes)
    if item.variant.digital_kind == DigitalKind.FILE:
        return Goods(item, [], getattr(item.variant, "digital_file", None))
    same = getattr(item.variant, "digital_text", None)
    return Goods(item, [same.text] if same else [])


def _give(item: OrderItem) -> bool:
    """Take what the line needs; False, and nothing taken, when it is not all there."""
    if item.variant is None:
        return False
    if item.variant.digital_kind == DigitalKind.SAME:
        return DigitalText.objects.filter(variant=item.variant).exists()
    if item.variant.digital_kind == DigitalKind.FILE:
        return DigitalFile.objects.filter(variant=item.variant).exists()
    codes = next_codes(item.variant.pk, item.quantity)
    if len(codes) < item.quantity:
        return False
    DigitalCode.objects.filter(pk__in=codes, item=None).update(item=item)
    return True


def next_codes(variant_id: int, count: int) -> list[int]:
    """The oldest unsold codes, locked; those that somebody else is taking are passed over."""
    unsold = DigitalCode.objects.filter(variant=variant_id, item=None).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        unsold = unsold.select_for_update(skip_locked=True)
    return list(unsold.values_list("pk", flat=True)[:count])
