from __future__ import annotations

from celery import shared_task

from orders import figures
from orders.services.reconcile_payments import reconcile_payments as reconcile

_SLICE = 20.0


@shared_task(name="orders.refresh_figures", time_limit=50, soft_time_limit=45)
def refresh_figures() -> None:
    """Bring the figures of days up to date; what does not fit into a slice, the next one does."""
    if not figures.refresh(seconds=_SLICE):
        refresh_figures.apply_async()


@shared_task(name="orders.reconcile_payments", time_limit=55, soft_time_limit=50)
def reconcile_payments() -> None:
    """Ask the providers about payments that nothing was heard of."""
    reconcile()
