"""The work on an import, one slice of rows at a time; each slice is one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.files import columns
from catalog.files.apply import write_plans
from catalog.files.bulk import write_columns
from catalog.files.categories import Shelves, join_path, split_path
from catalog.files.goods import Goods, read_goods
from catalog.files.guard import Kind
from catalog.files.plan import make_plans
from catalog.files.problems import CellError, FileError, Note, Refusal
from catalog.files.read import Line, Table, open_table
from catalog.files.resource import GoodsResource
from catalog.files.sheets import spreadsheets
from catalog.files.state import read_state
from catalog.files.undo import refuse_touched, undo_rows
from catalog.models import ImportChunk, ImportRow, ImportRun, Product, ProductVariant

Renew = Callable[..., None]
Stage = ImportRun.Stage
Outcome = ImportRow.Outcome

READ_AT_ONCE = 2000
ROWS_AT_ONCE = 1000
# What is said of a sheet when it is copied, not when the copy is read.
_OF_SHEET = (Note.SHEET_READ.value, Note.HIDDEN_SHEETS.value)
_IN_MEMORY = 2 * 1024 * 1024


# --- Reading


def read_file(run: ImportRun, renew: Renew) -> None:
    """Turn the file into rows, going on after those that are there. Raises FileError.

    Of a spreadsheet elsewhere a copy is taken first: what is read again after a crash is the same.
    """
    if run.source and not ImportChunk.objects.filter(run=run).exists():
        _copy_sheet(run, renew)
        return
    with closing(SpooledTemporaryFile(max_size=_IN_MEMORY)) as file:
        for content in (
            ImportChunk.objects.filter(run=run).values_list("content", flat=True).iterator(1)
        ):
            file.write(content)
        file.seek(0)
        table = open_table(cast("IO[bytes]", file), cast("Kind", run.kind))
        run.columns = list(table.header.columns)
        run.notes = _notes(run, table)
        _read_rows(run, table, renew)
    with transaction.atomic():
        total = ImportRow.objects.filter(run=run).count()
        ImportChunk.objects.filter(run=run).delete()
        renew(stage=Stage.CHECKING, total=total, progress=0, cursor=0, failures=0)


def _copy_sheet(run: ImportRun, renew: Renew) -> None:
    """Keep the sheet's rows as the run's file. The network is asked outside any transaction."""
    renew()
    table = spreadsheets().read(run.source)
    if not table.rows:
        raise FileError(Refusal.EMPTY)
    with transaction.atomic():
        renew(file_name=table.title[:200], notes=table.notes, failures=0)
        for start in range(0, len(table.rows), READ_AT_ONCE):
            part = table.rows[start : start + READ_AT_ONCE]
            lines = (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in part)
            ImportChunk.objects.create(run=run, number=start, content=b"".join(lines))


def _notes(run: ImportRun, table: Table) -> list[list[Any]]:
    of_sheet = (note for note in run.notes if run.source and note[0] in _OF_SHEET)
    notes = [*of_sheet, *table.notes]
    if table.header.ignored:
        text = ", ".join(table.header.ignored)[:500]
        notes.append([Note.COLUMNS_IGNORED.value, {"columns": text}])
    return notes


def _read_rows(run: ImportRun, table: Table, renew: Renew) -> None:
    groups = _Groups(run)
    done = groups.restore()
    lines = (line for line in table.lines if line.number > done)
    count = run.progress
    while part := list(islice(lines, READ_AT_ONCE)):
        count += len(part)
        numbers = groups.number(part)
        with transaction.atomic():
            ImportRow.objects.bulk_create(
                ImportRow(
                    run=run,
                    number=line.number,
                    group=group,
                    sku=line.cells.get(columns.SKU, "")[:64],
                    cells=line.cells,
                    misread=line.misread,
                )
                for line, group in zip(part, numbers, strict=True)
            )
            renew(progress=count, columns=run.columns, notes=run.notes)


class _Groups:
    """Says which rows are one product: by name and category, else by the product of the SKU.

    A group is known by its first row's number. Keys are kept as digests: small, however many.
    """

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._firsts: dict[bytes, int] = {}
        self._named = columns.NAME in run.columns and columns.CATEGORY in run.columns

    def restore(self) -> int:
        """Remember the groups of the rows that are there already; the last row's number."""
        last = 0
        rows = ImportRow.objects.filter(run=self._run).order_by("number")
        while part := list(rows.filter(number__gt=last)[:READ_AT_ONCE]):
            self.number([Line(row.number, row.cells, row.misread) for row in part])
            last = part[-1].number
        return last

    def number(self, lines: Sequence[Line]) -> list[int]:
        keys = [self._key(line) for line in lines] if self._named else self._product_keys(lines)
        return [
            self._firsts.setdefault(hashlib.md5(key.encode()).digest(), line.number)  # noqa: S324
            for key, line in zip(keys, lines, strict=True)
        ]

    def _key(self, line: Line) -> str:
        name, path = line.cells[columns.NAME], line.cells[columns.CATEGORY]
        if not name or not path:
            return f"row {line.number}"
        try:
            path = join_path(split_path(path))
        except CellError:
            return f"row {line.number}"
        return f"{name}\n{path}"

    def _product_keys(self, lines: Sequence[Line]) -> list[str]:
        skus = [line.cells[columns.SKU] for line in lines]
        owners = dict(ProductVariant.objects.filter(sku__in=skus).values_list("sku", "product_id"))
        names = {line.cells.get(columns.NAME, "") for line in lines} - {""}
        called = dict(Product.objects.filter(name__in=names).values_list("name", "pk"))
        keys = []
        for line in lines:
            name = line.cells.get(columns.NAME, "")
            owner = owners.get(line.cells[columns.SKU]) or called.get(name)
            keys.append(
                f"product {owner}" if owner else f"name {name}" if name else f"row {line.number}"
            )
        return keys


