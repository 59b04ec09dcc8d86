"""One order edited, cancelled in part and moved on by many hands at once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from catalog.models import StockMovement
from orders.models import Order
from orders.services import cancel_lines as cancelling
from orders.services import change_status as status
from orders.services import edit_lines as editing
from orders.services.cancel_lines import Cancelled
from orders.services.edit_lines import LineChange
from shop.errors import ErrorCode, StoreError
from tests.factories import make_order, make_variant
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 8


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)


def kinds(results):
    return Counter(r.code if isinstance(r, StoreError) else type(r).__name__ for r in results)


def cancel_two(order, item):
    return lambda: cancelling.cancel_lines(
        order=Order.objects.get(pk=order.pk), lines=[Cancelled(item.pk, 5, 2)], actor="anna"
    )


def test_pieces_cancelled_by_many_hands_return_once():
    variant = make_variant("10.00", stock=10)
    order = make_order(wanted={variant: 5})
    item = order.items.get()
    results = together([cancel_two(order, item)] * HANDS)
    assert kinds(results) == {"OrderEvent": 1, ErrorCode.ORDER_CHANGED: HANDS - 1}
    variant.refresh_from_db()
    order.refresh_from_db()
    assert variant.stock_quantity == 7
    assert (order.items.get().quantity, order.total_amount) == (3, Decimal("30.00"))
    assert StockMovement.objects.filter(reason="order_cancelled").count() == 1


def test_without_the_lock_of_the_order_pieces_return_again_and_again(monkeypatch):
    """The control: all have looked before anybody writes."""
    variant = make_variant("10.00", stock=10)
    order = make_order(wanted={variant: 5})
    item = order.items.get()
    everybody_has_looked = meeting(HANDS)
    check = editing._is_real

    def slow_look(*args):
        found = check(*args)
        everybody_has_looked()
        return found

    monkeypatch.setattr(cancelling, "lock_editable_order", lambda order: order)
    monkeypatch.setattr(editing, "_is_real", slow_look)
    together([cancel_two(order, item)] * HANDS)
    variant.refresh_from_db()
    assert variant.stock_quantity == 5 + 2 * HANDS


def test_edits_and_a_cancellation_at_once_keep_the_stock_whole():
    variant = make_variant("10.00", stock=20)
    order = make_order(wanted={variant: 5})
    item = order.items.get()

    def more():
        editing.edit_lines(
            order=Order.objects.get(pk=order.pk), changes=[LineChange(item.pk, 5, 8)], actor="a"
        )

    def cancel():
        status.change_status(order=Order.objects.get(pk=order.pk), to="cancelled", actor="b")

    together([more, cancel] * 4)
    variant.refresh_from_db()
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert variant.stock_quantity == 20
    assert sum(variant.movements.values_list("quantity", flat=True)) == 20


def test_two_orders_that_swap_variants_do_not_lock_each_other_out():
    one, two = make_variant("10.00", stock=50), make_variant("10.00", stock=50)
    orders = [make_order(wanted={one: 1, two: 1}) for _number in range(HANDS)]

    def job(order, turned):
        items = list(order.items.order_by("pk"))
        if turned:
            items.reverse()
        changes = [LineChange(item.pk, 1, 3) for item in items]
        return lambda: editing.edit_lines(order=order, changes=changes, actor="a")

    results = together([job(order, at % 2) for at, order in enumerate(orders)])
    one.refresh_from_db()
    two.refresh_from_db()
    assert kinds(results) == {"OrderEvent": HANDS}
    assert one.stock_quantity == two.stock_quantity == 50 - 3 * HANDS
