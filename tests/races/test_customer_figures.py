"""A customer who orders and cancels everywhere at once: their figures add up to their orders."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from orders.customer_figures import recount_all
from orders.lines import Line
from orders.models import Order
from orders.services.change_status import change_status
from orders.services.place_order import place_order
from shop.models import Customer
from tests.factories import JOHN, make_customer, make_order, make_variant
from tests.fakes.subscriber import listen
from tests.races.threads import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 8


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    listen(monkeypatch)


def figures(customer: Customer) -> tuple[int, Decimal, object]:
    customer.refresh_from_db()
    return customer.orders_count, customer.spent, customer.last_order_at


def test_orders_cancellations_and_counting_anew_at_once() -> None:
    customer = make_customer()
    variants = [make_variant("10.00", stock=100) for _ in range(4)]
    old = [make_order(customer, {variant: 1}) for variant in variants]

    def order(turned: bool) -> Order:
        lines = [Line(variant.pk, 1) for variant in variants]
        return place_order(
            customer=Customer(pk=customer.pk),
            lines=lines[::-1] if turned else lines,
            contact=JOHN,
            comment="",
            source="test",
        )

    def cancel(one: Order) -> None:
        change_status(order=one, to="cancelled", actor="x")

    results = together(
        [
            *(partial(order, bool(number % 2)) for number in range(HANDS)),
            *(partial(cancel, one) for one in old),
            recount_all,
        ]
    )

    assert [result for result in results if isinstance(result, BaseException)] == []
    assert customer.bought_categories.count() == 4
    kept = figures(customer)
    assert kept[:2] == (HANDS, Decimal(40 * HANDS))
    recount_all()
    assert figures(customer) == kept
