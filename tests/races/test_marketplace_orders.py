"""Several workers read the same order of a marketplace at once: the stock moves once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.marketplaces.facts import OwnOrder
from integrations.models import (
    ListingLink,
    MarketplaceOrder,
    MarketplaceSize,
    MarketplaceWarehouse,
    Seller,
)
from integrations.one_stock import take_orders as taking
from tests.factories import make_variant
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together
from tests.sellers.world import make_account, make_listed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 6


@pytest.fixture
def link(monkeypatch):
    listen(monkeypatch)
    account = make_account(Seller.objects.create(company_name="Us", sells_here=True))
    size = MarketplaceSize.objects.create(product=make_listed(account), external_id=1)
    place = MarketplaceWarehouse.objects.create(account=account, kind="own", key="7", name="Ours")
    return ListingLink.objects.create(
        account=account, variant=make_variant(stock=10), size=size, warehouse=place, dry_run=False
    )


def line(link, *, is_cancelled=False):
    return OwnOrder(
        id="order-1", order_id="1", key="1", number="1", article="", warehouse_id="7",
        quantity=1, ordered_at=datetime.now(UTC), is_cancelled=is_cancelled,
    )  # fmt: skip


def reading(link, **facts):
    return lambda: taking._take(link.account, line(link, **facts), link)


def stock_of(link):
    link.variant.refresh_from_db()
    return link.variant.stock_quantity


def test_an_order_read_by_all_at_once_is_taken_once(link):
    assert sorted(together([reading(link)] * HANDS)) == [False] * (HANDS - 1) + [True]
    assert stock_of(link) == 9


def test_a_cancellation_read_by_all_at_once_comes_back_once(link):
    reading(link)()
    together([reading(link, is_cancelled=True)] * HANDS)
    assert stock_of(link) == 10


def test_control_without_the_rows_lock_it_is_taken_again_and_again(link, monkeypatch):
    order = MarketplaceOrder.objects.create(
        account=link.account, external_id="order-1", link=link, quantity=1,
        ordered_at=datetime.now(UTC),
    )  # fmt: skip
    wait, lock = meeting(HANDS), taking.lock_variants
    rows = type(MarketplaceOrder.objects.all())
    monkeypatch.setattr(rows, "select_for_update", lambda self: self)
    monkeypatch.setattr(taking, "lock_variants", lambda ids: (wait(), lock(ids))[1])
    results = together([reading(link)] * HANDS)
    monkeypatch.undo()
    assert [result for result in results if result is True] != [True]
    assert stock_of(link) < 9
    order.refresh_from_db()
