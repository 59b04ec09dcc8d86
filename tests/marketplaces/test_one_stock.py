"""One stock: what sells here is offered less there, what sells there is less here."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from catalog.models import ProductVariant, StockMovement
from catalog.services.adjust_stock import adjust_stock
from integrations.marketplaces.errors import MarketplaceError
from integrations.models import (
    ListingLink,
    MarketplaceAccount,
    MarketplaceOrder,
    SellerNotice,
    SyncRun,
)
from integrations.one_stock import take_orders
from integrations.one_stock.level_stock import level_account, push_stock
from integrations.one_stock.link_by_sku import link_by_sku
from integrations.one_stock.linked_accounts import linked_accounts
from integrations.one_stock.links import over_the_most
from shop.errors import StoreError
from shop.models import Delivery, Event
from tests.factories import make_customer, make_order, make_variant
from tests.fakes.marketplaces import FakeOzon, FakeWildberries
from tests.fakes.marketplaces.limiting import Clock
from tests.marketplaces.shop_window import Channel, deliver, open_at_ozon, open_at_wildberries

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wb(wildberries: FakeWildberries) -> Channel:
    return open_at_wildberries(wildberries)


@pytest.fixture
def oz(ozon: FakeOzon) -> Channel:
    return open_at_ozon(ozon)


def stock_of(variant: ProductVariant) -> int:
    variant.refresh_from_db()
    return variant.stock_quantity


def test_an_order_in_the_chat_lowers_what_both_marketplaces_offer(wb: Channel, oz: Channel) -> None:
    variant = make_variant(stock=10)
    here, there = wb.link(variant), oz.link(variant, buffer=3)

    make_order(make_customer(), {variant: 2})
    deliver()

    assert (wb.offered(), oz.offered()) == (8, 5)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.pushed_quantity, here.read_quantity, here.difference, here.error) == (8, 8, 0, "")
    assert (there.pushed_quantity, there.difference) == (5, 0)
    ours = Delivery.objects.filter(subscriber="marketplace_stock")
    assert [delivery.status for delivery in ours] == [Delivery.Status.DONE] * 2


def test_what_is_kept_back_is_never_offered(wb: Channel) -> None:
    variant = make_variant(stock=4)
    wb.link(variant, buffer=3)

    adjust_stock(variant=variant, quantity=-2, reason="broken")
    deliver()

    assert wb.offered() == 0


def test_a_new_link_is_on_trial_and_changes_nothing(wb: Channel) -> None:
    variant = make_variant(stock=10)
    link = wb.link(variant, dry_run=True)
    wb.goods.items[0].own[int(wb.warehouse.key)] = 15
    wb.sell(quantity=2)

    adjust_stock(variant=variant, quantity=-1, reason="broken")
    deliver()

    assert ListingLink._meta.get_field("dry_run").default is True
    assert wb.offered() == 13
    assert stock_of(variant) == 9
    link.refresh_from_db()
    assert (link.pushed_quantity, link.read_quantity, link.difference) == (None, 13, 4)
    assert set(MarketplaceOrder.objects.values_list("taken", flat=True)) == {0}


def test_an_order_there_lowers_the_store_and_the_other_marketplace(
    wb: Channel, oz: Channel, clock: Clock
) -> None:
    variant = make_variant(stock=10)
    wb.link(variant)
    oz.link(variant)
    level_account(wb.account)
    level_account(oz.account)
    oz.sell(quantity=3)

    level_account(oz.account)
    clock.sleep(60)
    deliver()

    assert stock_of(variant) == 7
    assert (wb.offered(), oz.offered()) == (7, 7)
    order = MarketplaceOrder.objects.get()
    assert (order.quantity, order.taken, order.state) == (3, 3, "new")
    movement = StockMovement.objects.filter(variant=variant).latest("pk")
    assert (movement.quantity, movement.reason) == (-3, "marketplace_order")
    assert movement == order.movement


def test_an_order_is_counted_once_however_often_it_is_read(wb: Channel) -> None:
    variant = make_variant(stock=10)
    wb.link(variant)
    level_account(wb.account)
    wb.sell()

    for _again in range(3):
        level_account(wb.account)

    assert stock_of(variant) == 9
    assert MarketplaceOrder.objects.count() == 1


def test_a_cancelled_order_comes_back_once(wb: Channel) -> None:
    variant = make_variant(stock=10)
    wb.link(variant)
    level_account(wb.account)
    [sold] = wb.sell()
    level_account(wb.account)
    assert stock_of(variant) == 9
    sold.status = "cancelled"

    for _again in range(2):
        level_account(wb.account)

    assert stock_of(variant) == 10
    assert wb.offered() == 10
    order = MarketplaceOrder.objects.get()
    assert order.state == "cancelled"
    assert order.returned_at is not None


def test_a_piece_sold_there_is_not_offered_again_by_a_push(wb: Channel) -> None:
    """The order is not read yet when something sells here."""
    variant = make_variant(stock=2)
    wb.link(variant)
    level_account(wb.account)
    wb.sell()

    make_order(make_customer(), {variant: 1})
    deliver()

    assert wb.offered() == 0
    assert stock_of(variant) == 0


def test_what_was_sold_twice_is_told(wb: Channel) -> None:
    variant = make_variant(stock=3)
    wb.link(variant)
    level_account(wb.account)
    wb.sell(quantity=2)
    adjust_stock(variant=variant, quantity=-2, reason="broken")

    level_account(wb.account)

    assert stock_of(variant) == 0
    assert sorted(MarketplaceOrder.objects.values_list("taken", flat=True)) == [0, 1]
    told = Event.objects.get(name=take_orders.OVERSOLD).payload
    assert (told["sku"], told["missing"], told["marketplace"]) == (variant.sku, 1, "Wildberries")


def test_orders_of_before_the_link_are_left_alone(wb: Channel) -> None:
    variant = make_variant(stock=5)
    link = wb.link(variant)
    wb.sell()
    ListingLink.objects.filter(pk=link.pk).update(created_at=datetime.now(UTC))

    level_account(wb.account)

    assert stock_of(variant) == 5
    assert not MarketplaceOrder.objects.exists()


def test_a_difference_is_found_shown_and_put_right(wb: Channel) -> None:
    variant = make_variant(stock=6)
    link = wb.link(variant)
    wb.goods.items[0].own[int(wb.warehouse.key)] = 60

    done = level_account(wb.account)

    assert (done.looked_at, done.differed, done.put_right) == (1, 1, 1)
    assert wb.offered() == 6
    again = level_account(wb.account)
    assert (again.looked_at, again.differed) == (1, 0)
    link.refresh_from_db()
    assert link.difference == 0


def test_more_than_wildberries_takes_is_no_difference(wb: Channel) -> None:
    variant = make_variant(stock=100_007)
    link = wb.link(variant, buffer=2)

    assert (level_account(wb.account).put_right, wb.offered()) == (1, 100_000)
    assert level_account(wb.account).differed == 0
    link.refresh_from_db()
    assert (link.pushed_quantity, link.difference, over_the_most(link)) == (100_000, 0, 5)
    assert not SellerNotice.objects.exists()


def test_a_marketplace_that_says_yes_and_changes_nothing_is_found_out(
    wb: Channel, wildberries: FakeWildberries
) -> None:
    variant = make_variant(stock=6)
    link = wb.link(variant)
    wb.goods.items[0].own[int(wb.warehouse.key)] = 9
    next(iter(wildberries.shops.values())).is_deaf = True

    push_stock(wb.account, {variant.pk})

    link.refresh_from_db()
    assert (link.error, link.read_quantity, link.difference) == ("not_changed", 9, 3)
    assert not SellerNotice.objects.exists()

    for _again in range(2):
        level_account(wb.account)
    assert SellerNotice.objects.get().kind == "stock_differs"


def test_ozon_is_asked_again_when_it_takes_a_change(oz: Channel, clock: Clock) -> None:
    variant = make_variant(stock=10)
    oz.link(variant)
    adjust_stock(variant=variant, quantity=-1, reason="broken")
    deliver()
    adjust_stock(variant=variant, quantity=-1, reason="broken")
    deliver()
    assert oz.offered() == 9
    waiting = Delivery.objects.get(status=Delivery.Status.PENDING, subscriber="marketplace_stock")
    assert "a moment ago" in waiting.last_error

    clock.sleep(31)
    Delivery.objects.filter(pk=waiting.pk).update(due_at=datetime.now(UTC))
    deliver()

    assert oz.offered() == 8


@pytest.mark.parametrize("by", ["push", "level"])
def test_of_two_who_write_at_once_the_older_number_does_not_stay(
    wb: Channel, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    variant = make_variant(stock=10)
    link = wb.link(variant)
    wb.goods.items[0].own[int(wb.warehouse.key)] = 3
    from integrations.one_stock import level_stock

    real, calls = level_stock._write, []

    def late(opened: object, links: list[ListingLink], done: object) -> object:
        """Between our look at the stock and our writing, something sells and is told there."""
        calls.append([link.variant.stock_quantity for link in links])
        if len(calls) == 1:
            ProductVariant.objects.filter(pk=variant.pk).update(stock_quantity=7)
        return real(opened, links, done)

    monkeypatch.setattr(level_stock, "_write", late)
    if by == "push":
        push_stock(wb.account, {variant.pk})
    else:
        level_account(wb.account)

    assert calls == [[10], [7]]
    assert wb.offered() == 7
    link.refresh_from_db()
    assert link.pushed_quantity == 7


def test_one_account_that_fails_keeps_nothing_from_the_other(
    wb: Channel, oz: Channel, ozon: FakeOzon
) -> None:
    variant = make_variant(stock=10)
    wb.link(variant)
    oz.link(variant)
    next(iter(ozon.shops.values())).key = "another"

    make_order(make_customer(), {variant: 1})
    deliver()

    assert wb.offered() == 9
    ours = Delivery.objects.filter(subscriber="marketplace_stock")
    assert ours.get(target=str(wb.account.pk)).status == Delivery.Status.DONE
    assert ours.get(target=str(oz.account.pk)).status == Delivery.Status.PARKED


def test_without_links_a_change_of_stock_costs_no_event(wb: Channel) -> None:
    assert linked_accounts() == []
    adjust_stock(variant=make_variant(stock=5), quantity=-1, reason="broken")
    assert not Event.objects.filter(name="stock_changed").exists()


def test_another_sellers_account_cannot_move_the_stores_stock(wb: Channel) -> None:
    variant = make_variant(stock=5)
    link = wb.link(variant)
    seller = wb.account.seller
    seller.sells_here = False
    seller.save()
    wb.sell()

    level_account(wb.account)

    assert stock_of(variant) == 5
    assert linked_accounts() == []
    with pytest.raises(ValidationError):
        ListingLink.objects.get(pk=link.pk).full_clean()


def test_a_paused_account_is_not_asked(wb: Channel, wildberries: FakeWildberries) -> None:
    variant = make_variant(stock=5)
    wb.link(variant)
    MarketplaceAccount.objects.update(state=MarketplaceAccount.State.PAUSED)
    before = len(wildberries.requests)

    with pytest.raises(MarketplaceError) as refused:
        push_stock(MarketplaceAccount.objects.get(), {variant.pk})

    assert refused.value.permanent
    assert len(wildberries.requests) == before


def test_listings_find_their_variants_by_sku(wb: Channel) -> None:
    variant = make_variant(stock=5)
    link = wb.link(variant)
    size, article = link.size, link.size.product.article
    link.delete()
    ProductVariant.objects.filter(pk=variant.pk).update(sku=article)

    assert link_by_sku(account=wb.account, warehouse=wb.warehouse) == 1

    made = ListingLink.objects.get()
    assert (made.variant, made.size, made.dry_run) == (variant, size, True)
    assert link_by_sku(account=wb.account, warehouse=wb.warehouse) == 0
    wb.account.seller.sells_here = False
    with pytest.raises(StoreError):
        link_by_sku(account=wb.account, warehouse=wb.warehouse)


@pytest.mark.parametrize(("seed", "pieces"), [(1, 400), (2, 20)])
def test_sales_on_three_channels_in_any_order_end_with_equal_stock(
    wb: Channel, oz: Channel, clock: Clock, seed: int, pieces: int
) -> None:
    sold = sell_at_random(wb, oz, clock, random.Random(seed), pieces=pieces, steps=60)
    assert sum(sold) >= 20


def sell_at_random(
    wb: Channel, oz: Channel, clock: Clock, chance: random.Random, *, pieces: int, steps: int
) -> list[int]:
    """Pieces sold in the chat, at Wildberries, at Ozon; what is left is equal everywhere.

    Of the last pieces one may be sold twice before either side knows: that has been told then.
    """
    variant = make_variant(stock=pieces)
    wb.link(variant)
    oz.link(variant)
    customer = make_customer()
    level_account(wb.account)
    level_account(oz.account)
    sold = [0, 0, 0]
    for _step in range(steps):
        act = chance.randrange(6)
        quantity = chance.randint(1, 2)
        if act == 0 and stock_of(variant) >= quantity:
            make_order(customer, {variant: quantity})
            sold[0] += quantity
        elif act in (1, 2):
            channel = (wb, oz)[act - 1]
            sold[act] += quantity if channel.sell(quantity=quantity) else 0
        elif act == 3:
            deliver()
        elif act == 4:
            clock.sleep(chance.uniform(0, 40))
            level_account(wb.account)
        else:
            clock.sleep(31)
            level_account(oz.account)
    for _round in range(2):
        clock.sleep(61)
        level_account(wb.account)
        level_account(oz.account)
    told = Event.objects.filter(name=take_orders.OVERSOLD).values_list(
        "payload__missing", flat=True
    )
    left = pieces - sum(sold) + sum(told)
    assert (stock_of(variant), wb.offered(), oz.offered()) == (left, left, left)
    return sold


def test_nothing_here_needs_a_sync_run(wb: Channel) -> None:
    wb.link(make_variant(stock=1))
    level_account(wb.account)
    assert not SyncRun.objects.exists()
