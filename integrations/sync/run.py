"""A slice of a run: step after step, page after page, each kept with the place that it leads to."""

from __future__ import annotations

import random
import time
from datetime import timedelta

import structlog
from django.utils import timezone

from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Credentials
from integrations.marketplaces.registry import marketplace
from integrations.models import MarketplaceCredentials, SyncRun
from integrations.sync import ending, lease
from integrations.sync.lease import LeaseLostError
from integrations.sync.metrics import day_of
from integrations.sync.raw import Answers
from integrations.sync.steps import Step, steps_of
from integrations.sync.work import Work

log = structlog.get_logger(__name__)

SLICE = 20.0  # seconds, after which no new page is begun
MOST_TRIES = 7
_FIRST_DELAY, _LONGEST_DELAY = 5.0, 900.0
_LONGEST = timedelta(hours=24)


def work_at(run_id: int, *, seconds: float = SLICE) -> float | None:
    """Do a slice of a run: seconds until it may go on, None when it has ended or is not to be had."""
    run = lease.take(run_id)
    if run is None:
        return None
    credentials = MarketplaceCredentials.objects.filter(account=run.account).first()
    if (useless := _why_useless(run)) or credentials is None:
        no_key = MarketplaceError(Trouble.KEY_REFUSED, "there is no key", permanent=True)
        ending.fail(run, useless or no_key)
        return None
    answers = Answers(run.account, run)
    shop = marketplace(run.account.marketplace)
    try:
        with shop.open(Credentials.of(credentials.plain), keep=answers) as market:
            return _go_on(Work(run, market), answers, until=time.monotonic() + seconds)
    except LeaseLostError:
        log.info("sync.lease_lost", run=run.pk)
        return None
    except Exception as failure:  # the edge of the slice: a run must not stay open for ever
        log.exception("sync.slice_failed", run=run.pk, step=run.step)
        return _try_later(run, MarketplaceError(Trouble.UNAVAILABLE, repr(failure)[:300]))


def _why_useless(run: SyncRun) -> MarketplaceError | None:
    if run.attempts > MOST_TRIES:
        return MarketplaceError(Trouble.UNAVAILABLE, "its workers died again and again")
    if timezone.now() - run.created_at > _LONGEST:
        return MarketplaceError(Trouble.UNAVAILABLE, "it took more than a day")
    return None


def _go_on(work: Work, answers: Answers, *, until: float) -> float | None:
    run = work.run
    run.cursor.setdefault("day", str(day_of(work.begun_at)))
    steps = steps_of(run)
    names = [step.name for step in steps]
    place = names.index(run.step) if run.step in names else 0
    for step in steps[place:]:
        run.step = step.name
        try:
            while True:
                page_wait = _do_page(work, step, answers)
                if page_wait is None:
                    break
                if page_wait > 0 or time.monotonic() >= until:
                    lease.give_back(run, wait=page_wait)
                    return page_wait
        except MarketplaceError as failure:
            if not _is_left_out(work, step, failure):
                return _try_later(run, failure)
        if step is not steps[-1]:
            _begin(work, steps[steps.index(step) + 1])
            if time.monotonic() >= until:
                lease.give_back(run, wait=0.0)
                return 0.0
    ending.finish(run)
    return None


def _do_page(work: Work, step: Step, answers: Answers) -> float | None:
    """Read and keep a page: seconds to wait before the next one, None after the last."""
    began = time.monotonic()
    try:
        page = step.read(work, work.place.get("cursor"))
    finally:
        answers.write()
    run = work.run
    with lease.progress(run):
        step.keep(work, page)
        run.read += len(page.items)
        took = round((time.monotonic() - began) * 1000)
        run.steps = {**run.steps, step.name: run.steps.get(step.name, 0) + took}
        run.cursor |= {"cursor": page.cursor, "page": work.page + 1}
    return None if page.cursor is None else page.wait


def _begin(work: Work, step: Step) -> None:
    run = work.run
    with lease.progress(run):
        run.step = step.name
        run.cursor |= {"cursor": None, "page": 0}


def _is_left_out(work: Work, step: Step, failure: MarketplaceError) -> bool:
    """Whether the run does without an optional step: a key without the right to it, or no luck."""
    if not step.is_optional or failure.about_the_key or failure.code is Trouble.BUSY:
        return False
    if not failure.permanent and work.run.attempts < MOST_TRIES:
        return False
    log.info("sync.step_left_out", run=work.run.pk, step=step.name, error=failure.said[:200])
    skipped = work.place.setdefault("skipped", {})
    skipped[step.name] = str(failure.code)
    return True


def _try_later(run: SyncRun, failure: MarketplaceError) -> float | None:
    """Let go of the run until it may be tried again, or end it where that is useless."""
    tries = max(run.attempts, 1)
    is_busy = failure.code is Trouble.BUSY
    if failure.permanent or (tries >= MOST_TRIES and not is_busy):
        ending.fail(run, failure)
        return None
    if is_busy:
        wait = failure.retry_after or 1.0
        lease.give_back(run, wait=wait)
        return wait
    wait = failure.retry_after or _delay(tries)
    lease.give_back(run, wait=wait, attempts=tries, error=str(failure)[:500])
    return wait


def _delay(tries: int) -> float:
    delay = min(_LONGEST_DELAY, _FIRST_DELAY * 2.0 ** (tries - 1))
    return delay * random.uniform(0.7, 1.3)  # noqa: S311
