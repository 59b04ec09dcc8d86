"""A stock that is written is read back: what the marketplace did not do is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.marketplaces.base import Account
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Credentials
from integrations.marketplaces.registry import marketplace
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.limiting import Clock
from tests.fakes.marketplaces.ozon import Shop as OzonShop
from tests.fakes.marketplaces.wildberries import Shop as WildberriesShop

TOKEN, KEY, CLIENT = "a-token-of-a-seller", "key-of-a-seller-0123456789", "555001"


@pytest.fixture
def wb(wildberries: FakeWildberries) -> Iterator[tuple[Account, Goods, WildberriesShop]]:
    shop = WildberriesShop(Goods(1, products=30))
    wildberries.shops[TOKEN] = shop
    with marketplace("wildberries").open(Credentials(TOKEN)) as account:
        yield account, shop.goods, shop


@pytest.fixture
def oz(ozon: FakeOzon) -> Iterator[tuple[Account, Goods, OzonShop]]:
    shop = OzonShop(KEY, Goods(2, products=130, ozon=True))
    ozon.shops[CLIENT] = shop
    with marketplace("ozon").open(Credentials(KEY, CLIENT)) as account:
        yield account, shop.goods, shop


WB = tuple[Account, Goods, WildberriesShop]
OZ = tuple[Account, Goods, OzonShop]


def test_at_wildberries_each_amount_is_there_afterwards(wb: WB) -> None:
    account, goods, _shop = wb
    wanted = {str(item.size): number for number, item in enumerate(goods.items)}

    written = account.write_stock("701", wanted)

    assert {key: (one.found, one.succeeded, one.error) for key, one in written.items()} == {
        key: (amount, True, "") for key, amount in wanted.items()
    }
    assert [item.own[701] for item in goods.items] == list(range(30))
    assert account.read_stock("701", list(wanted)) == wanted


def test_a_204_that_changes_nothing_is_no_success(wb: WB) -> None:
    account, goods, shop = wb
    shop.is_deaf = True
    item = goods.items[0]
    item.own[701] = 4

    written = account.write_stock("701", {str(item.size): 9})[str(item.size)]

    assert (written.succeeded, written.found, written.error) == (False, 4, "not_changed")
    assert item.own[701] == 4


def test_sizes_that_are_refused_do_not_hold_up_the_others(
    wb: WB, wildberries: FakeWildberries, clock: Clock
) -> None:
    account, goods, _shop = wb
    bad, good = goods.items[0], goods.items[1]
    bad.own[701], good.own[701] = 1, 1
    wildberries.refused_sizes = {bad.size: "CargoWarehouseRestrictionSGT"}
    clock.sleep(60)

    written = account.write_stock("701", {str(bad.size): 5, str(good.size): 6})

    assert written[str(bad.size)].error == "CargoWarehouseRestrictionSGT"
    assert written[str(bad.size)].found == 1
    assert written[str(good.size)].succeeded
    assert wildberries.enforced.exceeded == []


def test_a_refusal_counts_tenfold(wb: WB, wildberries: FakeWildberries) -> None:
    account, goods, _shop = wb
    wildberries.refused_sizes = {goods.items[0].size: "NotFound"}
    only = {str(goods.items[0].size): 5}

    def write_often() -> None:
        for _attempt in range(20):
            account.write_stock("701", only)

    with pytest.raises(MarketplaceError) as failure:
        write_often()

    assert failure.value.code is Trouble.BUSY
    assert failure.value.retry_after
    assert wildberries.enforced.exceeded == []


def test_a_warehouse_that_is_being_changed_is_tried_later(
    wb: WB, wildberries: FakeWildberries
) -> None:
    account, goods, _shop = wb
    wildberries.refused_sizes = {goods.items[0].size: "StoreIsProcessing"}

    with pytest.raises(MarketplaceError) as failure:
        account.write_stock("701", {str(goods.items[0].size): 5})

    assert not failure.value.permanent
    assert failure.value.retry_after == 10


def test_amounts_keep_within_what_wildberries_takes(wb: WB) -> None:
    account, goods, _shop = wb
    key = str(goods.items[0].size)
    assert account.write_stock("701", {key: 250_000})[key].found == 100_000
    assert account.write_stock("701", {key: -3})[key].found == 0


def test_at_ozon_each_amount_is_there_afterwards(oz: OZ, ozon: FakeOzon) -> None:
    account, goods, _shop = oz
    goods.items[0].reserved = {701: 2}
    wanted = {str(item.number): number + 50 for number, item in enumerate(goods.items)}

    written = account.write_stock("701", wanted)

    assert all(one.succeeded for one in written.values())
    assert [item.own[701] for item in goods.items] == list(range(50, 180))
    assert len([r for r in ozon.taken if r.path == "/v2/products/stocks"]) == 2  # 100 at once
    assert account.read_stock("701", list(wanted)) == wanted


def test_at_ozon_a_product_is_written_once_in_30_seconds(
    oz: OZ, ozon: FakeOzon, clock: Clock
) -> None:
    account, goods, _shop = oz
    sku = str(goods.items[0].number)

    assert account.write_stock("701", {sku: 30})[sku].succeeded
    again = account.write_stock("701", {sku: 29})[sku]
    assert (again.succeeded, again.found, again.error) == (False, 30, "too_soon")
    assert again.retry_after == pytest.approx(30, abs=1)

    clock.sleep(again.retry_after)
    assert account.write_stock("701", {sku: 29})[sku].succeeded
    assert account.write_stock("702", {sku: 29})[sku].succeeded  # another warehouse
    assert ozon.enforced.exceeded == []


def test_at_ozon_what_is_so_already_is_not_written(oz: OZ, ozon: FakeOzon) -> None:
    account, goods, _shop = oz
    item = goods.items[0]
    item.own[701] = 7

    assert account.write_stock("701", {str(item.number): 7})[str(item.number)].succeeded
    assert all(request.path != "/v2/products/stocks" for request in ozon.taken)


def test_at_ozon_an_update_that_changes_nothing_is_no_success(oz: OZ) -> None:
    account, goods, shop = oz
    shop.is_deaf = True
    item = goods.items[0]
    item.own[701] = 4

    written = account.write_stock("701", {str(item.number): 9})[str(item.number)]

    assert (written.succeeded, written.found, written.error) == (False, 4, "not_changed")
