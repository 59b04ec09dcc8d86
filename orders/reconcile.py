"""That an order's total is that of its lines, its status that of its timeline, and that exactly
what it holds is out of the stock: nothing once it is cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum

from catalog.models import ORDER_REASONS, StockMovement
from orders.models import Order, OrderEvent, OrderItem
from orders.state import OrderStatus
from shop.money import round_money
from shop.reconciliation import Window

_WINDOW = 1_000


class OfOrders:
    """Looks through the orders; subclasses say what cannot be true of some of them."""

    name: ClassVar[str]

    def read(self, orders: QuerySet[Order]) -> list[Order]:
        """The orders with what is compared."""
        raise NotImplementedError

    def differences(self, orders: Sequence[Order]) -> Iterator[tuple[int, str]]:
        """An order's id, and in a few words what is wrong with it."""
        raise NotImplementedError

    def look(self, after: int) -> Window:
        """A window of orders; what looks wrong is looked at once more, since orders move."""
        orders = self.read(Order.objects.filter(pk__gt=after).order_by("pk")[:_WINDOW])
        if not orders:
            return Window(None, 0, [])
        found = list(self.differences(orders))
        if found:
            again = Order.objects.filter(pk__in={pk for pk, _words in found})
            found = list(self.differences(self.read(again.order_by("pk"))))
        return Window(orders[-1].pk, len(orders), [words for _pk, words in found])


class Orders(OfOrders):
    name: ClassVar[str] = "orders"

    def read(self, orders: QuerySet[Order]) -> list[Order]:
        return _orders(orders)

    def differences(self, orders: Sequence[Order]) -> Iterator[tuple[int, str]]:
        return _differences(orders)


def _orders(orders: QuerySet[Order]) -> list[Order]:
    newest = OrderEvent.objects.filter(order=OuterRef("pk")).exclude(new_status="").order_by("-pk")
    fields = ("pk", "status", "total_amount", "currency")
    return list(orders.annotate(told=Subquery(newest.values("new_status")[:1])).only(*fields))


def _differences(orders: Sequence[Order]) -> Iterator[tuple[int, str]]:
    totals, held = _totals(orders), _held(orders)
    out = _out_of_stock(orders)
    for order in orders:
        total = round_money(totals.get(order.pk, Decimal(0)), order.currency)
        if total != order.total_amount:
            yield order.pk, f"#{order.pk}: total {order.total_amount}, lines say {total}"
        told = getattr(order, "told")  # noqa: B009  # an annotation
        if told != order.status:
            yield order.pk, f"#{order.pk}: is {order.status}, its timeline says {told}"
        keeps = {} if order.status == OrderStatus.CANCELLED else held.get(order.pk, {})
        taken = out.get(order.pk, {})
        for variant in sorted({*keeps, *taken}):
            if keeps.get(variant, 0) != taken.get(variant, 0):
                holds, took = keeps.get(variant, 0), taken.get(variant, 0)
                words = f"#{order.pk}: holds {holds} of variant {variant}, {took} left the stock"
                yield order.pk, words


def _totals(orders: Sequence[Order]) -> dict[int, Decimal]:
    line = F("price_at_purchase") * F("quantity") - F("discount")
    total = Sum(line, output_field=DecimalField(max_digits=20, decimal_places=2))
    return dict(_items(orders).values_list("order").annotate(total=total))


def _held(orders: Sequence[Order]) -> dict[int, dict[int, int]]:
    rows = _items(orders).filter(variant__isnull=False)
    found: dict[int, dict[int, int]] = {}
    for order, variant, pieces in rows.values_list("order", "variant").annotate(n=Sum("quantity")):
        found.setdefault(order, {})[variant] = pieces
    return found


def _items(orders: Sequence[Order]) -> QuerySet[OrderItem]:
    return OrderItem.objects.filter(order__in=[order.pk for order in orders]).order_by()


def _out_of_stock(orders: Sequence[Order]) -> dict[int, dict[int, int]]:
    references = {f"order:{order.pk}": order.pk for order in orders}
    moves = StockMovement.objects.filter(Q(reason__in=ORDER_REASONS), reference__in=references)
    rows = moves.order_by().values_list("reference", "variant").annotate(moved=Sum("quantity"))
    found: dict[int, dict[int, int]] = {}
    for reference, variant, moved in rows:
        if moved:
            found.setdefault(references[reference], {})[variant] = -moved
    return found
