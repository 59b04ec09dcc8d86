"""Each day's jobs are asked for once they are due, until they are done."""

from __future__ import annotations

from datetime import timedelta

import structlog
from celery import current_app
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from shop.models import ScheduledJob
from shop.schedule.plan import DAILY_QUEUE, daily_jobs

log = structlog.get_logger(__name__)

AGAIN_AFTER = timedelta(minutes=15)


def ask_for_due() -> list[str]:
    """Ask workers for the daily jobs that are due and not done; their names.

    A job whose worker failed or died is asked for again after a quarter of an hour, until its
    day is over. However many ask at a time, one does.
    """
    now = timezone.now()
    asked = []
    for job in daily_jobs():
        due = job.due_today(now)
        if due is None or now < due:
            continue
        today = due.date()
        ScheduledJob.objects.bulk_create([ScheduledJob(name=job.name)], ignore_conflicts=True)
        mine = ScheduledJob.objects.filter(
            Q(day__isnull=True) | Q(day__lt=today),
            Q(asked_at__isnull=True) | Q(asked_at__lt=now - AGAIN_AFTER) | Q(asked_at__lt=due),
            name=job.name,
        )
        if not mine.update(asked_at=now):
            continue
        try:
            current_app.send_task(job.name, queue=DAILY_QUEUE, retry=False)
        except OperationalError as failure:
            log.warning("schedule.broker_away", job=job.name, error=str(failure))
            ScheduledJob.objects.filter(name=job.name, asked_at=now).update(asked_at=None)
            continue
        asked.append(job.name)
    return asked
