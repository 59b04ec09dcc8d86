"""What is scheduled: the intervals of beat, and the jobs of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

DAILY_QUEUE = "maintenance"


@dataclass(frozen=True)
class Planned:
    """A job: every so often, or daily `at` a time of the store's clock (None: switched off).

    `options` are the names of the keyword arguments that the schedule gives it.
    """

    name: str
    queue: str
    interval: timedelta | None = None
    at: time | None = None
    options: frozenset[str] = frozenset()

    @property
    def is_daily(self) -> bool:
        return self.interval is None

    def due_today(self, now: datetime) -> datetime | None:
        """When a daily job is due on the day of `now`; None when it is switched off."""
        if self.at is None:
            return None
        zone = timezone.get_default_timezone()
        day = timezone.localdate(now, zone)
        return timezone.make_aware(datetime.combine(day, self.at), zone)

    @property
    def title(self) -> str:
        return str(settings.JOB_TITLES.get(self.name, self.name))


def planned() -> dict[str, Planned]:
    """Every job by the name of its task, in the order in which the schedule names them."""
    return {job.name: job for job in (*daily_jobs(), *_intervals())}


def daily_jobs() -> list[Planned]:
    return [Planned(name, DAILY_QUEUE, at=_time(at)) for name, at in settings.DAILY_JOBS.items()]


def _intervals() -> list[Planned]:
    entries: dict[str, dict[str, Any]] = current_app.conf.beat_schedule
    return [
        Planned(
            entry["task"],
            entry.get("options", {}).get("queue", current_app.conf.task_default_queue),
            interval=entry["schedule"],
            options=frozenset(entry.get("kwargs", ())),
        )
        for entry in entries.values()
        if isinstance(entry["schedule"], timedelta)
    ]


def _time(at: str) -> time | None:
    """`03:30`, or what the function of a dotted path says."""
    if ":" in at:
        return time.fromisoformat(at)
    found: time | None = import_string(at)()
    return found
