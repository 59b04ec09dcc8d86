"""What an order consists of changes until it has left: stock, total and timeline follow."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.models import ProductVariant, StockMovement
from orders.lines import Line
from orders.models import Order, OrderEvent
from orders.services.change_status import change_status
from orders.services.edit_lines import LineChange, edit_lines
from shop.errors import ErrorCode, StoreError
from shop.models import Event
from tests.factories import make_customer, make_order, make_shirt, make_variant

pytestmark = pytest.mark.django_db


def stock(variant: ProductVariant) -> int:
    return ProductVariant.objects.get(pk=variant.pk).stock_quantity


def state(order: Order) -> object:
    """Everything that an edit could touch."""
    return (
        Order.objects.filter(pk=order.pk).values_list("total_amount", "updated_at").get(),
        list(order.items.values_list("pk", "quantity", "price_at_purchase")),
        list(ProductVariant.objects.order_by("pk").values_list("pk", "stock_quantity")),
        StockMovement.objects.count(),
        order.events.count(),
        Event.objects.count(),
    )


def refused(order: Order, changes: list[LineChange], *added: Line) -> StoreError:
    """The refusal, which changed nothing."""
    before = state(order)
    with pytest.raises(StoreError) as caught:
        edit_lines(order=order, changes=changes, added=added, actor="staff:anna")
    assert state(order) == before
    return caught.value


def change(order: Order, quantity: int, price: str | None = None, seen: int | None = None):
    """A change of the order's only line."""
    item = order.items.get()
    return LineChange(
        item.pk,
        item.quantity if seen is None else seen,
        quantity,
        Decimal(price) if price else None,
    )


@pytest.mark.parametrize(("quantity", "left", "total"), [(5, 5, "50.00"), (1, 9, "10.00")])
def test_stock_and_total_follow_a_quantity(quantity: int, left: int, total: str) -> None:
    variant = make_variant("10.00", stock=10, sku="MUG")
    order = make_order(wanted={variant: 3})

    edit_lines(order=order, changes=[change(order, quantity)], actor="staff:anna")

    movement = StockMovement.objects.filter(variant=variant).latest("pk")
    event = order.events.get(kind="lines_edited")
    assert stock(variant) == left
    assert (movement.quantity, movement.stock_after) == (3 - quantity, left)
    assert (movement.reason, movement.actor) == ("order_edited", "staff:anna")
    assert movement.reference == f"order:{order.pk}"
    assert order.total_amount == Order.objects.get(pk=order.pk).total_amount == Decimal(total)
    assert event.actor == "staff:anna"
    assert event.changes == [
        {
            "field": "quantity",
            "sku": "MUG",
            "names": {"en": "Classic T-Shirt", "ru": "Classic T-Shirt"},
            "old": 3,
            "new": quantity,
        },
        {"field": "total_amount", "old": "30.00", "new": total},
    ]


def test_a_line_at_zero_goes_and_others_come_at_their_price_of_now() -> None:
    mug = make_variant("10.00", stock=10)
    shirt = make_shirt()["TS-R-M"]
    order = make_order(make_customer(language="en"), {mug: 2})

    edit_lines(
        order=order, changes=[change(order, 0)], added=[Line(shirt.pk, 2)], actor="staff:anna"
    )

    item = order.items.get()
    assert (item.sku, item.quantity, item.price_at_purchase) == ("TS-R-M", 2, Decimal("19.99"))
    assert item.title("en") == "Classic T-Shirt (Red, M)"
    assert item.title("ru") == "Футболка (Красный, M)"
    assert (stock(mug), stock(shirt)) == (10, 3)
    assert order.total_amount == Decimal("39.98")
    parts = order.events.get(kind="lines_edited").changes
    assert [(part["field"], part["old"], part["new"]) for part in parts or []] == [
        ("quantity", 2, 0),
        ("quantity", 0, 2),
        ("total_amount", "20.00", "39.98"),
    ]


