"""The nightly check finds what cannot be true, says it, and costs little however large the store."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from catalog import reconcile as stock_check
from catalog.models import ProductVariant, StockMovement
from orders import reconcile as order_check
from orders.models import Order, OrderItem, Payment, Refund, Wallet, WalletEntry
from orders.services.cancel_lines import Cancelled, cancel_lines
from orders.services.change_status import change_status
from orders.services.mark_paid import mark_paid
from orders.services.move_wallet import move_wallet
from orders.services.request_refund import note_refund
from orders.services.settle_refund import settle_refund
from shop import reconciliation, schedule
from shop.models import Event
from shop.tasks import reconcile
from tests.factories import make_customer, make_order, make_variant
from tests.orders.codes import buy, make_code

pytestmark = pytest.mark.django_db


def differences() -> list[str]:
    result = reconciliation.advance({}, seconds=60)
    assert isinstance(result, str)
    event = Event.objects.filter(name="differences_found").last()
    return event.payload["differences"] if event else []


def test_a_store_in_order_has_no_differences_and_nobody_is_told() -> None:
    for status in ("confirmed", "cancelled"):
        change_status(order=make_order(make_customer()), to=status, actor="test")
    order = make_order(make_customer(), {make_variant(): 3})
    line = order.items.get()
    cancel_lines(order=order, lines=[Cancelled(line.pk, 3, 1)], actor="test")
    change_status(order=order, to="cancelled", actor="test")
    assert differences() == []
    variants, orders = ProductVariant.objects.count(), Order.objects.count()
    looked_at = f"variants: {variants}, orders: {orders}, payments of orders: {orders}, wallets: 0"
    assert reconcile() == f"{looked_at}; no differences"


def test_a_discount_is_no_difference() -> None:
    make_code("SUMMER", "10")
    buy(make_customer(), {make_variant("10.00"): 3}, "SUMMER")
    assert differences() == []


def test_a_stock_that_is_not_the_sum_of_its_movements() -> None:
    variant = make_variant(sku="TS", stock=5)
    ProductVariant.objects.update(stock_quantity=7)
    assert differences() == [f"{variant.sku}: in stock 7, movements say 5"]


def test_a_total_that_is_not_that_of_the_lines() -> None:
    order = make_order(make_customer())
    OrderItem.objects.update(price_at_purchase=F("price_at_purchase") + 1)
    total = order.total_amount
    assert differences() == [f"#{order.pk}: total {total}, lines say {total + 1}"]


def test_a_status_that_nobody_moved() -> None:
    order = make_order(make_customer())
    Order.objects.update(status="shipped")
    assert differences() == [f"#{order.pk}: is shipped, its timeline says pending"]


def test_a_cancelled_order_whose_stock_never_came_back() -> None:
    order = make_order(make_customer())
    change_status(order=order, to="cancelled", actor="test")
    returned = StockMovement.objects.get(reason="order_cancelled")
    ProductVariant.objects.update(stock_quantity=F("stock_quantity") - returned.quantity)
    returned.delete()
    assert differences() == [
        f"#{order.pk}: holds 0 of variant {returned.variant_id}, {returned.quantity} left the stock"
    ]


def test_stock_that_came_back_twice() -> None:
    order = make_order(make_customer())
    change_status(order=order, to="cancelled", actor="test")
    returned = StockMovement.objects.get(reason="order_cancelled")
    ProductVariant.objects.update(stock_quantity=F("stock_quantity") + returned.quantity)
    returned.pk = None
    returned.save()
    assert len(differences()) == 1


def test_money_that_does_not_add_up() -> None:
    customer = make_customer()
    paid, refunded = make_order(customer), make_order(customer)
    for order in (paid, refunded):
        payment = mark_paid(
            order=order, amount=order.total_amount, actor="staff:anna", key=str(order.pk)
        )
    refund = note_refund(payment, refunded, payment.amount, actor="staff:anna", reason="broken")
    settle_refund(refund=refund)
    move_wallet(
        customer=customer, currency="USD", amount=Decimal(5), reference="r", actor="x",
        kind=WalletEntry.Kind.CORRECTION,
    )  # fmt: skip
    assert differences() == []

    Payment.objects.filter(order=paid).update(amount=1)
    Refund.objects.update(amount=2)
    Wallet.objects.update(balance=7)

    assert differences() == [
        f"#{paid.pk}: is paid, its payments say partially_paid",
        f"#{refunded.pk}: {payment.amount} went back, its refunds say 2.00",
        f"wallet of {customer.pk}: holds 7.00, its entries say 5.00",
    ]


def test_many_differences_are_counted_and_the_first_told() -> None:
    for number in range(35):
        make_variant(sku=f"S{number}", stock=1)
    ProductVariant.objects.update(stock_quantity=2)
    assert len(differences()) == 30
    assert Event.objects.get(name="differences_found").payload["count"] == 35


def test_it_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_check, "_WINDOW", 2)
    monkeypatch.setattr(order_check, "_WINDOW", 2)
    monkeypatch.setattr("shop.tasks._RECONCILE_SECONDS", -1.0)
    for _ in range(5):
        make_order(make_customer())
    ProductVariant.objects.update(stock_quantity=F("stock_quantity") + 1)
    asked: list[dict] = []
    monkeypatch.setattr(reconcile, "apply_async", lambda kwargs, queue: asked.append(kwargs))
    result, parts = reconcile(), 1
    while result == schedule.MORE:
        result = reconcile(**asked[-1])
        parts += 1
    assert parts >= 6
    assert result.startswith("variants: 5, orders: 5, payments of orders: 5, wallets: 0; diff")
    assert Event.objects.get(name="differences_found").payload["count"] == 5


def test_the_number_of_statements_does_not_grow_with_the_orders() -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            order_check.Orders().look(0)
        return len(queries)

    make_order(make_customer())
    few = statements()
    for _ in range(5):
        make_order(make_customer())
    assert statements() == few == 4
