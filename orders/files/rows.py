"""Orders and customers as rows of a table: read in slices, personal columns only when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from catalog.files.cells import neutral, visible
from orders.models import Order, OrderItem, Payment
from orders.state import OrderStatus
from shop.models import Customer
from shop.translations import main_language

_AT_ONCE = 500
_ORDER = ("order", "created_at", "status", "payment_status")
_CONTACT = ("customer_id", "full_name", "phone_number", "shipping_address", "comment")
_ITEM = ("sku", "product_name", "variant_name", "quantity", "price", "line_total")
_CUSTOMER = (
    "customer_id", "full_name", "username", "phone_number", "shipping_address", "language",
    "blocked_at", "created_at", "orders_count", "spent",
)  # fmt: skip

_PAYMENT = (
    "payment", "created_at", "paid_at", "order", "paid_by", "status", "amount", "currency",
    "charged_amount", "charged_currency", "refunded_amount", "external_id",
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


def customers_table(customers: QuerySet[Customer], currency: str) -> Table:
    """One row per customer; `spent` is what their orders in `currency` come to."""
    return [*_CUSTOMER, "currency"], _customer_rows(customers, currency)


def payments_table(payments: QuerySet[Payment]) -> Table:
    """One row per payment; `order` is empty for a top-up of a balance."""
    return list(_PAYMENT), _payment_rows(payments)


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


def _customer_rows(customers: QuerySet[Customer], currency: str) -> Iterator[list[Any]]:
    counted = ~Q(status=OrderStatus.CANCELLED) & Q(currency=currency)
    for part in _slices(customers):
        orders = Order.objects.filter(customer__in=part).order_by().values("customer")
        figures = {
            row["customer"]: row
            for row in orders.annotate(n=Count("pk"), spent=Sum("total_amount", filter=counted))
        }
        for customer in part:
            row = figures.get(customer.pk, {"n": 0, "spent": None})
            yield [
                customer.pk, _text(customer.full_name), _text(customer.username),
                _text(customer.phone_number), _text(customer.shipping_address), customer.language,
                _moment(customer.blocked_at), _moment(customer.created_at), row["n"],
                row["spent"] or 0, currency,
            ]  # fmt: skip


def _payment_rows(payments: QuerySet[Payment]) -> Iterator[list[Any]]:
    for part in _slices(payments):
        for payment in part:
            yield [
                payment.pk, _moment(payment.created_at), _moment(payment.paid_at),
                payment.order_id or "", payment.provider, payment.status, payment.amount,
                payment.currency, payment.charged_amount, payment.charged_currency,
                payment.refunded_amount, _text(payment.external_id),
            ]  # fmt: skip


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
