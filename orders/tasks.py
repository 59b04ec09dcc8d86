from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery import current_app, shared_task
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError

from orders import abandoned_carts, customer_figures, day_summary
from orders.figures import fresh
from orders.services import compare_ledgers as compare
from orders.services import compare_refunds as refunds
from orders.services import expire_unpaid as unpaid
from orders.services import reconcile_payments as reconciling
from orders.services import run_exports, schedule_exports
from orders.services.forget_carts import forget_carts
from shop import schedule
from shop.models import StoreSettings

log = structlog.get_logger(__name__)

_SLICE = 20.0
_NIGHT = timedelta(hours=4)  # so long after midnight, when the store is quiet
_COUNTED = "orders.customers.counted"


@shared_task(name="orders.refresh_figures", time_limit=50, soft_time_limit=45)
def refresh_figures() -> str:
    """Bring the figures of days up to date; what does not fit into a slice, the next one does."""
    if fresh.refresh(seconds=_SLICE):
        return "up to date"
    refresh_figures.apply_async()
    return "goes on"


@shared_task(name="orders.expire_unpaid", time_limit=50, soft_time_limit=45)
def expire_unpaid() -> str:
    """Cancel the orders that were to be paid online and whose time is up; remind of the others."""
    until = time.monotonic() + _SLICE
    cancelled = _repeat(lambda: unpaid.expire_unpaid(limit=20), until)
    reminded = _repeat(lambda: unpaid.remind_to_pay(limit=20), until)
    return f"cancelled: {cancelled}, reminded: {reminded}"


def _repeat(work: Callable[[], int], until: float) -> int:
    """Do `work` until it finds nothing more or the time is up; the sum of what it did."""
    done = 0
    while (now := work()) and time.monotonic() < until:
        done += now
    return done + now


@shared_task(name="orders.recount_customers", time_limit=50, soft_time_limit=45)
def recount_customers(after: int | None = None) -> str:
    """Count every customer anew once a night, and when the store's currency has changed.

    The nightly count also finds products that moved to another category.
    """
    state = _state_of_now()
    if after is None and cache.get(_COUNTED) == state:
        return "up to date"
    cache.set(_COUNTED, state, timeout=None)
    until = time.monotonic() + _SLICE
    after = customer_figures.recount(after)
    while after is not None and time.monotonic() < until:
        after = customer_figures.recount(after)
    if after is None:
        return "counted"
    recount_customers.apply_async(args=(after,))
    return "goes on"


def _state_of_now() -> tuple[str, str]:
    """What the customers are counted for: the currency and the night."""
    night = timezone.localdate(timezone.now() - _NIGHT, timezone.get_default_timezone())
    return StoreSettings.current().currency, night.isoformat()


@shared_task(name="orders.remind_of_carts")
def remind_of_carts() -> int:
    """Remind customers of the carts that they left behind a day ago; how many."""
    return abandoned_carts.remind(seconds=_SLICE)


@shared_task(name="orders.forget_carts")
def forget_old_carts() -> int:
    """Empty the carts that nobody has touched for half a year; how many."""
    return _repeat(forget_carts, time.monotonic() + _SLICE)


@shared_task(name="orders.tell_day")
def tell_day() -> str:
    """Tell the staff chat of yesterday's sales."""
    return "told" if day_summary.tell_yesterday() else "told before"


# One request to a spreadsheet service may take most of a minute, and a slice makes a few.
@shared_task(name="orders.advance_export", time_limit=170, soft_time_limit=160)
def advance_export(run_id: int) -> None:
    """Work on an export for a while, and ask for the next turn."""
    if run_exports.advance(run_id, seconds=_SLICE):
        wake_export(run_id)


@shared_task(name="orders.resume_exports")
def resume_exports() -> int:
    """Go on with exports whose worker died, whose call was lost, or who waited; how many."""
    waiting = list(run_exports.waiting_exports().values_list("pk", flat=True)[:100])
    for run_id in waiting:
        wake_export(run_id)
    return len(waiting)


@shared_task(name="orders.start_scheduled_exports")
def start_scheduled_exports() -> int:
    """Begin the exports whose hour has come; how many."""
    return schedule_exports.start_due()


@shared_task(name="orders.forget_old_exports")
def forget_old_exports() -> int:
    """Drop the files of exports that were made a week ago; how many exports."""
    return run_exports.forget_old()


def wake_export(run_id: int) -> None:
    """Ask a worker to go on with the export; without a broker beat finds it later."""
    try:
        current_app.send_task("orders.advance_export", args=(run_id,), retry=False)
    except OperationalError as failure:
        log.warning("export.broker_away", error=str(failure))


@shared_task(name="orders.reconcile_payments", time_limit=55, soft_time_limit=50)
def reconcile_payments() -> str:
    """Ask the providers about payments and refunds that nothing was heard of."""
    closed = reconciling.close_needless()
    refunds = reconciling.ask_again_for_refunds()
    payments = reconciling.reconcile_payments()
    return f"payments: {payments}, refunds: {refunds}, closed: {closed}"


@shared_task(name="orders.compare_ledgers", time_limit=55, soft_time_limit=50)
def compare_ledgers() -> str:
    """Compare the books of the providers that have some with ours."""
    return f"lines: {_repeat(compare.compare_ledgers, time.monotonic() + _SLICE)}"


@shared_task(name="orders.compare_refunds", time_limit=55, soft_time_limit=50)
def compare_refunds(since: str = "", skip: int = 0) -> str:
    """Look for refunds that were made at the providers themselves and that no webhook told of."""
    begin = datetime.fromisoformat(since) if since else timezone.now() - refunds.WINDOW
    further = refunds.compare_refunds(since=begin, skip=skip, seconds=_SLICE)
    if further is None:
        return ""
    compare_refunds.apply_async(args=(begin.isoformat(), further), queue="maintenance")
    return schedule.MORE
