"""A Redis database for processes that outlive a single test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import redis


@contextmanager
def redis_database() -> Iterator[str]:
    """The URL of a Redis database that was empty and is ours alone until the end."""
    base = os.environ["REDIS_URL"].rstrip("/")
    server = base.rsplit("/", 1)[0] if base.count("/") > 2 else base
    for number in range(15, 0, -1):
        client = redis.Redis.from_url(f"{server}/{number}")
        if client.dbsize() == 0 and client.set("taken-by-a-test", 1, nx=True, ex=1800):
            break
        client.close()
    else:
        raise AssertionError("no Redis database from 1 to 15 is empty")
    try:
        yield f"{server}/{number}"
    finally:
        client.flushdb()
        client.close()
