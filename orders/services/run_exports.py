"""An export begun, cancelled, tried again; the work is done by `advance`, called by a worker."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.files.problems import FileError, Refusal
from catalog.files.sheet_words import SheetRefusal
from catalog.files.sheets import spreadsheets
from catalog.files.waiting import wait_after
from orders.exports.slices import gather_slice, write_slice
from orders.models import ExportChunk, ExportRun, ExportSchedule, SheetPermission
from orders.models.export import WORKING, Target, What
from shop.errors import DeliveryError, ErrorCode, StoreError

log = structlog.get_logger(__name__)

# Longer than the two requests to a spreadsheet service between which it is not renewed.
LEASE = timedelta(seconds=100)
# Files hold people's names and addresses: they are there long enough to be downloaded.
KEPT = timedelta(days=7)
_MOST_FAILURES = 3
# The tab that was written to is not there any more: another is made, from its first row on.
_GONE = (SheetRefusal.MISSING.value, SheetRefusal.TAB_MISSING.value)
_FROM_THE_TOP: dict[str, Any] = {"address": "", "first_row": None, "progress": 0}

Stage = ExportRun.Stage
Renew = Callable[..., None]


class LeaseLostError(Exception):
    """Somebody else has taken the run over, or a person has stopped it: write nothing."""


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
    """Runs with work to do that nobody holds: their worker died, or their call was lost."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=timezone.now())
    return ExportRun.objects.filter(free, stage__in=WORKING).order_by("pk")


def forget_old() -> int:
    """Delete the rows of exports that ended a week ago; how many had any."""
    rows = ExportChunk.objects.filter(run=OuterRef("pk"))
    old = ExportRun.objects.filter(Exists(rows), finished_at__lt=timezone.now() - KEPT)
    ids = list(old.exclude(stage__in=WORKING).values_list("pk", flat=True)[:100])
    ExportChunk.objects.filter(run__in=ids).delete()
    return len(ids)


# --- The work


def advance(run_id: int, *, seconds: float = 20.0) -> bool:
    """Work on a run for about `seconds`; whether there is more to do. Whoever has it keeps it."""
    lease = secrets.token_hex(16)
    until_when = timezone.now() + LEASE
    if not waiting_exports().filter(pk=run_id).update(lease=lease, leased_until=until_when):
        return False
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            if not _step(run_id, lease):
                return False
        return True
    except LeaseLostError:
        return False
    finally:
        ExportRun.objects.filter(pk=run_id, lease=lease).update(lease="", leased_until=None)


def _step(run_id: int, lease: str) -> bool:
    """One slice; whether the run still has work."""
    run = ExportRun.objects.get(pk=run_id)
    work = _SLICES.get(Stage(run.stage))
    if work is None or run.lease != lease:
        return False
    stage = run.stage

    def renew(**changes: object) -> None:
        """Keep the lease and write `changes`, in the transaction of the slice."""
        kept = ExportRun.objects.filter(pk=run_id, lease=lease, stage=stage).update(
            leased_until=timezone.now() + LEASE, **changes
        )
        if not kept:
            raise LeaseLostError

    try:
        work(run, renew)
    except FileError as refusal:
        renew(stage=Stage.FAILED, refusal=refusal.kept, finished_at=timezone.now())
    except DeliveryError as failure:
        return _wait(run, failure, renew)
    except LeaseLostError:
        raise
    except Exception:
        log.exception("export.failed", run=run_id, stage=stage)
        _count_failure(run, renew)
    return True


def _wait(run: ExportRun, failure: DeliveryError, renew: Renew) -> bool:
    """Leave the run alone for a while, longer each time: Google is away or wants rest."""
    log.info("export.waits", run=run.pk, error=str(failure))
    wait = wait_after(run.failures + 1, failure.retry_after)
    if wait is None:
        kept = [SheetRefusal.AWAY.value, {"text": str(failure)[:200]}]
        renew(stage=Stage.FAILED, refusal=kept, finished_at=timezone.now())
        return True
    ExportRun.objects.filter(pk=run.pk, lease=run.lease, stage=run.stage).update(
        failures=run.failures + 1, lease="", leased_until=timezone.now() + wait
    )
    return False


def _count_failure(run: ExportRun, renew: Renew) -> None:
    if run.failures + 1 < _MOST_FAILURES:
        renew(failures=run.failures + 1)
        time.sleep(0.5)
        return
    renew(stage=Stage.FAILED, refusal=[Refusal.STOPPED.value, {}], finished_at=timezone.now())


def _wake(run: ExportRun) -> None:
    from orders.tasks import wake_export

    transaction.on_commit(lambda: wake_export(run.pk))


_SLICES: dict[ExportRun.Stage, Callable[[ExportRun, Renew], None]] = {
    Stage.GATHERING: gather_slice,
    Stage.WRITING: write_slice,
}
