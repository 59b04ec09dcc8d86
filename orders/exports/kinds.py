"""What can be exported: by whose right, under which heading, and the rows slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

from catalog.files.sheets import Columns
from catalog.models import Category, Product
from catalog.services.export_products import export_columns, export_rows
from orders.files import rows
from orders.models import ExportRun, Order
from orders.models.export import What
from orders.rights import HasPermissions
from shop.models import Customer, StoreSettings
from shop.periods import start_of
from shop.roles import (
    EXPORT_CUSTOMERS,
    EXPORT_ORDERS,
    EXPORT_PRODUCTS,
    VIEW_CUSTOMER_CONTACT,
    VIEW_ORDER_CONTACT,
)

AT_ONCE = 500
MOMENTS = rows.MOMENTS
MONEY = rows.MONEY | {"price_before"}


@dataclass(frozen=True)
class Kind:
    """`contact_right` is needed to have names and contacts along; None: there are none."""

    right: str
    contact_right: str | None
    found: Callable[[ExportRun], QuerySet[Any]]
    heading: Callable[[ExportRun], list[str]]
    rows: Callable[[ExportRun, list[Any]], list[list[Any]]]
    has_period: bool = False


def may_export(user: HasPermissions, what: str, *, contact: bool = False) -> bool:
    """Whether this person may export it, and see such an export."""
    kind = KINDS[What(what)]
    if not user.has_perm(kind.right):
        return False
    return not contact or (kind.contact_right is not None and user.has_perm(kind.contact_right))


def columns_of(run: ExportRun) -> Columns:
    return Columns(run.heading, MOMENTS, MONEY)


def next_part(run: ExportRun) -> list[Any]:
    """The objects after the run's cursor."""
    found = KINDS[What(run.what)].found(run)
    if found.model is not Order:
        return list(found.filter(pk__gt=run.cursor or 0).order_by("pk")[:AT_ONCE])
    # By time, as the index has it: a short period of a large table costs its own rows alone.
    if run.cursor is not None:
        last = Order.objects.values_list("created_at", flat=True).get(pk=run.cursor)
        after = Q(created_at__gt=last) | Q(pk__gt=run.cursor)
        found = found.filter(after, created_at__gte=last)
    return list(found.order_by("created_at", "pk")[:AT_ONCE])


def _orders(run: ExportRun) -> QuerySet[Order]:
    found = Order.objects.all()
    wanted: Mapping[str, Any] = run.filters
    if first := _day(wanted, "first"):
        found = found.filter(created_at__gte=start_of(first))
    if last := _day(wanted, "last"):
        found = found.filter(created_at__lt=start_of(last + timedelta(days=1)))
    for name in ("status", "payment_status"):
        if value := wanted.get(name):
            found = found.filter(**{name: value})
    return found


def _products(run: ExportRun) -> QuerySet[Product]:
    category = Category.objects.filter(pk=run.filters.get("category") or 0).first()
    if run.filters.get("category"):
        return Product.objects.filter(category__in=category.subtree_ids() if category else [])
    return Product.objects.all()


def _product_rows(run: ExportRun, part: list[Any]) -> list[list[Any]]:
    return list(export_rows(Product.objects.filter(pk__in=[one.pk for one in part]), run.heading))


def _customer_rows(run: ExportRun, part: list[Any]) -> list[list[Any]]:
    currency = StoreSettings.current().currency
    return list(rows.customer_rows(part, currency, contact=run.contact))


def _day(wanted: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(wanted[name]) if wanted.get(name) else None


KINDS: Mapping[What, Kind] = {
    What.ORDERS: Kind(
        EXPORT_ORDERS,
        VIEW_ORDER_CONTACT,
        _orders,
        lambda run: rows.orders_heading(contact=run.contact),
        lambda run, part: list(rows.order_rows(part, contact=run.contact)),
        has_period=True,
    ),
    What.ITEMS: Kind(
        EXPORT_ORDERS,
        VIEW_ORDER_CONTACT,
        _orders,
        lambda run: rows.items_heading(contact=run.contact),
        lambda run, part: list(rows.item_rows(part, contact=run.contact)),
        has_period=True,
    ),
    What.CUSTOMERS: Kind(
        EXPORT_CUSTOMERS,
        VIEW_CUSTOMER_CONTACT,
        lambda run: Customer.objects.all(),
        lambda run: rows.customers_heading(contact=run.contact),
        _customer_rows,
    ),
    What.PRODUCTS: Kind(
        EXPORT_PRODUCTS,
        None,
        _products,
        lambda run: export_columns(_products(run)),
        _product_rows,
    ),
}


def last_key(part: list[Any]) -> int:
    found: Model = part[-1]
    return int(found.pk)
