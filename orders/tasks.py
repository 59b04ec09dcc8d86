from __future__ import annotations

from celery import shared_task

from orders import abandoned_carts, day_summary, figures

_SLICE = 20.0


@shared_task(name="orders.refresh_figures", time_limit=50, soft_time_limit=45)
def refresh_figures() -> None:
    """Bring the figures of days up to date; what does not fit into a slice, the next one does."""
    if not figures.refresh(seconds=_SLICE):
        refresh_figures.apply_async()


@shared_task(name="orders.remind_of_carts")
def remind_of_carts() -> int:
    """Remind customers of the carts that they left behind a day ago; how many."""
    return abandoned_carts.remind(seconds=_SLICE)


@shared_task(name="orders.tell_day")
def tell_day() -> None:
    """Tell the staff chat of yesterday's sales."""
    day_summary.tell_yesterday()
