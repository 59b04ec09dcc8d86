"""A hundred customers order ten pieces at the same moment, of a real server."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psycopg
import pytest
import pytest_asyncio

from tests.infrastructure.migrated import migrated_url
from tests.infrastructure.processes import PYTHON, environment, run, web

pytestmark = pytest.mark.postgres
KEY = "a-trusted-client-s-key-of-the-hundred"
PREPARE = """
from tests.factories import make_variant
print("variant", make_variant(stock=10).pk)
"""


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[tuple[str, str, int]]:
    """The address of a store, its database, and a variant with ten pieces."""
    with migrated_url("hundred") as url:
        env = environment(
            SECRET_KEY="a-secret-key-for-the-hundred-0123456789-abcdefghijk",
            DATABASE_URL=url,
            BOT_API_KEYS=KEY,
            PYTHONPATH=".",
        )
        prepared = run([PYTHON, "manage.py", "shell", "-v0", "-c", PREPARE], env)
        assert prepared.returncode == 0, prepared.stderr
        variant = int(prepared.stdout.split("variant")[1])
        with web(env, tmp_path / "web.log") as (_server, address):
            yield address, url, variant


async def test_ten_get_it_and_ninety_are_told(store: tuple[str, str, int]) -> None:
    address, url, variant = store
    body = {
        "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
        "shipping_address": "10 Main Street, Springfield",
        "items": [{"variant_id": variant, "quantity": 1}],
    }
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:

        async def order(number: int) -> httpx.Response:
            content = json.dumps({**body, "user_id": 1000 + number})
            headers = {"X-Api-Key": KEY, "Content-Type": "application/json"}
            return await client.post("/api/v1/orders", content=content, headers=headers)

        answers = await asyncio.gather(*(order(number) for number in range(100)))
    assert Counter(answer.status_code for answer in answers) == {201: 10, 400: 90}
    refused = {answer.json()["error"]["code"] for answer in answers if answer.status_code == 400}
    assert refused == {"out_of_stock"}
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM orders_order), (SELECT count(*) FROM shop_customer), "
            "(SELECT stock_quantity FROM catalog_productvariant WHERE id = %s)",
            [variant],
        ).fetchone()
    assert row == (10, 10, 0)
