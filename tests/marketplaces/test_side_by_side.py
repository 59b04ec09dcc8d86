"""Many sellers read at once by several workers, some of which die: the small form of
`benchmarks/marketplaces.py`."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from integrations.models import MarketplaceAccount, ProductDay, SyncRun
from integrations.sync import lease
from integrations.sync.run import work_at
from tests.fakes.far_side import Trouble
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.limiting import Clock
from tests.marketplaces.syncing import at_ozon, at_wildberries, start

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
SELLERS, PRODUCTS, WORKERS = 6, 25, 3
BAD = "token-of-0"


class Killed(BaseException):
    """A worker that is killed."""


def test_one_fails_some_workers_die_and_no_limit_is_exceeded(
    wildberries: FakeWildberries,
    ozon: FakeOzon,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts, items = _accounts(wildberries, ozon)
    wildberries.trouble = lambda request: (
        Trouble.ERROR if request.headers["authorization"] == BAD else None
    )
    runs = [start(account).pk for account in accounts]
    deaths = _let_die(monkeypatch, every=9)

    workers = [threading.Thread(target=_work, args=(runs, n, clock)) for n in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(deaths) >= 3
    assert wildberries.enforced.exceeded == ozon.enforced.exceeded == []
    states = dict(SyncRun.objects.values_list("account_id", "state"))
    bad = accounts[0].pk
    assert states.pop(bad) == SyncRun.State.FAILED
    assert set(states.values()) == {SyncRun.State.DONE}
    days = ProductDay.objects.filter(stock__isnull=False).select_related("product")
    found = {(day.product.account_id, day.product.article): day.stock for day in days}
    expected = {
        (account_id, item.article): sum(item.own.values()) + sum(item.at_marketplace.values())
        for account_id, item in items
        if account_id != bad
    }
    assert found == expected


def _accounts(wildberries: FakeWildberries, ozon: FakeOzon) -> tuple[list[MarketplaceAccount], Any]:
    accounts, items = [], []
    for number in range(SELLERS):
        is_ozon = number % 3 == 2
        goods = Goods(number, products=PRODUCTS, orders_a_day=0.1, ozon=is_ozon)
        if is_ozon:
            account = at_ozon(ozon, goods, client_id=str(7000 + number), name=f"o{number}")
        else:
            token = f"token-of-{number}"
            account = at_wildberries(wildberries, goods, token=token, name=f"w{number}")
        accounts.append(account)
        items += [(account.pk, item) for item in goods.items]
    return accounts, items


def _let_die(monkeypatch: pytest.MonkeyPatch, *, every: int) -> list[int]:
    """Each so-manieth page kills who reads it, before it is kept."""
    deaths: list[int] = []
    lock, pages, real = threading.Lock(), [0], lease.progress

    def dying(run: SyncRun) -> Any:
        with lock:
            pages[0] += 1
            if pages[0] % every == 0:
                deaths.append(run.pk)
                raise Killed
        return real(run)

    monkeypatch.setattr("integrations.sync.run.lease.progress", dying)
    return deaths


def _work(runs: list[int], number: int, clock: Clock) -> None:
    chance = random.Random(number)
    while True:
        left = SyncRun.objects.filter(pk__in=runs, state__in=SyncRun.OPEN)
        open_ones = list(left.values_list("pk", flat=True))
        if not open_ones:
            break
        run_id = chance.choice(open_ones)
        try:
            clock.sleep(work_at(run_id, seconds=0.5) or 0)
        except Killed:
            SyncRun.objects.filter(pk=run_id).update(leased_until=timezone.now())
        left.filter(pk=run_id).update(try_at=None)
    connections.close_all()
