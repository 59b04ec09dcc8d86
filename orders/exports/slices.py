"""The work on an export, one slice at a time: rows gathered, rows written to a spreadsheet."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from catalog.files.sheets import Spreadsheets, spreadsheets
from orders.exports.kept import keep, kept_rows
from orders.exports.kinds import KINDS, columns_of, last_key, next_part
from orders.models import ExportChunk, ExportRun, SheetPermission
from orders.models.export import Target, What
from shop.models import StoreSettings
from shop.translations import main_language

Renew = Callable[..., None]
Stage = ExportRun.Stage


def gather_slice(run: ExportRun, renew: Renew) -> None:
    """Keep the rows of some more objects; after the last one, the file is there."""
    kind = KINDS[What(run.what)]
    if not run.heading:
        _refuse_personal(run)
        renew(heading=kind.heading(run), total=kind.found(run).count())
        return
    part = next_part(run)
    if not part:
        with transaction.atomic():
            if run.to_sheet:
                renew(
                    stage=Stage.WRITING, gathered=True, total=run.progress, progress=0, failures=0
                )
            else:
                renew(stage=Stage.DONE, total=run.progress, finished_at=timezone.now())
        return
    rows = kind.rows(run, part)
    with transaction.atomic():
        renew(cursor=last_key(part), progress=run.progress + len(rows), failures=0)
        if rows:
            keep(run, rows, start=run.progress)


def write_slice(run: ExportRun, renew: Renew) -> None:
    """One step of writing: find or make the tab, make room, or put rows into it.

    Every step can be repeated, done or not: the tab is known by the run, and rows go to cells
    that are known, or are looked for in the tab. Raises FileError and DeliveryError.
    """
    _refuse_personal(run)
    service = spreadsheets()
    renew()  # from here to the end of the request the lease lasts
    if not run.address:
        renew(address=_tab(run, service), failures=0)
    elif run.target == Target.APPEND:
        _append(run, service, renew)
    elif run.first_row is None:
        service.prepare(run.address, columns_of(run), run.total)
        renew(first_row=0, failures=0)
    elif run.progress == 0 or run.progress < run.total:
        rows = kept_rows(run, run.progress)
        done = service.write(run.address, columns_of(run), rows, after=run.progress)
        if run.progress + done >= run.total:
            _end(run, renew)
        else:
            renew(progress=run.progress + done, failures=0)


def _append(run: ExportRun, service: Spreadsheets, renew: Renew) -> None:
    """Put those rows below the tab's last one whose order is not in the tab yet.

    The tab is looked at each time: what a request whose answer was lost has written is there.
    """
    columns = columns_of(run)
    there = service.first_column(run.address, columns)
    renew()
    while there and there[-1] in (None, ""):
        there.pop()
    missing = _missing(run, there)
    first = next(missing, None)
    if first is None:
        _end(run, renew)
        return
    if run.first_row is None:
        service.prepare(run.address, columns, len(there) + run.total)
        renew(first_row=len(there), failures=0)
        return
    done = service.write(run.address, columns, chain([first], missing), after=len(there))
    renew(progress=min(run.total, run.progress + done), failures=0)


def _missing(run: ExportRun, there: list[Any]) -> Iterator[list[Any]]:
    """The run's rows but those of orders that stand in the tab, line by line."""
    found = Counter(_number(value) for value in there)
    for row in kept_rows(run):
        number = _number(row[0])
        if found[number]:
            found[number] -= 1
        else:
            yield row


def _number(value: Any) -> str:
    """An order's number as a tab may have it: 56, 56.0, `56`."""
    text = str(value).strip().lstrip("#№")
    return text.removesuffix(".0")


def _tab(run: ExportRun, service: Spreadsheets) -> str:
    key = f"export-{run.pk}-{int(run.created_at.timestamp())}"
    if run.target == Target.NEW_SHEET:
        return service.new_spreadsheet(_title(run, with_store=True), key)
    if run.target == Target.NEW_TAB:
        # A tab's number is an int32; ours are large, since people's tabs begin at 0.
        return service.new_tab(run.place, _title(run), zlib.crc32(key.encode()) & 0x7FFFFFFF)
    return service.tidy_address(run.place)


def _title(run: ExportRun, *, with_store: bool = False) -> str:
    """`Orders 2026-11-01 – 2026-11-21`, in the store's language."""
    with override(main_language()):
        what = run.get_what_display()
    when = run.days or timezone.localdate(run.created_at).isoformat()
    parts = [StoreSettings.current().name] if with_store else []
    return " ".join([*parts, what, when])


def _refuse_personal(run: ExportRun) -> None:
    """Names and contacts go abroad only while the owner allows it."""
    if run.to_sheet and run.contact and not SheetPermission.current().contacts_allowed:
        raise FileError(SheetRefusal.PERSONAL)


@transaction.atomic
def _end(run: ExportRun, renew: Renew) -> None:
    """The sheet has it all; the rows are kept no longer."""
    renew(stage=Stage.DONE, progress=run.total, failures=0, finished_at=timezone.now())
    ExportChunk.objects.filter(run=run).delete()
