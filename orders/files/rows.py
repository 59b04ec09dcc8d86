"""Orders and customers as rows of a table: read in slices, personal columns only when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from catalog.files.cells import neutral, visible
from orders.models import Order, OrderItem
from shop.models import Customer
from shop.pseudonyms import pseudonym
from shop.translations import main_language

_AT_ONCE = 500
_ORDER = ("order", "created_at", "status", "payment_status")
_CONTACT = ("customer_id", "full_name", "phone_number", "shipping_address", "comment")
_ITEM = ("sku", "product_name", "variant_name", "quantity", "price", "line_total")
_CUSTOMER = ("customer_id", "full_name", "username", "phone_number", "shipping_address")
_CUSTOMER_FIGURES = (
    "language", "blocked_at", "created_at", "tags", "orders_count", "last_order_at", "spent",
)  # fmt: skip

Table = tuple[list[str], Iterator[list[Any]]]


def orders_table(orders: QuerySet[Order], *, contact: bool) -> Table:
    """One row per order; `contact` says whether it tells who ordered and where it goes."""
    heading = [*_ORDER, "pieces", "total_amount", "currency", "source"]
    return [*heading, *(_CONTACT if contact else ())], _order_rows(orders, contact)


def items_table(orders: QuerySet[Order], *, contact: bool) -> Table:
    """One row per line of an order."""
    heading = [*_ORDER, *_ITEM, "currency", "source"]
    return [*heading, *(_CONTACT if contact else ())], _item_rows(orders, contact)


def customers_table(customers: QuerySet[Customer], currency: str, *, contact: bool) -> Table:
    """One row per customer; `spent` is in `currency`, the store's own.

    Without `contact` they are told apart by pseudonyms.
    """
    heading = [*(_CUSTOMER if contact else ("customer",)), *_CUSTOMER_FIGURES, "currency"]
    return heading, _customer_rows(customers, currency, contact)


def _order_rows(orders: QuerySet[Order], contact: bool) -> Iterator[list[Any]]:
    for part in _slices(orders):
        pieces = _by_order(part, Sum("quantity"))
        for order in part:
            yield [
                *_order(order), pieces.get(order.pk, 0), order.total_amount, order.currency,
                order.source, *(_contact(order) if contact else ()),
            ]  # fmt: skip


def _item_rows(orders: QuerySet[Order], contact: bool) -> Iterator[list[Any]]:
    for part in _slices(orders):
        lines: dict[int, list[OrderItem]] = {order.pk: [] for order in part}
        for item in OrderItem.objects.filter(order__in=part).order_by("pk"):
            lines[item.order_id].append(item)
        for order in part:
            for item in lines[order.pk]:
                yield [
                    *_order(order), *_item(item), order.currency, order.source,
                    *(_contact(order) if contact else ()),
                ]  # fmt: skip


def _customer_rows(
    customers: QuerySet[Customer], currency: str, contact: bool
) -> Iterator[list[Any]]:
    for part in _slices(customers.prefetch_related("tags")):
        for customer in part:
            who = _person(customer) if contact else [pseudonym(customer.pk)]
            tags = _text(", ".join(tag.name for tag in customer.tags.all()))
            yield [
                *who, customer.language, _moment(customer.blocked_at),
                _moment(customer.created_at), tags, customer.orders_count,
                _moment(customer.last_order_at), customer.spent, currency,
            ]  # fmt: skip


def _person(customer: Customer) -> list[Any]:
    texts = (
        customer.full_name, customer.username, customer.phone_number, customer.shipping_address,
    )  # fmt: skip
    return [customer.pk, *map(_text, texts)]


def _slices(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows by slices, from the newest to the oldest: no slice costs more than the first."""
    rows = rows.order_by("-pk")
    found = list(rows[:_AT_ONCE])
    while found:
        yield found
        found = list(rows.filter(pk__lt=found[-1].pk)[:_AT_ONCE])


def _by_order(orders: Sequence[Order], figure: Any) -> dict[int, Any]:
    items = OrderItem.objects.filter(order__in=orders).order_by().values_list("order")
    return dict(items.annotate(figure=figure))


def _order(order: Order) -> list[Any]:
    return [order.pk, _moment(order.created_at), order.status, order.payment_status]


def _item(item: OrderItem) -> list[Any]:
    language = main_language()
    return [
        _text(item.sku), _text(item.text_of("product_name", language)),
        _text(item.text_of("variant_name", language)), item.quantity, item.price_at_purchase,
        item.line_total,
    ]  # fmt: skip


def _contact(order: Order) -> list[Any]:
    texts = (order.full_name, order.phone_number, order.shipping_address, order.comment)
    return [order.customer_id, *map(_text, texts)]


def _text(text: str) -> str:
    """What people wrote, so that no spreadsheet runs it."""
    return neutral(visible(text))


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
