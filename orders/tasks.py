from __future__ import annotations

from celery import shared_task

from orders import figures

_SLICE = 20.0


@shared_task(name="orders.refresh_figures", time_limit=50, soft_time_limit=45)
def refresh_figures() -> None:
    """Bring the figures of days up to date; what does not fit into a slice, the next one does."""
    if not figures.refresh(seconds=_SLICE):
        refresh_figures.apply_async()
