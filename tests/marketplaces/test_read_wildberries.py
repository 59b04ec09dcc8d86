"""What a seller has at Wildberries is read as it is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from integrations.marketplaces.base import Account
from integrations.marketplaces.facts import Credentials, Period
from integrations.marketplaces.registry import marketplace
from tests.fakes.marketplaces import FakeWildberries, Goods
from tests.fakes.marketplaces.limiting import Clock
from tests.fakes.marketplaces.wildberries import Shop
from tests.marketplaces.reading import read_all

TOKEN = "a-token-of-a-seller"


@pytest.fixture
def goods(wildberries: FakeWildberries) -> Goods:
    found = Goods(1, products=230)
    wildberries.shops[TOKEN] = Shop(found)
    return found


@pytest.fixture
def account(goods: Goods) -> Iterator[Account]:
    with marketplace("wildberries").open(Credentials(TOKEN)) as opened:
        yield opened


def test_every_card_is_read_once_with_its_sizes(
    account: Account, goods: Goods, clock: Clock, wildberries: FakeWildberries
) -> None:
    products = read_all(account.products, clock)

    assert [(p.id, p.number, p.article, p.brand, p.subject) for p in products] == [
        (str(i.id), str(i.number), i.article, i.brand, i.subject) for i in goods.items
    ]
    assert [(s.key, s.barcodes) for p in products for s in p.sizes] == [
        (str(i.size), (i.barcode,)) for i in goods.items
    ]
    assert wildberries.enforced.exceeded == []


def test_a_card_that_changes_while_the_list_is_read_is_not_missed(
    account: Account, goods: Goods, clock: Clock
) -> None:
    first = account.products()
    goods.items[150].changed_at = datetime.now(UTC)
    rest = read_all(lambda cursor: account.products(cursor or first.cursor), clock)

    seen = {product.number for product in [*first.items, *rest]}
    assert seen == {str(item.number) for item in goods.items}


def test_figures_of_a_period(account: Account, goods: Goods, clock: Clock) -> None:
    period = Period(date(2026, 10, 28), date(2026, 11, 26))
    numbers = [str(item.number) for item in goods.items[:7]]

    found = read_all(lambda cursor: account.figures(period, cursor, numbers), clock)

    one, item = found[3], goods.items[3]
    assert [figures.number for figures in found] == numbers
    assert (one.opens, one.carts, one.buyout_percent) == (
        item.opens,
        item.carts,
        Decimal(item.buyout_percent),
    )
    assert one.cart_percent == round(100 * item.carts / item.opens)
    assert one.stock_marketplace == sum(item.at_marketplace.values())
    assert period.days == 30


def test_figures_without_numbers_are_paged_through(account: Account, clock: Clock) -> None:
    found = read_all(
        lambda cursor: account.figures(Period(date(2026, 11, 1), date(2026, 11, 2)), cursor), clock
    )
    assert len(found) == 230


def test_lines_that_are_no_warehouses_are_told_apart(
    account: Account, goods: Goods, clock: Clock, wildberries: FakeWildberries
) -> None:
    found = {one.number: one for one in read_all(account.remains, clock)}

    assert len(found) == 230
    for item in goods.items:
        one = found[str(item.number)]
        assert one.warehouses == item.at_marketplace
        assert one.total == sum(item.at_marketplace.values())
        assert (one.to_customers, one.from_customers) == (item.to_customers, item.from_customers)
        assert one.to_warehouses is None
    assert wildberries.enforced.exceeded == []


def test_a_report_that_takes_long_is_waited_for_within_the_limits(
    account: Account, wildberries: FakeWildberries, clock: Clock
) -> None:
    wildberries.shops[TOKEN].task_takes = 90.0

    assert len(read_all(account.remains, clock)) == 230
    assert wildberries.enforced.exceeded == []


def test_a_report_that_was_thrown_away_is_ordered_anew(
    account: Account, wildberries: FakeWildberries, clock: Clock
) -> None:
    page = account.remains()
    wildberries.shops[TOKEN].tasks.clear()

    assert len(read_all(lambda cursor: account.remains(cursor or page.cursor), clock)) == 230
    assert [r.path.rsplit("/", 1)[-1] for r in wildberries.taken].count("warehouse_remains") == 2


def test_orders_know_their_warehouse_and_whether_they_stand(
    account: Account, goods: Goods, clock: Clock
) -> None:
    since = datetime.now(UTC) - timedelta(days=31)

    found = {one.id: one for one in read_all(lambda c: account.orders(since, c), clock)}

    assert found.keys() == {line.id for line in goods.orders}
    for line in goods.orders:
        one = found[line.id]
        assert one.number == str(line.item.number)
        assert one.ordered_at == line.at.replace(microsecond=0)
        assert (one.warehouse, one.is_own) == (line.warehouse, line.own_warehouse is not None)
        assert one.is_cancelled is line.is_cancelled
        assert one.price == Decimal(line.item.price)


def test_own_orders_name_size_and_warehouse(account: Account, goods: Goods, clock: Clock) -> None:
    since = datetime.now(UTC) - timedelta(days=10)

    found = {one.id: one for one in read_all(lambda c: account.orders_since(since, c), clock)}

    expected = {o.id: o for o in goods.orders if o.own_warehouse and o.at >= since}
    assert found.keys() == expected.keys()
    assert expected
    for number, line in expected.items():
        assert found[number].key == str(line.item.size)
        assert found[number].warehouse_id == str(line.own_warehouse)
        assert found[number].is_cancelled is line.is_cancelled


def test_own_stocks_of_every_warehouse(account: Account, goods: Goods, clock: Clock) -> None:
    keys = [str(item.size) for item in goods.items]

    found = read_all(lambda cursor: account.own_stocks(keys, cursor), clock)

    assert {(one.key, one.warehouse_id): one.quantity for one in found} == {
        (str(item.size), str(place)): amount
        for item in goods.items
        for place, amount in item.own.items()
    }
    assert {one.warehouse for one in found} == {"Склад на Троицкой", "Склад в Твери"}
