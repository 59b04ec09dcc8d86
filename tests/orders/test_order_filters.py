"""Staff narrow the list of orders: status, payment, days, amount, product, comment."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Order
from shop.roles import SUPPORT
from tests.factories import make_order, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def staff() -> Client:
    return staff_client()


def found(client: Client, **query: Any) -> set[int]:
    response = client.get(reverse("admin:orders_order_changelist"), query)
    assert response.status_code == 200, response.headers.get("location")
    return {order.pk for order in response.context["cl"].result_list}


def changed(order: Order, **columns: Any) -> int:
    Order.objects.filter(pk=order.pk).update(**columns)
    return order.pk


def test_status_and_payment_take_several(staff: Client) -> None:
    new = changed(make_order(), payment_status="paid")
    shipped = changed(make_order(), status="shipped")
    changed(make_order(), status="cancelled")

    assert found(staff, status__exact=["pending", "shipped"]) == {new, shipped}
    assert found(staff, payment_status__exact="paid") == {new}
    assert found(staff, status__exact="shipped", payment_status__exact="paid") == set()


def test_days_are_the_stores_and_both_ends_count(staff: Client) -> None:
    early = changed(make_order(), created_at=datetime(2026, 3, 10, 0, 0, tzinfo=MOSCOW))
    late = changed(make_order(), created_at=datetime(2026, 3, 11, 23, 59, 59, tzinfo=MOSCOW))
    changed(make_order(), created_at=datetime(2026, 3, 12, 0, 0, tzinfo=MOSCOW))
    changed(make_order(), created_at=datetime(2026, 3, 9, 23, 59, 59, tzinfo=MOSCOW))

    assert found(staff, created_at_from="2026-03-10", created_at_to="2026-03-11") == {early, late}
    assert found(staff, created_at_from="2026-03-10", created_at_to="2026-03-10") == {early}


def test_amounts_from_and_to(staff: Client) -> None:
    cheap = make_order(wanted={make_variant("10.50"): 1}).pk
    dear = make_order(wanted={make_variant("99.90"): 1}).pk

    assert found(staff, total_amount_from="10.5", total_amount_to="50") == {cheap}
    assert found(staff, total_amount_from="10,51") == {dear}
    assert found(staff, total_amount_to="99.90") == {cheap, dear}


def test_orders_of_a_product(staff: Client) -> None:
    variant = make_variant()
    order = make_order(wanted={variant: 2}).pk
    make_order()

    assert found(staff, items__variant__product__id__exact=variant.product_id) == {order}


def test_with_and_without_a_comment(staff: Client) -> None:
    commented = changed(make_order(), comment="Ring twice")
    silent = make_order().pk

    assert found(staff, comment="yes") == {commented}
    assert found(staff, comment="no") == {silent}


@pytest.mark.parametrize(
    "query",
    [
        {"created_at_from": "yesterday"},
        {"created_at_to": "0001-01-01"},
        {"total_amount_from": "NaN"},
        {"total_amount_to": "1e999999"},
        {"items__variant__product__id__exact": "x"},
        {"items__variant__product__id__exact": "9" * 30},
        {"comment": "perhaps"},
    ],
)
def test_nonsense_narrows_nothing(staff: Client, query: dict[str, str]) -> None:
    order = make_order()

    assert found(staff, **query) == {order.pk}


def test_support_is_not_offered_products() -> None:
    page = staff_client(SUPPORT).get(reverse("admin:orders_order_changelist")).content.decode()

    assert "created_at_from" in page
    assert "items__variant__product__id__exact" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"total_amount_from": "cheap"}, "“cheap” is not an amount, so it narrows nothing."),
        ({"created_at_to": "31.31.2026"}, "“31.31.2026” is not a day, so it narrows nothing."),
    ],
)
def test_a_filter_says_what_it_does_not_understand(
    staff: Client, query: dict[str, str], words: str
) -> None:
    order = make_order()

    page = staff.get(reverse("admin:orders_order_changelist"), query)

    assert {one.pk for one in page.context["cl"].result_list} == {order.pk}
    assert [str(message) for message in page.context["messages"]] == [words]
