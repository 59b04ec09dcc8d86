"""Redis is away: the shop goes on selling, and tells everybody when it is back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from orders.models import Order
from shop.models import Delivery
from tests.fakes.tcp_proxy import State, TcpProxy, tcp_proxy
from tests.infrastructure.migrated import migrated_url
from tests.infrastructure.processes import free_port
from tests.infrastructure.redis_database import redis_database
from tests.servers.store import Store, at_the_confirmation, running_store, stocked
from tests.servers.telegram import until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

PAGES = ("/api/v1/categories", "/admin/login/", "/privacy/")


@pytest.fixture(scope="module")
def far_redis(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[tuple[Store, TcpProxy]]:
    """A store of its own, and the way to its Redis."""
    folder = tmp_path_factory.mktemp("redis-gone")
    with redis_database() as url, migrated_url("redis_gone") as database:
        address = urlsplit(url)
        with (
            tcp_proxy(address.hostname or "", address.port or 6379) as way,
            django_db_blocker.unblock(),
            running_store(
                database, f"redis://127.0.0.1:{way.port}{address.path}", free_port(), folder
            ) as store,
            store.worker("--beat"),
        ):
            yield store, way


@pytest.mark.parametrize("state", ["refusing", "silent"])
async def test_orders_are_placed_and_told_of_later(
    far_redis: tuple[Store, TcpProxy], state: State
) -> None:
    store, way = far_redis
    variant = await store.ask(lambda: stocked(10))
    async with store.telegram() as telegram:
        anna = telegram.person()
        await store.ask(lambda: at_the_confirmation(telegram, anna, variant))
        way.become(state)
        started = time.monotonic()
        anna.press("Confirm Order")
        assert await telegram.settle() == [200]
        order = await store.ask(lambda: Order.objects.get(customer=anna.id))
        assert f"Your order #{order.pk} has been placed successfully!" in anna.screen.text
        boris = telegram.person("Boris")
        boris.start()
        assert await telegram.settle() == [200]
        assert time.monotonic() - started < 5  # a look or two at Redis, and not one per look-up

        async with httpx.AsyncClient(base_url=store.urls[0], timeout=10) as client:
            for page in PAGES:
                assert (await client.get(page)).status_code == 200, page
            ready = await client.get("/ready")
        assert ready.status_code == 503
        parts = {name: part["status"] for name, part in ready.json()["parts"].items()}
        assert parts == {"database": "ok", "cache": "failed", "broker": "failed", "bot": "ok"}

        way.become("open")
        await until(lambda: telegram.staff.messages != [], 40)
        (message,) = telegram.staff.messages
        assert f"#{order.pk}" in message.text
        pending = Delivery.objects.filter(event__customer_id=anna.id).exclude(status="done")
        while await store.ask(pending.count):
            await asyncio.sleep(0.1)
        async with httpx.AsyncClient(base_url=store.urls[0], timeout=10) as client:
            await asyncio.sleep(1.1)  # so long a failure is remembered
            assert (await client.get("/ready")).status_code == 200
