from __future__ import annotations

from celery import current_app
from kombu.exceptions import OperationalError

from shop.schedule.plan import planned


def run_now(name: str) -> bool:
    """Ask a worker for the job at once; False when there is no such job or no broker."""
    job = planned().get(name)
    if job is None:
        return False
    try:
        current_app.send_task(job.name, queue=job.queue, retry=False)
    except OperationalError:
        return False
    return True
