"""An order that was to be paid online and was not is cancelled; one paid on delivery never is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.payments.on_delivery import OnDelivery
from orders.models import Order
from orders.services.place_order import Line, place_order
from orders.tasks import expire_unpaid
from shop.models import Event, StoreSettings
from tests.factories import JOHN, make_customer, make_order, make_variant
from tests.fakes.pay import FarSide, pay_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ways_to_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    pay_by(monkeypatch, OnDelivery(), FarSide())


def order_online(*, hours: int, stock: int = 5) -> Order:
    store = StoreSettings.current()
    store.unpaid_hours = hours
    store.save()
    return place_order(
        customer=make_customer(),
        lines=[Line(make_variant(stock=stock).pk, 2)],
        contact=JOHN,
        comment="",
        source="test",
        pay_with="far",
    )


def pass_time(order: Order, **columns: object) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(pay_by=past, **columns)


def status_of(order: Order) -> str:
    order.refresh_from_db()
    return order.status


def test_its_stock_goes_back_and_the_customer_is_told() -> None:
    order = order_online(hours=2)
    assert order.pay_by is not None
    assert abs(order.pay_by - timezone.now() - timedelta(hours=2)) < timedelta(minutes=1)
    expire_unpaid()
    assert status_of(order) == "pending"
    pass_time(order)

    expire_unpaid()
    expire_unpaid()

    assert status_of(order) == "cancelled"
    variant = order.items.get().variant
    assert variant is not None
    assert variant.stock_quantity == 5
    moved = Event.objects.filter(name="order_status_changed")
    assert [event.payload["new"] for event in moved] == ["cancelled"]
    assert order.events.last().actor == "system"


def test_orders_paid_on_delivery_and_without_a_limit_never_expire() -> None:
    on_delivery, unlimited = make_order(), order_online(hours=0)
    assert (on_delivery.pay_by, unlimited.pay_by) == (None, None)
    Order.objects.update(created_at=timezone.now() - timedelta(days=365))

    expire_unpaid()

    assert (status_of(on_delivery), status_of(unlimited)) == ("pending", "pending")


@pytest.mark.parametrize(
    "changed",
    [
        {"payment_status": "paid"},
        {"payment_status": "partially_paid"},
        {"status": "processing"},
        {"status": "delivered"},
    ],
)
def test_what_was_paid_or_is_being_packed_is_left_alone(changed: dict[str, str]) -> None:
    order = order_online(hours=1)
    pass_time(order, **changed)

    expire_unpaid()

    assert status_of(order) == changed.get("status", "pending")
    assert not Event.objects.filter(name="order_status_changed").exists()
