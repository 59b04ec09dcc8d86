"""The store's one limiter: so many hits in a sliding window, counted for all processes.

In Redis when there is one; in this process otherwise, and while Redis is away.
"""

from __future__ import annotations

import math
import time
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import redis
from django.conf import settings

from shop.redis_cache import IMPATIENT, absence

# Each hit is a member scored by Redis's own clock; the answer is the wait in microseconds, 0: go.
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window = tonumber(ARGV[1]) * 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return math.max(1, tonumber(oldest[2]) + window - now)
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
return 0
"""
# The same wait without a hit.
_WAITS = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window = tonumber(ARGV[1]) * 1000000
if redis.call('ZCOUNT', KEYS[1], now - window, '+inf') < tonumber(ARGV[2]) then return 0 end
local oldest = redis.call('ZRANGEBYSCORE', KEYS[1], now - window, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
return math.max(0, tonumber(oldest[2]) + window - now)
"""


@dataclass(frozen=True)
class Limit:
    """At most `hits` within any `seconds`; `name` tells its counters from others'."""

    name: str
    hits: int
    seconds: int

    @classmethod
    def named(cls, name: str) -> Limit:
        """The limit that `settings.LIMITS` sets."""
        hits, seconds = settings.LIMITS[name]
        return cls(name, hits, seconds)


@dataclass(frozen=True)
class Hit:
    """What came of a hit: `retry_after` is 0 when it was let through, else whole seconds."""

    key: str
    token: str
    retry_after: int

    @property
    def allowed(self) -> bool:
        return self.retry_after == 0


def hit(limit: Limit, who: str) -> Hit:
    """Count one hit of `who`, unless the limit is reached: a refused one does not count."""
    key, token = f"limit:{limit.name}:{who}", uuid.uuid4().hex
    client = _client()
    if client is not None and not absence:
        try:
            waits = client.script(keys=[key], args=[limit.seconds, limit.hits, token])
        except redis.RedisError as failure:
            absence.note(failure)
        else:
            return Hit(key, token, math.ceil(int(waits) / 1_000_000))
    return Hit(key, token, math.ceil(_memory.hit(key, token, limit)))


def take_back(one: Hit) -> None:
    """Make `one` uncounted, as if it had never been."""
    client = _client()
    if client is not None and not absence:
        try:
            client.redis.zrem(one.key, one.token)
        except redis.RedisError as failure:
            absence.note(failure)
    _memory.take_back(one.key, one.token)


def longest_wait(limit: Limit, who: str) -> int:
    """For how many seconds more somebody is refused: `who`, or any who begins with `who:`."""
    client = _client()
    if client is not None and not absence:
        try:
            waits = [
                client.waits(keys=[key], args=[limit.seconds, limit.hits])
                for key in _keys(client.redis, limit, who)
            ]
        except redis.RedisError as failure:
            absence.note(failure)
        else:
            return math.ceil(max((int(wait) for wait in waits), default=0) / 1_000_000)
    return math.ceil(_memory.longest_wait(f"limit:{limit.name}:{who}", limit))


def forget(limit: Limit, who: str) -> None:
    """Begin anew with `who`, and with all who begin with `who:`."""
    client = _client()
    if client is not None and not absence:
        try:
            if keys := list(_keys(client.redis, limit, who)):
                client.redis.delete(*keys)
        except redis.RedisError as failure:
            absence.note(failure)
    _memory.forget(f"limit:{limit.name}:{who}")


def forget_all() -> None:
    """Forget what this process counted; Redis is left alone."""
    _memory.clear()


@dataclass(frozen=True)
class _Client:
    redis: redis.Redis
    script: Any
    waits: Any


@cache
def _connect(url: str) -> _Client:
    client = redis.Redis.from_url(url, **IMPATIENT)
    return _Client(client, client.register_script(_SCRIPT), client.register_script(_WAITS))


def _client() -> _Client | None:
    return _connect(settings.REDIS_URL) if settings.REDIS_URL else None


def _keys(client: redis.Redis, limit: Limit, who: str) -> Iterator[str]:
    yield f"limit:{limit.name}:{who}"
    yield from client.scan_iter(match=f"limit:{limit.name}:{who}:*", count=1000)


class _Memory:
    """Counters of this process; those that fell silent are dropped when there are many."""

    MANY = 10_000

    def __init__(self) -> None:
        self._hits: dict[str, deque[tuple[float, str]]] = {}
        self._ends: dict[str, float] = {}
        self._lock = Lock()

    def hit(self, key: str, token: str, limit: Limit) -> float:
        now = time.monotonic()
        with self._lock:
            self._drop_silent(now)
            hits = self._hits.setdefault(key, deque())
            while hits and hits[0][0] <= now - limit.seconds:
                hits.popleft()
            if len(hits) >= limit.hits:
                return hits[0][0] + limit.seconds - now
            hits.append((now, token))
            self._ends[key] = now + limit.seconds
            return 0.0

    def take_back(self, key: str, token: str) -> None:
        with self._lock:
            hits = self._hits.get(key)
            if hits:
                self._hits[key] = deque(one for one in hits if one[1] != token)

    def longest_wait(self, key: str, limit: Limit) -> float:
        now = time.monotonic()
        with self._lock:
            waits = [
                hits[-limit.hits][0] + limit.seconds - now
                for name, hits in self._hits.items()
                if (name == key or name.startswith(f"{key}:")) and len(hits) >= limit.hits
            ]
        return max(0.0, *waits) if waits else 0.0

    def forget(self, key: str) -> None:
        with self._lock:
            for name in [n for n in self._hits if n == key or n.startswith(f"{key}:")]:
                del self._hits[name]
                self._ends.pop(name, None)

    def clear(self) -> None:
        with self._lock:
            self._hits.clear()
            self._ends.clear()

    def _drop_silent(self, now: float) -> None:
        if len(self._ends) < self.MANY:
            return
        for key in [key for key, end in self._ends.items() if end <= now]:
            del self._ends[key]
            self._hits.pop(key, None)


_memory = _Memory()
