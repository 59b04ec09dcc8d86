"""Bringing the figures of days up to date, by pages and by workers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from orders.figures.best import keep_best_products
from orders.figures.count import count_again
from orders.figures.stale import Stale, pending_days, stale_days
from orders.models import FiguresState

log = structlog.get_logger(__name__)

LARGE = 50_000  # orders
_ASK_EVERY = 20  # seconds


@dataclass(frozen=True)
class Freshness:
    """Whether a worker keeps the figures, and how far they are."""

    is_large: bool = False
    as_of: datetime | None = None
    is_counting: bool = False


def keep_fresh() -> Freshness:
    """For pages: bring the figures up to date, or in a large store ask a worker to."""
    now = timezone.now()
    state = _state()
    stale = stale_days(state, now)
    if max(stale.last_order_id, state.last_order_id) <= LARGE:
        if stale:  # one step: so many orders are borne at once
            _step(state, stale, now, wait=True)
        return Freshness(as_of=now)
    if stale:
        _ask_worker()
    return Freshness(
        is_large=True,
        as_of=state.followed_until,
        is_counting=state.followed_until is None or bool(state.pending),
    )


def refresh(*, seconds: float | None = None) -> bool:
    """Bring the figures up to date, the newest days first; False when the seconds did not suffice.

    What is left is remembered. Where somebody else is at it already, it is left to them.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    now = timezone.now()
    state = _state()
    stale = stale_days(state, now)
    counted = False
    while stale:
        if not _step(state, stale, now, wait=False):
            return True
        counted = True
        state = _state()
        stale = pending_days(state)
        if stale and until is not None and time.monotonic() > until:
            return False
    if counted and state.last_order_id > LARGE:
        keep_best_products()
    return True


def _state() -> FiguresState:
    state = FiguresState.objects.filter(pk=1).first()
    if state is None:
        FiguresState.objects.bulk_create([FiguresState(pk=1)], ignore_conflicts=True)
        state = FiguresState(pk=1)
    return state


@transaction.atomic
def _step(state: FiguresState, stale: Stale, now: datetime, *, wait: bool) -> bool:
    """Count the newest of the stale days and remember the rest; False if somebody was first."""
    days, left = stale.split()
    mine = FiguresState.objects.filter(pk=1, steps=state.steps)
    if not wait and not mine.select_for_update(skip_locked=True).exists():
        return False
    moved = mine.update(
        time_zone=settings.TIME_ZONE,
        last_order_id=stale.last_order_id,
        followed_until=max(now, state.followed_until or now),
        steps=F("steps") + 1,
        pending={
            name: sorted(day.isoformat() for day in left & found)
            for name, found in (("sales", stale.sales), ("people", stale.people))
            if left & found
        },
    )
    if moved:
        count_again(stale.sales & days, stale.people & days)
    return bool(moved)


def _ask_worker() -> None:
    if not cache.add("orders.figures.asked", 1, _ASK_EVERY):
        return
    try:
        current_app.send_task("orders.refresh_figures", queue="maintenance", retry=False)
    except OperationalError as failure:
        log.warning("figures.broker_away", error=str(failure))
