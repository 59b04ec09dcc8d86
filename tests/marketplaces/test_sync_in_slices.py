"""A reading goes on where it stopped: after a wait, a failure, a dead worker."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connections, transaction
from django.utils import timezone

from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    ProductDay,
    SellerNotice,
    Subscription,
    SyncRun,
)
from integrations.sync import ending, lease, schedule, steps
from integrations.sync.lease import LeaseLostError
from integrations.sync.open_run import open_run
from integrations.sync.run import MOST_TRIES, work_at
from shop.errors import ErrorCode, StoreError
from tests.conftest import on_postgres
from tests.fakes.far_side import Trouble
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.limiting import Clock
from tests.marketplaces.syncing import at_ozon, at_wildberries, drive, start, sync
from tests.sellers.world import make_plan

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """A worker that is killed: nothing catches it."""


def figures() -> list[tuple[Any, ...]]:
    names = ("product__external_id", "date", *ProductDay.figures)
    return list(ProductDay.objects.order_by("product__external_id", "date").values_list(*names))


def let_lease_end(run: SyncRun) -> None:
    SyncRun.objects.filter(pk=run.pk).update(leased_until=timezone.now(), try_at=None)


@pytest.mark.parametrize("kill_after", [1, 3, 5, 6, 8, 9])
def test_a_killed_worker_s_reading_is_finished_by_another(
    wildberries: FakeWildberries,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    kill_after: int,
) -> None:
    """The worker dies in the transaction after the so-manieth page, whatever step that is."""
    goods = Goods(1, products=230, orders_a_day=0.1)
    account = at_wildberries(wildberries, goods)
    run = start(account)
    pages = 0
    real = lease.progress

    def dying(run: SyncRun) -> Any:
        nonlocal pages
        pages += 1
        if pages == kill_after:
            raise Killed
        return real(run)

    with monkeypatch.context() as patch:
        patch.setattr("integrations.sync.run.lease.progress", dying)
        with pytest.raises(Killed):
            drive(run, clock)

    run.refresh_from_db()
    assert (run.state, work_at(run.pk)) == (SyncRun.State.RUNNING, None)  # the lease holds
    let_lease_end(run)
    assert drive(run, clock).state == SyncRun.State.DONE
    after_death = figures()

    sync(account, clock)
    assert figures() == after_death
    assert MarketplaceProduct.objects.count() == 230
    assert wildberries.enforced.exceeded == []


def test_a_run_goes_on_from_its_page(wildberries: FakeWildberries, clock: Clock) -> None:
    account = at_wildberries(wildberries, Goods(1, products=450, orders_a_day=0))
    run = start(account)
    assert work_at(run.pk, seconds=0) == 0
    run.refresh_from_db()
    assert (run.state, run.step, run.cursor["page"]) == (SyncRun.State.WAITING, "products", 1)
    assert drive(run, clock).read >= 450
    asked = [r for r in wildberries.taken if r.path.endswith("cards/list")]
    assert len(asked) == 5


def test_one_account_has_one_open_run(wildberries: FakeWildberries) -> None:
    account = at_wildberries(wildberries, Goods(1, products=1))
    first = start(account)
    assert start(account).pk == first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        SyncRun.objects.create(account=account, trigger="hand")
    assert SyncRun.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_the_same_run(wildberries: FakeWildberries, clock: Clock) -> None:
    assert on_postgres()
    account = at_wildberries(wildberries, Goods(1, products=3))
    run = start(account)
    found: list[SyncRun | None] = []
    together = threading.Barrier(6)

    def take() -> None:
        together.wait()
        found.append(lease.take(run.pk))
        close_old_connections()
        connections.close_all()

    workers = [threading.Thread(target=take) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(one is not None for one in found) == 1


def test_who_outlived_the_lease_writes_nothing(wildberries: FakeWildberries, clock: Clock) -> None:
    account = at_wildberries(wildberries, Goods(1, products=3))
    run = start(account)
    slow = lease.take(run.pk)
    assert slow is not None
    let_lease_end(run)
    quick = lease.take(run.pk)
    assert quick is not None

    with pytest.raises(LeaseLostError), lease.progress(slow):
        pytest.fail("must not come so far")
    with pytest.raises(LeaseLostError):
        ending.finish(slow)
    assert lease.end(quick, SyncRun.State.CANCELLED)


def test_a_run_that_kills_its_workers_ends(wildberries: FakeWildberries, clock: Clock) -> None:
    account = at_wildberries(wildberries, Goods(1, products=3))
    run = start(account)
    for _ in range(MOST_TRIES):
        assert lease.take(run.pk) is not None
        let_lease_end(run)
    assert work_at(run.pk) is None
    run.refresh_from_db()
    assert run.state == SyncRun.State.FAILED
    assert "died" in run.error


def test_trouble_that_passes_is_waited_out(wildberries: FakeWildberries, clock: Clock) -> None:
    account = at_wildberries(wildberries, Goods(1, products=130, orders_a_day=0.1))
    bad, fine = Trouble, None
    first = (bad.ERROR, fine, bad.RESET, bad.TRUNCATED, fine, bad.LOST, fine)
    troubles = iter((*first, bad.GARBAGE, fine, fine, bad.BUSY, bad.BUSY_FOR_A_WHILE))
    wildberries.trouble = lambda request: next(troubles, None)

    run = sync(account, clock)

    assert (run.state, run.error) == (SyncRun.State.DONE, "")
    assert wildberries.enforced.exceeded == []
    assert ProductDay.objects.filter(stock__isnull=False).count() == 130


def test_an_account_that_always_fails_harms_no_other(
    wildberries: FakeWildberries, ozon: FakeOzon, clock: Clock
) -> None:
    good = at_wildberries(wildberries, Goods(1, products=5))
    other = at_ozon(ozon, Goods(2, products=5, ozon=True))
    bad = at_wildberries(wildberries, Goods(3, products=5), token="bad", name="Lutik")
    wildberries.trouble = lambda request: (
        Trouble.ERROR if request.headers["authorization"] == "bad" else None
    )

    runs = {account.pk: sync(account, clock) for account in (bad, good, other)}

    assert runs[good.pk].state == runs[other.pk].state == SyncRun.State.DONE
    assert runs[bad.pk].state == SyncRun.State.FAILED
    assert (runs[bad.pk].error_code, runs[bad.pk].permanent) == ("unavailable", False)
    bad.refresh_from_db()
    assert (bad.state, bad.failures) == (MarketplaceAccount.State.FAILING, 1)
    assert SellerNotice.objects.get().kind == "sync_failed"
    assert not ProductDay.objects.filter(product__account=bad).exists()


def test_a_dead_key_ends_the_run_at_once_and_is_told_once_a_day(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    account = at_wildberries(wildberries, Goods(1, products=5))
    wildberries.shops.clear()

    for _ in range(3):
        run = sync(account, clock)
        assert (run.state, run.error_code, run.permanent) == (
            SyncRun.State.FAILED,
            "key_refused",
            True,
        )
    account.refresh_from_db()
    assert (account.state, account.failures) == (MarketplaceAccount.State.EXPIRED, 3)
    notice = SellerNotice.objects.get()
    assert (notice.kind, notice.key) == ("key_expired", f"account:{account.pk}")
    assert len(wildberries.requests) == 3


def test_sellers_who_want_no_notices_get_none(wildberries: FakeWildberries, clock: Clock) -> None:
    account = at_wildberries(wildberries, Goods(1, products=5))
    account.seller.notify_key_expired = False
    account.seller.save()
    wildberries.shops.clear()
    sync(account, clock)
    assert not SellerNotice.objects.exists()


def test_an_unexpected_failure_is_tried_again(
    wildberries: FakeWildberries, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = at_wildberries(wildberries, Goods(1, products=5))
    run = start(account)
    with monkeypatch.context() as patch:
        patch.setattr(steps, "keep_products", None)
        assert work_at(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (SyncRun.State.WAITING, 1)
    assert "NoneType" in run.error
    SyncRun.objects.update(try_at=None)
    assert drive(run, clock).state == SyncRun.State.DONE


def test_a_seller_who_has_not_paid_is_not_read(wildberries: FakeWildberries) -> None:
    account = at_wildberries(wildberries, Goods(1, products=1))
    subscription = Subscription.objects.create(
        seller=account.seller, plan=make_plan(), paid_until=timezone.now(), state="stopped"
    )
    with pytest.raises(StoreError) as refusal:
        open_run(account=account, trigger=SyncRun.Trigger.HAND)
    assert refusal.value.code is ErrorCode.SUBSCRIPTION_STOPPED
    subscription.state = "grace"
    subscription.save()
    account.refresh_from_db()
    assert start(account).is_open


def test_an_account_without_a_key_is_not_read(wildberries: FakeWildberries) -> None:
    account = at_wildberries(wildberries, Goods(1, products=1))
    account.credentials.delete()
    with pytest.raises(StoreError) as refusal:
        start(account)
    assert refusal.value.code is ErrorCode.ACCOUNT_WITHOUT_KEY
    assert not SyncRun.objects.exists()


class TestByTheClock:
    def test_what_is_due_begins_once_and_is_planned_anew(
        self, wildberries: FakeWildberries
    ) -> None:
        account = at_wildberries(wildberries, Goods(1, products=1))
        late = timezone.now() - timedelta(days=3)
        MarketplaceAccount.objects.update(next_sync_at=late)

        assert schedule.start_due() == 1
        assert schedule.start_due() == 0

        account.refresh_from_db()
        assert account.next_sync_at == account.due_after(timezone.now())
        assert account.next_sync_at.strftime("%H:%M") == "21:01"  # 00:01 in Moscow
        run = SyncRun.objects.get()
        assert run.trigger == SyncRun.Trigger.SCHEDULE

    def test_a_new_account_is_planned_and_not_begun(self, wildberries: FakeWildberries) -> None:
        account = at_wildberries(wildberries, Goods(1, products=1))
        assert schedule.start_due() == 0
        account.refresh_from_db()
        assert account.next_sync_at is not None

    @pytest.mark.parametrize(
        "change",
        [
            {"schedule": "off"},
            {"state": "expired"},
            {"state": "paused"},
        ],
    )
    def test_what_must_not_begin_does_not(
        self, wildberries: FakeWildberries, change: dict[str, str]
    ) -> None:
        at_wildberries(wildberries, Goods(1, products=1))
        MarketplaceAccount.objects.update(next_sync_at=timezone.now(), **change)
        assert schedule.start_due() == 0
        assert not SyncRun.objects.exists()

    def test_runs_that_waited_long_enough_are_woken(
        self, wildberries: FakeWildberries, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = at_wildberries(wildberries, Goods(1, products=1))
        run = start(account)
        woken: list[int] = []
        monkeypatch.setattr(schedule, "wake", woken.append)
        SyncRun.objects.update(try_at=timezone.now() + timedelta(minutes=1))
        assert schedule.wake_waiting() == 0
        let_lease_end(run)
        assert schedule.wake_waiting() == 1
        assert woken == [run.pk]
