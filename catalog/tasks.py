"""Jobs of the catalogue: imports in slices, and the pictures that they name."""

from __future__ import annotations

import structlog
from celery import current_app, shared_task
from kombu.exceptions import OperationalError

from catalog.files.fetch import fetch_due
from catalog.services.forget_pictures import forget_pictures
from catalog.services.import_products import advance, forget_old, waiting_runs
from catalog.services.uploads import forget_uploads
from shop import schedule

log = structlog.get_logger(__name__)


# Reading a file is one piece of work, and a large workbook takes its time.
@shared_task(name="catalog.advance_import", time_limit=180, soft_time_limit=170)
def advance_import(run_id: int) -> None:
    """Work on an import for a while, and ask for the next turn."""
    if advance(run_id):
        wake_import(run_id)


@shared_task(name="catalog.resume_imports")
def resume_imports() -> int:
    """Go on with imports whose worker died or whose call was lost; fetch pictures that are due.

    How many imports there were.
    """
    waiting = list(waiting_runs().values_list("pk", flat=True))
    for run_id in waiting:
        wake_import(run_id)
    fetch_pictures()
    return len(waiting)


@shared_task(name="catalog.fetch_pictures")
def fetch_pictures() -> None:
    """Fetch pictures from the internet for about twenty seconds."""
    if fetch_due(seconds=20):
        _send("catalog.fetch_pictures")


@shared_task(name="catalog.forget_uploads")
def forget_old_uploads() -> int:
    """Delete pictures that were uploaded to pages which nobody saved; how many."""
    return forget_uploads()


@shared_task(name="catalog.forget_pictures")
def forget_left_pictures(cursor: str = "") -> str:
    """Delete the files of pictures that no product has shown for a month, a part at a time."""
    after = forget_pictures(after=cursor)
    if after is None:
        return ""
    forget_left_pictures.apply_async(kwargs={"cursor": after}, queue="maintenance")
    return schedule.MORE


@shared_task(name="catalog.forget_old_imports")
def forget_old_imports() -> int:
    """Thin out what old imports left behind; how many imports."""
    return forget_old()


def wake_import(run_id: int) -> None:
    """Ask a worker to go on with the import; without a broker beat finds it later."""
    _send("catalog.advance_import", run_id)


def wake_pictures() -> None:
    _send("catalog.fetch_pictures")


def _send(name: str, *arguments: int) -> None:
    try:
        current_app.send_task(name, args=arguments, retry=False)
    except OperationalError as failure:
        log.warning("import.broker_away", error=str(failure))
