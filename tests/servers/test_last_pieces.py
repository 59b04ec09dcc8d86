"""Sixty customers confirm at once, by two processes, what there are twenty-five pieces of."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from django.db import connection

from catalog.models import ProductVariant
from orders.models import Order
from tests.servers.store import Store, at_the_confirmation, stocked
from tests.servers.telegram import Telegram

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


async def test_sixty_customers_of_twenty_five_pieces(store: Store, telegram: Telegram) -> None:
    variant = await store.ask(lambda: stocked(25))
    people = [telegram.person(f"Customer {number}") for number in range(60)]

    def prepare() -> None:
        for person in people:
            at_the_confirmation(telegram, person, variant)

    await store.ask(prepare)
    for person in people:
        person.press("Confirm Order")
    taken = await asyncio.gather(
        *(telegram.deliver(update, tries=5) for update in telegram.take_updates())
    )
    assert [statuses for statuses in taken if statuses[-1] != 200] == []

    orders = Order.objects.filter(items__variant=variant.pk)
    buyers = set(await store.ask(lambda: list(orders.values_list("customer", flat=True))))
    assert len(buyers) == await store.ask(orders.count) == 25
    left = await store.ask(lambda: ProductVariant.objects.get(pk=variant.pk).stock_quantity)
    assert left == 0
    assert "is the sum of its movements" in store.manage("check_stock")
    seen = Counter(
        (
            person.id in buyers,
            "successfully" in person.screen.text,
            "Sold out" in person.screen.text,
        )
        for person in people
    )
    assert seen == {(True, True, False): 25, (False, False, True): 35}, people[-1].screen.text
    assert await store.ask(deadlocks) == 0


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)
