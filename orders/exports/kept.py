"""The rows of an export as they are kept until they are downloaded or written elsewhere."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from orders.models import ExportChunk, ExportRun


def keep(run: ExportRun, rows: Sequence[Sequence[Any]], *, start: int) -> None:
    """Keep `rows`, the first of which is the run's row number `start`, counted from 0."""
    lines = "\n".join(json.dumps(list(row), default=_amount, ensure_ascii=False) for row in rows)
    ExportChunk.objects.create(
        run=run, start=start, count=len(rows), content=zlib.compress(lines.encode(), 5)
    )


def kept_rows(run: ExportRun, after: int = 0) -> Iterator[list[Any]]:
    """The rows that are kept, without the first `after`; one chunk is held at a time."""
    chunks = ExportChunk.objects.filter(run=run).order_by("start")
    # `start` of the chunk in which the first row wanted stands.
    first = chunks.filter(start__lte=after).order_by("-start").values_list("start", flat=True)
    position = first.first() or 0
    while chunk := chunks.filter(start__gte=position).first():
        position = chunk.start + chunk.count
        lines = zlib.decompress(bytes(chunk.content)).decode().split("\n")
        for line in lines[max(0, after - chunk.start) :]:
            yield json.loads(line, object_hook=_restored)


def _amount(value: Any) -> dict[str, str]:
    """Money stays exact: JSON knows only floats."""
    if isinstance(value, Decimal):
        return {"$": str(value)}
    raise TypeError(f"no cell can hold a {type(value).__name__}")


def _restored(value: dict[str, str]) -> Decimal:
    return Decimal(value["$"])
