"""An order to be paid online: reminded of once, then cancelled; one paid on delivery never is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from integrations.payments.on_delivery import OnDelivery
from orders.lines import Line
from orders.models import Order, Payment, WalletEntry
from orders.paying import Refunds
from orders.services.confirm_payment import confirm_payment
from orders.services.move_wallet import balance_of, move_wallet
from orders.services.place_order import place_order
from orders.services.request_payment import request_payment
from orders.tasks import expire_unpaid
from orders.wallet import WalletProvider
from shop import outbox
from shop.models import Event, StoreSettings
from tests.factories import JOHN, make_customer, make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db
FAR = FarSide()


@pytest.fixture(autouse=True)
def _ways(monkeypatch):
    listen(monkeypatch, Refunds())
    pay_by(monkeypatch, OnDelivery(), FAR, WalletProvider())


def order_online(*, hours: int, stock: int = 5, **options) -> Order:
    store = StoreSettings.current()
    store.unpaid_hours = hours
    store.save()
    order = place_order(
        customer=options.pop("customer", None) or make_customer(),
        lines=[Line(make_variant(stock=stock).pk, 2)],
        contact=JOHN,
        comment="",
        source="test",
        pay_with="far",
        **options,
    )
    order.refresh_from_db()
    return order


def pass_time(order: Order, **columns: object) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(pay_by=past, **columns)


def status_of(order: Order) -> str:
    order.refresh_from_db()
    return order.status


def told(name):
    return Event.objects.filter(name=name).count()


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


def test_one_reminder_comes_when_a_quarter_of_the_time_is_left() -> None:
    order = order_online(hours=4)
    assert order.pay_by - order.remind_at == timedelta(hours=1)
    expire_unpaid()
    assert told("payment_due") == 0
    Order.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    for _ in range(3):
        expire_unpaid()
    assert told("payment_due") == 1
    assert status_of(order) == "pending"


def test_orders_paid_on_delivery_and_without_a_limit_never_expire() -> None:
    unlimited = order_online(hours=0)
    order_online(hours=1)
    on_delivery = make_order()
    assert (on_delivery.pay_by, unlimited.pay_by) == (None, None)
    Order.objects.update(created_at=timezone.now() - timedelta(days=365))

    expire_unpaid()

    assert (status_of(on_delivery), status_of(unlimited)) == ("pending", "pending")


def test_the_time_goes_with_the_way_to_pay_and_is_not_prolonged() -> None:
    order = order_online(hours=2)
    request_payment(order=order, provider=FAR)
    until = order.pay_by
    order.refresh_from_db()
    assert order.pay_by == until
    request_payment(order=order, provider=OnDelivery())
    order.refresh_from_db()
    assert (order.pay_by, order.remind_at) == (None, None)


def test_one_that_is_paid_is_neither_reminded_of_nor_cancelled() -> None:
    order = order_online(hours=1)
    confirm_payment(payment=Payment.objects.get(), external_id="x", charge=None)
    order.refresh_from_db()
    assert (order.payment_status, order.pay_by, order.remind_at) == ("paid", None, None)


def test_what_the_balance_paid_of_it_goes_back() -> None:
    anna = make_customer()
    move_wallet(
        customer=anna, currency="RUB", amount=Decimal(5), kind=WalletEntry.Kind.CORRECTION,
        reference="gift", actor="x",
    )  # fmt: skip
    order = order_online(hours=1, customer=anna, use_wallet=True)
    assert order.payment_status == "partially_paid"
    pass_time(order)
    expire_unpaid()
    outbox.deliver_due()
    assert status_of(order) == "cancelled"
    assert balance_of(anna, "RUB") == 5


def test_money_that_came_in_part_leaves_it_to_the_staff() -> None:
    order = order_online(hours=1)
    payment = Payment.objects.get()
    confirm_payment(payment=payment, external_id="x", charge=None)
    Order.objects.update(total_amount=50, payment_status="partially_paid")
    pass_time(order)
    expire_unpaid()
    assert status_of(order) == "pending"


@pytest.mark.parametrize(
    "changed",
    [{"payment_status": "paid"}, {"status": "processing"}, {"status": "delivered"}],
)
def test_what_was_paid_or_is_being_packed_is_left_alone(changed: dict[str, str]) -> None:
    order = order_online(hours=1)
    pass_time(order, remind_at=timezone.now() - timedelta(hours=1), **changed)

    expire_unpaid()

    assert status_of(order) == changed.get("status", "pending")
    assert told("order_status_changed") == told("payment_due") == 0
