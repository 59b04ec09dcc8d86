"""Redis as a help and not a need: while it is away the store goes on, a little slower."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends import redis as django_redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

T = TypeVar("T")

PAUSE = 1.0  # seconds in which nobody asks a Redis that has just failed: each would wait for it
IMPATIENT: dict[str, Any] = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "retry": Retry(NoBackoff(), 0),
}
_LOG_EVERY = 30.0


class Absence:
    """What this process knows of whether Redis answers; threads share it."""

    def __init__(self) -> None:
        self._asked_again_at = 0.0
        self._logged_at = -_LOG_EVERY

    def __bool__(self) -> bool:
        return time.monotonic() < self._asked_again_at

    def note(self, failure: Exception) -> None:
        now = time.monotonic()
        self._asked_again_at = now + PAUSE
        if now - self._logged_at >= _LOG_EVERY:
            self._logged_at = now
            log.warning("redis.away", error=str(failure))

    def forget(self) -> None:
        """Ask again at once."""
        self._asked_again_at = 0.0


absence = Absence()


class KeptClients(django_redis.RedisCacheClient):
    """Django's, but for making a client anew for each call, which costs more than the call.

    For one server, which is all that `REDIS_URL` names; threads share the client.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class RedisCache(django_redis.RedisCache):
    """Django's, except that nothing is found in, and nothing kept by, a Redis that is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**IMPATIENT, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = KeptClients

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return _try(super().add, False, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _try(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        _try(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return _try(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return _try(super().delete, False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return _try(super().get_many, {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return _try(super().has_key, False, *args, **kwargs)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        return _try(super().set_many, list(data), data, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        _try(super().delete_many, None, *args, **kwargs)


def _try(ask: Callable[..., T], away: T, *args: Any, **kwargs: Any) -> T:
    """What `ask` says, or `away` when Redis does not answer, or has not a moment ago."""
    if absence:
        return away
    try:
        return ask(*args, **kwargs)
    except RedisError as failure:
        absence.note(failure)
        return away
