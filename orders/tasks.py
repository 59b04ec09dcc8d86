from __future__ import annotations

import time

from celery import shared_task

from orders import figures
from orders.services import compare_ledgers as compare
from orders.services import expire_unpaid as unpaid
from orders.services import reconcile_payments as reconciling

_SLICE = 20.0


@shared_task(name="orders.refresh_figures", time_limit=50, soft_time_limit=45)
def refresh_figures() -> None:
    """Bring the figures of days up to date; what does not fit into a slice, the next one does."""
    if not figures.refresh(seconds=_SLICE):
        refresh_figures.apply_async()


@shared_task(name="orders.expire_unpaid", time_limit=50, soft_time_limit=45)
def expire_unpaid() -> None:
    """Cancel the orders that were to be paid online and whose time is up; remind of the others."""
    until = time.monotonic() + _SLICE
    while unpaid.expire_unpaid(limit=20) and time.monotonic() < until:
        pass
    while unpaid.remind_to_pay(limit=20) and time.monotonic() < until:
        pass


@shared_task(name="orders.reconcile_payments", time_limit=55, soft_time_limit=50)
def reconcile_payments() -> None:
    """Ask the providers about payments and refunds that nothing was heard of."""
    reconciling.close_needless()
    reconciling.ask_again_for_refunds()
    reconciling.reconcile_payments()


@shared_task(name="orders.compare_ledgers", time_limit=55, soft_time_limit=50)
def compare_ledgers() -> None:
    """Compare the books of the providers that have some with ours."""
    until = time.monotonic() + _SLICE
    while compare.compare_ledgers() and time.monotonic() < until:
        pass
