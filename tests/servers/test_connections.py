"""A slow Telegram keeps nobody from the database: no connection is held while it answers."""

from __future__ import annotations

import asyncio

import pytest

from botapp.actions import AddToCart
from orders.models import CartItem
from tests.servers.store import Store, at_the_cart, stocked
from tests.servers.telegram import Telegram

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


async def test_two_connections_serve_twenty_customers_of_a_slow_telegram(
    store: Store, telegram: Telegram
) -> None:
    variant = await store.ask(lambda: stocked(100))
    people = [telegram.person() for _ in range(20)]

    def prepare() -> None:
        for person in people:
            at_the_cart(telegram, person, variant)

    async def slow(method: str) -> None:
        await asyncio.sleep(1)

    await store.ask(prepare)
    with store.another_web(DB_POOL_MIN="1", DB_POOL_MAX="2") as (_web, url):
        telegram.before = slow
        for person in people:
            person.press_data(
                person.screen.id, AddToCart(variant.product_id, 0, variant.pk, 1).pack()
            )
        updates = telegram.take_updates()
        statuses = await asyncio.gather(*(telegram.post(update, url) for update in updates))
    assert statuses == [200] * 20
    # Each update makes two calls: more than ten at once are more than the connections there are.
    assert telegram.most_at_once > 10
    items = CartItem.objects.filter(variant=variant.pk, quantity=2)
    assert await store.ask(items.count) == 20