# --- Checking


def check_slice(run: ImportRun, renew: Renew) -> None:
    """Say of some rows what they would change; after the last one, wait for a person."""
    rows = _next_rows(run)
    if not rows:
        with transaction.atomic():
            renew(stage=Stage.READY, failures=0, progress=run.total)
        return
    goods = _goods(run, rows)
    make_plans(goods, read_state(run, goods, Shelves()), run.columns)
    with transaction.atomic():
        _note(goods)
        write_columns([one.row for one in goods], ["outcome", "changes", "errors"])
        renew(**_counted(run, goods), **_moved_on(run, rows), failures=0)


def _counted(run: ImportRun, goods: Sequence[Goods]) -> dict[str, Any]:
    counts = [one.outcome for one in goods]
    return {
        "new_count": run.new_count + counts.count(Outcome.NEW),
        "changed_count": run.changed_count + counts.count(Outcome.CHANGED),
        "unchanged_count": run.unchanged_count + counts.count(Outcome.UNCHANGED),
        "error_count": run.error_count + counts.count(Outcome.ERROR),
    }


def _note(goods: Sequence[Goods]) -> None:
    for one in goods:
        one.row.outcome = one.outcome
        one.row.changes = [] if one.errors else one.changes
        one.row.errors = one.errors


# --- Writing


def apply_slice(run: ImportRun, renew: Renew) -> None:
    """Write some rows; after the last one the run is done.

    A row that the preview took for good and that cannot be written any more is an error in the
    report. When the file was to be written whole or not at all, what was written is taken back.
    """
    rows = _next_rows(run)
    if not rows:
        with transaction.atomic():
            renew(stage=Stage.DONE, finished_at=timezone.now(), failures=0, progress=run.total)
            transaction.on_commit(_wake_pictures)
        return
    good = [row for row in rows if row.outcome != Outcome.ERROR and not row.applied]
    goods = _goods(run, good)
    with transaction.atomic():
        renew(**_moved_on(run, rows), failures=0)
        state = read_state(run, goods, Shelves(), lock=True)
        plans = make_plans(goods, state, run.columns)
        spoilt = [one for one in goods if one.errors]
        if spoilt and not run.only_good:
            _note(spoilt)
            write_columns([one.row for one in spoilt], ["outcome", "changes", "errors"])
            _take_back(run, len(spoilt), renew)
            return
        for plan in plans:
            plan.goods = [one for one in plan.goods if one.errors or _does_something(one)]
        written = [one for plan in plans for one in plan.good]
        outcomes = {id(one): one.outcome for one in goods}
        made = write_plans(plans, state, run)
        for one in written:
            one.row.applied = True
            one.row.outcome, one.row.changes = outcomes[id(one)], one.changes
        _note(spoilt)
        touched = [one.row for one in (*written, *spoilt)]
        write_columns(touched, ["outcome", "changes", "errors", "applied", "undo"])
        ImportRun.objects.filter(pk=run.pk).update(
            applied_count=F("applied_count") + len(written),
            error_count=F("error_count") + len(spoilt),
            made_categories=[*run.made_categories, *made],
        )


def _does_something(one: Goods) -> bool:
    return one.variant is None or bool(one.changes)


def _take_back(run: ImportRun, spoilt: int, renew: Renew) -> None:
    kept = [Refusal.TURNED_BAD.value, {}]
    errors = run.error_count + spoilt
    if run.applied_count:
        renew(stage=Stage.UNDOING, refusal=kept, progress=0, cursor=0, error_count=errors)
    else:
        renew(stage=Stage.FAILED, refusal=kept, error_count=errors, finished_at=timezone.now())


def _wake_pictures() -> None:
    from catalog.tasks import wake_pictures

    wake_pictures()


# --- Undoing


def undo_slice(run: ImportRun, renew: Renew) -> None:
    """Take back some rows, the last first; first of all make sure that nobody touched any."""
    if run.cursor == 0 and not run.progress and (skus := refuse_touched(run)):
        kept = [Refusal.TOUCHED.value, {"skus": ", ".join(skus)}]
        renew(stage=Stage.DONE, refusal=kept)
        return
    with transaction.atomic():
        done = undo_rows(run, ROWS_AT_ONCE)
        if done:
            renew(progress=run.progress + done, applied_count=F("applied_count") - done, failures=0)
        else:
            stage = Stage.FAILED if run.refusal else Stage.UNDONE
            renew(stage=stage, finished_at=timezone.now(), made_categories=[], failures=0)


# --- Shared


def _next_rows(run: ImportRun) -> list[ImportRow]:
    """The next rows after the run's cursor, in whole groups."""
    rows = ImportRow.objects.filter(run=run).order_by("group", "number")
    found = list(rows.filter(group__gt=run.cursor)[:ROWS_AT_ONCE])
    if len(found) < ROWS_AT_ONCE:
        return found
    last = found[-1].group
    if found[0].group != last:
        return [row for row in found if row.group != last]
    return list(rows.filter(group=last))


def _moved_on(run: ImportRun, rows: Sequence[ImportRow]) -> dict[str, Any]:
    return {"cursor": rows[-1].group, "progress": run.progress + len(rows)}


def _goods(run: ImportRun, rows: Sequence[ImportRow]) -> list[Goods]:
    resource = GoodsResource(run.columns)
    return [read_goods(row, resource) for row in rows]
