"""Who works at a run: one worker, for as long as its lease; what it has done is kept with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from integrations.models import SyncRun

LEASE = timedelta(seconds=60)  # longer than a task may take


class LeaseLostError(Exception):
    """Somebody else works at the run, or it is over: nothing of this slice may be written."""


def workable() -> QuerySet[SyncRun]:
    """The runs that nobody works at and that need not wait any longer."""
    now = timezone.now()
    return SyncRun.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now),
        Q(try_at=None) | Q(try_at__lte=now),
        state__in=SyncRun.OPEN,
    )


def take(run_id: int) -> SyncRun | None:
    """The run, leased to the caller; None when it is not to be worked at now.

    Each lease counts as a try until something is done under it: a run that kills its workers ends.
    """
    lease = secrets.token_hex(8)
    now = timezone.now()
    taken = (
        workable()
        .filter(pk=run_id)
        .update(
            lease=lease,
            leased_until=now + LEASE,
            state=SyncRun.State.RUNNING,
            attempts=F("attempts") + 1,
        )
    )
    if not taken:
        return None
    SyncRun.objects.filter(pk=run_id, started_at=None).update(started_at=now)
    return SyncRun.objects.select_related("account", "account__seller").get(pk=run_id)


@contextmanager
def progress(run: SyncRun) -> Iterator[None]:
    """A transaction for what a step has done, which ends with the run's new place.

    Raises LeaseLostError, with nothing written, when the run is not the caller's any more.
    """
    with transaction.atomic():
        held = SyncRun.objects.select_for_update().filter(pk=run.pk, lease=run.lease)
        if not held.filter(state=SyncRun.State.RUNNING).exists():
            raise LeaseLostError
        yield
        run.attempts = 0
        run.leased_until = timezone.now() + LEASE
        run.save(
            update_fields=[
                "attempts", "cursor", "error", "leased_until", "read", "step", "steps",
                "unchanged", "written",
            ]
        )  # fmt: skip


def give_back(run: SyncRun, *, wait: float, attempts: int = 0, error: str = "") -> None:
    """Let go of the run for at least `wait` seconds."""
    now = timezone.now()
    _settle(
        run,
        {
            "state": SyncRun.State.WAITING,
            "try_at": now + timedelta(seconds=wait),
            "attempts": attempts,
            "steps": run.steps,
            "error": error,
        },
    )


def end(run: SyncRun, state: SyncRun.State, **fields: Any) -> bool:
    """End the run; False when it was not the caller's any more."""
    return _settle(run, {"state": state, "finished_at": timezone.now(), "try_at": None, **fields})


def cancel(account_id: int) -> None:
    """End what is open of an account whose key is another one now, or gone: whoever works at it with
    the old key writes nothing more, and says nothing of the new one."""
    SyncRun.objects.filter(account=account_id, state__in=SyncRun.OPEN).update(
        state=SyncRun.State.CANCELLED,
        finished_at=timezone.now(),
        try_at=None,
        lease="",
        leased_until=None,
    )


def _settle(run: SyncRun, fields: Mapping[str, Any]) -> bool:
    held = SyncRun.objects.filter(pk=run.pk, lease=run.lease, state=SyncRun.State.RUNNING)
    return bool(held.update(lease="", leased_until=None, **fields))
