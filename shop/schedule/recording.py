"""Every run of a scheduled job leaves its mark: when, how long, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from shop.models import ScheduledJob
from shop.schedule.plan import Planned, planned

log = structlog.get_logger(__name__)

MORE: Final = "more to do"
"""What a job returns that goes on in another task, with the keyword argument `cursor`."""

_OFTEN = timedelta(minutes=1)  # of a job that runs more often, one run a minute is noted
Status = ScheduledJob.Status


def begin(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Note that the job begins, if it is one: a call with other arguments is a part of one."""
    job = _job(name, args, kwargs)
    if job is None or _is_frequent(job) or "cursor" in kwargs:
        return
    _write(name, {"status": Status.RUNNING, "started_at": timezone.now()})


def end(
    name: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    began: datetime,
    result: Any = None,
    failure: BaseException | None = None,
) -> None:
    """Note how the run that `began` then went."""
    job = _job(name, args, kwargs)
    if job is None:
        return
    now = timezone.now()
    if result == MORE and failure is None:
        _write(name, {"asked_at": now})
        return
    if failure is None and _is_frequent(job) and not _first_in_a_while(name):
        return
    row = ScheduledJob.objects.filter(name=name).first() if "cursor" in kwargs else None
    started = row.started_at if row and row.started_at else began
    columns: dict[str, Any] = {
        "started_at": started,
        "finished_at": now,
        "duration_ms": max(0, round((now - started).total_seconds() * 1000)),
    }
    if failure is None:
        columns |= {"status": Status.DONE, "result": _words(result), "error": ""}
        if job.is_daily and (due := job.due_today(started)) is not None and started >= due:
            columns["day"] = due.date()
    else:
        cache.delete(_noted(name))
        columns |= {"status": Status.FAILED, "failed_at": now, "error": repr(failure)[:2000]}
    _write(name, columns)


def _job(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Planned | None:
    job = planned().get(name)
    if job is None or args or set(kwargs) - job.options - {"cursor"}:
        return None
    return job


def _is_frequent(job: Planned) -> bool:
    return job.interval is not None and job.interval < _OFTEN


def _first_in_a_while(name: str) -> bool:
    return cache.add(_noted(name), 1, timeout=int(_OFTEN.total_seconds()))


def _noted(name: str) -> str:
    return f"schedule.noted.{name}"


def _words(result: Any) -> str:
    return "" if result is None else str(result)[:500]


def _write(name: str, columns: dict[str, Any]) -> None:
    """A job is not to fail because its run could not be noted."""
    try:
        if not ScheduledJob.objects.filter(name=name).update(**columns):
            ScheduledJob.objects.update_or_create(name=name, defaults=columns)
    except DatabaseError as failure:
        log.warning("schedule.run_not_noted", job=name, error=str(failure))
