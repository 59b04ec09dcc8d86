"""What marketplaces answered, kept for support: without what it says of people, and not for long."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from integrations.models import MarketplaceAccount, OrderLine, RawAnswer, SyncPart, SyncRun
from integrations.models.order_line import LINES_KEPT_DAYS
from integrations.models.sync_run import RAW_KEPT_DAYS
from integrations.sync.metrics import day_of

_MOST = 1_000_000  # bytes of an answer; what follows is cut off
# Whatever may name a buyer, wherever it stands in an answer about orders.
_PERSONAL = {"customer", "addressee", "address", "legal_info", "comment"}
_ABOUT_ORDERS = ("posting", "/v3/orders")
_RUNS_KEPT = timedelta(days=90)
_AT_ONCE = 5_000


class Answers:
    """Gathers the answers of a call, and writes them when the call is over, however it ended."""

    def __init__(self, account: MarketplaceAccount, run: SyncRun | None) -> None:
        self._account, self._run = account, run
        self._rows: list[RawAnswer] = []

    def __call__(self, *, call: str, status: int, body: bytes, took: float) -> None:
        if any(word in call for word in _ABOUT_ORDERS):
            body = _nameless(body)
        self._rows.append(
            RawAnswer(
                account=self._account,
                run=self._run,
                endpoint=call[:200],
                status_code=status,
                duration_ms=round(took * 1000),
                packed=zlib.compress(body[:_MOST]),
                size=len(body),
            )
        )

    def write(self) -> None:
        RawAnswer.objects.bulk_create(self._rows)
        self._rows = []


def thin() -> int:
    """Drop what is too old of answers, lines and runs; how many rows."""
    now = timezone.now()
    old_answers = RawAnswer.objects.filter(created_at__lt=now - timedelta(days=RAW_KEPT_DAYS))
    old_lines = OrderLine.objects.filter(day__lt=day_of(now) - timedelta(days=LINES_KEPT_DAYS))
    old_runs = SyncRun.objects.filter(created_at__lt=now - _RUNS_KEPT).exclude(
        state__in=SyncRun.OPEN
    )
    left_over = SyncPart.objects.exclude(run__state__in=SyncRun.OPEN)
    dropped = 0
    for old in (old_answers, left_over, old_lines, old_runs):
        keys = list(old.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
        dropped += old.model._default_manager.filter(pk__in=keys).delete()[0]
    return dropped


def _nameless(body: bytes) -> bytes:
    try:
        return json.dumps(_stripped(json.loads(body)), ensure_ascii=False).encode()
    except ValueError:
        return b""  # what cannot be read cannot be cleaned


def _stripped(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _stripped(one) for name, one in value.items() if name not in _PERSONAL}
    if isinstance(value, list):
        return [_stripped(one) for one in value]
    return value
