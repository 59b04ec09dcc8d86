"""Keeps what each customer ordered in step with the orders: a count, a sum, the first and the last
one, from which categories.

Services call this inside their transaction, as the last thing they write: the customer's row is
the last lock of all. `recount` puts right what moved without an order: a product that went to
another category, a store that changed its currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import (
    Count,
    DateTimeField,
    DecimalField,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from orders.models import BoughtCategory, Order, OrderItem
from orders.state import OrderStatus
from shop.models import Customer, StoreSettings

AT_ONCE = 5_000  # customers
_ZERO = Decimal(0)


def order_came(order: Order, categories: Iterable[int]) -> None:
    """A new order with something of each of the categories."""
    first = Value(order.created_at if _adds_up(order) else None, output_field=DateTimeField())
    _customer(order).update(
        orders_count=F("orders_count") + 1,
        spent=F("spent") + _counted(order, order.total_amount),
        first_order_at=Coalesce("first_order_at", first),
        last_order_at=order.created_at,
    )
    _bought(order, categories)


def order_went(order: Order) -> None:
    """The order was just cancelled."""
    amount = Order.objects.values_list("total_amount", flat=True).get(pk=order.pk)
    newest = Order.objects.filter(customer=OuterRef("pk")).exclude(status=OrderStatus.CANCELLED)
    _customer(order).update(
        orders_count=Greatest(F("orders_count") - 1, 0),
        spent=Greatest(F("spent") - _counted(order, amount), _ZERO),
        last_order_at=Subquery(newest.order_by("-created_at").values("created_at")[:1]),
    )
    _forget_what_is_no_more(order.customer_id)


def order_edited(order: Order, *, by: Decimal) -> None:
    """Its lines were just changed, and its total by so much."""
    if amount := _counted(order, by):
        _customer(order).update(spent=Greatest(F("spent") + amount, _ZERO))
    items = OrderItem.objects.filter(order=order, variant__isnull=False).order_by()
    _bought(order, items.values_list("variant__product__category_id", flat=True).distinct())
    _forget_what_is_no_more(order.customer_id)


def recount(after: int | None = None) -> int | None:
    """Count the next few thousand customers anew; the last of them, None when there are none left.

    Negative ids do not exist: begin with None.
    """
    customers = Customer.objects.order_by("pk")
    if after is not None:
        customers = customers.filter(pk__gt=after)
    with transaction.atomic():
        # Orders placed meanwhile wait here, or are seen by the statements that follow.
        ids = list(customers.select_for_update(no_key=True).values_list("pk", flat=True)[:AT_ONCE])
        if ids:
            _recount(Customer.objects.filter(pk__in=ids))
    return ids[-1] if ids else None


def recount_all() -> None:
    """Every customer, a few thousand at a time."""
    after = recount()
    while after is not None:
        after = recount(after)


def _recount(customers: QuerySet[Customer]) -> None:
    counted = Q(currency=StoreSettings.current().currency)
    theirs = _lasting().filter(customer=OuterRef("pk")).order_by().values("customer")
    spent = theirs.annotate(n=Sum("total_amount", filter=counted)).values("n")
    first = Order.objects.filter(counted, customer=OuterRef("pk")).order_by("created_at")
    customers.update(
        orders_count=Coalesce(Subquery(theirs.annotate(n=Count("pk")).values("n")), 0),
        spent=Coalesce(Subquery(spent), Value(_ZERO), output_field=DecimalField()),
        first_order_at=Subquery(first.values("created_at")[:1]),
        last_order_at=Subquery(theirs.annotate(n=Max("created_at")).values("n")),
    )
    kept = set(
        BoughtCategory.objects.filter(customer__in=customers).values_list("customer", "category")
    )
    true = set(
        _lasting()
        .filter(customer__in=customers, items__variant__isnull=False)
        .order_by()
        .values_list("customer_id", "items__variant__product__category_id")
        .distinct()
    )
    gone: dict[int, list[int]] = {}
    for customer_id, category_id in kept - true:
        gone.setdefault(category_id, []).append(customer_id)
    for category_id, who in sorted(gone.items()):
        BoughtCategory.objects.filter(category=category_id, customer__in=who).delete()
    BoughtCategory.objects.bulk_create(
        (
            BoughtCategory(customer_id=customer_id, category_id=category_id)
            for customer_id, category_id in sorted(true - kept)
        ),
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )


def _lasting() -> QuerySet[Order]:
    return Order.objects.exclude(status=OrderStatus.CANCELLED)


def _customer(order: Order) -> QuerySet[Customer]:
    return Customer.objects.filter(pk=order.customer_id)


def _counted(order: Order, amount: Decimal) -> Decimal:
    """What of an amount counts as spent."""
    return amount if _adds_up(order) else _ZERO


def _adds_up(order: Order) -> bool:
    """Only orders in the store's own currency do."""
    return order.currency == StoreSettings.current().currency


def _bought(order: Order, categories: Iterable[int]) -> None:
    BoughtCategory.objects.bulk_create(
        [
            BoughtCategory(customer_id=order.customer_id, category_id=category_id)
            for category_id in sorted(set(categories))
        ],
        ignore_conflicts=True,
    )


def _forget_what_is_no_more(customer_id: int) -> None:
    still = OrderItem.objects.filter(
        order__in=_lasting().filter(customer=customer_id), variant__isnull=False
    ).values("variant__product__category_id")
    BoughtCategory.objects.filter(customer=customer_id).exclude(category__in=still).delete()
