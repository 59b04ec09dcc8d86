from __future__ import annotations

import structlog
from celery import current_app, shared_task
from kombu.exceptions import OperationalError

from orders import figures
from orders.services import run_exports, schedule_exports

log = structlog.get_logger(__name__)

_SLICE = 20.0


@shared_task(name="orders.refresh_figures", time_limit=50, soft_time_limit=45)
def refresh_figures() -> None:
    """Bring the figures of days up to date; what does not fit into a slice, the next one does."""
    if not figures.refresh(seconds=_SLICE):
        refresh_figures.apply_async()


# One request to a spreadsheet service may take most of a minute, and a slice makes a few.
@shared_task(name="orders.advance_export", time_limit=170, soft_time_limit=160)
def advance_export(run_id: int) -> None:
    """Work on an export for a while, and ask for the next turn."""
    if run_exports.advance(run_id, seconds=_SLICE):
        wake_export(run_id)


@shared_task(name="orders.resume_exports")
def resume_exports() -> None:
    """Go on with exports whose worker died, whose call was lost, or who waited."""
    for run_id in run_exports.waiting_exports().values_list("pk", flat=True)[:100]:
        wake_export(run_id)


@shared_task(name="orders.start_scheduled_exports")
def start_scheduled_exports() -> None:
    """Begin the exports whose hour has come."""
    schedule_exports.start_due()


@shared_task(name="orders.forget_old_exports")
def forget_old_exports() -> None:
    """Drop the files of exports that were made a week ago."""
    run_exports.forget_old()


def wake_export(run_id: int) -> None:
    """Ask a worker to go on with the export; without a broker beat finds it later."""
    try:
        current_app.send_task("orders.advance_export", args=(run_id,), retry=False)
    except OperationalError as failure:
        log.warning("export.broker_away", error=str(failure))
