"""The last step: figures of the day made of what was read, and orders of days that have changed.

Definitions: docs/marketplace-figures.md. First the products, so many at a time, then the days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from integrations.marketplaces.facts import Cursor, Page
from integrations.models import (
    MarketplaceProduct,
    MarketplaceSize,
    ProductDay,
    SyncRun,
    WarehouseDay,
)
from integrations.models.product_day import Kept
from integrations.sync import alerts, past_days
from integrations.sync.facts import Facts
from integrations.sync.metrics import daily, turnover
from integrations.sync.work import Work, number_of

_AT_ONCE = 500
_PRODUCT = ["stock", "stock_marketplace", "stock_own", "sold_out_since", "day", "price"]


def read(work: Work, cursor: Cursor | None) -> Page[Any]:
    """Nothing is asked for: the place after the part that `keep` counts now."""
    at = dict(cursor or {"from": 0})
    if "from" in at:
        following = int(at["from"]) + _AT_ONCE
        if following < len(work.products):
            return Page([], {"from": following})
        return Page([], {"days": _days(work)} if _days(work) else None)
    return Page([], {"days": at["days"][1:]} if len(at["days"]) > 1 else None)


def keep(work: Work, page: Page[Any]) -> None:
    """Count the part at the run's place."""
    at = work.place.get("cursor") or {"from": 0}
    if "days" in at:
        work.note(past_days.recount(work.account, date.fromisoformat(at["days"][0])))
        return
    start = int(at["from"])
    products = work.products[start : start + _AT_ONCE]
    if products:
        _count(work, products)


def _days(work: Work) -> Sequence[str]:
    return [day for day in work.place.get("days", ()) if day != str(work.day)]


def _count(work: Work, products: Sequence[MarketplaceProduct]) -> None:
    facts = work.cache.get("facts")
    if facts is None:
        facts = work.cache["facts"] = Facts.of(work)
    days = [_product_day(work, facts, product) for product in products]
    places = [row for product in products for row in _warehouse_days(work, facts, product)]
    work.note(ProductDay.keep(work.day, _with_what_was_not_read(work, days)))
    ids = [product.pk for product in products]
    work.note(WarehouseDay.keep(work.day, places, products=ids))
    _keep_products(work, products, days)
    _keep_sizes(work, facts, ids)


def _product_day(work: Work, facts: Facts, product: MarketplaceProduct) -> ProductDay:
    number = number_of(product)
    ordered, today = facts.ordered(number), facts.today(number)
    marketplace, own = facts.stock_marketplace(number), facts.stock_own(product)
    known = [amount for amount in (marketplace, own) if amount is not None]
    stock = sum(known) if known else None
    has_orders = facts.has_orders
    return ProductDay(
        product_id=product.pk,
        date=work.day,
        orders=today.total if has_orders else None,
        orders_marketplace=today.marketplace if has_orders else None,
        orders_own=today.own if has_orders else None,
        daily_orders=daily(ordered.total) if has_orders else None,
        to_client=facts.to_client(number),
        from_client=facts.from_client(number),
        to_warehouse=facts.to_warehouse(number),
        stock=stock,
        stock_marketplace=marketplace,
        stock_own=own,
        cart_conversion=facts.cart_conversion(number),
        buyout=facts.buyout(number),
        turnover=turnover(stock, ordered.total) if stock is not None and has_orders else None,
        price=facts.price(product),
    )


def _warehouse_days(work: Work, facts: Facts, product: MarketplaceProduct) -> list[WarehouseDay]:
    number = number_of(product)
    stocks = facts.stock_by_warehouse(product)
    window, today = facts.ordered(number).by_warehouse, facts.today(number).by_warehouse
    return [
        WarehouseDay(
            product_id=product.pk,
            date=work.day,
            warehouse_id=place,
            stock=stocks.get(place, 0),
            orders=today.get(place, 0),
            turnover=turnover(stocks.get(place, 0), window.get(place, 0)),
        )
        for place in {*stocks, *today}
    ]


def _with_what_was_not_read(work: Work, days: list[ProductDay]) -> list[ProductDay]:
    """A reading of stock alone leaves the day's other figures as they are."""
    if work.run.kind == SyncRun.Kind.FULL:
        return days
    known = {
        row.product_id: row
        for row in ProductDay.objects.filter(
            date=work.day, product__in=[row.product_id for row in days]
        )
    }
    for row in days:
        before = known.get(row.product_id)
        row.cart_conversion = before.cart_conversion if before else None
        row.buyout = before.buyout if before else row.buyout
    return days


def _keep_products(
    work: Work, products: Sequence[MarketplaceProduct], days: Sequence[ProductDay]
) -> None:
    changed = []
    for product, day in zip(products, days, strict=True):
        before = [getattr(product, field) for field in _PRODUCT]
        alerts.look(work, product, day)
        if day.stock is not None:
            product.stock = day.stock
            product.stock_marketplace = day.stock_marketplace or 0
            product.stock_own = day.stock_own or 0
            product.day = work.day
            sold_out = product.sold_out_since or work.day
            product.sold_out_since = None if day.stock else sold_out
        product.price = day.price
        if before != [getattr(product, field) for field in _PRODUCT]:
            changed.append(product)
    MarketplaceProduct.objects.bulk_update(changed, _PRODUCT, batch_size=_AT_ONCE)


def _keep_sizes(work: Work, facts: Facts, product_ids: Sequence[int]) -> None:
    chosen, changed = set(product_ids), []
    for size in work.sizes:
        amount = facts.stock_of_size(size) if size.product_id in chosen else None
        if amount is not None and size.stock_own != amount:
            size.stock_own = amount
            changed.append(size)
    MarketplaceSize.objects.bulk_update(changed, ["stock_own"], batch_size=_AT_ONCE)
    work.note(Kept(len(changed), 0))
