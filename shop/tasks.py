from __future__ import annotations

import time
from importlib import import_module
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from shop import outbox, reconciliation, schedule
from shop.audit import thinning as audit_thinning
from shop.integrations import heard
from shop.services import answer_once, staff_tokens
from shop.services.say_once import forget_said

_SLICES = 20
_SECONDS = 20.0
_SOON = 60.0
_RECONCILE_SECONDS = 15.0


@shared_task(name="shop.relay_outbox", time_limit=60, soft_time_limit=50)
def relay_outbox(subscriber: str | None = None) -> str:
    """Deliver what is due to `subscriber`, and come back by itself for what is due within a minute.

    Each subscriber has a task of its own, so that a slow one holds up nobody else; without a
    name it asks for one for each who has something due; their names.
    """
    if subscriber is None:
        due = outbox.due_subscribers()
        outbox.wake_relay(due)
        return ", ".join(due)
    outbox.answer_call(subscriber)
    # The limit of the task must not fall into a slice: its part sent would be repeated.
    outbox.deliver_slices(subscriber, slices=_SLICES, seconds=_SECONDS)
    wait = outbox.seconds_until_due(subscriber)
    if wait is not None and wait < _SOON and _is_first_to_plan(subscriber, wait):
        relay_outbox.apply_async((subscriber,), countdown=wait + 0.2)
    return ""


@shared_task(name="shop.thin_outbox")
def thin_outbox() -> int:
    """Drop events that everybody was told of long ago; how many."""
    return outbox.thin()


@shared_task(name="shop.thin_audit_log", time_limit=60, soft_time_limit=50)
def thin_audit_log() -> int:
    """Drop changes older than the setting says, if it says anything; how many."""
    return audit_thinning.thin()


@shared_task(name="shop.heartbeat")
def heartbeat(*, by_clock: bool = False, sign: str = "") -> None:
    """Show that a worker is alive, and the clock if it asked; `sign` is whom to answer."""
    heard("worker")
    if by_clock:
        heard("beat")
    if sign:
        cache.set(sign, 1, timeout=30)


@shared_task(name="shop.run_daily_jobs")
def run_daily_jobs() -> str:
    """Ask for the jobs of the day that are due; their names."""
    return ", ".join(schedule.ask_for_due())


@shared_task(name="shop.forget_sessions")
def forget_sessions() -> int:
    """Drop the sessions of the admin that are over, and what was said once a month ago."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    store.clear_expired()
    return forget_said()


@shared_task(name="shop.reconcile", time_limit=50, soft_time_limit=45)
def reconcile(cursor: dict[str, Any] | None = None) -> str:
    """Look for what cannot be true, a part at a time; differences are told to the staff."""
    done = reconciliation.advance(cursor or {}, seconds=_RECONCILE_SECONDS)
    if isinstance(done, str):
        return done
    reconcile.apply_async(kwargs={"cursor": done}, queue="maintenance")
    return schedule.MORE


@shared_task(name="shop.forget_old_keys")
def forget_old_keys() -> int:
    """Drop the API's refresh tokens that are over and answers that nobody asks for again; how many."""
    return staff_tokens.forget_expired() + answer_once.forget_old()


def _is_first_to_plan(subscriber: str, wait: float) -> bool:
    """Whether no relay has yet planned to come back in that second; a sooner one is planned anew."""
    second = int(time.time() + wait)
    return cache.add(f"outbox.next.{subscriber}.{second}", 1, timeout=wait + 1)
