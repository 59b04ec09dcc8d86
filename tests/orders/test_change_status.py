from itertools import pairwise, product

import pytest

from catalog.models import ProductVariant, StockMovement
from orders.models import Order, OrderEvent
from orders.services.change_status import change_status
from orders.services.ship_order import ship_order
from orders.state import STEPS_TO_SHIPPED, TRANSITIONS, OrderStatus
from shop.errors import ErrorCode, StoreError
from shop.models import Delivery, Event
from tests.factories import make_order, make_variant
from tests.fakes.subscriber import Listener, listen

pytestmark = pytest.mark.django_db

# Written out by hand, from the promise to staff and customers, not from the table under test.
ALLOWED = {
    ("pending", "confirmed"),
    ("pending", "processing"),
    ("pending", "cancelled"),
    ("confirmed", "processing"),
    ("confirmed", "cancelled"),
    ("processing", "shipped"),
    ("processing", "cancelled"),
    ("shipped", "delivered"),
}
FORBIDDEN = sorted(set(product(OrderStatus.values, OrderStatus.values)) - ALLOWED)


@pytest.fixture(autouse=True)
def listener(monkeypatch):
    told = Listener("order_status_changed")
    listen(monkeypatch, told)
    return told


def order_in(status):
    order = make_order()
    Order.objects.filter(pk=order.pk).update(status=status)
    order.refresh_from_db()
    return order


def stock_movements():
    return list(StockMovement.objects.order_by("pk").values_list("variant", "quantity"))


@pytest.mark.parametrize(("old", "new"), sorted(ALLOWED))
def test_an_allowed_move_is_made_and_told(old, new):
    order = order_in(old)
    changed_before = order.updated_at
    change_status(order=order, to=new, actor="anna")
    stored = Order.objects.get(pk=order.pk)
    assert order.status == stored.status == new
    assert order.updated_at == stored.updated_at > changed_before
    event = order.events.last()
    assert (event.kind, event.old_status, event.new_status, event.actor) == (
        "status_changed",
        old,
        new,
        "anna",
    )
    assert order.events.count() == 2
    told = Event.objects.get(name="order_status_changed")
    assert told.payload == {
        "order_id": order.pk,
        "old": old,
        "new": new,
        "payment_status": "unpaid",
    }
    assert told.customer_id == order.customer_id
    assert Delivery.objects.get().event == told


@pytest.mark.parametrize(("old", "new"), FORBIDDEN)
def test_a_forbidden_move_changes_nothing(old, new):
    order = order_in(old)
    moved = stock_movements()
    with pytest.raises(StoreError) as caught:
        change_status(order=order, to=new, actor="anna")
    assert caught.value.code == ErrorCode.TRANSITION_NOT_ALLOWED
    assert caught.value.context == {
        "status": old,
        "to": new,
        "allowed": [to for to in OrderStatus.values if (old, to) in ALLOWED],
    }
    assert order.status == old
    assert Order.objects.get(pk=order.pk).status == old
    assert OrderEvent.objects.filter(kind="status_changed").count() == 0
    assert not Event.objects.filter(name="order_status_changed").exists()
    assert stock_movements() == moved


def test_an_unknown_status_is_refused():
    order = make_order()
    with pytest.raises(StoreError) as caught:
        change_status(order=order, to="lost", actor="anna")
    assert caught.value.code == ErrorCode.TRANSITION_NOT_ALLOWED
    assert Order.objects.get().status == "pending"


def test_cancelling_returns_the_stock_by_the_ledger():
    first, second = make_variant(stock=5), make_variant(stock=9)
    order = make_order(wanted={first: 5, second: 2})
    change_status(order=order, to="cancelled", actor="anna")
    returned = StockMovement.objects.filter(reason="order_cancelled").order_by("variant")
    fields = ("variant", "quantity", "stock_after", "actor", "reference")
    assert list(returned.values_list(*fields)) == [
        (first.pk, 5, 5, "anna", f"order:{order.pk}"),
        (second.pk, 2, 9, "anna", f"order:{order.pk}"),
    ]
    stocks = ProductVariant.objects.order_by("pk").values_list("stock_quantity", flat=True)
    assert list(stocks) == [5, 9]


def test_cancelling_twice_returns_the_stock_once():
    variant = make_variant(stock=5)
    order = make_order(wanted={variant: 3})
    stale = Order.objects.get(pk=order.pk)
    change_status(order=order, to="cancelled", actor="anna")
    with pytest.raises(StoreError) as caught:
        change_status(order=stale, to="cancelled", actor="boris")
    assert caught.value.code == ErrorCode.TRANSITION_NOT_ALLOWED
    variant.refresh_from_db()
    assert variant.stock_quantity == 5
    assert StockMovement.objects.filter(reason="order_cancelled").count() == 1


def test_moves_that_are_no_cancelling_leave_the_stock_alone():
    order = make_order()
    before = stock_movements()
    for status in ("confirmed", "processing", "shipped", "delivered"):
        change_status(order=order, to=status, actor="anna")
    assert stock_movements() == before
    told = Event.objects.filter(name="order_status_changed").order_by("pk")
    assert [event.payload["new"] for event in told] == [
        "confirmed",
        "processing",
        "shipped",
        "delivered",
    ]


def test_an_order_whose_product_was_deleted_can_be_cancelled():
    kept, deleted = make_variant(stock=5), make_variant(stock=5)
    order = make_order(wanted={kept: 1, deleted: 1})
    deleted.product.delete()
    change_status(order=order, to="cancelled", actor="anna")
    assert list(ProductVariant.objects.values_list("stock_quantity", flat=True)) == [5]
    kept.product.delete()
    other = make_order(wanted={make_variant(): 1})
    other.items.get().variant.product.delete()
    change_status(order=other, to="cancelled", actor="anna")
    assert Order.objects.get(pk=other.pk).status == "cancelled"


@pytest.mark.parametrize("first", [[], ["confirmed"], ["processing"]])
def test_shipping_takes_the_steps_before_it_each_with_its_event(first):
    order = make_order()
    for status in first:
        change_status(order=order, to=status, actor="x")

    ship_order(order=order, actor="staff:anna")

    moves = order.events.filter(kind="status_changed").order_by("pk")
    steps = ["pending", *first, *([] if "processing" in first else ["processing"]), "shipped"]
    assert list(moves.values_list("old_status", "new_status")) == list(pairwise(steps))
    order.refresh_from_db()
    assert order.status == "shipped"


@pytest.mark.parametrize("end", ["cancelled", "shipped"])
def test_what_is_over_or_gone_is_not_shipped(end):
    order = make_order()
    if end == "shipped":
        ship_order(order=order, actor="x")
    else:
        change_status(order=order, to=end, actor="x")
    before = order.events.count()
    with pytest.raises(StoreError) as caught:
        ship_order(order=order, actor="x")
    assert caught.value.code == ErrorCode.TRANSITION_NOT_ALLOWED
    assert order.events.count() == before


def test_the_steps_to_shipping_are_allowed_ones():
    for start, steps in STEPS_TO_SHIPPED.items():
        for old, new in pairwise([start, *steps]):
            assert new in TRANSITIONS[old]
        assert steps[-1] == "shipped"
