"""A process that has just started, and one that has run for a while, cost and mean the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches

from botapp import bridge
from tests.servers.store import Store, at_the_cart, stocked
from tests.servers.telegram import Telegram


@pytest.mark.postgres
@pytest.mark.redis
async def test_a_press_may_be_the_first_update_of_a_process(
    store: Store, telegram: Telegram
) -> None:
    variant = await store.ask(lambda: stocked(10))
    anna = telegram.person()
    await store.ask(lambda: at_the_cart(telegram, anna, variant))
    with store.another_web() as (_web, url):
        anna.press("Look again")
        (update,) = telegram.take_updates()
        assert await telegram.post(update, url) == 200
    assert "Kettle" in anna.screen.text
    assert anna.toasts == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
async def test_updates_share_the_connection_to_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client of their own each would be a new connection to Redis for every update."""
    with ThreadPoolExecutor(1) as thread:
        monkeypatch.setattr(bridge, "executor", lambda: thread)
        first = await bridge.in_db(lambda: caches["default"])
        assert await bridge.in_db(lambda: caches["default"]) is first