def test_a_price_changes_without_moving_stock() -> None:
    variant = make_variant("10.00", stock=10)
    order = make_order(wanted={variant: 2})
    movements = StockMovement.objects.count()

    edit_lines(order=order, changes=[change(order, 2, "7.50")], actor="staff:anna")

    assert order.total_amount == Decimal("15.00")
    assert stock(variant) == 8
    assert StockMovement.objects.count() == movements
    price, total = order.events.get(kind="lines_edited").changes or []
    assert (price["field"], price["old"], price["new"]) == ("price", "10.00", "7.50")
    assert (total["old"], total["new"]) == ("20.00", "15.00")


def test_pieces_moved_between_two_lines_of_a_variant_need_no_stock() -> None:
    variant = make_variant("10.00", stock=3)
    order = make_order(wanted={variant: 2})
    edit_lines(order=order, changes=[], added=[Line(variant.pk, 1)], actor="x")
    first, second = order.items.order_by("pk")

    edit_lines(
        order=order, changes=[LineChange(first.pk, 2, 1), LineChange(second.pk, 1, 2)], actor="x"
    )

    assert stock(variant) == 0
    assert list(order.items.order_by("pk").values_list("quantity", flat=True)) == [1, 2]


def test_nothing_changed_writes_nothing() -> None:
    order = make_order()
    before = state(order)
    assert edit_lines(order=order, changes=[change(order, 1, "10.00")], actor="x") is None
    assert state(order) == before


@pytest.mark.parametrize("way", [("processing", "shipped"), ("cancelled",)])
def test_refused_once_the_order_has_left(way: tuple[str, ...]) -> None:
    order = make_order()
    for status in way:
        change_status(order=order, to=status, actor="x")
    refusal = refused(order, [change(order, 2)])
    assert (refusal.code, refusal.context["status"]) == (ErrorCode.ORDER_CLOSED, way[-1])


def test_refused_when_the_line_is_not_as_it_was_seen() -> None:
    order = make_order()
    other = make_order()
    assert refused(order, [change(order, 3, seen=2)]).code == ErrorCode.ORDER_CHANGED
    assert refused(order, [change(other, 3)]).code == ErrorCode.ORDER_CHANGED


def test_refused_when_the_stock_does_not_suffice() -> None:
    variant = make_variant(stock=5)
    order = make_order(wanted={variant: 3})
    refusal = refused(order, [change(order, 6)])
    assert refusal.code == ErrorCode.OUT_OF_STOCK
    assert refusal.context["problems"] == [
        {"variant_id": variant.pk, "requested": 3, "available": 2}
    ]


def test_refused_beyond_the_limits() -> None:
    order = make_order()
    assert refused(order, [change(order, 0)]).code == ErrorCode.ORDER_EMPTY
    assert refused(order, [change(order, 1001)]).code == ErrorCode.INVALID_QUANTITY
    assert refused(order, [change(order, -1)]).code == ErrorCode.INVALID_QUANTITY
    assert refused(order, [change(order, 1, "-1")]).code == ErrorCode.INVALID_PRICE
    assert refused(order, [change(order, 1, "1.001")]).code == ErrorCode.INVALID_PRICE
    assert refused(order, [change(order, 1, "10000000000")]).code == ErrorCode.INVALID_PRICE
    assert refused(order, [], Line(10**9, 1)).code == ErrorCode.NOT_FOUND
    assert refused(order, [], Line(make_variant().pk, 0)).code == ErrorCode.INVALID_QUANTITY
    many = [Line(make_variant().pk, 1)] * 100
    assert refused(order, [], *many).code == ErrorCode.TOO_MANY_LINES


def test_a_line_whose_variant_is_gone_can_shrink_but_not_grow() -> None:
    variant = make_variant("10.00", stock=10)
    order = make_order(wanted={variant: 3})
    variant.product.delete()

    assert refused(order, [change(order, 4)]).code == ErrorCode.NOT_FOUND
    edit_lines(order=order, changes=[change(order, 2)], actor="x")

    assert order.total_amount == Decimal("20.00")


def test_others_are_told_by_one_event() -> None:
    order = make_order()
    edit_lines(order=order, changes=[change(order, 2)], actor="x", tell=True)
    event = Event.objects.get(name="order_edited")
    assert event.payload == {"order_id": order.pk, "tell": True}
    assert event.customer_id == order.customer_id
    assert OrderEvent.objects.get(outbox_event=event).kind == "lines_edited"
