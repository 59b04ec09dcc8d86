"""What a seller has at Ozon is read as it is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from integrations.marketplaces.base import Account
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Credentials, Period
from integrations.marketplaces.registry import marketplace
from tests.fakes.marketplaces import FakeOzon, Goods
from tests.fakes.marketplaces.goods import OWN
from tests.fakes.marketplaces.limiting import Clock
from tests.fakes.marketplaces.ozon import Shop
from tests.marketplaces.reading import read_all

CREDENTIALS = Credentials("key-of-a-seller-0123456789", "555001")
PERIOD = Period(date(2026, 10, 28), date(2026, 11, 26))


@pytest.fixture
def goods(ozon: FakeOzon) -> Goods:
    found = Goods(2, products=1040, orders_a_day=0.02, ozon=True)
    ozon.shops[CREDENTIALS.client_id] = Shop(CREDENTIALS.key, found)
    return found


@pytest.fixture
def account(goods: Goods) -> Iterator[Account]:
    with marketplace("ozon").open(CREDENTIALS) as opened:
        yield opened


def test_every_card_has_its_brand_subject_and_price(
    account: Account, goods: Goods, clock: Clock, ozon: FakeOzon
) -> None:
    products = read_all(account.products, clock)

    assert [(p.id, p.number, p.article, p.brand, p.subject, p.price) for p in products] == [
        (str(i.id), str(i.number), i.article, i.brand, i.subject, Decimal(i.price))
        for i in goods.items
    ]
    size = products[5].sizes[0]
    assert (size.id, size.key, size.offer) == (
        products[5].id,
        products[5].number,
        products[5].article,
    )
    assert ozon.enforced.exceeded == []


def test_a_key_without_the_right_to_characteristics_reads_the_rest(
    account: Account, goods: Goods, clock: Clock, ozon: FakeOzon
) -> None:
    ozon.shops[CREDENTIALS.client_id].lacks = frozenset({"/v4/product/info/attributes"})

    products = read_all(account.products, clock)

    assert len(products) == 1040
    assert {product.brand for product in products} == {""}
    assert products[0].subject == goods.items[0].subject


def test_archived_goods_are_left_out(account: Account, goods: Goods, clock: Clock) -> None:
    goods.items[3].is_archived = True
    numbers = {product.number for product in read_all(account.products, clock)}
    assert str(goods.items[3].number) not in numbers
    assert len(numbers) == 1039


def test_views_and_carts(account: Account, goods: Goods, clock: Clock, ozon: FakeOzon) -> None:
    found = read_all(lambda cursor: account.figures(PERIOD, cursor), clock)

    item = goods.items[1001]
    one = next(figures for figures in found if figures.number == str(item.number))
    assert len(found) == 1040
    assert (one.opens, one.carts) == (item.opens, item.carts)
    assert one.cart_percent == round(Decimal(100 * item.carts) / item.opens, 2)
    assert ozon.enforced.exceeded == []


def test_views_are_refused_without_premium(account: Account, ozon: FakeOzon) -> None:
    ozon.shops[CREDENTIALS.client_id].has_premium = False
    with pytest.raises(MarketplaceError) as refusal:
        account.figures(PERIOD)
    assert refusal.value.code is Trouble.REFUSED
    assert refusal.value.permanent


def test_what_lies_at_ozon_by_warehouse(account: Account, goods: Goods, clock: Clock) -> None:
    numbers = [str(item.number) for item in goods.items]

    found = {one.number: one for one in read_all(lambda c: account.remains(c, numbers), clock)}

    for item in goods.items:
        if item.at_marketplace:
            one = found[str(item.number)]
            assert one.warehouses == item.at_marketplace
            assert one.total == sum(item.at_marketplace.values())
            assert (one.from_customers, one.to_warehouses) == (
                item.from_customers,
                item.to_warehouses,
            )


def test_own_stocks_without_what_is_reserved(account: Account, goods: Goods, clock: Clock) -> None:
    goods.items[0].reserved = {701: 3}

    found = read_all(lambda cursor: account.own_stocks([], cursor), clock)

    assert {(one.key, one.warehouse_id): one.quantity for one in found} == {
        (str(item.number), str(place)): amount
        for item in goods.items
        for place, amount in item.own.items()
    }
    assert {one.warehouse for one in found} == set(OWN.values())


def test_orders_of_both_schemes(account: Account, goods: Goods, clock: Clock) -> None:
    since = datetime.now(UTC) - timedelta(days=31)

    found = {one.id: one for one in read_all(lambda c: account.orders(since, c), clock)}

    assert found.keys() == {f"{line.id}:{line.item.number}" for line in goods.orders}
    for line in goods.orders:
        one = found[f"{line.id}:{line.item.number}"]
        assert (one.number, one.quantity) == (str(line.item.number), line.quantity)
        assert (one.warehouse, one.is_own) == (line.warehouse, line.own_warehouse is not None)
        assert one.is_cancelled is line.is_cancelled
        assert one.is_on_its_way is (line.status == "delivering")
        assert one.is_received is (line.status == "delivered")


def test_own_orders_name_sku_and_warehouse(account: Account, goods: Goods, clock: Clock) -> None:
    since = datetime.now(UTC) - timedelta(days=20)

    found = read_all(lambda cursor: account.orders_since(since, cursor), clock)

    expected = [line for line in goods.orders if line.own_warehouse and line.at >= since]
    assert {(one.order_id, one.key, one.warehouse_id, one.is_cancelled) for one in found} == {
        (line.id, str(line.item.number), str(line.own_warehouse), line.is_cancelled)
        for line in expected
    }
    assert len(found) == len(expected) > 0
