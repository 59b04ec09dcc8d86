"""From the event loop to the database and back: one hop, one transaction, no network inside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import close_old_connections, connection, transaction

from shop.audit.acting import Channel, acting

T = TypeVar("T")


async def in_db(work: Callable[[], T]) -> T:
    """What `work` returns, run in a thread and in one transaction of its own.

    The connection is back in the pool when this returns. There are as many threads as the
    pool has connections, so that waiting is done here and not by holding one.
    """
    return await hop(partial(_in_transaction, work, structlog.contextvars.get_contextvars()))


async def hop(work: Callable[[], T]) -> T:
    """Run `work` in one of the database threads."""
    return await asyncio.get_running_loop().run_in_executor(executor(), work)


@cache
def executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.DB_POOL_MAX, thread_name_prefix="bot-db")


def _in_transaction(work: Callable[[], T], logged: dict[str, Any]) -> T:
    # Only what the log needs of the caller's context comes along: Django keeps its cache clients
    # by context, and a copied one would connect to Redis anew for each update.
    close_old_connections()
    try:
        with (
            structlog.contextvars.bound_contextvars(**logged),
            acting(channel=Channel.BOT),
            transaction.atomic(),
        ):
            return work()
    finally:
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            connection.close()  # hands it back to the pool
