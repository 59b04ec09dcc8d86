"""What customers did, read from the outbox in terms that every service of analytics shares.

Nothing personal is read: products, prices, the number of an order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

import structlog
from django.utils import timezone

from catalog.cards import variant_names
from catalog.models import Product
from catalog.tree import category_tree
from orders.models import Order, OrderItem
from orders.state import OrderStatus
from shop.models import Delivery, Event
from shop.translations import main_language

log = structlog.get_logger(__name__)


class Kind(Enum):
    """Something that a customer did, or that became of it."""

    VIEWED = auto()
    ADDED = auto()
    CHECKOUT = auto()
    PURCHASED = auto()
    REFUNDED = auto()
    DELIVERED = auto()


OF_MONEY = (Kind.PURCHASED, Kind.REFUNDED, Kind.DELIVERED)
_KINDS = {
    "product_viewed": Kind.VIEWED,
    "cart_item_added": Kind.ADDED,
    "checkout_started": Kind.CHECKOUT,
    "order_placed": Kind.PURCHASED,
    "payment_refunded": Kind.REFUNDED,
}
_STATUSES = {
    OrderStatus.CANCELLED: Kind.REFUNDED,
    OrderStatus.DELIVERED: Kind.DELIVERED,
}


@dataclass(frozen=True)
class Item:
    """Goods in the store's main language; `product_id` is the SKU once the product is gone."""

    product_id: str
    name: str
    variant: str
    category: tuple[str, ...]
    price: Decimal
    quantity: int


@dataclass(frozen=True)
class Act:
    """One thing to be told of; `visit` is the second in which the visit began."""

    delivery_id: int
    event_id: int
    customer_id: int
    kind: Kind
    at: datetime
    visit: int
    value: Decimal
    currency: str
    items: Sequence[Item] = field(default_factory=list)
    order_id: int | None = None

    def is_older_than(self, limit: timedelta) -> bool:
        return timezone.now() - self.at > limit


def kind_of(event: Event) -> Kind | None:
    """What the event is to analytics; None when it is nothing.

    A purchase is told when the order is placed, so cancelling takes it back whether or not it
    was paid; money given back before had been told as `payment_refunded`.
    """
    if event.name != "order_status_changed":
        return _KINDS.get(event.name)
    kind = _STATUSES.get(event.payload["new"])
    if kind is Kind.REFUNDED and event.payload.get("payment_status") == "refunded":
        return None
    return kind


def acts_of(deliveries: Sequence[Delivery]) -> list[Act]:
    """The acts behind `deliveries`, in their order; what has nothing to tell (any more) is left out."""
    reader = _Reader([delivery.event for delivery in deliveries])
    return [act for delivery in deliveries if (act := reader.act(delivery))]


def without_late(acts: Iterable[Act], limit: timedelta) -> list[Act]:
    """Those that a service still takes, given how far back it lets its clients date things.

    What is older is dropped, save what is of money: that counts on the day it arrives.
    """
    kept = []
    for act in acts:
        if act.is_older_than(limit) and act.kind not in OF_MONEY:
            log.warning("analytics.too_late", event_id=act.event_id, kind=act.kind.name)
        else:
            kept.append(act)
    return kept


class _Reader:
    """Looks up, for a whole batch at once, what its events name."""

    def __init__(self, events: Sequence[Event]) -> None:
        payloads = [event.payload for event in events]
        order_ids = {payload["order_id"] for payload in payloads if "order_id" in payload}
        lines = [line for payload in payloads for line in _lines(payload)]
        self.orders = _orders(order_ids)
        self.visits = _visits_of_purchases(events)
        self.products = Product.objects.in_bulk({line["product_id"] for line in lines})
        self.variants = variant_names(
            {line["variant_id"] for line in lines if "variant_id" in line}, [main_language()]
        )

    def act(self, delivery: Delivery) -> Act | None:
        event, kind = delivery.event, kind_of(delivery.event)
        if kind is None or event.customer_id is None:
            return None
        payload = event.payload
        if "order_id" in payload:
            order = self.orders.get(payload["order_id"])
            value = _amount(event, order)
            if order is None or value is None:
                return None
            whole = event.name != "payment_refunded"
            items = [_order_item(item) for item in order.items.all()] if whole else []
            currency = order.currency
        else:
            items = [self._item(line) for line in _lines(payload)]
            value = sum((item.price * item.quantity for item in items), Decimal(0))
            currency = payload["currency"]
        return Act(
            delivery_id=delivery.pk,
            event_id=event.pk,
            customer_id=event.customer_id,
            kind=kind,
            at=event.created_at,
            visit=payload.get("visit") or self._visit(event),
            value=value,
            currency=currency,
            items=items,
            order_id=payload.get("order_id"),
        )

    def _item(self, line: Mapping[str, Any]) -> Item:
        product = self.products.get(line["product_id"])
        names = self.variants.get(line.get("variant_id", 0), {})
        return Item(
            product_id=str(line["product_id"]),
            name=product.name if product else "",
            variant=names.get(main_language(), ""),
            category=_category(product),
            price=Decimal(line["price"]),
            quantity=line["quantity"],
        )

    def _visit(self, event: Event) -> int:
        """What staff do with an order belongs to the visit in which it was placed."""
        began = self.visits.get(event.payload.get("order_id", 0))
        return began or int(event.created_at.timestamp())


def _lines(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = payload.get("lines", [])
    return lines


def _orders(order_ids: set[int]) -> dict[int, Order]:
    if not order_ids:
        return {}
    orders = Order.objects.filter(pk__in=order_ids)
    return {order.pk: order for order in orders.prefetch_related("items__variant__product")}


def _visits_of_purchases(events: Sequence[Event]) -> dict[int, int]:
    """By order, the visit in which it was placed, as long as the outbox remembers it."""
    later = [
        event for event in events if "order_id" in event.payload and "visit" not in event.payload
    ]
    if not later:
        return {}
    placed = Event.objects.filter(
        name="order_placed", customer_id__in={event.customer_id for event in later}
    )
    payloads = placed.values_list("payload", flat=True)
    return {payload["order_id"]: payload["visit"] for payload in payloads if "visit" in payload}


def _amount(event: Event, order: Order | None) -> Decimal | None:
    """What the event is worth; None when there is nothing to tell of it."""
    if order is None:
        return None
    if event.name != "payment_refunded":
        return order.total_amount
    if order.status == OrderStatus.CANCELLED or "amount" not in event.payload:
        return None  # cancelling has taken back the whole purchase
    return Decimal(event.payload["amount"])


def _order_item(item: OrderItem) -> Item:
    product = item.variant.product if item.variant else None
    return Item(
        product_id=str(product.pk) if product else item.sku,
        name=item.product_name,
        variant=item.variant_name,
        category=_category(product),
        price=item.price_at_purchase,
        quantity=item.quantity,
    )


def _category(product: Product | None) -> tuple[str, ...]:
    """From the top down; empty when the category is not shown, or there is no product."""
    tree = category_tree()
    if product is None or product.category_id not in tree.nodes:
        return ()
    return tuple(node.category.name for node in tree.path(product.category_id))
