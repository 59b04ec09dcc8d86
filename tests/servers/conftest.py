"""One store of two web processes for the whole folder, and a Telegram of each test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from shop.models import Event
from tests.infrastructure.migrated import migrated_url
from tests.infrastructure.processes import free_port
from tests.infrastructure.redis_database import redis_database
from tests.servers.store import Store, running_store
from tests.servers.telegram import Telegram


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("servers")
    with (
        migrated_url("servers") as url,
        redis_database() as redis_url,
        django_db_blocker.unblock(),
        running_store(url, redis_url, free_port(), folder) as running,
    ):
        yield running


@pytest_asyncio.fixture
async def telegram(store: Store) -> AsyncIterator[Telegram]:
    """Telegram as it is before anybody speaks; nothing waits in the outbox from tests before."""
    await store.ask(Event.objects.all().delete)
    async with store.telegram() as there:
        yield there
