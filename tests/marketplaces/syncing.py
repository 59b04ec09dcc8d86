"""Sellers with accounts at the marketplaces on this machine, and readings driven to their end."""

from __future__ import annotations

from integrations.models import (
    MarketplaceAccount,
    MarketplaceCredentials,
    Seller,
    SyncRun,
)
from integrations.sync.open_run import open_run
from integrations.sync.run import work_at
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.limiting import Clock
from tests.fakes.marketplaces.ozon import Shop as OzonShop
from tests.fakes.marketplaces.wildberries import Shop as WildberriesShop


def at_wildberries(
    fake: FakeWildberries, goods: Goods, *, token: str = "token-of-romashka", name: str = "Romashka"
) -> MarketplaceAccount:
    fake.shops[token] = WildberriesShop(goods)
    return _account(name, "wildberries", {"token": token})


def at_ozon(
    fake: FakeOzon, goods: Goods, *, client_id: str = "555001", name: str = "Vasilek"
) -> MarketplaceAccount:
    key = f"key-of-{client_id}-0123456789"
    fake.shops[client_id] = OzonShop(key, goods)
    return _account(name, "ozon", {"client_id": client_id, "api_key": key})


def _account(name: str, marketplace: str, plain: dict[str, str]) -> MarketplaceAccount:
    seller = Seller.objects.create(company_name=name, email=f"{name.lower()}@example.com")
    account = MarketplaceAccount.objects.create(
        seller=seller, marketplace=marketplace, cabinet_id=name
    )
    credentials = MarketplaceCredentials(account=account)
    credentials.plain = plain
    credentials.save()
    return account


def start(account: MarketplaceAccount, kind: str = "full") -> SyncRun:
    return open_run(account=account, trigger=SyncRun.Trigger.HAND, kind=SyncRun.Kind(kind))


def drive(run: SyncRun, clock: Clock, *, slices: int = 300) -> SyncRun:
    """Slices until the run has ended; waits pass on the clock."""
    for _slice in range(slices):
        wait = work_at(run.pk)
        if wait is None:
            run.refresh_from_db()
            return run
        clock.sleep(wait)
        SyncRun.objects.filter(pk=run.pk).update(try_at=None)
    raise AssertionError(f"a run that does not end: {run.step}")


def sync(account: MarketplaceAccount, clock: Clock, kind: str = "full") -> SyncRun:
    """A whole reading."""
    account.refresh_from_db()
    return drive(start(account, kind), clock)
