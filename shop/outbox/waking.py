"""Workers are told that there is something to deliver, once until they have begun."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_CALL_LASTS = 5  # seconds; then a call that nobody answered is repeated


def wake_relay(subscribers: Iterable[str]) -> None:
    """Ask a worker to deliver to each of `subscribers` now, unless one was asked and has not begun.

    A broker that is away costs nothing but the wait for beat.
    """
    try:
        for subscriber in subscribers:
            if cache.add(_key(subscriber), 1, timeout=_CALL_LASTS):
                current_app.send_task("shop.relay_outbox", [subscriber], retry=False)
    except (OperationalError, RedisError) as failure:
        log.warning("outbox.broker_away", error=str(failure))


def answer_call(subscriber: str) -> None:
    """Say, before looking, that deliveries of `subscriber` written from now on need a new call."""
    cache.delete(_key(subscriber))


def _key(subscriber: str) -> str:
    return f"outbox.woken.{subscriber}"
