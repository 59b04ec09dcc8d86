"""How often an account may be asked, counted for all workers together: a token bucket each.

The state of a bucket is one moment, the time at which it will be full again ("theoretical arrival
time"): a call is let through when that lies no further away than the bucket holds tokens.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import redis
from django.conf import settings

from shop.redis_cache import IMPATIENT, absence

# Takes tokens by Redis's own clock: the wait in microseconds, 0: go. A refused call takes none.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local interval, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local wait = full + cost * interval - burst * interval - now
if wait > 0 then return math.ceil(wait) end
full = full + cost * interval
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000) + 1000)
return 0
"""
# Moves the moment further away: by so much, and at least so far from now.
_SPEND = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + tonumber(ARGV[1])
full = math.max(full, now + tonumber(ARGV[2]))
if full > now then
  redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000) + 1000)
end
return 0
"""
_AWAY = 5.0  # seconds to wait for a Redis that is away: counting alone would exceed the limit
_SLACK = 1.02  # our clock and theirs differ a little


@dataclass(frozen=True)
class Bucket:
    """A documented limit: `burst` calls at once, then one per `interval` seconds.

    `of_refusal` is how many calls one with a 4xx answer counts as.
    """

    name: str
    burst: int
    interval: float
    of_refusal: int = 1


class Limiter:
    """The limits of one account. `who` names it at the marketplace, so that two keys share."""

    def __init__(self, who: str) -> None:
        self.who = who

    def take(self, bucket: Bucket) -> float:
        """Take a token: 0, or the seconds to wait, nothing being taken."""
        interval = bucket.interval * _SLACK
        client = _client()
        if client is None:
            return _memory.take(self._key(bucket), interval, bucket.burst)
        if absence:
            return _AWAY
        try:
            wait = client.take(
                keys=[self._key(bucket)], args=[interval * 1_000_000, bucket.burst, 1]
            )
        except redis.RedisError as failure:
            absence.note(failure)
            return _AWAY
        return int(wait) / 1_000_000

    def answered(self, bucket: Bucket, took: float) -> None:
        """Say that a call has ended which took so many seconds.

        The marketplace may have counted it as late as now; the token counts from then on.
        """
        self._spend(bucket, took, 0.0)

    def refused(self, bucket: Bucket) -> None:
        """Pay what a 4xx answer costs beyond a call."""
        self._spend(bucket, (bucket.of_refusal - 1) * bucket.interval * _SLACK, 0.0)

    def pause(self, bucket: Bucket, seconds: float) -> None:
        """Let nothing through for so long, and then one call after another."""
        self._spend(bucket, 0.0, seconds + (bucket.burst - 1) * bucket.interval * _SLACK)

    def has_left(self, bucket: Bucket, tokens: int) -> None:
        """Believe the marketplace that no more than `tokens` are left: others use the account too."""
        used = max(0, bucket.burst - tokens)
        self._spend(bucket, 0.0, used * bucket.interval * _SLACK)

    def _spend(self, bucket: Bucket, more: float, at_least: float) -> None:
        client = _client()
        if client is None:
            _memory.spend(self._key(bucket), more, at_least)
            return
        if absence:
            return
        try:
            client.spend(
                keys=[self._key(bucket)], args=[int(more * 1_000_000), int(at_least * 1_000_000)]
            )
        except redis.RedisError as failure:
            absence.note(failure)

    def _key(self, bucket: Bucket) -> str:
        return f"marketplace:{bucket.name}:{self.who}"


def forget_all() -> None:
    """Forget what this process counted; Redis is left alone."""
    _memory.clear()


@dataclass(frozen=True)
class _Client:
    take: Any
    spend: Any


@cache
def _connect(url: str) -> _Client:
    client = redis.Redis.from_url(url, **IMPATIENT)
    return _Client(client.register_script(_TAKE), client.register_script(_SPEND))


def _client() -> _Client | None:
    return _connect(settings.REDIS_URL) if settings.REDIS_URL else None


class _Memory:
    """The buckets of this process, for a store without Redis, which has one worker."""

    MANY = 10_000

    def __init__(self) -> None:
        self.clock: Callable[[], float] = time.monotonic
        self._full: dict[str, float] = {}
        self._lock = Lock()

    def take(self, key: str, interval: float, burst: int) -> float:
        now = self.clock()
        with self._lock:
            full = max(self._full.get(key, now), now) + interval
            wait = full - burst * interval - now
            if wait > 1e-9:
                return wait
            self._set(key, full, now)
            return 0.0

    def spend(self, key: str, more: float, at_least: float) -> None:
        now = self.clock()
        with self._lock:
            self._set(key, max(max(self._full.get(key, now), now) + more, now + at_least), now)

    def clear(self) -> None:
        with self._lock:
            self._full.clear()

    def _set(self, key: str, full: float, now: float) -> None:
        if len(self._full) >= self.MANY:
            self._full = {name: end for name, end in self._full.items() if end > now}
        self._full[key] = full


_memory = _Memory()
