"""What sells in the chat is offered less at both marketplaces, by a worker, at once."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet

from tests.fakes.marketplaces import FakeOzon, FakeWildberries
from tests.marketplaces.shop_window import Channel, open_at_ozon, open_at_wildberries
from tests.servers.store import Store, at_the_confirmation, stocked
from tests.servers.telegram import Telegram, until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


async def test_an_order_is_at_both_marketplaces_within_five_seconds(
    store: Store, telegram: Telegram, settings: Any
) -> None:
    key = Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [key]
    anna = telegram.person()
    with FakeWildberries() as wildberries, FakeOzon() as ozon:

        def open_channels() -> tuple[Channel, Channel]:
            variant = stocked(10)
            channels = open_at_wildberries(wildberries), open_at_ozon(ozon)
            for channel in channels:
                channel.link(variant)
            at_the_confirmation(telegram, anna, variant)
            return channels

        wb, oz = await store.ask(open_channels)
        store.forget_catalogue()
        there = {
            "WILDBERRIES_URL_TEMPLATE": wildberries.template,
            "OZON_URL": ozon.url,
            "FIELD_ENCRYPTION_KEYS": key,
        }
        with store.worker(**there):
            await telegram.press(anna, "Confirm Order")
            assert "successfully" in anna.screen.text
            await until(lambda: (wb.offered(), oz.offered()) == (9, 9), 5)
        assert wildberries.enforced.exceeded == ozon.enforced.exceeded == []
        assert wildberries.spec.wrong == ozon.spec.wrong == []
