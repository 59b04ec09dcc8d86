"""The jobs as staff see them: how each last went, and when it comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.models import ScheduledJob
from shop.schedule.daily import AGAIN_AFTER
from shop.schedule.plan import Planned, planned

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_LOST_AFTER = timedelta(minutes=5)  # a task may run for one minute, some for three


@dataclass(frozen=True)
class JobLine:
    """One job; `trouble` says in words why somebody should look, "" when all is well."""

    name: str
    title: str
    schedule: str
    status: str
    last_run: datetime | None
    milliseconds: int
    result: str
    error: str
    next_run: datetime | None
    trouble: str


def overview(now: datetime | None = None) -> list[JobLine]:
    """Every job of the schedule, in one query."""
    now = now or timezone.now()
    rows = ScheduledJob.objects.in_bulk()
    return [
        line_of(job, rows.get(job.name) or ScheduledJob(name=job.name), now)
        for job in planned().values()
    ]


def line_of(job: Planned, row: ScheduledJob, now: datetime) -> JobLine:
    return JobLine(
        name=job.name,
        title=job.title,
        schedule=_schedule(job),
        status=row.status,
        last_run=row.started_at,
        milliseconds=row.duration_ms,
        result=row.result,
        error=row.error if row.status == ScheduledJob.Status.FAILED else "",
        next_run=_next_run(job, row, now),
        trouble=_trouble(job, row, now),
    )


def _schedule(job: Planned) -> str:
    if job.interval is None:
        return _("daily at %(time)s") % {"time": f"{job.at:%H:%M}"} if job.at else _("off")
    seconds = int(job.interval.total_seconds())
    if seconds % 3600 == 0:
        n = seconds // 3600
        words = ngettext("every hour", "every %(n)s hours", n)
    elif seconds % 60 == 0:
        n = seconds // 60
        words = ngettext("every minute", "every %(n)s minutes", n)
    else:
        n = seconds
        words = ngettext("every second", "every %(n)s seconds", n)
    return words % {"n": n}


def _next_run(job: Planned, row: ScheduledJob, now: datetime) -> datetime | None:
    if job.interval is not None:
        return max(now, row.started_at + job.interval) if row.started_at else now
    due = job.due_today(now)
    if due is None:
        return None
    if row.day is not None and row.day >= due.date():
        return job.due_today(due + timedelta(days=1))
    if due <= now and row.asked_at is not None and row.asked_at >= due:
        return max(now, row.asked_at + AGAIN_AFTER)
    return max(now, due)


def _trouble(job: Planned, row: ScheduledJob, now: datetime) -> str:
    if row.status == ScheduledJob.Status.FAILED:
        return _("It failed the last time.")
    if row.status == ScheduledJob.Status.RUNNING:
        seen = max(moment for moment in (row.started_at, row.asked_at, _LONG_AGO) if moment)
        return _("It began and never ended.") if now - seen > _LOST_AFTER else ""
    if job.interval is not None:
        patience = 3 * job.interval + _LOST_AFTER
        late = row.started_at is not None and now - row.started_at > patience
        return _("It has not run for a while: is a worker there?") if late else ""
    due = job.due_today(now)
    is_late = due is not None and now - due > 2 * AGAIN_AFTER
    missed = row.day is not None and due is not None and row.day < due.date()
    return _("It is due today and not done.") if is_late and missed else ""
