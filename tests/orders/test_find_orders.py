"""Staff find orders by what they have in hand: a number, part of a name, a phone, an SKU."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.admin.search import find_orders
from orders.models import Order, OrderItem
from shop.roles import ANALYST
from tests.factories import make_order
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


def known_as(name: str, *, phone: str = "+79001112233", sku: str = "") -> int:
    order = make_order()
    Order.objects.filter(pk=order.pk).update(full_name=name, phone_number=phone)
    if sku:
        OrderItem.objects.filter(order=order).update(sku=sku)
    return order.pk


def found(client: Client, text: str, **query: Any) -> set[int]:
    page = client.get(reverse("admin:orders_order_changelist"), {"q": text, **query})
    assert page.status_code == 200
    return {order.pk for order in page.context["cl"].result_list}


def test_what_is_part_of_a_name_and_of_an_sku_finds_both() -> None:
    staff = staff_client()
    charlotte = known_as("Charlotte Brown")
    lot = known_as("Анна Иванова", sku="LOT-0042")
    known_as("Пётр Сидоров", sku="MUG-1")

    assert found(staff, "lot") == {charlotte, lot}
    assert found(staff, "LOT-00") == {lot}
    assert found(staff, "лотт") == set()


def test_both_ways_obey_the_filters() -> None:
    staff = staff_client()
    shipped = known_as("Charlotte Brown")
    Order.objects.filter(pk=shipped).update(status="shipped")
    known_as("Анна Иванова", sku="LOT-0042")

    assert found(staff, "lot", status__exact="shipped") == {shipped}


def test_a_letter_or_two_begin_a_word() -> None:
    staff = staff_client()
    anna = known_as("Анна Ян", sku="MUG-1")
    jana = known_as("Яна Орлова", sku="TEE-1")
    known_as("Марьян Котов", sku="TEE-2")

    assert found(staff, "ян") == {anna, jana}
    assert found(staff, "M") == {anna}


def test_digits_are_a_number_and_part_of_a_phone() -> None:
    staff = staff_client()
    first = known_as("Анна Иванова")
    other = known_as("Пётр Сидоров", phone=f"+7900{first:07d}")

    assert found(staff, f"{first:07d}") == {first, other}
    assert found(staff, f"#{first}") == {first}


def test_who_may_not_see_contacts_finds_by_number_and_sku_alone() -> None:
    analyst = staff_client(ANALYST)
    known_as("Charlotte Brown", phone="+79005550000")
    lot = known_as("Анна Иванова", sku="LOT-0042")

    assert found(analyst, "lot") == {lot}
    assert found(analyst, "Charlotte") == set()
    assert found(analyst, "79005550000") == set()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="trigrams are PostgreSQL's")
@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("Иванова", "order_name_trigrams"),
        ("Ив", "order_name_trigrams"),
        ("+7 900 555-00-00", "order_phone_trigrams"),
        ("LOT-0042", "order_item_sku_trigrams"),
    ],
)
def test_each_way_is_carried_by_an_index(text: str, index: str) -> None:
    known_as("Анна Иванова", phone="+79005550000", sku="LOT-0042")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        with CaptureQueriesContext(connection) as asked:
            assert find_orders(Order.objects.order_by(), text, by_contact=True).exists()
        plans = []
        for query in asked:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans += [line for (line,) in cursor.fetchall()]
    assert any(index in line for line in plans)
