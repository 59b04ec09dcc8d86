"""Orders and customers as rows of a table: read in slices, personal columns only when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet, Sum, prefetch_related_objects
from django.utils import timezone

from catalog.files.cells import neutral, visible
from orders.models import Order, OrderItem, Payment, PromoCode
from shop.models import Customer
from shop.pseudonyms import pseudonym
from shop.translations import main_language

_AT_ONCE = 500
_ORDER = ("order", "created_at", "status", "payment_status")
_CONTACT = ("customer_id", "full_name", "phone_number", "shipping_address", "comment")
_ITEM = ("sku", "product_name", "variant_name", "quantity", "price", "line_total", "discount")
_CUSTOMER = ("customer_id", "full_name", "username", "phone_number", "shipping_address")
_CUSTOMER_FIGURES = (
    "language", "blocked_at", "created_at", "tags", "orders_count", "last_order_at", "spent",
)  # fmt: skip
MOMENTS = frozenset({"created_at", "blocked_at", "last_order_at"})
MONEY = frozenset({"total_amount", "price", "line_total", "spent", "discount", "discount_amount"})

_PROMO = (
    "code", "kind", "value", "used", "total_limit", "starts_at", "ends_at", "is_active", "note",
)  # fmt: skip

_PAYMENT = (
    "payment", "created_at", "paid_at", "order", "paid_by", "status", "amount", "currency",
    "charged_amount", "charged_currency", "refunded_amount", "external_id",
)  # fmt: skip

Table = tuple[list[str], Iterator[list[Any]]]


def orders_heading(*, contact: bool) -> list[str]:
    heading = [*_ORDER, "pieces", "discount_amount", "total_amount", "currency", "source"]
    return [*heading, *(_CONTACT if contact else ())]


def items_heading(*, contact: bool) -> list[str]:
    return [*_ORDER, *_ITEM, "currency", "source", *(_CONTACT if contact else ())]


def customers_heading(*, contact: bool) -> list[str]:
    return [*(_CUSTOMER if contact else ("customer",)), *_CUSTOMER_FIGURES, "currency"]


def orders_table(orders: QuerySet[Order], *, contact: bool) -> Table:
    """One row per order; `contact` says whether it tells who ordered and where it goes."""
    rows = (row for part in _slices(orders) for row in order_rows(part, contact=contact))
    return orders_heading(contact=contact), rows


def items_table(orders: QuerySet[Order], *, contact: bool) -> Table:
    """One row per line of an order."""
    rows = (row for part in _slices(orders) for row in item_rows(part, contact=contact))
    return items_heading(contact=contact), rows


def customers_table(customers: QuerySet[Customer], currency: str, *, contact: bool) -> Table:
    """One row per customer; `spent` is in `currency`, the store's own."""
    parts = _slices(customers)
    rows = (row for part in parts for row in customer_rows(part, currency, contact=contact))
    return customers_heading(contact=contact), rows


def promo_codes_table(codes: QuerySet[PromoCode]) -> Table:
    """One row per promo code."""
    return list(_PROMO), (_promo(promo) for part in _slices(codes) for promo in part)


def payments_table(payments: QuerySet[Payment]) -> Table:
    """One row per payment; `order` is empty for a top-up of a balance."""
    return list(_PAYMENT), (_payment(one) for part in _slices(payments) for one in part)


def _payment(payment: Payment) -> list[Any]:
    return [
        payment.pk, _moment(payment.created_at), _moment(payment.paid_at),
        payment.order_id or "", payment.provider, payment.status, payment.amount,
        payment.currency, payment.charged_amount, payment.charged_currency,
        payment.refunded_amount, _text(payment.external_id),
    ]  # fmt: skip


def _promo(promo: PromoCode) -> list[Any]:
    return [
        _text(promo.code), promo.kind, promo.value, promo.used, promo.total_limit,
        _moment(promo.starts_at), _moment(promo.ends_at), promo.is_active, _text(promo.note),
    ]  # fmt: skip


def order_rows(part: Sequence[Order], *, contact: bool) -> Iterator[list[Any]]:
    """The rows of some orders, in their order."""
    pieces = _by_order(part, Sum("quantity"))
    for order in part:
        yield [
            *_order(order), pieces.get(order.pk, 0), order.discount_amount, order.total_amount,
            order.currency, order.source, *(_contact(order) if contact else ()),
        ]  # fmt: skip


def item_rows(part: Sequence[Order], *, contact: bool) -> Iterator[list[Any]]:
    """The rows of the lines of some orders."""
    lines: dict[int, list[OrderItem]] = {order.pk: [] for order in part}
    for item in OrderItem.objects.filter(order__in=part).order_by("pk"):
        lines[item.order_id].append(item)
    for order in part:
        for item in lines[order.pk]:
            yield [
                *_order(order), *_item(item), order.currency, order.source,
                *(_contact(order) if contact else ()),
            ]  # fmt: skip


def customer_rows(part: Sequence[Customer], currency: str, *, contact: bool) -> Iterator[list[Any]]:
    """The rows of some customers; without `contact` they are told apart by pseudonyms."""
    prefetch_related_objects(part, "tags")
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
        item.line_total, item.discount,
    ]  # fmt: skip


def _contact(order: Order) -> list[Any]:
    texts = (order.full_name, order.phone_number, order.shipping_address, order.comment)
    return [order.customer_id, *map(_text, texts)]


def _text(text: str) -> str:
    """What people wrote, so that no spreadsheet runs it."""
    return neutral(visible(text))


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
