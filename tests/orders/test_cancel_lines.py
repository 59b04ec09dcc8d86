"""A part of an order is cancelled: the stock comes back once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.models import StockMovement
from orders.models import Order
from orders.services.cancel_lines import Cancelled, cancel_lines
from orders.services.change_status import change_status
from shop.errors import ErrorCode, StoreError
from tests.factories import make_order, make_variant

pytestmark = pytest.mark.django_db


def test_pieces_go_back_to_the_stock_once_and_the_rest_stays() -> None:
    mug, cup = make_variant("10.00", stock=10), make_variant("5.00", stock=10)
    order = make_order(wanted={mug: 4, cup: 2})
    of_mug, of_cup = order.items.order_by("pk")
    wanted = [Cancelled(of_mug.pk, 4, 3), Cancelled(of_cup.pk, 2, 2)]

    cancel_lines(order=order, lines=wanted, actor="staff:anna", why="Broken in the store")
    with pytest.raises(StoreError) as again:
        cancel_lines(order=order, lines=wanted, actor="staff:anna")

    mug.refresh_from_db()
    cup.refresh_from_db()
    event = order.events.get(kind="lines_cancelled")
    assert again.value.code == ErrorCode.ORDER_CHANGED
    assert (mug.stock_quantity, cup.stock_quantity) == (9, 10)
    assert list(order.items.values_list("sku", "quantity")) == [(mug.sku, 1)]
    assert Order.objects.get(pk=order.pk).total_amount == Decimal("10.00")
    assert (event.text, event.actor) == ("Broken in the store", "staff:anna")
    returned = StockMovement.objects.filter(reason="order_cancelled")
    assert sorted(returned.values_list("variant__sku", "quantity")) == sorted(
        [(mug.sku, 3), (cup.sku, 2)]
    )


def test_what_is_left_returns_when_the_order_is_cancelled_after_all() -> None:
    variant = make_variant(stock=10)
    order = make_order(wanted={variant: 4})
    cancel_lines(order=order, lines=[Cancelled(order.items.get().pk, 4, 1)], actor="x")
    change_status(order=order, to="cancelled", actor="x")
    variant.refresh_from_db()
    assert variant.stock_quantity == 10


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        (4, ErrorCode.ORDER_EMPTY),
        (5, ErrorCode.INVALID_QUANTITY),
        (-1, ErrorCode.INVALID_QUANTITY),
    ],
)
def test_not_all_not_more_not_less_than_nothing(pieces: int, code: ErrorCode) -> None:
    variant = make_variant(stock=10)
    order = make_order(wanted={variant: 4})
    with pytest.raises(StoreError) as caught:
        cancel_lines(order=order, lines=[Cancelled(order.items.get().pk, 4, pieces)], actor="x")
    variant.refresh_from_db()
    assert caught.value.code == code
    assert variant.stock_quantity == 6
    assert order.items.get().quantity == 4


def test_none_named_cancels_none() -> None:
    order = make_order()
    lines = [Cancelled(order.items.get().pk, 1, 0)]
    assert cancel_lines(order=order, lines=lines, actor="x") is None
    assert order.events.count() == 1


def test_refused_once_shipped() -> None:
    variant = make_variant(stock=10)
    order = make_order(wanted={variant: 4})
    for status in ("processing", "shipped"):
        change_status(order=order, to=status, actor="x")
    with pytest.raises(StoreError) as caught:
        cancel_lines(order=order, lines=[Cancelled(order.items.get().pk, 4, 1)], actor="x")
    variant.refresh_from_db()
    assert caught.value.code == ErrorCode.ORDER_CLOSED
    assert variant.stock_quantity == 6
