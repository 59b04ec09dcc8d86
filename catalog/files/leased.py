"""Long work in the background, a slice at a time: under a lease, resumed, patient, given up.

An import and an export are rows that workers take and advance. Whoever has one keeps it by a lease
that each slice renews in its own transaction; a dead worker's is taken over when it ends.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.files.problems import FileError, Refusal
from catalog.files.sheet_words import SheetRefusal
from catalog.files.waiting import wait_after
from shop.errors import DeliveryError

log = structlog.get_logger(__name__)

_MOST_FAILURES = 3

Renew = Callable[..., None]
"""Keeps the lease and writes the columns given, in the transaction of the slice."""


R = TypeVar("R", bound=Any)
"""A model with the columns stage, refusal, failures, lease, leased_until, finished_at."""


class LeaseLostError(Exception):
    """Somebody else has taken the run over, or a person has stopped it: write nothing."""


@dataclass(frozen=True)
class Leased(Generic[R]):
    """How runs of one kind are worked on.

    `slices` says what a run does in each of its stages that `working` names. A FileError ends it
    in the stage `refused`, after which `on_refusal` tidies up; what failed too often, in `failed`.
    `acting` is entered around each slice.
    """

    kind: str
    runs: Callable[[], QuerySet[R]]
    slices: Mapping[str, Callable[[R, Renew], None]]
    working: Collection[str]
    lease: timedelta
    refused: str
    failed: str
    acting: Callable[[R], AbstractContextManager[object]] = lambda run: nullcontext()
    on_refusal: Callable[[R], None] = lambda run: None

    def waiting(self) -> QuerySet[R]:
        """Runs with work to do that nobody holds: their worker died, or their call was lost."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=timezone.now())
        return self.runs().filter(free, stage__in=self.working).order_by("pk")

    def advance(self, run_id: int, *, seconds: float) -> bool:
        """Work on a run for about `seconds`; whether there is more to do, and nobody has it."""
        lease = secrets.token_hex(16)
        leased_until = timezone.now() + self.lease
        if not self.waiting().filter(pk=run_id).update(lease=lease, leased_until=leased_until):
            return False
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                if not self._step(run_id, lease):
                    return False
            return True
        except LeaseLostError:
            return False
        finally:
            self.runs().filter(pk=run_id, lease=lease).update(lease="", leased_until=None)

    def _step(self, run_id: int, lease: str) -> bool:
        """One slice; whether the run still has work."""
        run = self.runs().get(pk=run_id)
        work = self.slices.get(run.stage)
        if work is None or run.lease != lease:
            return False
        renew = self._renewal(run)
        try:
            with self.acting(run):
                work(run, renew)
        except FileError as refusal:
            renew(stage=self.refused, refusal=refusal.kept, finished_at=timezone.now())
            self.on_refusal(run)
        except DeliveryError as failure:
            return self._wait(run, failure, renew)
        except LeaseLostError:
            raise
        except Exception:
            log.exception("leased_run.failed", kind=self.kind, run=run_id, stage=run.stage)
            self._count_failure(run, renew)
        return True

    def _renewal(self, run: R) -> Renew:
        mine = self.runs().filter(pk=run.pk, lease=run.lease, stage=run.stage)

        def renew(**changes: object) -> None:
            if not mine.update(leased_until=timezone.now() + self.lease, **changes):
                raise LeaseLostError

        return renew

    def _wait(self, run: R, failure: DeliveryError, renew: Renew) -> bool:
        """Leave the run alone, longer each time: a service outside is away or wants rest."""
        log.info("leased_run.waits", kind=self.kind, run=run.pk, error=str(failure))
        wait = wait_after(run.failures + 1, failure.retry_after)
        if wait is None:
            kept = [SheetRefusal.AWAY.value, {"text": str(failure)[:200]}]
            renew(stage=self.refused, refusal=kept, finished_at=timezone.now())
            return True
        self.runs().filter(pk=run.pk, lease=run.lease, stage=run.stage).update(
            failures=run.failures + 1, lease="", leased_until=timezone.now() + wait
        )
        return False

    def _count_failure(self, run: R, renew: Renew) -> None:
        """Try again a few times: a lock that was not had in time is no reason to give up."""
        if run.failures + 1 < _MOST_FAILURES:
            renew(failures=run.failures + 1)
            time.sleep(0.5)
            return
        kept = [Refusal.STOPPED.value, {}]
        renew(stage=self.failed, refusal=kept, finished_at=timezone.now())
