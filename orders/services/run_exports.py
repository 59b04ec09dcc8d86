"""An export begun, cancelled, tried again; the work is done by `advance`, called by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.files.leased import Leased
from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from catalog.files.sheets import spreadsheets
from orders.exports.slices import gather_slice, write_slice
from orders.models import ExportChunk, ExportRun, ExportSchedule, SheetPermission
from orders.models.export import WORKING, Target, What
from shop.errors import ErrorCode, StoreError

# Longer than the two requests to a spreadsheet service between which it is not renewed.
LEASE = timedelta(seconds=100)
# Files hold people's names and addresses: they are there long enough to be downloaded.
KEPT = timedelta(days=7)
# The tab that was written to is not there any more: another is made, from its first row on.
_GONE = (SheetRefusal.MISSING.value, SheetRefusal.TAB_MISSING.value)
_FROM_THE_TOP: dict[str, Any] = {"address": "", "first_row": None, "progress": 0}

Stage = ExportRun.Stage


def start_export(
    *,
    what: str,
    actor: str,
    filters: Mapping[str, Any] | None = None,
    contact: bool = False,
    target: str = Target.FILE,
    place: str = "",
    schedule: ExportSchedule | None = None,
    due_day: date | None = None,
) -> ExportRun:
    """Begin an export. `place` is the address of the spreadsheet for NEW_TAB and APPEND.

    Raises FileError for an address that is none, without a folder for new ones, and when names
    and contacts are to go to a sheet that may not.
    """
    place = check_target(what=what, contact=contact, target=target, place=place)
    with transaction.atomic():
        run = ExportRun.objects.create(
            what=What(what),
            filters=dict(filters or {}),
            contact=contact,
            target=Target(target),
            place=place,
            actor=actor,
            schedule=schedule,
            due_day=due_day,
        )
        _wake(run)
    return run


def check_target(*, what: str, contact: bool, target: str, place: str) -> str:
    """The tidy address of where an export is to go. Raises FileError when it cannot go there."""
    if target == Target.FILE:
        return ""
    service = spreadsheets()
    if not service.is_on():
        raise FileError(SheetRefusal.OFF)
    if contact and not SheetPermission.current().contacts_allowed:
        raise FileError(SheetRefusal.PERSONAL)
    if target == Target.NEW_SHEET:
        if not service.makes_new():
            raise FileError(SheetRefusal.NO_FOLDER)
        return ""
    if target == Target.APPEND and what not in (What.ORDERS, What.ITEMS):
        raise ValueError("only orders have numbers by which they are known in a sheet")
    return service.tidy_address(place)


def cancel_export(*, run: ExportRun) -> None:
    """Stop the run; what a sheet has got stays there. Raises StoreError when it has ended."""
    with transaction.atomic():
        stopped = ExportRun.objects.filter(pk=run.pk, stage__in=WORKING).update(
            stage=Stage.CANCELLED, finished_at=timezone.now(), lease="", leased_until=None
        )
        if not stopped:
            raise StoreError(ErrorCode.IMPORT_NOT_READY)
        ExportChunk.objects.filter(run=run).delete()
    run.refresh_from_db()


def retry_export(*, run: ExportRun) -> None:
    """Go on with a run that failed, from where it stopped. Raises StoreError for any other."""
    changes: dict[str, Any] = {"refusal": None, "failures": 0, "finished_at": None}
    with transaction.atomic():
        if run.gathered and ExportChunk.objects.filter(run=run).exists():
            changes["stage"] = Stage.WRITING
            if run.target == Target.APPEND:
                changes["first_row"] = None  # room is made anew
        else:
            ExportChunk.objects.filter(run=run).delete()
            changes |= {"stage": Stage.GATHERING, "cursor": None, "heading": [], "gathered": False}
            changes |= _FROM_THE_TOP
        if run.refusal and run.refusal[0] in _GONE:
            changes |= _FROM_THE_TOP
        if not ExportRun.objects.filter(pk=run.pk, stage=Stage.FAILED).update(**changes):
            raise StoreError(ErrorCode.IMPORT_NOT_READY)
        _wake(run)
    run.refresh_from_db()


def waiting_exports() -> QuerySet[ExportRun]:
    """Runs with work to do that nobody holds."""
    return _exports.waiting()


def advance(run_id: int, *, seconds: float = 20.0) -> bool:
    """Work on a run for about `seconds`; whether there is more to do. Whoever has it keeps it."""
    return _exports.advance(run_id, seconds=seconds)


def forget_old() -> int:
    """Delete the rows of exports that ended a week ago; how many had any."""
    rows = ExportChunk.objects.filter(run=OuterRef("pk"))
    old = ExportRun.objects.filter(Exists(rows), finished_at__lt=timezone.now() - KEPT)
    ids = list(old.exclude(stage__in=WORKING).values_list("pk", flat=True)[:100])
    ExportChunk.objects.filter(run__in=ids).delete()
    return len(ids)


def _wake(run: ExportRun) -> None:
    from orders.tasks import wake_export

    transaction.on_commit(lambda: wake_export(run.pk))


_exports: Leased[ExportRun] = Leased(
    kind="export",
    runs=ExportRun.objects.all,
    slices={Stage.GATHERING: gather_slice, Stage.WRITING: write_slice},
    working=WORKING,
    lease=LEASE,
    refused=Stage.FAILED,
    failed=Stage.FAILED,
)
