"""A reading makes of a marketplace's answers what a seller's sheet, charts and screens show."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    MarketplaceSize,
    OrderLine,
    ProductDay,
    RawAnswer,
    SellerNotice,
    SyncPart,
    SyncRun,
    WarehouseDay,
)
from integrations.sync.metrics import day_of
from shop.models import Event
from tests.fakes.marketplaces import FakeOzon, FakeWildberries, Goods
from tests.fakes.marketplaces.goods import OWN, Item, Ordered
from tests.fakes.marketplaces.limiting import Clock
from tests.marketplaces.syncing import at_ozon, at_wildberries, sync

pytestmark = pytest.mark.django_db

Fakes = tuple[FakeWildberries, FakeOzon]
DAY = timedelta(days=1)


def standing(goods: Goods, item: Item) -> list[Ordered]:
    return [line for line in goods.orders if line.item is item and not line.is_cancelled]


def in_window(lines: list[Ordered]) -> list[Ordered]:
    today = day_of(datetime.now(UTC))
    return [line for line in lines if today - 30 * DAY <= day_of(line.at) < today]


def test_wildberries_becomes_figures_of_the_day(wildberries: FakeWildberries, clock: Clock) -> None:
    goods = Goods(1, products=40)
    account = at_wildberries(wildberries, goods)

    run = sync(account, clock)

    assert (run.state, run.error) == (SyncRun.State.DONE, "")
    assert wildberries.enforced.exceeded == []
    today = day_of(run.started_at)
    days = {d.product.external_id: d for d in ProductDay.objects.filter(date=today)}
    assert len(days) == MarketplaceProduct.objects.count() == 40
    for item in goods.items:
        day, lines = days[item.number], in_window(standing(goods, item))
        at_marketplace, own = sum(item.at_marketplace.values()), sum(item.own.values())
        assert (day.stock, day.stock_marketplace, day.stock_own) == (
            at_marketplace + own,
            at_marketplace,
            own,
        )
        assert (day.to_client, day.from_client) == (item.to_customers, item.from_customers)
        assert day.to_warehouse is None
        assert day.daily_orders == round(Decimal(len(lines)) / 30, 2)
        assert day.buyout == item.buyout_percent
        expected = round(100 * item.carts / item.opens) if item.opens else 0
        assert day.cart_conversion == min(expected, 100)
        if lines:
            pace = Decimal(len(lines)) / 30
            assert day.turnover == pytest.approx(day.stock / pace, abs=Decimal("0.06"))
            assert day.price == item.price
        else:
            assert day.turnover is None


def test_each_day_has_its_orders_by_whose_warehouse(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    goods = Goods(1, products=10, orders_a_day=1)
    run = sync(at_wildberries(wildberries, goods), clock)

    expected: Counter[tuple[int, object, bool]] = Counter()
    for line in goods.orders:
        if not line.is_cancelled:
            expected[line.item.number, day_of(line.at), line.own_warehouse is not None] += 1
    found: Counter[tuple[int, object, bool]] = Counter()
    earliest = day_of(run.started_at) - 31 * DAY
    for day in ProductDay.objects.filter(date__gte=earliest).select_related("product"):
        assert day.orders == day.orders_marketplace + day.orders_own
        found[day.product.external_id, day.date, False] += day.orders_marketplace
        found[day.product.external_id, day.date, True] += day.orders_own
    assert +found == expected


def test_each_warehouse_has_stock_orders_and_turnover(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    goods = Goods(1, products=6, orders_a_day=1)
    run = sync(at_wildberries(wildberries, goods), clock)

    today = day_of(run.started_at)
    rows = WarehouseDay.objects.filter(date=today).select_related("product", "warehouse")
    found = {(row.product.external_id, row.warehouse.name): row for row in rows}
    for item in goods.items:
        for name, amount in item.at_marketplace.items():
            row = found[item.number, name]
            assert (row.stock, row.warehouse.kind) == (amount, "marketplace")
            pieces = [o for o in in_window(standing(goods, item)) if o.warehouse == name]
            if pieces:
                pace = Decimal(len(pieces)) / 30
                assert row.turnover == pytest.approx(amount / pace, abs=Decimal("0.06"))
            else:
                assert row.turnover is None
        if item.own[702]:
            assert found[item.number, "Склад в Твери"].stock == item.own[702]
    assert {row.warehouse.key for row in rows if row.warehouse.kind == "own"} <= {"701", "702"}
    yesterday = WarehouseDay.objects.filter(date=today - DAY)
    of_yesterday = [
        line
        for item in goods.items
        for line in standing(goods, item)
        if day_of(line.at) == today - DAY
    ]
    assert sum(row.orders for row in yesterday) == len(of_yesterday)


def test_ozon_becomes_figures_of_the_day(ozon: FakeOzon, clock: Clock) -> None:
    goods = Goods(2, products=30, ozon=True)
    run = sync(at_ozon(ozon, goods), clock)

    assert (run.state, run.error) == (SyncRun.State.DONE, "")
    assert ozon.enforced.exceeded == []
    days = {d.product.sku: d for d in ProductDay.objects.filter(date=day_of(run.started_at))}
    for item in goods.items:
        day = days[item.number]
        product = day.product
        assert (product.external_id, product.brand, product.subject, product.article) == (
            item.id,
            item.brand,
            item.subject,
            item.article,
        )
        lines = [line for line in goods.orders if line.item is item]
        assert day.stock_own == sum(item.own.values())
        assert day.stock_marketplace == sum(item.at_marketplace.values())
        assert day.price == product.price == item.price
        assert day.to_client == sum(line.status == "delivering" for line in lines)
        if item.at_marketplace:
            assert (day.from_client, day.to_warehouse) == (
                item.from_customers,
                item.to_warehouses,
            )
        received = sum(line.status == "delivered" for line in lines)
        decided = received + sum(line.is_cancelled for line in lines)
        if decided:
            assert day.buyout == round(Decimal(100 * received) / decided, 2)


def test_a_second_reading_writes_only_what_has_changed(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    goods = Goods(1, products=40)
    account = at_wildberries(wildberries, goods)
    first = sync(account, clock)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = sync(account, clock)
    assert (second.written, second.unchanged > 80) == (0, True)
    assert first.written > 100
    assert _touched(queries) == set()

    goods.items[7].own[701] += 5
    with CaptureQueriesContext(connection) as queries:
        third = sync(account, clock)
    assert third.written == 3  # the day of the product, of its warehouse, and its size
    assert _touched(queries) == {
        "integrations_productday",
        "integrations_warehouseday",
        "integrations_marketplacesize",
        "integrations_marketplaceproduct",
    }


def _touched(queries: CaptureQueriesContext) -> set[str]:
    """The tables of goods and figures that were written to."""
    kinds = ("product", "size", "warehouse", "orderline")
    written = [
        query["sql"].split('"')[1]
        for query in queries.captured_queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    return {table for table in written if any(kind in table for kind in kinds)}


def test_an_order_that_is_taken_back_changes_its_day(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    goods = Goods(1, products=3, orders_a_day=0)
    line = goods.order(goods.items[0], ago=4, status="delivered")
    account = at_wildberries(wildberries, goods)
    sync(account, clock)
    day = ProductDay.objects.get(product__external_id=line.item.number, date=day_of(line.at))
    assert day.orders == 1

    line.status, line.changed_at = "cancelled", datetime.now(UTC)
    sync(account, clock)

    day.refresh_from_db()
    assert day.orders == 0
    assert OrderLine.objects.get().state == OrderLine.State.CANCELLED


def test_after_a_long_pause_no_day_is_left_without_its_orders(
    wildberries: FakeWildberries, ozon: FakeOzon, clock: Clock
) -> None:
    for goods in (Goods(1, products=2, orders_a_day=0), Goods(2, products=2, ozon=True)):
        is_ozon = bool(goods.orders)
        goods.orders.clear()
        goods.order(goods.items[1], ago=10, status="delivered")
        account = at_ozon(ozon, goods) if is_ozon else at_wildberries(wildberries, goods)
        long_ago = sync(account, clock).started_at - 45 * DAY
        SyncRun.objects.filter(account=account).update(started_at=long_ago, created_at=long_ago)
        if is_ozon:  # so long ago that its runs were thinned
            SyncRun.objects.filter(account=account).delete()
            OrderLine.objects.filter(account=account).delete()
            MarketplaceAccount.objects.filter(pk=account.pk).update(
                last_success_at=long_ago - 60 * DAY
            )
        late = [
            goods.order(goods.items[0], ago=ago, status="delivered") for ago in (44, 38, 33, 20, 1)
        ]
        goods.order(goods.items[0], ago=61, status="delivered")  # kept no longer: not half of it

        sync(account, clock)

        days = ProductDay.objects.filter(product__account=account, orders__gt=0)
        found = days.filter(product__external_id=goods.items[0].id).values_list("date", flat=True)
        assert set(found) == {day_of(line.at) for line in late}


def test_sold_out_since_and_back_again(wildberries: FakeWildberries, clock: Clock) -> None:
    goods = Goods(1, products=2)
    account = at_wildberries(wildberries, goods)
    sync(account, clock)
    item = goods.items[0]
    item.at_marketplace, item.own = {}, {701: 0, 702: 0}
    run = sync(account, clock)

    product = MarketplaceProduct.objects.get(external_id=item.number)
    assert (product.stock, product.sold_out_since) == (0, day_of(run.started_at))
    assert ProductDay.objects.get(product=product, date=product.day).turnover == 0

    item.own = {701: 1, 702: 0}
    sync(account, clock)
    product.refresh_from_db()
    assert (product.stock, product.sold_out_since) == (1, None)


def test_goods_that_are_gone_and_come_back(wildberries: FakeWildberries, clock: Clock) -> None:
    goods = Goods(1, products=5)
    account = at_wildberries(wildberries, goods)
    sync(account, clock)
    taken = goods.items.pop(2)
    sync(account, clock)
    gone = MarketplaceProduct.objects.exclude(gone_at=None).values_list("external_id", flat=True)
    assert list(gone.all()) == [taken.number]

    goods.items.append(taken)
    sync(account, clock)
    assert list(gone.all()) == []
    assert MarketplaceSize.objects.filter(gone_at=None).count() == 5


def test_low_stock_and_changed_prices_are_told_once_a_day(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    goods = Goods(1, products=4, orders_a_day=0)
    account = at_wildberries(wildberries, goods)
    seller = account.seller
    seller.notify_price_change = True
    seller.save()
    low, dear = goods.items[0], goods.items[1]
    for item in goods.items:
        item.own = {701: 50, 702: 0}
    goods.order(dear, ago=2, status="delivered")
    sync(account, clock)
    assert not SellerNotice.objects.exists()  # a first reading has nothing to compare with

    low.at_marketplace, low.own = {}, {701: 3, 702: 0}
    old, dear.price = dear.price, dear.price + 100
    goods.order(dear, ago=1, status="delivered")
    sync(account, clock)
    low.own = {701: 2, 702: 0}
    sync(account, clock)

    notices = {notice.kind: notice.context for notice in SellerNotice.objects.all()}
    product = MarketplaceProduct.objects.get(external_id=low.number)
    assert notices["low_stock"]["products"] == [[product.pk, low.article, 3]]
    told = notices["price_changed"]["products"]
    assert [line[1:] for line in told] == [[dear.article, f"{old}.00", f"{old + 100}.00"]]
    assert len(notices) == SellerNotice.objects.count() == 2
    assert Event.objects.filter(name="seller_notice").count() == 2


def test_a_right_that_is_missing_leaves_the_rest(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    goods = Goods(1, products=5)
    account = at_wildberries(wildberries, goods)
    wildberries.shops["token-of-romashka"].lacks = frozenset({"statistics-api", "marketplace-api"})

    run = sync(account, clock)

    assert (run.state, run.error_code) == (SyncRun.State.DONE, "incomplete")
    assert run.error == "without orders (rights_missing), own_stocks (rights_missing)"
    item, day = goods.items[0], ProductDay.objects.get(product__external_id=goods.items[0].number)
    assert (day.orders, day.turnover) == (None, None)
    assert day.stock_own == sum(item.own.values())  # the funnel tells it too
    assert day.stock_marketplace == sum(item.at_marketplace.values())


def test_stock_alone_leaves_the_other_figures(wildberries: FakeWildberries, clock: Clock) -> None:
    goods = Goods(1, products=5)
    account = at_wildberries(wildberries, goods)
    sync(account, clock)
    item = goods.items[0]
    item.own = {701: 77, 702: 0}
    before = ProductDay.objects.get(product__external_id=item.number, stock__isnull=False)

    run = sync(account, clock, kind="stock")

    assert run.state == SyncRun.State.DONE
    after = ProductDay.objects.get(pk=before.pk)
    assert after.stock_own == 77
    for figure in ("cart_conversion", "buyout", "orders", "daily_orders", "price"):
        assert getattr(after, figure) == getattr(before, figure)


def test_a_warehouse_goes_when_nothing_is_known_of_it_and_comes_back(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    goods = Goods(1, products=4, orders_a_day=0)
    account = at_wildberries(wildberries, goods)
    sync(account, clock)
    before = set(account.warehouses.values_list("name", flat=True))
    for item in goods.items:
        item.at_marketplace, item.own = {"Казань": 5}, {701: 0}

    sync(account, clock)
    gone = account.warehouses.filter(gone_at__isnull=False).values_list("name", flat=True)
    assert set(gone) == before - {"Казань", OWN[701]} != set()

    goods.items[0].own[702] = 1
    sync(account, clock)
    assert account.warehouses.get(key="702").gone_at is None


def test_the_end_is_told_and_nothing_is_left_over(
    wildberries: FakeWildberries, clock: Clock
) -> None:
    account = at_wildberries(wildberries, Goods(1, products=3))
    run = sync(account, clock)
    account.refresh_from_db()
    assert (account.state, account.failures, account.last_error) == ("ok", 0, "")
    assert account.last_success_at is not None
    event = Event.objects.get(name="seller_sync_finished")
    assert event.payload == {
        "account_id": account.pk,
        "seller_id": account.seller_id,
        "run_id": run.pk,
    }
    assert not SyncPart.objects.exists()
    assert set(run.steps) == {
        "products", "figures", "remains", "own_stocks", "orders", "count",
    }  # fmt: skip
    answers = RawAnswer.objects.filter(run=run)
    assert {answer.status_code for answer in answers} <= {200, 204}
    assert b"nmID" in next(a.body for a in answers if "cards" in a.endpoint)


def test_raw_answers_name_no_buyer(ozon: FakeOzon, clock: Clock) -> None:
    goods = Goods(2, products=2, ozon=True)
    for _ in range(3):
        goods.order(goods.items[0], own=701, status="delivering")
    account = at_ozon(ozon, goods)

    def with_buyers(path: str, answer: dict) -> dict:  # type: ignore[type-arg]
        for posting in answer["postings"] if "/fbs/" in path else ():
            posting["customer"] = {"name": "Иван Петров", "phone": "+79990001122"}
            posting["addressee"] = {"name": "Иван Петров"}
        return answer

    ozon.change = with_buyers
    sync(account, clock)

    bodies = [a.body for a in RawAnswer.objects.all() if "posting" in a.endpoint]
    assert bodies
    assert not any("Петров".encode() in body or b"7999" in body for body in bodies)
    assert any(b"posting_number" in body for body in bodies)
