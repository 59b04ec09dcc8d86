"""Exports by schedule: begun when their hour has come, each day covered once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from orders.exports.kinds import KINDS, may_export
from orders.models import ExportRun, ExportSchedule
from orders.models.export import What
from orders.services.run_exports import start_export

_DAY = timedelta(days=1)
Every = ExportSchedule.Every


def start_due(now: datetime | None = None) -> int:
    """Begin the exports whose hour has come, and those that were missed; how many."""
    now = timezone.localtime(now, timezone.get_default_timezone())
    ids = ExportSchedule.objects.filter(is_active=True).values_list("pk", flat=True)
    return sum(_start(pk, now) for pk in list(ids))


@transaction.atomic
def _start(schedule_id: int, now: datetime) -> bool:
    """Whoever locks the schedule begins its export; the next one finds the days covered."""
    schedule = (
        ExportSchedule.objects.select_for_update(of=("self",))
        .select_related("owner")
        .filter(pk=schedule_id, is_active=True)
        .first()
    )
    if schedule is None:
        return False
    last = last_day(schedule, now)
    if schedule.done_until and schedule.done_until >= last:
        return False
    first = _first_day(schedule, last)
    schedule.done_until = last
    schedule.save(update_fields=["done_until"])
    filters = dict(schedule.filters)
    if KINDS[What(schedule.what)].has_period:
        filters |= {"first": first.isoformat(), "last": last.isoformat()}
    _begin(schedule, filters, last)
    return True


def last_day(schedule: ExportSchedule, now: datetime) -> date:
    """The last day that is to be covered by `now`, which is in the store's time zone."""
    today = now.date() if now.hour >= schedule.hour else now.date() - _DAY
    if schedule.every == Every.WEEK:
        today -= timedelta(days=today.weekday())  # back to Monday
    return today - _DAY


def _first_day(schedule: ExportSchedule, last: date) -> date:
    length = timedelta(days=7 if schedule.every == Every.WEEK else 1)
    usual = last - length + _DAY
    return min(usual, schedule.done_until + _DAY) if schedule.done_until else usual


def _begin(schedule: ExportSchedule, filters: dict[str, str], due_day: date) -> None:
    """An export that may not be made is a run that failed: people see why."""
    common = {"schedule": schedule, "due_day": due_day, "filters": filters}
    actor = f"schedule:{schedule.name}"
    try:
        if not _may(schedule.owner, schedule):
            raise FileError(SheetRefusal.NO_RIGHT)
        start_export(
            what=schedule.what,
            contact=schedule.contact,
            target=schedule.target,
            place=schedule.address,
            actor=actor,
            **common,  # type: ignore[arg-type]
        )
    except FileError as refusal:
        ExportRun.objects.create(
            what=schedule.what,
            contact=schedule.contact,
            target=schedule.target,
            place=schedule.address,
            actor=actor,
            stage=ExportRun.Stage.FAILED,
            refusal=refusal.kept,
            finished_at=timezone.now(),
            **common,
        )


def _may(owner: User, schedule: ExportSchedule) -> bool:
    return owner.is_active and may_export(owner, schedule.what, contact=schedule.contact)
