"""A file of goods: taken in, read, checked, and after a person's word written, or undone.

`start_import`, `confirm_import`, `cancel_import` and `undo_import` change the stage; the work is
done by `advance`, called by a worker: slices of rows, each one transaction.
"""

from __future__ import annotations

from datetime import timedelta
from typing import IO

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.files.guard import Kind, kind_of
from catalog.files.leased import Leased
from catalog.files.sheets import spreadsheets
from catalog.files.slices import apply_slice, check_slice, read_file, undo_slice
from catalog.models import ImportChunk, ImportRow, ImportRun
from catalog.models.import_run import UNDOABLE, WORKING
from shop.audit.acting import Channel, acting
from shop.errors import ErrorCode, StoreError

LEASE = timedelta(seconds=90)
KEPT = timedelta(days=90)
_CHUNK = 1024 * 1024

Stage = ImportRun.Stage


def start_import(*, file: IO[bytes], name: str, size: int, actor: str) -> ImportRun:
    """Take a file in. Raises FileError for one that need not even be read."""
    kind: Kind = kind_of(name, size, file)
    file.seek(0)
    with transaction.atomic():
        run = ImportRun.objects.create(file_name=name[-200:], kind=kind, actor=actor)
        number = 0
        while content := file.read(_CHUNK):
            ImportChunk.objects.create(run=run, number=number, content=content)
            number += 1
        _wake(run)
    return run


def start_sheet_import(*, address: str, actor: str) -> ImportRun:
    """Take in the spreadsheet that somebody named; a worker reads it.

    Raises FileError for what is no address of one, and when the store has no such service.
    """
    source = spreadsheets().tidy_address(address)
    with transaction.atomic():
        run = ImportRun.objects.create(file_name=source, source=source, kind="rows", actor=actor)
        _wake(run)
    return run


def confirm_import(*, run: ImportRun, only_good: bool) -> None:
    """Begin writing what the preview showed; with bad rows only when `only_good`.

    Raises StoreError(IMPORT_NOT_READY), also while another file is being written.
    """
    with transaction.atomic():
        # One import at a time: the rows of the table are the queue.
        list(ImportRun.objects.select_for_update().filter(stage__in=WORKING).order_by("pk"))
        busy = ImportRun.objects.filter(stage__in=(Stage.IMPORTING, Stage.UNDOING))
        good = ImportRun.objects.filter(
            pk=run.pk, stage=Stage.READY, error_count__lte=run.error_count if only_good else 0
        )
        if busy.exists() or not good.update(
            stage=Stage.IMPORTING, only_good=only_good, progress=0, cursor=0, failures=0
        ):
            raise StoreError(ErrorCode.IMPORT_NOT_READY)
        _wake(run)
    run.refresh_from_db()


def cancel_import(*, run: ImportRun) -> None:
    """Stop the run where it is; what was written stays, and can be undone."""
    stages = (Stage.READING, Stage.CHECKING, Stage.READY, Stage.IMPORTING)
    stopped = ImportRun.objects.filter(pk=run.pk, stage__in=stages).update(
        stage=Stage.CANCELLED, finished_at=timezone.now(), lease="", leased_until=None
    )
    if not stopped:
        raise StoreError(ErrorCode.IMPORT_NOT_READY)
    ImportChunk.objects.filter(run=run).delete()
    run.refresh_from_db()


def undo_import(*, run: ImportRun) -> None:
    """Begin taking back what the import wrote; refused later when somebody touched it since."""
    with transaction.atomic():
        list(ImportRun.objects.select_for_update().filter(stage__in=WORKING).order_by("pk"))
        busy = ImportRun.objects.filter(stage__in=(Stage.IMPORTING, Stage.UNDOING))
        there = ImportRun.objects.filter(pk=run.pk, stage__in=UNDOABLE, applied_count__gt=0)
        if busy.exists() or not there.update(
            stage=Stage.UNDOING, progress=0, cursor=0, failures=0, refusal=None
        ):
            raise StoreError(ErrorCode.IMPORT_NOT_READY)
        _wake(run)
    run.refresh_from_db()


def waiting_runs() -> QuerySet[ImportRun]:
    """Runs with work to do that nobody holds."""
    return _imports.waiting()


def advance(run_id: int, *, seconds: float = 20.0) -> bool:
    """Work on a run for about `seconds`; whether there is more to do. Whoever has it keeps it."""
    return _imports.advance(run_id, seconds=seconds)


def forget_old() -> int:
    """Delete the rows of runs that ended long ago; their figures stay. How many runs had any."""
    rows = ImportRow.objects.filter(run=OuterRef("pk"))
    old = ImportRun.objects.filter(Exists(rows), created_at__lt=timezone.now() - KEPT).exclude(
        stage__in=WORKING
    )
    ids = list(old.values_list("pk", flat=True)[:20])
    ImportRow.objects.filter(run__in=ids).delete()
    ImportChunk.objects.filter(run__in=ids).delete()
    ImportRun.objects.filter(pk__in=ids, stage=Stage.READY).update(stage=Stage.CANCELLED)
    return len(ids)


def _forget_content(run: ImportRun) -> None:
    ImportRow.objects.filter(run=run).delete()
    ImportChunk.objects.filter(run=run).delete()


def _wake(run: ImportRun) -> None:
    from catalog.tasks import wake_import

    transaction.on_commit(lambda: wake_import(run.pk))


_imports: Leased[ImportRun] = Leased(
    kind="import",
    runs=ImportRun.objects.all,
    slices={
        Stage.READING: read_file,
        Stage.CHECKING: check_slice,
        Stage.IMPORTING: apply_slice,
        Stage.UNDOING: undo_slice,
    },
    working=WORKING,
    lease=LEASE,
    refused=Stage.REFUSED,
    failed=Stage.FAILED,
    acting=lambda run: acting(run.actor, channel=Channel.JOB, reference=f"import:{run.pk}"),
    on_refusal=_forget_content,
)
