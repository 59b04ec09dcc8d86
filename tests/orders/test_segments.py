"""A manager saves a choice of customers, sees how many it means, opens and downloads it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.models import Segment
from orders.models.conditions import Conditions, customers_matching
from shop.models import Customer, Tag
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from shop.services.tag_customers import tag_customers
from tests.factories import make_category, make_customer, make_order, make_product, new_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

LIST = "admin:shop_customer_changelist"
COUNT = "admin:orders_segment_count"


def buyer(orders: int, spent: str, days_ago: int | None, **more: Any) -> Customer:
    customer = make_customer(name=more.pop("name", "John"))
    last = None if days_ago is None else timezone.now() - timedelta(days=days_ago)
    Customer.objects.filter(pk=customer.pk).update(
        orders_count=orders, spent=Decimal(spent), last_order_at=last, **more
    )
    return customer


def fits(**asked: Any) -> set[int]:
    return set(customers_matching(Conditions(**asked)).values_list("pk", flat=True))


def test_by_sums_orders_and_days() -> None:
    never = buyer(0, "0", None)
    fresh = buyer(1, "100", 3)
    old = buyer(5, "5000", 90)
    everybody = {never.pk, fresh.pk, old.pk}

    assert fits() == everybody
    assert fits(spent_from=Decimal(100)) == {fresh.pk, old.pk}
    assert fits(spent_to=Decimal(100)) == {never.pk, fresh.pk}
    assert fits(orders_from=2) == {old.pk}
    assert fits(orders_to=0) == {never.pk}
    assert fits(not_ordered_for=60) == {old.pk}
    assert fits(ordered_within=7) == {fresh.pk}
    assert fits(not_ordered_for=60, spent_from=Decimal(6000)) == set()


def test_by_language_block_and_any_of_the_tags() -> None:
    russian = buyer(0, "0", None, telegram_language="ru-RU")
    german = buyer(0, "0", None, telegram_language="de")
    chose = buyer(0, "0", None, telegram_language="ru", chosen_language="en")
    blocked = buyer(0, "0", None, telegram_language="en-GB", blocked_at=timezone.now())
    vip, wholesale = Tag.objects.create(name="VIP"), Tag.objects.create(name="Опт")
    tag_customers(customers=[russian.pk, german.pk], tag=vip)
    tag_customers(customers=[german.pk], tag=wholesale)

    assert fits(language="ru") == {russian.pk}
    assert fits(language="en") == {german.pk, chose.pk, blocked.pk}
    for customer in Customer.objects.all():
        assert customer.pk in fits(language=customer.language)
    assert fits(blocked="yes") == {blocked.pk}
    assert fits(blocked="no") == {russian.pk, german.pk, chose.pk}
    assert fits(tags=frozenset([vip.pk, wholesale.pk])) == {russian.pk, german.pk}
    assert fits(tags=frozenset([wholesale.pk])) == {german.pk}


def test_by_what_was_bought_inside_a_category() -> None:
    clothing = make_category("Clothing")
    shirts = make_category("Shirts", parent=clothing)
    shirt = make_product(category=shirts, variants=[new_variant()]).variants.get()
    reader, dresser = make_customer(), make_customer()
    make_order(dresser, {shirt: 1})
    make_order(reader)

    assert fits(category=clothing) == {dresser.pk}
    assert fits(category=shirts) == {dresser.pk}
    Segment.objects.create(name="s", category=shirts)
    shirt.product.delete()
    with pytest.raises(ProtectedError):
        shirts.delete()


def test_a_segment_is_made_counted_opened_and_downloaded() -> None:
    staff = staff_client(MANAGER)
    vip = Tag.objects.create(name="VIP")
    old = buyer(5, "5000", 90, name="Old Friend")
    buyer(1, "100", 3, name="Newcomer")
    tag_customers(customers=[old.pk], tag=vip)
    form = {
        "name": "Quiet and rich", "spent_from": "1000", "not_ordered_for": "60",
        "tags": [vip.pk], "blocked": "no",
    }  # fmt: skip

    counted = staff.post(reverse(COUNT), {**form, "name": ""})
    saved = staff.post(reverse("admin:orders_segment_add"), form)

    assert counted.json() == {"count": "1 customer"}
    assert saved.status_code == 302
    segment = Segment.objects.get()
    assert [customer.pk for customer in segment.customers()] == [old.pk]
    listed = staff.get(reverse(LIST), {"segment": segment.pk})
    assert [row.pk for row in listed.context["cl"].result_list] == [old.pk]
    file = staff.get(
        reverse("admin:shop_customer_export"), {"segment": segment.pk, "format": "csv"}
    )
    text = b"".join(file.streaming_content).decode() if file.streaming else file.content.decode()
    assert "Old Friend" in text
    assert "Newcomer" not in text
    page = staff.get(reverse("admin:orders_segment_change", args=[segment.pk])).content.decode()
    assert "1 customer" in page
    shown = staff.get(reverse("admin:orders_segment_changelist")).content.decode()
    assert "not for 60 days · VIP" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"spent_from": "10", "spent_to": "5"},
        {"ordered_within": "10", "not_ordered_for": "20"},
        {"not_ordered_for": "99999999"},
        {"orders_from": "-1"},
        {"spent_from": "much"},
    ],
)
def test_nonsense_is_neither_counted_nor_saved(wrong: dict[str, str]) -> None:
    staff = staff_client(MANAGER)
    form = {"name": "x", "blocked": "any", **wrong}

    counted = staff.post(reverse(COUNT), form)
    saved = staff.post(reverse("admin:orders_segment_add"), form)

    assert counted.status_code == 400
    assert saved.status_code == 200
    assert not Segment.objects.exists()


@pytest.mark.parametrize("role", [SUPPORT, ANALYST, WAREHOUSE])
def test_only_managers_make_them(role: str) -> None:
    segment = Segment.objects.create(name="All", blocked="any")
    staff = staff_client(role)

    assert staff.post(reverse("admin:orders_segment_add"), {"name": "x"}).status_code == 403
    assert staff.post(reverse(COUNT), {"name": "x"}).status_code == 403
    page = reverse("admin:orders_segment_change", args=[segment.pk])
    assert staff.post(page, {"name": "Hacked"}).status_code == 403
    segment.refresh_from_db()
    assert segment.name == "All"


def test_queries_stay_few_however_many_segments() -> None:
    staff = staff_client(MANAGER)
    category = make_category()

    def cost() -> int:
        staff.get(reverse("admin:orders_segment_changelist"))
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(reverse("admin:orders_segment_changelist")).status_code == 200
        return len(caught)

    Segment.objects.create(name="0", category=category)
    few = cost()
    for number in range(1, 30):
        segment = Segment.objects.create(name=str(number), category=category)
        segment.tags.add(Tag.objects.create(name=f"t{number}"))

    assert cost() == few <= 25


def test_an_unknown_segment_is_nobody() -> None:
    staff = staff_client(MANAGER)
    make_customer()

    listed = staff.get(reverse(LIST), {"segment": "99"})

    assert listed.context["cl"].result_count == 0


def test_a_tag_that_a_segment_asks_for_stays() -> None:
    """Without its only condition the segment would mean everybody."""
    staff, vip, spare = (
        staff_client(MANAGER),
        *Tag.objects.bulk_create([Tag(name="VIP"), Tag(name="x")]),
    )
    Segment.objects.create(name="Wholesale").tags.add(vip)
    tag_customers(customers=[make_customer().pk], tag=vip)
    address = reverse("admin:shop_tag_delete", args=[vip.pk])

    page = staff.get(address).content.decode()
    staff.post(address, {"post": "yes"})
    staff.post(
        reverse("admin:shop_tag_changelist"),
        {"action": "delete_selected", "_selected_action": [vip.pk], "post": "yes"},
    )
    assert "Segment: Wholesale" in page
    assert set(Tag.objects.all()) == {vip, spare}

    staff.post(reverse("admin:shop_tag_delete", args=[spare.pk]), {"post": "yes"})
    assert set(Tag.objects.all()) == {vip}


def test_a_segment_that_is_not_saved_knows_no_tags(client: Client) -> None:
    assert Segment(blocked="any").conditions().tags == frozenset()
